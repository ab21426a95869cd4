import type { Document } from '../format/document.ts'
import type { Span } from '../span.ts'
import { mentionAt, mentionsOfSame } from './labels.ts'

export interface Highlight {
  readonly span: Span
  readonly role: 'definition' | 'reference'
}

/** Where else the label at the offset is given or referred to, that place included; all in the same region. */
export function highlights(document: Document, regionIndex: number, offset: number): Highlight[] {
  const region = document.regions[regionIndex]
  const mention = region && mentionAt(region, offset)
  if (!mention) return []
  return mentionsOfSame(region, mention)
    .map(({ label, role }) => ({ span: label.span, role }))
    .sort((a, b) => a.span.start - b.span.start)
}

/** The references to the label at the offset; with `definition`, the place that gives it too. */
export function references(
  document: Document,
  regionIndex: number,
  offset: number,
  options: { readonly definition: boolean },
): Span[] {
  return highlights(document, regionIndex, offset)
    .filter(({ role }) => options.definition || role === 'reference')
    .map(highlight => highlight.span)
}
