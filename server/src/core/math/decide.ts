import type { Macros } from '../text/latex.ts'
import { sameValue } from './compare.ts'
import { remainder, sameResidues } from './congruence.ts'
import { type Bindings, evaluate } from './evaluate.ts'
import { type Expr, freeSymbols, partsOf, some, unitNames, withParts } from './expression.ts'
import { inBase, parseReadings, type Variables } from './grammar.ts'
import { sample } from './identity.ts'
import type { Num } from './number.ts'
import * as n from './number.ts'
import { looseness, roundStep, type Shown, shownPrecision } from './precision.ts'
import { abs, over, toNumber } from './rational.ts'
import { type Link, relationsOf } from './relations.ts'
import { looksLikeConversion, measures, scaleOf, unitOf } from './units.ts'
import { attempt, type Budget, newBudget } from './unknown.ts'
import type { Value } from './value.ts'

export type Verdict = 'true' | 'false' | 'approximate' | 'undecided'

export interface Decision {
  /** `approximate`: an equals sign between values that only agree as far as digits are shown. */
  readonly verdict: Verdict
  /** The values of the sides, for people, where they are known. */
  readonly left?: string
  readonly right?: string
  /** Why it is undecided, or what was taken into account. */
  readonly reason?: string
  /** What the sides are compared by, where that is not their plain value: remainders, or units to be converted. */
  readonly by?: 'remainder' | 'conversion'
  /** Whether the sides have no variables, or only bound ones. */
  readonly closed: boolean
  /** The variables whose values were used. */
  readonly used: readonly string[]
}

export interface DecideOptions {
  readonly bindings?: Bindings
  /** Names that are variables in this text although they usually are constants, such as e and i. */
  readonly variables?: Variables
  /** Whether it is put forward as a claim for all values of its variables, as in `@check`. */
  readonly claim?: boolean
  readonly budget?: Budget
}

const noBindings: Bindings = new Map()

/** Whether a relation holds. Never throws, and is undecided where there is any doubt. */
export function decide(link: Link, options: DecideOptions = {}): Decision {
  const undecided = (reason: string): Decision => ({ verdict: 'undecided', reason, closed: false, used: [] })
  try {
    return decided(link, options) ?? undecided('it cannot be read')
  } catch (error) {
    if (error instanceof RangeError) return undecided('it is too large')
    if (error instanceof Error) return undecided(error.message)
    throw error
  }
}

function decided(link: Link, options: DecideOptions): Decision | undefined {
  const { bindings = noBindings, variables, budget = newBudget() } = options
  const lefts = attempt(() => parseReadings(link.left.tokens, variables))
  const rights = lefts && attempt(() => parseReadings(link.right.tokens, variables))
  if (!lefts || !rights) return undefined
  const free = freeSymbols(rights[0]!, freeSymbols(lefts[0]!))
  const used = [...free].filter(name => bindings.has(name))
  const closed = used.length === free.size
  const context: Context = { link, bindings, budget, claim: options.claim === true, variables }
  let best: Judgement | undefined
  for (const [i, left] of lefts.entries()) {
    for (const [j, right] of rights.entries()) {
      const found = closed ? closedJudgement(left, right, context) : openJudgement(left, right, context)
      // A mixed number taken for a product is too far from what is written to call it true.
      const far = (i > 0 && hasMixed(lefts[0]!)) || (j > 0 && hasMixed(rights[0]!))
      best = best
        ? merged(
            best,
            far && found.verdict === 'true'
              ? { ...found, verdict: 'undecided', reason: 'a product that reads as a mixed number' }
              : found,
          )
        : found
      if (best.verdict === 'true') break
    }
    if (best?.verdict === 'true') break
  }
  return best && { ...best, closed, used }
}

function hasMixed(expr: Expr): boolean {
  return some(expr, part => part.type === 'add' && part.mixed === true)
}

interface Context {
  readonly link: Link
  readonly bindings: Bindings
  readonly budget: Budget
  readonly claim: boolean
  readonly variables: Variables | undefined
}

interface Judgement {
  readonly verdict: Verdict
  readonly left?: string
  readonly right?: string
  readonly reason?: string
  readonly by?: 'remainder' | 'conversion'
}

