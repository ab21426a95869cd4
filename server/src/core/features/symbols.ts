import { latexCommands, latexEnvironments } from '../text/latex-commands.ts'
import { commonCommands, environmentNotes, latexNotes, signNotes } from '../text/latex-notes.ts'
import { displayEnvironments } from '../text/markup.ts'
import { lookInWords } from '../text/symbol-names.ts'
import { commandText, environmentOffer } from './latex-completion.ts'
import { escapeSnippet } from './snippet.ts'

/** Something that KaTeX knows, to be found and typed. */
export interface LatexSymbol {
  /** As it is typed: `\le`, `\begin{cases}`. */
  readonly command: string
  /** What it looks like, as characters; empty where it has no look of its own. */
  readonly look: string
  /** What it is, for people: its Unicode name or what it does. */
  readonly words: string
  /** A snippet that types it inside a formula. */
  readonly snippet: string
  /** Whether it stands for itself outside of formulas. */
  readonly bare: boolean
}

let known: readonly LatexSymbol[] | undefined

/** All that KaTeX knows. Made when it is first asked for. */
export function latexSymbols(): readonly LatexSymbol[] {
  known ??= [...commands(), ...signCommands(), ...environments()]
  return known
}

/** The snippet that types a symbol where LaTeX can stand, or elsewhere. */
export function insertionOf({ bare, snippet }: LatexSymbol, isLatex: boolean): string {
  return isLatex || bare ? snippet : `\\$${snippet}\\$`
}

let entries: readonly Entry[] | undefined

/**
 * The symbols that are meant by what somebody types: a name, a character, signs of a keyboard that look like it, or words.
 * The likeliest first; of those that are as likely, those that were used lately, then those that are used much.
 */
export function searchSymbols(typed: string, recent: readonly string[] = []): readonly LatexSymbol[] {
  const query = queryOf(typed.trim())
  entries ??= latexSymbols().map(entryOf)
  return entries
    .flatMap(entry => {
      const { symbol } = entry
      const rank = query.typed ? rankOf(entry, query) : 0
      return rank === undefined ? [] : [{ symbol, rank, use: useOf(symbol, recent) }]
    })
    .sort((a, b) => a.rank - b.rank || a.use - b.use || a.symbol.command.length - b.symbol.command.length)
    .map(({ symbol }) => symbol)
}

interface Entry {
  readonly symbol: LatexSymbol
  readonly name: string
  /** Signs of a keyboard that are typed for it, and how many others are likelier to be meant by them. */
  readonly keyboard: ReadonlyMap<string, number>
  readonly words: readonly string[]
}

interface Query {
  readonly typed: string
  /** In small letters, without the backslash. */
  readonly plain: string
  readonly words: readonly string[]
}

function queryOf(typed: string): Query {
  const plain = typed.toLowerCase().replace(/^\\(?=.)/, '')
  return { typed, plain, words: plain.split(/\s+/) }
}

function rankOf({ keyboard, name, symbol, words }: Entry, { plain, typed, words: asked }: Query): number | undefined {
  if (symbol.command === typed || symbol.command === `\\${typed}` || symbol.look === typed) return 0
  const place = keyboard.get(typed)
  if (place !== undefined) return 1 + place / 100
  if (name === plain) return 1
  if (name.startsWith(plain)) return 2
  if (asked.every(one => words.includes(one))) return 3
  if (asked.every(one => words.some(word => word.startsWith(one)))) return 4
  if (name.includes(plain)) return 5
  if (symbol.look.includes(typed) || [...keyboard.keys()].some(signs => signs.startsWith(typed))) return 6
  if (asked.every(one => words.some(word => word.includes(one)))) return 7
  return undefined
}

const common = new Map(commonCommands.map((name, i) => [`\\${name}`, i]))

function useOf({ command }: LatexSymbol, recent: readonly string[]): number {
  const lately = recent.indexOf(command)
  return lately >= 0 ? lately - recent.length : (common.get(command) ?? common.size)
}

/** What people type for a sign on a keyboard that lacks it, and the commands that are meant, the likeliest first. */
const keyboardSigns: Readonly<Record<string, string>> = {
  '<=': 'le leq leqslant leqq Leftarrow',
  '>=': 'ge geq geqslant geqq',
  '=<': 'le leq',
  '!=': 'ne neq',
  '/=': 'ne neq',
  '<>': 'ne neq diamond',
  '<<': 'll lll',
  '>>': 'gg ggg',
  '==': 'equiv',
  '===': 'equiv',
  '~=': 'approx cong simeq',
  '=~': 'cong',
  '~~': 'approx',
  '~': 'sim',
  '!~': 'nsim',
  ':=': 'coloneqq colonequals',
  '=:': 'eqqcolon',
  '::': 'dblcolon',
  '->': 'to rightarrow longrightarrow xrightarrow',
  '-->': 'longrightarrow dashrightarrow',
  '<-': 'leftarrow gets longleftarrow',
  '<--': 'longleftarrow dashleftarrow',
  '<->': 'leftrightarrow longleftrightarrow',
  '=>': 'implies Rightarrow Longrightarrow',
  '==>': 'implies Longrightarrow',
  '<==': 'impliedby Longleftarrow',
  '<=>': 'iff Leftrightarrow Longleftrightarrow rightleftharpoons',
  '|->': 'mapsto longmapsto',
  '>->': 'rightarrowtail',
  '->>': 'twoheadrightarrow',
  '~>': 'leadsto rightsquigarrow',
  '+-': 'pm',
  '-+': 'mp',
  '*': 'cdot times ast',
  x: 'times',
  '**': 'ast star',
  '.': 'cdot',
  '/': 'div frac slash',
  '...': 'dots ldots cdots vdots ddots',
  '|': 'mid vert lvert',
  '||': 'parallel Vert lVert',
  '!|': 'nmid',
  '|-': 'vdash',
  '-|': 'dashv',
  '|=': 'models vDash',
  '/\\': 'wedge land bigwedge triangle',
  '\\/': 'vee lor bigvee',
  '&&': 'land wedge',
  '!': 'lnot neg',
  '-': 'minus setminus',
  '\\': 'setminus backslash',
  '(+)': 'oplus',
  '(-)': 'ominus',
  '(x)': 'otimes',
  '(.)': 'odot',
  '[]': 'square Box',
  '[+]': 'boxplus',
  '[x]': 'boxtimes',
  '<': 'langle lt',
  '>': 'rangle gt',
  oo: 'infty',
  '8': 'infty',
  '^': 'wedge hat',
  '_|_': 'perp bot',
  _: 'underline',
  "'": 'prime',
  o: 'circ degree',
  ':.': 'therefore',
  'v/': 'checkmark sqrt',
  'sqrt()': 'sqrt',
  '[': 'lbrack lceil lfloor',
  '|_': 'lfloor',
  '_|': 'rfloor',
  '|^': 'lceil',
  '^|': 'rceil',
}

