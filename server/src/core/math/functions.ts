import type { Num } from './number.ts'
import * as n from './number.ts'
import { abs, floor, gcd, integer, zero } from './rational.ts'
import { type Budget, spend, Unknown } from './unknown.ts'
import { ofNum, type Value } from './value.ts'

/** The value of a function that has a name. */
export function callFunction(name: string, args: readonly Value[], sub: Value | undefined, budget: Budget): Value {
  const [first] = args
  if (name === 'abs') return absolute(first!)
  if (name === 'det') return ofNum(determinant(first!, budget))
  if (first?.type === 'either' && args.length === 1) {
    return { type: 'either', values: first.values.map(value => callFunction(name, [value], sub, budget)) }
  }
  if (first?.type === 'list' && args.length === 1 && /^(?:min|max|gcd|lcm)$/.test(name)) {
    return callFunction(name, first.items, sub, budget)
  }
  if (name === 'min' || name === 'max') return extreme(args, name === 'min' ? -1 : 1)
  if (name === 'floor' || name === 'ceil') return rounded(first!, name === 'ceil')
  const nums = args.map(arg => plain(arg, /^(?:sin|cos|tan|cot|sec|csc|cis)$/.test(name)))
  if (name === 'gcd' || name === 'lcm') return ofNum(nums.reduce(name === 'gcd' ? greatestDivisor : leastMultiple))
  if (nums.length !== 1) throw new Unknown('a function of several numbers')
  const base = sub && plain(sub, false)
  if (base && name !== 'log') throw new Unknown('a function with an index')
  return ofNum(one(name, nums[0]!, base))
}

function plain(value: Value, angles: boolean): Num {
  if (value.type !== 'number') throw new Unknown('a function of what is no number')
  if (!value.dimensions?.size) return value.num
  if (angles && value.dimensions.size === 1 && value.dimensions.get('angle') === 1) {
    return n.multiply(value.num, n.divide(n.pi, integer(180)))
  }
  throw new Unknown('a function of what has a unit')
}

function one(name: string, x: Num, base: Num | undefined): Num {
  switch (name) {
    case 'ln':
      return logarithm(x)
    case 'lg':
      return n.logarithmTo(integer(10), positive(x))
    case 'log':
      return n.logarithmTo(base ? positive(base) : integer(10), positive(x))
    case 'exp':
      return n.exponential(x)
    case 'sqrt':
      return n.root(x, 2)
    case 'sgn':
      return integer(n.sign(x) ?? unknown())
    case 'sin':
      return n.apply(x, sin, (re, im) => magnitude(cos(re, im)) + 1e-8)
    case 'cos':
      return n.apply(x, cos, (re, im) => magnitude(sin(re, im)) + 1e-8)
    case 'tan':
      return n.divide(one('sin', x, undefined), one('cos', x, undefined))
    case 'cot':
      return n.divide(one('cos', x, undefined), one('sin', x, undefined))
    case 'sec':
      return n.divide(integer(1), one('cos', x, undefined))
    case 'csc':
      return n.divide(integer(1), one('sin', x, undefined))
    case 'cis':
      return n.exponential(n.multiply(n.imaginaryUnit, x))
    case 'arcsin':
      return onReals(x, Math.asin, v => 1 / Math.sqrt(1 - v * v), 1)
    case 'arccos':
      return onReals(x, Math.acos, v => 1 / Math.sqrt(1 - v * v), 1)
    case 'arctan':
      return onReals(x, Math.atan, v => 1 / (1 + v * v))
    case 'arccot':
      return n.subtract(n.divide(n.pi, integer(2)), one('arctan', x, undefined))
    case 'arcsec':
      return one('arccos', n.divide(integer(1), x), undefined)
    case 'arccsc':
      return one('arcsin', n.divide(integer(1), x), undefined)
    case 'sinh':
      return half(n.subtract(n.exponential(x), n.exponential(n.negate(x))))
    case 'cosh':
      return half(n.add(n.exponential(x), n.exponential(n.negate(x))))
    case 'tanh':
      return n.divide(one('sinh', x, undefined), one('cosh', x, undefined))
    case 'coth':
      return n.divide(one('cosh', x, undefined), one('sinh', x, undefined))
    case 'sech':
      return n.divide(integer(1), one('cosh', x, undefined))
    case 'csch':
      return n.divide(integer(1), one('sinh', x, undefined))
    case 'arsinh':
      return onReals(x, Math.asinh, v => 1 / Math.sqrt(1 + v * v))
    case 'arcosh':
      return onReals(
        x,
        v => (v < 1 ? Number.NaN : Math.acosh(v)),
        v => 1 / Math.sqrt(v * v - 1),
      )
    case 'artanh':
      return onReals(x, Math.atanh, v => 1 / (1 - v * v), 1)
    case 'Re':
      return x.type === 'rational' ? x : n.real(x.re, x.error)
    case 'Im':
      return x.type === 'rational' ? zero : n.real(x.im, x.error)
    case 'arg': {
      const z = n.toComplex(x)
      return n.real(Math.atan2(z.im, z.re), z.error / Math.max(n.magnitude(z), 1e-300) + 1e-15)
    }
    default:
      throw new Unknown(`the function ${name}`)
  }
}

