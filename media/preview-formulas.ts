import { broken, type Drawn, drawFormula } from '../server/src/core/render/formula.ts'
import type { Macros } from '../server/src/core/text/latex.ts'
import { cleanFormula, cleanPart } from './preview-clean.ts'

// Formulas are places in the page, drawn by KaTeX when they come near what is seen. What was drawn once is kept by
// macros, mode and source.

/** Formulas that are kept. */
const cacheLimit = 4_000

export interface Formulas {
  /** Other macros make other formulas; the name of what they make goes into the keys of blocks. */
  setMacros(macros: Macros): string
  /** Draws a place now. */
  draw(place: HTMLElement): void
  /** Draws those below `parts` that are near what is seen, and the others when they come there. */
  drawSoon(parts: readonly HTMLElement[]): void
  /** A place takes over what another one is to show. */
  become(place: HTMLElement, next: HTMLElement): void
}

export function formulas(): Formulas {
  let macros: Macros = {}
  let macrosKey = ''
  let generation = 0
  const drawn = new Map<string, DocumentFragment>()
  const observer = new IntersectionObserver(
    entries => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) draw(target as HTMLElement)
    },
    { root: document, rootMargin: '50% 0px' },
  )
  return { setMacros, draw, drawSoon, become }

  function setMacros(next: Macros): string {
    const key = JSON.stringify(next)
    if (key !== macrosKey) {
      macros = next
      macrosKey = key
      generation++
      drawn.clear()
    }
    return `${generation}`
  }

  function draw(place: HTMLElement): void {
    observer.unobserve(place)
    if (isDrawn(place)) return
    const { latex, typed } = sourceOf(place)
    place.dataset.latex = latex
    place.dataset.typed = typed
    place.dataset.drawn = `${generation}`
    place.replaceChildren(picture(latex, isDisplay(place), typed))
    place.classList.toggle('is-broken', place.firstElementChild?.className === 'broken')
  }

  function picture(latex: string, display: boolean, typed: string): Node {
    const key = `${display ? 'd' : 'i'}${latex}`
    let kept = drawn.get(key)
    if (!kept) {
      const result = drawFormula({ latex, display }, macros)
      if (result.type === 'broken') return brokenPicture(typed, result)
      kept = cleanFormula(result.markup)
      const oldest = drawn.size >= cacheLimit && drawn.keys().next()
      if (oldest && !oldest.done) drawn.delete(oldest.value)
      drawn.set(key, kept)
    }
    return kept.cloneNode(true)
  }

  function brokenPicture(typed: string, { reason, rule }: Extract<Drawn, { type: 'broken' }>): Node {
    const made = cleanPart(broken(typed, reason, rule).html)
    // Its place may be too small for all of it.
    ;(made.firstElementChild as HTMLElement).title = `${typed}\n${reason}`
    return made
  }

  function drawSoon(parts: readonly HTMLElement[]): void {
    const near: HTMLElement[] = []
    const far: HTMLElement[] = []
    const limit = window.innerHeight * 1.5
    for (const part of parts) {
      const places = [...part.querySelectorAll<HTMLElement>('.math')].filter(place => !isDrawn(place))
      if (!places.length) continue
      const box = part.getBoundingClientRect()
      const isNear = box.top < limit && box.bottom > -limit
      // They stand in order, so nothing is measured below the first that is too far down.
      let below = !isNear
      for (const place of places) {
        const { bottom, top } = below ? box : place.getBoundingClientRect()
        below ||= top > limit
        ;(below || bottom < -limit ? far : near).push(place)
      }
    }
    for (const place of near) draw(place)
    for (const place of far) observer.observe(place)
  }

  function become(place: HTMLElement, next: HTMLElement): void {
    const { latex, typed } = sourceOf(next)
    const display = isDisplay(next)
    if (latex === sourceOf(place).latex && display === isDisplay(place) && isDrawn(place)) return
    const made = place.dataset.drawn === undefined ? undefined : picture(latex, display, typed)
    const isBroken = made !== undefined && made.firstChild instanceof Element && made.firstChild.className === 'broken'
    // A formula that is half typed does not move its neighbours.
    const height = isBroken ? heightOf(place) : ''
    place.className = next.className
    place.classList.toggle('is-broken', isBroken)
    Object.assign(place.dataset, next.dataset)
    place.style.height = height
    if (made) {
      place.dataset.latex = latex
      place.dataset.typed = typed
      place.dataset.drawn = `${generation}`
      place.replaceChildren(made)
    } else {
      place.replaceChildren(typed)
      observer.observe(place)
    }
  }

  function isDrawn(place: HTMLElement): boolean {
    return place.dataset.drawn === `${generation}`
  }
}

/** What is to be drawn at a place: what stands there, or what was drawn. */
function sourceOf(place: HTMLElement): { latex: string; typed: string } {
  const { close, latex, open, typed } = place.dataset
  if (latex !== undefined && typed !== undefined) return { latex, typed }
  const text = place.textContent ?? ''
  return { latex: text.slice(Number(open), text.length - Number(close)), typed: text }
}

function isDisplay(place: HTMLElement): boolean {
  return place.classList.contains('display')
}

/** The height that a place has or was given; none where it was never drawn. */
function heightOf(place: HTMLElement): string {
  if (place.style.height || place.classList.contains('is-broken')) return place.style.height
  if (place.dataset.drawn === undefined) return ''
  if (isDisplay(place)) return `${place.getBoundingClientRect().height}px`
  const boxes = [...place.querySelectorAll('.katex-base')].map(base => base.getBoundingClientRect().height)
  return `${Math.max(0, ...boxes)}px`
}
