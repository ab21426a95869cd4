import type { Document, Region } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import { type Decision, valueText } from '../math/decide.ts'
import { evaluate } from '../math/evaluate.ts'
import { freeSymbols } from '../math/expression.ts'
import type { MathFacts } from '../math/facts.ts'
import { parseTokens } from '../math/grammar.ts'
import { relationsOf } from '../math/relations.ts'
import type { Assignment, Claim } from '../math/solution.ts'
import { tokensOf } from '../math/tokens.ts'
import { attempt, newBudget } from '../math/unknown.ts'
import { type Span, span } from '../span.ts'
import type { Macros } from '../text/latex.ts'
import { piecesOf } from '../text/pieces.ts'
import type { Hover } from './hover.ts'
import { comesBefore, type JudgedSolution, judgedClaims, judgedSolutions, partAt } from './math-places.ts'
import { holdsLatex } from './place.ts'

export interface MathHoverContext {
  /** What the mathematics of the region comes to, where it is known. */
  readonly math: MathFacts | undefined
  readonly macros: Macros
}

/** What was understood of the mathematics at an offset of a region. Never throws. */
export function mathHover(
  document: Document,
  regionIndex: number,
  offset: number,
  context: MathHoverContext,
): Hover | undefined {
  const region = document.regions[regionIndex]
  return region && attempt(() => hoverIn(region, offset, context))
}

/** Both, what stands there first. */
export function joinedHover(first: Hover | undefined, second: Hover | undefined): Hover | undefined {
  if (!first || !second) return first ?? second
  return { span: first.span, markdown: `${first.markdown}\n\n---\n\n${second.markdown}` }
}

function hoverIn(region: Region, offset: number, { macros, math }: MathHoverContext): Hover | undefined {
  const found = partAt(region, offset)
  if (!found) return undefined
  const { part, at } = found
  const { text } = part
  const check = math && judgedClaims(region, math).find(claim => claim.part === part)
  if (check) return { span: text.span, markdown: paragraphs(verdict(check.decision)) }
  const formula = formulaAt(text, at, holdsLatex(part.directive))
  const judged = math && judgedAt(region, math, text, at)
  const lines: string[] = []
  let where: Span | undefined
  if (judged) {
    const symbol = formula && symbolAt(text.value, formula, at)
    const given = symbol && givenTo(symbol.name, judged, at)
    const claim = claimAt(judged, at)
    if (given) {
      lines.push(origin(given, judged, at))
      where = sourceSpan(text, symbol.start, symbol.end)
    }
    if (claim) {
      const own = judged.solution.checked.assignments.find(
        ({ part, start }) => part === claim.part && start === claim.start,
      )
      if (claim.decision.verdict !== 'undecided' || !own) lines.push(...claimLines(claim, judged))
      else if (own !== given) lines.push(`\`${own.name} = ${own.value}\` from here on`)
      where ??= sourceSpan(text, claim.start, claim.end)
    }
  }
  if (!lines.length && formula) {
    const value = worthOf(text.value.slice(formula.start, formula.end), macros)
    if (value !== undefined) {
      lines.push(`Value: \`${value}\``)
      where = sourceSpan(text, formula.start, formula.end)
    }
  }
  return where && lines.length ? { span: where, markdown: paragraphs(...lines) } : undefined
}

interface Judged {
  readonly solution: JudgedSolution
  readonly part: number
}

function judgedAt(region: Region, math: MathFacts, text: Text, at: number): Judged | undefined {
  for (const solution of judgedSolutions(region, math)) {
    const part = solution.parts.findIndex(
      judged => judged.text === text && judged.within.start <= at && at <= judged.within.end,
    )
    if (part >= 0) return { solution, part }
  }
  return undefined
}

/** Of the middle of `a = b = c`, what it says of `a` and `b`. */
function claimAt({ part, solution }: Judged, at: number): Claim | undefined {
  const around = solution.checked.claims.filter(claim => claim.part === part && claim.start <= at && at <= claim.end)
  return (
    around.find(({ sign }) => sign.start <= at && at < sign.end) ??
    around.find(({ sign }) => sign.start <= at) ??
    around[0]
  )
}

function claimLines({ decision, part, relation, start }: Claim, { solution }: Judged): string[] {
  const used = decision.used.flatMap(name => {
    const given = solution.checked.assignments.findLast(
      assignment => assignment.name === name && comesBefore(assignment, part, start),
    )
    return given ? [`\`${name} = ${given.value}\`, ${stepOf(given, { solution, part })}`] : []
  })
  return [verdict(decision, relation), used.length ? `With ${used.join('; ')}` : '']
}

