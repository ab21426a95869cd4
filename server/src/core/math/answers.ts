import type { AnswerKind } from '../format/directives.ts'
import { asInterval, choiceOf, type Interval, type ReadAnswer, readAnswer } from './answer-reading.ts'
import { answerSource, familyName, normalText } from './answer-source.ts'
import { sameValue } from './compare.ts'
import { sameResidues } from './congruence.ts'
import { evaluate } from './evaluate.ts'
import { branchesOf, type Expr, freeSymbols, partsOf, some, unitNames, withParts } from './expression.ts'
import { describe } from './grammar.ts'
import { comparePoints, sampleReal } from './identity.ts'
import type { Num } from './number.ts'
import * as n from './number.ts'
import { abs, integer, toNumber } from './rational.ts'
import { textOf, tokensOf } from './tokens.ts'
import { measures } from './units.ts'
import { attempt, newBudget } from './unknown.ts'
import type { Value } from './value.ts'

export type Equivalence = 'equal' | 'different' | 'undecided'

export interface EquivalenceOptions {
  readonly kind?: AnswerKind
  /** How far apart two numbers may be: `0.01`, or `1%` of the larger one. */
  readonly tolerance?: string | number
  /** The unit of an answer that is written without one. */
  readonly unit?: string
}

/** Whether two answers say the same. Symmetric; undecided where that cannot be told. Never throws. */
export function equivalent(a: string, b: string, options: EquivalenceOptions = {}): Equivalence {
  try {
    return compared(a, b, options)
  } catch {
    return 'undecided'
  }
}

const answerLimit = 2_000

function compared(a: string, b: string, options: EquivalenceOptions): Equivalence {
  if (a.length > answerLimit || b.length > answerLimit) return a.trim() === b.trim() ? 'equal' : 'undecided'
  const { kind } = options
  if (!a.trim() || !b.trim()) return a.trim() === b.trim() ? 'equal' : 'different'
  if (kind === 'proof') return 'undecided'
  if (kind === 'text') return texts(normalText(a), normalText(b))
  const choice = choices(a, b, kind)
  if (choice) return choice
  const worded = sameWords(a, b)
  if (worded) return worded
  const times = clocks(a, b)
  if (times) return times
  if (squeezed(a) === squeezed(b)) return 'equal'
  const unit = options.unit?.trim()
  const [x, y] = [readAnswer(withUnit(a, unit)), readAnswer(withUnit(b, unit))]
  const tolerance = toleranceOf(options.tolerance)
  const forward = compareRead(x, y, { kind, tolerance, a, b })
  if (forward === 'equal') return forward
  // It must not matter which of the two is given first.
  const backward = compareRead(y, x, { kind, tolerance, a: b, b: a })
  return backward === 'equal' || backward === forward ? backward : 'undecided'
}

/** A unit that is given with the answer stands behind those that have none. */
function withUnit(answer: string, unit: string | undefined): string {
  if (!unit) return answer
  const source = answerSource(answer)
  if (/\\text|\\mathrm|\\\$|\\%|\^\s*\{?\\circ|°|=|,/.test(source)) return answer
  return unit === '$' || unit === '\\$'
    ? `\\$${source}`
    : unit === '%' || unit === '\\%'
      ? `${source}\\%`
      : unit.startsWith('\\') || unit.startsWith('^')
        ? `${source}${unit}`
        : `${source}\\text{ ${unit
            .replace(/\^\{?(\d)\}?$/, '}^{$1')
            .replace(/²$/, '}^{2')
            .replace(/³$/, '}^{3')}}`
}

function squeezed(answer: string): string {
  return (
    answerSource(answer)
      .replace(/\\(?:left|right|displaystyle|,|;|!|:| )(?![a-zA-Z])/g, '')
      // `2 3` is not 23.
      .replace(/(?<!\w)\s+|\s+(?!\w)/g, '')
      .replace(/\\[dt]frac/g, '\\frac')
  )
}

interface Tolerance {
  readonly size: number
  readonly relative: boolean
}

function toleranceOf(tolerance: string | number | undefined): Tolerance | undefined {
  if (tolerance === undefined) return undefined
  const text = String(tolerance).trim()
  const percent = /\\?%$/.test(text)
  const size = Number(text.replace(/\\?%$/, ''))
  return Number.isFinite(size) && size >= 0 ? { size: percent ? size / 100 : size, relative: percent } : undefined
}

function choices(a: string, b: string, kind: AnswerKind | undefined): Equivalence | undefined {
  const several = [lettersOf(a), lettersOf(b)] as const
  if (several[0] && several[1] && (kind === 'choice' || several.some(found => found?.listed)))
    return several[0].letters === several[1].letters ? 'equal' : 'different'
  const [x, y] = [choiceOf(a), choiceOf(b)]
  if (kind === 'choice') {
    const [p, q] = [x ?? lowerChoice(a), y ?? lowerChoice(b)]
    if (p && q) return p.letter === q.letter ? 'equal' : 'different'
    return normalText(a) === normalText(b) ? 'equal' : 'undecided'
  }
  if (!x || !y) {
    // `(B) 12` against `12`.
    const [choice, other] = x ? [x, b] : [y, a]
    if (choice?.rest) return equivalent(choice.rest, other) === 'equal' ? 'equal' : 'undecided'
    // A letter alone may be a variable; with its brackets it is a choice, whose content is not known.
    return choice && !choice.bare ? 'undecided' : undefined
  }
  if (x.letter !== y.letter)
    return x.rest && y.rest && equivalent(x.rest, y.rest) === 'equal' ? 'undecided' : 'different'
  return 'equal'
}

/** The letters of `A, C` and of `AC`, in their order; `listed` where something stands between them. */
function lettersOf(answer: string): { letters: string; listed: boolean } | undefined {
  const text = answer
    .replace(/\\(?:text|textbf|textit|textrm|mathrm|mathbf|boxed|mbox)\s*\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:left|right)(?![a-zA-Z])|\\[,;:! ]|[{}$*]|~/g, '')
    .replace(/[.。]\s*$/, '')
    .trim()
  const listed = /^[(（]?[A-H][)）]?(?:\s*(?:[,，;；、&]|,?\s*\b(?:and|or)\b|和)\s*[(（]?[A-H][)）]?)+$/.test(text)
  if (!listed && !/^[(（]?[A-H]+[)）]?$/.test(text)) return undefined
  const letters = text.match(/[A-H]/g)!.sort()
  return new Set(letters).size === letters.length ? { letters: letters.join(''), listed } : undefined
}

