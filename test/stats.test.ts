import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parse as parseHtml } from 'parse5'
import { contextOf } from '../server/src/core/context.ts'
import { reportOf } from '../server/src/core/dataset/report.ts'
import { type Passing, type Stats, statistics } from '../server/src/core/dataset/stats.ts'
import { parse } from '../server/src/core/format/parse.ts'
import { positionsIn } from '../server/src/core/format/position.ts'
import { rateOf } from '../server/src/core/judging/rate.ts'
import { lint } from '../server/src/core/lint.ts'
import { reportHtml, reportPage } from '../server/src/core/render/report.ts'
import type { Chart, Report } from '../server/src/core/report.ts'
import { defaultSettings } from '../server/src/core/settings.ts'
import { seeds } from './seeds.ts'

type More = Partial<Pick<Passing, 'tokens' | 'training' | 'verdicts' | 'findings'>>

/** The statistics of texts, each a file; `more` says what is known of an example beside its text. */
function statsOf(texts: readonly string[], more: (number: number) => More = () => ({})): Stats {
  const all = statistics()
  let number = 0
  for (const [file, text] of texts.entries()) {
    const document = parse(text)
    const position = positionsIn(document)
    const { words } = contextOf(document, defaultSettings)
    for (const [i, region] of document.regions.entries()) {
      const start = region.example?.directive?.line.start
      if (start === undefined) continue
      all.add({ path: `${file}.limo`, line: position(i, start).line, document, region, words, ...more(number++) })
    }
  }
  return all.end()
}

const options = { title: 'Examples', files: 1, withoutFindings: 'Not looked for' }

function chartsOf(report: Report): Map<string, Chart> {
  return new Map(report.sections.flatMap(({ charts }) => charts).map(chart => [chart.key, chart]))
}

const barsOf = (chart: Chart | undefined): unknown[] =>
  (chart?.groups ?? []).map(({ members, name }) => [name, ...members])

const three = `@limo 1
license: MIT

@example a
domain: algebra
topics: [sums, sums, primes]
difficulty: 2
source:
  url: https://example.org/one
status: review

@problem
What?
@solution
One.

Two.
@answer: 2

@example b
domain: algebra
difficulty: 10
source:
  name: A book
  license: CC0-1.0
status: draft

@problem
What?
@solution
@step
One.
@step
Two.
@step
Three.
@answer: 2

@example c
source:
  url: https://example.org/two
topics: [primes]
@problem
What?
`

test('examples are counted by their fields, and each bar knows which they are', () => {
  const stats = statsOf([three])
  const charts = chartsOf(reportOf(stats, options))
  assert.deepEqual(barsOf(charts.get('status')), [
    ['draft', 1],
    ['review', 0],
    ['(not given)', 2],
  ])
  assert.deepEqual(barsOf(charts.get('topics')), [
    ['primes', 0, 2],
    ['sums', 0],
    ['(not given)', 1],
  ])
  assert.deepEqual(barsOf(charts.get('difficulty')), [
    ['2', 0],
    ['10', 1],
    ['(not given)', 2],
  ])
  assert.deepEqual(barsOf(charts.get('source')), [
    ['example.org', 0, 2],
    ['A book', 1],
  ])
  assert.deepEqual(barsOf(charts.get('license')), [
    ['MIT', 0, 2],
    ['CC0-1.0', 1],
  ])
  const coverage = charts.get('coverage')!
  assert.deepEqual(coverage.type === 'grid' && [coverage.rows, coverage.heads], [
    ['primes', 'sums'],
    ['2', '10', '–'],
  ])
  assert.deepEqual(
    coverage.groups.map(({ members }) => members),
    [[0], [], [2], [0], [], []],
  )
  assert.equal(charts.has('findings'), false)
  assert.deepEqual(stats.examples.at(1), { id: 'b', path: '0.limo', line: 20 })
})

