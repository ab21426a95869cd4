import type { BenchmarkReader } from './benchmark-files.ts'
import { contextOf } from './core/context.ts'
import type { Benchmarks } from './core/dataset/overlap.ts'
import { type ProblemIndex, problemIndex } from './core/dataset/problems.ts'
import type { Document } from './core/format/document.ts'
import { asksForOverlaps, likenessOf } from './core/lint.ts'
import type { Facts } from './core/rules/rule.ts'
import { slice, turn } from './turns.ts'
import type { Entry } from './workspace.ts'

/** What the problems of each data set have in common, with each other and with evaluation sets. */
export interface ProblemSets {
  /**
   * Tells what is new in the data set of an entry, a little at a time. Returns whether that changes what is said of any
   * example.
   */
  ready(entry: Entry, members: () => readonly Entry[]): Promise<boolean>
  /** As far as it is known. */
  of(entry: Entry): Pick<Facts, 'likes' | 'overlaps'>
}

interface ProblemSet {
  readonly key: string
  readonly benchmarks: Benchmarks | undefined
  readonly index: ProblemIndex
  readonly isComparing: boolean
  readonly told: Map<string, Document>
  /** Whether all files have been told of once. */
  isReady: boolean
}

export function problemSets(reader: BenchmarkReader): ProblemSets {
  const sets = new Map<string, ProblemSet>()
  const working = new Map<string, Promise<boolean>>()
  return {
    async ready(entry, members) {
      const { root } = entry
      // What an earlier call has seen may have changed meanwhile.
      await working.get(root)
      const work = working.get(root) ?? tellAll(entry, members).finally(() => working.delete(root))
      working.set(root, work)
      return work
    },
    of(entry) {
      const set = sets.get(entry.root)
      return {
        likes: set?.isReady && set.isComparing ? set.index.likes : undefined,
        overlaps: set?.isReady && set.benchmarks ? set.index.overlaps : undefined,
      }
    },
  }

  async function tellAll(entry: Entry, members: () => readonly Entry[]): Promise<boolean> {
    // One for all: settings of the editor may differ between folders of one data set.
    const { set, isNew } = await setOf(entry, members()[0] ?? entry)
    let changed = isNew && (set.index.likes.size > 0 || set.index.overlaps.size > 0)
    let since = performance.now()
    for (let isCurrent = false; !isCurrent; ) {
      isCurrent = true
      const all = members()
      for (const { settings, text, uri } of all) {
        const { document } = text
        if (set.told.get(uri) === document) continue
        const { macros } = contextOf(document, settings)
        for (const part of partsOf(document, set.told.get(uri))) {
          if (set.index.replace(uri, set.told.get(uri), part, macros)) changed = true
          set.told.set(uri, part)
          if (performance.now() - since < slice) continue
          isCurrent = false
          await turn()
          since = performance.now()
        }
      }
      if (set.told.size === all.length) continue
      const known = new Set(all.map(({ uri }) => uri))
      for (const [uri, document] of set.told) {
        if (known.has(uri)) continue
        set.told.delete(uri)
        if (set.index.replace(uri, document, undefined)) changed = true
      }
    }
    set.isReady = true
    return changed
  }

  /** Made anew where the settings have changed, or a file of questions. */
  async function setOf(
    { root }: Entry,
    { settings }: Entry,
  ): Promise<{ readonly set: ProblemSet; readonly isNew: boolean }> {
    const benchmarks = asksForOverlaps(settings) ? await reader.read(settings.benchmarks) : undefined
    const likeness = likenessOf(settings)
    const key = JSON.stringify(likeness ?? null)
    const before = sets.get(root)
    if (before?.key === key && before.benchmarks === benchmarks) return { set: before, isNew: false }
    const set: ProblemSet = {
      key,
      benchmarks,
      index: problemIndex({ likeness, ...(benchmarks && { benchmarks }) }),
      isComparing: likeness !== undefined,
      told: new Map(),
      isReady: false,
    }
    sets.set(root, set)
    return { set, isNew: true }
  }
}

/** So many examples are told of at once. */
const step = 100

/** A document of which much is new, a little more of it each time. */
function* partsOf(document: Document, before: Document | undefined): Generator<Document> {
  const { regions } = document
  for (let end = (before?.regions.length ?? 0) + step; end < regions.length; end += step) {
    yield { ...document, regions: regions.slice(0, end) }
  }
  yield document
}
