import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tableFromIPC } from '@uwdata/flechette'
import fc from 'fast-check'
import { parquetMetadataAsync } from 'hyparquet'
import { readParquet } from 'parquet-wasm'
import { parse as parseYaml } from 'yaml'
import * as z from 'zod'
import { exportWarnings, nothingWritten } from '../server/src/core/export.ts'
import { formatById } from '../server/src/core/formats/index.ts'
import { parquetFile } from '../server/src/core/formats/parquet-file.ts'
import { columnsFor, valuesOf } from '../server/src/core/formats/row-columns.ts'
import { instruction } from '../server/src/core/judging/prompts.ts'
import { render } from '../server/src/core/message.ts'
import type { Row } from '../server/src/core/row.ts'
import { filesOf, optionsOf, parquetRecords, placed, plainNumbers, rowLists, rowsOf } from './exports.ts'

/** The records of a Parquet file as Arrow's own implementation, which is written in Rust, reads them. */
function recordsByArrow(content: Buffer): unknown[] {
  const table = tableFromIPC(readParquet(new Uint8Array(content)).intoIPCStream(), { useBigInt: true })
  const names = table.schema.fields.map(({ name }) => name)
  // What is null it leaves out.
  return table.toArray().map(row => plainNumbers(Object.fromEntries(names.map(name => [name, row[name] ?? null]))))
}

/** The types of the columns, as Arrow has them. */
function arrowTypes(content: Buffer): Record<string, string> {
  const { schema } = tableFromIPC(readParquet(new Uint8Array(content)).intoIPCStream())
  return Object.fromEntries(schema.fields.map(({ name, type }) => [name, typeName(type as ArrowType)]))
}

interface ArrowType {
  readonly typeId: number
  readonly bitWidth?: number
  readonly children?: readonly { readonly name: string; readonly type: ArrowType }[]
}

function typeName({ bitWidth, children = [], typeId }: ArrowType): string {
  const inner = children.map(({ name, type }) => `${name}: ${typeName(type)}`)
  switch (typeId) {
    case 2:
      return `int${bitWidth}`
    case 3:
      return 'double'
    case 5:
      return 'string'
    case 12:
      return `list<${typeName(children[0]!.type)}>`
    case 13:
      return `{${inner.join(', ')}}`
    default:
      return `type ${typeId}`
  }
}

const parquet = formatById.get('parquet')!
const verl = formatById.get('verl')!
const huggingface = formatById.get('huggingface')!

