import { directives, isBlank } from '../format/directives.ts'
import { type Directive, exampleParts, type Region } from '../format/document.ts'
import { isComment, lineEnd, linesOf } from '../format/lines.ts'
import { sourceOffset, sourceSpan, type Text, textOf, textOffset } from '../format/text.ts'
import { contains, type Span, span } from '../span.ts'
import type { Piece } from '../text/markup.ts'
import { piecesOf } from '../text/pieces.ts'
import { type FieldPlace, fieldPlace, lineStart } from './field-place.ts'

/** What stands, or is being typed, at an offset of a region. Spans are in the region; an empty one is where to type. */
export type Place =
  /** The name of a directive, its `@` included; `directive` only where it is one already. */
  | { readonly type: 'name'; readonly span: Span; readonly directive?: Directive }
  /** The word after the name: an id, a kind, a version. */
  | { readonly type: 'word'; readonly span: Span; readonly directive: Directive }
  /** Inside the braces: a label without its `#`, a key, or the value of one. */
  | {
      readonly type: 'attribute'
      readonly role: 'label' | 'key' | 'value'
      readonly key: string
      readonly span: Span
      readonly directive: Directive
    }
  /** Between name and colon, where another thing may be typed. */
  | { readonly type: 'head'; readonly span: Span; readonly directive: Directive }
  | FieldPlace
  /** Text for the reader; `text` and `at` only where there is text. */
  | {
      readonly type: 'prose'
      readonly span: Span
      readonly directive: Directive
      readonly text?: Text
      readonly at?: number
    }
  /** LaTeX; `span` is the formula without its delimiters, up to the offset where nothing closes it. */
  | {
      readonly type: 'math'
      readonly span: Span
      readonly whole: Span
      readonly closed: boolean
      readonly directive: Directive
    }
  /** Code or a drawing. */
  | { readonly type: 'verbatim'; readonly span: Span; readonly directive: Directive }
  | { readonly type: 'comment'; readonly span: Span }
  | { readonly type: 'between'; readonly span: Span }

export function placeAt(region: Region, offset: number): Place {
  const source = region.text
  const start = lineStart(source, offset)
  const end = lineEnd(source, start)
  if (isComment(source, start)) return { type: 'comment', span: span(start, end) }
  const directive = directiveBefore(region, start)
  if (directive?.line.start === start) return onDirective(region, directive, Math.min(offset, end))
  const here = span(offset, offset)
  if (!directive) return startedName(source, start, end, offset) ?? { type: 'between', span: here }
  if (directives[directive.name].follows === 'fields') {
    return (
      (start < end && startedName(source, start, end, offset)) ||
      (fieldPlace(source, directive, start, end, Math.min(offset, end)) ?? { type: 'between', span: here })
    )
  }
  const place = inText(directive, textWithin(region, directive, offset), source, offset)
  // An answer has no delimiters that a directive would have to wait for.
  const isDelimited = place.type === 'math' && place.closed && place.whole !== place.span
  return (place.type !== 'verbatim' && !isDelimited && startedName(source, start, end, offset)) || place
}

/** Whether LaTeX can stand at an offset of a region as it is; elsewhere it needs delimiters. */
export function takesLatex(region: Region, offset: number): boolean {
  const place = placeAt(region, offset)
  switch (place.type) {
    case 'math':
    case 'verbatim':
    case 'comment':
      return true
    case 'key':
    case 'value':
      return place.directive.name === 'limo' && place.path[0] === 'macros'
    default:
      return false
  }
}

/** The directive that is on the line at `start` or the last above it. */
export function directiveBefore(region: Region, start: number): Directive | undefined {
  let low = 0
  let high = region.directives.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (region.directives[middle]!.line.start <= start) low = middle + 1
    else high = middle
  }
  return region.directives[low - 1]
}

/** Whether what a directive holds is LaTeX without delimiters. */
export function holdsLatex(directive: Directive): boolean {
  if (directive.name === 'check') return true
  if (directive.name !== 'answer') return false
  return !['text', 'choice', 'proof'].includes(directive.word?.text ?? '')
}

const texts = new WeakMap<Region, Map<Directive, Text>>()

