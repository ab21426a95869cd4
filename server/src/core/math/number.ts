import * as q from './rational.ts'
import { Unknown } from './unknown.ts'

/** A complex number in doubles; the true value lies within `error` of it. */
export interface Complex {
  readonly type: 'complex'
  readonly re: number
  readonly im: number
  readonly error: number
}

/** Exact where it can be. */
export type Num = q.Rational | Complex

const epsilon = 2 ** -52

export function complex(re: number, im: number, error: number): Complex {
  if (!Number.isFinite(re) || !Number.isFinite(im) || !Number.isFinite(error))
    throw new Unknown('the number is too large')
  return { type: 'complex', re, im, error }
}

export const real = (value: number, error = Math.abs(value) * epsilon * 2): Complex => complex(value, 0, error)
export const imaginaryUnit: Complex = { type: 'complex', re: 0, im: 1, error: 0 }
export const pi = real(Math.PI)
export const euler = real(Math.E)

export function toComplex(a: Num): Complex {
  return a.type === 'complex' ? a : real(q.toNumber(a))
}

export const magnitude = (a: Complex): number => Math.hypot(a.re, a.im)

const rounding = (re: number, im: number): number => 4 * epsilon * Math.hypot(re, im)

export function add(a: Num, b: Num): Num {
  if (a.type === 'rational' && b.type === 'rational') return q.plus(a, b)
  const x = toComplex(a)
  const y = toComplex(b)
  return complex(x.re + y.re, x.im + y.im, x.error + y.error + rounding(x.re + y.re, x.im + y.im))
}

export function negate(a: Num): Num {
  return a.type === 'rational' ? q.negated(a) : { ...a, re: -a.re, im: -a.im }
}

export const subtract = (a: Num, b: Num): Num => add(a, negate(b))

export function multiply(a: Num, b: Num): Num {
  if (a.type === 'rational' && b.type === 'rational') return q.times(a, b)
  if ((a.type === 'rational' && a.n === 0n) || (b.type === 'rational' && b.n === 0n)) return q.zero
  const x = toComplex(a)
  const y = toComplex(b)
  const re = x.re * y.re - x.im * y.im
  const im = x.re * y.im + x.im * y.re
  const size = magnitude(x) * y.error + magnitude(y) * x.error + x.error * y.error
  return complex(re, im, size + 4 * epsilon * magnitude(x) * magnitude(y))
}

export function divide(a: Num, b: Num): Num {
  if (a.type === 'rational' && b.type === 'rational') return q.over(a, b)
  const y = toComplex(b)
  const size = magnitude(y)
  if (size <= 1000 * y.error || size === 0) throw new Unknown('division by zero')
  const square = size * size
  const inverse = complex(y.re / square, -y.im / square, y.error / square + (8 * epsilon) / size)
  return multiply(a, inverse)
}

/** Whether the value is 0, as far as that can be told. */
export function isZero(a: Num): boolean | undefined {
  if (a.type === 'rational') return a.n === 0n
  const size = magnitude(a)
  if (size <= 8 * a.error) return true
  return size > 1000 * a.error ? false : undefined
}

/** Whether two values are the same; undefined where the precision does not tell. */
export function same(a: Num, b: Num): boolean | undefined {
  if (a.type === 'rational' && b.type === 'rational') return a.n === b.n && a.d === b.d
  const x = toComplex(a)
  const y = toComplex(b)
  const distance = Math.hypot(x.re - y.re, x.im - y.im)
  const error = x.error + y.error + 8 * epsilon * Math.max(magnitude(x), magnitude(y))
  // An error as large as the values themselves tells nothing.
  if (error > 1e-6 * Math.max(magnitude(x), magnitude(y), 1e-300) && error > 1e-9) return undefined
  if (distance <= 16 * error) return true
  return distance > 2000 * error ? false : undefined
}

export function isReal(a: Num): boolean {
  return a.type === 'rational' || Math.abs(a.im) <= 16 * a.error + 1e-13 * Math.abs(a.re)
}

/** The order of two real numbers; undefined where it cannot be told. */
export function order(a: Num, b: Num): -1 | 0 | 1 | undefined {
  if (a.type === 'rational' && b.type === 'rational') return q.compare(a, b)
  if (!isReal(a) || !isReal(b)) return undefined
  const equal = same(a, b)
  if (equal === undefined) return undefined
  if (equal) return 0
  return toComplex(a).re < toComplex(b).re ? -1 : 1
}

export function asInteger(a: Num): bigint | undefined {
  if (a.type === 'rational') return a.d === 1n ? a.n : undefined
  const rounded = Math.round(a.re)
  if (!isReal(a) || Math.abs(rounded) > 1e9) return undefined
  return Math.abs(a.re - rounded) <= 16 * a.error ? BigInt(rounded) : undefined
}

export function absolute(a: Num): Num {
  if (a.type === 'rational') return a.n < 0n ? q.negated(a) : a
  return real(magnitude(a), a.error + 4 * epsilon * magnitude(a))
}

export function sign(a: Num): -1 | 0 | 1 | undefined {
  return order(a, q.zero)
}

