import { ellipsis } from './ellipsis.ts'
import type { Expr } from './expression.ts'
import { callFunction } from './functions.ts'
import type { Num } from './number.ts'
import * as n from './number.ts'
import { integer, type Rational, rational, toNumber, zero } from './rational.ts'
import { scaleOf, unitOf } from './units.ts'
import { type Budget, spend, Unknown } from './unknown.ts'
import { ofNum, type Value } from './value.ts'

/** The values of symbols. */
export type Bindings = ReadonlyMap<string, Num>

export interface Scope {
  readonly bindings: Bindings
  readonly budget: Budget
  /** Whether `3 km` is 3 as it is written, or 3,000 of the base of its dimension. */
  readonly units: 'written' | 'converted'
}

/** What an expression comes to; throws `Unknown` where that cannot be told. */
export function evaluate(expr: Expr, scope: Scope): Value {
  spend(scope.budget)
  switch (expr.type) {
    case 'number':
      return ofNum(expr.value)
    case 'symbol': {
      const bound = scope.bindings.get(expr.name)
      if (!bound) throw new Unknown(`the value of ${expr.name} is not known`)
      return ofNum(bound)
    }
    case 'constant':
      return constant(expr.name, scope)
    case 'add':
      return sum(expr, scope)
    case 'negative':
      return scaled(integer(-1), evaluate(expr.of, scope))
    case 'multiply':
      return multiply(expr, scope)
    case 'divide':
      return divided(evaluate(expr.over, scope), evaluate(expr.by, scope))
    case 'power':
      return power(evaluate(expr.base, scope), evaluate(expr.exponent, scope), scope)
    case 'root': {
      const degree = expr.degree ? n.asInteger(number(expr.degree, scope)) : 2n
      if (degree === undefined || degree > 1000n) throw new Unknown('a root of this degree')
      return each(evaluate(expr.of, scope), value => {
        if (value.type !== 'number') throw new Unknown('a root of what is no number')
        return withDimensions(n.root(value.num, Number(degree)), value, 1 / Number(degree))
      })
    }
    case 'call': {
      const args = expr.args.map(arg => evaluate(arg, scope))
      const sub = expr.sub ? evaluate(expr.sub, scope) : undefined
      return callFunction(expr.name, args, sub, scope.budget)
    }
    case 'factorial':
      return ofNum(factorial(number(expr.of, scope), expr.double, scope.budget))
    case 'binomial':
      return ofNum(binomial(number(expr.n, scope), number(expr.k, scope), scope.budget))
    case 'series':
      return series(expr, scope)
    case 'either':
      return {
        type: 'either',
        values: [...alternatives(evaluate(expr.plus, scope)), ...alternatives(evaluate(expr.minus, scope))],
      }
    case 'modulo': {
      const [of, by] = [n.asInteger(number(expr.of, scope)), n.asInteger(number(expr.by, scope))]
      if (of === undefined || by === undefined || by <= 0n) throw new Unknown('a remainder of what is no whole number')
      return ofNum(integer(((of % by) + by) % by))
    }
    case 'list':
      return { type: 'list', open: expr.open, close: expr.close, items: expr.items.map(item => evaluate(item, scope)) }
    case 'matrix':
      return { type: 'matrix', rows: expr.rows.map(row => row.map(cell => evaluate(cell, scope))) }
    case 'sets':
      throw new Unknown('an operation on sets')
    case 'unit':
      return united(expr, scope)
    case 'ratio': {
      if (expr.items.length !== 2) throw new Unknown('a ratio of more than two')
      return divided(evaluate(expr.items[0]!, scope), evaluate(expr.items[1]!, scope))
    }
    case 'dots':
      throw new Unknown('something is left out')
    case 'opaque': {
      const bound = scope.bindings.get(`?${expr.text}`)
      if (bound) return ofNum(bound)
      throw new Unknown('a part of it cannot be read')
    }
  }
}

/** The number that an expression comes to. */
export function number(expr: Expr, scope: Scope): Num {
  return numberOf(evaluate(expr, scope))
}

function numberOf(value: Value): Num {
  if (value.type !== 'number' || value.dimensions?.size) throw new Unknown('it is no plain number')
  return value.num
}

function constant(name: string, scope: Scope): Value {
  switch (name) {
    case 'pi':
      return ofNum(scope.bindings.get('π') ?? n.pi)
    case 'e':
      return ofNum(scope.bindings.get('e') ?? n.euler)
    case 'i':
      return ofNum(scope.bindings.get('i') ?? n.imaginaryUnit)
    case 'infinity':
      return { type: 'infinity', negative: false }
    default:
      return { type: 'list', open: '{', close: '}', items: [] }
  }
}

