import { bin, ticks } from 'd3-array'
import type * as z from 'zod'
import { grouped, signed } from '../numerals.ts'
import { type Chart, type Report, ReportSection } from '../report.ts'
import { ruleById } from '../rules/index.ts'
import { type PartName, partNames, scoreParts } from './score.ts'
import type { Group, Stats } from './stats.ts'
import type { FieldName, FieldStats } from './stats-fields.ts'
import type { FoundByRule } from './stats-findings.ts'
import { verdictNames } from './stats-verdicts.ts'

// The report of a data set: its statistics as charts, each a plain list of groups that know their examples. A page and
// a file draw the same ones.

export interface ReportOptions {
  readonly title: string
  readonly files: number
  /** How to have the findings, where nobody looked for them. */
  readonly withoutFindings: string
}

export function reportOf(stats: Stats, options: ReportOptions): Report {
  const { examples } = stats
  const all = Array.from({ length: examples.size }, (_, number) => examples.at(number))
  const fileOf = new Map(examples.paths.map((path, i) => [path, i]))
  return {
    title: options.title,
    figures: figuresOf(stats, options.files),
    sections: sectionsOf(stats, options.withoutFindings).map(section => ReportSection.parse(section)),
    examples: {
      ids: all.map(({ id }) => id ?? ''),
      files: all.map(({ path }) => fileOf.get(path)!),
      lines: all.map(({ line }) => line),
      paths: [...examples.paths],
    },
  }
}

function figuresOf({ counts, lengths, findings }: Stats, files: number): Report['figures'] {
  const { complete, examples, solutions, steps, words } = counts
  const flawed = solutions.flawed ? `${grouped(solutions.flawed)} flawed` : 'none flawed'
  const figure = (name: string, value: number, note = '') => ({ name, value: grouped(value), note })
  const grave = (findings ?? []).filter(({ severity }) => severity === 'error')
  return [
    figure('examples', examples, `in ${grouped(files)} ${files === 1 ? 'file' : 'files'}`),
    figure('complete', complete, 'ready for export'),
    figure('correct solutions', solutions.correct, flawed),
    figure('steps', steps, `${grouped(words)} words`),
    ...(lengths.tokens
      ? [figure('tokens, median', lengths.tokens.median, `${grouped(lengths.beyond.length)} beyond the cutoff`)]
      : []),
    ...(findings ? [figure('with errors', new Set(grave.flatMap(({ members }) => members)).size, 'examples')] : []),
  ]
}

type ChartInput = z.input<typeof Chart>
type SectionInput = z.input<typeof ReportSection>

function sectionsOf(stats: Stats, withoutFindings: string): SectionInput[] {
  const { findings, verdicts } = stats
  const told = stats.counts.examples > 0
  return [
    {
      title: 'What it consists of',
      note: told ? '' : 'There are no examples',
      charts: told ? fieldCharts(stats) : [],
    },
    { title: 'Length', note: '', charts: lengthCharts(stats) },
    { title: 'Coverage of topics', note: '', charts: coverage(stats) },
    {
      title: 'Findings',
      note: findings ? (findings.length ? '' : 'Nothing is found') : withoutFindings,
      charts: findings?.length ? [findingChart(findings)] : [],
    },
    { title: 'Duplicates and contamination', note: twinNote(findings), charts: twinCharts(findings) },
    ...(verdicts ? [{ title: 'Verdicts of models', note: '', charts: verdictCharts(stats) }] : []),
    { title: 'LIMO score', note: scoreNote(stats.score), charts: scoreCharts(stats) },
  ].filter(({ charts, note }) => charts.length || note)
}

/** So many values of a field are shown as bars, and the rest as one; and so many bars and rows where all are wanted. */
const mostValues = 12
const mostBars = 20
const unnamed = '(not given)'

const fieldTitles: Readonly<Record<FieldName, string>> = {
  status: 'Status',
  domain: 'Domain',
  topics: 'Topics',
  difficulty: 'Difficulty',
  language: 'Language',
  source: 'Source',
  license: 'Licence',
  split: 'Split',
}

