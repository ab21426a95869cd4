import type { Text } from '../format/text.ts'
import type { JudgedPart } from '../math/facts.ts'
import { boxes } from '../math/final-answer.ts'
import type { Span } from '../span.ts'
import { numbersWithin, type Written } from '../text/numbers.ts'
import { piecesOf } from '../text/pieces.ts'
import { sentencesOf } from '../text/prose.ts'

// The numbers of a solution in their statements, as far as plain patterns see them.

/** A number where it stands in a solution. */
export interface Place {
  readonly number: Written
  readonly text: Text
  readonly step: number
  readonly sentence: Span
  /** Counts the sentences of the solution. */
  readonly order: number
  /** Counts its statements: chains of relations with nothing between that parts them. */
  readonly statement: number
  /** Whether a chain comes to it from other numbers: `24` in `48/2 = 24`. */
  readonly derived: boolean
}

const relation = /=|≈|≡|<|>|≤|≥|\\(?:approx|equiv|le|leq|ge|geq|lt|gt|cong|sim)(?![a-z])/
const parting =
  /,(?!\\!|\d)|;|\\(?:Rightarrow|rightarrow|implies|Longrightarrow|iff|Leftrightarrow|text|mbox|quad|qquad|to)(?![a-z])|⇒|→|\\\\(?!\s*(?:\[[^\]]*\])?\s*&?\s*(?:=|\\approx|\\equiv|\\le|\\ge|<|>|[-+]))/
const words = /\p{L}{2,}/u

/** The numbers of the parts of a solution, in order. */
export function placesIn(parts: readonly JudgedPart[]): Place[] {
  const places: Place[] = []
  let statement = 0
  let order = 0
  for (const { step, text, within } of parts) {
    const { value } = text
    const sentences = sentencesOf(text, within)
    let inSentence = 0
    let end = within.start
    /** Whether the statement has had a number, and a relation behind one. */
    let [numeric, related] = [false, false]
    let piece = -1
    let lastPiece = -1
    const next = (): void => {
      statement++
      ;[numeric, related] = [false, false]
    }
    next()
    order++
    for (const number of numbersWithin(text, within)) {
      while (inSentence < sentences.length - 1 && sentences[inSentence]!.end <= number.start) {
        inSentence++
        order++
        next()
      }
      const gap = value.slice(end, number.start)
      if (number.inMath) lastPiece = pieceAt(text, number.start, lastPiece)
      const inside = number.inMath ? lastPiece : -1
      if (inside !== piece || isParted(gap, number.inMath)) next()
      piece = inside
      if (numeric && !related && relation.test(gap)) related = relation.test(gap.split(parting).at(-1)!)
      places.push({ number, text, step, sentence: sentences[inSentence] ?? within, order, statement, derived: related })
      numeric = true
      end = number.end
    }
  }
  return places
}

const separator =
  /^(?:[\s$&~]|\\[ ,;:!]|[,，、;；]|and\b|or\b|和|或|及|\\(?:text|mbox)\s*\{\s*(?:and|or)\s*\}|\\[lc]?dots|…|\.\.\.|[-+(){}])+$/

/** Whether it stands in a row of a table. */
export function isInTable({ number: { end, start }, text: { value } }: Place): boolean {
  const line = value.slice(value.lastIndexOf('\n', start) + 1, start)
  return (
    /^\s*\|/.test(line) &&
    value
      .slice(end, end + 200)
      .split('\n')[0]!
      .includes('|')
  )
}

/**
 * The places of numbers of which nothing is asked: those in boxes, those that are one of three or more in a list, and
 * those that stand in one formula twice, as what is put in for a symbol does: `4^2 + 4 + 1`.
 */
