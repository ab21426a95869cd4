import { applyEdits, type Edit, span } from '../span.ts'
import type { DirectiveName } from './directives.ts'
import type { Directive, Document, Region } from './document.ts'
import { type Line, linesOf } from './lines.ts'
import { textOfDocument } from './parse.ts'
import { isBlankLine } from './text.ts'

/** The canonical form. Printing what was printed changes nothing. */
export function print(document: Document): string {
  const edits = format(document)
  if (edits.every(list => !list.length)) return textOfDocument(document)
  const text = document.regions.map((region, i) => applyEdits(region.text, edits[i]!)).join('')
  return (document.bom ? '\uFEFF' : '') + text
}

/**
 * The edits that lead to the canonical form, for each region. They change blank lines, line ends and the syntax of
 * directives, and nothing else that can be seen; what did not parse stays as it was typed.
 */
export function format(document: Document): readonly (readonly Edit[])[] {
  const version = document.regions[0]?.header?.version
  if (version !== undefined && version !== '1') return document.regions.map(() => [])
  const lineEnd = lineEndOf(document)
  return document.regions.map((region, i) => formatRegion(region, i === document.regions.length - 1, lineEnd))
}

/** Blank lines before a directive. */
const gaps: Readonly<Record<DirectiveName, number>> = {
  limo: 1,
  example: 1,
  problem: 1,
  solution: 1,
  step: 1,
  answer: 1,
  error: 0,
  hint: 0,
  check: 0,
}

/** How most lines end; LF where as many end in another way. */
export function lineEndOf(document: Document): '\n' | '\r\n' | '\r' {
  let lf = 0
  let crlf = 0
  let cr = 0
  for (const { lineEnds } of document.regions) {
    lf += lineEnds.lf
    crlf += lineEnds.crlf
    cr += lineEnds.cr
  }
  if (lf >= crlf && lf >= cr) return '\n'
  return crlf >= cr ? '\r\n' : '\r'
}

interface Plan {
  dropped?: boolean
  content?: string
  /** Blank lines to put before the line. */
  blanks?: number
}

function formatRegion(region: Region, last: boolean, lineEnd: string): Edit[] {
  const { text } = region
  const lines = linesOf(text)
  const plan: Plan[] = lines.map(() => ({}))
  const isBlankAt = (i: number): boolean => lines[i]?.kind === 'text' && isBlankLine(text, lines[i]!)
  const directiveOn = new Map(region.directives.map(directive => [directive.line.start, directive]))

  for (const [i, line] of lines.entries()) {
    const directive = directiveOn.get(line.start)
    if (!directive) continue
    plan[i]!.content = directiveText(text, directive)
    planGapBefore(i, directive)
    if (directive.name !== 'limo' && directive.name !== 'example') planGapAfter(i, directive)
    else planFields(i)
  }
  if (region.directives.length || !last) planEnds()
  return editsOf(text, lines, plan, lineEnd)

  function planGapBefore(i: number, directive: Directive): void {
    const glued = gluedStart(i)
    let from = glued
    while (from > 0 && isBlankAt(from - 1)) from--
    if (from === 0) return
    const wanted = lines[from - 1]!.kind === 'comment' ? 1 : gaps[directive.name]
    setGap(from, glued, wanted)
  }

  /** The first of the comments directly above a line. */
  function gluedStart(i: number): number {
    while (i > 0 && lines[i - 1]!.kind === 'comment') i--
    return i
  }

  function planGapAfter(i: number, directive: Directive): void {
    if (
      directive.rest?.text &&
      (directive.name === 'problem' || directive.name === 'hint' || directive.name === 'error')
    ) {
      return
    }
    dropBlanksAfter(i)
  }

  function dropBlanksAfter(i: number): void {
    let to = i + 1
    while (isBlankAt(to)) to++
    let content = to
    while (lines[content]?.kind === 'comment') content++
    // The gap before the next directive, and the end of the region, are looked after elsewhere.
    if (to >= lines.length || lines[content]?.kind === 'directive') return
    for (let at = i + 1; at < to; at++) plan[at]!.dropped = true
  }

  /** One blank after the colon of a field that stands on one line. */
  function planFields(i: number): void {
    dropBlanksAfter(i)
    const entries = [
      ...(region.header?.fields.entries ?? []),
      ...(region.example && region.example.directive?.line.start === lines[i]!.start
        ? region.example.fields.entries
        : []),
    ]
    let at = i
    for (const field of entries) {
      while (at < lines.length && lines[at]!.start < field.key.span.start) at++
      const line = lines[at]?.start === field.key.span.start ? lines[at] : undefined
      if (!line || field.span.end > line.end || field.value === undefined) continue
      const key = text.slice(line.start, field.key.span.end)
      const between = text.slice(field.key.span.end, field.valueSpan.start)
      if (/^:[ \t]+$/.test(between)) plan[at]!.content = `${key}: ${text.slice(field.valueSpan.start, field.span.end)}`
    }
  }

  function planEnds(): void {
    let content = 0
    while (isBlankAt(content)) content++
    // A byte-order mark among the text must not become the one that opens the file.
    if (text[lines[content]?.start ?? 0] === '\uFEFF') return
    for (let at = 0; at < content; at++) plan[at]!.dropped = true
    if (content === lines.length) return
    let from = lines.length
    while (isBlankAt(from - 1)) from--
    setGap(from, lines.length, last ? 0 : 1)
  }

  function setGap(from: number, to: number, wanted: number): void {
    for (let at = from; at < to; at++) {
      if (at - from < wanted) plan[at]!.content = ''
      else plan[at]!.dropped = true
    }
    const missing = wanted - (to - from)
    if (missing > 0) {
      if (to < lines.length) plan[to]!.blanks = missing
      else plan.push({ blanks: missing })
    }
  }
}

function editsOf(text: string, lines: readonly Line[], plan: readonly Plan[], lineEnd: string): Edit[] {
  const edits: Edit[] = []
  for (const [i, line] of lines.entries()) {
    const { blanks, content, dropped } = plan[i]!
    if (blanks) edits.push({ span: span(line.start, line.start), text: lineEnd.repeat(blanks) })
    if (dropped) {
      edits.push({ span: span(line.start, line.next), text: '' })
      continue
    }
    if (content !== undefined && content !== text.slice(line.start, line.end)) {
      edits.push({ span: span(line.start, line.end), text: content })
    }
    if (text.slice(line.end, line.next) !== lineEnd) edits.push({ span: span(line.end, line.next), text: lineEnd })
  }
  const after = plan[lines.length]?.blanks
  if (after) edits.push({ span: span(text.length, text.length), text: lineEnd.repeat(after) })
  return edits
}

/** A directive's line as it is written; one that could not be read whole stays as it is. */
export function directiveText(source: string, directive: Directive): string {
  const { attributes, braces, label, line, name, rest, unread, word } = directive
  if (unread.length) return source.slice(line.start, line.end)
  const inner = attributes.map(attribute => attribute.span)
  if (label) inner.push(span(label.span.start - 1, label.span.end))
  inner.sort((a, b) => a.start - b.start)
  const pieces = [`@${name}`]
  if (word) pieces.push(word.text)
  if (braces && inner.length) pieces.push(`{${inner.map(part => source.slice(part.start, part.end)).join(' ')}}`)
  return pieces.join(' ') + (rest?.text ? `: ${rest.text}` : '')
}
