import type { Split } from '../format/fields.ts'
import type { Row } from '../row.ts'

/** How large a share of the examples without a split of their own goes to each part; the rest is for training. */
export interface Shares {
  readonly validation: number
  readonly test: number
}

/** Whether anything goes elsewhere than to training by its share. */
export function dividesSet({ test, validation }: Shares): boolean {
  return test + validation > 0
}

/** Examples that must not be parted, such as those whose problems are nearly the same. */
export interface Group {
  /** The same for all of them, whatever else is in the data set. */
  readonly key: string
  /** The split that one of them asks for. */
  readonly split?: Split
}

export type GroupOf = (row: Row) => Group | undefined

/**
 * The part of the data set that a row goes to: the one it asks for, else one by the hash of its id, so that it stays
 * where it is when other examples come and go.
 */
export function splitOf(row: Row, shares: Shares, groupOf?: GroupOf): Split {
  const { test, validation } = shares
  const group = groupOf?.(row)
  const asked = row.fields.split ?? group?.split
  if (asked) return asked
  if (!dividesSet(shares)) return 'train'
  // All rows of an example go the same way.
  const at = position(group?.key ?? row.id.split('~')[0]!)
  if (at < test) return 'test'
  return at < test + validation ? 'validation' : 'train'
}

/** From 0 to below 1, evenly: FNV-1a, its bits mixed once more as in MurmurHash3, without regard to case, as ids are. */
function position(key: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(key.toLowerCase())) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
