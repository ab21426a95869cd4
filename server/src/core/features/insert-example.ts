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

/** Whether an example can begin at an offset: nothing of the one above comes after it. */
export function isBetweenExamples(document: Document, offset: number): boolean {
  const { region, start } = regionAt(document, offset)
  const before = region.text.slice(0, offset - start)
  const isLineStart = /(?:^|[\r\n])[ \t]*$/.test(before)
  return isLineStart && region.text.slice(Math.max(0, offset - start)).trim() === ''
}
