import { extent, max } from 'd3-array'
import { type ScaleBand, type ScaleLinear, scaleBand, scaleLinear, scaleSqrt } from 'd3-scale'
import { counted, grouped } from '../numerals.ts'
import type { Chart } from '../report.ts'
import { attribute, type Content, type Html, html } from './html.ts'

// Charts as SVG. What stands where is worked out by D3's scales; how it looks is said by a style sheet, so that a chart
// has the colours of its surroundings.

export interface PlotOptions {
  /** Whether what stands for a group can be pressed; without a script it cannot. */
  readonly pressable: boolean
}

const width = 560
const barHeight = 24

export function plotOf(chart: Chart, options: PlotOptions): Html {
  switch (chart.type) {
    case 'bars':
      return barPlot(chart, options)
    case 'histogram':
      return histogramPlot(chart, options)
    case 'scatter':
      return scatterPlot(chart, options)
    case 'grid':
      return gridPlot(chart, options)
  }
}

type ChartOf<T extends Chart['type']> = Extract<Chart, { type: T }>
type Group = Chart['groups'][number]

function barPlot({ groups, title }: ChartOf<'bars'>, options: PlotOptions): Html {
  const left = labelWidth(groups.map(({ name }) => name))
  const right = 44
  const height = groups.length * barHeight + 8
  const across = scaleLinear([0, Math.max(1, max(groups, sizeOf) ?? 1)], [left, width - right])
  const down = scaleBand(groups.keys(), [4, height - 4]).padding(0.25)
  const bars = groups.map((group, i) => {
    const y = down(i)!
    const middle = y + down.bandwidth() / 2
    const length = barLength(across(sizeOf(group)) - left, sizeOf(group))
    return groupOf(
      group,
      i,
      html`<rect class="hit" x="0" y="${y - 3}" width="${width}" height="${barHeight}"/>
<text class="label" x="${left - 8}" y="${middle}" text-anchor="end">${shortened(group.name, left - 10)}</text>
<rect class="mark" x="${left}" y="${y}" width="${length}" height="${px(down.bandwidth())}" rx="2"/>
<text class="count" x="${px(left + length + 6)}" y="${middle}">${grouped(sizeOf(group))}</text>`,
      options,
    )
  })
  return svg(title, height, bars, options)
}

function histogramPlot(chart: ChartOf<'histogram'>, options: PlotOptions): Html {
  const { axis, groups, mark, title } = chart
  const height = 220
  const frame = { left: 46, right: width - 16, top: mark ? 22 : 10, bottom: height - 40 }
  const whole = groups.every(({ from, to }) => to - from === 1)
  const first = groups[0]?.from ?? 0
  const last = groups.at(-1)?.to ?? 1
  // A mark far beyond all values would press them into a corner.
  const markIsNear = mark !== undefined && mark.at <= last + 0.5 * (last - first) && mark.at >= first
  const across = scaleLinear([first, markIsNear ? Math.max(last, mark.at * 1.02) : last], [frame.left, frame.right])
  const up = scaleLinear([0, Math.max(1, max(groups, sizeOf) ?? 1)], [frame.bottom, frame.top]).nice(5)
  const bars = groups.map((group, i) => {
    const x = across(group.from) + 1
    const wide = Math.max(1, across(group.to) - across(group.from) - 2)
    const high = barLength(frame.bottom - up(sizeOf(group)), sizeOf(group))
    return groupOf(
      group,
      i,
      html`<rect class="hit" x="${px(x)}" y="${frame.top}" width="${px(wide)}" height="${frame.bottom - frame.top}"/>
<rect class="mark" x="${px(x)}" y="${px(frame.bottom - high)}" width="${px(wide)}" height="${px(high)}"/>`,
      options,
    )
  })
  const offset = whole ? (across(1) - across(0)) / 2 : 0
  const scales: Content[] = [
    leftAxis(up, frame, 'examples'),
    whole
      ? bottomTicks(everyFew(groups.map(({ from }) => from)), across, frame, offset)
      : bottomTicks(across.ticks(8), across, frame),
    html`<text class="axis-name" x="${frame.right}" y="${frame.bottom + 34}" text-anchor="end">${axis.name}</text>`,
  ]
  return svg(title, height, [...scales, ...bars, markIsNear && verticalMark(mark, across, frame)], options)
}