function fieldCharts({ fields, counts }: Stats): ChartInput[] {
  // Those of about the same height stand beside one another.
  const short: readonly FieldName[] = ['status', 'language', 'license', 'source']
  const split: readonly FieldName[] = fields.split.groups.length ? ['split'] : []
  return [...short, ...split, 'difficulty' as const, 'domain' as const, 'topics' as const].map(name => ({
    type: 'bars',
    key: name,
    title: fieldTitles[name],
    note: name === 'topics' ? 'An example counts for each of its topics' : '',
    columns: ['share'],
    groups: barsOf(fields[name], name === 'difficulty' ? mostBars : mostValues).map(bar => ({
      ...bar,
      cells: [share(bar.members.length, counts.examples)],
    })),
  }))
}

function barsOf({ groups, without }: FieldStats, most: number): { name: string; members: number[]; tone?: 'quiet' }[] {
  const bars = groups.map(({ members, name }) => ({ name, members: [...members] }))
  const rest = bars.slice(most)
  const others = [...new Set(rest.flatMap(({ members }) => members))]
  return [
    ...bars.slice(0, most),
    ...(rest.length ? [{ name: `${grouped(rest.length)} others`, members: others, tone: 'quiet' as const }] : []),
    ...(without.length ? [{ name: unnamed, members: [...without], tone: 'quiet' as const }] : []),
  ]
}

function share(count: number, of: number): string {
  const percent = of ? (100 * count) / of : 0
  return `${percent > 0 && percent < 0.95 ? '<1' : Math.round(percent)} %`
}

interface Valued {
  readonly number: number
  readonly value: number
}

function lengthCharts(stats: Stats): ChartInput[] {
  const { counts, lengths } = stats
  const numbers = Array.from({ length: counts.examples }, (_, number) => number)
  const valued = (of: (number: number) => number | undefined): Valued[] =>
    numbers.flatMap(number => {
      const value = of(number)
      return value === undefined ? [] : [{ number, value }]
    })
  const tokens = valued(lengths.tokensOf)
  const steps = valued(lengths.stepsOf)
  const cutoff = lengths.tokens?.cutoff ?? 0
  const charts: ChartInput[] = []
  if (tokens.length) {
    charts.push({
      type: 'histogram',
      key: 'tokens',
      title: 'Tokens',
      note: `Of prompt, problem and longest correct solution, by ${lengths.tokens!.tokenizer}${
        cutoff ? `; training stops at ${grouped(cutoff)}` : ''
      }`,
      axis: { name: 'tokens' },
      groups: binsOf(tokens, { whole: true }).map(found => ({
        ...found,
        ...(cutoff > 0 && found.from >= cutoff && { tone: 'warning' as const }),
      })),
      ...(cutoff > 0 && { mark: { at: cutoff, name: 'cutoff' } }),
    })
  }
  if (steps.length) {
    charts.push({
      type: 'histogram',
      key: 'steps',
      title: 'Steps',
      note: 'Of the longest correct solution',
      axis: { name: 'steps' },
      groups: binsOf(steps, { whole: true }),
    })
  }
  const scatter = difficultyChart(stats, tokens.length ? tokens : steps, tokens.length ? 'tokens' : 'steps', cutoff)
  return scatter ? [...charts, scatter] : charts
}

/** Values in stretches of the same length, so many as their number is worth. */
function binsOf(
  values: readonly Valued[],
  { whole = false }: { readonly whole?: boolean } = {},
): { name: string; members: number[]; from: number; to: number }[] {
  const least = values.reduce((found, { value }) => Math.min(found, value), Number.POSITIVE_INFINITY)
  const most = values.reduce((found, { value }) => Math.max(found, value), Number.NEGATIVE_INFINITY)
  // Whole numbers are counted one by one where they are few.
  const single = whole && most - least <= 24
  const edges = single
    ? Array.from({ length: most - least + 2 }, (_, i) => least + i)
    : ticks(
        least,
        most === least ? least + 1 : most,
        Math.min(24, Math.max(8, Math.ceil(Math.log2(values.length)) + 4)),
      )
  const step = edges.length > 1 ? edges[1]! - edges[0]! : 1
  // So many that no two edges read the same.
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const first = edges[0]! > least ? edges[0]! - step : edges[0]!
  const last = edges.at(-1)! <= most ? edges.at(-1)! + step : edges.at(-1)!
  const thresholds = single ? edges.slice(1, -1) : edges.filter(edge => edge > first && edge < last)
  const bins = bin<Valued, number>()
    .value(({ value }) => value)
    .domain([first, last])
    .thresholds(thresholds)(values)
  return bins.map(found => {
    const [from, to] = [found.x0!, found.x1!]
    const name = single ? grouped(from) : `${decimal(from, decimals)} to ${decimal(to, decimals)}`
    return { name, members: found.map(({ number }) => number), from, to }
  })
}

