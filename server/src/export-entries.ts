import { exportable, type Skip } from './core/export.ts'
import type { Format } from './core/formats/format.ts'
import type { Skipped } from './core/protocol.ts'
import type { Row } from './core/row.ts'
import type { Finding } from './core/rules/rule.ts'
import type { Entry } from './workspace.ts'

export interface ExportedText {
  readonly text: string
  readonly written: number
  readonly skipped: Skipped[]
}

/** The rows of files as the text of a data set, unsaved text included; undefined where it was cancelled. */
export async function exportEntries(
  entries: readonly Entry[],
  format: Format,
  skip: Skip,
  findingsOf: (entry: Entry) => Promise<readonly (readonly Finding[])[] | undefined>,
): Promise<ExportedText | undefined> {
  const skipped: Skipped[] = []
  let written = 0
  let cancelled = false
  let text = ''
  for await (const piece of format.write(rows())) text += piece
  return cancelled ? undefined : { text, written, skipped }

  async function* rows(): AsyncGenerator<Row> {
    for (const entry of entries) {
      const { document } = entry.text
      const findings = await findingsOf(entry)
      if (!findings) {
        cancelled = true
        return
      }
      if (entry.invalid) skipped.push({ uri: entry.uri, id: '', reason: 'the file is not valid UTF-8' })
      for (const [i, region] of document.regions.entries()) {
        if (!region.example) continue
        const { left, rows } = exportable(document, region, format, findings[i]!, skip)
        if (left !== undefined) skipped.push({ uri: entry.uri, id: region.example.id?.text ?? '', reason: left })
        written += rows.length
        yield* rows
      }
    }
  }
}