function scatterPlot(chart: ChartOf<'scatter'>, options: PlotOptions): Html {
  const { across: xAxis, groups, mark, title, up: yAxis } = chart
  const height = 300
  const frame = { left: 56, right: width - 16, top: 14, bottom: height - 40 }
  const [least = 0, most = 1] = extent(groups, ({ x }) => x)
  const across = scaleLinear([Math.min(1, least) - 0.5, Math.max(10, most) + 0.5], [frame.left, frame.right])
  const top = Math.max(1, max(groups, ({ y }) => y) ?? 1)
  const markIsNear = mark !== undefined && mark.at <= top * 1.5
  const up = scaleLinear([0, markIsNear ? Math.max(top, mark.at) : top], [frame.bottom, frame.top]).nice(6)
  const radius = scaleSqrt([1, Math.max(2, max(groups, sizeOf) ?? 2)], [3.5, 11])
  const dots = groups.map((group, i) =>
    groupOf(
      group,
      i,
      html`<circle class="mark" cx="${px(across(group.x))}" cy="${px(up(group.y))}" r="${px(radius(sizeOf(group)))}"/>`,
      options,
    ),
  )
  const rule =
    markIsNear &&
    html`<g class="rule"><line x1="${frame.left}" x2="${frame.right}" y1="${px(up(mark.at))}" y2="${px(up(mark.at))}"/>
<text x="${frame.right}" y="${px(up(mark.at) - 7)}" text-anchor="end">${mark.name}</text></g>`
  const content: Content[] = [
    leftAxis(up, frame, yAxis.name),
    bottomTicks(across.ticks(10).filter(Number.isInteger), across, frame),
    html`<text class="axis-name" x="${frame.right}" y="${frame.bottom + 34}" text-anchor="end">${xAxis.name}</text>`,
    rule,
    ...dots,
  ]
  return svg(title, height, content, options)
}

function gridPlot({ groups, heads, rows, title }: ChartOf<'grid'>, options: PlotOptions): Html {
  const left = labelWidth(rows)
  const top = 24
  const height = top + rows.length * barHeight + 4
  const across: ScaleBand<number> = scaleBand(heads.keys(), [left, width - 2]).padding(0.06)
  const down: ScaleBand<number> = scaleBand(rows.keys(), [top, height - 2]).padding(0.1)
  // The eye tells one from none, and then orders of size.
  const strength = scaleSqrt([1, Math.max(2, max(groups, sizeOf) ?? 2)], [0.22, 1]).clamp(true)
  const cells = groups.map((group, i) => {
    const [x, y] = [across(group.column)!, down(group.row)!]
    const size = sizeOf(group)
    const place = html`x="${px(x)}" y="${px(y)}" width="${px(across.bandwidth())}" height="${px(down.bandwidth())}" rx="2"`
    if (!size) return html`<rect class="gap" ${place}/>`
    const text = html`<text class="in-cell" x="${px(x + across.bandwidth() / 2)}" y="${px(y + down.bandwidth() / 2)}" text-anchor="middle">${grouped(size)}</text>`
    const shown = html`<rect class="ground" ${place}/><rect class="mark" ${place} fill-opacity="${strength(size).toFixed(2)}"/>${text}`
    return groupOf({ ...group, tone: strength(size) > 0.6 ? 'plain' : 'quiet' }, i, shown, options, 'cell')
  })
  const labels = [
    ...heads.map(
      (name, i) =>
        html`<text class="label" x="${px(across(i)! + across.bandwidth() / 2)}" y="14" text-anchor="middle">${shortened(name, across.bandwidth())}</text>`,
    ),
    ...rows.map(
      (name, i) =>
        html`<text class="label" x="${left - 8}" y="${px(down(i)! + down.bandwidth() / 2)}" text-anchor="end">${shortened(name, left - 10)}</text>`,
    ),
  ]
  return svg(title, height, [...labels, ...cells], options)
}