function lowerChoice(answer: string): { letter: string } | undefined {
  const match = /^\(?([a-jA-J])\)?[.:]?$/.exec(normalText(answer).replace(/\s/g, ''))
  return match ? { letter: match[1]!.toUpperCase() } : undefined
}

function texts(a: string, b: string): Equivalence {
  if (a === b) return 'equal'
  const [x, y] = [a.replace(/[\s_-]+/g, ''), b.replace(/[\s_-]+/g, '')]
  if (x === y) return 'equal'
  const denied = (text: string): boolean => /\b(?:not|never|cannot|no|neither|nor)\b|n t\b/.test(text)
  if (denied(a) !== denied(b)) return 'different'
  // One may only say more: `Evelyn wins`, `Evelyn`.
  const [short, long] = x.length < y.length ? [a, b] : [b, a]
  return ` ${long} `.includes(` ${short} `) ? 'undecided' : 'different'
}

/** Sentences, and statements by their Roman numbers: `I and III only`. */
function sameWords(a: string, b: string): Equivalence | undefined {
  const [x, y] = [normalText(a), normalText(b)]
  const plain = (text: string): boolean => /\p{L}{4}/u.test(text) && /^[\p{L}\p{M}\d ]+$/u.test(text)
  if (x === y && plain(x) && !commandsIn(a) && !commandsIn(b)) return 'equal'
  const romans = (text: string): string | undefined =>
    /^(?:statements? )?(?:i{1,3}|iv|v)(?:(?: and)? (?:i{1,3}|iv|v))*(?: only)?$/.test(text) && /only|\band\b/.test(text)
      ? text
          .match(/\b(?:i{1,3}|iv|v)\b/g)!
          .sort()
          .join()
      : undefined
  const [p, q] = [romans(x), romans(y)]
  return p && q ? (p === q ? 'equal' : 'different') : undefined
}

/** `May 5` and `May 6`: the same words with another number. */
function otherNumber(a: string, b: string): boolean {
  const [x, y] = [a, b].map(text => text.replace(/\d+/g, '#'))
  return a !== b && x === y && /^[\p{L}\p{M} ]*#[\p{L}\p{M} ]*$/u.test(x!)
}

/** The minutes since midnight of `10:30 a.m.`; modulo twelve hours where it is left open which half of the day it is. */
function clockOf(answer: string): { minutes: number; half: boolean } | undefined {
  const match = /^(\d{1,2})(?: (\d{2}))?(?: ([ap])m)$|^(\d{1,2}) (\d{2})$/.exec(normalText(answer))
  if (!match) return undefined
  if (match[3]) {
    const minutes = (Number(match[1]) % 12) * 60 + Number(match[2] ?? 0)
    return { minutes: minutes + (match[3] === 'p' ? 720 : 0), half: true }
  }
  return /^\D*\d{1,2}:\d{2}\D*$/.test(answer)
    ? { minutes: Number(match[4]) * 60 + Number(match[5]), half: false }
    : undefined
}

function clocks(a: string, b: string): Equivalence | undefined {
  const [x, y] = [clockOf(a), clockOf(b)]
  if (!x || !y || !(x.half || y.half)) return undefined
  if (x.minutes === y.minutes) return 'equal'
  return x.half && y.half ? 'different' : x.minutes % 720 === y.minutes % 720 ? 'undecided' : 'different'
}

interface Context {
  readonly kind: AnswerKind | undefined
  readonly tolerance: Tolerance | undefined
  readonly a: string
  readonly b: string
}

