import { type PartName, partNames, scoreParts } from '../core/dataset/score.ts'
import type { Summary } from '../core/dataset/spread.ts'
import type { Stats } from '../core/dataset/stats.ts'
import type { Examples } from '../core/dataset/stats-examples.ts'
import { fieldNames } from '../core/dataset/stats-fields.ts'
import type { FindingStats } from '../core/dataset/stats-findings.ts'
import type { LengthStats } from '../core/dataset/stats-lengths.ts'
import type { ScoredExample } from '../core/dataset/stats-score.ts'
import { type VerdictStats, verdictNames } from '../core/dataset/stats-verdicts.ts'
import { counted, grouped, signed } from '../core/numerals.ts'
import { type Paint, visible } from './terminal.ts'

/** The statistics of a data set for people, a piece for each section; the examples come before what they amount to. */
export function* prettyStats(found: Stats, files: number, order: readonly number[], paint: Paint): Generator<string> {
  yield* prettyScore(found, order, paint)
  yield prettyFields(found, paint)
  yield prettyLengths(found.lengths, paint)
  yield prettyFindings(found.findings, paint)
  yield prettyVerdicts(found.verdicts, paint)
  yield prettyCounts(found, files, paint)
}

function prettyCounts({ counts }: Stats, files: number, paint: Paint): string {
  const { characters, complete, examples, solutions, steps, words } = counts
  const rows = [
    ['examples', grouped(examples), `${grouped(complete)} complete`],
    ['solutions', grouped(solutions.correct), `correct, ${grouped(solutions.flawed)} flawed`],
    ['steps', grouped(steps), 'of the correct solutions'],
    ['words', grouped(words), ''],
    ['characters', grouped(characters), ''],
  ]
  const head = `${paint('underline', `${counted(examples, 'example')} in ${counted(files, 'file')}`)}\n`
  return head + lines(rows, ['left', 'right', 'left'])
}

/** So many values of a field are shown. */
const mostValues = 6

/** One line for each field: its values, each with how many examples have it. */
function prettyFields({ counts, fields }: Stats, paint: Paint): string {
  if (!counts.examples) return ''
  const rows = fieldNames.flatMap(name => {
    const { groups, without } = fields[name]
    if (!groups.length) return []
    const shown = groups.slice(0, mostValues).map(({ members, name }) => `${visible(name)} ${grouped(members.length)}`)
    const others = groups.length - shown.length
    const rest = [others > 0 && `${grouped(others)} more`, without.length > 0 && `not given ${grouped(without.length)}`]
    return [[name, [...shown, ...rest.filter(Boolean)].join(' · ')]]
  })
  return rows.length ? `${paint('underline', 'Fields')}\n${lines(rows, ['left', 'left'])}\n` : ''
}

function prettyLengths({ beyond, steps, tokens }: LengthStats, paint: Paint): string {
  if (!steps.max && !tokens) return ''
  const head = ['', 'lowest', 'quarter', 'median', 'quarter', 'highest', '']
  const row = (name: string, { lower, max, median, min, upper }: Summary, note: string): string[] => {
    return [name, ...[min, lower, median, upper, max].map(value => grouped(Math.round(value))), note]
  }
  const cutoff = tokens?.cutoff ? `, ${grouped(beyond.length)} beyond the cutoff of ${grouped(tokens.cutoff)}` : ''
  const rows = [
    row('steps', steps, 'of the longest correct solution'),
    ...(tokens ? [row('tokens', tokens, `by ${visible(tokens.tokenizer)}${cutoff}`)] : []),
  ]
  const [first, ...rest] = lines([head, ...rows], ['left', ...Array(5).fill('right'), 'left']).split('\n')
  return `${paint('underline', 'Length of the examples')}\n${paint('dim', first!)}\n${rest.join('\n')}\n`
}

function prettyFindings(findings: FindingStats, paint: Paint): string {
  if (!findings) return ''
  const title = `${paint('underline', 'Findings')}\n`
  if (!findings.length) return `${title}  none\n\n`
  const rows = findings.map(({ findings, members, rule, severity }) => [
    severity,
    rule,
    grouped(findings),
    `in ${counted(members.length, 'example')}`,
  ])
  return `${title}${lines(rows, ['left', 'left', 'right', 'left'])}\n`
}

