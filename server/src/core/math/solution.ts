import type { Macros } from '../text/latex.ts'
import { type Piece, scan } from '../text/markup.ts'
import {
  type Context,
  contextOf,
  goesOn,
  introductions,
  isRefuted,
  rebinds,
  speaksOfCurves,
  unsure,
} from './context.ts'
import { congruentTo, type Decision, decide, holdsInBase, valueText } from './decide.ts'
import { evaluate } from './evaluate.ts'
import { type Expr, freeSymbols, some } from './expression.ts'
import { parseTokens } from './grammar.ts'
import { type Misfit, misfitsOf, type ReadFormula, type Settled } from './misfits.ts'
import { type Num, same } from './number.ts'
import { markClaims, type ProseClaim, proseClaims } from './prose.ts'
import { type Link, relationsOf, type Side } from './relations.ts'
import { tokensOf } from './tokens.ts'
import { attempt, type Budget, newBudget } from './unknown.ts'

/** A stretch of a solution, such as a step, and what its text consists of. */
export interface Part {
  readonly text: string
  readonly pieces: readonly Piece[]
  /** Only what is between these is looked at. */
  readonly start?: number
  readonly end?: number
}

/** A relation in a solution and what is known of it. Offsets are in the text of its part. */
export interface Claim {
  readonly part: number
  /** From the start of its left side to the end of its right one. */
  readonly start: number
  readonly end: number
  readonly left: Stretch
  readonly right: Stretch
  readonly sign: Stretch
  /** Where the right side is only a number: what to replace to set it right. */
  readonly literal?: Stretch
  readonly relation: Link['relation']
  /** Where it stands: in a formula, in prose, or between `<<` and `>>`. */
  readonly from: 'math' | 'prose' | 'mark'
  readonly decision: Decision
}

export interface Stretch {
  readonly start: number
  readonly end: number
}

/** A symbol that is given a value. */
export interface Assignment {
  readonly name: string
  readonly value: string
  readonly part: number
  readonly start: number
  readonly end: number
  /** Where the symbol had another value before, without having been bound again. */
  readonly against?: { readonly value: string; readonly part: number; readonly start: number; readonly end: number }
}

export interface Checked {
  readonly claims: readonly Claim[]
  readonly assignments: readonly Assignment[]
  readonly misfits: readonly Misfit[]
  /** How many formulas there are, and how many of them could be read. */
  readonly formulas: number
  readonly read: number
}

export interface SolutionOptions {
  readonly macros?: Macros
  /** The problem, which may set the base or the modulus that everything is in. */
  readonly problem?: string
}

interface State {
  readonly context: Context
  readonly values: Map<string, Bound>
  /** Symbols that have had several values: nothing is concluded from them. */
  readonly several: Set<string>
  readonly claims: Claim[]
  readonly assignments: Assignment[]
}

interface Bound {
  readonly num: Num
  readonly assignment: Assignment
  readonly firm: boolean
}

/** Every relation of a solution, in order, with its verdict; values of symbols are carried along. */
export function checkSolution(parts: readonly Part[], options: SolutionOptions = {}): Checked {
  const read = parts.map((part, i) => stretchesOf(part, i, options.macros ?? {}))
  const formulas = read.flat().filter(stretch => stretch.type === 'math')
  const context = contextOf(
    [options.problem ?? '', ...parts.map(part => part.text)],
    formulas.flatMap(formula => formula.links ?? []),
    formulas.map(formula => formula.source),
  )
  const state: State = {
    context,
    values: new Map(),
    several: severalValues(formulas, context),
    claims: [],
    assignments: [],
  }
  const given = readProblem(options, context)
  for (const [i, part] of parts.entries()) {
    for (const stretch of read[i]!) {
      if (stretch.type === 'math') mathClaims(stretch, part, state)
      else for (const claim of stretch.claims) addProse(claim, stretch, part, state)
    }
  }
  return {
    claims: state.claims,
    assignments: state.assignments,
    misfits: misfitsOf(
      [
        ...given.formulas,
        ...formulas.map(formula => ({ ...formula, text: parts[formula.part]!.text, links: formula.links ?? [] })),
      ],
      {
        settled: settledValues(formulas, parts, state),
        expressions: given.expressions,
        curves: [options.problem ?? '', ...parts.map(part => part.text)].some(speaksOfCurves),
        context,
      },
    ),
    formulas: formulas.length,
    read: formulas.filter(formula => formula.links).length,
  }
}

