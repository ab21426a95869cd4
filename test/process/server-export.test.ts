import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { ProgressType } from 'vscode-languageserver/node'
import { descriptionOf } from '../../server/src/core/formats/docs.ts'
import { formats } from '../../server/src/core/formats/index.ts'
import {
  ExportPiece,
  type ExportScope,
  exportRequest,
  formatsRequest,
  trainedRequest,
} from '../../server/src/core/protocol.ts'
import { type Client, startClient, until } from '../client.ts'
import { parquetRecords } from '../exports.ts'

const example = (id: string, answer = '2'): string =>
  `@example ${id}\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: ${answer}\n`

/** What the server hands over, by file, and what it says of it. */
async function exported(client: Client, scope: ExportScope, format: string, options: object = {}) {
  const files = new Map<string, Buffer>()
  const pieces = client.connection.onProgress(new ProgressType<unknown>(), 'pieces', given => {
    const piece = ExportPiece.parse(given)
    const content = 'text' in piece ? Buffer.from(piece.text) : Buffer.from(piece.base64, 'base64')
    files.set(piece.file, Buffer.concat([files.get(piece.file) ?? Buffer.alloc(0), content]))
  })
  try {
    const params = { scope, format, options, pieces: 'pieces' }
    const made = exportRequest.result.parse(await client.connection.sendRequest(exportRequest.method, params))
    return { made, files }
  } finally {
    pieces.dispose()
  }
}

test('any format, of an example, a file, a selection or all files, as it is typed', async () => {
  const path = mkdtempSync(join(tmpdir(), 'limo-export-'))
  mkdirSync(join(path, 'part'))
  writeFileSync(
    join(path, 'a.limo'),
    `@limo 1\nlicense: MIT\nmacros:\n  \\R: \\mathbb{R}\n${example('a')}${example('b', '\\R')}`,
  )
  writeFileSync(join(path, 'part/c.limo'), `@limo 1\nlicense: MIT\n${example('c')}@example d\n@problem\nP\n`)
  const folder = pathToFileURL(path).href
  const client = await startClient({ folder })
  try {
    const uri = `${folder}/a.limo`
    client.open(uri, `@limo 1\nlicense: MIT\nmacros:\n  \\R: \\mathbb{R}\n${example('typed')}${example('b', '\\R')}`)
    await until('both files are known', async () => {
      const { made } = await exported(client, { type: 'workspace' }, 'jsonl')
      return made.type === 'done' && made.records === 3
    })
    const ids = async (scope: ExportScope): Promise<unknown[]> => {
      const { files } = await exported(client, scope, 'openai-batch', { model: 'm' })
      const lines = (files.get('') ?? '').toString().split('\n').filter(Boolean)
      return lines.map(line => JSON.parse(line).custom_id)
    }
    assert.deepEqual(await ids({ type: 'workspace' }), ['typed', 'b', 'c', 'd'])
    assert.deepEqual(await ids({ type: 'file', uri }), ['typed', 'b'])
    assert.deepEqual(await ids({ type: 'example', uri, position: { line: 11, character: 0 } }), ['b'])
    assert.deepEqual(await ids({ type: 'selection', uris: [`${folder}/part`] }), ['c', 'd'])
    assert.deepEqual(await ids({ type: 'selection', uris: [`${folder}/par`, uri] }), ['typed', 'b'])

    const all = await exported(client, { type: 'workspace' }, 'huggingface', { columns: 'limo' })
    assert.deepEqual([...all.files.keys()].sort(), ['README.md', 'data/train-00000-of-00001.parquet'])
    assert.deepEqual(await parquetRecords(all.files.get('data/train-00000-of-00001.parquet')!), [
      { question: 'What is $1+1$?', solution: 'Two: $\\boxed{2}$.', answer: '2' },
      { question: 'What is $1+1$?', solution: 'Two: $\\boxed{2}$.', answer: '\\mathbb{R}' },
      { question: 'What is $1+1$?', solution: 'Two: $\\boxed{2}$.', answer: '2' },
    ])
    assert.deepEqual(all.made, {
      type: 'done',
      records: 3,
      skipped: [{ uri: `${folder}/part/c.limo`, id: 'd', reason: 'it has no solution' }],
      warnings: [],
    })
    const few = await exported(client, { type: 'file', uri }, 'messages')
    assert.deepEqual(few.made.type === 'done' && few.made.warnings, ['OpenAI wants at least 10 records, there are 2'])
    const strict = await exported(client, { type: 'file', uri }, 'jsonl', { skip: 'error' })
    assert.equal(strict.made.type === 'done' && strict.made.records, 1)

    const refused = async (format: string, options: object): Promise<unknown> =>
      (await exported(client, { type: 'workspace' }, format, options)).made
    assert.deepEqual(await refused('none', {}), { type: 'refused', reason: 'there is no format none' })
    assert.deepEqual(await refused('jsonl', { reasoning: 'think' }), {
      type: 'refused',
      reason: 'reasoning: jsonl has no place for it',
    })

    const list = formatsRequest.result.parse(await client.connection.sendRequest(formatsRequest.method, {}))
    assert.deepEqual(list, formatsRequest.result.parse({ formats: formats.map(descriptionOf) }))
    const alpaca = list.formats.find(({ id }) => id === 'alpaca')!
    const reasoning = alpaca.options.find(({ name }) => name === 'reasoning')!
    assert.deepEqual(reasoning.values, ['plain', 'think', 'think-answer', 'dropped'])
    assert.equal(reasoning.valueDescriptions!.length, 4)

    const trained = trainedRequest.result.parse(
      await client.connection.sendRequest(trainedRequest.method, {
        uri,
        position: { line: 6, character: 0 },
        format: 'nemo-rl',
        options: {},
      }),
    )
    assert.deepEqual(trained, {
      type: 'rows',
      rows: [
        {
          id: 'typed',
          segments: [
            {
              text: '<|im_start|>user\nWhat is $1+1$?<|im_end|>\n<|im_start|>assistant\n',
              trained: false,
            },
            { text: '2', trained: false, note: 'what replies are judged by' },
          ],
        },
      ],
    })
  } finally {
    assert.equal(await client.close(), 0)
    rmSync(path, { recursive: true })
  }
})