/** The text of each part of the example. */
function textsOf(region: Region): Map<Directive, Text> {
  let known = texts.get(region)
  if (!known) {
    known = new Map()
    if (region.example) for (const part of exampleParts(region.example)) known.set(part.directive, part.text)
    texts.set(region, known)
  }
  return known
}

/** The text of a directive that holds an offset: that of its part, or what stands there all the same. */
function textWithin(region: Region, directive: Directive, offset: number): Text {
  const known = textsOf(region).get(directive)
  const inRest = directives[directive.name].rest === 'all' && directive.rest?.text
  if (known && !(inRest && offset > directive.line.end)) return known
  const { body } = directive
  const lines = linesOf(region.text).filter(line => line.start >= body.start && line.end <= body.end)
  const first = directives[directive.name].rest === 'first line' && directive.rest?.text
  return textOf(region.text, lines, first ? directive.rest!.span : undefined, directive.line.end)
}

function onDirective(region: Region, directive: Directive, offset: number): Place {
  const { nameSpan, colon, word, line } = directive
  if (offset <= nameSpan.end) return { type: 'name', span: nameSpan, directive }
  if (colon && offset >= colon.end) return inRest(region, directive, offset)
  const open = openBrace(region.text, nameSpan.end, offset)
  if (open >= 0) return inBraces(region.text, directive, open + 1, Math.min(colon?.start ?? line.end, line.end), offset)
  if (word && contains(word.span, offset)) return { type: 'word', span: word.span, directive }
  const here = span(offset, offset)
  const free = !word && directives[directive.name].word && !(directive.braces && directive.braces.end <= offset)
  return { type: free ? 'word' : 'head', span: here, directive }
}

function inRest(region: Region, directive: Directive, offset: number): Place {
  const { rest } = directive
  const kind = directives[directive.name].rest
  if (kind === 'first line' || kind === 'all') {
    return inText(directive, textWithin(region, directive, offset), region.text, offset)
  }
  if (kind === 'nothing' || !rest?.text) return { type: 'prose', span: span(offset, offset), directive }
  return inText(directive, textOf(region.text, [], rest.span, rest.span.end), region.text, offset)
}

/** Where the brace is that is open at `to`. */
function openBrace(source: string, from: number, to: number): number {
  let open = -1
  let quoted = false
  for (let at = from; at < to; at++) {
    const char = source[at]
    if (open >= 0 && char === '"') quoted = !quoted
    else if (char === '{' && open < 0) open = at
    else if (char === '}' && !quoted) open = -1
  }
  return open
}

function inBraces(source: string, directive: Directive, from: number, to: number, offset: number): Place {
  let start = from
  let quoted = false
  for (let at = from; at < offset; at++) {
    if (source[at] === '"') quoted = !quoted
    else if (isBlank(source[at]!) && !quoted) start = at + 1
  }
  let end = offset
  while (end < to && source[end] !== '}' && (quoted ? source[end] !== '"' : !isBlank(source[end]!))) end++
  const token = source.slice(start, end)
  if (token.startsWith('#')) {
    const from = Math.min(start + 1, offset)
    return { type: 'attribute', role: 'label', key: '', span: span(from, end), directive }
  }
  const equals = token.indexOf('=')
  const key = equals < 0 ? token : token.slice(0, equals)
  if (equals < 0 || offset <= start + equals) {
    return { type: 'attribute', role: 'key', key, span: span(start, start + key.length), directive }
  }
  const opened = start + equals + 1
  const valueStart = source[opened] === '"' && offset > opened ? opened + 1 : opened
  return { type: 'attribute', role: 'value', key, span: span(valueStart, Math.max(valueStart, end)), directive }
}

const nameTyped = /^[ \t]*[@＠][A-Za-z]*$/

/** A line that may become a directive: nothing on it yet, or `@` and letters up to the offset. */
function startedName(source: string, start: number, end: number, offset: number): Place | undefined {
  const before = source.slice(start, Math.min(offset, end))
  if (before === '') return start === end ? { type: 'name', span: span(start, start) } : undefined
  if (!nameTyped.test(before)) return undefined
  let stop = Math.min(offset, end)
  while (stop < end && /[A-Za-z]/.test(source[stop]!)) stop++
  return { type: 'name', span: span(start, stop) }
}

