import assert from 'node:assert/strict'
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { placeText } from '../server/src/core/formats/records.ts'
import { render } from '../server/src/core/message.ts'
import { readForeign } from '../server/src/foreign-file.ts'

const folder = await mkdtemp(join(tmpdir(), 'limo-foreign-'))
after(() => rm(folder, { recursive: true, force: true }))

/** The records of a file, each as its place and what it says, or why it cannot be read. */
async function recordsIn(path: string): Promise<[string, unknown][]> {
  const found: [string, unknown][] = []
  for await (const { records, share } of readForeign(path)) {
    assert.ok(share >= 0 && share <= 1)
    for (const record of records) {
      const said = record.unread ? render(record.unread) : (record.value ?? record.json)
      found.push([placeText('', record), typeof said === 'string' ? said.trim() : said])
    }
  }
  return found
}

async function recordsOf(content: string | Uint8Array, name = 'a'): Promise<[string, unknown][]> {
  const path = join(folder, name)
  await writeFile(path, content)
  return recordsIn(path)
}

test('lines: blank ones count and say nothing, a byte-order mark does not', async () => {
  assert.deepEqual(await recordsOf('\uFEFF{"a":1}\r\n\n  \n{"a":2}\n\uFEFF{"a":3}\n{"a"'), [
    [':1', '{"a":1}'],
    [':4', '{"a":2}'],
    [':5', '{"a":3}'],
    [':6', '{"a"'],
  ])
  const invalid = Buffer.concat([Buffer.from('{"a":1}\n"'), Buffer.from([0xff]), Buffer.from('"\n{"a":2}\n{}')])
  assert.deepEqual(await recordsOf(invalid), [
    [':1', '{"a":1}'],
    [':2', 'it is not valid UTF-8'],
    [':3', '{"a":2}'],
    [':4', '{}'],
  ])
})

test('lists and lines are cut right wherever the pieces of the file end', async () => {
  const value = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 2 })
  const nasty = fc.array(fc.constantFrom('"', '\\', '\\"', '[', ']', '{', '}', ',', '\n', 'a', '题'), { maxLength: 12 })
  const record = fc.oneof(
    value,
    nasty.map(parts => ({ [parts.join('')]: parts.join('') })),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom(0, 1, 2),
      async (records, isList, before, indent) => {
        // The pieces are of 1 MB: what stands in front moves the records over their edge.
        const first = { pad: 'x'.repeat((1 << 20) - before) }
        const all = [first, ...records]
        const text = isList ? JSON.stringify(all, null, indent) : all.map(item => JSON.stringify(item)).join('\n')
        const read = await recordsOf(text)
        assert.deepEqual(
          read.map(([, json]) => JSON.parse(json as string)),
          all.map(item => JSON.parse(JSON.stringify(item))),
        )
      },
    ),
    { numRuns: 60 },
  )
})

test('a record over 64 MB is named and left out, even of 1 GB', async () => {
  const path = join(folder, 'long')
  for (const [size, start, end, places] of [
    [2 ** 30, '{"a":1}\n{"a":"', '"}\n{"a":2}\n', [':1', ':2', ':3']],
    [2 ** 27, '[{"a":1},\n{"a":"', '"},\n{"a":2}]', [':1 (item 0)', ':2 (item 1)', ':3 (item 2)']],
  ] as const) {
    await writeFile(path, start)
    // A hole in the file: it takes no room.
    await truncate(path, size)
    await appendFile(path, end)
    assert.deepEqual(await recordsIn(path), [
      [places[0], '{"a":1}'],
      [places[1], 'it is longer than 64 MB'],
      [places[2], '{"a":2}'],
    ])
  }
})

test('gzip, whole and cut off', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => JSON.stringify({ i, text: String(i * i) }))
  const zipped = gzipSync(lines.join('\n'))
  assert.deepEqual(
    (await recordsOf(zipped, 'a.jsonl.gz')).map(([, json]) => json),
    lines,
  )
  const cut = await recordsOf(zipped.subarray(0, zipped.length / 2), 'b.jsonl.gz')
  assert.ok(cut.length > 5_000 && cut.length < 15_000)
  assert.deepEqual(
    cut.slice(0, -2).map(([, json]) => json),
    lines.slice(0, cut.length - 2),
  )
  assert.match(String(cut.at(-1)![1]), /^its compressed data cannot be read to the end: /)
})

const columns: ColumnSource[] = [
  { name: 'question', data: ['Q1?', '题😀', 'Q3?'], type: 'STRING' },
  { name: 'answer', data: ['1', null, '3'], type: 'STRING' },
  { name: 'n', data: [1n, 2n ** 60n, -5n], type: 'INT64' },
  { name: 'x', data: [0.5, Number.NaN, Number.POSITIVE_INFINITY], type: 'DOUBLE' },
  { name: 'when', data: [new Date(0), null, new Date(1000)], type: 'TIMESTAMP' },
  { name: 'list', data: [['a', 'b'], [], null] },
  { name: 'turns', data: [[{ role: 'user', content: 'Q' }], [], [{ role: 'user', content: '题' }]] },
]
const rows = [
  {
    question: 'Q1?',
    answer: '1',
    n: 1,
    x: 0.5,
    when: '1970-01-01T00:00:00.000Z',
    list: ['a', 'b'],
    turns: [{ role: 'user', content: 'Q' }],
  },
  { question: '题😀', n: '1152921504606846976', x: 'NaN', list: [], turns: [] },
  {
    question: 'Q3?',
    answer: '3',
    n: -5,
    x: 'Infinity',
    when: '1970-01-01T00:00:01.000Z',
    turns: [{ role: 'user', content: '题' }],
  },
]
const placed = rows.map((row, i): [string, unknown] => [`, row ${i + 1}`, row])

test('Parquet: row groups, compressions, nested values, and none that JSON cannot hold', async () => {
  const zstd = (bytes: Uint8Array): Uint8Array =>
    zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })
  for (const options of [
    { codec: 'UNCOMPRESSED' },
    { codec: 'SNAPPY', rowGroupSize: 1 },
    { codec: 'GZIP', compressors: { GZIP: (bytes: Uint8Array) => gzipSync(bytes) } },
    { codec: 'ZSTD', compressors: { ZSTD: zstd }, rowGroupSize: 2 },
  ] as const) {
    const buffer = parquetWriteBuffer({ columnData: columns, ...options })
    const read = await recordsOf(new Uint8Array(buffer), 'a.parquet')
    assert.deepEqual(JSON.parse(JSON.stringify(read)), placed, options.codec)
  }
})

test('Parquet that is cut off, or broken in one row group', async () => {
  const whole = new Uint8Array(parquetWriteBuffer({ columnData: columns, codec: 'UNCOMPRESSED', rowGroupSize: 1 }))
  await assert.rejects(
    recordsOf(whole.subarray(0, whole.length - 20), 'c.parquet'),
    /c\.parquet: not a whole Parquet file: /,
  )
  const broken = Buffer.from(whole)
  const text = broken.indexOf('题😀', broken.indexOf('Q1?') + 100)
  broken.fill(0xff, text - 4, text)
  const read = await recordsOf(broken, 'd.parquet')
  assert.deepEqual([read[0], read[2]], [placed[0], placed[2]])
  assert.equal(read[1]![0], ', row 2')
  assert.match(String(read[1]![1]), /^the rows up to 2 cannot be read: /)
})
