import { equivalent } from '../../server/src/core/math/answers.ts'
import { boxes } from '../../server/src/core/math/final-answer.ts'
import { applyEdits, type Edit, type Span, span } from '../../server/src/core/span.ts'
import { type Piece, scan } from '../../server/src/core/text/markup.ts'
import { implicitSteps } from '../../server/src/core/text/paragraphs.ts'
import {
  type Arithmetic,
  type Calculation,
  calculationsIn,
  carriedOn,
  evaluate,
  type NumberAt,
  numbersIn,
  numberValue,
} from './calculations.ts'
import { isInside, sentencesOf, touchedStretch } from './stretches.ts'

/** A right solution, taken apart. */
export interface Source extends Arithmetic {
  readonly problem: string
  readonly answer: string
  /** By what a change is told: its line, or its sentence or row of a displayed formula. */
  readonly by: 'line' | 'sentence'
  readonly pieces: readonly Piece[]
  readonly problemPieces: readonly Piece[]
  /** As LIMO reads it; of a solution that is one step, its sentences. */
  readonly steps: readonly Span[]
}

export function sourceOf(problem: string, text: string, answer: string, by: Source['by']): Source {
  const pieces = scan(text)
  const problemPieces = scan(problem)
  const numbers = numbersIn(text, pieces)
  const paragraphs = implicitSteps(text, pieces)
  return {
    problem,
    text,
    answer,
    by,
    pieces,
    problemPieces,
    numbers,
    calculations: calculationsIn(text, pieces, numbers),
    given: new Set(numbersIn(problem, problemPieces).map(number => number.value)),
    steps: paragraphs.length > 1 ? paragraphs : sentencesOf(text, pieces),
  }
}

export interface Fault {
  readonly kind: FaultKind
  /** What was done to the solution. */
  readonly edits: readonly Edit[]
  /** The solution with the fault. */
  readonly text: string
  /** Its steps. */
  readonly steps: readonly Span[]
  /** Where in it a finding counts: the lines or sentences that are wrong, or either of two steps. */
  readonly changed: readonly Span[]
  /** Of a step removed or swapped: whether a step behind it uses a number or a letter that stands in it first. */
  readonly needed?: boolean
  /** Whose step or sentence was put in. */
  readonly from?: Source
}

type Random = () => number

/** What a kind of fault makes of a solution; undefined where the solution has no place for it. */
type Make = (source: Source, random: Random, others: readonly Source[]) => Omit<Fault, 'kind'> | undefined

export interface FaultType {
  readonly title: string
  /** How it is made. */
  readonly docs: string
  /** The share that should be found, in percent. */
  readonly bar?: number
  readonly make: Make
}

const copies = 'One digit is changed, two neighbouring digits are swapped, a digit is dropped or added.'