function alternatives(value: Value): readonly Value[] {
  return value.type === 'either' ? value.values : [value]
}

const alternativeLimit = 16

/** Applies a function to every value that `\pm` leaves open. */
function each(value: Value, apply: (value: Value) => Value): Value {
  if (value.type !== 'either') return apply(value)
  if (value.values.length > alternativeLimit) throw new Unknown('too many signs are left open')
  return { type: 'either', values: value.values.map(apply) }
}

function each2(a: Value, b: Value, apply: (a: Value, b: Value) => Value): Value {
  if (a.type !== 'either' && b.type !== 'either') return apply(a, b)
  // Signs that are left open on both sides go together: the upper with the upper.
  if (a.type === 'either' && b.type === 'either') {
    if (a.values.length !== b.values.length) throw new Unknown('too many signs are left open')
    return { type: 'either', values: a.values.map((value, i) => apply(value, b.values[i]!)) }
  }
  if (a.type === 'either') return each(a, value => apply(value, b))
  return each(b, value => apply(a, value))
}

function sum(expr: Extract<Expr, { type: 'add' }>, scope: Scope): Value {
  if (expr.terms.some(term => term.type === 'dots' || (term.type === 'negative' && term.of.type === 'dots'))) {
    return ofNum(ellipsis(expr, scope))
  }
  return expr.terms.map(term => evaluate(term, scope)).reduce(added)
}

function added(a: Value, b: Value): Value {
  return each2(a, b, (x, y) => {
    if (x.type === 'infinity' || y.type === 'infinity') return infiniteSum(x, y)
    if (x.type === 'number' && y.type === 'number') {
      if (!sameDimensions(x.dimensions, y.dimensions)) {
        const plain = radians(x, y)
        if (!plain) throw new Unknown('the units differ')
        return ofNum(n.add(plain[0], plain[1]))
      }
      return { ...x, num: n.add(x.num, y.num) }
    }
    if (
      x.type === 'list' &&
      y.type === 'list' &&
      x.items.length === y.items.length &&
      x.open === '(' &&
      y.open === '('
    ) {
      return { ...x, items: x.items.map((item, i) => added(item, y.items[i]!)) }
    }
    if (x.type === 'matrix' && y.type === 'matrix' && sameShape(x.rows, y.rows)) {
      return { type: 'matrix', rows: x.rows.map((row, i) => row.map((cell, j) => added(cell, y.rows[i]![j]!))) }
    }
    throw new Unknown('a sum of different things')
  })
}

function infiniteSum(a: Value, b: Value): Value {
  if (a.type === 'infinity' && b.type === 'infinity') {
    if (a.negative !== b.negative) throw new Unknown('infinity less infinity')
    return a
  }
  return a.type === 'infinity' ? a : b
}

/** Degrees beside plain numbers, as in `\pi - 30^\circ`. */
function radians(a: Extract<Value, { type: 'number' }>, b: Extract<Value, { type: 'number' }>): [Num, Num] | undefined {
  const [x, y] = [toRadians(a), toRadians(b)]
  return x && y && [x, y]
}

/** A plain number; of an angle, what it is in radians. */
export function toRadians(value: Extract<Value, { type: 'number' }>): Num | undefined {
  if (!value.dimensions?.size) return value.num
  if (value.dimensions.size > 1 || value.dimensions.get('angle') !== 1) return undefined
  return n.multiply(value.num, n.divide(n.pi, integer(180)))
}

export function sameDimensions(
  a: ReadonlyMap<string, number> | undefined,
  b: ReadonlyMap<string, number> | undefined,
): boolean {
  if ((a?.size ?? 0) !== (b?.size ?? 0)) return false
  for (const [name, exponent] of a ?? []) if (b!.get(name) !== exponent) return false
  return true
}

function sameShape(a: readonly (readonly unknown[])[], b: readonly (readonly unknown[])[]): boolean {
  return a.length === b.length && a[0]?.length === b[0]?.length
}

function combined(a: Value, b: Value, sign: 1 | -1): ReadonlyMap<string, number> | undefined {
  const [x, y] = [a.type === 'number' ? a.dimensions : undefined, b.type === 'number' ? b.dimensions : undefined]
  if (!y?.size) return x
  const total = new Map(x)
  for (const [name, exponent] of y) {
    const size = (total.get(name) ?? 0) + sign * exponent
    if (size) total.set(name, size)
    else total.delete(name)
  }
  return total
}

