import type { Text } from '../format/text.ts'
import type { Piece } from '../text/markup.ts'
import { piecesOf } from '../text/pieces.ts'

/** Two dollars that look like those of a formula, but for blanks beside them: `$ x + 1 $`. */
export interface SpacedFormula {
  readonly first: Piece
  readonly second: Piece
}

export function spacedFormulas(text: Text): SpacedFormula[] {
  const pieces = piecesOf(text)
  const found: SpacedFormula[] = []
  for (let i = 0; i + 1 < pieces.length; i++) {
    const first = pieces[i]!
    const second = pieces[i + 1]!
    if (first.type !== 'dollar' || !isLone(second)) continue
    if (isMoney(text, first) || /^(?:[A-Za-z0-9\\]|[.,]\d)/.test(text.value.slice(second.start + 1, second.start + 3)))
      continue
    if (!isSpacedFormula(text.value.slice(first.end, second.start))) continue
    found.push({ first, second })
    i++
  }
  return found
}

/** Whether an unclosed dollar is one of money rather than of a formula: `$.50`, `20$`. */
export function isMoney(text: Text, dollar: Piece): boolean {
  const around = text.value.slice(Math.max(0, dollar.start - 1), dollar.start + 2)
  return isFraction(text, dollar) || /^\d\$(?![\p{L}\\({[|])/u.test(around)
}

function isFraction({ value }: Text, { start }: Piece): boolean {
  return /^\$[.,]\d/.test(value.slice(start, start + 3))
}

function isLone(piece: Piece): boolean {
  return piece.type === 'dollar' || (piece.type === 'unclosed' && piece.opener === '$')
}

const longest = 200
const wordOfProse = /(?<![\\A-Za-z])(?:[A-Za-z]{3,}|(?:or|to|an|is|at|by|if|in|of|on)(?![A-Za-z]))|[\u3400-\u9fff]/

function isSpacedFormula(inner: string): boolean {
  if (inner.length > longest || inner.trim() === '' || /\n[ \t]*\n/.test(inner)) return false
  return /^[ \t]|[ \t]$/.test(inner) && !wordOfProse.test(inner.replaceAll(/\\[A-Za-z]+|\\text\{[^}]*\}/g, ' '))
}