/** One reading that holds is enough; for false, all must fail. */
function merged(a: Judgement, b: Judgement): Judgement {
  const rank: Readonly<Record<Verdict, number>> = { true: 3, approximate: 2, undecided: 1, false: 0 }
  return rank[b.verdict] > rank[a.verdict] ? b : a
}

const unknown = (reason: string): Judgement => ({ verdict: 'undecided', reason })

function closedJudgement(left: Expr, right: Expr, context: Context): Judgement {
  const { link } = context
  if (bareConstant(left) || bareConstant(right)) {
    if (link.relation !== '≈') return unknown('a letter that may be a variable')
  }
  if (link.relation === '≡' || link.relation === '≢') return congruent(left, right, context)
  if (isLabel(left, link)) return unknown('a label')
  const judgement =
    link.relation === '≈' || link.relation === '=' || link.relation === '≠'
      ? equal(left, right, context)
      : ordered(left, right, context)
  if (judgement.verdict === 'false' && (mayBeDegrees(left, right) || mayBeDegrees(right, left)))
    return { ...judgement, verdict: 'undecided', reason: 'angles that may be in degrees' }
  if (judgement.verdict === 'false' && (logOfNoBase(left) || logOfNoBase(right)))
    return { ...judgement, verdict: 'undecided', reason: 'a logarithm that may have another base' }
  if (judgement.verdict !== 'false' || context.claim) return judgement
  if (link.uncertain) return { ...judgement, verdict: 'undecided', reason: 'a list' }
  if (link.relation === '=' && link.length === 1 && isLiteral(left) && isLiteral(right) && !isConversion(left, right)) {
    return { ...judgement, verdict: 'undecided', reason: 'it may be a contradiction that is meant' }
  }
  if (link.role === 'alternative' || link.role === 'condition')
    return { ...judgement, verdict: 'undecided', reason: 'a condition' }
  if (!link.modulus) return judgement
  const remainders = congruent(left, right, context)
  return remainders.verdict === 'true' ? { ...judgement, verdict: 'true' } : remainders
}

/** `e` and `i` alone are too often variables. */
function bareConstant(expr: Expr): boolean {
  return expr.type === 'constant' && (expr.name === 'e' || expr.name === 'i')
}

/** `(1) = …` */
function isLabel(left: Expr, link: Link): boolean {
  if (link.index > 0 || left.type !== 'number' || left.decimals !== undefined) return false
  const [first] = link.left.tokens
  return first?.type === 'open' || first?.type === 'delimited'
}

function isLiteral(expr: Expr): boolean {
  if (expr.type === 'negative') return isLiteral(expr.of)
  if (expr.type === 'unit') return isLiteral(expr.of)
  return expr.type === 'number' && expr.base === undefined
}

/** `3 km = 300 m`, and not `$50 = $5`; of `1 ft = 12` the other unit may not have been read. */
function isConversion(left: Expr, right: Expr): boolean {
  const known = (hasUnit(left) && hasUnit(right)) || hasScale(left) || hasScale(right)
  return known && [...unitNames(left)].join() !== [...unitNames(right)].join()
}

/** `\log 8 = 3` */
function logOfNoBase(expr: Expr): boolean {
  return some(expr, part => part.type === 'call' && part.name === 'log' && !part.sub)
}

const angular = /^(arc)?(?:sin|cos|tan|cot|sec|csc)$/

/** `\sin 30 = 0.5`, `\arctan 1 = 45` */
function mayBeDegrees(expr: Expr, other: Expr): boolean {
  return some(expr, part => {
    const match = part.type === 'call' ? angular.exec(part.name) : null
    if (!match || part.type !== 'call') return false
    if (match[1]) return !some(other, one => one.type === 'constant')
    const [angle] = part.args
    const plain = angle?.type === 'negative' ? angle.of : angle
    return plain?.type === 'number' && toNumber(plain.value) >= 5
  })
}

function hasUnit(expr: Expr): boolean {
  return some(expr, part => part.type === 'unit' && [...part.unit.keys()].some(measures))
}

/** What an expression counts. */
function wordsOf(expr: Expr): Set<string> {
  return new Set([...unitNames(expr)].filter(name => name.startsWith('~')))
}

