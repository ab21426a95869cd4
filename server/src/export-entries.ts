import { licenseNotice } from './core/dataset/licenses.ts'
import { likeGroups } from './core/dataset/split-groups.ts'
import { dividesSet, type GroupOf } from './core/dataset/splits.ts'
import {
  countContent,
  countExample,
  countRow,
  type ExportJob,
  exportable,
  exportWarnings,
  type GivenOptions,
  nothingWritten,
  readOptions,
  trainedRows,
} from './core/export.ts'
import type { Region } from './core/format/document.ts'
import { descriptionOf } from './core/formats/docs.ts'
import { formatById, formats } from './core/formats/index.ts'
import { macrosOf } from './core/macros.ts'
import { render } from './core/message.ts'
import type { ExportPiece, Skipped, TrainedTokens } from './core/protocol.ts'
import type { Row } from './core/row.ts'
import type { TokenSettings } from './core/settings.ts'
import { type PageSource, settled, turn } from './page-entries.ts'
import type { TokenCounter } from './token-counter.ts'
import type { Entry } from './workspace.ts'

/** A file to export, and the one region of it that is asked for, if only one is. */
export interface ExportEntry {
  readonly entry: Entry
  readonly region?: number
}

export interface ExportedEntries {
  readonly records: number
  readonly skipped: Skipped[]
  readonly warnings: string[]
}

/** How much is handed over at once, in UTF-16 units or bytes. */
const pieceSize = 1_000_000

/** Hands what the rows of files become over piece by piece, unsaved text included; undefined where it was cancelled. */
export async function exportEntries(
  entries: readonly ExportEntry[],
  asked: ExportJob,
  source: PageSource,
  give: (piece: ExportPiece) => Promise<void>,
  isCancelled: () => boolean,
): Promise<ExportedEntries | undefined> {
  const { format, options } = asked
  const job = { ...asked, ...(dividesSet(options) && { groupOf: groupsIn(entries) }) }
  const skipped: Skipped[] = []
  const written = nothingWritten()
  const hand = handing(give)
  if (format.type === 'file') {
    for await (const content of format.write(rows(), options)) await take('', content)
  } else {
    for await (const { content, entries, file } of format.write(rows(), options)) await take(file, content, entries)
  }
  if (isCancelled()) return undefined
  await hand.rest()
  const { records } = written
  const warnings = records ? [...exportWarnings(job, written)].map(warning => render(warning)) : []
  return { records, skipped, warnings }

  async function take(file: string, content: string | Uint8Array, entries?: true): Promise<void> {
    countContent(written, job, content)
    if (!isCancelled()) await hand.over(file, content, entries)
  }

  async function* rows(): AsyncGenerator<Row> {
    for (const { entry, region: wanted } of entries) {
      const asked = wanted === undefined ? [...entry.text.document.regions.keys()] : [wanted]
      // Where nothing is held back, nothing need be found.
      const found = options.skip === 'none' ? undefined : await settled(entry, asked, source, isCancelled)
      if (entry.invalid) skipped.push({ uri: entry.uri, id: '', reason: 'the file is not valid UTF-8' })
      // What was typed while something was to be found counts.
      const { document } = entry.text
      const macros = macrosOf(document, entry.settings)
      for (const [i, region] of document.regions.entries()) {
        // Others get a turn now and then.
        if (i % 100 === 0) await turn()
        if (isCancelled()) return
        if (!region.example || (wanted !== undefined && i !== wanted)) continue
        const exported = exportable(document, region, job, found?.get(region) ?? [], macros)
        const { left, rows } = exported
        countExample(written, exported)
        if (left !== undefined) skipped.push({ uri: entry.uri, id: region.example.id?.text ?? '', reason: left })
        for (const row of rows) {
          countRow(written, row)
          yield row
        }
      }
    }
  }
}

function groupsIn(entries: readonly ExportEntry[]): GroupOf {
  const groups = likeGroups()
  for (const { entry } of entries) groups.add({ document: entry.text.document, settings: entry.settings })
  return groups.end()
}

export const formatDescriptions = formats.map(descriptionOf)

/** What is asked for, if the format is known and has a place for the options. */
export function jobOf({
  format: id,
  options: given,
}: {
  readonly format: string
  readonly options: Readonly<Record<string, unknown>>
}): { readonly type: 'job'; readonly job: ExportJob } | { readonly type: 'refused'; readonly reason: string } {
  const format = formatById.get(id)
  if (!format) return { type: 'refused', reason: `there is no format ${id}` }
  const read = readOptions(format, given as GivenOptions)
  if (read.type === 'options') return { type: 'job', job: { format, options: read.options, noticeOf: licenseNotice } }
  return { type: 'refused', reason: `${read.option}: ${render(read.reason)}` }
}

/** The same for one who only looks: what the format cannot be written without is not seen in its text. */
export function shownJobOf({ format, options }: Parameters<typeof jobOf>[0]): ReturnType<typeof jobOf> {
  const needs = formatById.get(format)?.needs ?? []
  return jobOf({ format, options: { ...Object.fromEntries(needs.map(name => [name, '?'])), ...options } })
}

export function trainedOf({ settings, text: { document } }: Entry, region: Region, job: ExportJob) {
  const { left, rows } = trainedRows(document, region, job, macrosOf(document, settings))
  return {
    rows: rows.map(({ id, segments }) => ({
      id,
      segments: segments.map(({ note, text, trained }) => ({ text, trained, ...(note && { note: render(note) }) })),
    })),
    ...(left !== undefined && { left }),
  }
}

/** How many tokens the segments of rows have, the marks of a chat being one each. */
export async function tokensOf(
  rows: ReturnType<typeof trainedOf>['rows'],
  { cutoff, ...tokenizer }: TokenSettings,
  counter: TokenCounter,
  isWanted: () => boolean,
): Promise<TrainedTokens> {
  const pieces = rows.map(({ segments }) => segments.map(({ text }) => text.split(chatMark)))
  const counted = await counter.count({ texts: pieces.flat(2) }, tokenizer, isWanted)
  if (counted.type === 'failed') return counted
  if (counted.type === 'dropped') return { type: 'failed', reason: 'cancelled' }
  const left = [...counted.counts]
  const sumOf = (segment: readonly string[]): number =>
    left.splice(0, segment.length).reduce((sum, count) => sum + count, segment.length - 1)
  return { type: 'counted', counts: pieces.map(row => row.map(sumOf)), tokenizer: tokenizer.tokenizer, cutoff }
}

/** Of ChatML; a tokenizer reads each as one token. */
const chatMark = /<\|im_(?:start|end)\|>/

/** Text is held back until there is enough of it to be worth a message; each file by itself. */
function handing(give: (piece: ExportPiece) => Promise<void>) {
  const held = new Map<string, string>()
  return {
    async over(file: string, content: string | Uint8Array, entries?: true): Promise<void> {
      if (entries) {
        await give({ file, text: content as string, entries })
        return
      }
      if (typeof content !== 'string') {
        await give({ file, base64: Buffer.from(content).toString('base64') })
        return
      }
      const text = (held.get(file) ?? '') + content
      const isEnough = text.length >= pieceSize
      held.set(file, isEnough ? '' : text)
      if (isEnough) await give({ file, text })
    },
    async rest(): Promise<void> {
      for (const [file, text] of held) if (text !== '') await give({ file, text })
    },
  }
}
