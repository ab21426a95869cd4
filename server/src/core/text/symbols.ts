import type { Example, Region, Solution } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import type { Span } from '../span.ts'
import type { Lexicon } from '../words/lexicon.ts'
import type { ListName } from '../words/lists.ts'
import { type FormulaSymbol, scanFormula } from './formula-symbols.ts'
import { formulaLimit, type Macros } from './latex.ts'
import type { Piece } from './markup.ts'
import { piecesOf, stepsOf } from './pieces.ts'
import { proseOf, sentencesOf } from './prose.ts'

// The symbols of an example: which stand where, and whether they are introduced there. What a scan can tell; so a rule
// that says a symbol is missing asks for more than one sign of it.

/** One symbol at one place. */
export interface SymbolPlace extends Omit<FormulaSymbol, 'start' | 'end'> {
  readonly text: Text
  /** Offsets in the text; see `symbolSpan`. */
  readonly start: number
  readonly end: number
  /** The number of the step; 0 in the problem, and in what opens a solution before its first step. */
  readonly step: number
  readonly how: How
}

/**
 * How a symbol stands at a place:
 * - `introduced`: in words that give it its meaning ("let $x$ be", "denote the sum by $s$", 设);
 * - `specified`: in words that tell what it is, or that it is any ("where $r$ is", "for some $k$", "if $n$", 其中);
 * - `defined`: for the first time, alone on the left side of an equation that does not hold it on the right;
 * - `named`: behind the noun that it is a name of ("the radius $r$", "points $A$ and $B$");
 * - `bound`: by a sum, a quantifier, as an argument of a function that is defined, as an index;
 * - `drawn`: in a drawing, as a label;
 * - `mentioned`: elsewhere in a sentence that introduces something;
 * - `used`: in any other way.
 */
export type How = 'introduced' | 'specified' | 'defined' | 'named' | 'bound' | 'drawn' | 'mentioned' | 'used'

export interface SolutionSymbols {
  readonly solution: Solution
  /** In the order of the text. */
  readonly places: readonly SymbolPlace[]
}

export interface ExampleSymbols {
  readonly problem: readonly SymbolPlace[]
  /** One for each solution. */
  readonly solutions: readonly SolutionSymbols[]
}

/** What symbols are found by. */
interface Given {
  readonly macros: Macros
  readonly words: Lexicon
}

const known = new WeakMap<Region, Given & { readonly symbols: ExampleSymbols }>()
const none: ExampleSymbols = { problem: [], solutions: [] }

/** The symbols of a region's example. A `View` will do. */
export function symbolsOf(view: Given & { readonly region: Region }): ExampleSymbols {
  const { macros, region, words } = view
  const before = known.get(region)
  if (before?.macros === macros && before.words === words) return before.symbols
  const symbols = region.example ? symbolsIn(region.example, { macros, words }) : none
  known.set(region, { macros, words, symbols })
  return symbols
}

/** Where in the region a symbol stands. */
export function symbolSpan({ end, start, text }: SymbolPlace): Span {
  return sourceSpan(text, start, end)
}

/** Whether the symbol is told to the reader at this place, in whatever way. */
export function isIntroduction({ how }: SymbolPlace): boolean {
  return how !== 'used'
}

function symbolsIn(example: Example, given: Given): ExampleSymbols {
  const problem = example.problem
    ? defined(
        read(example.problem.text, given).map(found => place(found, 0)),
        new Set(),
      )
    : []
  const inProblem = new Set(problem.map(({ name }) => name))
  return {
    problem,
    solutions: example.solutions.map(solution => ({
      solution,
      places: defined(placesIn(solution, given), inProblem),
    })),
  }
}

function placesIn(solution: Solution, given: Given): SymbolPlace[] {
  if (solution.steps.length) {
    return [
      ...read(solution.text, given).map(found => place(found, 0)),
      ...solution.steps.flatMap((step, i) => read(step.text, given).map(found => place(found, i + 1))),
    ]
  }
  const steps = stepsOf(solution)
  let at = 0
  return read(solution.text, given).map(found => {
    while (at + 1 < steps.length && steps[at + 1]!.within.start <= found.start) at++
    return place(found, steps[at]?.number ?? 0)
  })
}

function place(found: Found, step: number): SymbolPlace {
  return { ...found, step }
}

type Found = Omit<SymbolPlace, 'step'>

/** A first use alone on the left side of an equation is a definition. */
function defined(places: readonly SymbolPlace[], inProblem: ReadonlySet<string>): SymbolPlace[] {
  const seen = new Set(inProblem)
  return places.map(one => {
    const isNew = !seen.has(one.name)
    seen.add(one.name)
    const defines = isNew && one.alone === 'equation' && one.value !== 'itself' && !one.run
    return defines && (one.how === 'used' || one.how === 'mentioned') ? { ...one, how: 'defined' } : one
  })
}