/** `4 daps = 7 yaps` is a rate of exchange. */
function countDifferentThings(left: Expr, right: Expr): boolean {
  const [a, b] = [wordsOf(left), wordsOf(right)]
  return a.size > 0 && b.size > 0 && ![...a].some(word => b.has(word))
}

/** Percent, millions and the like: what people leave out on one side. */
function hasScale(expr: Expr): boolean {
  return some(expr, part => part.type === 'unit' && scaleOf(part.unit).size > 0)
}

function worth(expr: Expr, context: Context, units: 'written' | 'converted'): Value | undefined {
  return attempt(() => evaluate(expr, { bindings: context.bindings, budget: context.budget, units }))
}

function equal(left: Expr, right: Expr, context: Context): Judgement {
  const { relation } = context.link
  const units = hasUnit(left) || hasUnit(right)
  const plain = judged(left, right, context, 'written')
  if (relation === '≠')
    return plain.verdict === 'true'
      ? { ...plain, verdict: 'false' }
      : plain.verdict === 'undecided' || units
        ? { ...plain, verdict: 'undecided' }
        : { ...plain, verdict: 'true' }
  if (plain.verdict === 'false' && countDifferentThings(left, right))
    return { ...plain, verdict: 'undecided', reason: 'they count different things' }
  if (plain.verdict === 'false' && ((isShare(left) && hasUnit(right)) || (isShare(right) && hasUnit(left))))
    return unknown('a share of something')
  if (plain.verdict === 'false' && (addsPercent(left) || addsPercent(right)))
    return unknown('a percentage that is added')
  if (plain.verdict === 'false' && hasScale(left) !== hasScale(right)) {
    const bare = withoutScale(left, right, context, plain)
    if (bare.verdict !== 'false') return bare
  }
  if (!units) return plain
  const converted = judged(left, right, context, 'converted')
  if (converted.verdict === 'true' || converted.verdict === 'approximate') return converted
  if (plain.verdict === 'true' || plain.verdict === 'approximate') {
    // `2 hours * 60 = 120 minutes` is meant, `3 km + 500 m = 503 km` is wrong.
    if (converted.verdict === 'false' && unitsThroughout(left) && unitsThroughout(right))
      return { ...converted, by: 'conversion' }
    return converted.verdict === 'false' ? unknown('units that are left out') : plain
  }
  if (converted.verdict === 'false') {
    if (converts(left, right)) return { ...converted, by: 'conversion' }
    const angles = [...unitNames(left), ...unitNames(right)].every(name => name === '°')
    return plain.verdict === 'false' && !angles && sameUnits(left, right) ? plain : converted
  }
  if (plain.verdict !== 'false') return plain
  const [a, b] = [worth(left, context, 'written'), worth(right, context, 'written')]
  if (a?.type !== 'number' || b?.type !== 'number' || a.num.type !== 'rational' || b.num.type !== 'rational') {
    return unknown('units')
  }
  const [x, y] = [dimensionsOf(left, context), dimensionsOf(right, context)]
  // `$3 \cdot 4 = \$13` per month: one side says more than the other of one thing.
  const related = !x.size || !y.size || [...x.keys()].some(name => y.has(name))
  if (!related) return unknown('the units differ')
  // `36 km/h = 36 \cdot 1000 / 3600`
  if (x.size > 1 && !y.size && isLiteral(left) && some(right, multiplies)) return unknown('units that are left out')
  const scales = some(left, multiplies) || some(right, multiplies)
  const off = a.num.n !== 0n && b.num.n !== 0n ? over(a.num, b.num) : undefined
  if (scales && off && looksLikeConversion(off, new Map([...x, ...y]))) return unknown('units that are left out')
  return plain
}

/** Whether the sides have different units for the same thing. */
function converts(left: Expr, right: Expr): boolean {
  const sizes = new Map<string, string>()
  const names = [left, right].flatMap(side => [...unitNames(side)].filter(measures))
  return names.some(name => {
    const { dimensions, factor } = unitOf(new Map([[name, 1]]))
    const thing = [...dimensions].join()
    const size = `${factor.n}/${factor.d}`
    const differs = sizes.has(thing) && sizes.get(thing) !== size
    sizes.set(thing, size)
    return differs
  })
}