describe('Parquet', () => {
  test('columns come back, also by another reader', async () => {
    const options = optionsOf(parquet, { columns: 'all' })
    const columns = columnsFor(options)
    await fc.assert(
      fc.asyncProperty(rowLists, async list => {
        const rows = placed(parquet, list, options)
        if (!rows.length) return
        const content = (await filesOf(parquet, rows, options)).get('')!
        const expected = rows.map(row => {
          const values = valuesOf(row, columns)
          return Object.fromEntries(columns.map(({ name }) => [name, values[name] ?? null]))
        })
        // A list that is null in all rows it leaves out.
        const nulls = Object.fromEntries(columns.map(({ name }) => [name, null]))
        const records = (await parquetRecords(content)) as object[]
        assert.deepEqual(
          records.map(record => ({ ...nulls, ...record })),
          expected,
        )
        assert.deepEqual(recordsByArrow(content), expected)
      }),
      { numRuns: 50 },
    )
  })

  test('columns have the types of their values', async () => {
    const options = optionsOf(parquet, { columns: 'all' })
    const { rows } = rowsOf(parquet, parquet.example.limo)
    const content = (await filesOf(parquet, rows, options)).get('')!
    const types = arrowTypes(content)
    assert.equal(types.question, 'string')
    assert.equal(types.steps, 'list<string>')
    assert.equal(types.difficulty, 'double')
    assert.equal(types.meta, 'string')
  })

  test('verl: nested, with whole numbers, by both readers', async () => {
    const options = optionsOf(verl)
    await fc.assert(
      fc.asyncProperty(rowLists, async list => {
        const rows = placed(verl, list, options)
        if (!rows.length) return
        const content = (await filesOf(verl, rows, options)).get('')!
        const records = await parquetRecords(content)
        assert.deepEqual(recordsByArrow(content), records)
        assert.equal(records.length, rows.length)
        for (const [i, record] of records.entries()) {
          const read = VerlRecord.parse(record)
          assert.equal(read.prompt.at(-1)!.content, rows[i]!.question)
          assert.equal(read.extra_info.split, rows[i]!.split)
        }
        const places = records.map(record => JSON.stringify(VerlRecord.parse(record).extra_info))
        assert.equal(new Set(places).size, places.length)
      }),
      { numRuns: 50 },
    )
    const content = (await filesOf(verl, rowsOf(verl, verl.example.limo).rows, options)).get('')!
    assert.deepEqual(arrowTypes(content), {
      data_source: 'string',
      prompt: 'list<{role: string, content: string}>',
      ability: 'string',
      reward_model: '{style: string, ground_truth: string}',
      extra_info: '{split: string, index: int64}',
    })
  })

  test('verl: a data source that looks elsewhere than in the box is warned of', () => {
    const warned = (dataSource: string): string[] =>
      [
        ...exportWarnings(
          { format: verl, options: optionsOf(verl, { dataSource }) },
          { ...nothingWritten(), records: 1 },
        ),
      ].map(found => render(found))
    assert.deepEqual(warned('lighteval/MATH'), [])
    assert.deepEqual(warned('HuggingFaceH4/MATH-500'), [])
    assert.match(warned('aime2024')[0]!, /looks for "Answer:"/)
    assert.match(warned('math')[0]!, /looks for "Answer:"/)
    assert.match(warned('openai/gsm8k')[0]!, /looks for "####"/)
    assert.match(warned('mine')[0]!, /a reward function of your own/)
  })

  test('rows go out in groups, and nothing of a group is left out', async () => {
    const file = await parquetFile({ text: 'string', number: 'int64' })
    const pieces: Uint8Array[] = []
    const count = 45_000
    for (let i = 0; i < count; i++) {
      const bytes = file.add({ text: `row ${i}`, number: BigInt(i) })
      if (bytes) pieces.push(bytes)
    }
    assert.equal(pieces.length, 9)
    pieces.push(file.end())
    assert.equal(file.rows, count)
    const content = Buffer.concat(pieces)
    const metadata = await parquetMetadataAsync(new Uint8Array(content).buffer)
    assert.deepEqual(
      metadata.row_groups.map(group => Number(group.num_rows)),
      Array(9).fill(5_000),
    )
    for (const records of [await parquetRecords(content), recordsByArrow(content)]) {
      assert.equal(records.length, count)
      assert.deepEqual(records[41_234], { text: 'row 41234', number: 41_234 })
    }
  })
})

const VerlRecord = z.strictObject({
  data_source: z.literal('lighteval/MATH'),
  prompt: z.array(z.strictObject({ role: z.enum(['system', 'user']), content: z.string() })),
  ability: z.string(),
  reward_model: z.strictObject({ style: z.literal('rule'), ground_truth: z.string().min(1) }),
  extra_info: z.strictObject({ split: z.enum(['train', 'validation', 'test']), index: z.int().min(0) }),
})

