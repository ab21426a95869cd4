import type { Document } from './document.ts'

/** Both from 1; columns count UTF-16 units. A byte-order mark is no part of the first line. */
export interface Position {
  readonly line: number
  readonly column: number
}

/**
 * Finds the position of an offset in a region. Where the lines start is found out once, when first asked. Of a part of a
 * document, `linesBefore` of its examples are not in it.
 */
export function positionsIn(document: Document, linesBefore = 0): (region: number, offset: number) => Position {
  let starts: { readonly regions: readonly number[]; readonly lines: readonly number[] } | undefined
  return (region, offset) => {
    starts ??= startsOf(document)
    const at = starts.regions[region]! + offset
    const line = lastAtMost(starts.lines, at)
    return { line: line + 1 + (region ? linesBefore : 0), column: at - starts.lines[line]! + 1 }
  }
}

/** Where regions and lines start; no line end is cut by the end of a region. */
function startsOf(document: Document): { regions: number[]; lines: number[] } {
  const regions: number[] = []
  const lines = [0]
  let at = 0
  for (const { text } of document.regions) {
    regions.push(at)
    for (const match of text.matchAll(/\r\n|\n|\r/g)) lines.push(at + match.index + match[0].length)
    at += text.length
  }
  return { regions, lines }
}

/** The index of the last number that is at most `limit`, in a list that never falls; 0 where there is none. */
export function lastAtMost(numbers: ArrayLike<number>, limit: number): number {
  let low = 0
  let high = numbers.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (numbers[middle]! <= limit) low = middle
    else high = middle - 1
  }
  return low
}