type Read =
  | {
      readonly type: 'math'
      readonly part: number
      readonly at: number
      readonly start: number
      readonly end: number
      readonly source: string
      readonly links: readonly Link[] | undefined
    }
  | {
      readonly type: 'prose'
      readonly part: number
      readonly from: 'prose' | 'mark'
      readonly claims: readonly ProseClaim[]
    }

function stretchesOf(part: Part, number: number, macros: Macros): Read[] {
  const { text } = part
  const [start, end] = [part.start ?? 0, part.end ?? text.length]
  const { marks, claims } = markClaims(text)
  const result: Read[] = []
  let at = start
  const prose = (to: number): void => {
    const found = proseClaims(text, at, to, marks)
    if (found.length) result.push({ type: 'prose', part: number, from: 'prose', claims: found })
    const inside = claims.filter(claim => claim.link.start >= at && claim.link.end <= to)
    if (inside.length) result.push({ type: 'prose', part: number, from: 'mark', claims: inside })
  }
  for (const piece of part.pieces) {
    if (piece.end <= start || piece.start >= end || piece.type === 'dollar') continue
    // What opens and does not close is read as prose: it is money more often than not.
    if (piece.type === 'unclosed') continue
    prose(Math.max(at, piece.start))
    at = Math.max(at, piece.end)
    if (piece.type !== 'math') continue
    const source = text.slice(piece.innerStart, piece.innerEnd)
    result.push({
      type: 'math',
      part: number,
      at: piece.innerStart,
      start: piece.start,
      end: piece.end,
      source,
      links: relationsOf(source, macros),
    })
  }
  prose(end)
  return result
}

type Formula = Extract<Read, { type: 'math' }>

interface GivenFormulas {
  readonly formulas: readonly ReadFormula[]
  readonly expressions: readonly Expr[]
}

/** What the problem says in formulas: relations, and expressions that stand alone. */
function readProblem({ macros = {}, problem = '' }: SolutionOptions, { variables }: Context): GivenFormulas {
  const formulas: ReadFormula[] = []
  const expressions: Expr[] = []
  for (const piece of scan(problem)) {
    if (piece.type !== 'math') continue
    const source = problem.slice(piece.innerStart, piece.innerEnd)
    const links = relationsOf(source, macros)
    if (links?.length) formulas.push({ at: 0, source, text: problem, start: piece.start, end: piece.end, links })
    else {
      const whole = source.replace(/[.,;\s]+$/, '')
      const expr = links && attempt(() => parseTokens(tokensOf(whole, macros) ?? [], {}, variables).expr)
      if (expr) expressions.push(expr)
    }
  }
  return { formulas, expressions }
}

/** Symbols that are introduced once at most, and have the same exact value wherever they are given one. */
function settledValues(formulas: readonly Formula[], parts: readonly Part[], state: State): Settled[] {
  const values = new Map<string, Num>()
  const { context, several } = state
  const unsettled = new Set(several)
  const boxed = new Set<string>()
  for (const formula of formulas) {
    for (const link of formula.links ?? []) {
      const given = assigned(link, values, context)
      if (!given) continue
      if (given.num.type !== 'rational' || isDecimal(link.right, context)) unsettled.add(given.name)
      values.set(given.name, given.num)
      if (isBoxed(formula, link)) boxed.add(given.name)
    }
  }
  const texts = [...new Set(parts.map(part => part.text))]
  return [...values]
    .filter(([name]) => !unsettled.has(name) && (state.values.get(name)?.firm || boxed.has(name)))
    .filter(([name]) => texts.reduce((sum, text) => sum + introductions(text, name), 0) < 2)
    .map(([name, num]) => ({ name, num, value: valueText({ type: 'number', num }) }))
}

