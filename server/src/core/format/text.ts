import { type Span, span } from '../span.ts'
import { isEscaped, type Line } from './lines.ts'

/**
 * The text of a part: without comments and escapes, lines ended by LF, blank lines at the two ends left out.
 * It knows where in its region each character stands.
 */
export interface Text {
  readonly value: string
  /** Where the text stands; empty where there is none. */
  readonly span: Span
  /** Where each run of characters that stand together begins, in `value` and in the region. */
  readonly runs: readonly { readonly at: number; readonly source: number }[]
}

/** Where in the region a character of the text stands. */
export function sourceOffset(text: Text, offset: number): number {
  const { runs } = text
  let low = 0
  let high = runs.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (runs[middle]!.at <= offset) low = middle
    else high = middle - 1
  }
  const run = runs[low]
  return run ? run.source + offset - run.at : text.span.start
}

/** Where in the region a stretch of the text stands. */
export function sourceSpan(text: Text, start: number, end: number): Span {
  if (end <= start) {
    const at = sourceOffset(text, start)
    return span(at, at)
  }
  return span(sourceOffset(text, start), sourceOffset(text, end - 1) + 1)
}

/** Where in the text the character stands that is at `offset` of the region; undefined outside the text. */
export function textOffset(text: Text, offset: number): number | undefined {
  if (offset < text.span.start || offset > text.span.end) return undefined
  let found: number | undefined
  for (const [i, run] of text.runs.entries()) {
    if (run.source > offset) break
    const length = (text.runs[i + 1]?.at ?? text.value.length + 1) - run.at
    if (offset - run.source < length) found = run.at + offset - run.source
  }
  return found
}

/** `first` is what stands after the colon of a directive whose text starts there. */
export function textOf(source: string, lines: readonly Line[], first: Span | undefined, emptyAt: number): Text {
  let from = 0
  let to = lines.length
  const kept = lines.filter(line => line.kind === 'text')
  to = kept.length
  if (!first) while (from < to && isBlankLine(source, kept[from]!)) from++
  while (to > from && isBlankLine(source, kept[to - 1]!)) to--
  const pieces: { start: number; end: number }[] = first ? [{ start: first.start, end: first.end }] : []
  for (let i = from; i < to; i++) {
    const line = kept[i]!
    pieces.push({ start: isEscaped(source, line.start, line.end) ? line.start + 1 : line.start, end: line.end })
  }
  if (!pieces.length) return { value: '', span: span(emptyAt, emptyAt), runs: [] }
  const end = pieces.at(-1)!.end
  const runs: { at: number; source: number }[] = []
  let value = ''
  let expected = -1
  for (const piece of pieces) {
    if (value !== '' || expected >= 0) {
      if (source.charCodeAt(expected) !== 10) {
        runs.push({ at: value.length, source: expected })
        value += '\n'
        expected = -1
      } else {
        value += '\n'
        expected++
      }
    }
    if (piece.start !== expected) runs.push({ at: value.length, source: piece.start })
    value += source.slice(piece.start, piece.end)
    expected = piece.end
  }
  return { value, span: span(pieces[0]!.start, end), runs }
}

export function isBlankLine(source: string, line: { readonly start: number; readonly end: number }): boolean {
  for (let at = line.start; at < line.end; at++) {
    const code = source.charCodeAt(at)
    if (code !== 32 && code !== 9) return false
  }
  return true
}