function compareRead(x: ReadAnswer, y: ReadAnswer, context: Context): Equivalence {
  if (x.type === 'text' || y.type === 'text') return withText(x, y, context)
  if (x.type === 'value' && y.type === 'value') return values(x, y, context)
  if (x.type === 'region' || y.type === 'region') return regions(x, y, context)
  if (x.type === 'several' || y.type === 'several') return severals(x, y, context)
  if (x.type === 'equation' && y.type === 'equation') return equations(x, y)
  if (x.type === 'inequality' && y.type === 'inequality') return inequalities(x, y)
  if (x.type === 'residue' && y.type === 'residue') return residues(x, y)
  const equation = x.type === 'equation' ? x : y.type === 'equation' ? y : undefined
  const named = x.type === 'value' ? x : y.type === 'value' ? y : undefined
  if (equation && named?.name !== undefined) {
    return equations(equation, { left: { type: 'symbol', name: named.name }, right: named.exprs[0]! })
  }
  return 'undecided'
}

function withText(x: ReadAnswer, y: ReadAnswer, context: Context): Equivalence {
  if (x.type === 'text' && y.type === 'text') {
    if (x.text === y.text) return 'equal'
    const words = (text: string): boolean => /^[\p{L}\p{M} '-]{2,}$/u.test(text)
    if (words(x.text) && words(y.text)) return texts(x.text, y.text)
    if (otherNumber(x.text, y.text)) return 'different'
    const [p, q] = [readingOf(context.a), readingOf(context.b)]
    return p !== undefined && p === q ? 'equal' : 'undecided'
  }
  const text = x.type === 'text' ? x.text : y.type === 'text' ? y.text : ''
  const other = x.type === 'text' ? y : x
  if (normalText(context.a) === normalText(context.b)) return 'equal'
  if (other.type !== 'value' || commandsIn(x.type === 'text' ? context.a : context.b)) return 'undecided'
  // `five` and 5; a plain word is no number.
  if (/^\d+$/.test(text)) return values(readAnswer(text) as ValueAnswer, other, context)
  const symbolic = other.exprs[0]!.type === 'symbol' || freeSymbols(other.exprs[0]!).size > 0
  return /^[\p{L} ]{3,}$/u.test(text) && !symbolic ? 'different' : 'undecided'
}

/** Whether an answer that is taken as text holds mathematics that could not be read. */
function commandsIn(answer: string): boolean {
  return /\\(?!text|textbf|textit|textrm|mathrm|mbox|[,;:! $%()[\]])/.test(answer)
}

/** How the formula reads, where it cannot be understood: the same marks say the same. */
function readingOf(answer: string): string | undefined {
  const tokens = tokensOf(answerSource(answer))
  return tokens && textOf(tokens).replace(/\s+/g, '')
}

type ValueAnswer = Extract<ReadAnswer, { type: 'value' }>

function values(x: ValueAnswer, y: ValueAnswer, context: Context): Equivalence {
  const found = new Set<Equivalence>()
  for (const a of x.exprs) {
    for (const b of y.exprs) {
      const result = expressions(a, b, context)
      if (result === 'equal') {
        // `x = 3` and `y = 3` answer different questions.
        const function_ = (x.name === 'y' || y.name === 'y') && freeSymbols(a).size > 0
        return x.name !== undefined && y.name !== undefined && x.name !== y.name && !function_ ? 'undecided' : 'equal'
      }
      found.add(result)
    }
  }
  const families = familiesOf(x.exprs[0]!, y.exprs[0]!)
  if (families) return families.some(([a, b]) => expressions(a, b, context) === 'equal') ? 'equal' : 'undecided'
  return found.size === 1 ? [...found][0]! : 'undecided'
}

/**
 * Where one of the two runs through the integers: the other one with its name, shifted and turned round, since `2k + 1`
 * and `2k - 1` are the same numbers.
 */
function familiesOf(a: Expr, b: Expr): readonly (readonly [Expr, Expr])[] | undefined {
  const runs = (expr: Expr): string | undefined => {
    const names = freeSymbols(expr)
    return names.has(familyName) ? familyName : [...names].find(name => /^[kmn]$/.test(name))
  }
  const [p, q] = [runs(a), runs(b)]
  if (p !== familyName && q !== familyName) return undefined
  if (p === undefined || q === undefined) return []
  const runner: Expr = { type: 'symbol', name: familyName }
  const put = (expr: Expr, name: string, by: Expr): Expr =>
    expr.type === 'symbol' && expr.name === name ? by : withParts(expr, part => put(part, name, by))
  const first = put(a, p, runner)
  return [0, 1, -1, 2, -2].flatMap(shift =>
    [runner, { type: 'negative', of: runner } as const].map(turned => {
      const moved: Expr = { type: 'add', terms: [turned, { type: 'number', value: integer(shift) }] }
      return [first, put(b, q, shift || turned !== runner ? moved : runner)] as const
    }),
  )
}

const bracketsOf = (list: Extract<Expr, { type: 'list' }>): string => list.open + list.close

function expressions(a: Expr, b: Expr, context: Context): Equivalence {
  if (a.type === 'list' && b.type === 'list') return lists(a, b, context)
  if (a.type === 'matrix' && b.type === 'matrix') return matrices(a, b, context)
  if (a.type === 'list' || b.type === 'list') return listAndOther(a, b, context)
  if (a.type === 'matrix' || b.type === 'matrix') {
    const other = a.type === 'matrix' ? b : a
    if (some(other, part => part.type === 'matrix')) return numbersOrFormulas(a, b, context)
    return fixedKind(a.type === 'matrix' ? b : a) ? 'different' : 'undecided'
  }
  if (a.type === 'ratio' || b.type === 'ratio') return ratios(a, b, context)
  const bases = based(a, b)
  if (bases) return bases
  return numbersOrFormulas(a, b, context)
}

/** What is a number or a formula and nothing else. */
function fixedKind(expr: Expr): boolean {
  return (
    expr.type === 'number' ||
    (freeSymbols(expr).size === 0 && !some(expr, part => part.type === 'matrix' || part.type === 'list'))
  )
}

function lists(a: Extract<Expr, { type: 'list' }>, b: Extract<Expr, { type: 'list' }>, context: Context): Equivalence {
  const [p, q] = [bracketsOf(a), bracketsOf(b)]
  // `\{(1, 2)\}` and `(1, 2)`
  const only = (list: Extract<Expr, { type: 'list' }>): Expr | undefined =>
    list.open === '{' && list.items.length === 1 && list.items[0]!.type === 'list' ? list.items[0] : undefined
  if ((only(a) === undefined) !== (only(b) === undefined)) return expressions(only(a) ?? a, only(b) ?? b, context)
  const open = [p === '()' ? branchesOf(a) : [a], q === '()' ? branchesOf(b) : [b]] as const
  if (open[0].length > 1 || open[1].length > 1) return openPairs(a, b, open, context)
  const unordered = (brackets: string): boolean => brackets === '{}' || brackets === ''
  if (unordered(p) && unordered(q)) return inAnyOrder(a.items, b.items, context)
  if (context.kind === 'set' && !/[[\]]/.test(p + q)) return inAnyOrder(a.items, b.items, context)
  const order = inOrder(a.items, b.items, context)
  if (p === q) return order
  // Round and square brackets stand for different things; a list without brackets leaves the order open.
  if (p === '' || q === '')
    return order === 'different' && inAnyOrder(a.items, b.items, context) !== 'different' ? 'undecided' : order
  const pointed = new Set([p, q])
  if (pointed.has('⟨⟩') && pointed.has('()')) return order
  return 'different'
}

/** `(\pm 1, 2)` is two pairs; with two signs it may be two or four. */
function openPairs(
  a: Extract<Expr, { type: 'list' }>,
  b: Extract<Expr, { type: 'list' }>,
  open: readonly [readonly Expr[], readonly Expr[]],
  context: Context,
): Equivalence {
  const pairs = (list: Extract<Expr, { type: 'list' }>, branches: readonly Expr[]): readonly Expr[] =>
    branches.length > 1 ? branches : list.open === '(' ? [list] : list.items
  const [x, y] = [pairs(a, open[0]), pairs(b, open[1])]
  const result = unordered(x, y, (p, q) => expressions(p, q, context))
  const signs = (list: Expr): number =>
    (list.type === 'either' ? 1 : 0) + partsOf(list).reduce((sum, part) => sum + signs(part), 0)
  return result === 'different' && (signs(a) > 1 || signs(b) > 1) ? 'undecided' : result
}

function listAndOther(a: Expr, b: Expr, context: Context): Equivalence {
  const [list, other] = a.type === 'list' ? [a, b] : [b as Extract<Expr, { type: 'list' }>, a]
  if (branchesOf(other).length > 1) return inAnyOrder(list.items, branchesOf(other), context)
  if (other.type === 'matrix') {
    const cells = other.rows.length === 1 || other.rows.every(row => row.length === 1) ? other.rows.flat() : undefined
    if (!cells || bracketsOf(list) !== '()') return 'undecided'
    return inOrder(list.items, cells, context)
  }
  // `\{3\}` and `3`.
  if (list.items.length === 1) return expressions(list.items[0]!, other, context)
  return fixedKind(other) ? 'different' : 'undecided'
}

function inOrder(a: readonly Expr[], b: readonly Expr[], context: Context): Equivalence {
  if (a.length !== b.length) return dotted(a) || dotted(b) ? 'undecided' : 'different'
  return all(a.map((item, i) => expressions(item, b[i]!, context)))
}

function dotted(items: readonly Expr[]): boolean {
  return items.some(item => some(item, part => part.type === 'dots'))
}

function all(results: readonly Equivalence[]): Equivalence {
  if (results.includes('different')) return 'different'
  return results.includes('undecided') ? 'undecided' : 'equal'
}

function inAnyOrder(a: readonly Expr[], b: readonly Expr[], context: Context): Equivalence {
  const [x, y] = [a.flatMap(branchesOf), b.flatMap(branchesOf)]
  if (dotted(x) || dotted(y))
    return describe({ type: 'list', open: '', close: '', items: x }) ===
      describe({ type: 'list', open: '', close: '', items: y })
      ? 'equal'
      : 'undecided'
  return unordered(x, y, (p, q) => expressions(p, q, context))
}

/** Each has its counterpart. What stands twice counts once. */
function unordered<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => Equivalence): Equivalence {
  if (a.length * b.length > 2_500) return 'undecided'
  const table = a.map(x => b.map(y => same(x, y)))
  const rows = table.map(row =>
    row.includes('equal') ? 'equal' : row.includes('undecided') ? 'undecided' : 'different',
  )
  const columns = b.map((_, j) => {
    const column = table.map(row => row[j]!)
    return column.includes('equal') ? 'equal' : column.includes('undecided') ? 'undecided' : 'different'
  })
  return all([...rows, ...columns])
}

