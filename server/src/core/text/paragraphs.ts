import { type Span, span } from '../span.ts'
import type { Piece } from './markup.ts'

/**
 * The steps of a solution without `@step`, as spans of its text: its paragraphs; where there is only one, its lines.
 * Math, code and drawings are never cut, and neither is a line break inside or beside a displayed formula.
 */
export function implicitSteps(text: string, pieces: readonly Piece[]): Span[] {
  const paragraphs = cut(text, pieces, /\n[ \t]*\n\s*/g, () => false)
  if (paragraphs.length !== 1) return paragraphs
  const displayed = pieces.filter(isDisplayed)
  const starts = new Set(displayed.map(piece => piece.start))
  const ends = new Set(displayed.map(piece => piece.end))
  return cut(text, pieces, /\n\s*/g, (start, end) => ends.has(start) || starts.has(end))
}

function isDisplayed(piece: Piece): boolean {
  return piece.type === 'math' && piece.display
}

function cut(
  text: string,
  pieces: readonly Piece[],
  separator: RegExp,
  keeps: (start: number, end: number) => boolean,
): Span[] {
  const spans: Span[] = []
  let start = text.length - text.trimStart().length
  let piece = 0
  for (const match of text.matchAll(separator)) {
    const end = match.index
    while (piece < pieces.length && pieces[piece]!.end <= end) piece++
    const inside = piece < pieces.length && pieces[piece]!.start < end && pieces[piece]!.type !== 'unclosed'
    if (inside || keeps(trimmedEnd(text, end), end + match[0].length)) continue
    if (end > start) spans.push(span(start, end))
    start = end + match[0].length
  }
  const last = trimmedEnd(text, text.length)
  if (last > start) spans.push(span(start, last))
  return spans
}

function trimmedEnd(text: string, end: number): number {
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--
  return end
}