test('what is not among the most frequent is one bar', () => {
  const many = Array.from({ length: 30 }, (_, i) => `@example e${i}\ndomain: d${i}\n\n`).join('')
  const bars = barsOf(
    chartsOf(reportOf(statsOf([`@limo 1\n\n${many}@example x\ndomain: d3\n`]), options)).get('domain'),
  )
  assert.deepEqual(bars[0], ['d3', 3, 30])
  assert.equal(bars.length, 13)
  assert.deepEqual((bars.at(-1) as string[]).slice(0, 1), ['18 others'])
})

test('lengths lie in bins, and what training cuts is told apart', () => {
  const training = { cutoff: 100, tokenizer: 'o200k_base' }
  const stats = statsOf([three], number => (number < 2 ? { tokens: [90, 130][number]!, training } : {}))
  assert.deepEqual([stats.lengths.beyond, stats.lengths.tokens?.median, stats.lengths.steps.max], [[1], 110, 3])
  const charts = chartsOf(reportOf(stats, options))
  const tokens = charts.get('tokens')!
  assert.deepEqual(
    tokens.groups.filter(({ tone }) => tone === 'warning').flatMap(({ members }) => members),
    [1],
  )
  assert.deepEqual(tokens.type === 'histogram' && tokens.mark, { at: 100, name: 'cutoff' })
  assert.deepEqual(barsOf(charts.get('steps')), [
    ['2', 0],
    ['3', 1],
  ])
  const scatter = charts.get('difficulty-length')!
  assert.deepEqual(scatter.type === 'scatter' && scatter.groups.map(({ members, x, y }) => [x, y, ...members]), [
    [2, 90, 0],
    [10, 130, 1],
  ])
})

test('every value is in the one bin whose stretch it is in', () => {
  const training = { cutoff: 0, tokenizer: 'o200k_base' }
  const text = (count: number): string => `@limo 1\n\n${'@example a\n\n'.repeat(count)}`
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 60 }), lengths => {
      const stats = statsOf([text(lengths.length)], number => ({ tokens: lengths[number]!, training }))
      const chart = chartsOf(reportOf(stats, options)).get('tokens')!
      assert.ok(chart.type === 'histogram')
      assert.deepEqual(
        chart.groups.flatMap(({ members }) => members).toSorted((a, b) => a - b),
        [...lengths.keys()],
      )
      for (const [i, { from, members, to }] of chart.groups.entries()) {
        assert.ok(from < to)
        assert.equal(from, chart.groups[i - 1]?.to ?? from)
        for (const one of members) assert.ok(lengths[one]! >= from && lengths[one]! < to)
      }
    }),
  )
})

test('findings are counted by rule, the gravest first, and doubles are named', () => {
  const twins = `@limo 1\n\n@example a\n\n@problem\nWhat?\n@answer: 2\n\n@example a\n\n@problem\nWhat?\n@answer: 3\n`
  const found = lint(parse(twins), defaultSettings).slice(1)
  const stats = statsOf([twins], number => ({ findings: found[number]! }))
  const [first] = stats.findings!
  assert.deepEqual([first!.severity, first!.findings, first!.members], ['error', 2, [0, 1]])
  const charts = chartsOf(reportOf(stats, options))
  assert.deepEqual(barsOf(charts.get('twins')), [
    ['duplicate-id', 0, 1],
    ['near-duplicate', 0, 1],
  ])
  assert.ok(barsOf(charts.get('findings')).length > 1)
  const none = reportOf(statsOf([three]), options)
  assert.equal(none.sections.find(({ title }) => title === 'Findings')?.note, 'Not looked for')
})