function matrices(
  a: Extract<Expr, { type: 'matrix' }>,
  b: Extract<Expr, { type: 'matrix' }>,
  context: Context,
): Equivalence {
  const shape = (rows: readonly (readonly Expr[])[]): string => `${rows.length}x${rows[0]?.length}`
  if (shape(a.rows) === shape(b.rows)) return inOrder(a.rows.flat(), b.rows.flat(), context)
  const vector = (rows: readonly (readonly Expr[])[]): boolean =>
    rows.length === 1 || rows.every(row => row.length === 1)
  return vector(a.rows) && vector(b.rows) && inOrder(a.rows.flat(), b.rows.flat(), context) !== 'different'
    ? 'undecided'
    : 'different'
}

function ratios(a: Expr, b: Expr, context: Context): Equivalence {
  const items = (expr: Expr): readonly Expr[] | undefined =>
    expr.type === 'ratio' ? expr.items : expr.type === 'divide' ? [expr.over, expr.by] : undefined
  const [x, y] = [items(a), items(b)]
  if (!x || !y) {
    const [ratio, other] = a.type === 'ratio' ? [a, b] : [b as Extract<Expr, { type: 'ratio' }>, a]
    return ratio.items.length === 2
      ? expressions({ type: 'divide', over: ratio.items[0]!, by: ratio.items[1]! }, other, context)
      : 'undecided'
  }
  if (x.length !== y.length) return 'different'
  const cross = (i: number): Equivalence =>
    expressions({ type: 'multiply', factors: [x[0]!, y[i]!] }, { type: 'multiply', factors: [y[0]!, x[i]!] }, context)
  return all(x.slice(1).map((_, i) => cross(i + 1)))
}

