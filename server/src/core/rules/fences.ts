import type { Directive, Region } from '../format/document.ts'
import { sourceSpan } from '../format/text.ts'
import type { Span } from '../span.ts'
import type { Piece } from '../text/markup.ts'
import { piecesOf } from '../text/pieces.ts'
import { proseOf } from './texts.ts'

/** A code fence without its end. */
export interface OpenFence {
  /** Its opening mark. */
  readonly span: Span
  readonly mark: string
  /** The directives inside, if a line below them closes it. */
  readonly cutBy: readonly Directive[]
}

type Unclosed = Extract<Piece, { type: 'unclosed' }>

export function* openFences(region: Region): Generator<OpenFence> {
  for (const text of proseOf(region)) {
    const last = piecesOf(text).at(-1)
    if (last?.type !== 'unclosed' || !isFence(last)) continue
    const span = sourceSpan(text, last.start, last.start + last.opener.length)
    const after = firstFrom(region.directives, span.end, directive => directive.line.start)
    yield { span, mark: last.opener, cutBy: cutting(region, after, last.opener) }
  }
}

/** The number of the first item that starts at an offset or after it, in a list sorted by where they start. */
export function firstFrom<T>(items: readonly T[], offset: number, startOf: (item: T) => number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (startOf(items[middle]!) < offset) low = middle + 1
    else high = middle
  }
  return low
}

export function isFence(piece: Unclosed): boolean {
  return /^(?:`{3}|~{3})/.test(piece.opener)
}

/** The directives from the first up to the line that closes the fence, if one does. */
function cutting(region: Region, first: number, mark: string): Directive[] {
  const fenceLine = new RegExp(`^[ \\t]*${mark[0]}{${mark.length},}(.*)$`, 'gm')
  for (let i = first; i < region.directives.length; i++) {
    const { start, end } = region.directives[i]!.body
    const bare = [...region.text.slice(start, end).matchAll(fenceLine)].map(match => match[1]!.trim() === '')
    if (!bare.length) continue
    // It is the end of this fence if reading it so leaves no fence open, and reading it as a new one does.
    const closes = bare[0]! && isOpenAfter(bare, false) && !isOpenAfter(bare, true)
    return closes ? region.directives.slice(first, i + 1) : []
  }
  return []
}

function isOpenAfter(bare: readonly boolean[], open: boolean): boolean {
  for (const isBare of bare) open = open ? !isBare : true
  return open
}
