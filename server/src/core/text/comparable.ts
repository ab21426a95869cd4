import type { Text } from '../format/text.ts'
import type { Span } from '../span.ts'
import { numbersOf, type Written } from './numbers.ts'
import { piecesOf } from './pieces.ts'

/** One sign of a text, as texts are compared: a word, a letter of a formula, a number, a command, a bracket. */
export interface Sign {
  /** Signs that read the same have the same name, however they are written: `\dfrac` and `\frac`. */
  readonly name: string
  /** How much it says that this sign stands in two places: much for numbers and letters, little for "the" and commas. */
  readonly weight: number
  readonly number?: Written
  readonly start: number
  readonly inMath: boolean
  /** Where the formula begins that it stands in; -1 in prose, to which a stop that ends a formula belongs too. */
  readonly formula: number
}

const weights = {
  number: 1.5,
  word: 1,
  letter: 1,
  character: 0.5,
  common: 0.25,
  command: 1,
  operator: 0.4,
  bracket: 0.25,
  stop: 0.1,
} as const

/** Ways of writing that do not change what is said. */
const same: ReadonlyMap<string, string> = new Map(
  Object.entries({
    dfrac: '/',
    tfrac: '/',
    frac: '/',
    le: '≤',
    leq: '≤',
    leqslant: '≤',
    ge: '≥',
    geq: '≥',
    geqslant: '≥',
    lt: '<',
    gt: '>',
    ne: '≠',
    neq: '≠',
    cdot: '*',
    times: '*',
    ast: '*',
    div: '÷',
    pm: '±',
    dots: '…',
    ldots: '…',
    cdots: '…',
    lvert: '|',
    rvert: '|',
    vert: '|',
    mid: '|',
    '%': '%',
    '\\': ';',
  }),
)
const layout = new Set(
  'left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr quad qquad displaystyle textstyle boxed fbox text mbox mathrm textrm textbf textit limits nolimits nonumber notag hspace hfill phantom hphantom underline , ; : ! > ( ) [ ] $ { }'.split(
    ' ',
  ),
)
const pattern =
  /\\begin\s*\{[a-zA-Z]+\*?\}(?:\{[lcr|\s]*\})?|\\end\s*\{[a-zA-Z]+\*?\}|\\[a-zA-Z]+|\\.|\p{Script=Han}|\p{L}+|\d+|\S/gu
/** Chinese characters that only hold a sentence together. */
const functional = /[的了是在有和与为则得可以所因此故由设又即且但若如果那么就都也不这该其它个把被从到对于而或及]/
const letter = /^\p{L}/u
const unseen = /^[{}&~$\\]$/

/**
 * The signs of a stretch of a text, in order; blanks, braces, delimiters, sizes, code and drawings left out. `isCommon`
 * tells words that say nothing of what a text is about.
 */
export function signsOf(text: Text, within: Span, isCommon: (word: string) => boolean): Sign[] {
  const { value } = text
  const pieces = piecesOf(text)
  const numbers = numbersOf(text)
  const signs: Sign[] = []
  const known = new Map<string, Pick<Sign, 'name' | 'weight'> | undefined>()
  const read = (source: string, inMath: boolean): Pick<Sign, 'name' | 'weight'> | undefined => {
    const key = inMath ? `$${source}` : source
    if (!known.has(key)) known.set(key, signOf(source, inMath, isCommon))
    return known.get(key)
  }
  let piece = 0
  let number = 0
  let at = within.start
  while (at < within.end) {
    while (piece < pieces.length && pieces[piece]!.end <= at) piece++
    while (number < numbers.length && numbers[number]!.start < at) number++
    const inside = pieces[piece]
    const verbatim = inside && inside.start <= at ? inside : undefined
    if (verbatim && (verbatim.type === 'asy' || verbatim.type === 'code' || verbatim.type === 'fence')) {
      at = verbatim.end
      continue
    }
    const inMath = verbatim?.type === 'math'
    const formula = inMath ? verbatim.start : -1
    const next = numbers[number]
    if (next?.start === at) {
      signs.push({ name: `#${amountOf(next)}`, weight: weights.number, number: next, start: at, inMath, formula })
      at = next.end
      continue
    }
    pattern.lastIndex = at
    const match = pattern.exec(value)
    if (!match) break
    if (match.index > at) {
      at = match.index
      continue
    }
    // A word ends where a number begins, and in a formula each letter stands for itself.
    const length = inMath && letter.test(match[0]) ? 1 : match[0].length
    const end = Math.min(at + length, next?.start ?? Number.POSITIVE_INFINITY)
    const sign = read(value.slice(at, end), inMath)
    if (sign) {
      const ends = sign.name === ',' && inMath && !value.slice(end, verbatim.innerEnd).trim()
      signs.push({ ...sign, start: at, inMath: inMath && !ends, formula: ends ? -1 : formula })
    }
    at = end
  }
  return signs
}

export function amountOf({ value }: Written): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(9))
}

function signOf(
  source: string,
  inMath: boolean,
  isCommon: (word: string) => boolean,
): Pick<Sign, 'name' | 'weight'> | undefined {
  if (unseen.test(source)) return undefined
  if (/^\\(?:begin|end)\b/.test(source)) {
    return /matrix|cases|array/.test(source) ? { name: source, weight: weights.operator } : undefined
  }
  if (source.startsWith('\\')) {
    const name = source.slice(1)
    const shared = same.get(name)
    if (shared) return { name: shared, weight: weights.operator }
    return layout.has(name) ? undefined : { name: source, weight: weights.command }
  }
  if (letter.test(source)) {
    if (/^\p{Script=Han}$/u.test(source))
      return { name: source, weight: functional.test(source) ? weights.stop : weights.character }
    if (inMath) return { name: source, weight: weights.letter }
    const name = source.length > 1 ? source.toLowerCase() : source
    return { name, weight: isCommon(name) ? weights.common : weights.word }
  }
  if (/^[.,;:!?。，；：！？、]$/.test(source)) return { name: ',', weight: weights.stop }
  return { name: source, weight: /^[-+=*/^<>|≤≥≠±÷×−]$/.test(source) ? weights.operator : weights.bracket }
}