/** Numbers with their base: `52_8` is 52 with the base left out, and says nothing of 42. */
function based(a: Expr, b: Expr): Equivalence | undefined {
  if (a.type !== 'number' || b.type !== 'number' || (a.base === undefined && b.base === undefined)) return undefined
  const same = n.same(a.value, b.value)
  if (a.base !== undefined && b.base !== undefined) return same ? 'equal' : 'different'
  const [with_, without] = a.base !== undefined ? [a, b] : [b, a]
  const digits = without.decimals === undefined && without.value.d === 1n ? abs(without.value.n).toString() : ''
  if (digits === with_.value.n.toString(with_.base)) return 'equal'
  return same ? 'undecided' : 'different'
}

function worth(expr: Expr, units: 'written' | 'converted'): Value | undefined {
  return attempt(() => evaluate(expr, { bindings: new Map(), budget: newBudget(), units }))
}

function numbersOrFormulas(a: Expr, b: Expr, context: Context): Equivalence {
  if (freeSymbols(a).size || freeSymbols(b).size) return formulas(a, b)
  const units = [unitNames(a), unitNames(b)] as const
  const real = (names: ReadonlySet<string>): boolean => [...names].some(name => measures(name) || name === '%')
  const words = (names: ReadonlySet<string>): string[] => [...names].filter(name => name.startsWith('~'))
  const [written, converted] = [pair(a, b, 'written', context), pair(a, b, 'converted', context)]
  if (real(units[0]) && real(units[1])) return converted
  if (!real(units[0]) && !real(units[1])) {
    const [p, q] = [words(units[0]), words(units[1])]
    if (written === 'equal' && p.length && q.length && !p.some(word => q.includes(word))) return 'undecided'
    return written
  }
  // One of the two leaves its unit out.
  const [bare, full] = real(units[0]) ? [b, a] : [a, b]
  const percent = (real(units[0]) ? units[0] : units[1]).has('%')
  if (percent) {
    const as = pair(full, bare, 'written', context)
    const plain = full.type === 'unit' ? pair(full.of, bare, 'written', context) : 'undecided'
    if (as === 'equal' && plain === 'equal') return 'undecided'
    return as === 'equal' || plain === 'equal' ? 'equal' : plain === 'undecided' ? as : all([as, plain])
  }
  if (written === 'equal' || converted === 'equal')
    // `5 apples` leaves no unit out.
    return words(real(units[0]) ? units[1] : units[0]).length && written === 'equal' ? 'undecided' : 'equal'
  return written
}

function pair(a: Expr, b: Expr, units: 'written' | 'converted', context: Context): Equivalence {
  const [x, y] = [worth(a, units), worth(b, units)]
  if (!x || !y) return describe(a) === describe(b) ? 'equal' : told(sameResidues(a, b))
  if (x.type === 'number' && y.type === 'number') {
    const dimensions = (value: Extract<Value, { type: 'number' }>): string =>
      [...(value.dimensions ?? [])].sort().join()
    if (dimensions(x) !== dimensions(y)) return sameValue(x, y) ? 'equal' : 'different'
    return numbers(x.num, y.num, a, b, context)
  }
  if (x.type === 'either' || y.type === 'either') {
    const list = (value: Value): readonly Value[] => (value.type === 'either' ? value.values : [value])
    return unordered(list(x), list(y), (p, q) => told(sameValue(p, q)))
  }
  return told(sameValue(x, y))
}

