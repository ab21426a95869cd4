import { evaluate } from './evaluate.ts'
import { parseTokens } from './grammar.ts'
import { asInteger } from './number.ts'
import type { Link } from './relations.ts'
import { attempt, newBudget } from './unknown.ts'

/** What a whole solution says about how its formulas are meant. */
export interface Context {
  /** Names that it uses as variables although they usually are constants. */
  readonly variables: ReadonlySet<string>
  /** The moduli that it calculates with. */
  readonly moduli: readonly bigint[]
  /** The bases other than ten that it writes numbers to. */
  readonly bases: readonly number[]
  /** Whether `*` is an operation of its own: `let a * b = a + 2b`. */
  readonly ownStar: boolean
}

const baseWords =
  /\bbase[- ]?\$?(\d{1,2}|two|three|four|five|six|seven|eight|nine|eleven|twelve|sixteen)\b|\b(binary|octal|hexadecimal|ternary)\b|([二三四五六七八九]|十二|十六)进制/gi
const baseNames = [
  '',
  '',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  '',
  'eleven',
  'twelve',
  '',
  '',
  '',
  'sixteen',
]
const baseKinds: Readonly<Record<string, number>> = {
  binary: 2,
  ternary: 3,
  octal: 8,
  hexadecimal: 16,
  十二: 12,
  十六: 16,
}
const modulusWords = /\b(?:mod|modulo|modulus)\s*\$?\s*(\d{1,12})/gi

