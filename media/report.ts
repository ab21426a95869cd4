import './report.css'
import { counted, grouped } from '../server/src/core/numerals.ts'
import { reportHtml } from '../server/src/core/render/report.ts'
import { type Chart, type FromReport, type Report, ReportState, ToReport } from '../server/src/core/report.ts'
import { element } from './preview-element.ts'

// The page of the report: the charts as a file has them, and the examples of what is pressed.

declare function acquireVsCodeApi(): {
  postMessage(message: FromReport): void
  setState(state: ReportState): void
}

const api = acquireVsCodeApi()
const main = document.querySelector('main')!
const status = element('p', 'status', 'The data set is being read …')
status.setAttribute('role', 'status')
main.append(status)

/** A group of a chart, by names that stay when the report is made anew. */
interface Chosen {
  readonly chart: string
  readonly group: string
}

let report: Report | undefined
let chosen: Chosen | undefined
/** Of the examples of a group so many are listed, and more when asked. */
const portion = 100
let shown = portion

addEventListener('message', ({ data }) => {
  const read = ToReport.safeParse(data)
  if (!read.success) return
  if (read.data.type === 'failed') {
    tell(read.data.reason)
    return
  }
  api.setState(ReportState.parse({ scope: read.data.scope }))
  show(read.data.report)
})

addEventListener('click', event => {
  if (event.target instanceof Element) press(event.target, event.altKey || event.ctrlKey || event.metaKey)
})

addEventListener('keydown', event => {
  const { key, target } = event
  if (!(target instanceof Element)) return
  if (key === 'Escape' && chosen) {
    const { chart, group } = chosen
    choose(undefined)
    markOf(chart, group)?.focus()
  } else if (target instanceof SVGElement && target.hasAttribute('data-group')) {
    if (key === 'Enter' || key === ' ') press(target, event.altKey || event.ctrlKey || event.metaKey)
    else if (!move(target, key)) return
  } else return
  event.preventDefault()
})

api.postMessage({ type: 'ready' })

function tell(reason: string): void {
  status.textContent = reason
  main.prepend(status)
}

function show(now: Report): void {
  report = now
  const open = new Set([...main.querySelectorAll('details[open]')].map(chartIn))
  const focus = focused()
  const { scrollX, scrollY } = window
  // Everything in it that was text is escaped where it is made.
  main.innerHTML = reportHtml(now, { pressable: true }).html
  for (const details of main.querySelectorAll('details')) details.open = open.has(chartIn(details))
  for (const plot of main.querySelectorAll('.plot')) plot.querySelector('[data-group]')?.setAttribute('tabindex', '0')
  choose(chosen)
  scrollTo(scrollX, scrollY)
  if (focus) markOf(focus.chart, focus.group)?.focus({ preventScroll: true })
}

function press(target: Element, beside: boolean): void {
  const example = target.closest<HTMLElement>('[data-example]')
  const rule = target.closest<HTMLElement>('[data-rule]')?.dataset.rule
  if (example && report) {
    const number = Number(example.dataset.example)
    const { files, lines } = report.examples
    api.postMessage({ type: 'open', file: files[number]!, line: lines[number]!, beside })
  } else if (rule !== undefined) api.postMessage({ type: 'rule', id: rule })
  else if (target.closest('.close')) choose(undefined)
  else if (target.closest('.more')) {
    shown += 10 * portion
    choose(chosen)
  } else {
    const pressed = chosenAt(target)
    if (!pressed) return
    shown = portion
    choose(isSame(pressed, chosen) ? undefined : pressed)
  }
}

function isSame(a: Chosen, b: Chosen | undefined): boolean {
  return a.chart === b?.chart && a.group === b.group
}

function chosenAt(target: Element): Chosen | undefined {
  const index = target.closest('[data-group]')?.getAttribute('data-group')
  const chart = chartNamed(chartIn(target))
  const group = index ? chart?.groups[Number(index)] : undefined
  return chart && group && { chart: chart.key, group: group.name }
}

/** Lists the examples of a group under its chart. */
function choose(wanted: Chosen | undefined): void {
  for (const old of main.querySelectorAll('.members')) old.remove()
  for (const old of main.querySelectorAll('.chosen')) old.classList.remove('chosen')
  const chart = wanted && chartNamed(wanted.chart)
  const group = chart?.groups.find(({ name }) => name === wanted?.group)
  chosen = group?.members.length ? wanted : undefined
  if (!chosen || !chart || !group) return
  markOf(chosen.chart, chosen.group)?.classList.add('chosen')
  main.querySelector(`[data-chart="${chart.key}"] .plot`)?.after(members(chart, group))
}

function members(chart: Chart, { members, name }: Chart['groups'][number]): HTMLElement {
  const close = element('button', 'close', '✕')
  close.type = 'button'
  close.title = 'Close'
  close.setAttribute('aria-label', 'Close')
  const head = element('header', '', element('strong', '', name), counted(members.length, 'example'))
  if (chart.key === 'findings' || chart.key === 'twins') {
    const about = element('button', 'link', 'About the rule')
    about.type = 'button'
    about.dataset.rule = name
    head.append(about)
  }
  head.append(close)
  const list = element('ol', '', ...members.slice(0, shown).map(memberOf))
  const result = element('section', 'members', head, list)
  result.setAttribute('aria-label', `Examples: ${name}`)
  if (members.length > shown) {
    const more = element('button', 'link more', `${grouped(members.length - shown)} more`)
    more.type = 'button'
    result.append(more)
  }
  return result
}

function memberOf(number: number): HTMLElement {
  const { files, ids, lines, paths } = report!.examples
  const button = element('button', 'link', ids[number] || 'without an id')
  button.type = 'button'
  button.dataset.example = `${number}`
  const where = element('span', 'where', `${fileName(paths[files[number]!]!)}:${lines[number]}`)
  return element('li', '', button, where)
}

function fileName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function chartIn(inner: Element): string | undefined {
  return inner.closest<HTMLElement>('[data-chart]')?.dataset.chart
}

function chartNamed(key: string | undefined): Chart | undefined {
  return report?.sections.flatMap(({ charts }) => charts).find(chart => chart.key === key)
}

/** What stands for a group in its plot. */
function markOf(key: string, name: string): SVGElement | undefined {
  const index = chartNamed(key)?.groups.findIndex(group => group.name === name) ?? -1
  return main.querySelector<SVGElement>(`[data-chart="${key}"] .plot [data-group="${index}"]`) ?? undefined
}

function focused(): Chosen | undefined {
  const active = document.activeElement
  return active instanceof SVGElement ? chosenAt(active) : undefined
}

/** One stop for the tabulator in each plot; within it, arrows. */
function move(from: SVGElement, key: string): boolean {
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key]
  const all = [...(from.closest('.plot')?.querySelectorAll<SVGElement>('[data-group]') ?? [])]
  const next = key === 'Home' ? all[0] : key === 'End' ? all.at(-1) : by && all[all.indexOf(from) + by]
  if (!next) return by !== undefined
  for (const one of all) one.setAttribute('tabindex', one === next ? '0' : '-1')
  next.focus()
  return true
}
