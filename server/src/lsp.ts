import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Position,
  PositionEncodingKind,
  type Range,
  type TextDocumentContentChangeEvent,
  type TextEdit,
} from 'vscode-languageserver'
import type { Document, Region } from './core/format/document.ts'
import { linesOf } from './core/format/lines.ts'
import { parse, update } from './core/format/parse.ts'
import { lastAtMost } from './core/format/position.ts'
import { render } from './core/message.ts'
import type { Finding, Fix, Place } from './core/rules/rule.ts'
import type { Severity } from './core/settings.ts'
import type { Edit, Span } from './core/span.ts'

// The only converter between the core's spans in regions and the protocol's positions in files.

/** A text as the editor has it. Never changed: an edit makes a new one. */
export interface OpenText {
  readonly uri: string
  readonly languageId: string
  readonly version: number
  readonly document: Document
  /** Where each region starts: offset in the text without byte-order mark, and line. */
  readonly starts: ArrayLike<number>
  readonly firstLines: ArrayLike<number>
}

export function openText(uri: string, languageId: string, version: number, document: Document): OpenText {
  const { regions } = document
  const starts = new Float64Array(regions.length)
  const firstLines = new Float64Array(regions.length)
  let start = 0
  let line = 0
  for (let i = 0; i < regions.length; i++) {
    const { lineEnds, text } = regions[i]!
    starts[i] = start
    firstLines[i] = line
    start += text.length
    line += lineEnds.lf + lineEnds.crlf + lineEnds.cr
  }
  return { uri, languageId, version, document, starts, firstLines }
}

export function changedText(
  text: OpenText,
  changes: readonly TextDocumentContentChangeEvent[],
  version: number,
  encoding: PositionEncodingKind,
): OpenText {
  let now = text
  for (const change of changes) {
    let document: Document
    if ('range' in change) {
      const start = wholeOffset(now, change.range.start, encoding)
      const end = wholeOffset(now, change.range.end, encoding)
      document = update(now.document, { start: Math.min(start, end), end: Math.max(start, end), text: change.text })
    } else document = parse(change.text, now.document)
    now = openText(now.uri, now.languageId, version, document)
  }
  return now
}

/** The encoding that both sides know: UTF-16 wherever the client has it. */
export function encodingFor(offered: readonly string[] | undefined): PositionEncodingKind {
  if (!offered?.length || offered.includes(PositionEncodingKind.UTF16)) return PositionEncodingKind.UTF16
  return offered.includes(PositionEncodingKind.UTF8)
    ? PositionEncodingKind.UTF8
    : offered.includes(PositionEncodingKind.UTF32)
      ? PositionEncodingKind.UTF32
      : PositionEncodingKind.UTF16
}

export interface PlaceInText {
  /** The number of the region. */
  readonly region: number
  readonly offset: number
}

export function placeAt(text: OpenText, position: Position, encoding: PositionEncodingKind): PlaceInText {
  const index = lastAtMost(text.firstLines, position.line)
  const region = text.document.regions[index]!
  const starts = lineStartsOf(region)
  const line = Math.min(position.line - text.firstLines[index]!, starts.length - 1)
  const start = starts[line]!
  const end = lineEndAt(region, line)
  // A byte-order mark that the client keeps in its text is a character to it.
  const skipped = text.document.bom && position.line === 0 ? Math.min(1, position.character) : 0
  const column = unitsToOffset(region.text, start, end, position.character - skipped, encoding)
  return { region: index, offset: start + column }
}

export function positionOf(text: OpenText, region: number, offset: number, encoding: PositionEncodingKind): Position {
  const starts = lineStartsOf(text.document.regions[region]!)
  const line = lastAtMost(starts, offset)
  const start = starts[line]!
  const units = offsetToUnits(text.document.regions[region]!.text, start, offset, encoding)
  const whole = text.firstLines[region]! + line
  return { line: whole, character: units + (text.document.bom && whole === 0 ? 1 : 0) }
}

export function rangeOf(text: OpenText, region: number, span: Span, encoding: PositionEncodingKind): Range {
  return {
    start: positionOf(text, region, span.start, encoding),
    end: positionOf(text, region, span.end, encoding),
  }
}

export function textEdits(
  text: OpenText,
  region: number,
  edits: readonly Edit[],
  encoding: PositionEncodingKind,
): TextEdit[] {
  return edits.map(edit => ({ range: rangeOf(text, region, edit.span, encoding), newText: edit.text }))
}