const rings = /(?:\\mathbb\s*\{?\s*[ZF]\s*\}?|\\Z|ℤ|\bGF)\s*(?:_|\/|\(|\\\/)\s*\{?\s*(\d{1,12})/g

const ownStar = /(?<![a-zA-Z\d])[a-zA-Z]\s*(?:\*|\\ast)\s*[a-zA-Z]\s*\$?\s*(?:=|\b(?:is|be|means|denotes?)\b|表示|定义)/

function basesOf(texts: readonly string[]): readonly number[] {
  const bases = new Set<number>()
  for (const text of texts) {
    for (const match of text.matchAll(baseWords)) {
      const name = (match[1] ?? match[2] ?? match[3]!).toLowerCase()
      const base = Number(name) || baseNames.indexOf(name)
      bases.add(base > 0 ? base : (baseKinds[name] ?? '零一二三四五六七八九'.indexOf(name)))
    }
  }
  return [...bases].filter(base => base >= 2 && base <= 36 && base !== 10)
}

export function contextOf(texts: readonly string[], links: readonly Link[], formulas: readonly string[]): Context {
  const moduli = new Set<bigint>()
  for (const link of links) {
    const { modulus } = link
    const value =
      modulus &&
      attempt(() =>
        evaluate(parseTokens(modulus).expr, { bindings: new Map(), budget: newBudget(1_000), units: 'written' }),
      )
    const found = value?.type === 'number' ? asInteger(value.num) : undefined
    if (found !== undefined && found > 1n) moduli.add(found)
  }
  for (const text of texts) {
    for (const match of text.matchAll(modulusWords)) if (BigInt(match[1]!) > 1n) moduli.add(BigInt(match[1]!))
  }
  for (const text of texts) {
    for (const match of text.matchAll(rings)) if (BigInt(match[1]!) > 1n) moduli.add(BigInt(match[1]!))
  }
  if (texts.some(text => /\bclocks?\b|o'clock|时钟|钟面/i.test(text))) moduli.add(12n).add(24n)
  return {
    ownStar: texts.some(text => ownStar.test(text)),
    variables: variablesOf(links, formulas),
    moduli: [...moduli].slice(0, 8),
    bases: basesOf(texts),
  }
}

function variablesOf(links: readonly Link[], formulas: readonly string[]): Set<string> {
  const variables = new Set<string>()
  for (const link of links) {
    if (link.relation === '≈') continue
    for (const side of [link.left, link.right]) {
      const [only] = side.tokens
      if (side.tokens.length === 1 && only!.type === 'symbol' && /^[ei]$/.test(only!.name)) variables.add(only!.name)
    }
  }
  for (const formula of formulas) if (/^\s*[ei]\s*$/.test(formula)) variables.add(formula.trim())
  return variables
}

const refutations =
  /\b(?:not (?:true|equal|possible|hold|correct|valid|work|the case|satisf\w*|an? (?:solution|integer|root))|(?:this|that|which|it)(?:'s| is) (?:not|n't)|(?:is|are)(?:n't| not) (?:true|correct|equal|possible|valid|right|what)|false|wrong|wrongly|incorrect|incorrectly|impossible|contradict\w*|absurd|nonsense|mistake\w*|mistaken|erroneous\w*|fallac\w*|does(?:n't| not) (?:work|hold|equal|make|satisf\w*|give)|cannot be|can't be|no (?:real |integer )?solutions?|misconception|tempt\w*|suppose|assume|extraneous|reject\w*|fails?)\b|矛盾|不成立|错误|不对|不可能|假设|舍去/i

/** Whether the sentence around, or the start of the next one, says that something does not hold. */
export function isRefuted(text: string, start: number, end: number): boolean {
  // `Is 2 + 2 = 5?`
  if (/^(?:\s|[$}.]|\\[)\]])*[?？]/.test(text.slice(end, end + 20))) return true
  if (/(?:\b(?:if|whether|unless)|若|如果|假如)\s*$/i.test(text.slice(Math.max(0, start - 20), start))) return true
  return refutations.test(before(text, start, 120)) || refutations.test(after(text, end, 90))
}

function before(text: string, start: number, length: number): string {
  const from = Math.max(0, start - length)
  const lead = text.slice(from, start)
  const stop = Math.max(lead.lastIndexOf('. '), lead.lastIndexOf('\n\n'), lead.lastIndexOf('。'))
  return stop < 0 ? lead : lead.slice(stop + 1)
}

function after(text: string, end: number, length: number): string {
  const tail = text.slice(end, end + length)
  const paragraph = tail.indexOf('\n\n')
  return paragraph < 0 ? tail : tail.slice(0, paragraph)
}

const unitWords =
  '(?:hours?|hrs?|h|minutes?|mins?|seconds?|secs?|s|days?|weeks?|months?|years?|feet|foot|ft|inch(?:es)?|in|yards?|yd|miles?|pounds?|lbs?|ounces?|oz|dollars?|cents?|k?m|cm|mm|k?g|gallons?|quarts?|pints?|小时|时|分钟?|秒|元|角|米|分米|厘米|千克|克)(?![a-zA-Z])'
const closing = '^(?:\\s|[$}]|\\\\[)\\]])*'
const goingOn = [
  // `= \$1.5$ million`, `= 3万`
  new RegExp(`${closing}(?:hundreds?|thousand|million|billion|trillion|dozen|[kKM](?![\\p{L}])|[十百千万亿])`, 'iu'),
  // `100 / 3 = 33` and 1 left
  new RegExp(
    `${closing}[,，(]?\\s*(?:\\\\text\\{)?\\s*(?:with|and|has|leaves|leaving)?\\s*(?:an?\\s|the\\s)?\\s*(?:remainders?|rem\\b|r(?:\\s|\\.|\\$)*\\d|余|\\.{3}|…|⋯)`,
    'i',
  ),
]
// `= 1 hour` 30 minutes
const partBehind = new RegExp(`${closing},?\\s*(?:and\\s|又|零)?\\s*\\$?\\d[\\d.]*\\s*\\$?\\s*${unitWords}`, 'i')
const partBefore = new RegExp(`\\d\\s*\\$?\\s*${unitWords}\\s*,?\\s*(?:and\\s|又|零)?\\s*\\$?$`, 'i')
const unitAtEnd = new RegExp(`${unitWords}[\\s}]*$`, 'i')
const unitAtStart = new RegExp(`^\\$?\\s*[\\d.]+\\s*\\$?\\s*${unitWords}`, 'i')

/** Whether a number goes on where the formula or the calculation ends, or begins before it: `1 hour 30 minutes = 90`. */
export function goesOn(text: string, start: number, end: number): boolean {
  const tail = text.slice(end, end + 40)
  if (goingOn.some(pattern => pattern.test(tail))) return true
  if (unitAtEnd.test(text.slice(Math.max(start, end - 20), end)) && partBehind.test(tail)) return true
  return unitAtStart.test(text.slice(start, end)) && partBefore.test(text.slice(Math.max(0, start - 40), start))
}

const conditions =
  /\b(?:if|when|whenever|suppose|assume|assuming|case|cases|or|either|try|trying|for|at|possible|possibly|values?|consider|would|could|might|gives?|yields?|corresponds?|where|unless|example|e\.g\.|say|satisf\w*|solutions?|roots?|otherwise|plug\w*|substitut\w*|setting|set|taking|take|choose|choosing|pick\w*|otherwise|until|between|both|respectively|line|lines|graph|axis|asymptote|intersect\w*|equation|range|domain)\b|\\pm|当|若|如果|或|设|令|取/i

/** Whether a formula may hold only under a condition, or for one of several. */
export function unsure(text: string, start: number, end: number): boolean {
  return conditions.test(before(text, start, 200)) || conditions.test(sentenceAfter(text, end))
}

function sentenceAfter(text: string, end: number): string {
  const tail = text.slice(end, end + 80)
  const stop = /[.!?。](?:\s|$)|\n\n/.exec(tail)
  return stop ? tail.slice(0, stop.index) : tail
}

const binders =
  /\b(?:let|letting|if|when|suppose|assume|case|now|next|set|take|consider|otherwise|or|another|second|third|also|instead|then|new|again|for|replace\w*|becomes?|increase\w*|redefine\w*)\b|设|令|当|若|如果|再|又/i

/** Whether a symbol may be given a new meaning here. */
export function rebinds(text: string, start: number, end: number): boolean {
  return binders.test(before(text, start, 200)) || unsure(text, start, end)
}

const hypotheses =
  /\b(?:would|could|might|were|cases?|try|trying|guess\w*|example|e\.g\.|suppose|assum\w+|otherwise|instead|if not|impossible|neither)\b|假设|假如|如果|尝试|例如|情况|情形/i

/** Whether the sentence around only plays with what a formula says, or denies it. */
export function isHypothetical(text: string, start: number, end: number): boolean {
  return (
    isRefuted(text, start, end) ||
    hypotheses.test(before(text, start, 160)) ||
    hypotheses.test(sentenceAfter(text, end))
  )
}

const curves =
  /\b(?:lines?|curves?|circles?|parabolas?|ellipses?|hyperbolas?|planes?|spheres?|graphs?|tangents?|parallel|perpendicular|slopes?|functions?)\b|直线|曲线|圆|抛物线|椭圆|平面|图[象像]|切线|函数/i

/** Whether equations may describe sets of points, so that a point need not be on each. */
export function speaksOfCurves(text: string): boolean {
  return curves.test(text)
}

/** How often a text introduces a symbol: `let $x$ be`. */
export function introductions(text: string, name: string): number {
  const symbol = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pattern = new RegExp(
    `(?:\\b(?:let|letting|denote|call|suppose|define)\\b|设|令|记)[^.。]{0,30}?(?<![a-zA-Z\\\\])${symbol}(?![a-zA-Z_])`,
    'gi',
  )
  return [...text.matchAll(pattern)].length
}