export const faultTypes = {
  'copy-problem': {
    title: 'number of the problem, only the copy',
    docs: `A number that stands in the problem too is changed in one place of the solution. ${copies} What is calculated from it stays.`,
    bar: 60,
    make: (source, random) => copied(source, random, 'problem', false),
  },
  'copy-problem-carried': {
    title: 'number of the problem, carried on',
    docs: 'The same, and the result of the calculation that it stands in and all that follows from it are recomputed.',
    bar: 60,
    make: (source, random) => copied(source, random, 'problem', true),
  },
  'copy-step': {
    title: 'number of an earlier step, only the copy',
    docs: 'A number that an earlier step comes to, and that is not in the problem, is changed where a later step uses it.',
    bar: 60,
    make: (source, random) => copied(source, random, 'step', false),
  },
  'copy-step-carried': {
    title: 'number of an earlier step, carried on',
    docs: 'The same, and all that follows from it is recomputed.',
    bar: 60,
    make: (source, random) => copied(source, random, 'step', true),
  },
  'copy-other': {
    title: 'another number of the problem, carried on',
    docs: 'A number of the problem is replaced by another number of the problem, and all that follows from it is recomputed.',
    make: takenForAnother,
  },
  operator: {
    title: 'wrong operator, result left',
    docs: 'One operator of a calculation becomes another, such that its value changes.',
    make: (source, random) => otherOperator(source, random, false),
  },
  'operator-carried': {
    title: 'wrong operator, carried on',
    docs: 'The same, and the result and all that follows from it are recomputed.',
    make: (source, random) => otherOperator(source, random, true),
  },
  unit: {
    title: 'wrong conversion, result left',
    docs: 'A factor between two units that the text names (60 minutes, 12 months, 100 cents) becomes another; it does not stand in the problem.',
    make: (source, random) => otherFactor(source, random, false),
  },
  'unit-carried': {
    title: 'wrong conversion, carried on',
    docs: 'The same, and the result and all that follows from it are recomputed.',
    make: (source, random) => otherFactor(source, random, true),
  },
  removed: {
    title: 'step removed',
    docs: 'A step that is not the last is taken out; a finding counts at the step that follows. A step that nothing later uses may be among them.',
    bar: 40,
    make: removed,
  },
  swapped: {
    title: 'two steps swapped',
    docs: 'Two neighbouring steps change places; a finding counts at either. The second may not have needed the first.',
    bar: 60,
    make: swapped,
  },
  repeated: {
    title: 'step repeated at once',
    docs: 'A step that is not the last stands twice; a finding counts at either.',
    bar: 99,
    make: (source, random) => repeated(source, random, false),
  },
  'repeated-later': {
    title: 'step repeated later',
    docs: 'The same, with one or more other steps in between.',
    bar: 99,
    make: (source, random) => repeated(source, random, true),
  },
  negated: {
    title: 'step negated',
    docs: '`is` becomes `is not`, `=` `\\ne`, `greater` `less`, `even` `odd`, and so on, in one place.',
    make: negated,
  },
  'foreign-step': {
    title: 'step of another problem',
    docs: 'A step from the middle of another solution of the same set is put in, neither first nor last.',
    bar: 80,
    make: foreignStep,
  },
  irrelevant: {
    title: 'irrelevant information',
    docs: 'A sentence of another problem or of its solution is put behind one of the sentences but the last.',
    make: irrelevant,
  },
  answer: {
    title: 'final answer changed',
    docs: 'The final answer is changed in the box (in GSM8K behind `####`, which is kept for this) and wherever else the last step states it.',
    bar: 99,
    make: (source, random, others) => otherAnswer(source, random, others, true),
  },
  'answer-box': {
    title: 'final answer changed in the box only',
    docs: 'It is changed there and nowhere else.',
    bar: 99,
    make: (source, random, others) => otherAnswer(source, random, others, false),
  },
  'answer-words': {
    title: 'final answer changed where there is no box',
    docs: 'GSM8K without `####`: it is changed wherever the last line states it.',
    bar: 99,
    make: (source, random, others) =>
      boxes(source.text).length ? undefined : otherAnswer(source, random, others, true),
  },
} as const satisfies Record<string, FaultType>

export type FaultKind = keyof typeof faultTypes
export const faultKinds = Object.keys(faultTypes) as FaultKind[]

/** One fault of a kind, always the same one for the same numbers; undefined where the solution has no place for it. */
export function faultOf(kind: FaultKind, source: Source, random: Random, others: readonly Source[]): Fault | undefined {
  const made = faultTypes[kind].make(source, random, others)
  return made && made.text !== source.text ? { kind, ...made } : undefined
}

// Changes of a few characters.

/** The text with the edits, its steps moved along; `wrong` are those that are the fault itself. */
function withEdits(source: Source, edits: readonly Edit[], wrong: readonly Edit[]): Omit<Fault, 'kind'> {
  const text = applyEdits(source.text, edits)
  const moved = (at: number, inclusive: boolean): number =>
    at +
    edits.reduce((sum, edit) => {
      const before = inclusive ? edit.span.end <= at : edit.span.end <= at && edit.span.start < at
      return before ? sum + edit.text.length - (edit.span.end - edit.span.start) : sum
    }, 0)
  const pieces = scan(text)
  return {
    edits,
    text,
    steps: source.steps.map(step => span(moved(step.start, false), moved(step.end, true))),
    changed: distinct(wrong.map(edit => touchedStretch(text, pieces, moved(edit.span.start, false), source.by))),
  }
}