/** What `datasets` and the Hub read of a card. */
const Card = z.strictObject({
  pretty_name: z.string(),
  license: z.union([z.string().regex(/^[a-z0-9.-]+$/), z.array(z.string())]),
  license_name: z.string().optional(),
  language: z.array(z.string().regex(/^[a-z]{2,3}$/)).optional(),
  size_categories: z.tuple([z.string().regex(/^(?:n<1K|\d+[KM]<n<\d+[KMB])$/)]),
  task_categories: z.array(z.string()),
  tags: z.array(z.string().regex(/^\S+$/)),
  dataset_info: z.strictObject({
    features: z.array(
      z.union([
        z.strictObject({ name: z.string(), dtype: z.enum(['string', 'float64']) }),
        z.strictObject({ name: z.string(), sequence: z.literal('string') }),
      ]),
    ),
    splits: z.array(z.strictObject({ name: z.string(), num_bytes: z.number(), num_examples: z.number() })),
    download_size: z.number(),
    dataset_size: z.number(),
  }),
  configs: z.tuple([
    z.strictObject({
      config_name: z.literal('default'),
      data_files: z.array(z.strictObject({ split: z.string(), path: z.string() })),
    }),
  ]),
})

function cardOf(files: ReadonlyMap<string, Buffer>): { card: z.infer<typeof Card>; text: string } {
  const [, head, text] = /^---\n([\s\S]*?)\n---\n\n([\s\S]*)$/.exec(files.get('README.md')!.toString())!
  return { card: Card.parse(parseYaml(head!, { version: '1.1' })), text: text! }
}

