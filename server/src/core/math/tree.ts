import katex from 'katex'
import { katexOptions, type Macros } from '../text/latex.ts'

/**
 * What is used of a node of KaTeX's parse tree. The tree is not documented, so katex is pinned and a test holds
 * what is expected of it.
 */
export interface Node {
  readonly type: string
  readonly text?: string
  readonly family?: string
  readonly name?: string
  readonly label?: string
  readonly font?: string
  readonly left?: string
  readonly right?: string
  readonly delim?: string
  readonly leftDelim?: string | null
  readonly hasBarLine?: boolean
  readonly body?: unknown
  readonly base?: Node
  readonly sup?: Node
  readonly sub?: Node
  readonly numer?: Node
  readonly denom?: Node
  readonly index?: Node | null
  readonly html?: readonly Node[]
  readonly mathml?: readonly Node[]
  readonly colSeparationType?: string
  readonly addJot?: boolean
  readonly dimension?: { readonly number: number; readonly unit: string }
  readonly loc?: { readonly lexer: { readonly input: string }; readonly start: number; readonly end: number } | null
}

/** Longer formulas are not read. */
export const mathLimit = 2_000

type Parser = (source: string, options: unknown) => readonly Node[]
const parse = (katex as unknown as { __parse: Parser }).__parse

/** The tree of a formula; undefined where KaTeX cannot read it or it is too long. */
export function treeOf(source: string, macros: Macros = {}): readonly Node[] | undefined {
  if (source.length > mathLimit) return undefined
  try {
    return parse(source, katexOptions({ ...readable, ...macros }, true))
  } catch {
    return undefined
  }
}

/** Replacements that say what is meant, where KaTeX's own only say how it looks. */
const readable: Macros = {
  '\\cancelto': '#2',
  '\\pmod': '\\mathrel{\\text{mod}}{#1}',
  '\\mod': '\\mathrel{\\text{mod}}',
  '\\pod': '\\mathrel{\\text{mod}}{#1}',
  '\\bmod': '\\mathbin{\\text{mod}}',
  '\\ne': '\\mathrel{\\text{ne}}',
  '\\neq': '\\mathrel{\\text{ne}}',
  '\\notin': '\\mathrel{\\text{notin}}',
  '\\dotsb': '\\ldots',
  '\\dotsc': '\\ldots',
  '\\dotsm': '\\ldots',
  '\\dotso': '\\ldots',
  '\\SI': '#1\\text{ #2}',
  '\\qty': '#1\\text{ #2}',
  '\\num': '#1',
  '\\si': '\\text{ #1}',
  '\\unit': '\\text{ #1}',
  '\\degree': '^\\circ',
  '\\euro': '\\text{€}',
}