/** Whether the plain numbers say as much: units are the same, or count one by one. */
function sameUnits(left: Expr, right: Expr): boolean {
  const [a, b] = [left, right].map(side => [...unitNames(side)].filter(measures).sort())
  if (a!.length && a!.join() === b!.join()) return true
  return [...a!, ...b!].every(name => {
    const { factor } = unitOf(new Map([[name, 1]]))
    return factor.n === factor.d
  })
}

function dimensionsOf(expr: Expr, context: Context): ReadonlyMap<string, number> {
  const value = worth(expr, context, 'converted')
  return (value?.type === 'number' && value.dimensions) || new Map()
}

function multiplies(expr: Expr): boolean {
  return expr.type === 'multiply' || expr.type === 'divide'
}

/** Whether every number of a sum has a unit, and nothing is multiplied. */
function unitsThroughout(expr: Expr): boolean {
  if (expr.type === 'unit') return true
  if (expr.type === 'negative') return unitsThroughout(expr.of)
  return expr.type === 'add' && expr.terms.every(unitsThroughout)
}

/** `20\%` alone. */
function isShare(expr: Expr): boolean {
  return expr.type === 'unit' && expr.unit.size === 1 && expr.unit.has('%') && isLiteral(expr)
}

/** `$20 - 15%` takes 15% of the $20. */
function addsPercent(expr: Expr): boolean {
  return some(expr, part => {
    if (part.type !== 'add') return false
    const percents = part.terms.filter(term => {
      const of = term.type === 'negative' ? term.of : term
      return of.type === 'unit' && of.unit.has('%')
    })
    return percents.length > 0 && percents.length < part.terms.length
  })
}

function bareOf(expr: Extract<Expr, { type: 'unit' }>): Expr {
  const rest = new Map([...expr.unit].filter(([name]) => !scaleOf(new Map([[name, 1]])).size))
  const of = expr.of.type === 'unit' ? bareOf(expr.of) : expr.of
  return rest.size ? { ...expr, of, unit: rest } : of
}

/** `75/100 * 100 = 75%`, `100% - 40% = 60`: the sign is there for the reader. */
function withoutScale(left: Expr, right: Expr, context: Context, otherwise: Judgement): Judgement {
  if (hasScale(left) === hasScale(right)) return otherwise
  const bare = (expr: Expr): Expr | undefined => {
    if (expr.type === 'unit') return bareOf(expr)
    if (expr.type === 'negative') {
      const of = bare(expr.of)
      return of && { type: 'negative', of }
    }
    if (expr.type !== 'add') return undefined
    const terms = expr.terms.map(bare)
    return terms.every(term => term !== undefined) ? { type: 'add', terms } : undefined
  }
  const [x, y] = hasScale(left) ? [bare(left), right] : [left, bare(right)]
  const found = x && y ? judged(x, y, context, 'written') : undefined
  return found && found.verdict !== 'false' ? found : otherwise
}

function judged(left: Expr, right: Expr, context: Context, units: 'written' | 'converted'): Judgement {
  const [a, b] = [worth(left, context, units), worth(right, context, units)]
  const texts = { ...(a && { left: valueText(a) }), ...(b && { right: valueText(b) }) }
  if (!a || !b) return { ...large(left, right, context), ...texts }
  const [shownLeft, shownRight] = [
    shownPrecision(left, units === 'converted'),
    shownPrecision(right, units === 'converted'),
  ]
  if (a.type === 'number' && b.type === 'number' && (shownLeft?.goesOn || shownRight?.goesOn)) {
    return { ...goingOn(a.num, b.num, shownLeft, shownRight), ...texts }
  }
  if (context.link.relation === '≈') return { ...approximately(a, b, left, right, shownLeft, shownRight), ...texts }
  const same = sameValue(a, b)
  if (same === undefined) return { ...unknown('the sides cannot be compared'), ...texts }
  if (same) {
    const long = longDecimal(left) || longDecimal(right)
    const exact = a.type !== 'number' || b.type !== 'number' || (a.num.type === 'rational' && b.num.type === 'rational')
    if (long && !exact) return { verdict: 'approximate', ...texts }
    return { verdict: 'true', ...texts }
  }
  if (a.type === 'number' && b.type === 'number' && rounds(a.num, b.num, shownLeft, shownRight, units === 'converted'))
    return { verdict: 'approximate', ...texts }
  if (a.type === 'number' && b.type === 'number' && (nearFraction(a.num, b.num) || nearFraction(b.num, a.num)))
    return { ...unknown('a fraction that may be rounded'), ...texts }
  return { verdict: 'false', ...texts }
}

