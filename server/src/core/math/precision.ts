import type { Expr } from './expression.ts'
import { abs, toNumber } from './rational.ts'
import { scaleOf, unitOf } from './units.ts'

export interface Shown {
  /** One unit of the last digit that is shown. */
  readonly step: number
  /** Whether digits after the point are shown, so that the number may be a rounded one. */
  readonly decimal: boolean
  /** Whether the digits go on: `0.333…`. */
  readonly goesOn: boolean
}

/** To what precision a number is written; undefined for what is no written number. */
export function shownPrecision(expr: Expr, converted: boolean): Shown | undefined {
  switch (expr.type) {
    case 'number':
      if (expr.value.d !== 1n && expr.decimals === undefined) return undefined
      if (expr.decimals === undefined) return { step: 1, decimal: false, goesOn: false }
      return { step: 10 ** -expr.decimals, decimal: expr.decimals > 0, goesOn: expr.goesOn === true }
    case 'negative':
      return shownPrecision(expr.of, converted)
    case 'unit': {
      const inner = shownPrecision(expr.of, converted)
      const scale = toNumber(unitOf(converted ? expr.unit : scaleOf(expr.unit)).factor)
      // `2/3 = 67%` is rounded, as 0.67 is.
      return inner && { ...inner, decimal: inner.decimal || expr.unit.has('%'), step: inner.step * scale }
    }
    case 'multiply': {
      const [first, ten] = expr.factors
      if (expr.factors.length !== 2 || first?.type !== 'number') return undefined
      const scale = ten?.type === 'power' ? powerOfTen(ten) : undefined
      const inner = scale === undefined ? undefined : shownPrecision(first, converted)
      return inner && { ...inner, decimal: true, step: inner.step * scale! }
    }
    default:
      return undefined
  }
}

function powerOfTen(expr: Extract<Expr, { type: 'power' }>): number | undefined {
  const { base, exponent } = expr
  if (base.type !== 'number' || base.value.n !== 10n || base.value.d !== 1n) return undefined
  const size = exponent.type === 'negative' ? exponent.of : exponent
  if (size.type !== 'number' || size.value.d !== 1n || size.value.n > 300n) return undefined
  return 10 ** (exponent.type === 'negative' ? -Number(size.value.n) : Number(size.value.n))
}

/** The zeros at the end of a whole number may only fill it up: 1,000,000 for 999,999. */
export function roundStep(expr: Expr): number {
  if (expr.type === 'negative' || expr.type === 'unit') return roundStep(expr.of)
  if (expr.type !== 'number' || expr.value.d !== 1n || expr.decimals !== undefined || expr.value.n === 0n) return 1
  const zeros = /0*$/.exec(abs(expr.value.n).toString())![0].length
  return 10 ** Math.min(zeros, 300)
}

/** How far off a value may be, relative to itself, because decimals in its calculation were rounded. */
export function looseness(expr: Expr, parts: (expr: Expr) => readonly Expr[]): number {
  if (expr.type === 'number') {
    if (!expr.decimals || expr.value.n === 0n) return 0
    return (0.5 * 10 ** -expr.decimals) / Math.abs(toNumber(expr.value))
  }
  return parts(expr).reduce((sum, part) => sum + looseness(part, parts), 0)
}
