import type { Region, Solution } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import { judgedParts } from '../math/facts.ts'
import { boxes } from '../math/final-answer.ts'
import type { Span } from '../span.ts'
import { amountOf, type Sign, signsOf } from '../text/comparable.ts'
import { saidNumbers } from '../text/number-words.ts'
import type { Written } from '../text/numbers.ts'
import { piecesOf } from '../text/pieces.ts'
import { proseOf, sentencesOf } from '../text/prose.ts'
import type { Lexicon } from '../words/lexicon.ts'

// Numbers that stand among the same signs as another number, from which one digit or one swap parts them.

/** A number that looks like a wrong copy. */
export interface Copy {
  readonly number: Written
  /** In the region. */
  readonly span: Span
  readonly of: Written
  readonly ofSpan: Span
  /** The step that has what was to be copied; undefined if it is the problem. */
  readonly ofStep?: number
  /** Whether that stands behind the copy. */
  readonly later: boolean
}

const known = new WeakMap<Region, { readonly words: Lexicon; readonly copies: readonly Copy[] }>()

/** What looks like a wrong copy in the judged solutions of a region. */
export function wrongCopies(region: Region, words: Lexicon): readonly Copy[] {
  let found = known.get(region)
  if (found?.words !== words) {
    const { example } = region
    const copies = example?.problem?.text.value
      ? example.solutions.flatMap(solution => [...copiesIn(example.problem!.text, solution, words)])
      : []
    found = { words, copies }
    known.set(region, found)
  }
  return found.copies
}

/** Whether a stretch of the region is reported as a wrong copy, so that nothing else need be said of it. */
export function isWrongCopy(region: Region, words: Lexicon, { start, end }: Span): boolean {
  return wrongCopies(region, words).some(({ span }) => span.start < end && start < span.end)
}

/** A number where it stands: a sign of the problem or of the solution. */
interface Place {
  readonly number: Written
  readonly amount: number
  readonly digits: string
  readonly text: Text
  /** The signs around, and which of them it is. */
  readonly signs: readonly Sign[]
  readonly at: number
  /** Of the solution; undefined in the problem. */
  readonly step?: number
  readonly boxed: boolean
}

/** How many times two places are compared in one solution. */
const limit = 60_000
/** Longer texts are not compared. */
const longestText = 100_000

function* copiesIn(problem: Text, solution: Solution, words: Lexicon): Generator<Copy> {
  const isCommon = (word: string): boolean => words.isIn('common', word)
  const parts = judgedParts(solution)
  if (problem.value.length > longestText || parts.some(({ text }) => text.value.length > longestText)) return
  const given = placesIn([{ text: problem, within: { start: 0, end: problem.value.length } }], isCommon)
  const own = placesIn(parts, isCommon)
  const all = [...given, ...own]
  const counts = countsOf(all)
  const inProblem = new Set(given.map(place => place.amount))
  const inSolution = new Set(own.map(place => place.amount))
  const elsewhere = otherNumbers(problem)
  let left = limit
  for (const [i, place] of own.entries()) {
    if (counts.get(place.amount) !== 1 || elsewhere.has(place.amount)) continue
    left -= all.length
    if (left < 0) return
    if (!isAsked(place) || isListed(place) || isBroughtAlong(place)) continue
    const best = nearest(place, all)
    if (!best) continue
    const { amount, number, step, text } = best.place
    const evidence: Evidence = {
      alike: best.alike,
      whole: best.whole,
      given: inProblem.has(amount),
      used: inSolution.has(amount),
      often: counts.get(amount)!,
      crowded: [...counts.keys()].filter(one => `${one}`.length === `${amount}`.length).length > crowd,
      derivable: () => derives(place, best.place, all, given.length + i),
    }
    if (!convinces(place, best.place, evidence)) continue
    const leftOut = evidence.given && !evidence.used
    if (!leftOut && varies(place, best, all)) continue
    yield {
      number: place.number,
      span: sourceSpan(place.text, place.number.start, place.number.end),
      of: number,
      ofSpan: sourceSpan(text, number.start, number.end),
      ...(step !== undefined && { ofStep: step }),
      later: step !== undefined && own.indexOf(best.place) > i,
    }
  }
}

const crowd = 12

interface Nearest extends Likeness {
  readonly place: Place
}

/** The number one slip away that stands among the same signs most. */
function nearest(place: Place, all: readonly Place[]): Nearest | undefined {
  let best: Nearest | undefined
  for (const other of all) {
    if (other.amount === place.amount || !isSlip(other.digits, place.digits)) continue
    const found = likeness(place, other)
    if (!best || found.alike > best.alike) best = { place: other, ...found }
  }
  return best
}

