import type * as z from 'zod'
import { isSupported } from './context.ts'
import { type GroupOf, splitOf } from './dataset/splits.ts'
import type { Document, Example, Region } from './format/document.ts'
import type { Split } from './format/fields.ts'
import type { Format, Segment } from './formats/format.ts'
import { ExportOptions, type OptionName, selecting } from './formats/options.ts'
import { type Message, message, render } from './message.ts'
import { type Row, type RowOptions, toRows } from './row.ts'
import type { Finding } from './rules/rule.ts'
import { expander } from './text/expand.ts'
import type { Macros } from './text/latex.ts'
import { utf8Length } from './text/utf8.ts'

/** What was chosen; what was not has the defaults of the format. */
export type GivenOptions = Partial<z.input<typeof ExportOptions>>

export type OptionsRead =
  | { readonly type: 'options'; readonly options: ExportOptions }
  /** What is wrong with one of them. */
  | { readonly type: 'problem'; readonly option: OptionName; readonly reason: Message }

/** The options of an export, if the format has a place for each of those that were given. */
export function readOptions(format: Format, given: GivenOptions): OptionsRead {
  const problem = (option: OptionName, reason: Message): OptionsRead => ({ type: 'problem', option, reason })
  for (const option of Object.keys(given) as OptionName[]) {
    if ((selecting as readonly OptionName[]).includes(option)) continue
    const honoured = format.honours[option]
    if (!honoured) return problem(option, message('{format} has no place for it', { format: format.id }))
    const value = given[option]
    if (honoured !== true && !honoured.includes(value as string)) {
      const values = honoured.join(', ')
      return problem(option, message('{format} takes {values}', { format: format.id, values }))
    }
  }
  const read = ExportOptions.safeParse({ ...format.defaults, ...given })
  if (!read.success) {
    const issue = read.error.issues[0]!
    return problem(issue.path[0] as OptionName, message('expected {expected}', { expected: issue.message }))
  }
  const options = read.data
  if (options.validation + options.test > 1) return problem('test', message('the shares come to more than 1'))
  const missing = format.needs?.find(option => !options[option])
  return missing ? problem(missing, message('{format} needs it', { format: format.id })) : { type: 'options', options }
}

export interface ExportJob {
  readonly format: Format
  readonly options: ExportOptions
  /** Examples that must go to the same part of the data set. */
  readonly groupOf?: GroupOf
  /** What is to be said of an example that is written, such as that it has no licence. */
  readonly noticeOf?: (document: Document, example: Example) => Message | undefined
}

export interface Exportable {
  readonly rows: readonly Row[]
  /** Why the example, or one of its solutions, is left out. */
  readonly left?: string
  /** What is to be said of it all the same. */
  readonly notice?: string
}

/** What of an example goes into a file of a format. `findings` are those of its region, `macros` those of its document. */
export function exportable(
  document: Document,
  region: Region,
  { format, groupOf, noticeOf, options }: ExportJob,
  findings: readonly Finding[],
  macros: Macros,
): Exportable {
  if (!isSupported(document)) {
    return { rows: [], left: 'its file is of a version of the format that is not known here' }
  }
  const made = toRows(document, region, rowOptions(format, options, macros))
  if (made.type === 'none') return { rows: [], left: made.reason }
  const { status } = made.rows[0]!.fields
  if (status && options.skipStatus.includes(status)) return { rows: [], left: `its status is "${status}"` }
  const held = holdingBack(findings, options)
  if (held) return { rows: [], left: `${held.severity} ${held.rule}: ${render(held.message)}` }
  const placed = made.rows.map(row => ({ ...row, split: splitOf(row, options, groupOf) }))
  const wanted = placed.filter(({ split }) => options.split === undefined || split === options.split)
  const lacking = wanted.map(row => format.lacks?.(row, options))
  const lack = lacking.find(one => one !== undefined)
  const rows = wanted.filter((_, i) => !lacking[i])
  const notice = rows.length ? noticeOf?.(document, region.example!) : undefined
  return { rows, ...(lack && { left: render(lack) }), ...(notice && { notice: render(notice) }) }
}

