import type { Document, Region } from '../format/document.ts'
import type { Place } from '../rules/rule.ts'

/** The ids of one data set, kept up to date at the cost of what changes. */
export interface IdIndex {
  /** The ids that stand more than once, in lower case, and where. */
  readonly twins: ReadonlyMap<string, readonly Place[]>
  /** Tells that a document now reads otherwise, or is new or gone; returns whether `twins` changed. */
  replace(path: string, before: Document | undefined, after: Document | undefined): boolean
  /** Adds a region, of which no more than an outline may be kept. */
  add(place: Place): void
}

export function idIndex(): IdIndex {
  const places = new Map<string, Place[]>()
  const twins = new Map<string, readonly Place[]>()
  return { twins, replace, add }

  function replace(path: string, before: Document | undefined, after: Document | undefined): boolean {
    const old = before?.regions ?? []
    const now = after?.regions ?? []
    const { start, oldEnd, newEnd } = changedRange(old, now)
    const touched = new Set<string>()
    for (let i = start; i < oldEnd; i++) remove(path, old[i]!, touched)
    for (let i = start; i < newEnd; i++) {
      const id = put({ path, region: now[i]! })
      if (id !== undefined) touched.add(id)
    }
    let changed = false
    for (const id of touched) {
      const all = places.get(id) ?? []
      if (all.length > 1 || twins.has(id)) changed = true
      if (all.length > 1) twins.set(id, [...all])
      else twins.delete(id)
      if (!all.length) places.delete(id)
    }
    return changed
  }

  function remove(path: string, region: Region, touched: Set<string>): void {
    const id = idOf(region)
    if (id === undefined) return
    const all = places.get(id) ?? []
    const at = all.findIndex(place => place.region === region && place.path === path)
    if (at >= 0) all.splice(at, 1)
    touched.add(id)
  }

  function add(place: Place): void {
    const id = put(place)
    const all = id === undefined ? [] : places.get(id)!
    if (all.length > 1) twins.set(id!, all)
  }

  /** Returns the id of the region, if it has one. */
  function put(place: Place): string | undefined {
    const id = idOf(place.region)
    if (id === undefined) return undefined
    const all = places.get(id)
    if (all) all.push(place)
    else places.set(id, [place])
    return id
  }
}

/** The ids that stand more than once in a data set, in lower case, and where. */
export function twinsOf(documents: Iterable<{ path: string; document: Document }>): IdIndex['twins'] {
  const index = idIndex()
  for (const { path, document } of documents) index.replace(path, undefined, document)
  return index.twins
}

function idOf(region: Region): string | undefined {
  return region.example?.id?.text.toLowerCase()
}

/** Where two lists of regions differ: they are the same before `start`, and from the ends on. */
export function changedRange(
  old: readonly Region[],
  now: readonly Region[],
): { start: number; oldEnd: number; newEnd: number } {
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start++
  let oldEnd = old.length
  let newEnd = now.length
  while (oldEnd > start && newEnd > start && old[oldEnd - 1] === now[newEnd - 1]) {
    oldEnd--
    newEnd--
  }
  return { start, oldEnd, newEnd }
}
