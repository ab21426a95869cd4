import type { Document } from '../server/src/core/format/document.ts'
import { largestZoom, type PreviewView, smallestZoom } from '../server/src/core/preview.ts'
import { effectiveFields } from '../server/src/core/row.ts'
import { element } from './preview-element.ts'

/** An example of the file, as the outline lists it. */
interface Item {
  readonly region: number
  readonly id: string
  readonly title: string
  readonly status: string
}

export interface BarState {
  outline: boolean
  /** Only examples of this status; all where it is empty. */
  status: string
}

export interface Host {
  readonly state: BarState
  stateChanged(): void
  showExample(region: number): void
  setZoom(zoom: number): void
  setPinned(pinned: boolean): void
}

export interface Bar {
  show(document: Document, region: number): void
  setView(view: PreviewView): void
  step(by: 1 | -1): void
  toggleOutline(): void
  zoomBy(by: number | undefined): void
}

/** What stands above and beside the example: the way to the others, zoom and pin. */
export function bar(host: Host): Bar {
  const { state } = host
  let items: readonly Item[] = []
  let itemsOf: Document | undefined
  let listed = ''
  let current = 0
  let zoom = 1

  const outlineButton = button('☰', 'Outline of the examples (O)', toggleOutline)
  const previous = button('‹', 'Previous example (P)', () => step(-1))
  const next = button('›', 'Next example (N)', () => step(1))
  const position = element('span', 'position')
  const filter = element('select', '')
  filter.title = 'Show only examples of this status'
  filter.setAttribute('aria-label', 'Status')
  filter.addEventListener('change', () => {
    state.status = filter.value
    host.stateChanged()
    refresh()
  })
  const zoomed = button('100%', 'Reset zoom (0)', () => zoomBy(undefined))
  const pin = button('Pin', 'Stay with this file', () => host.setPinned(pin.getAttribute('aria-pressed') !== 'true'))
  pin.setAttribute('aria-pressed', 'false')
  const keys = element('dialog', 'keys', ...keyList())
  const nav = element(
    'nav',
    'bar',
    outlineButton,
    previous,
    position,
    next,
    filter,
    element('span', 'space'),
    button('−', 'Smaller (-)', () => zoomBy(-0.1)),
    zoomed,
    button('+', 'Larger (+)', () => zoomBy(0.1)),
    pin,
    button('?', 'Keys', () => keys.showModal()),
  )
  nav.setAttribute('aria-label', 'Preview')
  const list = element('ul', '')
  const outline = element('nav', 'outline', list)
  outline.id = 'outline'
  outline.setAttribute('aria-label', 'Examples of this file')
  outlineButton.setAttribute('aria-controls', 'outline')
  outline.hidden = true
  document.body.prepend(nav, outline)
  document.body.append(keys)
  list.addEventListener('click', event => {
    const row = (event.target as Element).closest<HTMLElement>('[data-region]')
    if (row) host.showExample(Number(row.dataset.region))
  })
  return { show, setView, step, toggleOutline, zoomBy }

  function show(shown: Document, region: number): void {
    if (shown !== itemsOf) {
      items = itemsIn(shown)
      itemsOf = shown
    }
    const moved = current !== region
    current = region
    refresh(moved)
  }

  function refresh(moved = true): void {
    const statuses = [...new Set(items.map(item => item.status))].sort()
    const options = ['', ...statuses.filter(status => status !== '')]
    if (!options.includes(state.status)) state.status = ''
    filter.hidden = options.length < 2
    if ([...filter.options].map(option => option.value).join() !== options.join()) {
      filter.replaceChildren(...options.map(status => new Option(status || 'any status', status)))
    }
    filter.value = state.status
    const chosen = items.filter(isChosen)
    const place = chosen.findIndex(item => item.region === current)
    position.textContent = chosen.length ? `${place < 0 ? '–' : place + 1} of ${chosen.length}` : 'no examples'
    previous.disabled = !chosen.some(item => item.region < current)
    next.disabled = !chosen.some(item => item.region > current)
    outline.hidden = !state.outline
    outlineButton.setAttribute('aria-expanded', `${state.outline}`)
    document.body.classList.toggle('with-outline', state.outline)
    if (!state.outline) return
    const key = JSON.stringify(chosen)
    if (key !== listed) {
      list.replaceChildren(...chosen.map(row))
      listed = key
    }
    for (const old of list.querySelectorAll('[aria-current]')) {
      if ((old as HTMLElement).dataset.region !== `${current}`) old.removeAttribute('aria-current')
    }
    const mine = list.querySelector<HTMLElement>(`[data-region="${current}"]`)
    mine?.setAttribute('aria-current', 'true')
    if (moved && mine) outline.scrollTop = mine.parentElement!.offsetTop - outline.clientHeight / 2
  }

  function isChosen(item: Item): boolean {
    return !state.status || item.status === state.status
  }

  function step(by: 1 | -1): void {
    const chosen = items.filter(isChosen)
    const found = by > 0 ? chosen.find(item => item.region > current) : chosen.findLast(item => item.region < current)
    if (found) host.showExample(found.region)
  }

  function toggleOutline(): void {
    state.outline = !state.outline
    host.stateChanged()
    refresh()
  }

  /** Without a number, back to the size of the editor's settings. */
  function zoomBy(by: number | undefined): void {
    const wanted = by === undefined ? 1 : Math.round((zoom + by) * 10) / 10
    setZoom(Math.min(largestZoom, Math.max(smallestZoom, wanted)))
    host.setZoom(zoom)
  }

  function setZoom(wanted: number): void {
    zoom = wanted
    document.documentElement.style.setProperty('--zoom', `${zoom}`)
    zoomed.textContent = `${Math.round(zoom * 100)}%`
  }

  function setView(view: PreviewView): void {
    pin.setAttribute('aria-pressed', `${view.pinned}`)
    if (view.zoom !== zoom) setZoom(view.zoom)
  }
}

function itemsIn(shown: Document): Item[] {
  return shown.regions.flatMap(({ example }, region) => {
    if (!example) return []
    const { title = '', status = '' } = effectiveFields(shown, example)
    return [{ region, id: example.id?.text ?? '', title, status }]
  })
}

function row({ id, region, status, title }: Item): HTMLElement {
  const made = element('button', '', element('span', 'called', title || id || 'no id'))
  made.type = 'button'
  made.dataset.region = `${region}`
  if (title && id) made.append(element('code', '', id))
  if (status) made.append(element('span', 'status', status))
  return element('li', '', made)
}

function button(text: string, title: string, act: () => void): HTMLButtonElement {
  const made = element('button', '', text)
  made.type = 'button'
  made.title = title
  if (!/[a-z]/i.test(text)) made.setAttribute('aria-label', title)
  made.addEventListener('click', act)
  return made
}

function keyList(): HTMLElement[] {
  const keys: readonly (readonly [string, string])[] = [
    ['J  K', 'next and previous part'],
    ['L  H', 'next and previous formula of the part'],
    ['Enter', 'to the source; a double click does the same'],
    ['C', 'copy the formula as LaTeX, or the part as Markdown'],
    ['M', 'copy the formula as MathML'],
    ['N  P', 'next and previous example'],
    ['O', 'outline of the examples'],
    ['+  -  0', 'zoom'],
  ]
  const close = button('Close', 'Close (Esc)', () => close.closest('dialog')?.close())
  return [
    element('h2', '', 'Keys'),
    element('dl', '', ...keys.flatMap(([key, does]) => [element('dt', '', key), element('dd', '', does)])),
    close,
  ]
}
