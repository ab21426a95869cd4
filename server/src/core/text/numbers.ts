import type { Text } from '../format/text.ts'
import type { Span } from '../span.ts'
import type { Piece } from './markup.ts'
import { piecesOf } from './pieces.ts'

/** A number that is written in digits. Offsets are in the text. */
export interface Written {
  readonly value: number
  readonly text: string
  readonly start: number
  readonly end: number
  /** What the number does where it stands. */
  readonly role: NumberRole
  readonly inMath: boolean
  /** Whether a percent sign follows. */
  readonly percent: boolean
}

export type NumberRole =
  | 'value'
  /** What a relation sign comes to: `= 5`, with nothing behind that calculates on. */
  | 'result'
  /** A factor written before a letter or bracket: `2x`. */
  | 'coefficient'
  | 'exponent'
  | 'index'
  /** Digits to another base than ten. */
  | 'digits'
  /** It counts steps, cases, equations or items of a list: it is a name. */
  | 'counter'

const known = new WeakMap<Text, readonly Written[]>()

/** The numbers of a text, in order; those in code and drawings, and in lengths such as `\hspace{2cm}`, left out. */
export function numbersOf(text: Text): readonly Written[] {
  let numbers = known.get(text)
  if (!numbers) {
    numbers = [...read(text)]
    known.set(text, numbers)
  }
  return numbers
}

/** The numbers in a stretch of a text. */
export function numbersWithin(text: Text, { end, start }: Span): readonly Written[] {
  const numbers = numbersOf(text)
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]!.start < start) low = middle + 1
    else high = middle
  }
  let to = low
  while (to < numbers.length && numbers[to]!.end <= end) to++
  return numbers.slice(low, to)
}

const pattern =
  /(?<![\p{Script=Latin}\p{Script=Greek}\d_.]|\d,)(?:\d{1,3}(?:(?:,|\{,\}|\\,|\\!,|,\\!|\{,\\!\})\d{3})+(?!\d)|\d+)(?:\.\d+)?(?![\d_]|\.\d)|(?<![\p{Script=Latin}\p{Script=Greek}\d.])\.\d+(?!\.?\d)/gu
const inFormula =
  /(?<![\d.]|\d,)(?:\d{1,3}(?:(?:,|\{,\}|\\,|\\!,|,\\!|\{,\\!\})\d{3})+(?!\d)|\d+)(?:\.\d+)?(?!\d|\.\d)|(?<![\d.])\.\d+(?!\.?\d)/g
/** What is no value: lengths, columns, colours, names of sizes. */
const layout =
  /\\(?:hspace|vspace|hskip|kern|rule|raisebox|cline|color|textcolor|tag|label|ref|eqref|phantom|hphantom|vphantom|multicolumn)\*?\s*(?:\[[^\]]*\])?\{[^{}]*\}|\\begin\{(?:array|tabular|alignat)\*?\}(?:\[[^\]]*\])?\{[^{}]*\}|\\\\\[[^\]]*\]|\\(?:big|Big|bigg|Bigg)[lrm]?/g

function* read(text: Text): Generator<Written> {
  const { value } = text
  let at = 0
  for (const piece of piecesOf(text)) {
    if (piece.type === 'dollar' || piece.type === 'unclosed') continue
    yield* readProse(value, at, piece.start)
    at = piece.end
    if (piece.type === 'math') yield* readMath(value, piece)
  }
  yield* readProse(value, at, value.length)
}

function* readProse(source: string, from: number, to: number): Generator<Written> {
  if (from >= to) return
  pattern.lastIndex = from
  for (let match = pattern.exec(source); match && match.index + match[0].length <= to; match = pattern.exec(source)) {
    const start = match.index
    const end = start + match[0].length
    yield {
      value: amount(match[0]),
      text: match[0],
      start,
      end,
      role: proseRole(source, from, start, end, to),
      inMath: false,
      percent: /^\s?(?:\\?%|percent\b|per cent\b)/.test(source.slice(end, Math.min(to, end + 12))),
    }
  }
}

function* readMath(source: string, piece: Extract<Piece, { type: 'math' }>): Generator<Written> {
  const formula = source.slice(piece.innerStart, piece.innerEnd)
  const blank = formula.replace(layout, match => ' '.repeat(match.length))
  for (const { digits, index } of digitsIn(blank)) {
    const end = index + digits.length
    yield {
      value: amount(digits),
      text: digits,
      start: piece.innerStart + index,
      end: piece.innerStart + end,
      role: mathRole(blank, index, end),
      inMath: true,
      percent: /^\s?\\?%/.test(blank.slice(end, end + 4)),
    }
  }
}

