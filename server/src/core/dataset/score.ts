import { isSupported } from '../context.ts'
import type { Document, Region } from '../format/document.ts'
import { effectiveFields, incompleteness, solutionTexts } from '../row.ts'
import { span } from '../span.ts'
import { piecesOf } from '../text/pieces.ts'
import { mathMark, proseOf } from '../text/prose.ts'
import type { Lexicon } from '../words/lexicon.ts'
import { type Spread, spreadOf } from './spread.ts'
import { changedRange } from './twins.ts'

/**
 * The parts of the score and their weights, which are those of the third version of the LIMO paper. What is counted for
 * each, and all else, is ours: SCORE.md says which is which. A part but the length is named like the list of its words.
 */
export const scoreParts = {
  length: { title: 'elaborated reasoning', weight: 0.3 },
  verification: { title: 'self-verification', weight: 0.2 },
  exploration: { title: 'exploration', weight: 0.25 },
  connective: { title: 'adaptive granularity', weight: 0.25 },
} as const
export type PartName = keyof typeof scoreParts
/** The parts that count words of a list. */
export type MarkedPart = Exclude<PartName, 'length'>

export const partNames = Object.keys(scoreParts) as PartName[]
const markedParts = partNames.filter(name => name !== 'length') as MarkedPart[]

/**
 * With how many examples a data set begins to be compared. The deviation of 20 values is known to about a sixth of
 * itself, that of 5 to a third; and below 20, a rank is mostly chance.
 */
export const fewestCompared = 20

/** What is counted in the correct solutions of one example, taken together. */
export interface Measure {
  /** Those with text; at least one. */
  readonly solutions: number
  readonly steps: number
  readonly words: number
  readonly characters: number
  readonly markers: Readonly<Record<MarkedPart, number>>
  /** Why the example is not exported and so belongs to no data set yet: "it has no answer". */
  readonly left?: string
}

interface Remembered {
  readonly words: Lexicon
  readonly language: string | undefined
  readonly measure: Measure | undefined
}

const remembered = new WeakMap<Region, Remembered>()

/** Measures an example; remembered with its region. Undefined where it has no correct solution with text. */
export function measure(document: Document, region: Region, words: Lexicon): Measure | undefined {
  const { example } = region
  if (!example || !isSupported(document)) return undefined
  const { language } = effectiveFields(document, example)
  const known = remembered.get(region)
  if (known?.words === words && known.language === language) return known.measure
  const measured = measureTexts(document, region, words)
  remembered.set(region, { words, language, measure: measured })
  return measured
}

function measureTexts(document: Document, region: Region, lexicon: Lexicon): Measure | undefined {
  const solutions = solutionTexts(document, region.example!)
  if (!solutions.length) return undefined
  const left = incompleteness(region)
  const markers = { verification: 0, exploration: 0, connective: 0 }
  let steps = 0
  let words = 0
  let characters = 0
  for (const solution of solutions) {
    const { prose, read } = reading(solution.text)
    for (const part of markedParts) markers[part] += lexicon.find(part, prose).length
    steps += solution.steps.filter(text => text !== '').length
    words += read.match(wordPattern)?.length ?? 0
    characters += solution.text.length - (solution.text.match(surrogate)?.length ?? 0)
  }
  return { solutions: solutions.length, steps, words, characters, markers, ...(left !== undefined && { left }) }
}

const letters = String.raw`(?:(?!\p{sc=Han})[\p{L}\p{M}])+`
/** What is read as one word: a run of letters, a Chinese character, a number, a command of a formula. */
const wordPattern = new RegExp(
  String.raw`\\[A-Za-z]+|\p{sc=Han}|${letters}(?:['’]${letters})*|\p{N}+(?:[.,]\p{N}+)*`,
  'gu',
)
const formula = new RegExp(`${mathMark}+`, 'g')
const surrogate = /[\ud800-\udbff]/g

/** A text as prose, and with its formulas but without its drawings. */
function reading(value: string): { prose: string; read: string } {
  const text = { value, span: span(0, value.length), runs: [] }
  let read = ''
  let at = 0
  for (const piece of piecesOf(text)) {
    if (piece.type !== 'asy') continue
    read += `${value.slice(at, piece.start)} `
    at = piece.end
  }
  return { prose: proseOf(text), read: read + value.slice(at) }
}