function verdict({ left, reason, right, verdict }: Decision, relation: Claim['relation'] = '='): string {
  const known = left !== undefined && right !== undefined
  const values = known ? `\`${left}\` against \`${right}\`` : ''
  switch (verdict) {
    case 'true':
      if (reason === 'an identity') return '**True** whatever its variables are'
      if (!known) return '**True**'
      return left === right && (relation === '=' || relation === '≡')
        ? `**True**: ${relation === '≡' ? 'both leave' : 'both sides are'} \`${left}\``
        : `**True**: \`${left}\` ${relation === '=' ? 'and' : relation} \`${right}\``
    case 'false':
      return known ? `**False**: ${values}` : `**False**${reason ? `: ${reason}` : ''}`
    case 'approximate':
      return known ? `**Holds approximately**: ${values}` : '**Holds approximately**'
    case 'undecided':
      return paragraphs(`**Not decided**${reason ? `: ${reason}` : ''}`, values)
  }
}

/** The value that a symbol has at a place: the last that it was given. */
function givenTo(name: string, { part, solution }: Judged, at: number): Assignment | undefined {
  return solution.checked.assignments.findLast(
    assignment => assignment.name === name && comesBefore(assignment, part, at),
  )
}

function origin(given: Assignment, judged: Judged, at: number): string {
  const here = given.part === judged.part && given.start <= at && at <= given.end
  const { against } = given
  const before = against && `; it was \`${against.value}\`, ${stepOf(against, judged)}`
  return `\`${given.name} = ${given.value}\`, ${here ? 'given here' : stepOf(given, judged)}${before ?? ''}`
}

function stepOf({ part }: { readonly part: number }, { part: here, solution }: Judged): string {
  const number = solution.parts[part]?.step ?? 0
  if (number === 0) return 'from before the first step'
  const what = solution.stepped ? 'step' : 'paragraph'
  return part === here ? `from this ${what}` : `from ${what} ${number}`
}

interface Symbol {
  readonly name: string
  readonly start: number
  readonly end: number
}

const symbolPattern = /\\([A-Za-z]+)|(?<letter>\p{L})/uy
const subscript = /_(?:\{\s*([\p{L}\p{N}]{1,12})\s*\}|([\p{L}\p{N}]))/uy
const names = /\\(?:begin|end|text|mathrm|operatorname|label|tag)\*?\s*\{[^{}]*\}/y

/** The symbol at an offset of a formula: a letter by itself or with what stands below it. */
function symbolAt(source: string, formula: Span, at: number): Symbol | undefined {
  let start = formula.start
  while (start < formula.end && start <= at) {
    names.lastIndex = start
    symbolPattern.lastIndex = start
    const skipped = names.exec(source)
    const match = skipped ? null : symbolPattern.exec(source)
    if (!match) {
      start += skipped ? skipped[0].length : 1
      continue
    }
    subscript.lastIndex = symbolPattern.lastIndex
    const below = subscript.exec(source)
    const end = symbolPattern.lastIndex + (below?.[0].length ?? 0)
    if (at <= end) {
      const name = match[1] ?? match[0]
      return { name: below ? `${name}_${below[1] ?? below[2]}` : name, start, end }
    }
    start = end
  }
  return undefined
}

/** What the LaTeX at an offset is, without its delimiters. */
function formulaAt(text: Text, at: number, latex: boolean): Span | undefined {
  if (latex) return span(0, text.value.length)
  for (const piece of piecesOf(text)) {
    if (piece.start > at) break
    if (piece.type === 'math' && at <= piece.end) return span(piece.innerStart, piece.innerEnd)
  }
  return undefined
}

/** What a formula without variables comes to, where that is not what it says already. */
function worthOf(source: string, macros: Macros): string | undefined {
  const tokens = tokensOf(source, macros)
  if (!tokens || relationsOf(source, macros)?.length) return undefined
  const { expr } = parseTokens(tokens)
  if (expr.type === 'number' || freeSymbols(expr).size) return undefined
  const text = valueText(evaluate(expr, { bindings: new Map(), budget: newBudget(5_000), units: 'written' }))
  return plain(text) === plain(source) ? undefined : text
}

function plain(text: string): string {
  const fractions = text.replace(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '$1/$2')
  return fractions.replace(/\\(?:left|right|text|boxed)(?![a-zA-Z])|[\s{}\\]/g, '')
}

function paragraphs(...all: readonly string[]): string {
  return all.filter(Boolean).join('\n\n')
}
