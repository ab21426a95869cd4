import './preview.css'
import type { Document } from '../server/src/core/format/document.ts'
import { parse, update } from '../server/src/core/format/parse.ts'
import { macrosOf } from '../server/src/core/macros.ts'
import {
  type Change,
  type FromPreview,
  moved,
  movedBack,
  type PreviewFinding,
  PreviewState,
  type PreviewView,
  ToPreview,
} from '../server/src/core/preview.ts'
import { blocksOf, type ShownClaim } from '../server/src/core/render/example.ts'
import { formulaPlace } from '../server/src/core/render/formula.ts'
import { defaultSettings, type Settings } from '../server/src/core/settings.ts'
import { bar } from './preview-bar.ts'
import { formulas } from './preview-formulas.ts'
import { reading } from './preview-keys.ts'
import { type Placed, patch } from './preview-patch.ts'
import { heightAt, indexAt, placeAt, scrolling, sourceOf } from './preview-scroll.ts'

// The page of the preview. It gets the text by message and parses it itself, with the parser of everything else.

declare function acquireVsCodeApi(): {
  postMessage(message: FromPreview): void
  setState(state: PreviewState): void
  getState(): unknown
}

const api = acquireVsCodeApi()
const main = document.querySelector('main')!
const drawing = formulas()

const state = PreviewState.safeParse(api.getState()).data ?? PreviewState.parse({ uri: '' })
let view: PreviewView = { pinned: state.pinned, zoom: 1, scrollSync: true, delay: 0, updateOn: 'type' }

/** The text as the editor has it, and its length. */
let current: Document | undefined
let length = 0
/** What the editor has changed since the page was made: the page shows an older text for the time of the delay. */
let pending: Change[] = []
let waiting: ReturnType<typeof setTimeout> | undefined
/** The place whose example is shown, and the cursor. */
let place = 0
let cursor = 0
let settings: Settings = defaultSettings
let findings: readonly PreviewFinding[] = []
let claims: ReadonlyMap<string, ShownClaim> = new Map()
/** The claims that were asked for since something was last said of the document. */
let askedFor = ''

/** What the page shows: a region of a document, where it starts, and its blocks. */
let region = -1
let start = 0
let placed: readonly Placed[] = []
let active: Placed | undefined

const scroll = scrolling(y => {
  if (view.scrollSync && placed.length)
    send({ type: 'scrolled', at: inText(placeAt(placed, y + barHeight(), lengthOf())) })
})
const top = bar({
  state,
  stateChanged: keepState,
  showExample: index => {
    if (current) go(startOf(current, index) + headOf(current, index), false)
  },
  setZoom: zoom => send({ type: 'zoom', zoom }),
  setPinned: pinned => send({ type: 'pin', pinned }),
})
const copy = reading(main, top, () => ({
  placed,
  active,
  reached: part => {
    scroll.intoView(part.element)
    if (view.scrollSync) send({ type: 'scrolled', at: inText(part.block.from) })
  },
  toSource: (part, inner) => go(inText(sourceOf(part, inner)), true),
  toRule: id => send({ type: 'rule', id }),
  draw: drawing.draw,
  copied: text => send({ type: 'copied', text }),
}))

window.addEventListener('message', event => {
  const read = ToPreview.safeParse(event.data)
  if (read.success) receive(read.data)
})
send({ type: 'ready' })

function send(message: FromPreview): void {
  api.postMessage(message)
}

function keepState(): void {
  api.setState(state)
}

function receive(message: ToPreview): void {
  switch (message.type) {
    case 'document': {
      if (message.uri !== state.uri) {
        findings = []
        claims = new Map()
        region = -1
      }
      current = parse(message.text, current)
      length = message.text.length
      cursor = place = message.cursor
      settings = { ...defaultSettings, macros: message.macros }
      Object.assign(state, { uri: message.uri })
      keepState()
      showNow()
      return
    }
    case 'edit':
      if (current) edit(current, message.changes, message.length)
      return
    case 'saved':
      if (pending.length) showNow()
      return
    case 'cursor':
      cursor = place = message.cursor
      if (pending.length) markActive(false)
      else show()
      return
    case 'scroll':
      if (view.scrollSync && !pending.length) follow(message.start, message.end)
      return
    case 'findings':
      findings = message.findings
      askedFor = ''
      if (!pending.length) show()
      return
    case 'claims':
      claims = new Map(message.claims.map(({ text, ...claim }) => [text, claim]))
      if (!pending.length) show()
      return
    case 'view':
      view = message.view
      top.setView(view)
      state.pinned = view.pinned
      keepState()
      if (pending.length && view.updateOn === 'type') later()
      return
    case 'copy':
      copy(message.what)
  }
}

