import { exampleParts, type Part, type Region } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import type { Span, Word } from '../span.ts'
import { formulaLimit } from '../text/latex.ts'
import { displayEnvironments, type MathPiece } from '../text/markup.ts'
import { piecesOf } from '../text/pieces.ts'

// What the rules about text look at, found once for each region.

interface Texts {
  readonly prose: readonly Text[]
  readonly latex: readonly Part[]
  readonly formulas: readonly Formula[]
}

export interface Formula {
  readonly text: Text
  /** The LaTeX without delimiters, as offsets in the text. */
  readonly start: number
  readonly end: number
  readonly display: boolean
  /** Whether it is an answer or a claim, which has no delimiters. */
  readonly bare: boolean
}

const known = new WeakMap<Region, Texts>()

/** The texts that are Markdown with math, titles of steps and solutions among them. */
export function proseOf(region: Region): readonly Text[] {
  return textsOf(region).prose
}

/** The answers and claims that are LaTeX without delimiters. */
export function latexPartsOf(region: Region): readonly Part[] {
  return textsOf(region).latex
}

/** Every formula that is short enough to be read. */
export function formulasOf(region: Region): readonly Formula[] {
  return textsOf(region).formulas
}

/** The delimited formula that is all of an answer or a claim, if it is one. */
export function wholeFormula(text: Text): MathPiece | undefined {
  const piece = piecesOf(text)[0]
  if (piece?.type !== 'math' || piece.delimiter === 'environment') return undefined
  const { value } = text
  return value.slice(0, piece.start).trim() || value.slice(piece.end).trim() ? undefined : piece
}

const environments = displayEnvironments.join('|')
const onlyEnvironment = new RegExp(`^\\s*\\\\begin\\{((?:${environments})\\*?)\\}[^]*\\\\end\\{\\1\\}\\s*$`)

/** Whether a formula holds an environment that is math by itself, and nothing else. */
export function isDelimitedEnvironment(text: Text, piece: MathPiece): boolean {
  if (piece.delimiter === 'environment') return false
  return onlyEnvironment.test(text.value.slice(piece.innerStart, piece.innerEnd))
}

/** The delimited formula that starts at an offset of an answer or a claim, where there should be none. */
export function delimitedAt({ text, start }: Formula, offset: number): MathPiece | undefined {
  return piecesOf(text).find(
    (piece): piece is MathPiece =>
      piece.type === 'math' && piece.delimiter !== 'environment' && piece.start === start + offset,
  )
}

export function formulaSource({ text, start, end }: Formula): string {
  return text.value.slice(start, end)
}

/** Where in the region a stretch of a formula stands. */
export function formulaSpan(formula: Formula, start: number, end: number): Span {
  return sourceSpan(formula.text, formula.start + start, formula.start + end)
}

function textsOf(region: Region): Texts {
  const texts = known.get(region) ?? collect(region)
  known.set(region, texts)
  return texts
}

function collect({ example }: Region): Texts {
  const prose: Text[] = []
  const latex: Part[] = []
  const formulas: Formula[] = []
  if (!example) return { prose, latex, formulas }
  for (const part of exampleParts(example)) {
    const { title } = part as { title?: Word }
    if (title) prose.push(textOfWord(title))
    if (isLatex(part, example.answer)) latex.push(part)
    else if (part.text.value) prose.push(part.text)
  }
  for (const text of prose) for (const formula of formulasIn(text)) formulas.push(formula)
  for (const { text } of latex) {
    const whole = wholeFormula(text)
    const [start, end] = whole ? [whole.innerStart, whole.innerEnd] : [0, text.value.length]
    if (end > start && end - start <= formulaLimit) formulas.push({ text, start, end, display: true, bare: !whole })
  }
  return { prose, latex, formulas }
}

function* formulasIn(text: Text): Generator<Formula> {
  for (const piece of piecesOf(text)) {
    if (piece.type !== 'math' || piece.innerEnd - piece.innerStart > formulaLimit) continue
    const display = piece.display || isDelimitedEnvironment(text, piece)
    yield { text, start: piece.innerStart, end: piece.innerEnd, display, bare: false }
  }
}

function isLatex(part: Part, answer: { readonly kind: string | undefined } | undefined): boolean {
  if (part.directive.name === 'check') return true
  if (part.directive.name !== 'answer') return false
  const kind = answer?.kind
  return kind !== 'text' && kind !== 'choice' && kind !== 'proof'
}

function textOfWord({ text, span }: Word): Text {
  return { value: text, span, runs: [{ at: 0, source: span.start }] }
}
