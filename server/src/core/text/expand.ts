import type { Expand } from '../row.ts'
import type { Macros } from './latex.ts'
import { latexCommand } from './latex-commands.ts'
import { type MathPiece, scan } from './markup.ts'

// Macros are put in place of their names as KaTeX does it, token by token, but in the text: what stands around them stays
// as it was typed.

/** How many macros one formula may come to, as in KaTeX. */
const mostExpansions = 1000

const unchanged: Expand = { text: text => text, formula: formula => formula }

export function expander(macros: Macros): Expand {
  if (!Object.keys(macros).length) return unchanged
  return { text: text => expandText(text, macros), formula: formula => expandFormula(formula, macros) }
}

/** A text of prose and math with its macros expanded in the math. */
export function expandText(text: string, macros: Macros): string {
  if (!names(macros).test(text)) return text
  let result = ''
  let at = 0
  for (const piece of scan(text)) {
    if (piece.type !== 'math') continue
    result += text.slice(at, piece.innerStart)
    result += delimited(text.slice(piece.innerStart, piece.innerEnd), piece, macros)
    at = piece.innerEnd
  }
  return result + text.slice(at)
}

/** What stands between the delimiters, so that they still hold it. */
function delimited(formula: string, { delimiter }: MathPiece, macros: Macros): string {
  const expanded = expandFormula(formula, macros)
  if (expanded === formula || delimiter === 'environment') return expanded
  if (delimiter === '$' && /^$|^[ \t]|[ \t]$/.test(expanded)) return `{${expanded}}`
  return expanded
}

/** A formula without delimiters with its macros expanded; as it was where they come to no end or stand in each other's way. */
export function expandFormula(formula: string, macros: Macros): string {
  if (!names(macros).test(formula)) return formula
  const own = defined(formula)
  const used = own.size ? Object.fromEntries(Object.entries(macros).filter(([name]) => !own.has(name))) : macros
  const expanded = expand(tokens(formula), used)
  return expanded === undefined || closesEarly(expanded) ? formula : expanded
}

const namePatterns = new WeakMap<Macros, RegExp>()

function names(macros: Macros): RegExp {
  let pattern = namePatterns.get(macros)
  if (!pattern) {
    const all = Object.keys(macros).map(
      name => name.replace(/[^A-Za-z@]/g, '\\$&') + (/[A-Za-z@]$/.test(name) ? '(?![A-Za-z@])' : ''),
    )
    pattern = new RegExp(all.join('|') || '(?!)')
    namePatterns.set(macros, pattern)
  }
  return pattern
}

/** A command with its backslash, a comment to the end of its line, `\verb` with what it holds, or one character. */
const token = /\\verb\*?([^A-Za-z\s*])[^\n]*?\1|\\(?:[A-Za-z@]+|[\s\S])|%[^\n]*(?:\n|$)|[\s\S]/gu

function tokens(formula: string): string[] {
  return formula.match(token) ?? []
}

/** What the formula itself gives a meaning to. */
function defined(formula: string): ReadonlySet<string> {
  const definition =
    /\\(?:(?:re)?newcommand|providecommand|DeclareMathOperator|[gex]?def|let)\*?\s*\{?\s*(\\(?:[A-Za-z@]+|[\s\S]))/g
  return new Set([...formula.matchAll(definition)].map(match => match[1]!))
}

function expand(formula: readonly string[], macros: Macros): string | undefined {
  // What is still to be read, the next token last.
  const left = [...formula].reverse()
  // How many arguments the command before still takes, in this group and in those around it.
  const wanted = [0]
  let result = ''
  let last = ''
  let expansions = 0
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const replacement = Object.hasOwn(macros, next) ? macros[next] : undefined
    if (replacement === undefined) {
      // Else the letter would become part of the command.
      if (/^\\[A-Za-z@]+$/.test(last) && /^[A-Za-z@]/.test(next)) result += ' '
      result += next
      last = next
      count(next, wanted)
      continue
    }
    if (++expansions > mostExpansions) return undefined
    const args = argumentsOf(left, arity(replacement))
    if (!args) return undefined
    const put = filled(replacement, args)
    // A command takes all that the macro stands for, not the first of it.
    const isArgument = wanted.at(-1)! > 0 && put.length !== 1
    left.push(...(isArgument ? ['{', ...put, '}'] : put).reverse())
  }
  return result
}

/** Counts the arguments down as they come. */
function count(next: string, wanted: number[]): void {
  if (isSkipped(next)) return
  if (next === '}') {
    if (wanted.length > 1) wanted.pop()
    return
  }
  const rest = wanted.pop()!
  wanted.push(Math.max(0, rest - 1))
  if (next === '{') wanted.push(0)
  else if (next.startsWith('\\')) {
    const args = latexCommand(next.slice(1))?.args ?? ''
    const taken = args.split('{}').length - 1
    if (taken) wanted[wanted.length - 1] = taken
  }
}

/** KaTeX counts `#1`, `#2` and so on as long as they are there. */
function arity(replacement: string): number {
  const plain = replacement.replaceAll('##', '')
  let count = 0
  while (plain.includes(`#${count + 1}`)) count++
  return count
}

/** Each is a group without its braces, or the next token; undefined where there are not so many. */
function argumentsOf(left: string[], count: number): string[][] | undefined {
  const args: string[][] = []
  for (let i = 0; i < count; i++) {
    while (left.length && isSkipped(left.at(-1)!)) left.pop()
    const first = left.pop()
    if (first === undefined || first === '}') return undefined
    if (first !== '{') {
      args.push([first])
      continue
    }
    const inner: string[] = []
    let depth = 1
    for (;;) {
      const next = left.pop()
      if (next === undefined) return undefined
      if (next === '{') depth++
      else if (next === '}' && --depth === 0) break
      inner.push(next)
    }
    args.push(inner)
  }
  return args
}

function isSkipped(next: string): boolean {
  return /^\s$/.test(next) || next.startsWith('%')
}

function filled(replacement: string, args: readonly (readonly string[])[]): string[] {
  const result: string[] = []
  const list = tokens(replacement)
  for (let i = 0; i < list.length; i++) {
    const next = list[i + 1]
    if (list[i] === '#' && next === '#') {
      result.push('#')
      i++
    } else if (list[i] === '#' && next !== undefined && /^[1-9]$/.test(next) && Number(next) <= args.length) {
      result.push(...args[Number(next) - 1]!)
      i++
    } else result.push(list[i]!)
  }
  return result
}

/** Whether what it holds would end the formula. */
function closesEarly(formula: string): boolean {
  let depth = 0
  for (const next of tokens(formula)) {
    if (next === '{') depth++
    else if (next === '}') depth = Math.max(0, depth - 1)
    else if (next === '\\)' || next === '\\]' || (next === '$' && depth === 0)) return true
  }
  return false
}