function prettyVerdicts(verdicts: VerdictStats | null, paint: Paint): string {
  if (!verdicts) return ''
  const rows = verdicts.groups.map(({ members, name }) => [
    verdictNames[name as keyof typeof verdictNames],
    grouped(members.length),
  ])
  return `${paint('underline', 'Verdicts of models')}\n${lines(rows, ['left', 'right'])}\n`
}

const notes = 'Words are counted, not meant: the score compares within this data set and is no measure of quality.'

/** So many lines are put together at once; columns have the same width in all. */
const portion = 1000

function* prettyScore({ examples: places, score }: Stats, order: readonly number[], paint: Paint): Generator<string> {
  const { compared, examples, fewest, parts } = score
  if (!order.length) return
  const head = ['rank', 'score', ...partNames, 'example']
  const rowAt = (place: number): string[] => rowOf(score.at(place), places)
  const widths = head.map(name => name.length)
  for (const place of order)
    for (const [i, cell] of rowAt(place).entries()) widths[i] = Math.max(widths[i]!, cell.length)
  const sides = [...Array(head.length - 1).fill('right'), 'left']
  yield `${paint('underline', `LIMO score of ${counted(examples, 'complete example')}`)}\n`
  yield `${paint('dim', lines([head], sides, widths).trimEnd())}\n`
  for (let from = 0; from < order.length; from += portion) {
    yield lines(order.slice(from, from + portion).map(rowAt), sides, widths)
  }
  for (const place of order) {
    const { left, number } = score.at(place)
    if (left !== null) yield `  ${visible(places.at(number).id ?? 'an example')} is not compared: ${visible(left)}\n`
  }
  if (examples < fewest)
    yield `  Not compared: ${counted(examples, 'complete example')}, and ${fewest} are the fewest.\n`
  else if (!compared) yield '  All come to the same, so there is nothing to compare.\n'
  yield `\n${spread(parts, score.score, paint)}\n`
}

/** A cell of a part holds its count, of words those for each solution, and in brackets its z. */
function rowOf({ number, parts, rank, score }: ScoredExample, places: Examples): string[] {
  const cells = partNames.map(name => {
    const { count, value, z } = parts[name]
    const shown = grouped(name === 'length' ? Math.round(value) : count)
    return z === null ? shown : `${shown} (${signed(z)})`
  })
  const { id, line, path } = places.at(number)
  const name = `${id === null ? '(no id)' : visible(id)}  ${visible(path)}:${line}`
  return [rank === null ? '–' : grouped(rank), score === null ? '–' : signed(score), ...cells, name]
}

const columns = ['mean', 'deviation', 'min', 'lower', 'median', 'upper', 'max'] as const

/** How the values of each part lie in the data set: words for each solution, and markers for each hundred words. */
function spread(parts: Stats['score']['parts'], score: Summary | null, paint: Paint): string {
  const head = ['', 'weight', 'mean', 'deviation', 'lowest', 'quarter', 'median', 'quarter', 'highest', '']
  const rows = partNames.map(name => {
    const factor = name === 'length' ? 1 : 100
    const numbers = columns.map(column => decimal(parts[name][column] * factor))
    return [name, `${scoreParts[name].weight * 100} %`, ...numbers, unitOf(name)]
  })
  if (score) {
    const numbers = columns.map(column => (column === 'deviation' ? decimal(score[column]) : signed(score[column])))
    rows.push(['score', '', ...numbers, ''])
  }
  const [first, ...rest] = lines([head, ...rows], ['left', ...Array(8).fill('right'), 'left']).split('\n')
  return `${paint('dim', first!)}\n${rest.join('\n')}${paint('dim', `  ${notes}`)}\n`
}

function unitOf(name: PartName): string {
  return name === 'length' ? 'words for each solution' : 'markers in 100 words'
}

function decimal(value: number): string {
  return value >= 100 ? grouped(Math.round(value)) : value.toFixed(2)
}

/** Rows in columns, each line indented. */
function lines(
  rows: readonly (readonly string[])[],
  sides: readonly ('left' | 'right')[],
  widths = sides.map((_, i) => rows.reduce((most, row) => Math.max(most, row[i]!.length), 0)),
): string {
  return rows
    .map(row => {
      const cells = row.map((cell, i) => (sides[i] === 'left' ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      return `  ${cells.join('  ').trimEnd()}\n`
    })
    .join('')
}
