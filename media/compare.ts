import './compare.css'
import { differences, wordsOf } from '../server/src/core/align.ts'
import {
  type ComparedSide,
  type ComparisonState,
  type FromComparison,
  type SideName,
  ToComparison,
} from '../server/src/core/comparison.ts'
import { contextOf } from '../server/src/core/context.ts'
import { type ComparedRow, comparedRows, documentOf, type Relation } from '../server/src/core/render/comparison.ts'
import type { Block } from '../server/src/core/render/example.ts'
import { formulaPlace } from '../server/src/core/render/formula.ts'
import { defaultSettings } from '../server/src/core/settings.ts'
import { cleanPart } from './preview-clean.ts'
import { element } from './preview-element.ts'
import { type Formulas, formulas } from './preview-formulas.ts'

// The page of the comparison: two solutions side by side, each step beside the one that it stands for.

declare function acquireVsCodeApi(): {
  postMessage(message: FromComparison): void
  setState(state: ComparisonState): void
}

const api = acquireVsCodeApi()
const main = document.querySelector('main')!
const drawing: Readonly<Record<SideName, Formulas>> = { left: formulas(), right: formulas() }

/** A block in its column, and where it is in the page. */
interface Cell {
  readonly side: SideName
  readonly block: Block
  readonly element: HTMLElement
}

/** What is there, and what was there before, by what decides how it looks. */
let cells: readonly Cell[] = []
let kept = new Map<string, HTMLElement>()

const summary = element('span', 'summary')
summary.setAttribute('role', 'status')
const names: Readonly<Record<SideName, HTMLElement>> = { left: element('h1', 'side'), right: element('h1', 'side') }
const bar = element(
  'header',
  'bar',
  summary,
  element('span', 'space'),
  button('Previous difference (p)', '↑', () => toDifference(-1)),
  button('Next difference (n)', '↓', () => toDifference(1)),
)
document.body.prepend(bar, element('div', 'sides', names.left, names.right))

window.addEventListener('message', event => {
  const read = ToComparison.safeParse(event.data)
  if (!read.success) return
  api.setState(read.data.state)
  show(read.data)
})
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || !act(event.key, event.target as Element)) return
  event.preventDefault()
  event.stopPropagation()
})
main.addEventListener('dblclick', event => {
  const inner = event.target as Element
  if (!inner.closest('a, button')) toSource(inner)
})
main.addEventListener('click', event => {
  const target = event.target as Element
  const rule = target.closest<HTMLElement>('[data-rule]')?.dataset.rule
  if (rule) send({ type: 'rule', id: rule })
  const link = target.closest('a.reference')
  if (!link) return
  event.preventDefault()
  event.stopPropagation()
  focus(cells.find(({ block }) => `#${block.name}` === link.getAttribute('href')))
})
send({ type: 'ready' })

function send(message: FromComparison): void {
  api.postMessage(message)
}

function show({ left, right }: ToComparison): void {
  const rows = comparedRows({ left, right }, { left: drawingOf('left', left), right: drawingOf('right', right) })
  const first = rows.findIndex(row => row.kind === 'step' && row.relation !== 'same')
  const before = kept
  kept = new Map()
  const focused = cells.find(cell => cell.element === document.activeElement)
  const made: Cell[] = []
  main.replaceChildren(...rows.map((row, i) => rowElement(row, i === first, before, made)))
  cells = made
  names.left.textContent = left.name
  names.right.textContent = right.name
  summary.textContent = summaryOf(rows)
  for (const side of ['left', 'right'] as const) {
    drawing[side].drawSoon(cells.filter(cell => cell.side === side).map(cell => cell.element))
  }
  const again = focused && cells.find(cell => cell.block.name === focused.block.name)
  if (again) again.element.focus({ preventScroll: true })
  else if (cells[0]) cells[0].element.tabIndex = 0
}

function drawingOf(side: SideName, read: ComparedSide) {
  const { macros } = contextOf(documentOf(read), { ...defaultSettings, macros: read.macros })
  return { formula: formulaPlace, formulaKey: drawing[side].setMacros(macros) }
}

function summaryOf(rows: readonly ComparedRow[]): string {
  const steps = rows.filter(row => row.kind === 'step')
  const same = steps.filter(row => row.relation === 'same').length
  if (same < steps.length) return `${same} of ${steps.length} steps are the same`
  return rows.some(row => row.relation !== 'same') ? 'The steps are the same' : 'Both are the same'
}

const signs: Readonly<Record<Relation, readonly [sign: string, name: string]>> = {
  same: ['=', 'the same'],
  alike: ['≠', 'differ'],
  other: ['≠', 'have little in common'],
  left: ['−', 'only on the left'],
  right: ['+', 'only on the right'],
}

function rowElement(row: ComparedRow, isFirst: boolean, before: typeof kept, made: Cell[]): HTMLElement {
  const [sign, name] = signs[row.relation]
  const said = isFirst ? `${name}, the first difference` : name
  const mark = element('span', 'relation', row.kind === 'solution' && row.relation === 'same' ? '' : sign)
  mark.setAttribute('role', 'img')
  mark.setAttribute('aria-label', said)
  mark.title = said
  if (row.kind === 'part' && row.relation === 'same') {
    // Once for both.
    return element('div', 'row same across', cellOf('right', row, before, made)!)
  }
  const [left, right] = [cellOf('left', row, before, made), cellOf('right', row, before, made)]
  if (row.relation === 'alike' && left && right && !left.dataset.marked) markDifferences(left, right)
  const result = element('div', `row ${row.relation}${isFirst ? ' first' : ''}`)
  result.append(left ?? element('div', 'gap'), mark, right ?? element('div', 'gap'))
  if (isFirst) result.prepend(element('span', 'first-mark', 'First difference'))
  return result
}