/** `\pi = \frac{22}{7}`, `\tan 53^\circ = \frac{4}{3}` */
function nearFraction(exact: Num, fraction: Num): boolean {
  if (exact.type === 'rational' || fraction.type !== 'rational' || fraction.d === 1n || !n.isReal(exact)) return false
  return Math.abs(float(exact) - float(fraction)) <= 0.01 * Math.abs(float(fraction))
}

/** Powers that are too large to be computed still have remainders. */
function large(left: Expr, right: Expr, context: Context): Judgement {
  const powers = (expr: Expr): boolean => some(expr, part => part.type === 'power')
  const open = freeSymbols(left).size + freeSymbols(right).size > 0
  if (context.link.relation !== '=' || open || !powers(left) || !powers(right)) return unknown('a value is not known')
  const same = sameResidues(left, right)
  return same === undefined ? unknown('a value is not known') : { verdict: same ? 'true' : 'false' }
}

function longDecimal(expr: Expr): boolean {
  return some(expr, part => part.type === 'number' && (part.decimals ?? 0) >= 12)
}

/** A value as people write it. */
export function valueText(value: Value): string {
  switch (value.type) {
    case 'number': {
      const text = n.numText(value.num)
      return value.dimensions?.size ? `${text} ${dimensionText(value.dimensions)}` : text
    }
    case 'infinity':
      return value.negative ? '-∞' : '∞'
    case 'list':
      return `${value.open}${value.items.map(valueText).join(', ')}${value.close}`
    case 'matrix':
      return `[${value.rows.map(row => row.map(valueText).join(', ')).join('; ')}]`
    case 'either':
      return value.values.map(valueText).join(' or ')
  }
}

const baseNames: Readonly<Record<string, string>> = {
  length: 'm',
  mass: 'g',
  time: 's',
  dollars: '$',
  angle: '°',
  months: 'months',
}

function dimensionText(dimensions: ReadonlyMap<string, number>): string {
  return [...dimensions].map(([name, power]) => `${baseNames[name] ?? name}${power === 1 ? '' : `^${power}`}`).join('·')
}

function float(num: Num): number {
  return n.toComplex(num).re
}

/** `0.333… = 1/3`: the digits that are shown must be those of the value. */
function goingOn(a: Num, b: Num, shownLeft: Shown | undefined, shownRight: Shown | undefined): Judgement {
  if (shownLeft?.goesOn && shownRight?.goesOn) return unknown('digits that go on')
  const [digits, value, shown] = shownLeft?.goesOn ? [a, b, shownLeft] : [b, a, shownRight!]
  const beyond = Math.abs(float(value)) - Math.abs(float(digits))
  const slack = shown.step * 1e-6
  if (beyond >= -slack && beyond <= shown.step + slack && float(value) * float(digits) >= 0) return { verdict: 'true' }
  return { verdict: Math.abs(float(value) - float(digits)) > 2 * shown.step ? 'false' : 'undecided' }
}

/** Whether one side is the other, rounded or cut to the digits that it shows. */
function rounds(
  a: Num,
  b: Num,
  shownLeft: Shown | undefined,
  shownRight: Shown | undefined,
  converted: boolean,
): boolean {
  if (!n.isReal(a) || !n.isReal(b)) return false
  // The steps of different units do not compare.
  const [left, right] = converted ? [undefined, undefined] : [shownLeft, shownRight]
  return roundedTo(a, b, shownRight, left) || roundedTo(b, a, shownLeft, right)
}

