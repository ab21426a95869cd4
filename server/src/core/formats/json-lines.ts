import type { Json } from '../format/fields.ts'
import type { Row } from '../row.ts'
import type { ExportOptions } from './options.ts'

export type Recorded = (row: Row, options: ExportOptions) => Json

/** A file with one record of JSON on each line. */
export function jsonLines(recordOf: Recorded) {
  return async function* (rows: AsyncIterable<Row>, options: ExportOptions): AsyncGenerator<string> {
    for await (const row of rows) yield `${jsonLine(recordOf(row, options))}\n`
  }
}

/** Python's `splitlines` and others end a line at these too. */
const lineEnds = /[\u0085\u2028\u2029]/g

export function jsonLine(record: Json): string {
  return JSON.stringify(record).replace(lineEnds, escaped)
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
