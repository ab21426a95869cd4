import type { Copied } from '../server/src/core/preview.ts'
import type { Bar } from './preview-bar.ts'
import type { Placed } from './preview-patch.ts'

export interface Reading {
  readonly placed: readonly Placed[]
  /** The block at the cursor of the editor. */
  readonly active: Placed | undefined
  /** The reader has come to a part by the keyboard. */
  reached(placed: Placed): void
  toSource(placed: Placed, inner: Element): void
  toRule(id: string): void
  draw(formula: HTMLElement): void
  copied(text: string): void
}

/** Everything that the reader does with keys, double clicks and menus in the example. Returns what copies. */
export function reading(main: HTMLElement, bar: Bar, now: () => Reading): (what: Copied) => void {
  /** Where the menu was opened last. */
  let menuAt: Element | undefined

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || isControl(event.target as Element)) return
    if (!act(event.key, event.target as Element)) return
    event.preventDefault()
    event.stopPropagation()
  })
  main.addEventListener('dblclick', event => {
    const inner = event.target as Element
    const placed = placedOf(inner)
    if (placed && !inner.closest('a, button')) now().toSource(placed, inner)
  })
  // VS Code asks the attribute what the menu is opened for when the event comes up to the window.
  document.addEventListener(
    'contextmenu',
    event => {
      menuAt = event.target as Element
      const on = formulaOf(menuAt) ? 'formula' : placedOf(menuAt) ? 'part' : 'page'
      document.body.dataset.vscodeContext = JSON.stringify({ limoMenu: on })
    },
    true,
  )
  main.addEventListener('click', event => {
    const rule = (event.target as Element).closest<HTMLElement>('[data-rule]')?.dataset.rule
    if (rule) now().toRule(rule)
    const link = (event.target as Element).closest('a.reference')
    if (!link) return
    event.preventDefault()
    event.stopPropagation()
    const target = now().placed.find(({ block }) => `#${block.name}` === link.getAttribute('href'))
    if (target) reach(target)
  })
  return copy

  function act(key: string, target: Element): boolean {
    switch (key) {
      case 'j':
      case 'k':
        return toPart(key === 'j' ? 1 : -1, target)
      case 'l':
      case 'h':
        return toFormula(key === 'l' ? 1 : -1, target)
      case 'Enter': {
        const placed = placedOf(target)
        if (!placed || target.closest('a, button')) return false
        now().toSource(placed, target)
        return true
      }
      case 'c':
        menuAt = target
        return copy(formulaOf(target) ? 'latex' : 'markdown')
      case 'm':
        menuAt = target
        return copy('mathml')
      case 'n':
        bar.step(1)
        return true
      case 'p':
        bar.step(-1)
        return true
      case 'o':
        bar.toggleOutline()
        return true
      case '+':
      case '=':
        bar.zoomBy(0.1)
        return true
      case '-':
        bar.zoomBy(-0.1)
        return true
      case '0':
        bar.zoomBy(undefined)
        return true
      default:
        return false
    }
  }

  function toPart(by: 1 | -1, target: Element): boolean {
    const { active, placed } = now()
    const here = placedOf(target)
    const index = here ? placed.indexOf(here) + by : active ? placed.indexOf(active) : 0
    const found = placed[Math.min(placed.length - 1, Math.max(0, index))]
    if (found) reach(found)
    return true
  }

  function reach(placed: Placed): void {
    for (const { element } of now().placed) element.tabIndex = element === placed.element ? 0 : -1
    placed.element.focus({ preventScroll: true })
    now().reached(placed)
  }

  function toFormula(by: 1 | -1, target: Element): boolean {
    const placed = placedOf(target) ?? now().active
    const all = [...(placed?.element.querySelectorAll<HTMLElement>('.math') ?? [])]
    const here = all.indexOf(formulaOf(target) as HTMLElement)
    const found = here < 0 ? all.at(by > 0 ? 0 : -1) : all[here + by]
    if (!found) return true
    now().draw(found)
    found.tabIndex = -1
    found.focus()
    return true
  }

  function copy(what: Copied): boolean {
    const on = menuAt ?? document.activeElement
    const formula = on && formulaOf(on)
    const placed = on && placedOf(on)
    const text =
      what === 'latex'
        ? formula?.dataset.latex
        : what === 'mathml'
          ? formula?.querySelector('math')?.outerHTML
          : (placed ?? now().active)?.block.markdown()
    if (text) now().copied(text)
    return text !== undefined
  }

  function placedOf(inner: Element): Placed | undefined {
    const element = inner.closest<HTMLElement>('main > .block')
    return element ? now().placed.find(placed => placed.element === element) : undefined
  }
}

function formulaOf(inner: Element): HTMLElement | null {
  return inner.closest<HTMLElement>('.math')
}

function isControl(target: Element): boolean {
  return target.closest('select, input, textarea, dialog') !== null
}