function distinct(spans: readonly Span[]): Span[] {
  return spans.filter((one, i) => spans.findIndex(({ start, end }) => start === one.start && end === one.end) === i)
}

function copied(
  source: Source,
  random: Random,
  from: 'problem' | 'step',
  carry: boolean,
): Omit<Fault, 'kind'> | undefined {
  const places = from === 'problem' ? fromProblem(source) : fromStep(source)
  for (const place of shuffled(places, random)) {
    if (carry && !calculationWith(source, place)) continue
    for (let attempt = 0; attempt < (carry ? 12 : 1); attempt++) {
      const number = otherNumber(source.text.slice(place.start, place.end), random, known(source))
      if (number === undefined) continue
      const edit = { span: span(place.start, place.end), text: number }
      const edits = carry ? carriedOn(source, edit) : [edit]
      if (edits && (!carry || edits.length > 1)) return withEdits(source, edits, [edit])
    }
  }
  return undefined
}

function takenForAnother(source: Source, random: Random): Omit<Fault, 'kind'> | undefined {
  const places = fromProblem(source).filter(place => calculationWith(source, place))
  for (const place of shuffled(places, random)) {
    for (const value of shuffled([...source.given], random)) {
      if (value === place.value) continue
      const edit = { span: span(place.start, place.end), text: String(value) }
      const edits = carriedOn(source, edit)
      if (edits && edits.length > 1) return withEdits(source, edits, [edit])
    }
  }
  return undefined
}

function known({ given, numbers }: Source): ReadonlySet<number> {
  return new Set([...given, ...numbers.map(number => number.value)])
}

function calculationWith({ calculations }: Source, { start, end }: Span): Calculation | undefined {
  return calculations.find(one => one.start <= start && end <= one.end)
}

function fromProblem(source: Source): NumberAt[] {
  const { problem, problemPieces, text, numbers, calculations } = source
  const surroundings = new Set(numbersIn(problem, problemPieces).flatMap(number => aroundOf(problem, number)))
  const results = new Set(calculations.map(({ result }) => result.start))
  const computed = new Map<number, number>()
  for (const { result } of calculations) {
    computed.set(result.value, Math.min(result.end, computed.get(result.value) ?? result.end))
  }
  return numbers.filter(number => {
    if (!source.given.has(number.value) || number.raised || results.has(number.start)) return false
    if ((computed.get(number.value) ?? Number.POSITIVE_INFINITY) <= number.start) return false
    if (source.by === 'sentence' && /\\boxed\{[^{}]*$/.test(text.slice(0, number.start))) return false
    if (source.by === 'line' || number.value >= 10 || !Number.isInteger(number.value)) return true
    // A small number is a copy only together with what stands around it.
    return aroundOf(text, number).some(around => surroundings.has(around))
  })
}

/** A number with what stands before and behind it, where that says something. */
function aroundOf(text: string, { start, end }: Span): string[] {
  const bare = (part: string): string => part.replace(/[\s$]|\\[,;! ]/g, '')
  const number = text.slice(start, end)
  const behind = bare(text.slice(end, end + 12))
  const before = bare(text.slice(Math.max(0, start - 8), start)).slice(-1)
  const word = /^\s+([a-z]{3,})/.exec(text.slice(end))?.[1]
  if (word) return [`${number} ${word}`]
  return behind && (/[-+(]/.test(before) || /^[a-z^]/i.test(behind)) ? [before + number + behind[0]] : []
}

function fromStep(source: Source): NumberAt[] {
  const { text, numbers, calculations, given, steps } = source
  const results = new Set(calculations.map(({ result }) => result.start))
  const stepAt = (at: number): number => steps.findIndex(step => step.start <= at && at < step.end)
  const first = new Map<number, NumberAt>()
  for (const number of numbers) if (!first.has(number.value)) first.set(number.value, number)
  return numbers.filter(number => {
    const origin = first.get(number.value)!
    if (given.has(number.value) || number.raised || results.has(number.start) || origin.start === number.start) {
      return false
    }
    if (!/=\s*&?\s*(?:\\boxed\{)?\\?[$£€]?\s*$/.test(text.slice(Math.max(0, origin.start - 16), origin.start)))
      return false
    if (source.by === 'sentence' && number.value < 10 && Number.isInteger(number.value)) {
      // A small number is a copy only where the same symbol has it.
      const symbol = symbolOf(text, number)
      if (symbol === undefined || symbol !== symbolOf(text, origin)) return false
    }
    return stepAt(origin.start) < stepAt(number.start)
  })
}

/** What stands before `= 5`, if it is a symbol. */
function symbolOf(text: string, { start }: Span): string | undefined {
  return /(?<![\w}\])^+*/-]\s*)(\\?[a-zA-Z]+(?:_\{?\w+\}?)?)\s*=\s*$/.exec(
    text.slice(Math.max(0, start - 24), start),
  )?.[1]
}