function numeric(num: Num, dimensions: ReadonlyMap<string, number> | undefined): Value {
  return dimensions?.size ? { type: 'number', num, dimensions } : ofNum(num)
}

function withDimensions(num: Num, of: Extract<Value, { type: 'number' }>, exponent: number): Value {
  if (!of.dimensions?.size) return ofNum(num)
  const dimensions = new Map<string, number>()
  for (const [name, size] of of.dimensions) {
    if (!Number.isInteger(size * exponent)) throw new Unknown('a fractional power of a unit')
    dimensions.set(name, size * exponent)
  }
  return { type: 'number', num, dimensions }
}

function scaled(by: Num, value: Value): Value {
  return each(value, of => {
    switch (of.type) {
      case 'number':
        return { ...of, num: n.multiply(by, of.num) }
      case 'infinity': {
        const sign = n.sign(by)
        if (!sign) throw new Unknown('nothing of infinity')
        return { type: 'infinity', negative: of.negative !== sign < 0 }
      }
      case 'list':
        if (of.open !== '(') throw new Unknown('a multiple of a list')
        return { ...of, items: of.items.map(item => scaled(by, item)) }
      case 'matrix':
        return { type: 'matrix', rows: of.rows.map(row => row.map(cell => scaled(by, cell))) }
      case 'either':
        throw new Unknown('too many signs are left open')
    }
  })
}

function multiply(expr: Extract<Expr, { type: 'multiply' }>, scope: Scope): Value {
  if (expr.factors.some(factor => factor.type === 'dots')) return ofNum(ellipsis(expr, scope))
  return expr.factors.map(factor => evaluate(factor, scope)).reduce((a, b) => multiplied(a, b, expr.sign))
}

function multiplied(a: Value, b: Value, sign: 'dot' | 'cross' | undefined): Value {
  return each2(a, b, (x, y) => {
    if (x.type === 'number' && y.type === 'number') return numeric(n.multiply(x.num, y.num), combined(x, y, 1))
    if (x.type === 'number' && !x.dimensions?.size) return scaled(x.num, y)
    if (y.type === 'number' && !y.dimensions?.size) return scaled(y.num, x)
    const [u, v] = [vector(x), vector(y)]
    if (u && v && u.length === v.length && sign === 'dot') return dotProduct(u, v)
    if (u && v && u.length === 3 && v.length === 3 && sign === 'cross') return crossProduct(u, v, x)
    if (x.type === 'matrix' && y.type === 'matrix' && x.rows[0]?.length === y.rows.length)
      return matrixProduct(x.rows, y.rows)
    throw new Unknown('a product of different things')
  })
}

function vector(value: Value): readonly Value[] | undefined {
  if (value.type === 'list' && (value.open === '(' || value.open === '⟨')) return value.items
  if (value.type === 'matrix' && value.rows.every(row => row.length === 1)) return value.rows.map(row => row[0]!)
  return undefined
}

function dotProduct(u: readonly Value[], v: readonly Value[]): Value {
  return u.map((item, i) => multiplied(item, v[i]!, undefined)).reduce(added)
}

function crossProduct(u: readonly Value[], v: readonly Value[], like: Value): Value {
  const minor = (i: number, j: number): Value =>
    added(multiplied(u[i]!, v[j]!, undefined), scaled(integer(-1), multiplied(u[j]!, v[i]!, undefined)))
  const items = [minor(1, 2), minor(2, 0), minor(0, 1)]
  return like.type === 'list' ? { ...like, items } : { type: 'matrix', rows: items.map(item => [item]) }
}

function matrixProduct(a: readonly (readonly Value[])[], b: readonly (readonly Value[])[]): Value {
  if (a.length * b.length > 400) throw new Unknown('it takes too long')
  const rows = a.map(row =>
    b[0]!.map((_, j) => row.map((cell, k) => multiplied(cell, b[k]![j]!, undefined)).reduce(added)),
  )
  return { type: 'matrix', rows }
}

function divided(a: Value, b: Value): Value {
  return each2(a, b, (x, y) => {
    if (y.type === 'infinity' && x.type === 'number') return ofNum(zero)
    if (y.type !== 'number') throw new Unknown('a division by what is no number')
    if (x.type === 'number') return numeric(n.divide(x.num, y.num), combined(x, y, -1))
    if (y.dimensions?.size) throw new Unknown('a division by what is no number')
    return scaled(n.divide(integer(1), y.num), x)
  })
}