function told(same: boolean | undefined): Equivalence {
  return same === undefined ? 'undecided' : same ? 'equal' : 'different'
}

function numbers(x: Num, y: Num, a: Expr, b: Expr, context: Context): Equivalence {
  const exact = x.type === 'rational' && y.type === 'rational'
  const same = n.same(x, y)
  if (same && exact) return 'equal'
  const [p, q] = [attempt(() => n.toComplex(x)), attempt(() => n.toComplex(y))]
  if (!p || !q) return exact ? 'different' : 'undecided'
  const distance = Math.hypot(p.re - q.re, p.im - q.im)
  const size = Math.max(n.magnitude(p), n.magnitude(q))
  const { tolerance } = context
  if (tolerance) {
    const limit = (tolerance.relative ? tolerance.size * size : tolerance.size) * (1 + 1e-12)
    return distance <= limit ? 'equal' : 'different'
  }
  if (same === true) return longDecimal(a) || longDecimal(b) ? rounded(distance, size, a, b) : 'equal'
  if (same === undefined) return 'undecided'
  if (exact && !decimalPlaces(a) && !decimalPlaces(b)) return 'different'
  return rounded(distance, size, a, b)
}

function longDecimal(expr: Expr): boolean {
  return some(expr, part => part.type === 'number' && (part.decimals ?? 0) >= 12)
}

/** A decimal that is the other value, rounded: with six digits it is meant to be that; with fewer, who knows. */
function rounded(distance: number, size: number, a: Expr, b: Expr): Equivalence {
  const [p, q] = [decimalPlaces(a), decimalPlaces(b)]
  // Two written decimals are what they are.
  if (p !== undefined && q !== undefined) return distance === 0 ? 'equal' : 'different'
  const places = p ?? q
  if (places === undefined || places === 0) return distance === 0 ? 'undecided' : 'different'
  const step = 10 ** -places
  if (distance > step * (0.5 + 1e-9)) return 'different'
  const digits = Math.floor(Math.log10(Math.max(size, 1e-300) / step)) + 1
  return digits >= 6 ? 'equal' : digits >= 4 ? 'undecided' : 'different'
}

/** The digits after the point of what is a written decimal; 0 for whole numbers. */
function decimalPlaces(expr: Expr): number | undefined {
  if (expr.type === 'negative' || expr.type === 'unit') return decimalPlaces(expr.of)
  if (expr.type !== 'number' || (expr.decimals === undefined && expr.value.d !== 1n)) return undefined
  return expr.decimals ?? 0
}

function formulas(a: Expr, b: Expr): Equivalence {
  if (describe(a) === describe(b)) return 'equal'
  const [x, y] = [freeSymbols(a), freeSymbols(b)]
  const [p, q] = [branchesOf(a), branchesOf(b)]
  if (p.length > 1 || q.length > 1) return unordered(p, q, (s, t) => formulas(s, t))
  if (
    a.type === 'symbol' &&
    b.type === 'symbol' &&
    a.name.startsWith('"') &&
    otherNumber(normalText(a.name), normalText(b.name))
  )
    return 'different'
  if (opaque(a) || opaque(b)) return 'undecided'
  const { agree, differ } = sampleReal(a, b)
  if (differ > 0) {
    // Constants of integration go by several names.
    const others = [...x, ...y].filter(name => x.has(name) !== y.has(name))
    if (others.length && others.every(name => /^[CcKk](?:_.*)?$/.test(name)))
      return sameConstant(a, b, others) ? 'equal' : 'undecided'
    // So do whole numbers that anything may be.
    if (others.length > 1 && others.every(name => /^(?:[kmn]|mathbf k)$/.test(name))) return 'undecided'
    if (x.has(familyName) || y.has(familyName)) return 'undecided'
    return 'different'
  }
  return agree >= 3 ? 'equal' : 'undecided'
}

/** `x^2 + C` and `x^2 + c`. */
function sameConstant(a: Expr, b: Expr, names: readonly string[]): boolean {
  const added = (expr: Expr): string | undefined =>
    expr.type === 'add'
      ? names.find(name => expr.terms.some(term => term.type === 'symbol' && term.name === name))
      : undefined
  const [p, q] = [added(a), added(b)]
  if (names.length !== 2 || p === undefined || q === undefined || p === q) return false
  const renamed = (expr: Expr): Expr =>
    expr.type === 'symbol' && expr.name === q ? { ...expr, name: p } : withParts(expr, renamed)
  const { agree, differ } = sampleReal(a, renamed(b))
  return differ === 0 && agree >= 3
}

function opaque(expr: Expr): boolean {
  return some(
    expr,
    part => part.type === 'opaque' || part.type === 'dots' || (part.type === 'symbol' && part.name.startsWith('"')),
  )
}

