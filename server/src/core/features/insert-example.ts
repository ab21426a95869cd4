import type { Document } from '../format/document.ts'
import { lineEndOf } from '../format/print.ts'
import { regionAt } from '../format/region-at.ts'
import { importHeader } from '../formats/header.ts'
import { type Edit, span } from '../span.ts'

/** Puts an example behind the one that stands at an offset, or at the end, apart from its neighbours by a blank line. */
export function insertExample(document: Document, offset: number, example: string): Edit {
  const { index, region, start } = regionAt(document, offset)
  const isLast = index === document.regions.length - 1
  const from = start + region.text.trimEnd().length
  const to = start + region.text.length
  const isEmpty = isLast && index === 0 && region.text.trim() === ''
  const before = isEmpty ? `${importHeader}\n` : '\n\n'
  const written = `${before}${example.trimEnd()}\n${isLast ? '' : '\n'}`
  const lineEnd = lineEndOf(document)
  return { span: span(from, to), text: lineEnd === '\n' ? written : written.replaceAll('\n', lineEnd) }
}

/** What to type for an example at an offset where nothing of the one above comes after; undefined where something does. */
export function typedExample(document: Document, offset: number, example: string): string | undefined {
  const { index, region, start } = regionAt(document, offset)
  const before = region.text.slice(0, offset - start)
  const after = region.text.slice(Math.max(0, offset - start))
  if (after.trim() !== '' || !/(?:^|[\r\n])$/.test(before)) return undefined
  const isLast = index === document.regions.length - 1
  const isEmpty = isLast && index === 0 && before.trim() === ''
  const blanks = before.slice(before.trimEnd().length).replace(/\r\n/g, '\n').length
  const gap = isEmpty ? `${importHeader}\n` : '\n'.repeat(Math.max(0, 2 - blanks))
  const written = `${gap}${example.trimEnd()}\n${isLast || /[\r\n]/.test(after) ? '' : '\n'}`
  const lineEnd = lineEndOf(document)
  return lineEnd === '\n' ? written : written.replaceAll('\n', lineEnd)
}
