/** A piece of the page: what it shows is decided by its key alone, so that it is made anew only when that changes. */
export interface Block {
  readonly key: string
  /** Where in its region it begins. */
  readonly from: number
  render(): HTMLElement
}

/** Makes the blocks the children of `parent`; an element whose key is still wanted stays where it is. */
export function patch(parent: HTMLElement, blocks: readonly Block[]): void {
  const spare = new Map<string, HTMLElement[]>()
  for (const child of parent.children as Iterable<HTMLElement>) {
    const key = child.dataset.key ?? ''
    spare.set(key, [...(spare.get(key) ?? []), child])
  }
  const wanted = blocks.map(block => {
    const element = spare.get(block.key)?.shift() ?? block.render()
    element.dataset.key = block.key
    element.dataset.from = `${block.from}`
    return element
  })
  const kept = new Set<Element>(wanted)
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove()
  for (const [i, element] of wanted.entries()) {
    if (parent.children[i] !== element) parent.insertBefore(element, parent.children[i] ?? null)
  }
}
