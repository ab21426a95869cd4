import { exportable, type Skip } from '../core/export.ts'
import type { Region } from '../core/format/document.ts'
import { positionsIn } from '../core/format/position.ts'
import type { Format } from '../core/formats/format.ts'
import { formatById, formats } from '../core/formats/index.ts'
import type { Row } from '../core/row.ts'
import type { Finding } from '../core/rules/rule.ts'
import { failureOf } from '../files.ts'
import { command, exits, WrongUse } from './command.ts'
import { countFiles, type LoadedFile, lintFiles, loadFiles } from './data-set.ts'
import { recordedFor } from './recorded.ts'
import { invalidMessage } from './report.ts'
import { counted } from './reporters.ts'
import { openTarget, refuseLimo } from './target.ts'
import { tell } from './terminal.ts'

const ids = formats.map(format => format.id)

export const exportRows = command({
  name: 'export',
  summary: 'Make training records of .limo files.',
  usage: 'PATH… --to FORMAT --out FILE [options]',
  docs: `
Writes a record for each correct solution of each complete example. What is not written is listed with its reason.

Formats:
${formats.map(({ id, title }) => `  ${id}  ${title}`).join('\n')}

Exit code: 0 done, also where examples were left out; 1 a file is not valid UTF-8; 2 wrong use.
`,
  options: {
    to: { value: 'FORMAT', values: ids, docs: `${ids.join(', ')}.` },
    out: { value: 'FILE', docs: 'The file to write, or "-" for standard output.' },
    skip: {
      value: 'SEVERITY',
      values: ['error', 'warning'],
      docs: 'Leave out examples with an error, or with a warning or an error.',
    },
    force: { docs: 'Replace the file if it is there already.' },
  },
  async run({ force, out, skip, to }, paths) {
    if (!paths.length) throw new WrongUse('limo export needs files or folders')
    if (paths.includes('-') && paths.length > 1) throw new WrongUse('limo export takes "-" alone')
    if (to === undefined) throw new WrongUse(`limo export needs --to: ${ids.join(', ')}`)
    if (out === undefined) throw new WrongUse('limo export needs --out: a file, or "-" for standard output')
    await refuseLimo(out)
    const format = formatById.get(to)!
    const tally: Tally = { written: 0, skipped: 0, unreadable: 0 }
    const target = await openTarget(out, force)
    try {
      const held = (skip ?? 'none') as Skip
      const rows = rowsOf(checkedFiles(paths, held), format, held, tally)
      for await (const piece of format.write(rows)) await target.write(piece)
    } catch (error) {
      await target.abandon()
      throw failureOf(error, out)
    }
    await target.commit()
    tell(`${counted(tally.written, 'record')} written to ${out === '-' ? 'standard output' : out}`)
    if (tally.skipped) tell(`${counted(tally.skipped, 'example')} left out`)
    return tally.unreadable ? exits.findings : exits.clean
  },
})

interface Tally {
  written: number
  skipped: number
  unreadable: number
}

interface Checked {
  readonly file: LoadedFile
  readonly findings: readonly (readonly Finding[])[]
}

/** Only where findings matter must all files be read before the first is written. */
async function* checkedFiles(paths: readonly string[], skip: Skip): AsyncGenerator<Checked> {
  if (skip === 'none') {
    for await (const file of loadFiles(paths)) yield { file, findings: [] }
    return
  }
  const files: LoadedFile[] = []
  for await (const file of loadFiles(paths)) files.push(file)
  yield* lintFiles(files, { tokens: await countFiles(files), verdicts: await recordedFor(files, paths) })
}

async function* rowsOf(files: AsyncIterable<Checked>, format: Format, skip: Skip, tally: Tally): AsyncGenerator<Row> {
  for await (const { file, findings } of files) {
    if (file.type === 'invalid-utf8') {
      tell(`${file.path}: ${invalidMessage(file.read)}`)
      tally.unreadable++
      continue
    }
    const { document, path } = file
    const position = positionsIn(document)
    for (const [i, region] of document.regions.entries()) {
      if (!region.example) continue
      const { left, rows } = exportable(document, region, format, findings[i] ?? [], skip)
      if (left !== undefined) {
        tally.skipped++
        const id = region.example.id?.text
        const { line } = position(i, startOf(region))
        tell(`${path}:${line}: ${id === undefined ? 'an example' : `"${id}"`} is left out: ${left}`)
      }
      tally.written += rows.length
      yield* rows
    }
  }
}

function startOf({ directives, example }: Region): number {
  return (example?.directive ?? directives[0])?.line.start ?? 0
}