/** What was there before stays, if what it shows and what it is beside is the same. */
function cellOf(
  side: SideName,
  { left, relation, right }: ComparedRow,
  before: typeof kept,
  made: Cell[],
): HTMLElement | undefined {
  const block = side === 'left' ? left : right
  if (!block) return undefined
  const key = JSON.stringify([side, block.name, block.key, relation === 'alike' && [left?.key, right?.key]])
  let found = before.get(key)
  if (!found) {
    found = cleanPart(block.render().html).firstElementChild as HTMLElement
    found.tabIndex = -1
  }
  kept.set(key, found)
  made.push({ side, block, element: found })
  return found
}

/** A word in the page, or a formula as a whole. */
interface Token {
  readonly word: string
  readonly formula?: HTMLElement
  readonly node?: Text
  readonly start: number
  readonly end: number
}

/** Where fewer words than this are the same on both sides, marks say less than the eye sees. */
const worthMarking = 0.5

function markDifferences(left: HTMLElement, right: HTMLElement): void {
  const [lefts, rights] = [tokensOf(left), tokensOf(right)]
  const differing = differences(
    lefts.map(token => token.word),
    rights.map(token => token.word),
  )
  left.dataset.marked = right.dataset.marked = 'true'
  const marked = [...differing.left, ...differing.right]
  if (marked.filter(Boolean).length > marked.length * (1 - worthMarking)) return
  mark(lefts, differing.left)
  mark(rights, differing.right)
}

/** Before formulas are drawn: each is its source then. */
function tokensOf(part: HTMLElement): Token[] {
  const tokens: Token[] = []
  const walk = (node: Node): void => {
    if (node instanceof Text) {
      let at = 0
      for (const word of wordsOf(node.data)) {
        const start = node.data.indexOf(word, at)
        at = start + word.length
        tokens.push({ word, node, start, end: at })
      }
    } else if (node instanceof HTMLElement) {
      if (node.classList.contains('math')) {
        tokens.push({ word: `$${node.dataset.typed ?? node.textContent}`, formula: node, start: 0, end: 0 })
      } else if (!node.matches('.number, .flawed, .name, code.label')) for (const child of node.childNodes) walk(child)
    }
  }
  walk(part)
  return tokens
}

function mark(tokens: readonly Token[], differing: readonly boolean[]): void {
  /** Stretches of one text, joined over the blanks between them. */
  const stretches: { node: Text; start: number; end: number }[] = []
  for (const [i, { end, formula, node, start }] of tokens.entries()) {
    if (!differing[i]) continue
    formula?.classList.add('differs')
    const last = stretches.at(-1)
    if (last && last.node === node && differing[i - 1] && tokens[i - 1]!.node === node) last.end = end
    else if (node) stretches.push({ node, start, end })
  }
  // From behind, as what is cut off stands behind.
  for (const { end, node, start } of stretches.reverse()) {
    const rest = node.splitText(start)
    rest.splitText(end - start)
    const marked = element('mark', 'differs')
    rest.replaceWith(marked)
    marked.append(rest)
  }
}

function act(key: string, target: Element): boolean {
  switch (key) {
    case 'n':
    case 'p':
      return toDifference(key === 'n' ? 1 : -1)
    case 'j':
    case 'k':
      return toRow(key === 'j' ? 1 : -1)
    case 'h':
    case 'l':
      return toSide(key === 'h' ? 'left' : 'right')
    case 'Enter':
      return target.closest('a, button') ? false : toSource(target)
    default:
      return false
  }
}

function toDifference(by: 1 | -1): boolean {
  const rows = [...main.children]
  const here = rows.indexOf(rowOf(document.activeElement) as Element)
  const from = here < 0 ? (by > 0 ? 0 : rows.length - 1) : here + by
  for (let i = from; i >= 0 && i < rows.length; i += by) {
    if (!rows[i]!.classList.contains('same')) return focus(cells.find(({ element }) => rowOf(element) === rows[i]))
  }
  return true
}

function toRow(by: 1 | -1): boolean {
  const here = cells.find(({ element }) => element.contains(document.activeElement))
  const column = cells.filter(({ side }) => side === (here?.side ?? 'left'))
  return focus(here ? column[column.indexOf(here) + by] : column[0])
}

function toSide(side: SideName): boolean {
  const row = rowOf(document.activeElement)
  return focus(cells.find(cell => cell.side === side && rowOf(cell.element) === row))
}

function toSource(inner: Element): boolean {
  const cell = cells.find(({ element }) => element.contains(inner))
  if (!cell) return false
  const own = inner.closest<HTMLElement>('[data-at]')
  const within = own && cell.element.contains(own) ? Number(own.dataset.at) : 0
  send({ type: 'go', side: cell.side, at: cell.block.from + within })
  return true
}

function focus(cell: Cell | undefined): boolean {
  if (!cell) return true
  for (const { element } of cells) element.tabIndex = element === cell.element ? 0 : -1
  cell.element.focus({ preventScroll: true })
  cell.element.scrollIntoView({ block: 'nearest' })
  return true
}

function rowOf(inner: Element | null): Element | null {
  return inner?.closest('.row') ?? null
}

function button(name: string, sign: string, pressed: () => void): HTMLButtonElement {
  const made = element('button', '', sign)
  made.type = 'button'
  made.title = name
  made.setAttribute('aria-label', name)
  made.addEventListener('click', pressed)
  return made
}
