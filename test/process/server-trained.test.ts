import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { formats } from '../../server/src/core/formats/index.ts'
import { ExportOptions } from '../../server/src/core/formats/options.ts'
import { formatsRequest, trainedRequest } from '../../server/src/core/protocol.ts'
import { startClient } from '../client.ts'

const uri = 'untitled:a.limo'
const text = '@limo 1\n@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n'

test('the tokens of what is trained are counted, the marks of a chat being one each', async () => {
  const client = await startClient({ settings: { limo: { tokens: { cutoff: 1000 } } } })
  try {
    client.open(uri, text)
    const ask = async (format: string, options: object = {}) => {
      const params = { uri, position: { line: 3, character: 0 }, format, options, count: true }
      const found = trainedRequest.result.parse(await client.connection.sendRequest(trainedRequest.method, params))
      return found.type === 'rows' ? found.tokens : found
    }
    const given = ['user\nWhat is $1+1$?', '\n', 'assistant\n'].reduce((sum, piece) => sum + countTokens(piece), 3)
    const said = countTokens('Two: $\\boxed{2}$.') + 1 + countTokens('\n')
    assert.deepEqual(await ask('messages', { system: 'none' }), {
      type: 'counted',
      counts: [[given, said]],
      tokenizer: 'o200k_base',
      cutoff: 1000,
    })
    const marked = await ask('messages')
    assert.ok(marked?.type === 'counted' && marked.counts[0]![0]! > 25)
    // What it cannot be written without is nothing of its text.
    assert.equal((await ask('openai-batch'))?.type, 'counted')
    assert.equal((await ask('preference'))?.type, 'counted')
    assert.deepEqual(await ask('jsonl', { weight: true }), {
      type: 'refused',
      reason: 'weight: jsonl has no place for it',
    })
  } finally {
    assert.equal(await client.close(), 0)
  }
})

test('a client that asks hears of every format and what can be chosen of it', async () => {
  const client = await startClient()
  try {
    const told = formatsRequest.result.parse(await client.connection.sendRequest(formatsRequest.method, {})).formats
    assert.deepEqual(
      told.map(({ id }) => id),
      formats.map(({ id }) => id),
    )
    for (const { extension, id, options, readers, title, type } of told) {
      assert.ok(title && readers, id)
      assert.equal(type === 'file', extension !== undefined, id)
      for (const option of options) {
        assert.ok(option.description, `${id} ${option.name}`)
        const schema = ExportOptions.shape[option.name as keyof typeof ExportOptions.shape]
        for (const value of option.type === 'choice' ? option.values! : []) assert.ok(schema.safeParse(value).success)
      }
    }
  } finally {
    assert.equal(await client.close(), 0)
  }
})
