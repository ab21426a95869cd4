import type { Document, Region } from '../format/document.ts'
import type { Place } from '../rules/rule.ts'
import type { Macros } from '../text/latex.ts'
import { defaultLikeness, type Likeness, likeIndex, signatureOf } from './duplicates.ts'
import { type Benchmarks, noBenchmarks, type Overlap } from './overlap.ts'
import { changedRange } from './twins.ts'

/** Another problem of the data set that one is like. */
export interface Twin {
  readonly place: Place
  /** The share of the runs of words of both that both have. */
  readonly share: number
  /** Whether their numbers are the same. */
  readonly sameNumbers: boolean
}

/** What the problems of a data set have in common, with each other and with questions that must not be trained on. */
export interface Problems {
  /** Only those that have a twin; the likest first, and no more than a few. */
  readonly likes: Likes
  /** Only those that overlap with something. */
  readonly overlaps: ReadonlyMap<Region, readonly Overlap[]>
}

/** Like a map, but nothing is made of a twin until it is asked for. */
export interface Likes extends Iterable<readonly [Region, readonly Twin[]]> {
  readonly size: number
  get(region: Region): readonly Twin[] | undefined
}

/** They are kept up to date at the cost of what changes. No text is kept. */
export interface ProblemIndex extends Problems {
  /** Tells that a document now reads otherwise, or is new or gone; returns whether what the index says changed. */
  replace(path: string, before: Document | undefined, after: Document | undefined, macros?: Macros): boolean
  /** Adds the problem of a region of which no more than an outline is kept. */
  add(place: Place, problem: string, macros?: Macros): void
}

export interface ProblemOptions {
  /** How problems are compared with each other; undefined where they are not. */
  readonly likeness?: Likeness | undefined
  readonly benchmarks?: Benchmarks
  /** Whether the twins that were asked for are kept, for one who asks again and again. */
  readonly keeps?: boolean
}

export function problemIndex({ benchmarks = noBenchmarks, keeps = true, likeness }: ProblemOptions): ProblemIndex {
  const index = likeness && likeIndex(likeness)
  const places: Place[] = []
  const ids = new Map<Region, number>()
  /** Those that are like others. */
  const alike = new Set<number>()
  const kept = new Map<number, readonly Twin[]>()
  const overlaps = new Map<Region, readonly Overlap[]>()
  const likes: Likes = {
    get size() {
      return alike.size
    },
    get(region) {
      const id = ids.get(region)
      return id === undefined || !alike.has(id) ? undefined : twinsOf(id)
    },
    *[Symbol.iterator]() {
      for (const id of alike) yield [places[id]!.region, twinsOf(id)]
    },
  }
  return { likes, overlaps, replace, add }

  function twinsOf(id: number): readonly Twin[] {
    const known = kept.get(id)
    if (known) return known
    const all = index!.like(id)
    const twins = all.map(({ id: other, share, sameNumbers }) => ({ place: places[other]!, share, sameNumbers }))
    if (keeps) kept.set(id, twins)
    return twins
  }

  function replace(path: string, before: Document | undefined, after: Document | undefined, macros?: Macros): boolean {
    const old = before?.regions ?? []
    const now = after?.regions ?? []
    const { newEnd, oldEnd, start } = changedRange(old, now)
    const touched = new Set<number>()
    let changed = false
    for (let i = start; i < oldEnd; i++) {
      const region = old[i]!
      if (overlaps.delete(region)) changed = true
      const id = ids.get(region)
      if (id === undefined) continue
      if (alike.delete(id)) changed = true
      ids.delete(region)
      kept.delete(id)
      index!.remove(id, touched)
    }
    for (let i = start; i < newEnd; i++) {
      const region = now[i]!
      const problem = region.example?.problem?.text.value
      if (problem && put({ path, region }, problem, touched, macros)) changed = true
    }
    return tellTwins(touched) || changed
  }

  function add(place: Place, problem: string, macros?: Macros): void {
    const touched = new Set<number>()
    put(place, problem, touched, macros)
    tellTwins(touched)
  }

  /** Returns whether it overlaps with anything. */
  function put(place: Place, problem: string, touched: Set<number>, macros?: Macros): boolean {
    const found = benchmarks.overlaps(problem, macros)
    if (found.length) overlaps.set(place.region, found)
    if (index) {
      const id = index.add(signatureOf(problem, likeness!.ngram, macros), touched)
      places[id] = place
      ids.set(place.region, id)
    }
    return found.length > 0
  }

  function tellTwins(touched: ReadonlySet<number>): boolean {
    let changed = false
    for (const id of touched) {
      kept.delete(id)
      const { region } = places[id]!
      if (ids.get(region) !== id) continue
      changed = true
      if (index!.isLike(id)) alike.add(id)
      else alike.delete(id)
    }
    return changed
  }
}

/** The same for documents that do not change. */
export function problemsOf(
  documents: Iterable<{ readonly path: string; readonly document: Document; readonly macros?: Macros }>,
  options: ProblemOptions = { likeness: defaultLikeness },
): Problems {
  const index = problemIndex(options)
  for (const { document, macros, path } of documents) index.replace(path, undefined, document, macros)
  return index
}
