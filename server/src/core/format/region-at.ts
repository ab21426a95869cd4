import type { Document, Region } from './document.ts'

export interface RegionPlace {
  readonly index: number
  readonly region: Region
  /** Where it begins in the text, a byte-order mark included. */
  readonly start: number
}

/** The region at an offset of the text; the last one for what stands behind the end. */
export function regionAt({ bom, regions }: Document, offset: number): RegionPlace {
  let start = bom ? 1 : 0
  for (const [index, region] of regions.entries()) {
    const end = start + region.text.length
    if (offset < end || index === regions.length - 1) return { index, region, start }
    start = end
  }
  throw new RangeError('A document has at least one region')
}
