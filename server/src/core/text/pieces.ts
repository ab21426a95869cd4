import type { Solution, Step } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import { type Span, span } from '../span.ts'
import { type Piece, scan } from './markup.ts'
import { implicitSteps } from './paragraphs.ts'

const scanned = new WeakMap<Text, readonly Piece[]>()

/** The math, code and drawings of a text. */
export function piecesOf(text: Text): readonly Piece[] {
  let pieces = scanned.get(text)
  if (!pieces) {
    pieces = scan(text.value)
    scanned.set(text, pieces)
  }
  return pieces
}

/** The piece that a character of a text stands in. */
export function pieceAt(text: Text, offset: number): Piece | undefined {
  const pieces = piecesOf(text)
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (pieces[middle]!.start <= offset) low = middle
    else high = middle - 1
  }
  const piece = pieces[low]
  return piece && piece.start <= offset && offset < piece.end ? piece : undefined
}

/** A step as its reader meets it: one that was authored, or a paragraph that counts as one. */
export interface ReadStep {
  /** From 1, in its solution. */
  readonly number: number
  /** Only of authored steps. */
  readonly step?: Step
  readonly text: Text
  /** The stretch of `text.value` that the step is. */
  readonly within: Span
}

const read = new WeakMap<Solution, readonly ReadStep[]>()

export function stepsOf(solution: Solution): readonly ReadStep[] {
  let steps = read.get(solution)
  if (!steps) {
    steps = solution.steps.length
      ? solution.steps.map((step, i) => ({
          number: i + 1,
          step,
          text: step.text,
          within: span(0, step.text.value.length),
        }))
      : implicitSteps(solution.text.value, piecesOf(solution.text)).map((within, i) => ({
          number: i + 1,
          text: solution.text,
          within,
        }))
    read.set(solution, steps)
  }
  return steps
}

/** The number of the step that stands at an offset of the region. */
export function stepNumberAt(solution: Solution, offset: number): number | undefined {
  for (const step of stepsOf(solution)) {
    const place = step.step
      ? { start: step.step.directive.line.start, end: Math.max(step.step.directive.body.end, step.text.span.end) }
      : sourceSpan(step.text, step.within.start, step.within.end)
    if (place.start <= offset && offset < Math.max(place.end, place.start + 1)) return step.number
  }
  return undefined
}

export interface Reference {
  readonly label: string
  /** The brackets included; offsets in the text. */
  readonly start: number
  readonly end: number
}

const referencePattern = /\[#([\p{L}\p{M}\p{N}._-]+)\]/gu

/** `[#label]` in prose; inside math, code and drawings it is literal. */
export function* referencesIn(text: Text): Generator<Reference> {
  if (!text.value.includes('[#')) return
  const pieces = piecesOf(text)
  let piece = 0
  for (const match of text.value.matchAll(referencePattern)) {
    while (piece < pieces.length && pieces[piece]!.end <= match.index) piece++
    const inside = pieces[piece]
    if (inside && inside.start <= match.index && inside.type !== 'dollar' && inside.type !== 'unclosed') continue
    yield { label: match[1]!, start: match.index, end: match.index + match[0].length }
  }
}

/** Whether an offset of the text stands in code, a drawing or math. */
export function isVerbatim(text: Text, offset: number): boolean {
  return piecesOf(text).some(
    piece => piece.start <= offset && offset < piece.end && piece.type !== 'dollar' && piece.type !== 'unclosed',
  )
}