function otherOperator(source: Source, random: Random, carry: boolean): Omit<Fault, 'kind'> | undefined {
  const places = source.calculations.flatMap(calculation => operatorsOf(source, calculation))
  for (const place of shuffled(places, random)) {
    for (const sign of shuffled(place.others, random)) {
      const edit = { span: place.span, text: sign }
      const { start, end, result } = place.calculation
      const value = evaluate(source.text.slice(start, place.span.start) + sign + source.text.slice(place.span.end, end))
      if (value === undefined || Math.abs(value - result.value) < 1e-9) continue
      const edits = carry ? carriedOn(source, edit) : [edit]
      if (edits && (!carry || edits.length > 1)) return withEdits(source, edits, [edit])
    }
  }
  return undefined
}

function operatorsOf(
  { text, pieces }: Source,
  calculation: Calculation,
): { calculation: Calculation; span: Span; others: string[] }[] {
  const expression = text.slice(calculation.start, calculation.end)
  const latex = isInside(pieces, calculation.start)
  const times = latex ? '\\cdot ' : '*'
  return [
    ...expression.matchAll(
      /(?<=[\d)%}a-z]\s*)(?:[-+*/×÷–]|\\(?:cdot|times|div)\s?)(?=\s*[\d($.\\])|(?<=\d\s)x(?=\s\$?\d)/g,
    ),
  ].map(match => {
    const sign = match[0]
    const is = (pattern: RegExp): boolean => pattern.test(sign)
    const others = is(/\+/)
      ? ['-', times]
      : is(/[-–]/)
        ? ['+']
        : is(/[/÷]|div/)
          ? [times, '-']
          : latex
            ? ['+', '-']
            : ['+', '/']
    const start = calculation.start + match.index
    return { calculation, span: span(start, start + sign.length), others }
  })
}

/** Factors between units, what they are taken for, and the units. */
const factors: readonly (readonly [factor: number, others: readonly string[], one: RegExp, other: RegExp])[] = [
  [60, ['100', '30', '24'], /\bminutes?\b|\bmins?\b/i, /\bhours?\b|\bhrs?\b|\bseconds?\b/i],
  [24, ['12', '20'], /\bhours?\b/i, /\bdays?\b/i],
  [7, ['5', '6'], /\bdays?\b/i, /\bweek/i],
  [12, ['10'], /\bmonth/i, /\byear|\bannual/i],
  [12, ['10'], /\binch/i, /\bfeet\b|\bfoot\b/i],
  [12, ['10'], /\bdozen/i, /\bdozen/i],
  [100, ['10', '1000'], /\bcents?\b/i, /\$|\bdollars?\b/i],
  [100, ['10', '1000'], /\bcm\b|\bcentimet/i, /\bm\b|\bmet(?:er|re)s?\b/i],
  [
    1000,
    ['100'],
    /\bkg\b|\bkilo|\bkm\b|\blit(?:er|re)/i,
    /\bgrams?\b|\bg\b|\bm\b|\bmet(?:er|re)s?\b|\bml\b|\bmillilit/i,
  ],
  [3, ['4', '2'], /\bfeet\b|\bfoot\b/i, /\byards?\b/i],
  [16, ['12', '10'], /\bounces?\b|\boz\b/i, /\bpounds?\b|\blbs?\b/i],
  [4, ['3', '5'], /\bquarts?\b/i, /\bgallons?\b/i],
  [4, ['5', '3'], /\bweek/i, /\bmonth/i],
  [52, ['50', '48'], /\bweek/i, /\byear/i],
  [365, ['360', '356'], /\bdays?\b/i, /\byear/i],
  [30, ['20', '28'], /\bdays?\b|\bdaily\b/i, /\bmonth/i],
]

