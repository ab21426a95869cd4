import { evaluate, type Scope } from './evaluate.ts'
import { type Expr, partsOf, withParts } from './expression.ts'
import type { Num } from './number.ts'
import * as n from './number.ts'
import { integer, isInteger, minus, over, plus, type Rational, times } from './rational.ts'
import { spend, Unknown } from './unknown.ts'

/**
 * `1 + 2 + \cdots + 100`, `1 \cdot 2 \cdots 9`: the terms that are shown differ in numbers that go up by steps, or in
 * value by one factor. Where both could be meant, or nothing fits, the value is not known.
 */
export function ellipsis(expr: Extract<Expr, { type: 'add' | 'multiply' }>, scope: Scope): Num {
  const terms = expr.type === 'add' ? expr.terms : expr.factors
  const gaps = terms.flatMap((term, i) => (isDots(term) ? [i] : []))
  const gap = gaps[0]!
  const before = terms.slice(0, gap)
  const after = terms.slice(gap + 1)
  if (gaps.length !== 1 || before.length < 2 || after.length < 1) throw new Unknown('something is left out')
  const combine = expr.type === 'add' ? n.add : n.multiply
  const byShape = progression(before, after, scope, combine)
  const byRatio = geometric(before, after, scope, combine)
  if (byShape && byRatio && n.same(byShape, byRatio) !== true && before.length < 3)
    throw new Unknown('something is left out')
  const value = byShape ?? byRatio
  if (!value) throw new Unknown('something is left out')
  return value
}

function isDots(term: Expr): boolean {
  return term.type === 'dots' || (term.type === 'negative' && term.of.type === 'dots')
}

const countLimit = 5_000n

/** The shown terms have one shape, and each number in them goes up by a step of its own. */
function progression(
  before: readonly Expr[],
  after: readonly Expr[],
  scope: Scope,
  combine: (a: Num, b: Num) => Num,
): Num | undefined {
  const [first, second] = [before[0]!, before[1]!]
  const last = after.at(-1)!
  let length: bigint | undefined
  const steps: Rational[] = []
  const walk = (a: Expr, b: Expr, c: Expr): boolean => {
    if (a.type === 'number' && b.type === 'number' && c.type === 'number') {
      const step = minus(b.value, a.value)
      steps.push(step)
      const distance = minus(c.value, a.value)
      if (step.n === 0n) return distance.n === 0n
      const count = over(distance, step)
      if (!isInteger(count) || count.n < 1n || (length !== undefined && length !== count.n)) return false
      length = count.n
      return true
    }
    if (a.type !== b.type || a.type !== c.type || !sameKind(a, b) || !sameKind(a, c)) return false
    const [x, y, z] = [partsOf(a), partsOf(b), partsOf(c)]
    return x.length === y.length && x.length === z.length && x.every((part, i) => walk(part, y[i]!, z[i]!))
  }
  if (!walk(first, second, last) || length === undefined || length > countLimit) return undefined
  const at = (index: bigint): Expr => {
    let leaf = 0
    const moved = (expr: Expr): Expr =>
      expr.type === 'number'
        ? { type: 'number', value: plus(expr.value, times(steps[leaf++]!, integer(index))) }
        : withParts(expr, moved)
    return moved(first)
  }
  if (length < BigInt(before.length + after.length - 1)) return undefined
  if (before.some((term, i) => !sameValue(term, at(BigInt(i)), scope))) return undefined
  if (after.some((term, i) => !sameValue(term, at(length! - BigInt(after.length - 1 - i)), scope))) return undefined
  let result = value(first, scope)
  for (let i = 1n; i <= length; i++) {
    spend(scope.budget, 4)
    result = combine(result, value(at(i), scope))
  }
  return result
}

function sameKind(a: Expr, b: Expr): boolean {
  if (a.type === 'symbol' && b.type === 'symbol') return a.name === b.name
  if (a.type === 'constant' && b.type === 'constant') return a.name === b.name
  if (a.type === 'call' && b.type === 'call') return a.name === b.name
  if (a.type === 'opaque') return false
  return true
}

function value(expr: Expr, scope: Scope): Num {
  const found = evaluate(expr, scope)
  if (found.type !== 'number' || found.dimensions?.size) throw new Unknown('something is left out')
  return found.num
}

function sameValue(a: Expr, b: Expr, scope: Scope): boolean {
  return n.same(value(a, scope), value(b, scope)) === true
}

/** `1 + 2 + 4 + \cdots + 64`. */
function geometric(
  before: readonly Expr[],
  after: readonly Expr[],
  scope: Scope,
  combine: (a: Num, b: Num) => Num,
): Num | undefined {
  const shown = before.map(term => value(term, scope))
  const [first, second] = [shown[0]!, shown[1]!]
  if (shown.length < 3 && !looksGeometric(before)) return undefined
  if (n.isZero(first) !== false || n.isZero(second) !== false) return undefined
  const ratio = n.divide(second, first)
  if (n.same(ratio, integer(1)) !== false) return undefined
  const end = value(after.at(-1)!, scope)
  let term = first
  let result = first
  for (let i = 1; i < 400; i++) {
    spend(scope.budget, 4)
    term = n.multiply(term, ratio)
    if (i < shown.length && n.same(term, shown[i]!) !== true) return undefined
    result = combine(result, term)
    if (i >= shown.length && n.same(term, end) === true) {
      const lead = after.slice(0, -1).map(part => value(part, scope))
      let back = term
      for (const part of lead.reverse()) {
        back = n.divide(back, ratio)
        if (n.same(back, part) !== true) return undefined
      }
      return result
    }
  }
  return undefined
}

/** `2^1 + 2^2 + …` and `1 + 2 + … + 64`: the latter may be anything. */
function looksGeometric(before: readonly Expr[]): boolean {
  return before.some(term => term.type === 'power' || term.type === 'divide')
}