function roundedTo(exact: Num, shown: Num, precision: Shown | undefined, ofExact: Shown | undefined): boolean {
  if (!precision) return false
  // Of two written numbers only the one with fewer digits can be the rounded one.
  if (ofExact && ofExact.step >= precision.step) return false
  const [x, y] = [float(exact), float(shown)]
  const slack = precision.step * 1e-9
  if (precision.decimal) {
    if (y === 0 && Math.abs(x) > 0 && precision.step > 1e-3) return false
    const cut = Math.abs(x) - Math.abs(y)
    return Math.abs(x - y) <= precision.step / 2 + slack || (x * y > 0 && cut >= 0 && cut < precision.step - slack)
  }
  if (exact.type === 'rational' && exact.d === 1n) return false
  return Math.abs(x - y) <= 0.5 + slack && Math.abs(x - y) <= 0.005 * Math.abs(x)
}

function approximately(
  a: Value,
  b: Value,
  left: Expr,
  right: Expr,
  shownLeft: Shown | undefined,
  shownRight: Shown | undefined,
): Judgement {
  if (a.type !== 'number' || b.type !== 'number')
    return sameValue(a, b) ? { verdict: 'true' } : unknown('the sides cannot be compared')
  if (n.same(a.num, b.num)) return { verdict: 'true' }
  if (!n.isReal(a.num) || !n.isReal(b.num)) return unknown('an approximation of a complex number')
  const [x, y] = [float(a.num), float(b.num)]
  const distance = Math.abs(x - y)
  const size = Math.max(Math.abs(x), Math.abs(y))
  const loose = ((shownLeft ? 0 : looseness(left, partsOf)) + (shownRight ? 0 : looseness(right, partsOf))) * size
  // `1024 \approx 10^3` shows nothing but the size.
  const written = (shownLeft || shownRight) && right.type !== 'power'
  if (!written)
    return distance <= 0.05 * size
      ? { verdict: 'true' }
      : distance > 0.5 * size
        ? { verdict: 'false' }
        : unknown('an approximation')
  const step = Math.max(
    shownLeft ? shownLeft.step * (shownLeft.decimal ? 1 : roundStep(left)) : 0,
    shownRight ? shownRight.step * (shownRight.decimal ? 1 : roundStep(right)) : 0,
  )
  const fine = step * (1 + 1e-9)
  const cut = Math.abs(x) - Math.abs(y)
  if (
    distance <= fine / 2 ||
    (Math.abs(cut) === distance && distance < fine && (shownRight ? cut > 0 : cut < 0)) ||
    distance <= loose
  )
    return { verdict: 'true' }
  if (distance > 2 * fine + 2 * loose && distance > 0.002 * size) return { verdict: 'false' }
  return unknown('an approximation')
}

function ordered(left: Expr, right: Expr, context: Context): Judgement {
  const units = hasUnit(left) || hasUnit(right)
  const [a, b] = [
    worth(left, context, units ? 'converted' : 'written'),
    worth(right, context, units ? 'converted' : 'written'),
  ]
  const texts = { ...(a && { left: valueText(a) }), ...(b && { right: valueText(b) }) }
  const order = a && b ? orderOf(a, b) : undefined
  if (order === undefined) return { ...unknown('the order cannot be told'), ...texts }
  const { relation } = context.link
  const holds = relation === '<' ? order < 0 : relation === '≤' ? order <= 0 : relation === '>' ? order > 0 : order >= 0
  return { verdict: holds ? 'true' : 'false', ...texts }
}

function orderOf(a: Value, b: Value): -1 | 0 | 1 | undefined {
  if (a.type === 'infinity' || b.type === 'infinity') {
    if (a.type === 'infinity' && b.type === 'infinity') return undefined
    if (a.type === 'infinity') return b.type === 'number' ? (a.negative ? -1 : 1) : undefined
    return a.type === 'number' && b.type === 'infinity' ? (b.negative ? 1 : -1) : undefined
  }
  if (a.type !== 'number' || b.type !== 'number') return undefined
  if ([...(a.dimensions ?? [])].join() !== [...(b.dimensions ?? [])].join()) return undefined
  return n.order(a.num, b.num)
}

const modulusLimit = 10n ** 60n

