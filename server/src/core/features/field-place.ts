import { isBlank } from '../format/directives.ts'
import type { Directive } from '../format/document.ts'
import { afterLineEnd, isComment, lineEnd } from '../format/lines.ts'
import { type Span, span } from '../span.ts'
import { keysAt } from './field-shape.ts'

/** Among the fields. `path` are the keys that the place is below: `defaults`, `source`; `span` is the key or value. */
export type FieldPlace =
  | {
      readonly type: 'key'
      readonly path: readonly string[]
      readonly span: Span
      /** Whether a colon follows. */
      readonly complete: boolean
      readonly directive: Directive
    }
  | {
      readonly type: 'value'
      readonly path: readonly string[]
      readonly key: string
      readonly span: Span
      /** Whether it stands in a list that is open already. */
      readonly item: boolean
      readonly directive: Directive
    }

/** What the line from `start` to `end`, one among the fields of a directive, has at `offset`. */
export function fieldPlace(
  source: string,
  directive: Directive,
  start: number,
  end: number,
  offset: number,
): FieldPlace | undefined {
  const line = readLine(source, start, end)
  const path = pathOf(source, directive.body.start, line, offset)
  if (line.key && (offset < line.key.start || (line.key.end < offset && offset < line.valueFrom))) return undefined
  if (line.key && offset > line.key.end) {
    return valuePlace(source, directive, path, source.slice(line.key.start, line.key.end), line.valueFrom, end, offset)
  }
  const parent = path.at(-1)
  if (line.dash || (parent !== undefined && !isMapping(path))) {
    const from = line.dash ? line.filled : Math.min(line.filled, offset)
    const place = valuePlace(source, directive, path.slice(0, -1), parent ?? '', from, end, offset)
    return line.dash && place.type === 'value' ? { ...place, item: true } : place
  }
  if (line.key) return { type: 'key', path, span: line.key, complete: true, directive }
  let stop = offset
  while (stop < end && !isBlank(source[stop]!)) stop++
  return { type: 'key', path, span: span(Math.min(line.filled, offset), stop), complete: false, directive }
}

/** The keys of the mapping that the place is in, but for the one on its own line. */
export function keysBeside(source: string, place: FieldPlace): Set<string> {
  const keys = new Set<string>()
  const own = lineStart(source, place.span.start)
  const wanted = place.path.join('/')
  const open: { key: string; indent: number }[] = []
  for (const line of linesWithin(source, place.directive.body)) {
    if (!line.key || line.dash) continue
    while (open.length && open.at(-1)!.indent >= line.indent) open.pop()
    const key = source.slice(line.key.start, line.key.end)
    if (line.start !== own && open.map(parent => parent.key).join('/') === wanted) keys.add(key)
    open.push({ key, indent: line.indent })
  }
  return keys
}

interface FieldLine {
  readonly start: number
  readonly end: number
  /** Where the first character that is not blank stands, or a list item's; the end where there is none. */
  readonly filled: number
  readonly indent: number
  readonly dash: boolean
  readonly key?: Span
  /** After the colon. */
  readonly valueFrom: number
}

const keyPattern = /([\p{L}_][\p{L}\p{N}_-]*|\\(?:[A-Za-z@]+|[^\sA-Za-z]))[ \t]*[:：](?=[ \t\r\n]|$)/uy

function readLine(source: string, start: number, end: number): FieldLine {
  let filled = start
  while (filled < end && isBlank(source[filled]!)) filled++
  const indent = filled - start
  const dash = source[filled] === '-' && (filled + 1 >= end || isBlank(source[filled + 1]!))
  if (dash) {
    filled++
    while (filled < end && isBlank(source[filled]!)) filled++
  }
  keyPattern.lastIndex = filled
  const match = filled < end ? keyPattern.exec(source) : null
  if (!match || keyPattern.lastIndex > end) return { start, end, filled, indent, dash, valueFrom: filled }
  const key = span(filled, filled + match[1]!.length)
  return { start, end, filled, indent, dash, key, valueFrom: keyPattern.lastIndex }
}

/** The keys that a line is below: those of the lines above it that are indented less, up to column 0. */
function pathOf(source: string, from: number, line: FieldLine, offset: number): string[] {
  // An indented line with nothing on it belongs where the cursor is.
  let indent = line.filled < line.end || line.dash ? line.indent : Math.min(line.indent, offset - line.start)
  if (line.dash) indent++
  const path: string[] = []
  let at = line.start
  while (at > from && indent > 0) {
    const [start, end] = lineAround(source, at - 1)
    at = start
    if (isComment(source, start)) continue
    const above = readLine(source, start, end)
    const aboveIndent = above.indent + (above.dash ? 1 : 0)
    if (above.filled >= end || aboveIndent >= indent) continue
    indent = aboveIndent
    if (above.key && !above.dash) path.unshift(source.slice(above.key.start, above.key.end))
  }
  return path
}

function isMapping(path: readonly string[]): boolean {
  const last = path.at(-1)
  return last === 'source' || last === 'meta' || path.includes('meta') || (path.length === 1 && isHeaderMapping(last!))
}

function isHeaderMapping(key: string): boolean {
  return key === 'defaults' || key === 'macros'
}

/** A value on one line; in a list in brackets, the item that the offset is in. */
function valuePlace(
  source: string,
  directive: Directive,
  path: readonly string[],
  key: string,
  from: number,
  to: number,
  offset: number,
): FieldPlace {
  let start = from
  while (start < Math.min(to, offset) && isBlank(source[start]!)) start++
  let end = to
  const item = source[start] === '[' && offset > start && keysAt(directive, path).get(key)?.list === true
  if (item) {
    for (let at = start; at < offset; at++) if (/[[,]/.test(source[at]!)) start = at + 1
    while (start < offset && isBlank(source[start]!)) start++
    end = offset
    while (end < to && !/[\],]/.test(source[end]!)) end++
  }
  while (end > offset && isBlank(source[end - 1]!)) end--
  return { type: 'value', path, key, span: span(start, Math.max(start, end)), item, directive }
}

function* linesWithin(source: string, body: Span): Generator<FieldLine> {
  for (let start = body.start; start < body.end; ) {
    const end = lineEnd(source, start)
    if (!isComment(source, start)) yield readLine(source, start, end)
    start = afterLineEnd(source, end)
  }
}

function lineAround(source: string, offset: number): [number, number] {
  const start = lineStart(source, offset)
  return [start, lineEnd(source, start)]
}

/** Where the line that an offset is on starts; between the halves of a line end counts as before it. */
export function lineStart(source: string, offset: number): number {
  let at = offset
  if (source[at] === '\n' && source[at - 1] === '\r') at--
  while (at > 0 && source[at - 1] !== '\n' && source[at - 1] !== '\r') at--
  return at
}