export function rowOptions(format: Format, options: ExportOptions, macros: Macros): RowOptions {
  const { headings } = options
  return {
    solutions: format.solutions,
    cut: format.steps === true || options.columns === 'all',
    heads: headings === 'needed' ? true : headings === 'none' ? false : headings,
    hints: options.hints,
    ...(options.macros === 'expand' && { expand: expander(macros) }),
  }
}

/** The gravest finding that holds an example back. */
function holdingBack(findings: readonly Finding[], { skip }: ExportOptions): Finding | undefined {
  if (skip === 'none') return undefined
  return (
    findings.find(finding => finding.severity === 'error') ??
    (skip === 'warning' ? findings.find(finding => finding.severity === 'warning') : undefined)
  )
}

/** What was written, counted while it is. */
export interface Written {
  records: number
  /** Counted only where a reader of the format has a limit. */
  bytes: number
  /** How many records there are of each split. */
  readonly splits: Map<Split, number>
  /** How many examples each notice is of. */
  readonly notices: Map<string, number>
}

export function nothingWritten(): Written {
  return { records: 0, bytes: 0, splits: new Map(), notices: new Map() }
}

export function countExample({ notices }: Written, { notice }: Exportable): void {
  if (notice !== undefined) notices.set(notice, (notices.get(notice) ?? 0) + 1)
}

export function countRow(written: Written, { split = 'train' }: Row): void {
  written.records++
  written.splits.set(split, (written.splits.get(split) ?? 0) + 1)
}

export function countContent(written: Written, { format }: ExportJob, content: string | Uint8Array): void {
  if (!format.limits?.some(limit => limit.mostBytes)) return
  written.bytes += typeof content === 'string' ? utf8Length(content) : content.length
}

/** What the readers of the format will not like about what was written. */
export function* exportWarnings(
  { format, options }: ExportJob,
  { bytes, notices, records, splits }: Written,
): Generator<Message> {
  yield* format.warns?.(options) ?? []
  for (const {
    least = 0,
    most = Number.POSITIVE_INFINITY,
    mostBytes = Number.POSITIVE_INFINITY,
    reader,
  } of format.limits ?? []) {
    if (records < least)
      yield message('{reader} wants at least {least} records, there are {records}', { reader, least, records })
    if (records > most)
      yield message('{reader} takes at most {most} records, there are {records}', { reader, most, records })
    if (bytes > mostBytes) {
      const [megabytes, limit] = [Math.ceil(bytes / 1e6), Math.floor(mostBytes / 1e6)]
      yield message('{reader} takes at most {limit} MB, the file has {megabytes} MB', { reader, limit, megabytes })
    }
  }
  if (format.type === 'file' && splits.size > 1) {
    const list = [...splits].map(([split, count]) => `${split} ${count}`).join(', ')
    yield message('the file holds the records of several splits: {list}; choose one split to have it alone', { list })
  }
  for (const [notice, count] of notices) yield message('{notice} ({count} examples)', { notice, count })
}

/** What a model sees of each row of an example, and what of it is trained; or why there is none. */
export function trainedRows(
  document: Document,
  region: Region,
  job: ExportJob,
  macros: Macros,
): {
  readonly rows: readonly { readonly id: string; readonly segments: readonly Segment[] }[]
  readonly left?: string
} {
  const { split: _, ...options } = job.options
  const everything: ExportJob = { ...job, options: { ...options, skip: 'none', skipStatus: [] } }
  const { left, rows } = exportable(document, region, everything, [], macros)
  return {
    rows: rows.map(row => ({ id: row.id, segments: job.format.trained(row, job.options) })),
    ...(left !== undefined && { left }),
  }
}