function svg(title: string, height: number, content: Content, { pressable }: PlotOptions): Html {
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" role="${pressable ? 'group' : 'img'}" aria-label="${title}">
${content}
</svg>`
}

/** What stands for a group, with what it says of itself: to a pointer as a tooltip, to a screen reader as a label. */
function groupOf(group: Group, index: number, shown: Html, { pressable }: PlotOptions, kind = 'bar'): Html {
  const said = `${group.name}: ${counted(sizeOf(group), 'example')}`
  const acts = pressable && sizeOf(group) > 0
  const press = acts && html` tabindex="-1" role="button" data-group="${index}"${attribute('aria-label', said)}`
  return html`<g class="${kind} ${group.tone}"${press}><title>${said}</title>${shown}</g>\n`
}

interface Frame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

type Linear = ScaleLinear<number, number>

function leftAxis(scale: Linear, frame: Frame, name: string): Html {
  const lines = scale
    .ticks(5)
    .filter(Number.isInteger)
    .map(
      value => html`<g class="tick"><line x1="${frame.left}" x2="${frame.right}" y1="${px(scale(value))}" y2="${px(scale(value))}"/>
<text x="${frame.left - 6}" y="${px(scale(value))}" text-anchor="end">${grouped(value)}</text></g>`,
    )
  return html`${lines}<text class="axis-name" x="${frame.left}" y="${frame.bottom + 34}">${name} ↑</text>`
}

/** `offset`: where the middle of what a value stands for is. */
function bottomTicks(values: readonly number[], scale: Linear, frame: Frame, offset = 0): Content {
  // The scale would have decimals for whole numbers that lie near one another.
  const name = values.every(Number.isInteger) ? grouped : scale.tickFormat(8)
  return values.map(
    value =>
      html`<text class="tick-name" x="${px(scale(value) + offset)}" y="${frame.bottom + 14}" text-anchor="middle">${name(value)}</text>`,
  )
}

function verticalMark(mark: { readonly at: number; readonly name: string }, scale: Linear, frame: Frame): Html {
  const x = px(scale(mark.at))
  const end = scale(mark.at) > (frame.left + frame.right) / 2 ? 'end' : 'start'
  return html`<g class="rule"><line x1="${x}" x2="${x}" y1="${frame.top - 8}" y2="${frame.bottom}"/>
<text x="${px(scale(mark.at) + (end === 'end' ? -5 : 5))}" y="${frame.top - 6}" text-anchor="${end}">${mark.name} ${grouped(mark.at)}</text></g>`
}

/** There is room for so many names under an axis. */
const mostTicks = 12

function everyFew(values: readonly number[]): readonly number[] {
  const every = Math.ceil(values.length / mostTicks)
  return values.filter((_, i) => i % every === 0)
}

/** What is not empty can be seen. */
function barLength(length: number, size: number): number {
  return size ? Math.max(2, Math.round(length * 10) / 10) : 0
}

function sizeOf({ members }: Pick<Group, 'members'>): number {
  return members.length
}

function px(value: number): string {
  return `${Math.round(value * 10) / 10}`
}

const latin = 6.4
const wide = 12.2

/** How wide a text of 12 pixels is, about. */
function textWidth(text: string): number {
  let sum = 0
  for (const char of text)
    sum +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u.test(
        char,
      )
        ? wide
        : latin
  return sum
}

function labelWidth(names: readonly string[]): number {
  return Math.round(Math.min(200, Math.max(70, (max(names, textWidth) ?? 0) + 12)))
}

/** A text that fits; the whole stands in the table and in the tooltip. */
function shortened(text: string, room: number): string {
  if (textWidth(text) <= room) return text
  let kept = ''
  let sum = latin
  for (const char of text) {
    sum += textWidth(char)
    if (sum > room) break
    kept += char
  }
  return `${kept.trimEnd()}…`
}
