import { join } from 'node:path'
import { licenseNotice } from '../core/dataset/licenses.ts'
import { likeGroups } from '../core/dataset/split-groups.ts'
import { dividesSet } from '../core/dataset/splits.ts'
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
import { parseInParts } from '../core/format/parse.ts'
import { positionsIn } from '../core/format/position.ts'
import { formatById, formats } from '../core/formats/index.ts'
import { macrosOf } from '../core/macros.ts'
import { render } from '../core/message.ts'
import type { Row } from '../core/row.ts'
import type { Finding } from '../core/rules/rule.ts'
import { Failure, failureOf } from '../files.ts'
import { type Command, command, exits, WrongUse } from './command.ts'
import { type LoadedFile, lintFiles, loadFiles, readFiles } from './data-set.ts'
import { exportFlags, formatTable, optionsFrom } from './export-flags.ts'
import { knownOf } from './known.ts'
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
    const files = asksForAll(asked) ? await allFiles(paths) : undefined
    const job =
      files && dividesSet(asked.options)
        ? { ...asked, groupOf: likeGroups(files.filter(file => file.type === 'document')) }
        : asked
    const target = await openOut(job, out, force)
    try {
      await target.write(rowsOf(files ? checkedFiles(files, paths, job) : filesInParts(paths), job, tally), tally)
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

interface Checked {
  readonly file: LoadedFile
  readonly findings: readonly (readonly Finding[])[]
  /** How many lines stand between the head and the first example where the document is a part of its file. */
  readonly linesBefore: number
}

/** Only where findings matter, or what is like what, must all files be read before the first is written. */
function asksForAll({ options }: ExportJob): boolean {
  return options.skip !== 'none' || dividesSet(options)
}

async function allFiles(paths: readonly string[]): Promise<readonly LoadedFile[]> {
  const files: LoadedFile[] = []
  for await (const file of loadFiles(paths)) files.push(file)
  return files
}

async function* checkedFiles(
  files: readonly LoadedFile[],
  paths: readonly string[],
  { options }: ExportJob,
): AsyncGenerator<Checked> {
  if (options.skip === 'none') {
    for (const file of files) yield { file, findings: [], linesBefore: 0 }
    return
  }
  for (const checked of lintFiles(files, await knownOf(files, paths))) yield { ...checked, linesBefore: 0 }
}

/** Of a large file only some examples are in memory at a time. */
async function* filesInParts(paths: readonly string[]): AsyncGenerator<Checked> {
  for await (const { path, read, settings } of readFiles(paths)) {
    if (read.type === 'invalid-utf8') yield { file: { type: 'invalid-utf8', path, read }, findings: [], linesBefore: 0 }
    else {
      for (const { document, linesBefore } of parseInParts(read.text)) {
        yield { file: { type: 'document', path, document, settings }, findings: [], linesBefore }
      }
    }
  }
}

async function* rowsOf(files: AsyncIterable<Checked>, job: ExportJob, tally: Tally): AsyncGenerator<Row> {
  for await (const { file, findings, linesBefore } of files) {
    if (file.type === 'invalid-utf8') {
      tell(`${file.path}: ${invalidMessage(file.read)}`)
      tally.unreadable++
      continue
    }
    const { document, path, settings } = file
    const macros = macrosOf(document, settings)
    const position = positionsIn(document)
    for (const [i, region] of document.regions.entries()) {
      if (!region.example) continue
      const exported = exportable(document, region, job, findings[i] ?? [], macros)
      const { left, rows } = exported
      countExample(tally, exported)
      if (left !== undefined) {
        tally.skipped++
        const id = region.example.id?.text
        const line = position(i, startOf(region)).line + (i ? linesBefore : 0)
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
