import { type Span, span } from '../../server/src/core/span.ts'
import type { Piece } from '../../server/src/core/text/markup.ts'

// Sentences and lines of solutions, by which faults are made and found.

const sentenceEnd = /[.!?]["')\]*]*\s+(?=["'(*]*[A-Z0-9\\$])|[。！？]\s*|\n\s*\n\s*(?!\[asy\])/g
const abbreviation = /\b(?:e\.g|i\.e|vs|mr|mrs|ms|dr|st|no|etc|cf|resp|approx|fig|eq)\.$/i

/** The sentences of a text; math is never cut, and a displayed formula belongs to the sentence that it stands in. */
export function sentencesOf(text: string, pieces: readonly Piece[]): Span[] {
  const cuts: { end: number; next: number }[] = []
  for (const match of text.matchAll(sentenceEnd)) {
    const mark = match[0].trimEnd().length
    const end = match.index + mark
    if (abbreviation.test(text.slice(Math.max(0, end - 8), end))) continue
    if (!isInside(pieces, match.index)) cuts.push({ end, next: match.index + match[0].length })
  }
  for (const piece of pieces) {
    if (piece.type === 'asy') {
      // A drawing belongs to what stands before it.
      const next = afterBlanks(text, piece.end)
      if (text.slice(0, piece.start).trim() && /^[A-Z$\\]/.test(text.slice(next))) cuts.push({ end: piece.end, next })
    }
    if (piece.type !== 'math') continue
    // `$x = 3.$  Also` and `\]Hence`
    const ends = /\.\s*(?:\\end\{[a-z*]+\}\s*)?$/.test(text.slice(piece.innerStart, piece.innerEnd))
    const next = afterBlanks(text, piece.end)
    if ((ends || piece.display) && /^[A-Z]/.test(text.slice(next)) && (piece.display || next > piece.end)) {
      cuts.push({ end: piece.end, next })
    }
  }
  cuts.sort((a, b) => a.end - b.end)
  return stretches(text, cuts)
}

/** Prose and displayed formulas apart, the rows of a formula too: what a finding has to touch. */
export function touchedStretch(text: string, pieces: readonly Piece[], at: number, by: 'line' | 'sentence'): Span {
  const line = span(text.lastIndexOf('\n', at - 1) + 1, lineEnd(text, at))
  if (by === 'line') return line
  const formula = pieces.find(piece => isDisplay(piece) && piece.start <= at && at < piece.end)
  if (formula) return rowOf(text, formula, at)
  const sentence = sentencesOf(text, pieces).find(({ start, end }) => start <= at && at <= end) ?? line
  const before = pieces.findLast(piece => isDisplay(piece) && piece.end <= at && piece.end > sentence.start)
  const after = pieces.find(piece => isDisplay(piece) && piece.start >= at && piece.start < sentence.end)
  return span(Math.max(sentence.start, before?.end ?? 0), Math.min(sentence.end, after?.start ?? sentence.end))
}

function isDisplay(piece: Piece): boolean {
  return piece.type === 'math' && piece.display
}

function rowOf(text: string, { start, end }: Piece, at: number): Span {
  let from = start
  for (const match of text.slice(start, end).matchAll(/\\\\/g)) {
    const cut = start + match.index
    if (cut >= at) return span(from, cut)
    from = cut + 2
  }
  return span(from, end)
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

export function isInside(pieces: readonly Piece[], at: number): boolean {
  return pieces.some(
    piece => piece.start <= at && at < piece.end && piece.type !== 'dollar' && piece.type !== 'unclosed',
  )
}

function afterBlanks(text: string, at: number): number {
  return at + /^\s*/.exec(text.slice(at))![0].length
}

function stretches(text: string, cuts: readonly { end: number; next: number }[]): Span[] {
  const found: Span[] = []
  let start = afterBlanks(text, 0)
  for (const { end, next } of cuts) {
    if (end > start) found.push(span(start, end))
    start = Math.max(start, next)
  }
  const last = text.trimEnd().length
  if (last > start) found.push(span(start, last))
  return found
}
