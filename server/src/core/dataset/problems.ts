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
  readonly likes: ReadonlyMap<Region, readonly Twin[]>
  /** Only those that overlap with something. */
  readonly overlaps: ReadonlyMap<Region, readonly Overlap[]>
}

/** They are kept up to date at the cost of what changes. No text is kept. */
export interface ProblemIndex extends Problems {
  /** Tells that a document now reads otherwise, or is new or gone; returns whether what the index says changed. */
  replace(path: string, before: Document | undefined, after: Document | undefined, macros?: Macros): boolean
}

export interface ProblemOptions {
  /** How problems are compared with each other; undefined where they are not. */
  readonly likeness?: Likeness | undefined
  readonly benchmarks?: Benchmarks
}

export function problemIndex({ benchmarks = noBenchmarks, likeness }: ProblemOptions): ProblemIndex {
  const index = likeness && likeIndex(likeness)
  const places: Place[] = []
  const ids = new Map<Region, number>()
  const likes = new Map<Region, readonly Twin[]>()
  const overlaps = new Map<Region, readonly Overlap[]>()
  return { likes, overlaps, replace }

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
      if (likes.delete(region)) changed = true
      ids.delete(region)
      index!.remove(id, touched)
    }
    for (let i = start; i < newEnd; i++) {
      const region = now[i]!
      const problem = region.example?.problem?.text.value
      if (!problem) continue
      const found = benchmarks.overlaps(problem, macros)
      if (found.length) {
        overlaps.set(region, found)
        changed = true
      }
      if (!index) continue
      const id = index.add(signatureOf(problem, likeness.ngram, macros), touched)
      places[id] = { path, region }
      ids.set(region, id)
    }
    for (const id of touched) {
      const { region } = places[id]!
      if (ids.get(region) !== id) continue
      changed = true
      const twins = index!.like(id)
      if (!twins.length) likes.delete(region)
      else
        likes.set(
          region,
          twins.map(({ id: other, share, sameNumbers }) => ({ place: places[other]!, share, sameNumbers })),
        )
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
