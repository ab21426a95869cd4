import type { Document } from '../format/document.ts'
import { type Split, splits } from '../format/fields.ts'
import { likenessOf } from '../lint.ts'
import { effectiveFields } from '../row.ts'
import type { Settings } from '../settings.ts'
import { copied } from '../text/copied.ts'
import { type Grouping, grouping } from './duplicates.ts'
import type { Group, GroupOf } from './splits.ts'

/** An example that must not be parted from others. */
export interface Member {
  readonly id: string
  /** The split that it asks for. */
  readonly split?: Split | undefined
}

/** The examples of a data set, part by part, and in the end which of them stay on one side of a split. */
export interface LikeGroups {
  add(part: { readonly document: Document; readonly settings: Settings }): void
  end(): GroupOf
}

/** Those whose problems are nearly the same belong together. The first file decides how they are compared. */
export function likeGroups(): LikeGroups {
  const members: Member[] = []
  let problems: Grouping | undefined
  return { add, end: () => groupsOf(pairs()) }

  function add({ document, settings }: Parameters<LikeGroups['add']>[0]): void {
    problems ??= grouping(likenessOf(settings))
    for (const { example } of document.regions) {
      if (!example?.id || !example.problem) continue
      members.push({ id: copied(example.id.text), split: effectiveFields(document, example).split })
      problems.add(example.problem.text.value)
    }
  }

  function* pairs(): Generator<readonly [Member, Member]> {
    const firsts = problems?.end() ?? []
    for (const [i, first] of firsts.entries()) if (first !== i) yield [members[first]!, members[i]!]
  }
}

/** The groups that pairs make: who is like one of them belongs to all of them. */
export function groupsOf(pairs: Iterable<readonly [Member, Member]>): GroupOf {
  const parents = new Map<string, string>()
  const asked = new Map<string, Split>()
  for (const [a, b] of pairs) {
    for (const { id, split } of [a, b]) if (split) asked.set(id.toLowerCase(), split)
    const [x, y] = [root(a.id.toLowerCase()), root(b.id.toLowerCase())].sort() as [string, string]
    if (x !== y) parents.set(y, x)
  }
  const groups = new Map<string, Group>()
  for (const id of parents.keys()) {
    const key = root(id)
    for (const member of [id, key]) {
      const split = later(groups.get(key)?.split, asked.get(member))
      groups.set(key, { key, ...(split && { split }) })
    }
  }
  return ({ id }) => groups.get(root(id.split('~')[0]!.toLowerCase()))

  /** The first of the ids of a group, by which it goes. */
  function root(id: string): string {
    let top = id
    for (let above = parents.get(top); above !== undefined; above = parents.get(top)) top = above
    // So that the way is short the next time.
    for (let at = id; at !== top; ) {
      const above = parents.get(at)!
      parents.set(at, top)
      at = above
    }
    return top
  }
}

/** What one of them keeps for a test, none of them is trained on. */
function later(a: Split | undefined, b: Split | undefined): Split | undefined {
  if (!a || !b) return a ?? b
  return splits.indexOf(a) > splits.indexOf(b) ? a : b
}
