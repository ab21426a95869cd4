import type { Rational } from './rational.ts'

/** What a formula, or one side of it, says. */
export type Expr =
  | {
      readonly type: 'number'
      readonly value: Rational
      /** Digits shown after the point; undefined for whole numbers and repeating decimals. */
      readonly decimals?: number
      /** `0.333…`: digits that go on in a way that is not shown. */
      readonly goesOn?: boolean
      /** Written to another base than ten. */
      readonly base?: number
    }
  | { readonly type: 'symbol'; readonly name: string }
  | { readonly type: 'constant'; readonly name: Constant }
  | { readonly type: 'add'; readonly terms: readonly Expr[]; readonly mixed?: boolean }
  | { readonly type: 'negative'; readonly of: Expr }
  | { readonly type: 'multiply'; readonly factors: readonly Expr[]; readonly sign?: 'dot' | 'cross' }
  | { readonly type: 'divide'; readonly over: Expr; readonly by: Expr }
  | { readonly type: 'power'; readonly base: Expr; readonly exponent: Expr }
  | { readonly type: 'root'; readonly of: Expr; readonly degree?: Expr }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expr[]; readonly sub?: Expr }
  | { readonly type: 'factorial'; readonly of: Expr; readonly double: boolean }
  | { readonly type: 'binomial'; readonly n: Expr; readonly k: Expr }
  | {
      readonly type: 'series'
      readonly product: boolean
      readonly name: string
      readonly from: Expr
      readonly to: Expr
      readonly body: Expr
    }
  | { readonly type: 'either'; readonly plus: Expr; readonly minus: Expr }
  | { readonly type: 'modulo'; readonly of: Expr; readonly by: Expr }
  /** `(a, b)`, `[a, b)`, `{a, b}`, `a, b`. */
  | { readonly type: 'list'; readonly open: string; readonly close: string; readonly items: readonly Expr[] }
  | { readonly type: 'matrix'; readonly rows: readonly (readonly Expr[])[]; readonly open: string }
  | {
      readonly type: 'sets'
      readonly operation: 'union' | 'intersection' | 'difference'
      readonly left: Expr
      readonly right: Expr
    }
  | { readonly type: 'unit'; readonly of: Expr; readonly unit: UnitExpr }
  | { readonly type: 'ratio'; readonly items: readonly Expr[] }
  /** Something that goes on: `1 + 2 + \cdots + 9`. */
  | { readonly type: 'dots' }
  /** Something whose meaning is not known, as a function that is not: the same wherever it reads the same. */
  | { readonly type: 'opaque'; readonly text: string }

export type Constant = 'pi' | 'e' | 'i' | 'infinity' | 'empty'

/** Powers of units by name, as they were written: `km/h` is km 1, h -1. */
export type UnitExpr = ReadonlyMap<string, number>

/** The parts of an expression, in reading order. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case 'number':
    case 'symbol':
    case 'constant':
    case 'dots':
    case 'opaque':
      return []
    case 'add':
      return expr.terms
    case 'multiply':
      return expr.factors
    case 'negative':
    case 'factorial':
    case 'unit':
      return [expr.of]
    case 'divide':
      return [expr.over, expr.by]
    case 'power':
      return [expr.base, expr.exponent]
    case 'root':
      return expr.degree ? [expr.of, expr.degree] : [expr.of]
    case 'call':
      return expr.sub ? [...expr.args, expr.sub] : expr.args
    case 'binomial':
      return [expr.n, expr.k]
    case 'series':
      return [expr.from, expr.to, expr.body]
    case 'either':
      return [expr.plus, expr.minus]
    case 'modulo':
      return [expr.of, expr.by]
    case 'list':
    case 'ratio':
      return expr.items
    case 'matrix':
      return expr.rows.flat()
    case 'sets':
      return [expr.left, expr.right]
  }
}

/** The same expression with its parts replaced, one for one. */
export function withParts(expr: Expr, replace: (part: Expr) => Expr): Expr {
  switch (expr.type) {
    case 'number':
    case 'symbol':
    case 'constant':
    case 'dots':
    case 'opaque':
      return expr
    case 'add':
      return { ...expr, terms: expr.terms.map(replace) }
    case 'multiply':
      return { ...expr, factors: expr.factors.map(replace) }
    case 'negative':
    case 'factorial':
    case 'unit':
      return { ...expr, of: replace(expr.of) }
    case 'divide':
      return { ...expr, over: replace(expr.over), by: replace(expr.by) }
    case 'power':
      return { ...expr, base: replace(expr.base), exponent: replace(expr.exponent) }
    case 'root':
      return { ...expr, of: replace(expr.of), ...(expr.degree && { degree: replace(expr.degree) }) }
    case 'call':
      return { ...expr, args: expr.args.map(replace), ...(expr.sub && { sub: replace(expr.sub) }) }
    case 'binomial':
      return { ...expr, n: replace(expr.n), k: replace(expr.k) }
    case 'series':
      return { ...expr, from: replace(expr.from), to: replace(expr.to), body: replace(expr.body) }
    case 'either':
      return { ...expr, plus: replace(expr.plus), minus: replace(expr.minus) }
    case 'modulo':
      return { ...expr, of: replace(expr.of), by: replace(expr.by) }
    case 'list':
    case 'ratio':
      return { ...expr, items: expr.items.map(replace) }
    case 'matrix':
      return { ...expr, rows: expr.rows.map(row => row.map(replace)) }
    case 'sets':
      return { ...expr, left: replace(expr.left), right: replace(expr.right) }
  }
}

export function some(expr: Expr, test: (part: Expr) => boolean): boolean {
  return test(expr) || partsOf(expr).some(part => some(part, test))
}

/** The names of the variables that an expression leaves open; `ℯ` and `i` only where `bound` says that they vary. */
export function freeSymbols(expr: Expr, into: Set<string> = new Set()): Set<string> {
  if (expr.type === 'symbol') into.add(expr.name)
  else if (expr.type === 'opaque') into.add(`?${expr.text}`)
  else if (expr.type === 'series') {
    freeSymbols(expr.from, into)
    freeSymbols(expr.to, into)
    const inner = freeSymbols(expr.body)
    inner.delete(expr.name)
    for (const name of inner) into.add(name)
  } else for (const part of partsOf(expr)) freeSymbols(part, into)
  return into
}

/** What an expression is with the upper sign of each `\\pm`, and with the lower one. */
export function branchesOf(expr: Expr): readonly Expr[] {
  if (!some(expr, part => part.type === 'either')) return [expr]
  const take = (part: Expr, upper: boolean): Expr =>
    part.type === 'either' ? take(upper ? part.plus : part.minus, upper) : withParts(part, inner => take(inner, upper))
  return [take(expr, true), take(expr, false)]
}

/** The units that stand in an expression, and as `~word` what is counted. */
export function unitNames(expr: Expr, into: Set<string> = new Set()): Set<string> {
  if (expr.type === 'unit') for (const name of expr.unit.keys()) into.add(name)
  for (const part of partsOf(expr)) unitNames(part, into)
  return into
}