function unknown(): never {
  throw new Unknown('its sign cannot be told')
}

const magnitude = ([re, im]: readonly [number, number]): number => Math.hypot(re, im)
const sin = (re: number, im: number): [number, number] => [
  Math.sin(re) * Math.cosh(im),
  im === 0 ? 0 : Math.cos(re) * Math.sinh(im),
]
const cos = (re: number, im: number): [number, number] => [
  Math.cos(re) * Math.cosh(im),
  im === 0 ? 0 : -Math.sin(re) * Math.sinh(im),
]
const half = (a: Num): Num => n.divide(a, integer(2))

/** Logarithms of negative numbers are left alone: too few mean the complex ones. */
function positive(x: Num): Num {
  if (n.sign(x) !== 1) throw new Unknown('a logarithm of what is not positive')
  return x
}

function logarithm(x: Num): Num {
  return n.logarithm(positive(x))
}

function onReals(
  x: Num,
  value: (v: number) => number,
  slope: (v: number) => number,
  limit = Number.POSITIVE_INFINITY,
): Num {
  if (!n.isReal(x)) throw new Unknown('an inverse function of a complex number')
  const { re, error } = n.toComplex(x)
  const clamped = Math.abs(re) > limit && Math.abs(re) <= limit + 16 * error ? Math.sign(re) * limit : re
  const result = value(clamped)
  if (Number.isNaN(result)) throw new Unknown('it is not defined')
  const steep = slope(clamped)
  const spread = Number.isFinite(steep) ? error * steep : Math.sqrt(error) * 2
  return n.real(result, spread + 1e-15 * (Math.abs(result) + 1))
}

function absolute(value: Value): Value {
  if (value.type === 'number') return { ...value, num: n.absolute(value.num) }
  if (value.type === 'either') return { type: 'either', values: value.values.map(absolute) }
  const items =
    value.type === 'list' && value.open === '('
      ? value.items
      : value.type === 'matrix' && value.rows.every(row => row.length === 1)
        ? value.rows.flat()
        : undefined
  if (!items?.length) throw new Unknown('an absolute value of what is no number')
  const squares = items.map(item => {
    const num = plain(item, false)
    return n.multiply(n.absolute(num), n.absolute(num))
  })
  return ofNum(n.root(squares.reduce(n.add), 2))
}

function extreme(args: readonly Value[], wanted: -1 | 1): Value {
  if (!args.length || args.some(arg => arg.type !== 'number')) throw new Unknown('an extreme of what are no numbers')
  return args.reduce((a, b) => {
    const found = n.order(plain(b, false), plain(a, false))
    if (found === undefined) throw new Unknown('an order that cannot be told')
    return found === wanted ? b : a
  })
}

function rounded(value: Value, up: boolean): Value {
  const num = plain(value, false)
  if (num.type === 'rational') return ofNum(integer(up ? -floor({ ...num, n: -num.n }) : floor(num)))
  if (!n.isReal(num) || Math.abs(num.re) > 1e12) throw new Unknown('a whole part of what is no real number')
  const exact = n.asInteger(num)
  if (exact !== undefined) return ofNum(integer(exact))
  if (Math.abs(num.re - Math.round(num.re)) < 1000 * num.error) throw new Unknown('a whole part that cannot be told')
  return ofNum(integer(up ? Math.ceil(num.re) : Math.floor(num.re)))
}

function whole(a: Num): bigint {
  const value = n.asInteger(a)
  if (value === undefined) throw new Unknown('it is no whole number')
  return value
}

function greatestDivisor(a: Num, b: Num): Num {
  return integer(gcd(whole(a), whole(b)))
}

function leastMultiple(a: Num, b: Num): Num {
  const [x, y] = [whole(a), whole(b)]
  if (x === 0n || y === 0n) return zero
  return integer(abs(x * y) / gcd(x, y))
}

function determinant(value: Value, budget: Budget): Num {
  if (value.type === 'number') return n.absolute(value.num)
  if (value.type !== 'matrix' || value.rows.length !== value.rows[0]?.length || value.rows.length > 6) {
    throw new Unknown('a determinant of this')
  }
  return expanded(
    value.rows.map(row => row.map(cell => plain(cell, false))),
    budget,
  )
}

function expanded(rows: readonly (readonly Num[])[], budget: Budget): Num {
  spend(budget, rows.length)
  if (rows.length === 1) return rows[0]![0]!
  return rows[0]!
    .map((cell, j) => {
      const minor = expanded(
        rows.slice(1).map(row => row.filter((_, k) => k !== j)),
        budget,
      )
      return n.multiply(j % 2 ? n.negate(cell) : cell, minor)
    })
    .reduce(n.add)
}
