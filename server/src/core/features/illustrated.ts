import type { Macros } from '../text/latex.ts'
import { type Piece, scan } from '../text/markup.ts'
import { code } from './hover.ts'

/** A formula to be set. */
export interface Formula {
  readonly source: string
  readonly display: boolean
  readonly macros: Macros
}

/** A formula in Markdown, which is to be shown as a picture. */
export interface Picture {
  readonly formula: Formula
  /** Markdown that stands there where there is no picture. */
  readonly instead: string
}

/** Markdown with formulas in it. */
export type Illustrated = readonly (string | Picture)[]

/** Formulas of one text that become pictures; what comes after them is shown as it is typed. */
const pictureLimit = 24

/** A text as Markdown that shows nothing from elsewhere; of a long one, what comes before `limit`. */
export function illustrated(
  text: string,
  macros: Macros,
  refer: (label: string) => string | undefined,
  limit: number,
): Illustrated {
  const parts: (string | Picture)[] = []
  let pictures = 0
  let at = 0
  let end = limit
  for (const piece of scan(text)) {
    if (piece.type === 'dollar' || piece.type === 'unclosed') continue
    if (piece.end > limit) {
      end = Math.min(end, piece.start)
      break
    }
    parts.push(prose(text.slice(at, piece.start), refer), ...shown(piece))
    at = piece.end
  }
  if (text.length <= limit) return [...parts, prose(text.slice(at), refer)]
  const rest = text.slice(at, end)
  return [...parts, prose(rest.slice(0, rest.lastIndexOf(' ') + 1) || rest, refer), '…']

  function shown(piece: Exclude<Piece, { type: 'dollar' | 'unclosed' }>): Illustrated {
    const typed = text.slice(piece.start, piece.end)
    const inner = text.slice(piece.innerStart, piece.innerEnd)
    switch (piece.type) {
      case 'math': {
        const { display } = piece
        const instead = display ? fenced(inner) : code(typed)
        if (++pictures > pictureLimit) return [instead]
        const picture = { formula: { source: inner, display, macros }, instead }
        return display ? ['\n\n', picture, '\n\n'] : [picture]
      }
      case 'code':
        return [typed]
      case 'fence':
        return [`\n\n${typed}\n\n`]
      case 'asy':
        return ['\n\n*Drawing in Asymptote*\n\n']
    }
  }
}

/** LaTeX or other code as a block of its own. */
export function fenced(source: string): string {
  const ticks = '`'.repeat(Math.max(3, ...[...source.matchAll(/`+/g)].map(match => match[0].length + 1)))
  return `\n\n${ticks}latex\n${source.trim()}\n${ticks}\n\n`
}

/** Markdown without pictures and HTML, in which no line is code because it is indented. */
function prose(text: string, refer: (label: string) => string | undefined): string {
  return text
    .replace(/\[#([\p{L}\p{M}\p{N}._-]+)\]/gu, (whole, label: string) => refer(label) ?? whole)
    .replace(/!\[/g, '!\\[')
    .replace(/</g, '&lt;')
    .replace(/^(?: {4,}| *\t[ \t]*)/gm, '  ')
}
