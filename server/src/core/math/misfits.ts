import { type Context, isHypothetical } from './context.ts'
import { decide } from './decide.ts'
import type { Bindings } from './evaluate.ts'
import { type Expr, freeSymbols, some } from './expression.ts'
import { parseReadings } from './grammar.ts'
import { sample } from './identity.ts'
import type { Num } from './number.ts'
import type { Link, Side } from './relations.ts'
import { attempt, type Budget, newBudget } from './unknown.ts'

// What does not go with the equations around it.

/** A stretch of a part that is wrong if what stands around it is right. */
export interface Misfit {
  readonly part: number
  readonly start: number
  readonly end: number
  /** `member`: those beside it in its chain are equal. `equation`: with the values that symbols have in the end, others hold. */
  readonly type: 'member' | 'equation'
  /** Of an equation: the symbols and their values, and what its sides come to. */
  readonly values?: readonly { readonly name: string; readonly value: string }[]
  readonly left?: string
  readonly right?: string
  /** How many equations hold. */
  readonly others?: number
}

/** A formula of a solution, or of the problem, and its relations. */
export interface ReadFormula {
  /** Undefined of the problem. */
  readonly part?: number
  /** Where its source begins in the part. */
  readonly at: number
  readonly source: string
  /** What it stands in, and from where to where, delimiters included. */
  readonly text: string
  readonly start: number
  readonly end: number
  readonly links: readonly Link[]
}

/** A symbol that has one value throughout. */
export interface Settled {
  readonly name: string
  readonly num: Num
  readonly value: string
}

export interface Known {
  readonly settled: readonly Settled[]
  /** What the problem gives without a relation, as in "Simplify $2x + 3x$". */
  readonly expressions: readonly Expr[]
  /** Whether equations in several symbols may describe curves. */
  readonly curves: boolean
  readonly context: Context
}

export function misfitsOf(formulas: readonly ReadFormula[], known: Known): readonly Misfit[] {
  const budget = newBudget(120_000)
  return [...wrongMembers(formulas, known, budget), ...wrongEquations(formulas, known, budget)]
}

/** What differs from the rest of its chain, for whatever the symbols stand for. */
function* wrongMembers(formulas: readonly ReadFormula[], known: Known, budget: Budget): Generator<Misfit> {
  for (const { at, links, part, source } of formulas) {
    if (part === undefined) continue
    for (const chain of chainsOf(links)) {
      const sides = [chain[0]!.left, ...chain.map(link => link.right)]
      const boxed = /\\(?:boxed|fbox)/.test(source.slice(chain.at(-1)!.end, sides.at(-1)!.end))
      const members = sides.map(side => expressionOf(side, known.context))
      for (const i of [...between(members, budget), ...(boxed ? beforeResult(members, known, budget) : [])])
        yield { part, start: sides[i]!.start + at, end: sides[i]!.end + at, type: 'member' }
    }
  }
}

/** The chains of equals signs of a formula. */
function chainsOf(links: readonly Link[]): Link[][] {
  const chains: Link[][] = []
  let before: Link | undefined
  for (const link of links) {
    if (isEquality(link)) {
      const last = chains.at(-1)
      if (last && before === last.at(-1) && before?.statement === link.statement) last.push(link)
      else chains.push([link])
    }
    before = link
  }
  return chains
}

/** In `A = B = C` what differs from both neighbours, which are the same. */
function* between(members: readonly (Expr | undefined)[], budget: Budget): Generator<number> {
  for (let i = 1; i + 1 < members.length; i++) {
    const [before, member, after] = [members[i - 1], members[i], members[i + 1]]
    if (!before || !member || !after || !isOpenToTry(before) || !isOpenToTry(member)) continue
    if (areSame(before, after, budget) && areApart(before, member, budget) && areApart(member, after, budget)) yield i
  }
}

/** What differs from the expression of the problem, to which the boxed end of the chain is equal. */
function* beforeResult(
  members: readonly (Expr | undefined)[],
  { expressions }: Known,
  budget: Budget,
): Generator<number> {
  const result = members.at(-1)
  const given = result && isOpenToTry(result) && expressions.find(one => areSame(one, result, budget))
  if (!given) return
  const apart = members.flatMap((member, i) =>
    member && isOpenToTry(member) && areApart(member, given, budget) ? [i] : [],
  )
  if (apart.length === 1) yield apart[0]!
}

/** Whether it has symbols, and nothing that cannot be tried out. */
function isOpenToTry(expr: Expr): boolean {
  return freeSymbols(expr).size > 0 && !isOpen(expr)
}