function regions(x: ReadAnswer, y: ReadAnswer, context: Context): Equivalence {
  const [p, q] = [intervalsOf(x), intervalsOf(y)]
  if (!p || !q) return x.type === 'value' || y.type === 'value' ? regionAndValue(x, y) : 'undecided'
  if (x.type === 'region' && y.type === 'region' && x.name !== undefined && y.name !== undefined && x.name !== y.name)
    return 'undecided'
  const [a, b] = [tidied(p), tidied(q)]
  if (!a || !b) return 'undecided'
  if (a.length !== b.length) return 'different'
  const exact: Context = { ...context, kind: undefined }
  return all(
    a.map((interval, i) => {
      const other = b[i]!
      if (interval.fromOpen !== other.fromOpen || interval.toOpen !== other.toOpen) return 'different'
      return all([expressions(interval.from, other.from, exact), expressions(interval.to, other.to, exact)])
    }),
  )
}

function regionAndValue(x: ReadAnswer, y: ReadAnswer): Equivalence {
  const [region, value] = x.type === 'region' ? [x, y] : [y as Extract<ReadAnswer, { type: 'region' }>, x]
  if (value.type !== 'value') return 'undecided'
  return fixedKind(value.exprs[0]!) && value.exprs[0]!.type !== 'list'
    ? 'different'
    : region.intervals.length
      ? 'undecided'
      : 'different'
}

/** An interval, as far as an answer is one or may be one. */
function intervalsOf(answer: ReadAnswer): readonly Interval[] | undefined {
  if (answer.type === 'region') return answer.intervals
  if (answer.type !== 'value') return undefined
  const [expr] = answer.exprs
  if (expr?.type !== 'list') return undefined
  if (expr.items.length === 2 && /^[([][)\]]$/.test(bracketsOf(expr))) return [asInterval(expr)]
  return expr.open === '{'
    ? expr.items.map(item => ({ from: item, to: item, fromOpen: false, toOpen: false }))
    : undefined
}

/** Sorted, and joined where one begins where another ends. */
function tidied(intervals: readonly Interval[]): readonly Interval[] | undefined {
  if (intervals.length < 2) return intervals
  const placed = intervals.map(interval => ({ interval, from: endpoint(interval.from), to: endpoint(interval.to) }))
  if (placed.some(({ from, to }) => from === undefined || to === undefined)) return undefined
  placed.sort((a, b) => a.from! - b.from! || a.to! - b.to!)
  const result: typeof placed = []
  for (const next of placed) {
    const last = result.at(-1)
    const touches =
      last && (next.from! < last.to! || (next.from === last.to && !(next.interval.fromOpen && last.interval.toOpen)))
    if (!touches) result.push(next)
    else if (next.to! > last.to! || (next.to === last.to && !next.interval.toOpen)) {
      result[result.length - 1] = {
        ...last,
        to: next.to,
        interval: { ...last.interval, to: next.interval.to, toOpen: next.interval.toOpen },
      }
    }
  }
  return result.map(({ interval }) => interval)
}

function endpoint(expr: Expr): number | undefined {
  const value = worth(expr, 'written')
  if (value?.type === 'infinity') return value.negative ? -Infinity : Infinity
  if (value?.type !== 'number' || !n.isReal(value.num)) return undefined
  return value.num.type === 'rational' ? toNumber(value.num) : value.num.re
}

function severals(x: ReadAnswer, y: ReadAnswer, context: Context): Equivalence {
  const items = (answer: ReadAnswer): readonly ReadAnswer[] | undefined => {
    if (answer.type === 'several') return answer.items
    if (answer.type !== 'value') return [answer]
    const [expr] = answer.exprs
    if (expr?.type === 'list' && expr.open === '(' && branchesOf(expr).length > 1)
      return branchesOf(expr).map(item => ({ type: 'value', exprs: [item] }))
    if (expr?.type === 'list' && (expr.open === '{' || expr.open === '(' || expr.open === '')) {
      return expr.items.map(item => ({ type: 'value', exprs: [item] }))
    }
    if (expr && branchesOf(expr).length > 1) return branchesOf(expr).map(item => ({ type: 'value', exprs: [item] }))
    return [answer]
  }
  const [a, b] = [items(x), items(y)]
  if (!a || !b) return 'undecided'
  const [p, q] = [a.flatMap(opened), b.flatMap(opened)]
  const tuple = [x, y].find(
    answer =>
      answer.type === 'value' &&
      answer.exprs[0]!.type === 'list' &&
      answer.exprs[0]!.open === '(' &&
      branchesOf(answer.exprs[0]!).length === 1,
  )
  const names = [...p, ...q].map(item => (item.type === 'value' ? item.name : undefined))
  const distinct = new Set(names.filter(name => name !== undefined).map(name => name!.replace(/_.*$/, '')))
  const order =
    p.length === q.length ? all(p.map((item, i) => compareRead(bare(item), bare(q[i]!), context))) : 'different'
  if (tuple) {
    // `1, 2` may be the pair without its brackets.
    if (order === 'equal') return 'equal'
    const sorted = byName(p) ?? byName(q)
    if (sorted && p.length === q.length) {
      const pairs = byName(p)
        ? sorted.map((item, i) => [item, q[i]!] as const)
        : sorted.map((item, i) => [p[i]!, item] as const)
      return all(pairs.map(([s, t]) => compareRead(bare(s), bare(t), context)))
    }
    return unordered(p, q, (s, t) => compareRead(bare(s), bare(t), context)) === 'different' ? 'different' : 'undecided'
  }
  if (distinct.size > 1) return assignments(p, q, context, order)
  return unordered(p, q, (s, t) => compareRead(bare(s), bare(t), context))
}