test('verdicts of models are shown where there are some, with the share that solves', () => {
  const solved = (count: number, of: number, undecided = 0) => ({ rate: rateOf(count, of), undecided })
  const said = [[solved(2, 2)], [solved(1, 1), solved(0, 2, 1)], [solved(0, 1, 1)]]
  const charts = chartsOf(
    reportOf(
      statsOf([three], number => ({ verdicts: said[number]! })),
      options,
    ),
  )
  assert.deepEqual(barsOf(charts.get('verdicts')), [
    ['solved', 0],
    ['solved at times', 1],
    ['not comparable', 2],
  ])
  const rates = charts.get('solve-rate')!.groups.filter(({ members }) => members.length)
  assert.deepEqual(
    rates.map(({ members, name }) => [name, ...members]),
    [
      ['50 to 60 %', 1],
      ['90 to 100 %', 0],
    ],
  )
  assert.equal(chartsOf(reportOf(statsOf([three]), options)).has('verdicts'), false)
})

type Element = DefaultTreeAdapterTypes.Element

/** All elements of a page; a page that a parser has to mend is none. */
function elementsOf(text: string): Element[] {
  const errors: string[] = []
  const document = parseHtml(text, { onParseError: ({ code }) => errors.push(code) })
  assert.deepEqual(errors, [])
  const found: Element[] = []
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) found.push(node)
    if ('childNodes' in node) for (const child of node.childNodes) visit(child)
  }
  visit(document)
  return found
}

const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find(attr => attr.name === name)?.value

test('each chart is a plot that can be pressed and a table that says the same', () => {
  const training = { cutoff: 700, tokenizer: 'o200k_base' }
  const all = seeds.flatMap(text => lint(parse(text), defaultSettings).slice(1))
  const stats = statsOf(seeds, number => ({ tokens: 300 + 40 * number, training, findings: all[number]! }))
  const report = reportOf(stats, options)
  const page = `<!DOCTYPE html><html><head><title>x</title></head><body>${reportHtml(report, { pressable: true }).html}</body></html>`
  const elements = elementsOf(page)
  const figures = elements.filter(({ tagName }) => tagName === 'figure')
  const charts = [...chartsOf(report).values()]
  assert.ok(charts.length >= 15)
  assert.deepEqual(
    figures.map(figure => attribute(figure, 'data-chart')),
    charts.map(({ key }) => key),
  )
  for (const chart of charts) {
    const figure = figures.find(one => attribute(one, 'data-chart') === chart.key)!
    const inside: Element[] = []
    const visit = (node: DefaultTreeAdapterTypes.Node): void => {
      if ('tagName' in node) inside.push(node)
      if ('childNodes' in node) node.childNodes.forEach(visit)
    }
    visit(figure)
    const pressed = inside.filter(({ tagName }) => tagName === 'g').map(mark => attribute(mark, 'data-group'))
    const expected = [...chart.groups.entries()].filter(([, { members }]) => members.length).map(([i]) => `${i}`)
    assert.deepEqual(
      pressed.filter(index => index !== undefined),
      expected,
      chart.key,
    )
    assert.equal(inside.filter(({ tagName }) => tagName === 'table').length, 1, chart.key)
    assert.ok(inside.filter(({ tagName }) => tagName === 'tr').length > 1, chart.key)
    for (const mark of inside) {
      for (const { name, value } of mark.attrs) {
        if (/^(?:x|y|x1|x2|y1|y2|cx|cy|r|width|height)$/.test(name)) assert.match(value, /^-?[\d.]+$/, chart.key)
      }
    }
  }
})