function decimal(value: number, decimals: number): string {
  return decimals ? value.toFixed(decimals).replace('-', '−') : grouped(value)
}

/** Above so many examples, those that are near one another are one dot. */
const mostDots = 1500

function difficultyChart(
  { fields }: Stats,
  lengths: readonly Valued[],
  unit: 'tokens' | 'steps',
  cutoff: number,
): ChartInput | undefined {
  const difficulty = new Map<number, number>()
  for (const { members, name } of fields.difficulty.groups) for (const one of members) difficulty.set(one, Number(name))
  const both = lengths.filter(({ number }) => difficulty.has(number))
  if (!both.length) return undefined
  const most = both.reduce((found, { value }) => Math.max(found, value), 0)
  const grain = both.length > mostDots ? most / 40 : 0
  const dots = new Map<string, { x: number; y: number; members: number[] }>()
  for (const { number, value } of both) {
    const y = grain ? (Math.floor(value / grain) + 0.5) * grain : value
    const x = difficulty.get(number)!
    const key = `${x} ${y}`
    const dot = dots.get(key) ?? { x, y, members: [] }
    dots.set(key, dot)
    dot.members.push(number)
  }
  return {
    type: 'scatter',
    key: 'difficulty-length',
    title: 'Difficulty against length',
    note: grain ? 'Examples of about the same length are one dot' : '',
    across: { name: 'difficulty' },
    up: { name: unit },
    groups: [...dots.values()].map(({ members, x, y }) => ({
      name: `difficulty ${x}, ${grain ? 'about ' : ''}${grouped(Math.round(y))} ${unit}`,
      members,
      x,
      y,
      ...(unit === 'tokens' && cutoff > 0 && y > cutoff && { tone: 'warning' as const }),
    })),
    ...(unit === 'tokens' && cutoff > 0 && { mark: { at: cutoff, name: 'cutoff' } }),
  }
}

/** Which topics there are examples of at which difficulty, and where there are none. */
function coverage({ fields }: Stats): ChartInput[] {
  const rows = fields.topics.groups.slice(0, mostBars)
  if (!rows.length) return []
  const columns = fields.difficulty.groups.length
    ? [...fields.difficulty.groups, ...(fields.difficulty.without.length ? [rest(fields.difficulty.without)] : [])]
    : fields.domain.groups.slice(0, 10)
  if (!columns.length) return []
  const columnsOf = new Map<number, number>()
  for (const [column, { members }] of columns.entries()) for (const one of members) columnsOf.set(one, column)
  const by = fields.difficulty.groups.length ? 'difficulty' : 'domain'
  return [
    {
      type: 'grid',
      key: 'coverage',
      title: `Topics by ${by}`,
      note: `How many examples there are of each topic and ${by}; an empty cell is a gap`,
      rows: rows.map(({ name }) => name),
      heads: columns.map(({ name }) => name),
      groups: rows.flatMap(({ members, name }, row) => {
        const cells = columns.map((): number[] => [])
        for (const one of members) cells[columnsOf.get(one) ?? -1]?.push(one)
        return cells.map((found, column) => ({
          name: `${name}, ${by} ${columns[column]!.name}`,
          members: found,
          row,
          column,
        }))
      }),
    },
  ]
}

function rest(members: readonly number[]): Group {
  return { name: '–', members }
}

function findingChart(findings: readonly FoundByRule[]): ChartInput {
  return {
    type: 'bars',
    key: 'findings',
    title: 'Findings by rule',
    note: 'Examples in which a rule finds something, the gravest first',
    columns: ['severity', 'findings', 'about'],
    groups: findings.map(({ findings, members, rule, severity }) => ({
      name: rule,
      members: [...members],
      tone: severity,
      cells: [severity, grouped(findings), ruleById.get(rule)?.title ?? ''],
    })),
  }
}

