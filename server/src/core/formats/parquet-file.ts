import type { ColumnSource } from 'hyparquet-writer'
import { utf8Length } from '../text/utf8.ts'

/** What a column of a Parquet file holds. Without it, readers would get lists and records as text. */
export type Shape =
  | 'string'
  | 'double'
  | 'int64'
  | { readonly list: Shape }
  | { readonly struct: Readonly<Record<string, Shape>> }

export type Shapes = Readonly<Record<string, Shape>>
/** A row by column; what is not there is null. */
export type Values = Readonly<Record<string, Value>>
export type Value = undefined | null | string | number | bigint | readonly Value[] | { readonly [key: string]: Value }

export interface ParquetFile {
  readonly rows: number
  /** How large the values are, not compressed. */
  readonly bytes: number
  /** Takes a row; gives the bytes of the file that are ready, if any are. */
  add(values: Values): Uint8Array | undefined
  /** The rest of the file. */
  end(): Uint8Array
}

/** Rows are written in groups of about so many bytes, or so many rows, so that no more stays in memory. */
const groupBytes = 4_000_000
const groupRows = 5_000

/** A Parquet file that is made as rows come. */
export async function parquetFile(shapes: Shapes): Promise<ParquetFile> {
  // Loaded only when one is written.
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  const out = new ByteWriter()
  const writer = new ParquetWriter({ writer: out, schema: schemaOf(shapes), createdBy: 'LIMO' })
  const names = Object.keys(shapes)
  let group: unknown[][] = names.map(() => [])
  let groupSize = 0
  let rows = 0
  let bytes = 0
  return {
    get rows() {
      return rows
    },
    get bytes() {
      return bytes
    },
    add(values) {
      const size = names.reduce((sum, name) => sum + sizeOf(values[name]), 0)
      for (const [i, name] of names.entries()) group[i]!.push(values[name] ?? null)
      rows++
      bytes += size
      groupSize += size
      return groupSize >= groupBytes || group[0]!.length >= groupRows ? flushed() : undefined
    },
    end() {
      writeGroup()
      writer.finish()
      return taken()
    },
  }

  function flushed(): Uint8Array {
    writeGroup()
    return taken()
  }

  function writeGroup(): void {
    const count = group[0]!.length
    if (!count) return
    const columnData: ColumnSource[] = names.map((name, i) => ({ name, data: group[i]! }))
    writer.write({ columnData, rowGroupSize: count })
    group = names.map(() => [])
    groupSize = 0
  }

  /** What was written so far; offsets go on counting. */
  function taken(): Uint8Array {
    const part = out.getBytes().slice()
    out.index = 0
    return part
  }
}

/** The pieces of a Parquet file of rows; none where there are no rows, since no reader likes one without. */
export async function* parquetRows<T>(
  rows: AsyncIterable<T>,
  shapes: Shapes,
  valuesOf: (row: T) => Values,
): AsyncGenerator<Uint8Array> {
  const file = await parquetFile(shapes)
  for await (const row of rows) {
    const bytes = file.add(valuesOf(row))
    if (bytes) yield bytes
  }
  if (file.rows) yield file.end()
}

function sizeOf(value: Value): number {
  if (typeof value === 'string') return utf8Length(value)
  if (value !== null && typeof value === 'object')
    return Object.values(value).reduce<number>((sum, one) => sum + sizeOf(one), 0)
  return value === null || value === undefined ? 0 : 8
}

type Schema = ConstructorParameters<typeof import('hyparquet-writer')['ParquetWriter']>[0]['schema']

function schemaOf(shapes: Shapes): Schema {
  const columns = Object.entries(shapes)
  return [{ name: 'root', num_children: columns.length }, ...columns.flatMap(([name, shape]) => elements(name, shape))]
}

/** Three levels for a list, as the specification has it. */
function elements(name: string, shape: Shape): Schema {
  const optional = { name, repetition_type: 'OPTIONAL' } as const
  if (shape === 'string') {
    return [{ ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }]
  }
  if (shape === 'double') return [{ ...optional, type: 'DOUBLE' }]
  if (shape === 'int64') return [{ ...optional, type: 'INT64' }]
  if ('list' in shape) {
    return [
      { ...optional, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      ...elements('element', shape.list),
    ]
  }
  const fields = Object.entries(shape.struct)
  return [{ ...optional, num_children: fields.length }, ...fields.flatMap(([key, inner]) => elements(key, inner))]
}
