import type { Example, Region, Solution } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import { judgedParts } from '../math/facts.ts'
import type { Span } from '../span.ts'
import { saidNumbers } from '../text/number-words.ts'
import { numbersOf, type Written } from '../text/numbers.ts'
import { piecesOf } from '../text/pieces.ts'
import { proseOf } from '../text/prose.ts'
import { isCalculated, isInTable, listedIn, type Place, placesIn } from './statements.ts'

// Where the numbers of a solution come from.

/** A number of a solution, and where it comes from. */
export interface Traced {
  readonly number: Written
  readonly text: Text
  /** In the region. */
  readonly span: Span
  /** The number of its step, from 1; 0 in what stands before the first. */
  readonly step: number
  readonly origin: Origin
}

export type Origin =
  /** It is no value, or nothing is asked of it: a result, an exponent, a name. */
  | { readonly type: 'unasked' }
  | { readonly type: 'known' }
  /** Only a later step introduces it. */
  | { readonly type: 'later'; readonly by: Span; readonly step: number }
  | { readonly type: 'none'; readonly calculated: boolean; readonly near?: Near }

/** A number that is one digit or one swap away. */
export interface Near {
  readonly number: Written
  /** The number of its step; undefined in the problem. */
  readonly step?: number
  readonly span: Span
}

export interface TracedSolution {
  readonly solution: Solution
  readonly numbers: readonly Traced[]
}

const known = new WeakMap<Region, readonly TracedSolution[]>()

/** The numbers of each judged solution of a region, in order. */
export function tracedNumbers(region: Region): readonly TracedSolution[] {
  let traced = known.get(region)
  if (!traced) {
    const { example } = region
    traced = example?.problem?.text.value ? example.solutions.map(solution => trace(example, solution)) : []
    known.set(region, traced)
  }
  return traced
}

function trace(example: Example, solution: Solution): TracedSolution {
  const problem = example.problem!.text
  const places = placesIn(judgedParts(solution))
  const given = numbersOf(problem)
  const seen = new Set<number>([0, 1, 2, 100].map(key))
  const bases: number[] = []
  for (const number of drawn(problem)) learn(number, seen)
  for (const number of given) {
    learnWritten(number, seen)
    if (number.role !== 'counter') bases.push(number.value)
  }
  for (const number of saidNumbers(proseOf(problem))) learn(number, seen)
  const introduced = new Map<number, Place>()
  for (const place of places) {
    const at = key(place.number.value)
    if (isIntroduction(place) && !introduced.has(at)) introduced.set(at, place)
  }
  let listed: ReadonlySet<number> | undefined
  const reading = {
    places,
    seen,
    introduced,
    bases,
    given,
    problem,
    listed: () => {
      listed ??= listedIn(places)
      return listed
    },
  }
  const numbers: Traced[] = []
  let sentence: Span | undefined
  let said: ReadonlySet<number> = new Set()
  for (const [i, place] of places.entries()) {
    if (place.sentence !== sentence) {
      sentence = place.sentence
      said = saidIn(place)
      for (const value of said) seen.add(key(value))
    }
    numbers.push({
      number: place.number,
      text: place.text,
      span: spanOf(place),
      step: place.step,
      origin: originOf(i, { ...reading, said }),
    })
    learnWritten(place.number, seen)
  }
  return { solution, numbers }
}

/** Numbers that stand in a drawing or code of the problem. */
function* drawn(problem: Text): Generator<number> {
  for (const piece of piecesOf(problem)) {
    if (piece.type === 'math' || piece.type === 'dollar' || piece.type === 'unclosed') continue
    for (const [digits] of problem.value.slice(piece.start, piece.end).matchAll(/\d+(?:\.\d+)?/g)) yield Number(digits)
  }
}

/** What the words of its sentence bring along; it counts from the beginning of the sentence on. */
function saidIn({ sentence, text }: Place): ReadonlySet<number> {
  return saidNumbers(proseOf(text).slice(sentence.start, sentence.end))
}

/** The same for values that only differ by rounding: to 24 bits, or about seven digits. */
export function key(value: number): number {
  return Math.fround(value)
}

function learnWritten({ value, percent }: Written, seen: Set<number>): void {
  learn(value, seen)
  if (!percent) return
  for (const more of [value / 100, 1 - value / 100, 1 + value / 100, 100 - value, 100 + value]) seen.add(key(more))
}

function learn(value: number, seen: Set<number>): void {
  seen.add(key(value))
  if (value > 0 && value < 1) for (const more of [1 - value, 1 + value, 100 * value, 1 / value]) seen.add(key(more))
  else if (value > 1) seen.add(key(1 / value))
}

function isIntroduction({ derived, number }: Place): boolean {
  return derived || number.role === 'result'
}

function spanOf({ number, text }: Place): Span {
  return sourceSpan(text, number.start, number.end)
}

interface Reading {
  readonly places: readonly Place[]
  readonly seen: ReadonlySet<number>
  /** What the words of the sentence say. */
  readonly said: ReadonlySet<number>
  /** Which places are those of listed numbers; found when first asked. */
  readonly listed: () => ReadonlySet<number>
  readonly introduced: ReadonlyMap<number, Place>
  readonly bases: readonly number[]
  readonly given: readonly Written[]
  readonly problem: Text
}