export function listedIn(places: readonly Place[]): Set<number> {
  const listed = new Set<number>()
  const first = new Map<string, number>()
  let [text, boxed]: [Text | undefined, readonly Span[]] = [undefined, []]
  for (const [i, { derived, number, statement, text: own }] of places.entries()) {
    if (own !== text) [text, boxed] = [own, boxes(own.value)]
    if (boxed.some(box => box.start <= number.start && number.end <= box.end)) listed.add(i)
    if (derived || number.role !== 'value' || !number.inMath) continue
    const at = `${statement} ${number.value}`
    const before = first.get(at)
    if (before === undefined) first.set(at, i)
    else listed.add(before).add(i)
  }
  let from = 0
  for (let i = 1; i <= places.length; i++) {
    const [before, place] = [places[i - 1]!, places[i]]
    const gap = place?.text === before.text ? before.text.value.slice(before.number.end, place.number.start) : undefined
    if (gap !== undefined && /[,，、;；]|and|or|[和或及]/.test(gap) && separator.test(gap)) continue
    if (i - from >= 3) for (let j = from; j < i; j++) listed.add(j)
    from = i
  }
  return listed
}

function isParted(gap: string, inMath: boolean): boolean {
  if (inMath) return parting.test(gap)
  if (/\n|[;；]|[,，、](?!\d)/.test(gap)) return true
  // Behind a word that no sign of calculation follows, something new begins.
  const behind = gap.split(relation).at(-1)!
  return words.test(behind) && !/[-+*/×÷=(^]\s*(?:\\?[$£€¥]|\()*\s*$/.test(gap)
}

const instance = /\$\s*[a-zA-Z](?:_\{?\w+\}?)?\s*=\s*-?\d/

/** "For $n = 3$ the sum is": a sentence that puts numbers in for symbols. */
function isInstance({ sentence, text }: Place): boolean {
  return instance.test(text.value.slice(sentence.start, sentence.end))
}

const calculatesAfter = /^\s*[)%]*\s*(?:\p{L}[\p{L}/]*\s+){0,2}(?:[-+*/×÷·−–]|x(?=\s))\s*[$£€(]*[\d.]/u
const calculatesBefore = /(?:[\d)%]|\p{L}{2})\s*(?:[-+*/×÷·−–]|(?<=\s)x)\s*[$£€(]*$/u
const spelled = /\\(?:text|mbox|mathrm|textrm)\s*\{[^{}]*\}|\\(?:left|right|boxed|quad|circ|pi|[,;:! ])(?![a-zA-Z])/g
const signs = /\\(?:cdot|times|div|sqrt)(?![a-zA-Z])/g
const lowest = /^\s*-?\\[dt]?frac\s*(?:\{\s*-?[\d.]+\s*\}|\d)\s*(?:\{\s*-?[\d.]+\s*\}|\d)\s*$/
const fractions = /\\[dt]?frac(?![a-zA-Z])/g

/** Whether it is an operand, and nothing beside it in its member of the relation is left open: `48 / 2`, not `48x`. */
export function isCalculated(place: Place): boolean {
  const { end, inMath, role, start } = place.number
  const { value } = place.text
  if (role !== 'value') return false
  const before = value.slice(Math.max(0, start - 24), start)
  const after = value.slice(end, end + 60)
  if (!inMath) return calculatesAfter.test(after) || calculatesBefore.test(before)
  if (/\\[dt]?binom\s*\{?$/.test(before) || /^\s*!/.test(after) || isInstance(place)) return false
  const member = memberAround(value, start, end).replace(spelled, ' ')
  // A fraction of two numbers is a number.
  if (lowest.test(member)) return false
  const plain = member.replace(signs, '*').replace(fractions, '/').replace(/^\s*-/, '')
  return /[-+*/×÷·^]/.test(plain) && !/[a-zA-Z\\]/.test(plain)
}

const stops = new Set('=<>≈&$,;')
/** How far a member is looked at, in UTF-16 units. */
const reach = 120

/** The member of a relation, or of a list, that a number stands in, with `0` in place of the number. */
function memberAround(value: string, start: number, end: number): string {
  let from = start
  while (from > start - reach && from > 0 && !stops.has(value[from - 1]!)) from--
  let to = end
  while (to < end + reach && to < value.length && !stops.has(value[to]!)) to++
  return `${value.slice(from, start)}0${value.slice(end, to)}`
}

/** The number of the piece that an offset is in; looked for from the one found last. */
function pieceAt(text: Text, at: number, from: number): number {
  const pieces = piecesOf(text)
  let piece = Math.max(0, from)
  while (piece < pieces.length && pieces[piece]!.end <= at) piece++
  return piece
}