function placesIn(
  parts: readonly { readonly text: Text; readonly within: Span; readonly step?: number }[],
  isCommon: (word: string) => boolean,
): Place[] {
  const signs: Sign[] = []
  const places: Place[] = []
  const boxed = new Map<Text, readonly Span[]>()
  for (const { step, text, within } of parts) {
    if (!boxed.has(text)) boxed.set(text, boxes(text.value))
    const from = signs.length
    for (const sign of signsOf(text, within, isCommon)) signs.push(sign)
    for (let at = from; at < signs.length; at++) {
      const { number } = signs[at]!
      if (!number) continue
      places.push({
        number,
        amount: amountOf(number),
        digits: plainDigits(number.text),
        text,
        signs,
        at,
        boxed: boxed.get(text)!.some(box => box.start <= number.start && number.end <= box.end),
        ...(step !== undefined && { step }),
      })
    }
  }
  return places
}

function countsOf(places: readonly Place[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const { amount } of places) counts.set(amount, (counts.get(amount) ?? 0) + 1)
  return counts
}

/** Numbers of the problem that stand in a drawing or code, or are said in words. */
function otherNumbers(problem: Text): Set<number> {
  const numbers = new Set(saidNumbers(proseOf(problem)))
  for (const piece of piecesOf(problem)) {
    if (piece.type !== 'asy' && piece.type !== 'code' && piece.type !== 'fence') continue
    for (const [digits] of problem.value.slice(piece.start, piece.end).matchAll(/\d+(?:\.\d+)?/g))
      numbers.add(Number(digits))
  }
  return numbers
}

/** Whether it may be a copy: no exponent, no name, no answer, and nothing that a calculation comes to. */
function isAsked(place: Place): boolean {
  const { amount, boxed, number } = place
  if (boxed || amount === 0) return false
  if (number.role === 'exponent' || number.role === 'counter' || number.role === 'digits') return false
  return number.role !== 'result' || (number.inMath && !isCalculated(place))
}

/** Whether it is one of three or more numbers in a row. */
function isListed({ at, signs }: Place): boolean {
  let from = at
  let to = at
  while (isNext(signs, from - 2)) from -= 2
  while (isNext(signs, to)) to += 2
  return to - from >= 4
}

/** Whether a number, a comma or "and", and another number stand there. */
function isNext(signs: readonly Sign[], at: number): boolean {
  return (
    signs[at]?.number !== undefined &&
    /^(?:[,;|和、]|and|or)$/.test(signs[at + 1]?.name ?? '') &&
    signs[at + 2]?.number !== undefined
  )
}

const usual = new Set([10, 60, 90, 100, 180, 360, 1000])

/** Whether it is a usual number, or one that a word of its sentence brings along, as hours bring 24. */
function isBroughtAlong({ amount, number, text }: Place): boolean {
  if (usual.has(amount)) return true
  const within = sentencesOf(text).find(span => span.start <= number.start && number.start < span.end)
  return within !== undefined && saidNumbers(proseOf(text).slice(within.start, within.end)).has(amount)
}

/** Whether there are only numbers on the other side of the relation sign. */
function isCalculated({ at, signs }: Place): boolean {
  const from = Math.max(0, at - 200)
  let i = at - 1
  while (i >= from && !/^[=<>≈≡≤≥]$|^\\(?:approx|equiv)$/.test(signs[i]!.name)) i--
  let numbers = 0
  for (i--; i >= from && signs[i]!.inMath; i--) {
    const { name, number } = signs[i]!
    if (/^[=<>≈≡≤≥;,]$/.test(name) && numbers) break
    if (number) numbers++
    else if (/^\p{L}$|^\\(?!circ|pi|sqrt|d?binom|begin|end|ln|log|exp|sin|cos|tan|cot|sec|csc|arc)/u.test(name))
      return false
  }
  return numbers > 0
}

/** One digit is another one, two neighbours are swapped, or one is missing or too many. */
function isSlip(x: string, y: string): boolean {
  if (x === y || Math.abs(x.length - y.length) > 1) return false
  let from = 0
  while (from < x.length && x[from] === y[from]) from++
  let same = 0
  while (same < Math.min(x.length, y.length) - from && x.at(-1 - same) === y.at(-1 - same)) same++
  const left = x.slice(from, x.length - same)
  const right = y.slice(from, y.length - same)
  // The point is no digit: cents are no wrong copy of dollars.
  if (left === '.' || right === '.') return false
  if (left.length === 2 && right.length === 2) return left[0] === right[1] && left[1] === right[0]
  return left.length <= 1 && right.length <= 1
}

function plainDigits(text: string): string {
  return text.replace(/[^\d.]/g, '')
}

/** What a place costs where another number stands right behind the last sign that is the same: there algebra was done. */
const otherNumberCost = 3
/** What it says that two formulas begin or end at the same place. */
const wholeFormula = 0.6
const longest = 40

