import { contextOf } from './core/context.ts'
import { measure, type Score, type ScoreSet, scoreIn, scoreSet } from './core/dataset/score.ts'
import type { Region } from './core/format/document.ts'
import { slice, turn } from './turns.ts'
import type { Entry, Workspace } from './workspace.ts'

/** The scores of examples beside their data sets. What changed is measured when a score is asked for, not before. */
export interface Scores {
  /** Measures what is new in the data set of an entry, a little at a time. Until the next change, `of` is exact. */
  ready(entry: Entry): Promise<void>
  /** Undefined where the example has no correct solution. */
  of(entry: Entry, region: Region): Score | undefined
  /** Counts the changes of the data set of an entry that can be seen in a score. */
  edition(entry: Entry): number
}

export function scores(space: Pick<Workspace, 'dataSet'>): Scores {
  const sets = new Map<string, ScoreSet>()
  const working = new Map<string, Promise<void>>()
  return {
    async ready(entry) {
      const { root } = entry
      const work = working.get(root) ?? measureAll(entry).finally(() => working.delete(root))
      working.set(root, work)
      await work
    },
    of(entry, region) {
      const { document } = entry.text
      const measured = measure(document, region, wordsOf(entry))
      return measured && scoreIn(setOf(entry.root).distribution(), measured)
    },
    edition: entry => setOf(entry.root).edition,
  }

  function setOf(root: string): ScoreSet {
    const set = sets.get(root) ?? scoreSet()
    sets.set(root, set)
    return set
  }

  /** Goes round until nothing has changed meanwhile. */
  async function measureAll(entry: Entry): Promise<void> {
    const set = setOf(entry.root)
    let since = performance.now()
    for (let isCurrent = false; !isCurrent; ) {
      isCurrent = true
      const members = space.dataSet(entry.uri)
      for (const member of members) {
        const { document } = member.text
        const words = wordsOf(member)
        if (set.has(member.uri, document, words)) continue
        for (const region of document.regions) {
          measure(document, region, words)
          if (performance.now() - since < slice) continue
          isCurrent = false
          await turn()
          since = performance.now()
        }
        set.replace(member.uri, document, words)
      }
      if (set.paths.size === members.length) continue
      const known = new Set(members.map(member => member.uri))
      for (const path of set.paths.keys()) if (!known.has(path)) set.replace(path, undefined, wordsOf(entry))
    }
  }
}

function wordsOf(entry: Entry) {
  return contextOf(entry.text.document, entry.settings).words
}
