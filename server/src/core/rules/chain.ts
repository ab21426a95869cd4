import type { Region, Solution, Step } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import { judgedParts } from '../math/facts.ts'
import { type Span, span } from '../span.ts'
import type { Piece } from '../text/markup.ts'
import { piecesOf } from '../text/pieces.ts'
import { proseOf, sentencesOf } from '../text/prose.ts'
import { type Sign, signsWithin, sizeOf } from '../text/signs.ts'
import type { View } from './rule.ts'

// What the rules about the chain of steps share, found once for each region.

/** What is judged of a solution: all of it, or of a flawed one what stands before its first error. */
export interface Chain {
  readonly solution: Solution
  /** Opening text, steps or paragraphs; never one without text. */
  readonly links: readonly Link[]
  /** How many words, numbers and formulas it has: see `sizeOf`. */
  readonly size: number
  /** Whether all of the solution is judged. */
  readonly whole: boolean
}

/** One step of the chain as its reader meets it. */
export interface Link {
  /** From 1; 0 for what stands before the first step. */
  readonly number: number
  /** Only of an authored step. */
  readonly step: Step | undefined
  readonly text: Text
  /** The stretch of `text.value` that the step is. */
  readonly within: Span
  readonly signs: readonly Sign[]
  /** The math, code and drawings in the step. */
  readonly pieces: readonly Piece[]
  /** In the step, without the blanks around them. A step that is a line ends its last sentence. */
  readonly sentences: readonly Span[]
  readonly size: number
}

const known = new WeakMap<Region, readonly Chain[]>()

/** One for each solution that has a step to judge. */
export function chainsOf(region: Region): readonly Chain[] {
  let chains = known.get(region)
  if (!chains) {
    chains = (region.example?.solutions ?? []).map(chainOf).filter(chain => chain.links.length > 0)
    known.set(region, chains)
  }
  return chains
}

/** Where in the region a stretch of a link's text stands. */
export function placeIn({ text }: Link, { start, end }: Span): Span {
  return sourceSpan(text, start, end)
}

export function textIn({ text }: Link, { start, end }: Span): string {
  return text.value.slice(start, end)
}

/** The name of the directive that opens a step, or of its solution where the step has none. */
export function nameOf(chain: Chain, link: Link): Span {
  return (link.step ?? chain.solution).directive.nameSpan
}

function chainOf(solution: Solution): Chain {
  const parts = judgedParts(solution).filter(({ within }) => within.end > within.start)
  const links: Link[] = []
  let sentence = 0
  let piece = 0
  let last: Text | undefined
  for (const { text, within, step: number } of parts) {
    if (text !== last) sentence = piece = 0
    last = text
    const pieces: Piece[] = []
    for (const of = piecesOf(text); piece < of.length && of[piece]!.start < within.end; piece++) {
      if (of[piece]!.start >= within.start) pieces.push(of[piece]!)
    }
    const all = sentencesOf(text)
    const sentences: Span[] = []
    for (; sentence < all.length && all[sentence]!.start < within.end; sentence++) {
      const { start, end } = all[sentence]!
      if (end > within.start) sentences.push(span(Math.max(start, within.start), Math.min(end, within.end)))
      // It goes on in the next step.
      if (end > within.end) break
    }
    const signs = signsWithin(text, within)
    const step = solution.steps[number - 1]
    links.push({ number, step, text, within, signs, pieces, sentences, size: sizeOf(signs) })
  }
  return {
    solution,
    links,
    size: links.reduce((sum, link) => sum + link.size, 0),
    whole: !solution.flawed,
  }
}

/** A stretch of a step as prose: see `proseOf`. All of the step where none is given. */
export function proseIn({ text, within }: Link, place: Span = within): string {
  return proseOf(text).slice(place.start, place.end)
}

/** 1 to 10; undefined where nothing says so. */
export function difficultyOf({ inherited, region }: View): number | undefined {
  const difficulty = region.example?.fields.values.difficulty ?? inherited.difficulty
  return typeof difficulty === 'number' ? difficulty : undefined
}

/** How much is asked of a chain: its size in words, which counts the more the harder the problem is. */
export function demandOn(view: View, { size }: Chain): number {
  return size * (0.4 + (difficultyOf(view) ?? 5) / 8)
}

const relation =
  /^(?:[=<>≤≥≠≈≡⇒|]|\\(?:to|sim|cong|in|notin|subset|subseteq|mid|perp|parallel|propto|Leftrightarrow|iff))$/

export function isRelation({ text, type }: Sign): boolean {
  return type === 'math' && relation.test(text)
}