describe('Hugging Face', () => {
  test('the card says what the files hold', async () => {
    const options = optionsOf(huggingface)
    await fc.assert(
      fc.asyncProperty(rowLists, async list => {
        const rows = placed(huggingface, list, options)
        const files = await filesOf(huggingface, rows, options)
        if (!rows.length) return assert.equal(files.size, 0)
        const { card } = cardOf(files)
        const { dataset_info: info } = card
        const data = [...files.keys()].filter(name => name.endsWith('.parquet'))
        assert.equal(info.splits.length, data.length)
        assert.equal(
          info.download_size,
          data.reduce((sum, name) => sum + files.get(name)!.length, 0),
        )
        for (const { name, num_examples } of info.splits) {
          const content = files.get(`data/${name}-00000-of-00001.parquet`)!
          assert.equal((await parquetRecords(content)).length, num_examples)
          const features = info.features.map(feature => [
            feature.name,
            'sequence' in feature ? 'list<string>' : feature.dtype === 'float64' ? 'double' : 'string',
          ])
          assert.deepEqual(Object.entries(arrowTypes(content)), features)
        }
        assert.deepEqual(
          card.configs[0].data_files,
          info.splits.map(({ name }) => ({ split: name, path: `data/${name}-*` })),
        )
      }),
      { numRuns: 30 },
    )
  })

  const row = (header: Row['header'], license?: string, fields: Row['fields'] = {}): Row => ({
    ...rowsOf(huggingface, '@example a\n@problem\nP\n@solution\n$\\boxed{1}$\n@answer: 1\n').rows[0]!,
    header,
    fields,
    ...(license !== undefined && { license }),
  })
  const made = async (...rows: readonly Row[]) => cardOf(await filesOf(huggingface, rows, optionsOf(huggingface)))

  test('licences: one, several, one that the Hub does not know, none', async () => {
    assert.deepEqual((await made(row({}, 'CC-BY-4.0'))).card.license, 'cc-by-4.0')
    assert.deepEqual((await made(row({}, 'MIT'), row({}, 'Apache-2.0'))).card.license, ['mit', 'apache-2.0'])
    const own = (await made(row({}, 'My Licence'))).card
    assert.deepEqual([own.license, own.license_name], ['other', 'my-licence'])
    const none = await made(row({}))
    assert.equal(none.card.license, 'unknown')
    assert.match(none.text, /No licence is given/)
    assert.match((await made(row({}, 'MIT'), row({}))).text, /MIT \(1\); without a licence: 1/)
  })

  test('languages are words, Norwegian too', async () => {
    const { card } = await made(row({}, 'MIT', { language: 'no' }), row({}, 'MIT', { language: 'zh-CN' }))
    assert.deepEqual(card.language, ['no', 'zh'])
  })

  test('title, description, authors and what was checked', async () => {
    const { card, text } = await made(
      row({ title: 'Small *sums*', description: 'Easy ones.' }, 'MIT', { authors: ['Ada'], status: 'accepted' }),
    )
    assert.equal(card.pretty_name, 'Small *sums*')
    assert.match(text, /^# Small \\\*sums\\\*\n\nEasy ones\.\n/)
    assert.match(text, /exported whatever LIMO's rules say of them\.\n\nStatus of the examples: accepted \(1\)\./)
    assert.match(text, /## Authors\n\n- Ada\n/)
    const { rows } = { rows: [row({})] }
    const strict = await filesOf(huggingface, rows, optionsOf(huggingface, { skip: 'error', skipStatus: ['draft'] }))
    assert.match(
      cardOf(strict).text,
      /Those with an error were left out\. Examples of the status draft were left out\./,
    )
  })

  test('the size is a category of the Hub', async () => {
    const sized = async (count: number): Promise<string> =>
      (await made(...Array.from({ length: count }, () => row({})))).card.size_categories[0]
    assert.equal(await sized(999), 'n<1K')
    assert.equal(await sized(1000), '1K<n<10K')
  })
})

describe('LLaMA-Factory', () => {
  const turns = z.strictObject({
    conversations: z.tuple([
      z.strictObject({ from: z.literal('human'), value: z.string().min(1) }),
      z.strictObject({ from: z.literal('gpt'), value: z.string().min(1) }),
    ]),
    system: z.string().optional(),
  })
  const instructions = z.strictObject({
    instruction: z.string().min(1),
    input: z.literal(''),
    output: z.string().min(1),
    system: z.string().optional(),
  })
  const info = z.record(
    z.string(),
    z.strictObject({
      file_name: z.string(),
      formatting: z.literal('sharegpt').optional(),
      columns: z.record(z.string(), z.string()),
    }),
  )

  for (const [id, record] of [
    ['alpaca', instructions],
    ['sharegpt', turns],
  ] as const) {
    test(`${id}: lists, their entries, and a training file that names them`, async () => {
      const format = formatById.get(id)!
      await fc.assert(
        fc.asyncProperty(rowLists, fc.constantFrom('limo', 'none'), async (list, system) => {
          const options = optionsOf(format, { system, name: 'set' })
          const rows = placed(format, list, options)
          const files = await filesOf(format, rows, options)
          const entries = info.parse(JSON.parse(files.get('dataset_info.json')!.toString()))
          let count = 0
          for (const { columns, file_name } of Object.values(entries)) {
            const records = z.array(record).parse(JSON.parse(files.get(file_name)!.toString()))
            count += records.length
            for (const found of records) {
              for (const column of Object.values(columns)) assert.ok(column in found, column)
              assert.equal(found.system, system === 'limo' ? instruction : undefined)
            }
          }
          assert.equal(count, rows.length)
          assert.equal(files.size, Object.keys(entries).length + 2)
          const training = parseYaml(files.get('train_limo.yaml')!.toString(), { version: '1.1' })
          assert.ok(training.dataset in entries)
          if (training.eval_dataset !== undefined) assert.ok(training.eval_dataset in entries)
        }),
        { numRuns: 50 },
      )
    })
  }

  test('the settings are those of LIMO', async () => {
    const format = formatById.get('alpaca')!
    const files = await filesOf(format, [], optionsOf(format))
    const training = parseYaml(files.get('train_limo.yaml')!.toString(), { version: '1.1' })
    const { cutoff_len, finetuning_type, learning_rate, lr_scheduler_type, num_train_epochs, template } = training
    assert.deepEqual(
      { cutoff_len, finetuning_type, learning_rate, lr_scheduler_type, num_train_epochs, template },
      {
        cutoff_len: 16384,
        finetuning_type: 'full',
        learning_rate: 5e-6,
        lr_scheduler_type: 'cosine',
        num_train_epochs: 15,
        template: 'qwen',
      },
    )
    assert.equal(training.per_device_train_batch_size * training.gradient_accumulation_steps * 8, 64)
  })
})
