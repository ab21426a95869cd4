import { contextOf } from '../core/context.ts'
import { type PartName, partNames } from '../core/dataset/score.ts'
import { type Stats, statistics } from '../core/dataset/stats.ts'
import type { Region } from '../core/format/document.ts'
import { positionsIn } from '../core/format/position.ts'
import { command, exits, WrongUse } from './command.ts'
import { loadFiles } from './data-set.ts'
import { invalidMessage } from './report.ts'
import { prettyStats } from './stats-pretty.ts'
import { painter, tell, writeOut } from './terminal.ts'

/** What the examples can be put in order by; the highest comes first. */
const orders = ['file', 'score', ...partNames] as const

export const stats = command({
  name: 'stats',
  summary: 'Show what a data set consists of, and how its examples stand beside one another.',
  usage: 'PATH… [options]',
  docs: `
Counts the examples of .limo files, and all below folders; "-" is standard input. The files of one call are one data
set: each example is shown beside the others by its LIMO score, which counts words and is no measure of quality.
server/src/core/dataset/SCORE.md says what is counted.

Exit code: 0 done, 1 a file is not valid UTF-8, 2 wrong use.
`,
  options: {
    format: { value: 'FORMAT', values: ['pretty', 'json'], docs: 'pretty (default) or json.' },
    sort: {
      value: 'ORDER',
      values: orders,
      docs: `The order of the examples: ${orders.join(', ')}.\nThey stand as in their files (default), or the highest first.`,
    },
  },
  async run({ format = 'pretty', sort = 'file' }, paths) {
    if (!paths.length) throw new WrongUse('limo stats needs files, folders or "-"')
    const { found, isWhole } = await statsOf(paths)
    const ordered = inOrder(found, sort as (typeof orders)[number])
    if (format === 'json') await writeOut(`${JSON.stringify(ordered, null, 2)}\n`)
    else for (const piece of prettyStats(ordered, painter(process.stdout))) await writeOut(piece)
    return isWhole ? exits.clean : exits.findings
  },
})

/** File by file; none is kept. */
async function statsOf(paths: readonly string[]): Promise<{ found: Stats & { files: number }; isWhole: boolean }> {
  const all = statistics()
  let files = 0
  let isWhole = true
  for await (const file of loadFiles(paths)) {
    files++
    if (file.type === 'invalid-utf8') {
      isWhole = false
      tell(`${file.path}: ${invalidMessage(file.read)}`)
      continue
    }
    const { document, path, settings } = file
    const position = positionsIn(document)
    const { words } = contextOf(document, settings)
    for (const [i, region] of document.regions.entries()) {
      const start = startOf(region)
      if (start !== undefined) all.add({ path, line: position(i, start).line, document, region, words })
    }
  }
  return { found: { files, ...all.end() }, isWhole }
}

function startOf({ example }: Region): number | undefined {
  return example?.directive?.line.start
}

function inOrder(found: Stats & { files: number }, order: (typeof orders)[number]): Stats & { files: number } {
  if (order === 'file') return found
  const keyOf = ({ parts, score }: Stats['score']['list'][number]): number =>
    order === 'score' ? (score ?? Number.NEGATIVE_INFINITY) : parts[order as PartName].value
  // What cannot be compared comes last, as -Infinity - -Infinity would be no number.
  const list = found.score.list.toSorted((a, b) => (keyOf(a) === keyOf(b) ? 0 : keyOf(b) > keyOf(a) ? 1 : -1))
  return { ...found, score: { ...found.score, list } }
}