function edit(document: Document, changes: readonly Change[], expected: number): void {
  let now = document
  for (const change of changes) {
    now = update(now, change)
    length += change.text.length - (change.end - change.start)
  }
  current = now
  if (length !== expected) {
    send({ type: 'ready' })
    return
  }
  place = moved(place, changes)
  findings = findings.map(found => ({ ...found, start: moved(found.start, changes), end: moved(found.end, changes) }))
  pending.push(...changes)
  if (view.updateOn === 'type') later()
}

function later(): void {
  if (!view.delay) showNow()
  else waiting ??= setTimeout(showNow, view.delay)
}

function showNow(): void {
  clearTimeout(waiting)
  waiting = undefined
  pending = []
  show()
}

function show(): void {
  if (!current) return
  const index = regionAt(current, place)
  const shown = current.regions[index]!
  const from = startOf(current, index)
  const end = from + shown.text.length
  const other = index !== region
  region = index
  start = from
  const formulaKey = drawing.setMacros(macrosOf(current, settings))
  const blocks = blocksOf(current, shown, {
    formula: formulaPlace,
    formulaKey,
    findings: findings
      .filter(found => found.start >= from && (found.start < end || end === length))
      .map(found => ({ ...found, start: found.start - from })),
    claims,
  })
  placed = patch(main, placed, blocks, drawing)
  top.show(current, index)
  if (other) {
    scroll.to(0)
    state.place = from + headOf(current, index)
    keepState()
  }
  markActive(other)
  askForClaims()
}

function askForClaims(): void {
  const unknown = main.querySelectorAll('.check').length - main.querySelectorAll('.check .verdict').length
  const key = unknown ? `${region} ${unknown} ${main.querySelectorAll('.check').length}` : ''
  if (!key || key === askedFor) return
  askedFor = key
  send({ type: 'claims', at: inText(placed[0]?.block.from ?? 0) })
}

/** Marks the block that the cursor is in, and scrolls to it when it is another one than before. */
function markActive(other: boolean): void {
  const at = movedBack(cursor, pending) - start
  const found = at >= 0 && at <= lengthOf() ? placed[indexAt(placed, at)] : undefined
  const same = active?.element === found?.element
  if (!same || other) {
    active?.element.classList.remove('active')
    active?.element.removeAttribute('aria-current')
    if (active && active.element !== document.activeElement) active.element.tabIndex = -1
  }
  active = found
  if (!found) return
  found.element.classList.add('active')
  found.element.setAttribute('aria-current', 'true')
  found.element.tabIndex = 0
  if (!same) scroll.intoView(found.element)
}

/**
 * Shows what the editor shows: the example that is there already, as far as it is on screen, else that of the cursor, else
 * the one in the middle. The editor is elsewhere for a moment when lenses come to all examples above.
 */
function follow(from: number, to: number): void {
  if (!current || !placed.length) return
  const end = start + lengthOf()
  if (to <= start || from >= end) {
    place = cursor >= from && cursor < to ? cursor : Math.floor((from + to) / 2)
    show()
  }
  const at = Math.max(0, from - start)
  scroll.to(at ? heightAt(placed, at, lengthOf()) - barHeight() : 0)
}

function go(at: number, focus: boolean): void {
  send({ type: 'go', at: Math.min(at, length), focus })
}

/** Where a place of the region stands in the text that the editor has by now. */
function inText(at: number): number {
  return Math.min(length, moved(start + at, pending))
}

function lengthOf(): number {
  return current?.regions[region]?.text.length ?? 0
}

function barHeight(): number {
  return document.querySelector<HTMLElement>('.bar')?.offsetHeight ?? 0
}

/** The region at an offset of the text. */
function regionAt(document: Document, at: number): number {
  let from = document.bom ? 1 : 0
  for (const [index, { text }] of document.regions.entries()) {
    from += text.length
    if (at < from) return index
  }
  return document.regions.length - 1
}

function startOf(document: Document, index: number): number {
  let from = document.bom ? 1 : 0
  for (let i = 0; i < index; i++) from += document.regions[i]!.text.length
  return from
}

/** Below the comments that stand above an example. */
function headOf(document: Document, index: number): number {
  return document.regions[index]?.example?.directive?.line.start ?? 0
}
