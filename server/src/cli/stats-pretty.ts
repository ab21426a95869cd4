import { type PartName, partNames, scoreParts } from '../core/dataset/score.ts'
import type { Stats } from '../core/dataset/stats.ts'
import type { ScoredExample, Summary } from '../core/dataset/stats-score.ts'
import { counted, grouped, signed } from '../core/numerals.ts'
import { type Paint, visible } from './terminal.ts'

/** The statistics of a data set for people, a piece for each section; the examples come before what they amount to. */
export function* prettyStats(found: Stats & { files: number }, paint: Paint): Generator<string> {
  yield prettyScore(found.score, paint)
  yield prettyCounts(found, paint)
}

function prettyCounts({ counts, files }: Stats & { files: number }, paint: Paint): string {
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

const notes = 'Words are counted, not meant: the score compares within this data set and is no measure of quality.'

function prettyScore({ compared, examples, fewest, list, parts, score }: Stats['score'], paint: Paint): string {
  if (!list.length) return ''
  const head = ['rank', 'score', ...partNames, 'example']
  const table = lines([head, ...list.map(rowOf)], [...Array(head.length - 1).fill('right'), 'left'])
  const [first, ...rest] = table.split('\n')
  const title = paint('underline', `LIMO score of ${counted(examples, 'complete example')}`)
  const left = list.filter(example => example.left !== null)
  const apart = left.map(({ id, left }) => `  ${visible(id ?? 'an example')} is not compared: ${visible(left!)}\n`)
  const few =
    examples < fewest
      ? `  Not compared: ${counted(examples, 'complete example')}, and ${fewest} are the fewest.\n`
      : compared
        ? ''
        : '  All come to the same, so there is nothing to compare.\n'
  return `${title}\n${paint('dim', first!)}\n${rest.join('\n')}${apart.join('')}${few}\n${spread(parts, score, paint)}\n`
}

/** A cell of a part holds its count, of words those for each solution, and in brackets its z. */
function rowOf({ id, line, parts, path, rank, score }: ScoredExample): string[] {
  const cells = partNames.map(name => {
    const { count, value, z } = parts[name]
    const shown = grouped(name === 'length' ? Math.round(value) : count)
    return z === null ? shown : `${shown} (${signed(z)})`
  })
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
function lines(rows: readonly (readonly string[])[], sides: readonly ('left' | 'right')[]): string {
  const widths = sides.map((_, i) => rows.reduce((most, row) => Math.max(most, row[i]!.length), 0))
  return rows
    .map(row => {
      const cells = row.map((cell, i) => (sides[i] === 'left' ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      return `  ${cells.join('  ').trimEnd()}\n`
    })
    .join('')
}
