import { evaluate, type Scope } from './evaluate.ts'
import type { Expr } from './expression.ts'
import { asInteger } from './number.ts'
import { gcd } from './rational.ts'
import { attempt, newBudget, spend, Unknown } from './unknown.ts'

/** The remainder of an expression, without its value: `2^{100}` costs nothing. */
export function remainder(expr: Expr, modulus: bigint, scope: Scope): bigint {
  spend(scope.budget)
  switch (expr.type) {
    case 'number':
      return ratio(expr.value.n, expr.value.d, modulus)
    case 'add':
      if (expr.terms.some(term => term.type === 'dots')) break
      return wrap(
        expr.terms.reduce((sum, term) => sum + remainder(term, modulus, scope), 0n),
        modulus,
      )
    case 'negative':
      return wrap(-remainder(expr.of, modulus, scope), modulus)
    case 'multiply':
      if (expr.factors.some(factor => factor.type === 'dots')) break
      return expr.factors.reduce(
        (product, factor) => (product * remainder(factor, modulus, scope)) % modulus,
        wrap(1n, modulus),
      )
    case 'power': {
      const exponent = whole(expr.exponent, scope)
      const base = remainder(expr.base, modulus, scope)
      return exponent < 0n ? raise(inverse(base, modulus), -exponent, modulus) : raise(base, exponent, modulus)
    }
    case 'factorial': {
      const of = whole(expr.of, scope)
      if (expr.double || of < 0n) break
      if (of >= modulus) return 0n
      if (of > 20_000n) throw new Unknown('it takes too long')
      spend(scope.budget, Number(of))
      let product = wrap(1n, modulus)
      for (let i = 2n; i <= of; i++) product = (product * i) % modulus
      return product
    }
    case 'divide':
      return fraction(expr.over, expr.by, modulus, scope)
  }
  const value = evaluate(expr, scope)
  if (value.type !== 'number' || value.dimensions?.size) throw new Unknown('a remainder of what is no number')
  if (value.num.type === 'rational') return ratio(value.num.n, value.num.d, modulus)
  const found = asInteger(value.num)
  if (found === undefined) throw new Unknown('a remainder of what is no whole number')
  return wrap(found, modulus)
}

function whole(expr: Expr, scope: Scope): bigint {
  const value = evaluate(expr, scope)
  const found = value.type === 'number' ? asInteger(value.num) : undefined
  if (found === undefined) throw new Unknown('an exponent that is no whole number')
  return found
}

/** By the exact quotient where there is one, else by the inverse. */
function fraction(over: Expr, by: Expr, modulus: bigint, scope: Scope): bigint {
  try {
    const value = evaluate({ type: 'divide', over, by }, scope)
    if (value.type === 'number' && value.num.type === 'rational') return ratio(value.num.n, value.num.d, modulus)
  } catch (error) {
    if (!(error instanceof Unknown)) throw error
  }
  return (remainder(over, modulus, scope) * inverse(remainder(by, modulus, scope), modulus)) % modulus
}

function ratio(n: bigint, d: bigint, modulus: bigint): bigint {
  return d === 1n ? wrap(n, modulus) : (wrap(n, modulus) * inverse(wrap(d, modulus), modulus)) % modulus
}

function wrap(a: bigint, modulus: bigint): bigint {
  const rest = a % modulus
  return rest < 0n ? rest + modulus : rest
}

function raise(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = wrap(1n, modulus)
  let square = wrap(base, modulus)
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

function inverse(a: bigint, modulus: bigint): bigint {
  if (gcd(a, modulus) !== 1n) throw new Unknown('a number without an inverse')
  let [r, next] = [a, modulus]
  let [s, t] = [1n, 0n]
  while (next) {
    const quotient = r / next
    ;[r, next] = [next, r - quotient * next]
    ;[s, t] = [t, s - quotient * t]
  }
  return wrap(s * r, modulus)
}

const primes = [2n ** 61n - 1n, 2n ** 89n - 1n, 2n ** 107n - 1n]

/** Whether two numbers are the same that are too large to be computed, by their remainders to large primes. */
export function sameResidues(a: Expr, b: Expr): boolean | undefined {
  return attempt(() => {
    const scope: Scope = { bindings: new Map(), budget: newBudget(), units: 'written' }
    return primes.every(prime => remainder(a, prime, scope) === remainder(b, prime, scope))
  })
}