interface Likeness {
  /** How much the signs around two numbers say that they are one number. */
  readonly alike: number
  /** Whether the same signs end at both sides where a term or a side does: `x^2 + 6` is not all of `x^2 + 6k`. */
  readonly whole: boolean
}

function likeness(a: Place, b: Place): Likeness {
  let alike = 0
  let whole = true
  const here = a.signs[a.at]!
  const there = b.signs[b.at]!
  for (let way = -1; way <= 1; way += 2) {
    let inside = true
    for (let i = 1; i <= longest; i++) {
      const x = a.signs[a.at + i * way]
      const y = b.signs[b.at + i * way]
      if (!x || !y) break
      if (inside && x.formula !== here.formula && y.formula !== there.formula) {
        inside = false
        if (here.inMath && there.inMath) alike += wholeFormula
      }
      if (x.name !== y.name) {
        if (x.number && y.number) alike -= otherNumberCost
        whole &&= endsBy(x, here) && endsBy(y, there)
        break
      }
      alike += x.weight
    }
  }
  return { alike, whole }
}

/** Whether a term or a side of a relation ends at a sign, or the formula has ended before; in prose anything may. */
function endsBy({ formula, name }: Sign, of: Sign): boolean {
  if (!of.inMath || formula !== of.formula) return true
  return /^[=<>≈≡≤≥≠,;:()|[\]]$|^\\(?:approx|equiv|Rightarrow|implies|Longrightarrow|iff|begin|end)/.test(name)
}

interface Evidence extends Likeness {
  readonly given: boolean
  /** Whether the solution has the right number too. */
  readonly used: boolean
  /** How often it stands in the example. */
  readonly often: number
  /** Whether there are so many numbers of its length that some are near each other by chance. */
  readonly crowded: boolean
  /** Whether one operation makes the number from others that stand near. */
  readonly derivable: () => boolean
}

function convinces(place: Place, other: Place, evidence: Evidence): boolean {
  const { alike, crowded, derivable, given, often, whole } = evidence
  const [length, otherLength] = [place, other].map(({ digits }) => digits.length)
  const confirmed = given || often > 1
  // Indices run.
  if (place.number.role === 'index' && length === 1) return false
  // Of single digits nearly all are near each other, and most can be derived.
  if (length === 1 && otherLength === 1) return confirmed && whole && (alike >= 6.5 || (alike >= 4 && !derivable()))
  if (length === 1) return given && alike >= 4
  if (otherLength === 1) return confirmed && (alike >= 6 || (alike >= 3 && !derivable()))
  if (confirmed && (alike >= 8 || (alike >= 4.5 && whole))) return true
  const enough = alike >= (confirmed ? 1.4 : 3) || (!crowded && convincesAlone(place, evidence))
  return enough && !derivable()
}

/** Whether a number alone looks like a copy, among other signs: the right one is missing, or it has many digits. */
function convincesAlone({ digits, number }: Place, { alike, given, often, used }: Evidence): boolean {
  if (alike < 0) return false
  const long = digits.length >= 3
  if (given && !used) return number.inMath || long
  return number.inMath && long && number.role !== 'result' && (given || often > 1)
}

/** Whether numbers change among these signs on purpose: there is a third one. */
function varies(place: Place, best: Nearest, all: readonly Place[]): boolean {
  const enough = Math.min(5, Math.max(1.5, best.alike * 0.75))
  return all.some(
    other =>
      other.amount !== place.amount && other.amount !== best.place.amount && likeness(place, other).alike >= enough,
  )
}

/** How many numbers before and behind are tried. */
const reach = 14

/** Whether one operation makes it from two of the numbers that stand near, or, of a result, from what it may be a copy of. */
function derives(place: Place, from: Place, all: readonly Place[], index: number): boolean {
  const near = all.slice(Math.max(0, index - reach), index + reach / 2).filter(other => other !== place)
  const values = [...new Set(near.filter(other => other.signs === place.signs).map(other => other.amount))]
  const has = new Set(values)
  const { amount, number } = place
  const round = (value: number): number => Number(value.toPrecision(9))
  const partners = (a: number): number[] => [amount - a, a - amount, amount / a, a / amount].map(round)
  // With $x = 2$, $x^2 + y^2 = 16$ becomes $y^2 = 12$.
  const moved = number.role === 'result' ? partners(from.amount) : []
  return (
    moved.some(b => has.has(b) || has.has(Math.sqrt(b))) ||
    values.some(
      a =>
        partners(a).some(b => b !== 0 && b !== a && has.has(b)) ||
        partners(a * 100).some(b => b !== 0 && has.has(b)) ||
        [a * 2, a / 2, a * a, Math.sqrt(a), 180 - a, 360 - a, 100 - a].some(b => round(b) === amount),
    )
  )
}