function isBoxed({ source }: Formula, link: Link): boolean {
  return /\\(?:boxed|fbox)/.test(source.slice(link.end, link.right.end))
}

function isDecimal(side: Side, context: Context): boolean {
  const expr = expressionOf(side, context)
  return expr !== undefined && some(expr, part => part.type === 'number' && part.decimals !== undefined)
}

/** Symbols that a solution gives several values: in cases, or because there are several solutions. */
function severalValues(formulas: readonly Formula[], context: Context): Set<string> {
  const seen = new Map<string, Num>()
  const several = new Set<string>()
  for (const formula of formulas) {
    for (const link of formula.links ?? []) {
      const given = assigned(link, new Map(), context)
      if (!given) continue
      const before = seen.get(given.name)
      if (before && same(before, given.num) !== true) several.add(given.name)
      seen.set(given.name, given.num)
    }
  }
  return several
}

function mathClaims(formula: Formula, part: Part, state: State): void {
  const budget = newBudget(40_000)
  for (const link of formula.links ?? []) {
    const shift = (stretch: Stretch): Stretch => ({ start: stretch.start + formula.at, end: stretch.end + formula.at })
    const place = { text: part.text, start: formula.start, end: formula.end }
    const given = assigned(link, boundValues(state), state.context)
    if (given) assign(given, link, formula, place, state)
    const decision = carried(link, place, state, budget)
    if (!decision) continue
    state.claims.push({
      part: formula.part,
      start: link.left.start + formula.at,
      end: link.right.end + formula.at,
      left: shift(link.left),
      right: shift(link.right),
      sign: shift(link),
      ...(link.right.literal && { literal: shift(link.right.literal) }),
      relation: link.relation,
      from: 'math',
      decision,
    })
  }
}

