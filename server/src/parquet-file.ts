import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { Json } from './core/format/fields.ts'
import type { ForeignRecord } from './core/formats/records.ts'
import { message } from './core/message.ts'
import { Failure } from './files.ts'
import type { Batch } from './foreign-file.ts'

/** A larger row group is not read where its pages cannot be found: all its values are held at a time. */
const largest = 1024 * 1024 * 1024

/** So much of a row group is read at a time where its pages can be found. */
const slice = 64 * 1024 * 1024

/** The rows of a Parquet file, a row group at a time. */
export async function* readParquet(path: string): AsyncGenerator<Batch> {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file).catch((error: Error) => {
    throw new Failure(`${path}: not a whole Parquet file: ${error.message}`, { cause: error })
  })
  const total = Number(metadata.num_rows)
  let start = 0
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows)
    const end = start + rows
    const canSlice = group.columns.every(column => column.offset_index_offset !== undefined)
    const size = Number(group.total_byte_size)
    if (size > largest && !canSlice) {
      const unread = message('the rows up to {last} are one group of more than {limit} MB', {
        last: end,
        limit: largest / 1024 / 1024,
      })
      yield { records: [{ line: start + 1, row: true, unread }], share: end / total }
    }
    const step = canSlice ? Math.max(1, Math.ceil((rows * slice) / Math.max(size, slice))) : rows
    for (let at = start; at < end && (canSlice || size <= largest); at += step) {
      const to = Math.min(end, at + step)
      yield { records: await rowsOf(at, to), share: to / total }
    }
    start = end
  }

  async function rowsOf(rowStart: number, rowEnd: number): Promise<Iterable<ForeignRecord>> {
    try {
      const options = { file, metadata, compressors, rowStart, rowEnd, useOffsetIndex: true }
      return recordsOf(await parquetReadObjects(options), rowStart)
    } catch (error) {
      const reason = (error as Error).message
      const unread = message('the rows up to {last} cannot be read: {reason}', { last: rowEnd, reason })
      return [{ line: rowStart + 1, row: true, unread }]
    }
  }
}

function* recordsOf(rows: readonly Record<string, unknown>[], before: number): Generator<ForeignRecord> {
  for (const [i, row] of rows.entries()) yield { line: before + i + 1, row: true, value: present(row) }
}

/** A row has all columns of its file; where one is null, it says nothing. */
function present(row: Record<string, unknown>): Json {
  return Object.fromEntries(
    Object.entries(row).flatMap(([column, value]) =>
      value === null || value === undefined ? [] : [[column, jsonOf(value)]],
    ),
  )
}

/** A value as JSON has it: what it has no form for becomes text, and no digit is lost. */
function jsonOf(value: unknown): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : String(value)
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(jsonOf)
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>, jsonOf)
  return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, jsonOf(item)]))
}