/** Words of some lists in one prose, by where they begin and end. */
class Words {
  readonly starts = new Map<number, Set<ListName>>()
  /** Where what tells a meaning ends, by where it begins. */
  readonly meanings = new Map<number, number>()
  readonly ends = new Map<number, Set<ListName>>()
  /** Where what introduces begins, in order. */
  private readonly defining: readonly number[]
  private readonly introducing: readonly number[]
  readonly prose: string

  constructor(prose: string, words: Lexicon) {
    this.prose = prose
    for (const list of [
      'defining',
      'introducing',
      'naming',
      'meaning',
      'restricting',
      'quantifying',
      'joining',
    ] as const) {
      for (const { start, end } of words.find(list, prose)) {
        add(this.starts, start, list)
        add(this.ends, end, list)
        if (list === 'meaning') this.meanings.set(start, end)
      }
    }
    const beginnings = (list: ListName): number[] => words.find(list, prose).map(({ start }) => start)
    this.defining = beginnings('defining')
    this.introducing = beginnings('introducing')
  }

  /** The lists that the word directly before a place stands in. */
  before(at: number): ReadonlySet<ListName> {
    let end = at
    while (end > 0 && /[\s(（"“'*_]/.test(this.prose[end - 1]!)) end--
    return this.ends.get(end) ?? noLists
  }

  /** Whether it is said behind a place what stands before it; in "be $D$" it is said of what comes. */
  explains(at: number): boolean {
    let start = at
    while (start < this.prose.length && /[\s)）"”'*_]/.test(this.prose[start]!)) start++
    if (this.starts.get(start)?.has('restricting')) return true
    const end = this.meanings.get(start)
    return end !== undefined && !/^\s*\ufffc/.test(this.prose.slice(end, end + 4))
  }

  /** What in the sentence before a place introduces. */
  introduces(from: number, to: number): 'defining' | 'introducing' | undefined {
    if (hasBetween(this.defining, from, to)) return 'defining'
    return hasBetween(this.introducing, from, to) ? 'introducing' : undefined
  }

  /** Whether two places have only a comma or a word between them that joins. */
  joins(from: number, to: number): boolean {
    const between = this.prose.slice(from, to)
    if (/^\s*[,，、]?\s*$/.test(between)) return true
    const start = from + /^[\s,，]*/.exec(between)![0].length
    const end = from + between.trimEnd().length
    return (this.starts.get(start)?.has('joining') && this.ends.get(end)?.has('joining') && end - start < 12) === true
  }
}

function hasBetween(sorted: readonly number[], from: number, to: number): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < from) low = middle + 1
    else high = middle
  }
  return low < sorted.length && sorted[low]! < to
}

const noLists: ReadonlySet<ListName> = new Set()

function add(map: Map<number, Set<ListName>>, at: number, list: ListName): void {
  const lists = map.get(at)
  if (lists) lists.add(list)
  else map.set(at, new Set([list]))
}

/** Where symbols stand in a text: in a formula, or a letter in prose. */
interface Stretch {
  readonly start: number
  readonly end: number
  readonly symbols: readonly FormulaSymbol[]
  readonly plain: boolean
  /** Words inside the formula. */
  readonly texts: readonly { readonly value: string; readonly start: number }[]
}

function read(text: Text, given: Given): Found[] {
  const pieces = piecesOf(text)
  const prose = proseOf(text)
  const stretches = [...formulas(text, pieces, given.macros), ...letters(prose)].sort((a, b) => a.start - b.start)
  if (!stretches.length) return drawn(text, pieces)
  const words = new Words(prose, given.words)
  const sentences = sentencesOf(text)
  const found: Found[] = []
  let sentence = 0
  let chained: { readonly how: How; readonly end: number } | undefined
  for (const stretch of stretches) {
    while (sentence + 1 < sentences.length && sentences[sentence + 1]!.start <= stretch.start) sentence++
    const from = sentences[sentence]?.start ?? 0
    const how = howOf(stretch, from, words, chained)
    chained = stretch.plain ? { how: how.alone, end: stretch.end } : undefined
    let inside = 0
    let told: How | undefined
    for (const symbol of stretch.symbols) {
      for (; inside < stretch.texts.length && stretch.texts[inside]!.start < symbol.start; inside++) {
        const { value } = stretch.texts[inside]!
        if (
          given.words.has('defining', value) ||
          given.words.has('introducing', value) ||
          value === '\\forall' ||
          given.words.has('quantifying', value)
        )
          told = 'mentioned'
      }
      const { start, end, ...rest } = symbol
      found.push({
        ...rest,
        text,
        start: stretch.start + start,
        end: stretch.start + end,
        how: symbol.role
          ? 'bound'
          : symbol.alone
            ? how.alone === 'used'
              ? (told ?? 'used')
              : how.alone
            : (told ?? how.other),
      })
    }
  }
  return [...found, ...drawn(text, pieces)].sort((a, b) => a.start - b.start)
}

/** How the symbols of a stretch stand there: those alone in a statement or on a left side, and the others. */
function howOf(
  stretch: Stretch,
  from: number,
  words: Words,
  chained: { readonly how: How; readonly end: number } | undefined,
): { readonly alone: How; readonly other: How } {
  const introduces = words.introduces(from, stretch.start)
  const other = introduces ? 'mentioned' : 'used'
  if (chained && chained.how !== 'used' && chained.how !== 'mentioned' && words.joins(chained.end, stretch.start)) {
    return { alone: chained.how, other }
  }
  const before = words.before(stretch.start)
  const explained = stretch.plain && words.explains(stretch.end)
  const told = before.has('defining') || introduces === 'defining' ? 'introduced' : 'specified'
  const direct = before.has('meaning') || before.has('naming') || (before.has('joining') && explained)
  if (before.has('defining')) return { alone: 'introduced', other }
  if (before.has('introducing')) return { alone: 'specified', other }
  if (introduces && direct) return { alone: told, other }
  if (before.has('quantifying')) return { alone: 'bound', other: 'mentioned' }
  if (before.has('naming') && stretch.plain) return { alone: 'named', other }
  if (explained) return { alone: introduces ? told : 'mentioned', other }
  return { alone: other, other }
}

function* formulas(text: Text, pieces: readonly Piece[], macros: Macros): Generator<Stretch> {
  for (const piece of pieces) {
    if (piece.type !== 'math' || piece.innerEnd - piece.innerStart > formulaLimit) continue
    const by = piece.innerStart - piece.start
    const { plain, symbols, texts } = scanFormula(text.value.slice(piece.innerStart, piece.innerEnd), macros)
    yield {
      start: piece.start,
      end: piece.end,
      plain,
      symbols: by ? symbols.map(symbol => ({ ...symbol, start: symbol.start + by, end: symbol.end + by })) : symbols,
      texts: by ? texts.map(({ value, start }) => ({ value, start: start + by })) : texts,
    }
  }
}

const lonely = /(?<![A-Za-z\d'’.\\_&@#/-])(\d+(?:\.\d+)?)?([A-Za-z])(?![A-Za-z\d'’_]|\.[A-Za-z]|-[A-Za-z])/g
const operator = /[=+*/^<>≤≥×÷−-]/
const unit = /[mgshLNJKVWACFkp]/

/** Single letters of a prose that stand for something: beside a sign of arithmetic, or where they can be no word. */
function* letters(prose: string): Generator<Stretch> {
  for (const match of prose.matchAll(lonely)) {
    const [whole, digits, letter] = match
    const start = match.index + whole.length - 1
    const before = /(\S)?[ \t]*$/.exec(prose.slice(Math.max(0, match.index - 6), match.index))?.[1] ?? ''
    const after = /^[ \t]*(\S)?/.exec(prose.slice(start + 1, start + 7))?.[1] ?? ''
    const beside = operator.test(before) || operator.test(after)
    // `3 x 5` and `6 hours x $7` multiply.
    if (letter === 'x' && (/[\d($<\ufffc]/.test(after) || (/[\d)%]/.test(before + (digits ?? '')) && !beside))) continue
    // `5 m` and `5m` are lengths, "a" and "I" are words.
    if ((digits || /\d/.test(before)) && !beside && unit.test(letter!)) continue
    if (!digits && /[aAI]/.test(letter!) && !/[=+*^]/.test(before + after)) continue
    const plain = !beside && !digits
    const defines = !digits && after === '=' && !operator.test(before)
    yield {
      start,
      end: start + 1,
      symbols: [
        {
          name: letter!,
          letter: letter!,
          start: 0,
          end: 1,
          ...(plain && { alone: 'statement' }),
          ...(defines && { alone: 'equation', value: 'other' }),
        },
      ],
      plain,
      texts: [],
    }
  }
}

/** The labels in drawings, and the points that are named there. */
function drawn(text: Text, pieces: readonly Piece[]): Found[] {
  const found: Found[] = []
  for (const piece of pieces) {
    if (piece.type !== 'asy') continue
    const seen = new Set<string>()
    const source = text.value.slice(piece.innerStart, piece.innerEnd)
    for (const match of source.matchAll(/"\$?([^"$]{1,80})\$?"|\bpair\s+([^;=]{1,120})|\b([A-Z])\b/g)) {
      const inner = match[1] ?? match[2] ?? match[3]!
      const at = match.index + match[0].indexOf(inner)
      for (const symbol of scanFormula(inner).symbols) {
        if (seen.has(symbol.name)) continue
        seen.add(symbol.name)
        const start = piece.innerStart + at + symbol.start
        found.push({
          name: symbol.name,
          letter: symbol.letter,
          text,
          start,
          end: start + symbol.end - symbol.start,
          how: 'drawn',
        })
      }
    }
  }
  return found
}