interface Place {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** The verdict on a link, first by itself, then with the values that its symbols have. */
function carried(link: Link, place: Place, state: State, budget: Budget): Decision | undefined {
  const { variables } = state.context
  const alone = decide(link, { variables, budget })
  if (alone.closed) return silenced(alone, link, place, state)
  if (alone.verdict !== 'undecided') return alone
  const bindings = boundValues(state)
  if (!bindings.size || link.role !== 'stated' || link.uncertain || isSymbol(link.left, state.context)) return alone
  if (!['=', '≈', '<', '>', '≤', '≥'].includes(link.relation)) return alone
  const bound = decide(link, { variables, bindings, budget })
  if (!bound.closed) return alone
  if (bound.verdict !== 'false' && bound.verdict !== 'approximate') return bound
  // Only where nothing is left to be solved for: one side is all numbers, and no symbol has two values.
  const doubtful = bound.used.some(name => state.several.has(name) || !state.values.get(name)?.firm)
  if (
    link.relation !== '=' ||
    doubtful ||
    !isClosed(link.right, state.context) ||
    unsure(place.text, place.start, place.end)
  ) {
    return { ...bound, verdict: 'undecided', reason: 'the values may be others here' }
  }
  return silenced(bound, link, place, state)
}

function isSymbol(side: Side, context: Context): boolean {
  return expressionOf(side, context)?.type === 'symbol'
}

function isClosed(side: Side, context: Context): boolean {
  const expr = expressionOf(side, context)
  return expr !== undefined && freeSymbols(expr).size === 0
}

function expressionOf(side: Side, context: Context): Expr | undefined {
  return attempt(() => parseTokens(side.tokens, {}, context.variables).expr)
}

/** A verdict that something is false stands only where the text around does not speak against it. */
function silenced(decision: Decision, link: Link, place: Place, state: State): Decision {
  if (decision.verdict !== 'false') return decision
  const undecided = (reason: string): Decision => ({ ...decision, verdict: 'undecided', reason })
  if (goesOn(place.text, place.start, place.end)) return undecided('a part of a number')
  if (isRefuted(place.text, place.start, place.end)) return undecided('the text says that it does not hold')
  if (state.context.ownStar && /\*|\\ast/.test(place.text.slice(place.start, place.end)))
    return undecided('an operation of its own')
  if (state.context.moduli.some(modulus => congruentTo(link, modulus)))
    return undecided('it holds to a modulus of the text')
  if (link.relation === '=' && state.context.bases.some(base => holdsInBase(link, base)))
    return undecided('it may be in another base')
  return decision
}

function boundValues(state: State): ReadonlyMap<string, Num> {
  return new Map([...state.values].map(([name, bound]) => [name, bound.num]))
}

interface Given {
  readonly name: string
  readonly num: Num
}

/** `x = 3`: a symbol and, on the other side, something that has a value. */
function assigned(link: Link, bindings: ReadonlyMap<string, Num>, context: Context): Given | undefined {
  if (link.relation !== '=' || link.index > 0 || link.modulus) return undefined
  const left = expressionOf(link.left, context)
  if (left?.type !== 'symbol') return undefined
  const right = expressionOf(link.right, context)
  if (!right || freeSymbols(right).has(left.name)) return undefined
  const value = attempt(() => evaluate(right, { bindings, budget: newBudget(5_000), units: 'written' }))
  return value?.type === 'number' ? { name: left.name, num: value.num } : undefined
}

function assign(given: Given, link: Link, formula: Formula, place: Place, state: State): void {
  const { name, num } = given
  const before = state.values.get(name)
  const firm =
    link.role !== 'alternative' &&
    link.role !== 'condition' &&
    !link.uncertain &&
    !/^(?:\s|[$}]|\\[)\]])*\(?\s*(?:\\?mod|\\pmod|\\bmod)\b/.test(place.text.slice(place.end, place.end + 20)) &&
    !unsure(place.text, place.start, place.end)
  const span = { part: formula.part, start: link.left.start + formula.at, end: link.right.end + formula.at }
  const value = valueText({ type: 'number', num })
  const again = rebinds(place.text, place.start, place.end)
  const clash =
    before && firm && before.firm && !again && same(before.num, num) === false && !isRounded(before.num, num)
  const assignment: Assignment = {
    name,
    value,
    ...span,
    ...(clash && {
      against: {
        value: before.assignment.value,
        part: before.assignment.part,
        start: before.assignment.start,
        end: before.assignment.end,
      },
    }),
  }
  state.assignments.push(assignment)
  state.values.set(name, { num, assignment, firm })
}

/** `x = \sqrt{2}`, then `x = 1.414`: the same value with fewer digits. */
function isRounded(a: Num, b: Num): boolean {
  const [x, y] = [a, b].map(num => (num.type === 'rational' ? Number(num.n) / Number(num.d) : num.re))
  return Math.abs(x! - y!) <= 0.01 * Math.max(Math.abs(x!), Math.abs(y!))
}

function addProse(claim: ProseClaim, stretch: Extract<Read, { type: 'prose' }>, part: Part, state: State): void {
  const { link } = claim
  const place = { text: part.text, start: link.left.start, end: link.right.end }
  let decision = silenced(decide(link, { variables: state.context.variables }), link, place, state)
  if (decision.verdict === 'false' && claim.others.some(other => decide(other).verdict === 'true')) {
    decision = { ...decision, verdict: 'undecided', reason: 'a part of it holds' }
  }
  state.claims.push({
    part: stretch.part,
    start: link.left.start,
    end: link.right.end,
    left: { start: link.left.start, end: link.left.end },
    right: { start: link.right.start, end: link.right.end },
    sign: { start: link.start, end: link.end },
    ...(link.right.literal && { literal: link.right.literal }),
    relation: link.relation,
    from: stretch.from,
    decision,
  })
}