function otherFactor(source: Source, random: Random, carry: boolean): Omit<Fault, 'kind'> | undefined {
  const whole = `${source.problem}\n${source.text}`
  const places = source.numbers.flatMap(number => {
    if (number.raised || source.given.has(number.value)) return []
    if (source.calculations.some(({ result }) => result.value === number.value)) return []
    const line = touchedStretch(source.text, source.pieces, number.start, 'line')
    const near = source.text.slice(line.start, line.end)
    return factors
      .filter(
        ([factor, , one, other]) =>
          factor === number.value && one.test(whole) && other.test(whole) && (one.test(near) || other.test(near)),
      )
      .map(([, others]) => ({ number, others }))
  })
  for (const { number, others } of shuffled(places, random)) {
    if (carry && !calculationWith(source, number)) continue
    for (const other of shuffled(others, random)) {
      const edit = { span: span(number.start, number.end), text: other }
      const edits = carry ? carriedOn(source, edit) : [edit]
      if (edits && (!carry || edits.length > 1)) return withEdits(source, edits, [edit])
    }
  }
  return undefined
}

const negations: readonly (readonly [pattern: RegExp, by: (found: string) => string])[] = [
  [/(?<=[\w$)}] )(?:is|are|was|were|will|can|must|should|does)(?= (?!not\b|n't|to\b))/g, found => `${found} not`],
  [
    /(?<=\w )(?<!(?:must|will|would|can|could|may|should|to|not) )(?:has|have)(?= (?:\$?\d|a\b|an\b|no more))/g,
    found => (found === 'has' ? 'does not have' : 'do not have'),
  ],
  [/\b(?:greater|less|more|fewer|even|odd|positive|negative|increasing|decreasing|larger|smaller)\b/g, opposite],
]

const opposites: Readonly<Record<string, string>> = {
  greater: 'less',
  less: 'more',
  more: 'less',
  fewer: 'more',
  even: 'odd',
  odd: 'even',
  positive: 'negative',
  negative: 'positive',
  increasing: 'decreasing',
  decreasing: 'increasing',
  larger: 'smaller',
  smaller: 'larger',
}

function opposite(word: string): string {
  return opposites[word]!
}

const relations: readonly (readonly [pattern: RegExp, by: string])[] = [
  [/(?<![<>!=\\:&])=(?![=&])/g, '\\ne '],
  [/\\(?:geq?|geqslant)(?![a-zA-Z])/g, '<'],
  [/\\(?:leq?|leqslant)(?![a-zA-Z])/g, '>'],
  [/\\neq?(?![a-zA-Z])/g, '='],
  [/>/g, '\\le '],
  [/<(?!<)/g, '\\ge '],
]

function negated(source: Source, random: Random): Omit<Fault, 'kind'> | undefined {
  const { text, pieces } = source
  const places: Edit[] = []
  for (const [pattern, by] of negations) {
    for (const match of text.matchAll(pattern)) {
      if (isInside(pieces, match.index) || isSupposed(source, match.index)) continue
      places.push({ span: span(match.index, match.index + match[0].length), text: by(match[0]) })
    }
  }
  // Words are what a writer negates; of relations only one, and only where a formula has no other.
  const words = places.length
  for (const piece of pieces) {
    if (piece.type !== 'math' || isSupposed(source, piece.start)) continue
    const inner = text.slice(piece.innerStart, piece.innerEnd)
    const found = relations.flatMap(([pattern, by]) => [...inner.matchAll(pattern)].map(match => ({ match, by })))
    if (found.length !== 1 || inner.includes('\\boxed')) continue
    const { match, by } = found[0]!
    const start = piece.innerStart + match.index
    places.push({ span: span(start, start + match[0].length), text: by })
  }
  const edit = pick(words && random() < 0.7 ? places.slice(0, words) : places, random)
  return edit && withEdits(source, [edit], [edit])
}

/** What is only supposed or asked is not made wrong by its opposite. */
function isSupposed({ text, pieces }: Source, at: number): boolean {
  const sentence = touchedStretch(text, pieces, at, 'sentence')
  return /\b(?:if|whether|suppose|let|assume|when|what|how|case|either)\b|\?/i.test(
    text.slice(sentence.start, sentence.end),
  )
}

// Changes of whole steps.

/** The steps in another order or number: what stands between two steps stays what stood before the first of them. */
function withSteps(
  source: Source,
  edits: readonly Edit[],
  steps: readonly Span[],
  changed: readonly Span[],
  needed?: boolean,
): Omit<Fault, 'kind'> {
  return { edits, text: applyEdits(source.text, edits), steps, changed, ...(needed !== undefined && { needed }) }
}

/** Whether what stands in `later` uses a number or a letter of formulas that is first met in `step`. */
function needs(source: Source, step: Span, later: Span): boolean {
  const { numbers, given, text, pieces, problem, problemPieces } = source
  const within = ({ start, end }: Span, at: number): boolean => start <= at && at < end
  const seen = new Set([...given, ...numbers.filter(({ start }) => start < step.start).map(({ value }) => value)])
  const introduced = numbers.filter(({ start, value }) => within(step, start) && !seen.has(value))
  const values = new Set(introduced.map(({ value }) => value))
  if (numbers.some(({ start, value }) => within(later, start) && values.has(value))) return true
  const before = new Set([...lettersIn(problem, problemPieces), ...lettersIn(text, pieces, span(0, step.start))])
  const letters = new Set(lettersIn(text, pieces, step).filter(letter => !before.has(letter)))
  return lettersIn(text, pieces, later).some(letter => letters.has(letter))
}

function lettersIn(text: string, pieces: readonly Piece[], { start, end } = span(0, text.length)): string[] {
  return pieces
    .filter(piece => piece.type === 'math' && piece.start >= start && piece.end <= end)
    .flatMap(piece => text.slice(piece.start, piece.end).match(/(?<![\\a-zA-Z{])[a-zA-Z](?![a-zA-Z])/g) ?? [])
}

function moved({ start, end }: Span, by: number): Span {
  return span(start + by, end + by)
}

/** A step says something: it is no drawing, no bare heading, and long enough to be missed. */
function saysSomething({ text, pieces }: Source, { start, end }: Span): boolean {
  let said = text.slice(start, end)
  for (const piece of pieces) {
    if (piece.type === 'asy' && start <= piece.start && piece.end <= end) {
      said = said.replace(text.slice(piece.start, piece.end), '')
    }
  }
  return said.trim().length >= 12
}

function gapAfter({ text, steps }: Source, i: number): string {
  return i + 1 < steps.length ? text.slice(steps[i]!.end, steps[i + 1]!.start) : ''
}

function removed(source: Source, random: Random): Omit<Fault, 'kind'> | undefined {
  const { text, steps } = source
  const places = range(steps.length - 1).filter(
    i => saysSomething(source, steps[i]!) && !text.slice(steps[i]!.start, steps[i]!.end).includes('\\boxed'),
  )
  const i = pick(places, random)
  if (i === undefined) return undefined
  const by = steps[i]!.start - steps[i + 1]!.start
  const next = steps.findIndex((step, j) => j > i && (saysSomething(source, step) || j === steps.length - 1))
  return withSteps(
    source,
    [{ span: span(steps[i]!.start, steps[i + 1]!.start), text: '' }],
    [...steps.slice(0, i), ...steps.slice(i + 1).map(step => moved(step, by))],
    steps.slice(i + 1, next + 1).map(step => moved(step, by)),
    needs(source, steps[i]!, span(steps[i + 1]!.start, text.length)),
  )
}

function swapped(source: Source, random: Random): Omit<Fault, 'kind'> | undefined {
  const { text, steps } = source
  const places = range(steps.length - 1).filter(
    i => saysSomething(source, steps[i]!) && saysSomething(source, steps[i + 1]!),
  )
  const i = pick(places, random)
  if (i === undefined) return undefined
  const [a, b] = [steps[i]!, steps[i + 1]!]
  const gap = b.start - a.end
  const first = span(a.start, a.start + b.end - b.start)
  const second = span(first.end + gap, b.end)
  return withSteps(
    source,
    [
      {
        span: span(a.start, b.end),
        text: text.slice(b.start, b.end) + text.slice(a.end, b.start) + text.slice(a.start, a.end),
      },
    ],
    [...steps.slice(0, i), first, second, ...steps.slice(i + 2)],
    [first, second],
    needs(source, a, b),
  )
}

function repeated(source: Source, random: Random, later: boolean): Omit<Fault, 'kind'> | undefined {
  const { text, steps } = source
  const places = range(steps.length - 1).filter(
    i =>
      saysSomething(source, steps[i]!) &&
      !text.slice(steps[i]!.start, steps[i]!.end).includes('\\boxed') &&
      (!later || i + 2 < steps.length),
  )
  const i = pick(places, random)
  if (i === undefined) return undefined
  const after = later ? i + 1 + Math.floor(random() * (steps.length - 2 - i)) : i
  const step = steps[i]!
  const made = inserted(source, after, text.slice(step.start, step.end))
  return { ...made, changed: [step, ...made.changed] }
}

/** A step put in behind another that is not the last. */
function inserted(source: Source, after: number, step: string): Omit<Fault, 'kind'> {
  const { steps } = source
  const gap = gapAfter(source, after) || ' '
  const at = steps[after]!.end
  const place = span(at + gap.length, at + gap.length + step.length)
  return withSteps(
    source,
    [{ span: span(at, at), text: gap + step }],
    [...steps.slice(0, after + 1), place, ...steps.slice(after + 1).map(one => moved(one, gap.length + step.length))],
    [place],
  )
}

function foreignStep(source: Source, random: Random, others: readonly Source[]): Omit<Fault, 'kind'> | undefined {
  if (source.steps.length < 2) return undefined
  const after = Math.floor(random() * (source.steps.length - 1))
  for (let attempt = 0; attempt < 40; attempt++) {
    const other = pick(others, random)
    if (!other || other.problem === source.problem) continue
    const middle = other.steps
      .slice(1, -1)

      .filter(
        step => saysSomething(other, step) && /(?:[a-z]{2,}[^a-z]+){3}/.test(other.text.slice(step.start, step.end)),
      )
      .map(step => other.text.slice(step.start, step.end))
      .filter(step => !step.includes('\\boxed') && !source.text.includes(step))
    const step = pick(middle, random)
    if (step !== undefined) return { ...inserted(source, after, step), from: other }
  }
  return undefined
}

const isAsked =
  /\\boxed|\b(?:find|compute|express|answer|determine)\b|^(?:simplify|evaluate|convert|solve|factor|give|write|what|how)\b/i

function irrelevant(source: Source, random: Random, others: readonly Source[]): Omit<Fault, 'kind'> | undefined {
  const sentences = sentencesOf(source.text, source.pieces)
  const places = sentences
    .slice(0, -1)
    .filter(({ end }) => /[.!]$/.test(source.text.slice(0, end)) && !isInside(source.pieces, end - 1))
  const place = pick(places, random)
  if (!place) return undefined
  for (let attempt = 0; attempt < 40; attempt++) {
    const other = pick(others, random)
    if (!other || other.problem === source.problem) continue
    const [text, pieces] =
      random() < 0.6 ? ([other.problem, other.problemPieces] as const) : ([other.text, other.pieces] as const)
    const said = sentencesOf(text, pieces)
      .map(({ start, end }) => text.slice(start, end))
      .filter(one => /^[A-Z].{20,300}\.$/.test(one) && !isAsked.test(one))
    const sentence = pick(said, random)
    if (sentence === undefined || source.text.includes(sentence)) continue
    const edit = { span: span(place.end, place.end), text: ` ${sentence}` }
    const made = withEdits(source, [edit], [])
    const start = place.end + 1
    const changed =
      source.by === 'line' ? touchedStretch(made.text, [], start, 'line') : span(start, start + sentence.length)
    return { ...made, changed: [changed], from: other }
  }
  return undefined
}

// The final answer.

function otherAnswer(
  source: Source,
  random: Random,
  others: readonly Source[],
  stated: boolean,
): Omit<Fault, 'kind'> | undefined {
  const { text, answer, steps } = source
  const mark = /(?<=^#### *)\S.*$/m.exec(text)
  const box = boxes(text).at(-1)
  const last = steps.findLast(step => !mark || step.end <= mark.index)
  if (!last) return undefined
  const place = box ?? (mark ? { start: mark.index, end: mark.index + mark[0].length, text: mark[0] } : undefined)
  const was = place?.text ?? answer
  for (let attempt = 0; attempt < 20; attempt++) {
    const now = changedAnswer(was, random, others)
    if (now === undefined || equivalent(now, answer) !== 'different') continue
    const edits: Edit[] = place ? [{ span: span(place.start, place.end), text: now }] : []
    if (stated) {
      const value = /^[\d,.]+$/.test(was) ? numberValue(was) : undefined
      for (const number of source.numbers) {
        if (value === undefined || number.value !== value || number.start < last.start || number.raised) continue
        if (edits.some(({ span: { start, end } }) => start <= number.start && number.start < end)) continue
        // What stands in the last step for another reason stays.
        if (calculationWith(source, number)) continue
        edits.push({ span: span(number.start, number.end), text: now })
      }
    }
    if (!edits.length) return undefined
    return withEdits(source, edits, edits)
  }
  return undefined
}

function changedAnswer(answer: string, random: Random, others: readonly Source[]): string | undefined {
  const numbers = numbersIn(answer, []).filter(number => !number.raised)
  const number = pick(numbers, random)
  if (number) {
    const other = otherNumber(answer.slice(number.start, number.end), random, new Set([number.value]))
    return other === undefined ? undefined : answer.slice(0, number.start) + other + answer.slice(number.end)
  }
  const letter = /^(\\text\{)?\(?([A-E])\)?\}?$/.exec(answer)
  if (letter)
    return answer.replace(
      letter[2]!,
      pick(
        [...'ABCDE'].filter(one => one !== letter[2]),
        random,
      )!,
    )
  return pick(others, random)?.answer
}

// Chance.

export function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list[Math.floor(random() * list.length)]
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const all = [...list]
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[all[i], all[j]] = [all[j]!, all[i]!]
  }
  return all
}

/** A number as it is miscopied; none of those to avoid. */
export function otherNumber(number: string, random: Random, avoid: ReadonlySet<number>): string | undefined {
  const digits = [...number].flatMap((char, i) => (/\d/.test(char) ? [i] : []))
  const ways = shuffled(['changed', 'changed', 'swapped', 'dropped', 'added'] as const, random)
  for (const way of ways) {
    const at = pick(digits, random)!
    const next = digits[digits.indexOf(at) + 1]
    let found: string | undefined
    if (way === 'changed') {
      const digit = pick(
        [...'0123456789'].filter(other => other !== number[at]),
        random,
      )!
      found = number.slice(0, at) + digit + number.slice(at + 1)
    } else if (way === 'swapped' && next !== undefined && number[at] !== number[next]) {
      found = number.slice(0, at) + number[next]! + number.slice(at + 1, next) + number[at]! + number.slice(next + 1)
    } else if (way === 'dropped' && digits.length > 1) {
      found = regrouped(number.slice(0, at) + number.slice(at + 1))
    } else if (way === 'added') {
      found = regrouped(number.slice(0, at) + pick([...'0123456789'], random)! + number.slice(at))
    }
    if (found === undefined || !/^\d/.test(found) || /^0\d|\.$/.test(found)) continue
    const value = numberValue(found)
    if (value > 0 && value !== numberValue(number) && !avoid.has(value)) return found
  }
  return undefined
}

/** With its separators where they belong. */
function regrouped(number: string): string {
  if (!number.includes(',')) return number
  const separator = /,\\!|\{,\}|,/.exec(number)![0]
  const [whole, decimals] = number.replaceAll(separator, '').split('.')
  const grouped = whole!.replace(/(?<=\d)(?=(?:\d{3})+$)/g, separator)
  return decimals === undefined ? grouped : `${grouped}.${decimals}`
}

function range(length: number): number[] {
  return Array.from({ length: Math.max(0, length) }, (_, i) => i)
}
