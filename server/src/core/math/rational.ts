import { Unknown } from './unknown.ts'

/** An exact fraction in lowest terms; `d` is positive. */
export interface Rational {
  readonly type: 'rational'
  readonly n: bigint
  readonly d: bigint
}

/** Numbers with more bits than this are not computed exactly: about 1,000 digits. */
export const bitLimit = 3400

export const zero = integer(0)
export const one = integer(1)

export function integer(n: number | bigint): Rational {
  return { type: 'rational', n: BigInt(n), d: 1n }
}

export function rational(n: bigint, d: bigint): Rational {
  if (d === 0n) throw new Unknown('division by zero')
  if (d === 1n) return checked(n, d)
  const sign = d < 0n ? -1n : 1n
  const common = gcd(n, d)
  return checked((sign * n) / common, (sign * d) / common)
}

function checked(n: bigint, d: bigint): Rational {
  if (tooLarge(n) || tooLarge(d)) throw new Unknown('the number is too large')
  return { type: 'rational', n, d }
}

const largest = 1n << BigInt(bitLimit)

function tooLarge(n: bigint): boolean {
  return n > largest || n < -largest
}

export function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a
  let y = b < 0n ? -b : b
  while (y) [x, y] = [y, x % y]
  return x
}

export function abs(n: bigint): bigint {
  return n < 0n ? -n : n
}

export const plus = (a: Rational, b: Rational): Rational =>
  a.d === b.d ? rational(a.n + b.n, a.d) : rational(a.n * b.d + b.n * a.d, a.d * b.d)
export const minus = (a: Rational, b: Rational): Rational => plus(a, negated(b))
/** The divisors are taken out crosswise first, which is quick where one of the two is small. */
export function times(a: Rational, b: Rational): Rational {
  const first = gcd(a.n, b.d)
  const second = gcd(b.n, a.d)
  return checked((a.n / first) * (b.n / second), (a.d / second) * (b.d / first))
}
export const over = (a: Rational, b: Rational): Rational => times(a, inverse(b))
export const negated = (a: Rational): Rational => ({ type: 'rational', n: -a.n, d: a.d })

function inverse({ n, d }: Rational): Rational {
  if (n === 0n) throw new Unknown('division by zero')
  return n < 0n ? { type: 'rational', n: -d, d: -n } : { type: 'rational', n: d, d: n }
}

export function compare(a: Rational, b: Rational): -1 | 0 | 1 {
  const difference = a.n * b.d - b.n * a.d
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function isInteger(a: Rational): boolean {
  return a.d === 1n
}

export function floor(a: Rational): bigint {
  const quotient = a.n / a.d
  return a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient
}

/** To an integer exponent. */
export function power(base: Rational, exponent: bigint): Rational {
  const size = BigInt(Math.max(bits(base.n), bits(base.d)))
  if (size > 1n && abs(exponent) * (size - 1n) > BigInt(bitLimit)) throw new Unknown('the number is too large')
  if (exponent >= 0n) return { type: 'rational', n: base.n ** exponent, d: base.d ** exponent }
  if (base.n === 0n) throw new Unknown('division by zero')
  return rational(base.d ** -exponent, base.n ** -exponent)
}

function bits(n: bigint): number {
  return abs(n).toString(2).length
}

/** The exact real root, if there is one. */
export function exactRoot(a: Rational, degree: number): Rational | undefined {
  if (a.n < 0n) {
    if (degree % 2 === 0) return undefined
    const root = exactRoot(negated(a), degree)
    return root && negated(root)
  }
  const n = integerRoot(a.n, degree)
  const d = n === undefined ? undefined : integerRoot(a.d, degree)
  return n === undefined || d === undefined ? undefined : { type: 'rational', n, d }
}

function integerRoot(n: bigint, degree: number): bigint | undefined {
  if (n < 2n) return n
  const root = rootFloor(n, degree)
  return root ** BigInt(degree) === n ? root : undefined
}

/** The largest integer whose power is not above `n`. */
export function rootFloor(n: bigint, degree: number): bigint {
  const k = BigInt(degree)
  let guess = 1n << BigInt(Math.ceil(bits(n) / degree))
  for (;;) {
    const next = ((k - 1n) * guess + n / guess ** (k - 1n)) / k
    if (next >= guess) return guess
    guess = next
  }
}

export function toNumber(a: Rational): number {
  const n = Number(a.n)
  const d = Number(a.d)
  if (Number.isFinite(n) && Number.isFinite(d)) return n / d
  const shift = BigInt(Math.max(0, Math.max(bits(a.n), bits(a.d)) - 1000))
  const small = a.d >> shift
  return small === 0n ? (a.n < 0n ? -Infinity : Infinity) : Number(a.n >> shift) / Number(small)
}

/** Reads `12`, `1.5`, `.5`; `repeating` are the digits that repeat after those. */
export function parseDecimal(digits: string, repeating = ''): Rational {
  const point = digits.indexOf('.')
  const whole = point < 0 ? digits : digits.slice(0, point)
  const fraction = point < 0 ? '' : digits.slice(point + 1)
  if (digits.length + repeating.length > 1000) throw new Unknown('the number is too large')
  const scale = 10n ** BigInt(fraction.length)
  const finite = BigInt(`${whole}${fraction}` || '0')
  if (!repeating) return rational(finite, scale)
  const nines = 10n ** BigInt(repeating.length) - 1n
  return rational(finite * nines + BigInt(repeating), scale * nines)
}

/** As people write it: `5`, `-2.75`, `1/3`; undefined where it would be long. */
export function rationalText(a: Rational): string | undefined {
  if (a.d === 1n) {
    const text = a.n.toString()
    return text.length <= 40 ? text : undefined
  }
  const decimal = terminating(a)
  if (decimal) return decimal
  const text = `${a.n}/${a.d}`
  return text.length <= 40 ? text : undefined
}

function terminating(a: Rational): string | undefined {
  let d = a.d
  let twos = 0
  let fives = 0
  while (d % 2n === 0n && twos < 20) {
    d /= 2n
    twos++
  }
  while (d % 5n === 0n && fives < 20) {
    d /= 5n
    fives++
  }
  const places = Math.max(twos, fives)
  if (d !== 1n || places > 6) return undefined
  const scaled = (abs(a.n) * 10n ** BigInt(places)) / a.d
  const text = scaled.toString().padStart(places + 1, '0')
  return text.length > 40 ? undefined : `${a.n < 0n ? '-' : ''}${text.slice(0, -places)}.${text.slice(-places)}`
}