/** `x = 1, y = 2`: by name, where both sides have names. */
function assignments(
  a: readonly ReadAnswer[],
  b: readonly ReadAnswer[],
  context: Context,
  order: Equivalence,
): Equivalence {
  const name = (item: ReadAnswer): string | undefined => (item.type === 'value' ? item.name : undefined)
  if (a.every(item => name(item) !== undefined) && b.every(item => name(item) !== undefined)) {
    return unordered(a, b, (x, y) => (name(x) === name(y) ? compareRead(x, y, context) : 'different'))
  }
  return order === 'equal' ? 'equal' : 'undecided'
}

/** In the order of their names. */
function byName(items: readonly ReadAnswer[]): readonly ReadAnswer[] | undefined {
  const named = items.map(item => ({ item, name: item.type === 'value' ? item.name : undefined }))
  if (named.some(({ name }) => name === undefined || !/^[a-z](?:_\d)?$/.test(name))) return undefined
  if (new Set(named.map(({ name }) => name)).size < named.length) return undefined
  return named.sort((a, b) => (a.name! < b.name! ? -1 : 1)).map(({ item }) => item)
}

/** `\pm 2` among several is two of them. */
function opened(item: ReadAnswer): readonly ReadAnswer[] {
  if (item.type !== 'value') return [item]
  return branchesOf(item.exprs[0]!).map(expr => ({ ...item, exprs: [expr] }))
}

function bare(item: ReadAnswer): ReadAnswer {
  return item.type === 'value' ? { type: 'value', exprs: item.exprs } : item
}

interface Sides {
  readonly left: Expr
  readonly right: Expr
}

function equations(a: Sides, b: Sides): Equivalence {
  const [p, q] = [branchesOf(difference(a)), branchesOf(difference(b))]
  return unordered(p, q, (x, y) => comparePoints(x, y))
}

function difference(sides: Sides): Expr {
  return { type: 'add', terms: [sides.left, { type: 'negative', of: sides.right }] }
}

function inequalities(
  a: Extract<ReadAnswer, { type: 'inequality' }>,
  b: Extract<ReadAnswer, { type: 'inequality' }>,
): Equivalence {
  const same = comparePoints(difference(a), difference(b), true)
  if (same !== 'equal') return same
  return a.strict === b.strict ? 'equal' : 'different'
}

function residues(
  a: Extract<ReadAnswer, { type: 'residue' }>,
  b: Extract<ReadAnswer, { type: 'residue' }>,
): Equivalence {
  const nums = [a.value, a.modulus, b.value, b.modulus].map(expr => {
    const value = worth(expr, 'written')
    return value?.type === 'number' ? n.asInteger(value.num) : undefined
  })
  const [p, m, q, k] = nums
  if (p === undefined || m === undefined || q === undefined || k === undefined || m === 0n) return 'undecided'
  if (abs(m) !== abs(k)) return 'different'
  return (p - q) % m === 0n ? 'equal' : 'different'
}

/** What kind of answer this is, where nothing says so; undefined where that stays open. */
export function kindOf(answer: string): AnswerKind | undefined {
  if (!answer.trim()) return undefined
  const choice = choiceOf(answer)
  if (choice) return 'choice'
  const read = readAnswer(answer)
  switch (read.type) {
    case 'text':
      return /[\p{L}]{2}/u.test(read.text) && !tokensReadable(answer) ? 'text' : undefined
    case 'several':
      return 'set'
    case 'region':
      return read.name === undefined ? 'interval' : 'equation'
    case 'equation':
    case 'inequality':
    case 'residue':
      return 'equation'
    case 'choice':
      return 'choice'
    case 'value':
      return kindOfExpr(read)
  }
}

function tokensReadable(answer: string): boolean {
  return !/^[\p{L}\p{M}\d\s.,;:'’"()!?%-]*$/u.test(normalText(answer))
}

function kindOfExpr(answer: ValueAnswer): AnswerKind | undefined {
  const [expr] = answer.exprs
  if (!expr) return undefined
  if (expr.type === 'list') {
    if (expr.open === '{' || expr.open === '') return 'set'
    if (bracketsOf(expr) === '()' || expr.open === '⟨') return 'tuple'
    return expr.items.length === 2 ? 'interval' : 'tuple'
  }
  if (expr.type === 'matrix') return 'matrix'
  if (expr.type === 'either') return 'set'
  if (answer.name !== undefined && freeSymbols(expr).size) return 'equation'
  return freeSymbols(expr).size ? 'expression' : 'number'
}

/** Whether an answer is a number with a unit that measures something; undefined where it is no number. */
export function measuresIn(answer: string): boolean | undefined {
  if (answer.length > answerLimit) return undefined
  const read = readAnswer(answer)
  const [expr] = read.type === 'value' ? read.exprs : []
  return expr && kindOfExpr(read as ValueAnswer) === 'number' ? [...unitNames(expr)].some(measures) : undefined
}
