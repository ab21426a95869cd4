import { sameValue } from './compare.ts'
import { type Bindings, evaluate } from './evaluate.ts'
import { type Expr, freeSymbols, partsOf, some } from './expression.ts'
import { add, divide, isReal, isZero, multiply, type Num, negate, root, same, sign, subtract } from './number.ts'
import { integer, rational } from './rational.ts'
import { attempt, type Budget, newBudget } from './unknown.ts'
import type { Value } from './value.ts'

/** How two expressions with variables compare at points that are no accident. */
export interface Sampled {
  /** Points where both have a value and agree, and where they differ. */
  readonly agree: number
  readonly differ: number
}

/** No small integers, which solve too many equations, and both signs, or `|x|` would be `x`. */
const generic: readonly (readonly [number, number])[] = [
  [31, 17],
  [-29, 13],
  [47, 11],
  [-19, 23],
  [53, 37],
  [-61, 7],
  [71, 29],
  [83, 43],
  [-97, 31],
  [101, 19],
  [37, 41],
  [-43, 47],
  [7, 59],
]
const integers = [5, 3, 8, 2, 7, 4, 11, 6, 9, 10, 13, 12]

/** Compares at fixed points. Symbols that stand in exponents and the like are whole numbers there as well. */
export function sample(a: Expr, b: Expr, bindings: Bindings, budget: Budget = newBudget(), points = 5): Sampled {
  const names = [...freeSymbols(b, freeSymbols(a))].filter(name => !bindings.has(name))
  const discrete = discreteSymbols(a, discreteSymbols(b))
  let agree = 0
  let differ = 0
  for (let round = 0; round < points + 4 && agree + differ < points; round++) {
    const values = new Map<string, Num>(bindings)
    for (const [i, name] of names.entries()) values.set(name, point(discrete.has(name), i, round))
    const found = comparedAt(a, b, values, budget)
    if (found === true) agree++
    if (found === false) differ++
  }
  return { agree, differ }
}

function point(discrete: boolean, name: number, round: number): Num {
  if (discrete) return rational(BigInt(integers[(name * 5 + round * 3 + 1) % integers.length]!), 1n)
  // Positive everywhere in every other round, so that roots and logarithms have a value somewhere.
  const [n, d] = generic[(name * 3 + round * 4) % generic.length]!
  const negative = round % 2 === 1 && (name + (round >> 1)) % 2 === 0
  return rational(BigInt(negative ? -Math.abs(n) : Math.abs(n)), BigInt(d))
}

function comparedAt(a: Expr, b: Expr, bindings: Bindings, budget: Budget): boolean | undefined {
  const scope = { bindings, budget, units: 'converted' as const }
  const x = attempt((): Value => evaluate(a, scope))
  const y = x && attempt((): Value => evaluate(b, scope))
  return x && y && attempt(() => sameValue(x, y))
}

/** Symbols that only make sense as whole numbers: under `!`, in binomials, in bounds, in exponents. */
export function discreteSymbols(expr: Expr, into: Set<string> = new Set()): Set<string> {
  switch (expr.type) {
    case 'factorial':
      freeSymbols(expr.of, into)
      break
    case 'binomial':
      freeSymbols(expr.n, into)
      freeSymbols(expr.k, into)
      break
    case 'series':
      freeSymbols(expr.from, into)
      freeSymbols(expr.to, into)
      break
    case 'modulo':
      freeSymbols(expr.of, into)
      freeSymbols(expr.by, into)
      break
    case 'power':
      freeSymbols(expr.exponent, into)
      break
    case 'call':
      if (expr.name === 'gcd' || expr.name === 'lcm') for (const arg of expr.args) freeSymbols(arg, into)
      break
  }
  for (const part of partsOf(expr)) discreteSymbols(part, into)
  return into
}

export function hasOpaque(expr: Expr): boolean {
  return some(expr, part => part.type === 'opaque')
}

