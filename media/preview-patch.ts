import morphdom from 'morphdom'
import type { Block } from '../server/src/core/render/example.ts'
import { cleanPart } from './preview-clean.ts'
import type { Formulas } from './preview-formulas.ts'

/** A block and where it is in the page. */
export interface Placed {
  readonly block: Block
  readonly element: HTMLElement
}

/** Makes the blocks the children of `parent`: one whose key is still wanted stays as it is, one that changed is patched. */
export function patch(
  parent: HTMLElement,
  before: readonly Placed[],
  blocks: readonly Block[],
  formulas: Formulas,
): readonly Placed[] {
  const keys = new Set(blocks.map(block => block.key))
  const byKey = new Map<string, HTMLElement>()
  const byName = new Map<string, HTMLElement>()
  for (const { block, element } of before) {
    if (keys.has(block.key)) byKey.set(block.key, element)
    else byName.set(block.name, element)
  }
  const fresh: HTMLElement[] = []
  const placed = blocks.map(block => {
    const kept = byKey.get(block.key)
    if (kept) {
      byKey.delete(block.key)
      return { block, element: kept }
    }
    const made = cleanPart(block.render().html).firstElementChild as HTMLElement
    made.tabIndex = -1
    const old = byName.get(block.name)
    byName.delete(block.name)
    const element = old ? morph(old, made, formulas) : made
    fresh.push(element)
    return { block, element }
  })
  const wanted = new Set<Element>(placed.map(({ element }) => element))
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove()
  let at = parent.firstElementChild
  for (const { element } of placed) {
    if (element === at) at = at.nextElementSibling
    else parent.insertBefore(element, at)
  }
  formulas.drawSoon(fresh)
  return placed
}

/** Its types say that the function is what the module holds, its code that it is the module. */
const morphed = morphdom as unknown as typeof morphdom.default

function morph(from: HTMLElement, to: HTMLElement, formulas: Formulas): HTMLElement {
  return morphed(from, to, {
    getNodeKey: () => undefined,
    onBeforeElUpdated: (old, next) => {
      // What the page added, the text does not know.
      if (old === from) {
        next.tabIndex = old.tabIndex
        next.classList.toggle('active', old.classList.contains('active'))
        const current = old.getAttribute('aria-current')
        if (current) next.setAttribute('aria-current', current)
      }
      if (!old.classList.contains('math') || !next.classList.contains('math')) return !old.isEqualNode(next)
      formulas.become(old, next)
      return false
    },
  }) as HTMLElement
}
