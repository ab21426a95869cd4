import { type Document, exampleParts, type Region } from '../format/document.ts'
import { sourceSpan } from '../format/text.ts'
import { type Span, span } from '../span.ts'
import { piecesOf } from '../text/pieces.ts'
import { type OutlineItem, outline } from './outline.ts'

/** What can be folded to its first line. */
export interface Fold {
  readonly span: Span
  readonly kind: 'part' | 'comment' | 'block'
}

/** One list for each region, with spans in that region; each span holds at least one line end. */
export function folding(document: Document): readonly (readonly Fold[])[] {
  const items = outline(document)
  return document.regions.map((region, i) => foldsOf(region, items[i]!))
}

const folds = new WeakMap<Region, readonly Fold[]>()

function foldsOf(region: Region, items: readonly OutlineItem[]): readonly Fold[] {
  let known = folds.get(region)
  if (!known) {
    known = [...partFolds(items), ...commentFolds(region), ...blockFolds(region)]
      .filter(fold => /[\r\n]/.test(region.text.slice(fold.span.start, fold.span.end)))
      .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)
    folds.set(region, known)
  }
  return known
}

function* partFolds(items: readonly OutlineItem[]): Generator<Fold> {
  for (const item of items) {
    yield { span: item.span, kind: 'part' }
    yield* partFolds(item.children)
  }
}

/** Comments on lines that follow one another. */
function* commentFolds(region: Region): Generator<Fold> {
  const { comments, text } = region
  for (let i = 0; i < comments.length; ) {
    const { start } = comments[i]!
    let end = comments[i]!.end
    i++
    while (i < comments.length && /^(?:\r\n|\r|\n)$/.test(text.slice(end, comments[i]!.start))) end = comments[i++]!.end
    yield { span: span(start, end), kind: 'comment' }
  }
}

/** Code, drawings and displayed formulas. */
function* blockFolds(region: Region): Generator<Fold> {
  if (!region.example) return
  for (const { text } of exampleParts(region.example)) {
    for (const piece of piecesOf(text)) {
      if (piece.type === 'dollar' || piece.type === 'unclosed' || piece.type === 'code') continue
      yield { span: sourceSpan(text, piece.start, piece.end), kind: 'block' }
    }
  }
}