function power(a: Value, b: Value, scope: Scope): Value {
  return each2(a, b, (base, exponent) => {
    const size = numberOf(exponent)
    if (base.type === 'matrix') {
      const times = n.asInteger(size)
      if (times === undefined || times < 1n || times > 40n) throw new Unknown('a power of a matrix')
      spend(scope.budget, Number(times) * base.rows.length ** 3)
      let result: Value = base
      for (let i = 1n; i < times; i++) result = multiplied(result, base, undefined)
      return result
    }
    if (base.type !== 'number') throw new Unknown('a power of what is no number')
    if (base.dimensions?.size && size.type !== 'rational') throw new Unknown('a power of a unit')
    return withDimensions(n.pow(base.num, size), base, base.dimensions?.size ? toNumber(size as Rational) : 1)
  })
}

function united(expr: Extract<Expr, { type: 'unit' }>, scope: Scope): Value {
  const value = evaluate(expr.of, scope)
  const { dimensions, factor } = unitOf(scope.units === 'written' ? scaleOf(expr.unit) : expr.unit)
  return each(value, of => {
    if (of.type !== 'number') throw new Unknown('a unit of what is no number')
    return numeric(n.multiply(of.num, factor), combined(of, { type: 'number', num: factor, dimensions }, 1))
  })
}

export function factorial(of: Num, double: boolean, budget: Budget): Num {
  const size = n.asInteger(of)
  if (size === undefined || size < 0n || size > 500n) throw new Unknown('a factorial that is too large')
  spend(budget, Number(size))
  let result = 1n
  for (let i = size; i > 1n; i -= double ? 2n : 1n) result *= i
  return rational(result, 1n)
}

export function binomial(of: Num, choose: Num, budget: Budget): Num {
  const [size, k] = [n.asInteger(of), n.asInteger(choose)]
  if (size === undefined || k === undefined || size < 0n) throw new Unknown('a binomial of what are no whole numbers')
  if (k < 0n || k > size) return zero
  if (2n * k > size) return binomial(of, integer(size - k), budget)
  if (k > 2000n) throw new Unknown('it takes too long')
  spend(budget, Number(k))
  let result = 1n
  for (let i = 1n; i <= k; i++) result = (result * (size - k + i)) / i
  return rational(result, 1n)
}

const seriesLimit = 20_000n

function series(expr: Extract<Expr, { type: 'series' }>, scope: Scope): Value {
  const first = n.asInteger(number(expr.from, scope))
  const end = evaluate(expr.to, scope)
  if (first === undefined) throw new Unknown('a series without whole bounds')
  const term = (i: bigint): Value =>
    evaluate(expr.body, { ...scope, bindings: new Map([...scope.bindings, [expr.name, integer(i)]]) })
  if (end.type === 'infinity' && !end.negative && !expr.product) return infinite(term, first)
  const last = n.asInteger(numberOf(end))
  if (last === undefined) throw new Unknown('a series without whole bounds')
  if (last - first > seriesLimit) throw new Unknown('it takes too long')
  let result: Value = ofNum(integer(expr.product ? 1 : 0))
  for (let i = first; i <= last; i++) {
    const next = term(i)
    result = i === first ? next : expr.product ? multiplied(result, next, undefined) : added(result, next)
  }
  return result
}

/** Only series whose terms shrink at least as fast as a geometric one. */
function infinite(term: (i: bigint) => Value, first: bigint): Value {
  let sum: Num = n.real(0, 0)
  let previous = Number.POSITIVE_INFINITY
  let ratio = 0
  for (let i = 0n; i < 600n; i++) {
    const value = n.toComplex(numberOf(term(first + i)))
    const size = n.magnitude(value)
    sum = n.add(sum, value)
    if (i > 20n) ratio = Math.max(ratio * 0.9, previous === 0 ? 0 : size / previous)
    if (i > 30n && ratio > 0.97) throw new Unknown('a series that may not converge')
    const rest = ratio < 1 ? (size * ratio) / (1 - ratio) : Number.POSITIVE_INFINITY
    if (i > 40n && rest < 1e-16 * n.magnitude(n.toComplex(sum))) return ofNum(n.add(sum, n.real(0, rest * 4)))
    previous = size
  }
  throw new Unknown('a series that may not converge')
}
