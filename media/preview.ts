import './preview.css'
import type { Document } from '../server/src/core/format/document.ts'
import { parse, update } from '../server/src/core/format/parse.ts'
import { contextOf } from '../server/src/core/lint.ts'
import { type FromPreview, type PreviewState, ToPreview } from '../server/src/core/preview.ts'
import { defaultSettings, type Settings } from '../server/src/core/settings.ts'
import { exampleBlocks, headerBlocks } from './preview-example.ts'
import { type Block, patch } from './preview-patch.ts'

// The page of the preview. It gets the text by message and parses it itself, with the parser of everything else.

declare function acquireVsCodeApi(): {
  postMessage(message: FromPreview): void
  setState(state: PreviewState): void
}

const api = acquireVsCodeApi()
const main = document.querySelector('main')!

let shown: Document | undefined
let length = 0
let cursor = 0
let settings: Settings = defaultSettings

window.addEventListener('message', event => {
  const read = ToPreview.safeParse(event.data)
  if (read.success) receive(read.data)
})
api.postMessage({ type: 'ready' })

function receive(message: ToPreview): void {
  if (message.type === 'document') {
    shown = parse(message.text, shown)
    length = message.text.length
    cursor = message.cursor
    settings = { ...defaultSettings, macros: message.macros }
    api.setState({ uri: message.uri })
  } else if (!shown) {
    return
  } else if (message.type === 'cursor') {
    cursor = message.cursor
  } else {
    for (const change of message.changes) {
      shown = update(shown, change)
      length += change.text.length - (change.end - change.start)
    }
    if (length !== message.length) {
      api.postMessage({ type: 'ready' })
      return
    }
  }
  show(shown)
}

function show(document: Document): void {
  const { index, offset } = regionAt(document, cursor)
  const region = document.regions[index]!
  const { macros } = contextOf(document, settings)
  const blocks: Block[] = region.example ? exampleBlocks(document, region, macros) : headerBlocks(document)
  const changedExample = main.dataset.example !== `${index}`
  main.dataset.example = `${index}`
  patch(main, blocks)
  if (changedExample) window.scrollTo(0, 0)
  markActive(offset)
}

/** The region at an offset of the text, and the offset in it. */
function regionAt(document: Document, at: number): { index: number; offset: number } {
  let start = document.bom ? 1 : 0
  for (const [index, region] of document.regions.entries()) {
    const end = start + region.text.length
    if (at < end || index === document.regions.length - 1) return { index, offset: at - start }
    start = end
  }
  return { index: 0, offset: at }
}

/** Marks the block that the cursor is in, and scrolls to it when it is another one than before. */
function markActive(offset: number): void {
  const all = [...main.querySelectorAll<HTMLElement>('[data-from]')]
  const active = all.findLast(element => Number(element.dataset.from) <= offset)
  for (const element of all) element.classList.toggle('active', element === active)
  if (!active || main.dataset.active === active.dataset.key) return
  main.dataset.active = active.dataset.key
  active.scrollIntoView({ block: 'nearest' })
}
