import type { Example, Region, Solution } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import { type JudgedPart, judgedParts } from '../math/facts.ts'
import { boxes } from '../math/final-answer.ts'
import type { Span } from '../span.ts'
import { saidNumbers } from '../text/number-words.ts'
import { numbersOf, type Written } from '../text/numbers.ts'
import { piecesOf } from '../text/pieces.ts'
import { proseOf, sentencesOf } from '../text/prose.ts'

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

interface Place {
  readonly number: Written
  readonly text: Text
  readonly step: number
  /** Counts the sentences of the solution. */
  readonly sentence: number
  /** Counts the statements of the solution: chains of relations with nothing between that parts them. */
  readonly statement: number
  /** Whether a chain comes to it from other numbers. */
  readonly derived: boolean
  /** Whether it stands in a box or a table, is one of three or more that are listed, or is put in for a symbol. */
  readonly listed: boolean
  /** Whether it is calculated with, and nothing around it is left open: `48 / 2`, and not `48x`. */
  readonly calculated: boolean
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
  const numbers: Traced[] = []
  let sentence = -1
  let text: Text | undefined
  let said: ReadonlySet<number> = new Set()
  for (const [i, place] of places.entries()) {
    if (place.sentence !== sentence || place.text !== text) {
      sentence = place.sentence
      text = place.text
      said = saidIn(place)
      for (const value of said) seen.add(key(value))
    }
    numbers.push({
      number: place.number,
      text: place.text,
      span: spanOf(place),
      step: place.step,
      origin: originOf(i, { places, seen, said, introduced, bases, given, problem }),
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
function saidIn({ number, text }: Place): ReadonlySet<number> {
  const within = sentencesOf(text).find(span => span.start <= number.start && number.start < span.end)
  return within ? saidNumbers(proseOf(text).slice(within.start, within.end)) : new Set()
}

export function key(value: number): number {
  return Number(value.toPrecision(9))
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
  if (place.derived || place.listed) return { type: 'unasked' }
  const value = key(number.value)
  if (number.inMath && (number.value === 10 || number.value === 1000)) return { type: 'known' }
  if (seen.has(value) || isUsualAngle(place) || isScaled(number.value, seen)) return { type: 'known' }
  const later = introduced.get(value)
  // "18 are left, because 30 - 12 = 18"
  if (later?.sentence === place.sentence) return { type: 'known' }
  const isGiven = number.inMath && derives(number.value, bases, false)
  const isUse = number.inMath ? place.calculated && !isGiven : number.role === 'value'
  if (later && isUse) return { type: 'later', by: spanOf(later), step: later.step }
  if (isDerivable(at, reading)) return { type: 'known' }
  const near = nearest(at, reading)
  return { type: 'none', calculated: place.calculated, ...(near && { near }) }
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
function isDerivable(at: number, { bases, places, said, seen }: Reading): boolean {
  const place = places[at]!
  const local = new Set<number>(place.calculated ? [] : bases)
  const sentences = place.calculated ? 0 : 1
  for (let i = at - 1; i >= Math.max(0, at - 30) && places[i]!.sentence >= place.sentence - sentences; i--) {
    local.add(places[i]!.number.value)
  }
  for (let i = at + 1; i < Math.min(places.length, at + 30) && places[i]!.sentence === place.sentence; i++) {
    if (places[i]!.statement !== place.statement) local.add(places[i]!.number.value)
  }
  // Formulas leave squares and halves to the reader, plain words seldom do.
  const alone = place.number.inMath || !place.calculated
  return (
    derives(place.number.value, [...local].slice(0, 60), alone) || (said.has(2) && doubled(place.number.value, seen))
  )
}

/** Grams as kilograms: only for numbers that cannot well be miscopied ones. */
function isScaled(value: number, seen: ReadonlySet<number>): boolean {
  const factors = Number.isInteger(value) ? [1000, 1 / 1000] : [100, 1000, 1 / 100, 1 / 1000]
  return factors.some(factor => seen.has(key(value * factor)))
}

/** Where its sentence speaks of twice or half of something. */
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

const boxed = new WeakMap<Text, readonly Span[]>()

function boxesOf(text: Text): readonly Span[] {
  const known = boxed.get(text) ?? boxes(text.value)
  boxed.set(text, known)
  return known
}

const relation = /=|≈|≡|<|>|≤|≥|\\(?:approx|equiv|le|leq|ge|geq|lt|gt|cong|sim)(?![a-z])/
const parting =
  /,(?!\\!|\d)|;|\\(?:Rightarrow|rightarrow|implies|Longrightarrow|iff|Leftrightarrow|text|mbox|quad|qquad|to)(?![a-z])|⇒|→|\\\\(?!\s*(?:\[[^\]]*\])?\s*&?\s*(?:=|\\approx|\\equiv|\\le|\\ge|<|>|[-+]))/
const words = /\p{L}{2,}/u

function placesIn(parts: readonly JudgedPart[]): Place[] {
  const places: Place[] = []
  let statement = 0
  let sentence = 0
  for (const { step, text, within } of parts) {
    const { value } = text
    const sentences = sentencesOf(text, within)
    let inSentence = 0
    let end = within.start
    let numeric = false
    let related = false
    let piece = -1
    let last = -1
    const boxed = boxesOf(text)
    statement++
    sentence++
    for (const number of numbersOf(text)) {
      if (number.start < within.start || number.end > within.end) continue
      while (inSentence < sentences.length && sentences[inSentence]!.end <= number.start) {
        inSentence++
        sentence++
        statement++
        numeric = false
        related = false
      }
      const gap = value.slice(end, number.start)
      if (number.inMath) last = pieceAt(text, number.start, last)
      const inside = number.inMath ? last : -1
      if (inside !== piece || isParted(gap, number.inMath)) {
        if (numeric || related) statement++
        numeric = false
        related = false
      }
      piece = inside
      if (relation.test(gap.split(parting).at(-1)!)) related ||= numeric
      const listed = boxed.some(box => box.start <= number.start && number.end <= box.end) || isInTable(value, number)
      const calculated = isCalculated(value, number) && !(number.inMath && isInstance(value, sentences[inSentence]))
      places.push({ number, text, step, sentence, statement, derived: related, listed, calculated })
      numeric = true
      end = number.end
    }
  }
  return withLists(places)
}

const separator =
  /^(?:[\s$&~]|\\[ ,;:!]|[,，、;；]|and\b|or\b|和|或|及|\\(?:text|mbox)\s*\{\s*(?:and|or)\s*\}|\\[lc]?dots|…|\.\.\.|[-+(){}])+$/

function isInTable(value: string, { end, start }: Written): boolean {
  const line = value.slice(value.lastIndexOf('\n', start) + 1, start)
  return (
    /^\s*\|/.test(line) &&
    value
      .slice(end, end + 200)
      .split('\n')[0]!
      .includes('|')
  )
}

/** Marks the numbers that stand in lists, and those that stand in one formula twice: `4^2 + 4 + 1`. */
function withLists(places: readonly Place[]): Place[] {
  const result = [...places]
  const twice = new Map<string, number>()
  for (const [i, { derived, number, statement }] of places.entries()) {
    if (derived || number.role !== 'value' || !number.inMath) continue
    const at = `${statement} ${number.value}`
    const before = twice.get(at)
    if (before !== undefined) for (const j of [before, i]) result[j] = { ...places[j]!, listed: true }
    else twice.set(at, i)
  }
  let from = 0
  for (let i = 1; i <= places.length; i++) {
    const [before, place] = [places[i - 1]!, places[i]]
    const gap = place?.text === before.text ? before.text.value.slice(before.number.end, place.number.start) : undefined
    if (gap !== undefined && /[,，、;；]|and|or|[和或及]/.test(gap) && separator.test(gap)) continue
    if (i - from >= 3) for (let j = from; j < i; j++) result[j] = { ...places[j]!, listed: true }
    from = i
  }
  return result
}

function isParted(gap: string, inMath: boolean): boolean {
  if (inMath) return parting.test(gap)
  if (/\n|[;；]|[,，、](?!\d)/.test(gap)) return true
  // Behind a word that no sign of calculation follows, something new begins.
  const behind = gap.split(relation).at(-1)!
  return words.test(behind) && !/[-+*/×÷=(^]\s*(?:\\?[$£€¥]|\()*\s*$/.test(gap)
}

/** "For $n = 3$ the sum is": a sentence that puts numbers in for symbols. */
function isInstance(value: string, sentence: Span | undefined): boolean {
  return (
    sentence !== undefined && /\$\s*[a-zA-Z](?:_\{?\w+\}?)?\s*=\s*-?\d/.test(value.slice(sentence.start, sentence.end))
  )
}

const calculatesAfter = /^\s*[)%]*\s*(?:\p{L}[\p{L}/]*\s+){0,2}(?:[-+*/×÷·−–]|x(?=\s))\s*[$£€(]*[\d.]/u
const calculatesBefore = /(?:[\d)%]|\p{L}{2})\s*(?:[-+*/×÷·−–]|(?<=\s)x)\s*[$£€(]*$/u
const spelled = /\\(?:text|mbox|mathrm|textrm)\s*\{[^{}]*\}|\\(?:left|right|boxed|quad|circ|pi|[,;:! ])(?![a-zA-Z])/g
const signs = /\\(?:cdot|times|div|sqrt)(?![a-zA-Z])/g
const lowest = /^\s*-?\\[dt]?frac\s*(?:\{\s*-?[\d.]+\s*\}|\d)\s*(?:\{\s*-?[\d.]+\s*\}|\d)\s*$/
const fractions = /\\[dt]?frac(?![a-zA-Z])/g

/** Whether it is an operand, and nothing beside it in its member of the relation is left open. */
function isCalculated(value: string, { end, inMath, role, start }: Written): boolean {
  if (role !== 'value') return false
  const before = value.slice(Math.max(0, start - 120), start)
  const after = value.slice(end, end + 120)
  if (!inMath) return calculatesAfter.test(after) || calculatesBefore.test(before)
  if (/\\[dt]?binom\s*\{?$/.test(before) || /^\s*!/.test(after)) return false
  const left = before.slice(before.search(/[^=<>≈&$,;]*$/))
  const member = `${left}0${/^[^=<>≈&$,;]*/.exec(after)![0]}`.replace(spelled, ' ')
  // A fraction of two numbers is a number.
  if (lowest.test(member)) return false
  const plain = member.replace(signs, '*').replace(fractions, '/').replace(/^\s*-/, '')
  return /[-+*/×÷·^]/.test(plain) && !/[a-zA-Z\\]/.test(plain)
}

/** The number of the piece that an offset is in; looked for from the one found last. */
function pieceAt(text: Text, at: number, from: number): number {
  const pieces = piecesOf(text)
  let piece = Math.max(0, from)
  while (piece < pieces.length && pieces[piece]!.end <= at) piece++
  return piece
}