function areSame(a: Expr, b: Expr, budget: Budget): boolean {
  const { agree, differ } = sample(a, b, noBindings, budget)
  return !differ && agree >= 3
}

function areApart(a: Expr, b: Expr, budget: Budget): boolean {
  const { agree, differ } = sample(a, b, noBindings, budget)
  return !agree && differ >= 3
}

const noBindings: Bindings = new Map()

function isEquality(link: Link): boolean {
  return link.relation === '=' && !link.modulus
}

function expressionOf(side: Side, context: Context): Expr | undefined {
  return attempt(() => parseReadings(side.tokens, context.variables)[0])
}

function isOpen(expr: Expr): boolean {
  return some(expr, ({ type }) => type === 'opaque' || type === 'dots' || type === 'either' || type === 'list')
}

/** Of a symbol in an angular function it is not known whether it counts degrees. */
function hasAngle(expr: Expr): boolean {
  return some(expr, part => part.type === 'call' && angular.test(part.name) && freeSymbols(part).size > 0)
}

const angular = /^(?:arc)?(?:sin|cos|tan|cot|sec|csc)h?$/

interface Tried {
  /** Whether it is only played with: that it holds or fails says nothing, but that it fails makes the others doubtful. */
  readonly doubtful: boolean
  readonly formula: ReadFormula
  readonly link: Link
  readonly holds: boolean
  readonly used: readonly string[]
  readonly text: string
  readonly left?: string
  readonly right?: string
}

/** Where more fail, the values are not what they seem. */
const mostFailing = 12

/** The one equation that fails for the values that symbols have in the end, where others hold. */
function* wrongEquations(
  formulas: readonly ReadFormula[],
  { context, curves, settled }: Known,
  budget: Budget,
): Generator<Misfit> {
  const bindings = new Map(settled.map(({ name, num }): [string, Num] => [name, num]))
  if (!bindings.size) return
  const tried: Tried[] = []
  for (const formula of formulas) {
    for (const link of formula.links) {
      const found = tryOut(formula, link, bindings, context, budget)
      if (found) tried.push(found)
    }
  }
  const failing = tried.filter(({ holds }) => !holds)
  if (failing.length > mostFailing) return
  for (const wrong of failing) {
    const { link, formula } = wrong
    if (wrong.doubtful || formula.part === undefined || (curves && wrong.used.length > 1)) continue
    const related = tried.filter(other => other !== wrong && other.used.some(name => wrong.used.includes(name)))
    const holding = new Set(related.filter(({ doubtful, holds }) => holds && !doubtful).map(({ text }) => text))
    if (!holding.size || related.some(({ holds }) => !holds)) continue
    yield {
      part: formula.part,
      start: link.left.start + formula.at,
      end: link.right.end + formula.at,
      type: 'equation',
      values: settled.filter(({ name }) => wrong.used.includes(name)).map(({ name, value }) => ({ name, value })),
      ...(wrong.left !== undefined && { left: wrong.left }),
      ...(wrong.right !== undefined && { right: wrong.right }),
      others: holding.size,
    }
  }
}

function tryOut(
  formula: ReadFormula,
  link: Link,
  bindings: Bindings,
  context: Context,
  budget: Budget,
): Tried | undefined {
  if (!isEquality(link) || link.uncertain || link.role === 'alternative') return undefined
  const [left, right] = [expressionOf(link.left, context), expressionOf(link.right, context)]
  if (!left || !right || isOpen(left) || isOpen(right) || hasAngle(left) || hasAngle(right)) return undefined
  const free = freeSymbols(right, freeSymbols(left))
  if (!free.size || [...free].some(name => !bindings.has(name))) return undefined
  // What gives the value says nothing of it.
  if (left.type === 'symbol' && !freeSymbols(right).size) return undefined
  if (right.type === 'symbol' && !freeSymbols(left).size) return undefined
  const decision = decide(link, { bindings, variables: context.variables, budget })
  if (decision.verdict !== 'true' && decision.verdict !== 'false') return undefined
  // An identity holds for any value.
  if (decision.verdict === 'true' && sample(left, right, noBindings, budget, 2).differ === 0) return undefined
  return {
    doubtful: isHypothetical(formula.text, formula.start, formula.end),
    formula,
    link,
    holds: decision.verdict === 'true',
    used: [...free],
    text: JSON.stringify([left, right], (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ...(decision.left !== undefined && { left: decision.left }),
    ...(decision.right !== undefined && { right: decision.right }),
  }
}
