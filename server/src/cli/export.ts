import { join } from 'node:path'
import { licenseNotice } from '../core/dataset/licenses.ts'
import { likeGroups } from '../core/dataset/split-groups.ts'
import { dividesSet, type GroupOf } from '../core/dataset/splits.ts'
import {
  countContent,
  countExample,
  countRow,
  type ExportJob,
  exportable,
  exportWarnings,
  nothingWritten,
  type Written,
} from '../core/export.ts'
import type { Region } from '../core/format/document.ts'
import { positionsIn } from '../core/format/position.ts'
import { formatById, formats } from '../core/formats/index.ts'
import { macrosOf } from '../core/macros.ts'
import { render } from '../core/message.ts'
import type { Row } from '../core/row.ts'
import { Failure, failureOf } from '../files.ts'
import { type Command, command, exits, WrongUse } from './command.ts'
import { type Files, filesUnder, loadParts } from './data-set.ts'
import { exportFlags, formatTable, optionsFrom } from './export-flags.ts'
import { type LintedPart, lintFiles } from './lint-files.ts'
import { invalidMessage } from './report.ts'
import { counted } from './reporters.ts'
import { openTarget, openTargetFolder, refuseLimo, withEntriesOf } from './target.ts'
import { tell } from './terminal.ts'

const ids = formats.map(format => format.id)

export const exportRows: Command = command({
  name: 'export',
  summary: 'Make training data of .limo files.',
  usage: 'PATH… --to FORMAT --out FILE [options]',
  docs: `
Writes what a training tool reads: a file, or for some formats a folder. What is not written is listed with its reason.
The file is there all at once or not at all; an old one is replaced only with --force, a .limo file never. Where nothing
can be written, none is made.

Formats ("limo formats" says more of them, and which options each has a place for):
${formatTable().trimEnd()}

Exit code: 0 done, also where examples were left out; 1 a file is not valid UTF-8; 2 wrong use.
`,
  options: {
    to: { value: 'FORMAT', values: ids, docs: 'The format, by its name above.' },
    out: { value: 'FILE', docs: 'The file or folder to write, or "-" for standard output.' },
    force: { docs: 'Replace what is there already.' },
    ...exportFlags,
  },
  async run(values, paths) {
    const { force, out, to } = values as { force: boolean; out?: string; to?: string }
    if (!paths.length) throw new WrongUse('limo export needs files or folders')
    if (paths.includes('-') && paths.length > 1) throw new WrongUse('limo export takes "-" alone')
    if (to === undefined) throw new WrongUse(`limo export needs --to: ${ids.join(', ')}`)
    const format = formatById.get(to)!
    if (out === undefined) {
      const what = format.type === 'file' ? 'a file, or "-" for standard output' : 'a folder'
      throw new WrongUse(`limo export needs --out: ${what}`)
    }
    const asked: ExportJob = { format, options: optionsFrom(values, format), noticeOf: licenseNotice }
    await refuseLimo(out)
    const tally: Tally = { ...nothingWritten(), skipped: 0, unreadable: 0 }
    const files = filesUnder(paths)
    const job = dividesSet(asked.options) ? { ...asked, groupOf: await groupsIn(files) } : asked
    const target = await openOut(job, out, force)
    try {
      await target.write(rowsOf(partsFor(files, job), job, tally), tally)
    } catch (error) {
      await target.abandon()
      throw failureOf(error, out)
    }
    if (tally.records) await target.commit()
    else await target.abandon()
    const place = out === '-' ? 'standard output' : out
    tell(tally.records ? `${counted(tally.records, 'record')} written to ${place}` : `nothing to write to ${place}`)
    if (tally.skipped) tell(`${counted(tally.skipped, 'example')} left out`)
    if (tally.records) for (const warning of exportWarnings(job, tally)) tell(`limo: ${render(warning)}`)
    return tally.unreadable ? exits.findings : exits.clean
  },
})

interface Tally extends Written {
  skipped: number
  unreadable: number
}

interface Out {
  write(rows: AsyncIterable<Row>, tally: Tally): Promise<void>
  commit(): Promise<void>
  abandon(): Promise<void>
}

async function openOut(job: ExportJob, out: string, force: boolean): Promise<Out> {
  const { format, options } = job
  if (format.type === 'file') {
    const file = await openTarget(out, force)
    return {
      ...file,
      async write(rows, tally) {
        for await (const content of format.write(rows, options)) {
          countContent(tally, job, content)
          await file.write(content)
        }
      },
    }
  }
  if (out === '-') throw new Failure(`${format.id} writes a folder; name it with --out`)
  const folder = await openTargetFolder(out, force)
  return {
    ...folder,
    async write(rows, tally) {
      for await (const { content, entries, file } of format.write(rows, options)) {
        countContent(tally, job, content)
        await folder.write(file, entries ? await withEntriesOf(join(out, file), content as string) : content)
      }
    },
  }
}

/** What is to be written, part by part; it is judged only where findings hold examples back. */
async function* partsFor(files: Files, { options }: ExportJob): AsyncGenerator<LintedPart> {
  if (options.skip !== 'none') yield* lintFiles(files)
  else for await (const file of loadParts(files)) yield { file, findings: [] }
}

/** What is like what must be known before the first record is written. */
async function groupsIn(files: Files): Promise<GroupOf> {
  const groups = likeGroups()
  for await (const file of loadParts(files)) if (file.type === 'document') groups.add(file)
  return groups.end()
}

async function* rowsOf(parts: AsyncIterable<LintedPart>, job: ExportJob, tally: Tally): AsyncGenerator<Row> {
  for await (const { file, findings } of parts) {
    if (file.type === 'invalid-utf8') {
      tell(`${file.path}: ${invalidMessage(file.read)}`)
      tally.unreadable++
      continue
    }
    const { document, linesBefore, path, settings } = file
    const macros = macrosOf(document, settings)
    const position = positionsIn(document, linesBefore)
    for (const [i, region] of document.regions.entries()) {
      // The head is the same in all parts.
      if (!region.example || (region.head && linesBefore > 0)) continue
      const exported = exportable(document, region, job, findings[i] ?? [], macros)
      const { left, rows } = exported
      countExample(tally, exported)
      if (left !== undefined) {
        tally.skipped++
        const id = region.example.id?.text
        const { line } = position(i, startOf(region))
        tell(`${path}:${line}: ${id === undefined ? 'an example' : `"${id}"`} is left out: ${left}`)
      }
      for (const row of rows) {
        countRow(tally, row)
        yield row
      }
    }
  }
}

function startOf({ directives, example }: Region): number {
  return (example?.directive ?? directives[0])?.line.start ?? 0
}
