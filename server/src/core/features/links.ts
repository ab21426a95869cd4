import type { Document, Region } from '../format/document.ts'
import type { Field, Fields } from '../format/fields.ts'
import { type Span, span } from '../span.ts'

export interface Link {
  readonly span: Span
  readonly url: string
}

/** The sources that have an address: one list for each region, with spans in that region. */
export function links(document: Document): readonly (readonly Link[])[] {
  return document.regions.map(region => {
    const lists: readonly (Fields<unknown> | undefined)[] = [region.header?.defaults, region.example?.fields]
    return lists.flatMap(fields => fields?.entries.flatMap(field => linkOf(region, field)) ?? [])
  })
}

function linkOf(region: Region, { key, value, valueSpan }: Field): Link[] {
  if (key.text !== 'source') return []
  const url = typeof value === 'string' ? value : (value as { url?: string } | undefined)?.url
  if (!url || !/^https?:\/\/[^\s/]+\S*$/i.test(url)) return []
  const start = region.text.indexOf(url, valueSpan.start)
  // An address with escapes in quotes is not found as it is read.
  return start < 0 || start >= valueSpan.end ? [] : [{ span: span(start, start + url.length), url }]
}