test('a file lists the examples of each bar, so many that it stays small', () => {
  const text = (node: DefaultTreeAdapterTypes.Node): string =>
    'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(text).join('') : ''
  const listsIn = (report: Report, key: string): Map<string, string[]> => {
    const figure = elementsOf(reportPage(report, '')).find(one => attribute(one, 'data-chart') === key)!
    const children = ({ childNodes }: Element): Element[] =>
      childNodes.flatMap(node => ('tagName' in node ? [node, ...children(node)] : []))
    const lists = children(figure).filter(one => attribute(one, 'class') === 'examples')
    return new Map(
      lists.map(list => {
        const [summary, ...rest] = children(list).filter(({ tagName }) => /^(?:summary|li|p)$/.test(tagName))
        return [text(summary!), rest.map(text).map(line => line.trim())]
      }),
    )
  }
  const report = reportOf(statsOf(seeds), options)
  const chart = chartsOf(report).get('domain')!
  const lists = listsIn(report, 'domain')
  assert.deepEqual(
    [...lists.keys()],
    chart.groups.map(({ members, name }) => `${name}: ${members.length} example${members.length === 1 ? '' : 's'}`),
  )
  const { files, ids, lines, paths } = report.examples
  assert.deepEqual(
    [...lists.values()],
    chart.groups.map(({ members }) => members.map(one => `${ids[one]} ${paths[files[one]!]}:${lines[one]}`)),
  )

  const many = Array.from({ length: 30_000 }, (_, i) => i)
  const bars = { name: 'all', members: many, tone: 'plain' as const, cells: [] }
  const dot = (y: number) => ({ ...bars, name: `${y}`, members: [y], x: 1, y })
  const shared = { note: '', columns: [], title: 'A' }
  const large: Report = {
    title: 'Many',
    figures: [],
    sections: [
      {
        title: 'A',
        note: '',
        charts: [
          { ...shared, type: 'bars', key: 'bars', groups: [{ ...bars }, { ...bars, name: 'none', members: [] }] },
          {
            ...shared,
            type: 'scatter',
            key: 'dots',
            across: { name: 'x' },
            up: { name: 'y' },
            groups: [dot(1), dot(2)],
          },
        ],
      },
    ],
    examples: {
      ids: many.map(i => (i ? `e${i}` : '')),
      files: many.map(() => 0),
      lines: many.map(i => i + 1),
      paths: ['a'],
    },
  }
  const [[name, listed]] = listsIn(large, 'bars') as unknown as [[string, string[]]]
  assert.equal(name, 'all: 30,000 examples')
  assert.deepEqual(
    [listed[0], listed.length, listed.at(-1)],
    ['without an id a:1', 1001, '29,000 more, not listed here'],
  )
  assert.deepEqual([...listsIn(large, 'dots')], [['x 1, most y first: 2 examples', ['e2 a:3', 'e1 a:2']]])
})

test('whole numbers on an axis have no decimals', () => {
  const steps = chartsOf(reportOf(statsOf(seeds), options)).get('steps')!
  const report = reportOf(statsOf(seeds), options)
  const [figure] = reportPage(report, '').match(/<figure id="steps"[\s\S]*?<\/figure>/)!
  const ticks = [...figure.matchAll(/class="tick-name"[^>]*>([^<]*)</g)].map(match => match[1]!)
  assert.ok(steps.groups.length > 1 && ticks.length > 1)
  for (const tick of ticks) assert.match(tick, /^[\d,]+$/)
})

const markup = fc.constantFrom(
  '<script>alert(1)</script>',
  '"><img src=x onerror=y>',
  '</style>',
  "'&amp;",
  '$x$',
  '𝒳',
  '\ud800',
  '中文',
)
const word = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), markup)
const line = fc.array(word, { minLength: 1, maxLength: 3 }).map(words => words.join('').replace(/[\r\n]/g, ' '))

test('a report as a file is well-formed and holds no script, whatever the examples hold', () => {
  fc.assert(
    fc.property(line, line, line, line, (id, domain, source, title) => {
      const text = `@limo 1\n\n@example ${id}\ndomain: ${domain}\nsource: ${source}\ntopics:\n  - ${JSON.stringify(title)}\n\n@problem\nWhat?\n`
      const report = reportOf(statsOf([text]), { ...options, title })
      const page = reportPage(report, 'body { color: red }')
      const elements = elementsOf(page)
      for (const { attrs, tagName } of elements) {
        assert.ok(!/^(?:script|img|iframe|link|object|a)$/.test(tagName), tagName)
        for (const { name } of attrs) assert.ok(!/^(?:on|href|src|data-)/.test(name) || name === 'data-chart', name)
      }
      assert.equal(elements.filter(({ tagName }) => tagName === 'style').length, 1)
    }),
  )
})