/** The words that count for a part, each once, those found most often first. */
export function markersIn(document: Document, region: Region, words: Lexicon, part: MarkedPart): readonly string[] {
  const counts = new Map<string, number>()
  for (const { text } of region.example ? solutionTexts(document, region.example) : []) {
    for (const found of words.find(part, reading(text).prose)) {
      const marker = found.text.toLowerCase().replace(formula, '…').replace(/\s+/g, ' ')
      counts.set(marker, (counts.get(marker) ?? 0) + 1)
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([marker]) => marker)
}

/** What the examples of a data set come to, against which one of them is seen. */
export interface Distribution {
  /** How many examples there are; those that are not exported are none. */
  readonly examples: number
  readonly parts: Readonly<Record<PartName, Spread>>
  /** The scores; only where there are enough examples and they differ. */
  readonly scores?: Spread
}

export interface Rank {
  /** 1 is the highest. Those that are equal share the best of their places. */
  readonly place: number
  readonly of: number
  /** How many others share it. */
  readonly shared: number
}

export interface PartScore {
  /** Words of the length, markers of another part. */
  readonly count: number
  /** What is compared: words for each solution, or markers for each word. */
  readonly value: number
  /** In deviations from the mean; with its rank only where the example is compared and the examples differ in it. */
  readonly z?: number
  readonly rank?: Rank
}

export interface Score {
  readonly measure: Measure
  /** How many examples the data set has. */
  readonly examples: number
  readonly parts: Readonly<Record<PartName, PartScore>>
  /** Only where the example is compared. */
  readonly total?: { readonly value: number; readonly rank: Rank }
}

/** The same for the same measures in any order, to the last bit. */
export function distributionOf(measures: Iterable<Measure>): Distribution {
  const members = [...measures].filter(measure => measure.left === undefined)
  const parts = mapParts(name => spreadOf(members.map(member => valueIn(member, name))))
  const isCompared = members.length >= fewestCompared && partNames.some(name => parts[name].deviation > 0)
  if (!isCompared) return { examples: members.length, parts }
  return { examples: members.length, parts, scores: spreadOf(members.map(member => totalOf(member, parts))) }
}

/** One example beside the data set that it belongs to. */
export function scoreIn(distribution: Distribution, measure: Measure): Score {
  const { examples, parts, scores } = distribution
  const compared = measure.left === undefined && scores
  return {
    measure,
    examples,
    parts: mapParts(name => {
      const value = valueIn(measure, name)
      const count = name === 'length' ? measure.words : measure.markers[name]
      if (!compared || !parts[name].deviation) return { count, value }
      return { count, value, z: zOf(value, parts[name]), rank: rankIn(parts[name], value) }
    }),
    ...(compared && totalIn(totalOf(measure, parts), scores)),
  }
}

function totalIn(value: number, scores: Spread): Pick<Score, 'total'> {
  return { total: { value, rank: rankIn(scores, value) } }
}

function valueIn({ markers, solutions, words }: Measure, part: PartName): number {
  if (part === 'length') return words / solutions
  return words ? markers[part] / words : 0
}

function totalOf(measure: Measure, parts: Distribution['parts']): number {
  return partNames.reduce((sum, name) => sum + scoreParts[name].weight * zOf(valueIn(measure, name), parts[name]), 0)
}

function zOf(value: number, { deviation, mean }: Spread): number {
  return deviation ? (value - mean) / deviation : 0
}

function rankIn({ sorted }: Spread, value: number): Rank {
  const below = countWhere(sorted, other => other < value)
  const upTo = countWhere(sorted, other => other <= value)
  return { place: sorted.length - upTo + 1, of: sorted.length, shared: Math.max(0, upTo - below - 1) }
}

/** How many values hold, where all that do come first. */
function countWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(sorted[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}

function mapParts<T>(make: (name: PartName) => T): Record<PartName, T> {
  return Object.fromEntries(partNames.map(name => [name, make(name)])) as Record<PartName, T>
}

/** The measures of one data set, kept up to date at the cost of what changes; what they come to is found when asked. */
export interface ScoreSet {
  /** Counts the changes that can be seen in a score. */
  readonly edition: number
  readonly paths: ReadonlyMap<string, unknown>
  /** Whether this is how the document read when it was last told. */
  has(path: string, document: Document, words: Lexicon): boolean
  /** Tells how a document reads now; undefined where it is gone. */
  replace(path: string, document: Document | undefined, words: Lexicon): void
  distribution(): Distribution
}

export function scoreSet(): ScoreSet {
  const paths = new Map<string, Told>()
  let edition = 0
  let distribution: Distribution | undefined
  return {
    get edition() {
      return edition
    },
    paths,
    has(path, document, words) {
      const told = paths.get(path)
      return told?.document === document && told.words === words
    },
    replace,
    distribution() {
      distribution ??= distributionOf(all())
      return distribution
    },
  }

  function replace(path: string, document: Document | undefined, words: Lexicon): void {
    const before = paths.get(path)
    const after = document && tell(document, words, before)
    if (after) paths.set(path, after)
    else paths.delete(path)
    if (same(before?.measures ?? [], after?.measures ?? [])) return
    edition++
    distribution = undefined
  }

  function* all(): Generator<Measure> {
    for (const { measures } of paths.values()) for (const measure of measures) if (measure) yield measure
  }
}

interface Told {
  readonly document: Document
  readonly words: Lexicon
  /** Of each region. */
  readonly measures: readonly (Measure | undefined)[]
}

function tell(document: Document, words: Lexicon, before: Told | undefined): Told {
  const { regions } = document
  const measureAll = (some: readonly Region[]) => some.map(region => measure(document, region, words))
  // What the header says goes for every example.
  const isNear = before?.words === words && before.document.regions[0] === regions[0]
  if (!isNear) return { document, words, measures: measureAll(regions) }
  const { newEnd, oldEnd, start } = changedRange(before.document.regions, regions)
  const middle = measureAll(regions.slice(start, newEnd))
  return {
    document,
    words,
    measures: [...before.measures.slice(0, start), ...middle, ...before.measures.slice(oldEnd)],
  }
}

function same(before: Told['measures'], after: Told['measures']): boolean {
  return before.length === after.length && before.every((measure, i) => isSame(measure, after[i]))
}

function isSame(a: Measure | undefined, b: Measure | undefined): boolean {
  if (a === b) return true
  if (!a || !b) return false
  return (
    a.solutions === b.solutions &&
    a.words === b.words &&
    a.left === b.left &&
    markedParts.every(part => a.markers[part] === b.markers[part])
  )
}
