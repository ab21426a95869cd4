import type { Document } from '../format/document.ts'
import { isId } from '../row.ts'
import type { Place } from '../rules/rule.ts'

/** The ids that stand more than once in a data set, in lower case, and where. */
export function twinsOf(documents: Iterable<{ path: string; document: Document }>): Map<string, Place[]> {
  const places = new Map<string, Place[]>()
  for (const { path, document } of documents) {
    for (const region of document.regions) {
      const id = region.example?.id?.text.toLowerCase()
      if (id === undefined) continue
      const all = places.get(id)
      if (all) all.push({ path, region })
      else places.set(id, [{ path, region }])
    }
  }
  for (const [id, all] of places) if (all.length < 2) places.delete(id)
  return places
}

/** The id that a text comes closest to, if it has anything that an id can keep. */
export function idFrom(text: string): string | undefined {
  const kept = text
    .normalize('NFKD')
    .replaceAll(/['’]|\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 128)
    .replace(/[._-]+$/, '')
  if (isId(kept)) return kept
  const spared = kept.replace(/^[^.]*/, '$&-1')
  return isId(spared) ? spared : undefined
}