/** The real root for odd degrees of negative numbers, else the principal one. */
export function root(a: Num, degree: number): Num {
  if (degree < 1) throw new Unknown('a root of this degree')
  if (degree > 10_000) throw new Unknown('it takes too long')
  if (a.type === 'rational') {
    const exact = q.exactRoot(a, degree)
    if (exact) return exact
    if (a.n < 0n && degree === 2) return multiply(imaginaryUnit, root(q.negated(a), 2))
    if (a.n < 0n) {
      if (degree % 2 === 0) throw new Unknown('a root of a negative number')
      return negate(root(q.negated(a), degree))
    }
    return real(q.toNumber(a) ** (1 / degree), 8 * epsilon * q.toNumber(a) ** (1 / degree))
  }
  if (isReal(a) && a.re >= 0) {
    const value = a.re ** (1 / degree)
    const error = value === 0 ? a.error ** (1 / degree) : (a.error / a.re) * value
    return real(value, error + 8 * epsilon * value)
  }
  if (isReal(a) && degree % 2 === 1) return negate(root(negate(a), degree))
  if (degree !== 2) throw new Unknown('a root of a complex number')
  return raise(a, real(0.5))
}

export function pow(base: Num, exponent: Num): Num {
  if (exponent.type === 'rational') {
    if (exponent.d === 1n) return integerPower(base, exponent.n)
    if (base.type === 'rational' && base.n >= 0n && exponent.d < 1000n) {
      const exact = q.exactRoot(base, Number(exponent.d))
      if (exact) return q.power(exact, exponent.n)
    }
    if (exponent.d === 2n && (base.type === 'complex' || base.n >= 0n)) return integerPower(root(base, 2), exponent.n)
    if (isReal(base) && sign(base) === -1) {
      // The real root and the principal one differ.
      if (exponent.d === 2n) return integerPower(root(base, 2), exponent.n)
      throw new Unknown('a fractional power of a negative number')
    }
  }
  if (isZero(base)) {
    if (sign(exponent) === 1) return q.zero
    throw new Unknown('a power of zero')
  }
  return raise(base, exponent)
}

function integerPower(base: Num, exponent: bigint): Num {
  if (base.type === 'rational') return q.power(base, exponent)
  if (q.abs(exponent) > 100_000n) throw new Unknown('the exponent is too large')
  let result: Num = q.one
  let square: Num = base
  for (let left = q.abs(exponent); left; left >>= 1n) {
    if (left & 1n) result = multiply(result, square)
    if (left > 1n) square = multiply(square, square)
  }
  return exponent < 0n ? divide(q.one, result) : result
}

function raise(base: Num, exponent: Num): Num {
  return exponential(multiply(exponent, logarithm(base)))
}

export function exponential(a: Num): Num {
  if (a.type === 'rational' && a.n === 0n) return q.one
  const x = toComplex(a)
  const size = Math.exp(x.re)
  return complex(
    size * Math.cos(x.im),
    x.im === 0 ? 0 : size * Math.sin(x.im),
    size * (x.error + 4 * epsilon * (1 + Math.abs(x.im) + Math.abs(x.re))),
  )
}

export function logarithm(a: Num): Num {
  if (a.type === 'rational' && a.n === a.d) return q.zero
  if (isZero(a) !== false) throw new Unknown('a logarithm of zero')
  const x = toComplex(a)
  const size = magnitude(x)
  const re = Math.log(size)
  return complex(
    re,
    x.im === 0 && x.re > 0 ? 0 : Math.atan2(x.im, x.re),
    x.error / size + 4 * epsilon * (1 + Math.abs(re)),
  )
}

/** `log_b a`: exact where `a` is a rational power of `b`. */
export function logarithmTo(base: Num, a: Num): Num {
  const value = divide(logarithm(a), logarithm(base))
  if (base.type !== 'rational' || a.type !== 'rational') return value
  const size = toComplex(value).re
  for (const d of [1, 2, 3, 4, 5, 6]) {
    const n = Math.round(size * d)
    if (Math.abs(size * d - n) > 1e-9 || Math.abs(n) > 400) continue
    if (q.compare(q.power(a, BigInt(d)), q.power(base, BigInt(n))) === 0) return q.rational(BigInt(n), BigInt(d))
  }
  return value
}

/** A function of a complex number given by its values, with the size of its derivative. */
export function apply(
  a: Num,
  value: (re: number, im: number) => [number, number],
  slope: (re: number, im: number) => number,
): Num {
  const x = toComplex(a)
  const [re, im] = value(x.re, x.im)
  return complex(re, im, x.error * slope(x.re, x.im) + 8 * epsilon * (Math.hypot(re, im) + 1e-3 * (1 + Math.abs(x.re))))
}

/** For people: exact where that is short. */
export function numText(a: Num): string {
  if (a.type === 'rational') return q.rationalText(a) ?? rounded(q.toNumber(a))
  if (isReal(a)) return rounded(a.re)
  const im = `${rounded(Math.abs(a.im)) === '1' ? '' : rounded(Math.abs(a.im))}i`
  if (Math.abs(a.re) <= 16 * a.error) return a.im < 0 ? `-${im}` : im
  return `${rounded(a.re)} ${a.im < 0 ? '-' : '+'} ${im}`
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(8)))
}