function congruent(left: Expr, right: Expr, context: Context): Judgement {
  const { link, bindings, budget } = context
  const negated = link.relation === '≢'
  const scope = { bindings, budget, units: 'written' as const }
  if (!link.modulus) {
    const [a, b] = [worth(left, context, 'written'), worth(right, context, 'written')]
    return a && b && sameValue(a, b) && !negated ? { verdict: 'true' } : unknown('no modulus')
  }
  const by = attempt(() => parseReadings(link.modulus!, context.variables)[0]!)
  const value = by && worth(by, context, 'written')
  const modulus = value?.type === 'number' ? n.asInteger(value.num) : undefined
  if (modulus === undefined || abs(modulus) < 2n || abs(modulus) > modulusLimit)
    return unknown('a modulus that is not known')
  const [a, b] = [
    attempt(() => remainder(left, abs(modulus), scope)),
    attempt(() => remainder(right, abs(modulus), scope)),
  ]
  if (a === undefined || b === undefined) return unknown('a remainder that is not known')
  const holds = (a === b) !== negated
  if (!holds && link.uncertain) return unknown('a list')
  if (!holds && (link.role === 'alternative' || link.role === 'condition')) return unknown('a condition')
  return { verdict: holds ? 'true' : 'false', left: a.toString(), right: b.toString(), by: 'remainder' }
}

/** Whether two sides agree to a modulus, below which the right one is: arithmetic in a ring writes `=` for that. */
export function congruentTo(link: Link, modulus: bigint): boolean {
  const found = attempt(() => {
    const scope = { bindings: noBindings, budget: newBudget(), units: 'written' as const }
    const [left, right] = [parseReadings(link.left.tokens)[0]!, parseReadings(link.right.tokens)[0]!]
    const value = attempt(() => evaluate(right, scope))
    const size = value?.type === 'number' ? n.asInteger(value.num) : undefined
    if (size !== undefined && abs(size) >= modulus) return false
    return remainder(left, modulus, scope) === remainder(right, modulus, scope)
  })
  return found === true
}

/** Whether the sides agree where the numbers of one or of both are read to another base. */
export function holdsInBase(link: Link, base: number): boolean {
  const found = attempt(() => {
    const scope = { bindings: noBindings, budget: newBudget(), units: 'written' as const }
    const [left, right] = [parseReadings(link.left.tokens)[0]!, parseReadings(link.right.tokens)[0]!]
    const read = (expr: Expr): Value | undefined => attempt(() => evaluate(toBase(expr, base), scope))
    const plain = (expr: Expr): Value | undefined => attempt(() => evaluate(expr, scope))
    const pairs = [
      [read(left), read(right)],
      [plain(left), read(right)],
      [read(left), plain(right)],
    ]
    return pairs.some(([a, b]) => a && b && sameValue(a, b) === true)
  })
  return found === true
}

function toBase(expr: Expr, base: number): Expr {
  if (expr.type !== 'number') return withParts(expr, part => toBase(part, base))
  if (expr.base !== undefined || expr.decimals !== undefined || expr.value.d !== 1n) return expr
  return { type: 'number', value: inBase(expr.value.n.toString(), base), base }
}

/** With variables: identities are confirmed, and nothing is called false but a claim that fails wherever it is tried. */
function openJudgement(left: Expr, right: Expr, context: Context): Judgement {
  const { link, bindings, budget, claim } = context
  if (link.relation !== '=' || link.modulus) return unknown('variables')
  const { agree, differ } = sample(left, right, bindings, budget)
  if (differ === 0 && agree >= 3) return { verdict: 'true', reason: 'an identity' }
  if (claim && agree === 0 && differ >= 4 && !opaqueParts(left) && !opaqueParts(right))
    return { verdict: 'false', reason: 'it fails wherever it is tried' }
  return unknown('variables')
}

function opaqueParts(expr: Expr): boolean {
  return some(expr, part => part.type === 'opaque' || part.type === 'dots')
}

/** Every relation of a formula with its verdict, as a claim that stands by itself. */
export function checkFormula(
  source: string,
  options: DecideOptions & { readonly macros?: Macros } = {},
): readonly { readonly link: Link; readonly decision: Decision }[] {
  const links = relationsOf(source, options.macros ?? {}) ?? []
  const budget = options.budget ?? newBudget(40_000)
  return links.map(link => ({ link, decision: decide(link, { ...options, budget }) }))
}
