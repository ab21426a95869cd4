import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { exportable, type GivenOptions, readOptions } from '../server/src/core/export.ts'
import { parse } from '../server/src/core/format/parse.ts'
import type { Format } from '../server/src/core/formats/format.ts'
import type { ExportOptions } from '../server/src/core/formats/options.ts'
import { macrosOf } from '../server/src/core/macros.ts'
import { render } from '../server/src/core/message.ts'
import type { Row } from '../server/src/core/row.ts'
import { defaultSettings } from '../server/src/core/settings.ts'

export function optionsOf(format: Format, given: GivenOptions = {}): ExportOptions {
  const read = readOptions(format, given)
  assert.equal(read.type, 'options', read.type === 'problem' ? `${read.option}: ${render(read.reason)}` : '')
  return (read as Extract<typeof read, { type: 'options' }>).options
}

/** What a `.limo` text becomes: the rows, and why some of it is left out. */
export function rowsOf(format: Format, limo: string, given: GivenOptions = {}): { rows: Row[]; left: string[] } {
  const document = parse(limo)
  const options = optionsOf(format, given)
  const macros = macrosOf(document, defaultSettings)
  const made = document.regions.flatMap(region =>
    region.example ? [exportable(document, region, { format, options }, [], macros)] : [],
  )
  return { rows: made.flatMap(({ rows }) => rows), left: made.flatMap(({ left }) => left ?? []) }
}

/** The files that rows become, by name; the one file of a format that writes one has none. */
export async function filesOf(
  format: Format,
  rows: Iterable<Row>,
  options: ExportOptions,
): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer[]>()
  const take = (name: string, content: string | Uint8Array): void => {
    files.set(name, [...(files.get(name) ?? []), Buffer.from(content as string)])
  }
  async function* given(): AsyncGenerator<Row> {
    yield* rows
  }
  if (format.type === 'file') for await (const content of format.write(given(), options)) take('', content)
  else for await (const { content, file } of format.write(given(), options)) take(file, content)
  return new Map([...files].map(([name, pieces]) => [name, Buffer.concat(pieces)]))
}

/** What a format cannot do without. */
export function needed(format: Format): GivenOptions {
  return format.needs ? (format.example.options ?? {}) : {}
}

/** A Parquet file as the records in it. */
export async function readable(content: Buffer): Promise<string> {
  if (content.subarray(0, 4).toString() !== 'PAR1') return content.toString('utf8')
  return (await parquetRecords(content)).map(record => `${JSON.stringify(record)}\n`).join('')
}

export async function parquetRecords(content: Buffer): Promise<unknown[]> {
  const file = new Uint8Array(content).buffer
  return (await parquetReadObjects({ file })).map(plainNumbers)
}

export function plainNumbers(record: unknown): unknown {
  return JSON.parse(JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? Number(value) : value)))
}

/** Texts with what JSON, Parquet and line splitters stumble over. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
      fc.constantFrom(
        '\n',
        '\n\n',
        '"',
        '\\',
        '\u2028',
        '\u0085',
        '$x$',
        '\\boxed{7}',
        '😀',
        '第一步',
        '<|im_end|>',
        ' ',
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map(parts => parts.join(''))
  .filter(made => made.trim() !== '' && made.isWellFormed() && !made.includes('\0'))

const anyRow: fc.Arbitrary<Row> = fc
  .record({
    question: anyText,
    steps: fc.array(anyText, { minLength: 1, maxLength: 4 }),
    answer: anyText,
    rejected: anyText,
    flaw: fc.option(fc.nat(3), { nil: undefined }),
    split: fc.constantFrom('train', 'validation', 'test'),
    difficulty: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
    topics: fc.option(fc.array(anyText, { maxLength: 3 }), { nil: undefined }),
  })
  .map(({ answer, difficulty, flaw, question, rejected, split, steps, topics }, ...rest) => ({
    id: `r${rest.length}`,
    question,
    solution: steps.join('\n\n'),
    answer,
    answerKind: undefined,
    answerOptions: {},
    opening: '',
    steps,
    hints: [],
    fields: { ...(difficulty && { difficulty }), ...(topics && { topics }) },
    header: {},
    split,
    rejected,
    ...(flaw !== undefined && { flaw: { step: flaw % steps.length } }),
  })) as fc.Arbitrary<Row>

export const rowLists = fc.array(anyRow, { maxLength: 5 }).map(list => list.map((row, i) => ({ ...row, id: `r${i}` })))

/** The rows that a format has a place for: flawed solutions only where it takes them. */
export function placed(format: Format, list: readonly Row[], options: ExportOptions): Row[] {
  return list.filter(row => format.solutions === 'all' || !row.flaw).filter(row => !format.lacks?.(row, options))
}