/** `\\frac52` is two numbers, `\\binom{5}2` too. */
function* digitsIn(formula: string): Generator<{ readonly digits: string; readonly index: number }> {
  for (const { 0: digits, index } of formula.matchAll(inFormula)) {
    const before = formula.slice(Math.max(0, index - 12), index)
    if (digits.length > 1 && /^\d+$/.test(digits) && /\\[dt]?(?:frac|binom)\s*$/.test(before)) {
      yield { digits: digits[0]!, index }
      yield { digits: digits[1]!, index: index + 1 }
      if (digits.length > 2) yield { digits: digits.slice(2), index: index + 2 }
    } else yield { digits, index }
  }
}

function amount(text: string): number {
  return Number(text.replace(/[^\d.]/g, ''))
}

const counterBefore =
  /(?:\b(?:steps?|cases?|equations?|eqs?\.?|lines?|parts?|figures?|figs?\.?|lemmas?|theorems?|claims?|problems?|question|exercise|method|solution|approach|way|option|type|stage|page|no\.|number|#)\s*[(#]?|第|步骤|情况|情形|方程|式|图|题|方法|引理)\s*$/i
const ordinalAfter = /^(?:st|nd|rd|th)(?!\p{L})/u

function proseRole(source: string, from: number, start: number, end: number, to: number): NumberRole {
  const before = source.slice(Math.max(from, start - 24), start)
  const after = source.slice(end, Math.min(to, end + 24))
  if (counterBefore.test(before) && !/^\s*[-+*/×÷=]/.test(after)) return 'counter'
  if (ordinalAfter.test(after)) return 'counter'
  // `1. First`, `2) then` at the beginning of a line.
  if (/(?:^|\n)[ \t]*\(?$/.test(source.slice(Math.max(0, start - 8), start)) && /^[.)、]\s?(?!\d)/.test(after))
    return 'counter'
  if (/[\^]\s*[({]?\s*-?$/.test(before)) return 'exponent'
  if (/[=≈]\s*(?:\\?[$£€¥]|<<[^<>]*>>)*\s*-?\s*(?:\\?[$£€¥])?$/.test(before) && !calculatesOn(after)) return 'result'
  return /^\(?[a-zA-Z](?![\p{L}\d])/u.test(after) && !/^(?:x|X)\s*\d/.test(after) ? 'coefficient' : 'value'
}

function calculatesOn(after: string): boolean {
  return /^\s*(?:\p{L}+\s+)?(?:[-+*/×÷·^!]|x\s*[\d$(])\s*[\d$(\p{L}.]/u.test(after) || /^\s*\(\s*\d/.test(after)
}

function mathRole(formula: string, start: number, end: number): NumberRole {
  const before = formula.slice(Math.max(0, start - 40), start)
  const after = formula.slice(end, end + 40)
  if (/_\s*\{?[^{}]*$/.test(before.slice(-6)) && /_\s*(?:\{[^{}]*)?$/.test(before)) return 'index'
  if (/\^\s*(?:\{[^{}]*)?$/.test(before)) return 'exponent'
  if (/\\sqrt\s*\[$/.test(before)) return 'index'
  if (/^\s*_/.test(after)) return 'digits'
  if (
    /(?:=|\\approx|\\equiv|≈|≡)\s*(?:&|\\,|\s|\{|\\boxed\s*\{|\\\$|-|\+)*$/.test(before) &&
    /^(?:\s|\}|\\[,;!:%]|\\%|%|\\circ|\^\s*\{?\\circ\}?|\\(?:text|mbox|textrm|mathrm)\s*\{|\\q?quad|\\\\|&|[.,;:]|\\end|\\(?:Right|right|Longright)arrow|\\implies|=|\\le|\\ge|<|>|\\pmod|\\approx|$)/.test(
      after,
    ) &&
    !/^\s*(?:\\\\)?\s*&?\s*[-+]/.test(after)
  )
    return 'result'
  if (
    /^\s*(?:[a-zA-Z([|]|\\(?:left|pi|theta|alpha|beta|sqrt|frac|dfrac|tfrac|sin|cos|tan|log|ln|lfloor|binom|vec|mathbf|overline)(?![a-z]))/.test(
      after,
    )
  )
    return 'coefficient'
  return 'value'
}
