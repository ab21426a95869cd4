import 'katex/contrib/mhchem'
import katex, { type KatexOptions } from 'katex'

/** LaTeX commands and what they stand for. */
export type Macros = Readonly<Record<string, string>>

/** What KaTeX lacks and people write, as far as a replacement does it justice. */
const shims: Macros = {
  '\\mbox': '\\text{#1}',
  '\\cancelto': '\\overset{#1}{\\cancel{#2}}',
  '\\framebox': '\\boxed{\\text{#1}}',
  '\\label': '\\@secondoftwo{#1}{}',
  '\\DeclareMathOperator': '\\newcommand{#1}{\\operatorname{#2}}',
}

/** Longer formulas are not parsed: 1 MB keeps KaTeX busy for half a second. In UTF-16 units. */
export const formulaLimit = 10_000

/** The options of every KaTeX call, so that a formula that passes the check is one that the preview can show. */
export function katexOptions(macros: Macros, display: boolean): KatexOptions {
  return {
    displayMode: display,
    macros: { ...shims, ...macros },
    maxExpand: 1000,
    maxSize: 50,
    strict: 'ignore',
    throwOnError: true,
    trust: false,
  }
}

const strangers = /\\(begin|end)\{(multline|eqnarray|flalign)(\*?)\}/g
const columns = /(?<=\\begin\{array\}(?:\[[a-z]\])?)\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g
const partialLine = /\\cline\{\d+-\d+\}/g
const betweenColumns = /[@!<>]\{(?:[^{}]|\{[^{}]*\})*\}/g

/**
 * What KaTeX is to read for a formula: environments and lines of tables that it lacks become their next of kin, and what
 * stands between the columns of an array becomes blanks. Every character keeps its offset.
 */
export function katexSource(formula: string): string {
  if (!formula.includes('\\begin{')) return formula
  return formula
    .replace(strangers, (whole, command: string, name: string, star: string) =>
      `\\${command}{${name === 'multline' ? 'gather' : 'align'}${star}}`.padEnd(whole.length),
    )
    .replace(partialLine, whole => '\\hline'.padEnd(whole.length))
    .replace(columns, spec => spec.replace(betweenColumns, between => ' '.repeat(between.length)))
}

export interface FormulaProblem {
  readonly reason: string
  /** Offsets in the formula; the whole of it where KaTeX does not say. */
  readonly start: number
  readonly end: number
}

type Parser = (source: string, options: KatexOptions) => unknown
const parseTree = (katex as unknown as { __parse: Parser }).__parse

/** Why KaTeX cannot parse a formula, if it cannot. */
export function formulaProblem(source: string, display: boolean, macros: Macros): FormulaProblem | undefined {
  const key = `${display ? 'd' : 'i'}${source}`
  const known = remembered(macros)
  const cached = known.get(key)
  if (cached !== undefined) return cached ?? undefined
  const found = parseFormula(source, display, macros)
  if (known.size >= cacheLimit) known.clear()
  known.set(key, found ?? null)
  return found
}

const cacheLimit = 100_000
let cacheMacros = ''
let cache = new Map<string, FormulaProblem | null>()
const keys = new WeakMap<Macros, string>()

/** By content: the macros as text, then mode and formula. One set of macros is in use at a time nearly always. */
function remembered(macros: Macros): Map<string, FormulaProblem | null> {
  let key = keys.get(macros)
  if (key === undefined) {
    key = JSON.stringify(Object.entries(macros).sort(([a], [b]) => (a < b ? -1 : 1)))
    keys.set(macros, key)
  }
  if (key !== cacheMacros) {
    cacheMacros = key
    cache = new Map()
  }
  return cache
}

function parseFormula(source: string, display: boolean, macros: Macros): FormulaProblem | undefined {
  try {
    parseTree(katexSource(source), katexOptions(macros, display))
    return undefined
  } catch (error) {
    if (error instanceof katex.ParseError) return problemOf(error, source)
    return { reason: 'it is nested too deeply', start: 0, end: source.length }
  }
}

interface KatexError {
  readonly rawMessage: string
  readonly position?: number
  readonly length?: number
}

function problemOf(error: unknown, source: string): FormulaProblem {
  const { rawMessage, position, length } = error as KatexError
  const reason = rawMessage.charAt(0).toLowerCase() === 'k' ? rawMessage : lowerFirst(rawMessage)
  // Positions in what a macro expands to are not positions in the formula.
  if (position === undefined || position > source.length) return { reason, start: 0, end: source.length }
  const start = Math.min(position, Math.max(0, source.length - 1))
  return { reason, start, end: Math.max(start + 1, Math.min(source.length, position + (length ?? 1))) }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** Why a macro cannot be used, if it cannot. Each is compiled by itself, so that a bad one spoils no other. */
export function macroProblem(name: string, replacement: string): string | undefined {
  if (!/^\\(?:[A-Za-z@]+|[^A-Za-z\s])$/.test(name)) return 'a macro is named by a backslash and letters, such as \\R'
  const highest = Math.max(0, ...[...replacement.matchAll(/#([1-9])/g)].map(match => Number(match[1])))
  // Half of a pair means nothing by itself.
  if (/\\(?:left|right|middle|begin|end)(?![A-Za-z])|&/.test(replacement)) return undefined
  const found = parseFormula(`${name}${'{x}'.repeat(highest)}`, true, { [name]: replacement })
  return found?.reason
}
