import { counted, grouped } from '../numerals.ts'
import type { Chart, Report, ReportSection } from '../report.ts'
import { attribute, type Content, type Html, html, made, readable } from './html.ts'
import { type PlotOptions, plotOf } from './plots.ts'

// The report of a data set as HTML: in a page that acts when a bar is pressed, and in a file that stands by itself.

/** What stands in `<main>`. Where nothing can be pressed, each chart has the examples of its groups below it. */
export function reportHtml(report: Report, options: PlotOptions): Html {
  const { figures, sections, title } = report
  const listed = options.pressable ? undefined : listing(report)
  const shown = figures.map(
    ({ name, note, value }) =>
      html`<div class="figure"><dt>${name}</dt><dd>${value}</dd>${note && html`<dd class="note">${note}</dd>`}</div>\n`,
  )
  return html`<header><h1>${title}</h1>
<dl class="figures">${shown}</dl></header>
${sections.map(section => sectionHtml(section, options, listed))}`
}

type Listed = (chart: Chart) => Content

function sectionHtml({ charts, note, title }: ReportSection, options: PlotOptions, listed?: Listed): Html {
  return html`<section>
<h2>${title}</h2>
${note && html`<p class="note">${note}</p>\n`}${charts.length > 0 && html`<div class="charts">${charts.map(chart => chartHtml(chart, options, listed))}</div>\n`}</section>
`
}

function chartHtml(chart: Chart, options: PlotOptions, listed?: Listed): Html {
  const { key, note, title } = chart
  return html`<figure id="${key}" class="chart ${chart.type}" data-chart="${key}">
<figcaption><h3>${title}</h3>${note && html`<p class="note">${note}</p>`}</figcaption>
${chart.groups.length ? plotOf(chart, options) : html`<p class="note">Nothing to show</p>`}
${tableOf(chart, options)}${listed?.(chart)}
</figure>
`
}

/** The same in words and numbers, for who does not see the plot or wants to copy it. */
function tableOf(chart: Chart, options: PlotOptions): Html {
  if (chart.type === 'grid') return details(chart.title, gridTable(chart, options))
  const heads = [headOf(chart), 'examples', ...chart.columns]
  const rows = chart.groups.flatMap((group, i) =>
    group.members.length || chart.type === 'bars'
      ? [
          html`<tr>${[pressed(group, i, group.name, options), grouped(group.members.length), ...group.cells].map(
            (cell, column) =>
              column
                ? html`<td${attribute('class', numeric(cell) ? 'number' : undefined)}>${cell}</td>`
                : html`<th scope="row">${cell}</th>`,
          )}</tr>\n`,
        ]
      : [],
  )
  // A table of hundreds of dots is no help to anybody: by difficulty, it is.
  const shown = chart.type === 'scatter' ? scatterRows(chart) : { heads, rows }
  return details(
    chart.title,
    html`<thead><tr>${shown.heads.map(head => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${shown.rows}</tbody>`,
  )
}

function details(title: string, table: Content): Html {
  return html`<details class="table"><summary>Table</summary><div class="scroll"><table aria-label="${title}">${table}</table></div></details>`
}

function headOf(chart: Chart): string {
  return chart.type === 'histogram' ? chart.axis.name : chart.title
}

function numeric(cell: Content): boolean {
  return typeof cell === 'string' && /^[<−+\d]/.test(cell)
}

function pressed(group: Chart['groups'][number], index: number, text: string, { pressable }: PlotOptions): Content {
  if (!pressable || !group.members.length) return text
  return html`<button type="button" class="link" data-group="${index}">${text}</button>`
}

function gridTable({ groups, heads, rows }: Extract<Chart, { type: 'grid' }>, options: PlotOptions): Html {
  const lines = rows.map((name, row) => {
    const cells = groups.flatMap((group, i) =>
      group.row === row
        ? [html`<td class="number">${pressed(group, i, grouped(group.members.length), options)}</td>`]
        : [],
    )
    return html`<tr><th scope="row">${name}</th>${cells}</tr>\n`
  })
  return html`<thead><tr><td></td>${heads.map(head => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${lines}</tbody>`
}

function scatterRows({ across, groups, up }: Extract<Chart, { type: 'scatter' }>): { heads: string[]; rows: Html[] } {
  const lengths = new Map<number, number[]>()
  for (const { members, x, y } of groups) {
    const list = lengths.get(x) ?? []
    lengths.set(x, list)
    for (const _ of members) list.push(y)
  }
  const rows = [...lengths]
    .sort(([a], [b]) => a - b)
    .map(([x, list]) => {
      const sorted = list.toSorted((a, b) => a - b)
      const cells = [sorted.length, sorted[0]!, sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!]
      return html`<tr><th scope="row">${x}</th>${cells.map(cell => html`<td class="number">${grouped(Math.round(cell))}</td>`)}</tr>\n`
    })
  return { heads: [across.name, 'examples', `least ${up.name}`, `median ${up.name}`, `most ${up.name}`], rows }
}

/** So many examples a file lists in all, in lists as long as that allows. */
const mostListed = 20_000
const lengths = [Number.POSITIVE_INFINITY, 1000, 500, 200, 100, 50, 20, 10]

/** Lists the examples of each group of a chart, so many that a file about many of them stays small. */
function listing({ examples, sections }: Report): Listed {
  const listsOf = new Map(sections.flatMap(({ charts }) => charts).map(chart => [chart, lists(chart)]))
  const sizes = [...listsOf.values()].flat().map(({ members }) => members.length)
  const most =
    lengths.find(length => sizes.reduce((sum, size) => sum + Math.min(size, length), 0) <= mostListed) ??
    lengths.at(-1)!
  return chart => {
    const all = listsOf.get(chart)!.filter(({ members }) => members.length > 0)
    if (!all.length) return undefined
    return html`
<details class="table"><summary>Examples</summary>
${all.map(list)}</details>`
  }

  function list({ members, name }: List): Html {
    const left = members.length - most
    return html`<details class="examples"><summary>${name}: ${counted(members.length, 'example')}</summary><ol>
${members.slice(0, most).map(place)}</ol>${left > 0 && html`<p class="note">${grouped(left)} more, not listed here</p>`}</details>
`
  }

  function place(number: number): Html {
    const path = examples.paths[examples.files[number]!]!
    return html`<li>${examples.ids[number] || 'without an id'} <span class="where">${path}:${examples.lines[number]!}</span></li>
`
  }
}

interface List {
  readonly name: string
  readonly members: readonly number[]
}

/** The lists of a chart: of dots those at the same place across, the highest first. */
function lists(chart: Chart): readonly List[] {
  if (chart.type !== 'scatter') return chart.groups
  const columns = new Map<number, (typeof chart.groups)[number][]>()
  for (const group of chart.groups) {
    const column = columns.get(group.x)
    if (column) column.push(group)
    else columns.set(group.x, [group])
  }
  return [...columns]
    .sort(([a], [b]) => a - b)
    .map(([x, groups]) => ({
      name: `${chart.across.name} ${grouped(x)}, most ${chart.up.name} first`,
      members: groups.toSorted((a, b) => b.y - a.y).flatMap(({ members }) => members),
    }))
}

/** A file that stands by itself: its styles are inside, it needs no script, and nothing is loaded. */
export function reportPage(report: Report, styles: string): string {
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="LIMO">
<title>${report.title}</title>
<style>
${made(styles)}</style>
</head>
<body>
<main>
${reportHtml(report, { pressable: false })}</main>
</body>
</html>
`
  return readable(page.html)
}
