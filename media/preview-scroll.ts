import type { Placed } from './preview-patch.ts'

/** A place of the text, as an offset in its region, and how far down the page it is. */
interface Anchor {
  readonly at: number
  readonly y: number
}

/** How far down the page a place of the region is, between the paragraphs that are known. */
export function heightAt(placed: readonly Placed[], at: number, end: number): number {
  const index = indexAt(placed, at)
  const anchors = anchorsOf(placed, index, end)
  const next = anchors.findIndex(anchor => anchor.at > at)
  if (next === 0) return anchors[0]!.y
  if (next < 0) return anchors.at(-1)!.y
  const [from, to] = [anchors[next - 1]!, anchors[next]!]
  return from.y + ((to.y - from.y) * (at - from.at)) / (to.at - from.at)
}

/** The place of the region that is so far down the page. */
export function placeAt(placed: readonly Placed[], y: number, end: number): number {
  let index = placed.findLastIndex(({ element }) => topOf(element) <= y)
  index = Math.max(0, index)
  const anchors = anchorsOf(placed, index, end)
  const next = anchors.findIndex(anchor => anchor.y > y)
  if (next === 0) return anchors[0]!.at
  if (next < 0) return anchors.at(-1)!.at
  const [from, to] = [anchors[next - 1]!, anchors[next]!]
  return Math.round(from.at + ((to.at - from.at) * (y - from.y)) / (to.y - from.y))
}

/** The block that a place of the region is in. */
export function indexAt(placed: readonly Placed[], at: number): number {
  return Math.max(
    0,
    placed.findLastIndex(({ block }) => block.from <= at),
  )
}

/** The place in the region that an element of a block stands for: that of its paragraph. */
export function sourceOf({ block, element }: Placed, inner: Element): number {
  const own = inner.closest<HTMLElement>('[data-at]')
  return block.from + (own && element.contains(own) ? Number(own.dataset.at) : 0)
}

/** Of one block, from its start to that of the next, in order: both the places and the heights rise. */
function anchorsOf(placed: readonly Placed[], index: number, end: number): Anchor[] {
  const { block, element } = placed[index]!
  const anchors: Anchor[] = [{ at: index ? block.from : 0, y: index ? topOf(element) : 0 }]
  const after = placed[index + 1]
  const last = after
    ? { at: after.block.from, y: topOf(after.element) }
    : { at: end, y: topOf(element) + element.offsetHeight }
  for (const inner of element.querySelectorAll<HTMLElement>('[data-at]')) {
    const anchor = { at: block.from + Number(inner.dataset.at), y: topOf(inner) }
    const before = anchors.at(-1)!
    if (anchor.at > before.at && anchor.y > before.y && anchor.at < last.at && anchor.y < last.y) anchors.push(anchor)
  }
  if (last.at > anchors.at(-1)!.at && last.y > anchors.at(-1)!.y) anchors.push(last)
  return anchors
}

function topOf(element: HTMLElement): number {
  return element.getBoundingClientRect().top + window.scrollY
}

export interface Scrolling {
  /** Scrolls without taking that for the reader's doing. */
  to(y: number): void
  intoView(element: HTMLElement): void
}

/** Tells when the reader scrolls: with the wheel, a finger, the scroll bar or the keyboard. */
export function scrolling(onScroll: (y: number) => void): Scrolling {
  let byReader = false
  let pressed = false
  let asked = false
  for (const name of ['wheel', 'touchmove', 'keydown'] as const) {
    window.addEventListener(
      name,
      () => {
        byReader = true
      },
      { passive: true, capture: true },
    )
  }
  window.addEventListener(
    'pointerdown',
    () => {
      pressed = true
    },
    { capture: true },
  )
  window.addEventListener(
    'pointerup',
    () => {
      pressed = false
    },
    { capture: true },
  )
  window.addEventListener('scroll', () => {
    if ((!byReader && !pressed) || asked) return
    asked = true
    requestAnimationFrame(() => {
      asked = false
      if (byReader || pressed) onScroll(window.scrollY)
    })
  })
  return {
    to: y => {
      byReader = false
      window.scrollTo({ top: y, behavior: 'instant' })
    },
    intoView: element => {
      byReader = false
      element.scrollIntoView({ block: 'nearest', behavior: 'instant' })
    },
  }
}