function originOf(at: number, reading: Reading): Origin {
  const { bases, introduced, places, seen } = reading
  const place = places[at]!
  const { number } = place
  if (number.role !== 'value' && number.role !== 'coefficient') return { type: 'unasked' }
  if (place.derived) return { type: 'unasked' }
  const value = key(number.value)
  if (number.inMath && (number.value === 10 || number.value === 1000)) return { type: 'known' }
  if (seen.has(value) || isUsualAngle(place) || isScaled(number.value, seen)) return { type: 'known' }
  if (isInTable(place) || reading.listed().has(at)) return { type: 'unasked' }
  const later = introduced.get(value)
  // "18 are left, because 30 - 12 = 18"
  if (later?.order === place.order) return { type: 'known' }
  const isGiven = number.inMath && derives(number.value, bases, false)
  const calculated = isCalculated(place)
  // Single digits stand in formulas for many reasons; what the same step says of one later is no proof.
  const isSure = !number.inMath || number.value >= 10 || later?.step !== place.step
  const isUse = number.inMath ? calculated && !isGiven && isSure : number.role === 'value'
  if (later && isUse) return { type: 'later', by: spanOf(later), step: later.step }
  if (isDerivable(at, calculated, reading)) return { type: 'known' }
  const near = nearest(at, reading)
  return { type: 'none', calculated, ...(near && { near }) }
}

function isUsualAngle({ number, text }: Place): boolean {
  return (
    number.value % 15 === 0 &&
    number.value <= 360 &&
    /^\s*(?:\^\s*\{?\s*\\circ|°|\\degree|度|degrees?\b)/.test(text.value.slice(number.end, number.end + 12))
  )
}

/**
 * Whether one operation makes it from what the step has. What is calculated with must come from its own sentence; of
 * what is only mentioned, or stands in an equation that is being solved, more is assumed to be done in the head.
 */
function isDerivable(at: number, calculated: boolean, { bases, places, said, seen }: Reading): boolean {
  const place = places[at]!
  const local = new Set<number>(calculated ? [] : bases)
  const sentences = calculated ? 0 : 1
  for (let i = at - 1; i >= Math.max(0, at - 30) && place.order - places[i]!.order <= sentences; i--) {
    local.add(places[i]!.number.value)
  }
  for (let i = at + 1; i < Math.min(places.length, at + 30) && places[i]!.order === place.order; i++) {
    if (places[i]!.statement !== place.statement) local.add(places[i]!.number.value)
  }
  // Formulas leave squares and halves to the reader, plain words seldom do.
  const alone = place.number.inMath || !calculated
  return (
    derives(place.number.value, [...local].slice(0, 60), alone) || (said.has(2) && doubled(place.number.value, seen))
  )
}

/** Grams as kilograms: only for numbers that cannot well be miscopied ones. */
function isScaled(value: number, seen: ReadonlySet<number>): boolean {
  const factors = Number.isInteger(value) ? [1000, 1 / 1000] : [100, 1000, 1 / 100, 1 / 1000]
  return factors.some(factor => seen.has(key(value * factor)))
}

function doubled(value: number, seen: ReadonlySet<number>): boolean {
  return seen.has(key(value / 2)) || seen.has(key(value * 2))
}

/** A number of an earlier step or of the problem that one digit or one swap makes of this one; a swap first. */
function nearest(at: number, { given, places, problem }: Reading): Near | undefined {
  const { number } = places[at]!
  const candidates: Near[] = []
  for (let i = at - 1; i >= 0; i--) {
    const { number: before, step } = places[i]!
    if (isNear(before.text, number.text)) candidates.push({ number: before, step, span: spanOf(places[i]!) })
  }
  for (const one of given) {
    if (isNear(one.text, number.text)) candidates.push({ number: one, span: sourceSpan(problem, one.start, one.end) })
  }
  const digits = (text: string): string => [...plainDigits(text)].sort().join('')
  return candidates.find(near => digits(near.number.text) === digits(number.text)) ?? candidates[0]
}

/** One digit is another one, two neighbours are swapped, or one is missing or too many. Of single digits nothing is said. */
export function isNear(a: string, b: string): boolean {
  const [x, y] = [plainDigits(a), plainDigits(b)]
  if (x === y || Math.min(x.length, y.length) < 2) return false
  let from = 0
  while (from < x.length && x[from] === y[from]) from++
  let same = 0
  while (same < Math.min(x.length, y.length) - from && x.at(-1 - same) === y.at(-1 - same)) same++
  const [left, right] = [x.slice(from, x.length - same), y.slice(from, y.length - same)]
  if (left.length === 2 && right.length === 2) return left[0] === right[1] && left[1] === right[0]
  return left.length <= 1 && right.length <= 1
}

function plainDigits(text: string): string {
  return text.replace(/[^\d.]/g, '')
}

function derives(value: number, from: readonly number[], alone = true): boolean {
  const wanted = key(value)
  const has = new Set(from.map(key))
  for (const a of from) {
    for (const b of [value - a, a - value, value / a, a / value])
      if (b !== 0 && Number.isFinite(b) && has.has(key(b)) && (alone || key(b) !== key(a))) return true
    if (!alone) continue
    if (key(a * a) === wanted || key(Math.sqrt(a)) === wanted || key(a / 2) === wanted || key(a * 2) === wanted)
      return true
    if (key(a + 1) === wanted || key(a - 1) === wanted || key(100 - a) === wanted || key(1 - a / 100) === wanted)
      return true
    if (key(1 + a / 100) === wanted || key(a / 100) === wanted) return true
    for (let power = a, n = 2; a > 1 && n <= 10 && power <= value; n++, power *= a)
      if (key(power) === wanted) return true
  }
  return false
}