function inText(directive: Directive, text: Text, source: string, offset: number): Place {
  const at = offsetIn(text, source, offset)
  if (holdsLatex(directive) && (at !== undefined || !text.value)) {
    const whole = text.value ? text.span : span(offset, offset)
    return { type: 'math', span: whole, whole, closed: true, directive }
  }
  const prose: Place = { type: 'prose', span: text.span, directive, ...(at !== undefined && { text, at }) }
  if (at === undefined) return prose
  const pieces = piecesOf(text)
  const index = pieceBefore(pieces, at)
  const piece = pieces[index]
  if (piece && piece.type !== 'dollar' && piece.type !== 'unclosed' && at < piece.end) {
    const whole = sourceSpan(text, piece.start, piece.end)
    if (piece.type !== 'math') return { type: 'verbatim', span: whole, directive }
    const inner = sourceSpan(text, piece.innerStart, piece.innerEnd)
    return { type: 'math', span: inner, whole, closed: true, directive }
  }
  const open = openPiece(text.value, pieces, index, at)
  if (!open) return prose
  const rest = span(sourceOffset(text, open.from), offset)
  const whole = span(sourceOffset(text, open.start), offset)
  if (!open.math) return { type: 'verbatim', span: whole, directive }
  return { type: 'math', span: rest, whole, closed: false, directive }
}

/** Where the offset is in the text; on the line after its last one counts as its end, for what is still being typed. */
function offsetIn(text: Text, source: string, offset: number): number | undefined {
  if (!text.value) return undefined
  const at = textOffset(text, offset)
  if (at !== undefined || offset < text.span.end) return at
  const between = source.slice(text.span.end, offset)
  return /^[ \t]*(?:\r\n?|\n)?[ \t]*$/.test(between) ? text.value.length : undefined
}

/** The last piece that starts before `at`. */
function pieceBefore(pieces: readonly Piece[], at: number): number {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (pieces[middle]!.start < at) low = middle + 1
    else high = middle
  }
  return low - 1
}

interface OpenPiece {
  readonly start: number
  /** Where what it holds starts. */
  readonly from: number
  readonly math: boolean
}

/** What is being typed at `at` and has no end yet: a formula, code, a drawing. */
function openPiece(value: string, pieces: readonly Piece[], index: number, at: number): OpenPiece | undefined {
  const paragraph = paragraphStart(value, at)
  let prose = paragraph
  for (let i = index; i >= 0; i--) {
    const piece = pieces[i]!
    if (piece.type === 'dollar' || (piece.type === 'unclosed' && piece.opener === '$')) continue
    if (piece.type !== 'unclosed') {
      prose = Math.max(prose, piece.end)
      break
    }
    const from = piece.start + piece.opener.length
    const fence = /^[`~]/.test(piece.opener)
    // The cost of an unclosed `\(` is its opener only, but what is typed after it is meant to be inside.
    if (from <= at && (fence || piece.start >= paragraph)) {
      const environment = piece.opener.startsWith('\\begin')
      return { start: piece.start, from: environment ? piece.start : from, math: !fence && piece.opener !== '[asy]' }
    }
    prose = Math.max(prose, piece.end)
    break
  }
  const dollar = openDollar(value, prose, at)
  if (dollar < 0) return undefined
  const isUnclosed = pieces.some(piece => piece.start === dollar && piece.type === 'unclosed')
  return isUnclosed || /\\[A-Za-z]*$/.test(value.slice(dollar, at))
    ? { start: dollar, from: dollar + 1, math: true }
    : undefined
}

/** The last dollar before `at` that something may be typed after. */
function openDollar(value: string, from: number, at: number): number {
  let open = -1
  for (let i = from; i < at; i++) {
    if (value[i] === '\\') i++
    else if (value[i] === '$' && value[i + 1] !== ' ' && value[i + 1] !== '\t') open = i
  }
  return open
}

function paragraphStart(value: string, at: number): number {
  const blank = /\n[ \t]*(?=\n)/g
  let start = 0
  // Paragraphs are short; what is far behind is not looked at.
  blank.lastIndex = Math.max(0, at - 20_000)
  for (let match = blank.exec(value); match && match.index < at; match = blank.exec(value)) {
    start = match.index + match[0].length
  }
  return Math.max(start, at - 20_000)
}