const severityOf: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
}

/** What translating a finding needs to know of the world. */
export interface Rim {
  readonly encoding: PositionEncodingKind
  /** Where the docs of a rule are; `{id}` stands for the rule. */
  readonly ruleLink: string
  /** The text that a place in another document is in, if it is known. */
  readonly textOf: (uri: string) => OpenText | undefined
}

export function diagnosticOf(text: OpenText, region: number, finding: Finding, rim: Rim): Diagnostic {
  const related = finding.related?.flatMap(other => {
    const location = locationOf(text, region, other.span, other.place, rim)
    return location ? [{ location, message: render(other.message) } satisfies DiagnosticRelatedInformation] : []
  })
  return {
    range: rangeOf(text, region, finding.span, rim.encoding),
    severity: severityOf[finding.severity],
    source: 'limo',
    code: finding.rule,
    message: render(finding.message),
    ...(rim.ruleLink && { codeDescription: { href: rim.ruleLink.replace('{id}', finding.rule) } }),
    ...(related?.length && { relatedInformation: related }),
  }
}

/** Of such a file nothing else is said. */
export const notUtf8: Diagnostic = {
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
  severity: 1,
  source: 'limo',
  code: 'invalid-utf8',
  message: 'The file is not valid UTF-8; nothing of it is read or written',
}

function locationOf(
  text: OpenText,
  region: number,
  span: Span,
  place: Place | undefined,
  rim: Rim,
): DiagnosticRelatedInformation['location'] | undefined {
  if (!place) return { uri: text.uri, range: rangeOf(text, region, span, rim.encoding) }
  const other = place.path === text.uri ? text : rim.textOf(place.path)
  const index = other?.document.regions.indexOf(place.region) ?? -1
  if (!other || index < 0) return undefined
  return { uri: other.uri, range: rangeOf(other, index, span, rim.encoding) }
}

export function fixAction(
  text: OpenText,
  region: number,
  finding: Finding,
  fix: Fix,
  preferred: boolean,
  rim: Rim,
): CodeAction {
  return {
    title: render(fix.title),
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticOf(text, region, finding, rim)],
    isPreferred: preferred,
    edit: { changes: { [text.uri]: textEdits(text, region, fix.edits, rim.encoding) } },
  }
}

/** Offset in the whole text, its byte-order mark counted. */
function wholeOffset(text: OpenText, position: Position, encoding: PositionEncodingKind): number {
  const { region, offset } = placeAt(text, position, encoding)
  const whole = text.starts[region]! + offset
  if (!text.document.bom) return whole
  return position.line === 0 && position.character === 0 ? 0 : whole + 1
}

const lineStarts = new WeakMap<Region, readonly number[]>()

function lineStartsOf(region: Region): readonly number[] {
  let starts = lineStarts.get(region)
  if (!starts) {
    const lines = linesOf(region.text)
    const last = lines.at(-1)
    starts = [...lines.map(line => line.start), ...(!last || last.next > last.end ? [region.text.length] : [])]
    lineStarts.set(region, starts)
  }
  return starts
}

/** Where a line of the region ends, its line end left out. */
function lineEndAt(region: Region, line: number): number {
  const starts = lineStartsOf(region)
  const { text } = region
  let end = starts[line + 1] ?? text.length
  const start = starts[line]!
  while (end > start && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end--
  return end
}

function offsetToUnits(text: string, start: number, offset: number, encoding: PositionEncodingKind): number {
  if (encoding === PositionEncodingKind.UTF16) return offset - start
  let units = 0
  for (let at = start; at < offset; ) {
    const code = text.codePointAt(at)!
    units += encoding === PositionEncodingKind.UTF32 ? 1 : utf8Length(code)
    at += code > 0xffff ? 2 : 1
  }
  return units
}

function unitsToOffset(
  text: string,
  start: number,
  end: number,
  character: number,
  encoding: PositionEncodingKind,
): number {
  if (encoding === PositionEncodingKind.UTF16) return Math.max(0, Math.min(character, end - start))
  let units = 0
  let at = start
  while (at < end && units < character) {
    const code = text.codePointAt(at)!
    units += encoding === PositionEncodingKind.UTF32 ? 1 : utf8Length(code)
    at += code > 0xffff ? 2 : 1
  }
  return at - start
}

function utf8Length(code: number): number {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
}