/** The rules about examples that stand twice, or in a public evaluation set as well. */
const twinRules = ['duplicate-id', 'near-duplicate', 'number-variant', 'benchmark-overlap']

function twinNote(findings: Stats['findings']): string {
  if (!findings) return ''
  return findings.some(({ rule }) => twinRules.includes(rule)) ? '' : 'No rule finds an example that there is already'
}

function twinCharts(findings: Stats['findings']): ChartInput[] {
  const twins = (findings ?? []).filter(({ rule }) => twinRules.includes(rule))
  if (!twins.length) return []
  return [
    {
      ...findingChart(twins),
      key: 'twins',
      title: 'Examples that there are already',
      note: 'In this data set, or in a public evaluation set',
    },
  ]
}

const verdictTones = { equal: 'good', mixed: 'info', different: 'warning', undecided: 'quiet' } as const

function verdictCharts({ counts, verdicts }: Stats): ChartInput[] {
  const { groups, solveRates } = verdicts!
  const asked = new Set(groups.flatMap(({ members }) => members))
  const others = Array.from({ length: counts.examples }, (_, number) => number).filter(number => !asked.has(number))
  const charts: ChartInput[] = [
    {
      type: 'bars',
      key: 'verdicts',
      title: 'Verdicts',
      note: 'What the models that were asked answer, beside the answer of the example',
      columns: ['share'],
      groups: [
        ...groups.map(({ members, name }) => ({
          name: verdictNames[name as keyof typeof verdictNames],
          members: [...members],
          tone: verdictTones[name as keyof typeof verdictTones],
          cells: [share(members.length, counts.examples)],
        })),
        ...(others.length
          ? [
              {
                name: 'not asked',
                members: others,
                tone: 'quiet' as const,
                cells: [share(others.length, counts.examples)],
              },
            ]
          : []),
      ],
    },
  ]
  if (!solveRates.some(({ asked }) => asked > 1)) return charts
  const edges = Array.from({ length: 10 }, (_, i) => i * 10)
  return [
    ...charts,
    {
      type: 'histogram',
      key: 'solve-rate',
      title: 'Solve rate',
      note: 'Which share of the answers of models is the answer of the example',
      axis: { name: '%' },
      groups: edges.map(from => ({
        name: `${from} to ${from + 10} %`,
        from,
        to: from + 10,
        members: solveRates
          .filter(({ rate }) => Math.min(9, Math.floor(rate * 10)) * 10 === from)
          .map(one => one.number),
      })),
    },
  ]
}

function scoreNote({ compared, examples, fewest, size }: Stats['score']): string {
  if (!size) return ''
  if (compared)
    return 'How each text stands beside the others of this data set: words are counted, which is no measure of quality'
  if (examples < fewest) return `Not compared: from ${fewest} complete examples on, they are`
  return 'All come to the same, so there is nothing to compare'
}

function scoreCharts({ score }: Stats): ChartInput[] {
  if (!score.compared) return []
  const all = Array.from({ length: score.size }, (_, place) => score.at(place)).filter(one => one.score !== null)
  const scores = all.map(({ number, score }) => ({ number, value: score! }))
  return [
    {
      type: 'histogram',
      key: 'score',
      title: 'LIMO score',
      note: `From ${signed(score.score!.min)} to ${signed(score.score!.max)}, in deviations from the mean`,
      axis: { name: 'score' },
      groups: binsOf(scores),
    },
    ...partNames
      .filter(name => score.parts[name].deviation > 0)
      .map((name): ChartInput => {
        const factor = name === 'length' ? 1 : 100
        const values = all.map(({ number, parts }) => ({ number, value: parts[name].value * factor }))
        const decimals = name === 'length' ? 0 : 2
        return {
          type: 'histogram',
          key: `score-${name}`,
          title: partTitle(name),
          note: `${scoreParts[name].weight * 100} % of the score; median ${decimal(score.parts[name].median * factor, decimals)}`,
          axis: { name: name === 'length' ? 'words' : 'in 100 words' },
          groups: binsOf(values),
        }
      }),
  ]
}

function partTitle(name: PartName): string {
  const { title } = scoreParts[name]
  return `${title[0]!.toUpperCase()}${title.slice(1)}`
}
