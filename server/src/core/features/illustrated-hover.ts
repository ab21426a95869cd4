import type { Document, Region } from '../format/document.ts'
import { sourceSpan } from '../format/text.ts'
import type { Span } from '../span.ts'
import type { Macros } from '../text/latex.ts'
import { scan } from '../text/markup.ts'
import { piecesOf } from '../text/pieces.ts'
import { type Hover, hover } from './hover.ts'
import { type Illustrated, illustrated } from './illustrated.ts'
import { describe, type Labelled, mentionAt, solutionLabels, stepLabels } from './labels.ts'
import { type MathHoverContext, mathHover } from './math-hover.ts'
import { partAt } from './math-places.ts'
import { holdsLatex, placeAt } from './place.ts'

/** A hover with formulas to be set. Without its pictures it may be empty. */
export interface IllustratedHover {
  readonly span: Span
  /** What is said, one thing below the other. */
  readonly sections: readonly Illustrated[]
}

/** What stands at an offset of a region, in words and pictures: a formula, what a command makes, the step referred to. */
export function illustratedHover(
  document: Document,
  regionIndex: number,
  offset: number,
  context: MathHoverContext,
): IllustratedHover | undefined {
  const region = document.regions[regionIndex]
  if (!region) return undefined
  const words = hover(document, regionIndex, offset, context)
  const math = mathHover(document, regionIndex, offset, context)
  const formula = formulaAround(region, offset)
  const where = words?.span ?? math?.span ?? formula?.span
  if (!where) return undefined
  const sections: Illustrated[] = []
  if (formula) sections.push([{ formula: { ...formula, macros: context.macros }, instead: '' }])
  if (words) sections.push(referredTo(region, offset, context.macros) ?? withSample(words, formula, context.macros))
  if (math) sections.push([math.markdown])
  return { span: where, sections }
}

interface FormulaAround {
  readonly source: string
  readonly display: boolean
  readonly span: Span
}

/** The whole formula that an offset stands in, if it is closed. */
function formulaAround(region: Region, offset: number): FormulaAround | undefined {
  const place = placeAt(region, offset)
  if (place.type !== 'math' || !place.closed) return undefined
  const found = partAt(region, offset)
  if (!found) {
    const [piece] = scan(region.text.slice(place.whole.start, place.whole.end))
    const source = region.text.slice(place.span.start, place.span.end)
    return { source, display: piece?.type === 'math' && piece.display, span: place.whole }
  }
  const { part, at } = found
  const { text } = part
  if (holdsLatex(part.directive)) return { source: text.value, display: true, span: text.span }
  for (const piece of piecesOf(text)) {
    if (piece.type !== 'math' || piece.start > at || at > piece.end) continue
    const source = text.value.slice(piece.innerStart, piece.innerEnd)
    return { source, display: piece.display, span: sourceSpan(text, piece.start, piece.end) }
  }
  return undefined
}

/** The sample stands behind the name, before the words about it. */
function withSample({ markdown, sample }: Hover, around: FormulaAround | undefined, macros: Macros): Illustrated {
  if (!sample || sample === around?.source.trim()) return [markdown]
  const end = markdown.indexOf('\n\n')
  const head = end < 0 ? markdown : markdown.slice(0, end)
  const picture = { formula: { source: sample, display: true, macros }, instead: '' }
  return [`${head} `, picture, markdown.slice(head.length)]
}

/** The step or solution that a reference at an offset names, as its reader sees it. */
function referredTo(region: Region, offset: number, macros: Macros): Illustrated | undefined {
  const mention = mentionAt(region, offset)
  const { target } = mention ?? {}
  const { example } = region
  if (mention?.role !== 'reference' || !target || !example) return undefined
  const labelled = [...stepLabels(target.solution), ...solutionLabels(example)]
  const refer = (label: string): string | undefined => nameOf(labelled.find(one => one.label.text === label))
  const { text } = target.step ?? target.solution
  return [
    '**',
    ...illustrated(describe(target), macros, refer, titleLimit),
    '**\n\n',
    ...illustrated(text.value, macros, refer, textLimit),
  ]
}

const titleLimit = 300
const textLimit = 2_000

function nameOf(labelled: Labelled | undefined): string | undefined {
  return labelled && `${labelled.step ? 'Step' : 'Solution'} ${labelled.number}`
}