/** As `sample`, at points where both sides are real numbers, unless they are complex by their nature. */
export function sampleReal(a: Expr, b: Expr, budget: Budget = newBudget()): Sampled {
  const complex = [a, b].some(side => some(side, part => part.type === 'constant' && part.name === 'i'))
  const names = [...freeSymbols(b, freeSymbols(a))]
  const discrete = discreteSymbols(a, discreteSymbols(b))
  let agree = 0
  let differ = 0
  for (let round = 0; round < 14 && agree + differ < 6; round++) {
    const bindings = new Map(names.map((name, i): [string, Num] => [name, point(discrete.has(name), i, round)]))
    const scope = { bindings, budget, units: 'converted' as const }
    const x = attempt((): Value => evaluate(a, scope))
    const y = x && attempt((): Value => evaluate(b, scope))
    if (!x || !y || (!complex && (imaginary(x) || imaginary(y)))) continue
    const found = attempt(() => sameValue(x, y))
    if (found === true) agree++
    if (found === false) differ++
  }
  return { agree, differ }
}

function imaginary(value: Value): boolean {
  return value.type === 'number' && !isReal(value.num)
}

/**
 * Whether two expressions are zero at the same points: they differ by a constant factor, or one has a zero where the
 * other has none. `signed`: whether the factor must be positive.
 */
export function comparePoints(a: Expr, b: Expr, signed = false): 'equal' | 'different' | 'undecided' {
  const budget = newBudget()
  const names = [...freeSymbols(b, freeSymbols(a))]
  if (!names.length || names.some(name => name.startsWith('?') || name.startsWith('"'))) return 'undecided'
  const [x, y] = [freeSymbols(a), freeSymbols(b)]
  let ratio: Num | undefined
  let proportional = true
  let points = 0
  for (let round = 0; round < 10 && points < 5; round++) {
    const bindings = new Map(names.map((name, i): [string, Num] => [name, point(false, i, round)]))
    const [p, q] = [numberAt(a, bindings, budget), numberAt(b, bindings, budget)]
    if (!p || !q || isZero(p) !== false || isZero(q) !== false) continue
    const next = divide(p, q)
    if (ratio && same(ratio, next) === false) proportional = false
    ratio ??= next
    points++
  }
  if (points < 3 || !ratio) return 'undecided'
  if (proportional) return signed && sign(ratio) !== 1 ? 'different' : 'equal'
  if (signed) return 'undecided'
  if (
    x.size === y.size &&
    [...x].every(name => y.has(name)) &&
    (zeroApart(a, b, names, budget) || zeroApart(b, a, names, budget))
  )
    return 'different'
  return 'undecided'
}

function numberAt(expr: Expr, bindings: Bindings, budget: Budget): Num | undefined {
  const value = attempt((): Value => evaluate(expr, { bindings, budget, units: 'written' }))
  return value?.type === 'number' ? value.num : undefined
}

/** Whether there is a point where `a` is zero and `b` is not, found where `a` is linear or quadratic in a variable. */
function zeroApart(a: Expr, b: Expr, names: readonly string[], budget: Budget): boolean {
  for (const [i, name] of names.entries()) {
    for (let round = 0; round < 3; round++) {
      const others = names.map((other, k): [string, Num] => [other, point(false, k + i, round)])
      const at = (value: Num): Bindings => new Map([...others, [name, value]])
      const [p0, p1, p2, p3] = [0, 1, -1, 2].map(value => numberAt(a, at(integer(value)), budget))
      if (!p0 || !p1 || !p2 || !p3) continue
      const square = divide(subtract(add(p1, p2), multiply(integer(2), p0)), integer(2))
      const slope = divide(subtract(p1, p2), integer(2))
      const expected = add(add(multiply(square, integer(4)), multiply(slope, integer(2))), p0)
      if (same(expected, p3) !== true) continue
      for (const zero of zeros(square, slope, p0)) {
        const there = attempt(() => numberAt(b, at(zero), budget))
        if (there && isZero(there) === false) return true
      }
    }
  }
  return false
}

function zeros(square: Num, slope: Num, constant: Num): readonly Num[] {
  const found = attempt(() => {
    if (isZero(square) === true) return isZero(slope) === false ? [negate(divide(constant, slope))] : []
    const discriminant = subtract(multiply(slope, slope), multiply(integer(4), multiply(square, constant)))
    if (sign(discriminant) === -1) return []
    const size = root(discriminant, 2)
    return [add(negate(slope), size), subtract(negate(slope), size)].map(top =>
      divide(top, multiply(integer(2), square)),
    )
  })
  return found ?? []
}