/** Words of people for what Unicode names in another way. */
const otherWords: Readonly<Record<string, string>> = {
  Im: 'imaginary part',
  Re: 'real part',
  aleph: 'cardinality',
  approx: 'about approximately',
  bigcap: 'intersection',
  bigcup: 'union',
  blacksquare: 'qed end of proof',
  bot: 'false bottom',
  cdot: 'times product multiply dot',
  circ: 'compose composition degree',
  cong: 'congruent isomorphic',
  degree: 'degrees angle temperature',
  div: 'divided divide',
  dots: 'ellipsis and so on',
  emptyset: 'nothing',
  varnothing: 'empty set nothing',
  equiv: 'congruent modulo identical equivalent',
  exists: 'there is',
  forall: 'every each all',
  ge: 'at least',
  geq: 'at least',
  hbar: 'planck',
  iff: 'if and only if equivalent',
  implies: 'follows then',
  in: 'belongs member',
  infty: 'infinite unbounded',
  int: 'antiderivative',
  land: 'and conjunction',
  langle: 'bracket',
  lceil: 'round up',
  le: 'at most',
  leq: 'at most',
  lfloor: 'round down',
  lnot: 'negation',
  lor: 'or disjunction',
  mapsto: 'function maps',
  mathbb: 'naturals integers rationals reals complex',
  mid: 'such that',
  nabla: 'gradient del',
  ne: 'unequal different',
  neq: 'unequal different',
  neg: 'not negation',
  nmid: 'not divide',
  notin: 'not member',
  oplus: 'xor direct sum',
  otimes: 'tensor product',
  overline: 'repeating decimal conjugate segment mean',
  parallel: 'parallel lines',
  partial: 'derivative',
  perp: 'perpendicular orthogonal',
  pm: 'plus minus',
  prod: 'multiply',
  propto: 'proportional',
  setminus: 'difference without',
  sim: 'similar',
  square: 'qed',
  sqrt: 'square cube nth radical',
  subset: 'contained inside',
  sum: 'add sigma',
  times: 'product cross multiply',
  to: 'tends approaches limit',
  top: 'true transpose',
  varepsilon: 'small error',
  vec: 'vector',
}

function entryOf(symbol: LatexSymbol): Entry {
  const name = symbol.command.slice(1)
  const typed = Object.entries(keyboardSigns).flatMap(([signs, names]) => {
    const place = names.split(' ').indexOf(name)
    return place < 0 ? [] : [[signs, place] as const]
  })
  const words = `${symbol.words} ${Object.hasOwn(otherWords, name) ? otherWords[name] : ''}`.toLowerCase()
  return {
    symbol,
    name: name.toLowerCase(),
    keyboard: new Map(typed),
    words: words.match(/[\p{L}\p{N}]+/gu) ?? [],
  }
}

function commands(): LatexSymbol[] {
  return latexCommands
    .filter(({ name }) => name !== 'begin' && name !== 'end')
    .map(({ name, args, look, text }) => {
      const call = commandText(name, args).text
      return {
        command: `\\${name}`,
        look,
        words: [latexNotes[name] ?? '', lookInWords(look)].filter(Boolean).join('; '),
        snippet: text ? `\\\\text{${call}\\}` : call,
        bare: false,
      }
    })
}

function signCommands(): LatexSymbol[] {
  return Object.entries(signNotes).map(([sign, words]) => ({
    command: `\\${sign}`,
    look: sign === '|' ? '∥' : /[{}%$#&_]/.test(sign) ? sign : '',
    words,
    snippet: escapeSnippet(`\\${sign}`),
    bare: false,
  }))
}

function environments(): LatexSymbol[] {
  const names = [
    ...latexEnvironments.map(({ name }) => name),
    ...displayEnvironments.flatMap(name => [name, `${name}*`]),
  ]
  return [...new Set(names)].map(name => {
    const args = latexEnvironments.find(one => one.name === name)?.args ?? ''
    const { label, text } = environmentOffer(name, args)
    const bare = displayEnvironments.includes(name.replace('*', ''))
    return { command: label, look: '', words: environmentNotes[name] ?? 'An environment', snippet: text, bare }
  })
}
