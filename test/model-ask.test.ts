import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import type { FailureKind, Heard, Question } from '../server/src/core/model/ask.ts'
import { httpAsk, modelInfo } from '../server/src/core/model/http-ask.ts'
import type { Profile } from '../server/src/core/model/profile.ts'
import { askOnce, hastyHost, memoryCache, profileOf, promptHost, question } from './model-asking.ts'
import { type Behaviour, lacking, type Refuse, type Say, startModelServer, withModelServer } from './model-server.ts'

const both = ['openai-compatible', 'anthropic'] as const
const verdict: NonNullable<Question['schema']> = {
  name: 'verdict',
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { step: { type: 'integer', minimum: 1 }, minimum: { oneOf: [{ type: 'string', minLength: 1 }] } },
    required: ['step', 'minimum'],
  },
}

const spoken = (heard: readonly Heard[], type: 'text' | 'thinking') =>
  heard.flatMap(part => (part.type === type ? [part.text] : [])).join('')
const retries = (heard: readonly Heard[]) => heard.filter(part => part.type === 'retry')

for (const provider of both) {
  test(`${provider}: a reply, with its tokens, while it comes in`, async () => {
    const text = 'Zwölf 十二 🧮 $\\sqrt{144}$'
    const { heard, reply, server } = await askOnce(() => ({ type: 'say', text, model: 'm-2' }), {
      profile: { provider },
    })
    assert.deepEqual(reply, {
      type: 'reply',
      text,
      model: 'm-2',
      tokens: { input: 11, output: 7 },
      seconds: 0,
      cached: false,
    })
    assert.equal(spoken(heard, 'text'), text)
    assert.ok(heard.length > 3)
    const { headers, messages, stream } = server.requests[0]!
    assert.equal(stream, true)
    assert.deepEqual(messages, question.messages)
    assert.equal(headers.authorization ?? headers['x-api-key'], undefined)
  })

  test(`${provider}: thinking is heard, and no part of the reply`, async () => {
    const { heard, reply } = await askOnce(() => ({ type: 'say', text: '3', thinking: 'One and two' }), {
      profile: { provider, reasoningEffort: 'high' },
    })
    assert.equal(reply.type === 'reply' && reply.text, '3')
    assert.equal(spoken(heard, 'thinking'), 'One and two')
    assert.equal(spoken(heard, 'text'), '3')
  })

  test(`${provider}: a server that does not stream is understood`, async () => {
    const { heard, reply } = await askOnce(
      () => ({
        type: 'say',
        text: 'Three',
        thinking: 'Hm',
        stream: false,
        finish: provider === 'anthropic' ? 'end_turn' : null,
      }),
      { profile: { provider } },
    )
    assert.deepEqual(reply.type === 'reply' && [reply.text, reply.tokens], ['Three', { input: 11, output: 7 }])
    assert.equal(spoken(heard, 'thinking'), 'Hm')
  })

  test(`${provider}: the key goes into its header, and further headers beside it`, async () => {
    const { server } = await askOnce(() => '3', {
      profile: { provider, headers: { 'X-Title': 'LIMO' } },
      host: { key: async () => ' sk-1 ' },
    })
    const { headers } = server.requests[0]!
    assert.equal(
      provider === 'anthropic' ? headers['x-api-key'] : headers.authorization?.replace('Bearer ', ''),
      'sk-1',
    )
    assert.equal(headers['x-title'], 'LIMO')
  })

  test(`${provider}: what the profile says is asked for`, async () => {
    const { server } = await askOnce(() => '3', {
      profile: { provider, temperature: 0.6, maxTokens: 500, reasoningEffort: 'low' },
      question: { schema: verdict },
    })
    const { messages, model, ...asked } = server.requests[0]!.body
    const plain = {
      type: 'object',
      properties: { step: { type: 'integer' }, minimum: { anyOf: [{ type: 'string' }] } },
      required: ['step', 'minimum'],
      additionalProperties: false,
    }
    assert.deepEqual(
      asked,
      provider === 'anthropic'
        ? {
            max_tokens: 500,
            stream: true,
            system: 'Answer in JSON',
            temperature: 0.6,
            thinking: { type: 'adaptive' },
            output_config: { format: { type: 'json_schema', schema: plain }, effort: 'low' },
          }
        : {
            stream: true,
            stream_options: { include_usage: true },
            temperature: 0.6,
            max_tokens: 500,
            reasoning_effort: 'low',
            response_format: {
              type: 'json_schema',
              json_schema: {
                name: 'verdict',
                strict: true,
                schema: {
                  ...plain,
                  properties: {
                    step: { type: 'integer', minimum: 1 },
                    minimum: { anyOf: [{ type: 'string', minLength: 1 }] },
                  },
                },
              },
            },
          },
    )
  })

  test(`${provider}: what a server lacks is left out, and never sent again`, async () => {
    const lacks = { streamOptions: true, jsonSchema: true, jsonObject: true, temperature: true, reasoningEffort: true }
    await withModelServer(
      lacking(lacks, () => '{}'),
      async server => {
        const profile = profileOf(server, { provider, temperature: 0.6, reasoningEffort: 'high' })
        const ask = httpAsk(profile, hastyHost())
        const asked = { ...question, schema: verdict }
        assert.equal((await ask(asked)).type, 'reply')
        const tries = server.requests.length
        assert.equal(tries, provider === 'anthropic' ? 4 : 6)
        assert.equal((await ask({ ...asked, sample: 1 })).type, 'reply')
        assert.equal(server.requests.length, tries + 1)
      },
    )
  })

  test(`${provider}: a server that does not say what it lacks is found out`, async () => {
    await withModelServer(
      lacking({ jsonSchema: true, silent: true }, () => '{}'),
      async server => {
        const ask = httpAsk(profileOf(server, { provider }), hastyHost())
        const reply = await ask({ ...question, schema: verdict })
        assert.ok(reply.type === 'reply')
        assert.deepEqual(reply.tokens, { input: 11, output: 7 })
        const tries = server.requests.length
        assert.equal(tries, provider === 'anthropic' ? 2 : 3)
        await ask({ ...question, schema: verdict, sample: 1 })
        assert.equal(server.requests.length, tries + 1)
      },
    )
  })
}

test('a server that lacks several things and does not say so is found out', async () => {
  const lacks = { streamOptions: true, jsonSchema: true, jsonObject: true, silent: true }
  await withModelServer(
    lacking(lacks, () => '{}'),
    async server => {
      const ask = httpAsk(profileOf(server), hastyHost())
      assert.equal((await ask({ ...question, schema: verdict })).type, 'reply')
      assert.equal(server.requests.length, 6)
      assert.equal((await ask({ ...question, schema: verdict, sample: 1 })).type, 'reply')
      assert.equal(server.requests.length, 7)
    },
  )
})

test('a request that is refused for another reason takes nothing from the next', async () => {
  const fine: Behaviour = '{}'
  const bad: Refuse = { type: 'refuse', status: 400, message: 'Bad Request' }
  await withModelServer(
    ({ prompt }) => (prompt === 'bad' ? bad : fine),
    async server => {
      const ask = httpAsk(profileOf(server), hastyHost())
      const refused = await ask({ ...question, messages: [{ role: 'user', content: 'bad' }], schema: verdict })
      assert.equal(refused.type === 'failed' && refused.kind, 'request')
      await ask({ ...question, schema: verdict })
      const { body, form } = server.requests.at(-1)!
      assert.equal(form, 'json_schema')
      assert.ok(body.stream_options)
    },
  )
})

test('what a server does not stream is asked for at once', async () => {
  const { heard, reply, server } = await askOnce(lacking({ stream: true }, () => 'Three'))
  assert.equal(reply.type === 'reply' && reply.text, 'Three')
  const { stream, stream_options } = server.requests.at(-1)!.body
  assert.deepEqual([stream, stream_options], [false, undefined])
  assert.equal(spoken(heard, 'text'), 'Three')
})

test('models that want max_completion_tokens get them', async () => {
  const { reply, server } = await askOnce(
    lacking({ maxTokens: true }, () => '3'),
    { profile: { maxTokens: 9 } },
  )
  assert.equal(reply.type, 'reply')
  assert.equal(server.requests.at(-1)!.body.max_completion_tokens, 9)
})

test('models without system messages are told in the first message', async () => {
  const { reply, server } = await askOnce(lacking({ systemMessages: true }, () => '3'))
  assert.equal(reply.type, 'reply')
  assert.deepEqual(server.requests.at(-1)!.messages, [{ role: 'user', content: 'Answer in JSON\n\nWhat is $1+2$?' }])
})

test('a value that the user has set wrong is told, not left out', async () => {
  const messages = [
    "Unsupported value: 'reasoning_effort' does not support 'huge' with this model. Supported values are: 'low' and 'high'.",
    'temperature: Input should be less than or equal to 1',
  ]
  for (const message of messages) {
    const { reply } = await askOnce(() => ({ type: 'refuse', status: 400, message }), {
      profile: { temperature: 2, reasoningEffort: 'huge' },
    })
    assert.ok(reply.type === 'failed' && reply.reason.includes(message), JSON.stringify(reply))
  }
})

test('anthropic: models take as many tokens as they can, where the profile does not say', async () => {
  const message = 'max_tokens: 32000 > 8192, which is the maximum allowed number of output tokens for claude-3-5-haiku'
  const { reply, server } = await askOnce(
    ({ body }) => (body.max_tokens > 8192 ? { type: 'refuse', status: 400, message } : '3'),
    { profile: { provider: 'anthropic' } },
  )
  assert.equal(reply.type, 'reply')
  assert.equal(server.requests.at(-1)!.body.max_tokens, 8192)
})

test('anthropic: models without adaptive thinking get a budget', async () => {
  const { reply, server } = await askOnce(
    ({ body }) => {
      if (body.thinking?.type === 'adaptive') {
        return { type: 'refuse', status: 400, message: 'adaptive thinking is not supported on this model' }
      }
      if (body.output_config?.effort) {
        return { type: 'refuse', status: 400, message: 'This model does not support the effort parameter.' }
      }
      return '3'
    },
    { profile: { provider: 'anthropic', reasoningEffort: 'medium', maxTokens: 8000 } },
  )
  assert.equal(reply.type, 'reply')
  assert.deepEqual(server.requests.at(-1)!.body.thinking, { type: 'enabled', budget_tokens: 6000 })
})

const thinkings: [name: string, words: Partial<Say>][] = [
  ['reasoning_content', { thinking: 'Hm', thinkingAs: 'reasoning_content' }],
  ['reasoning', { thinking: 'Hm', thinkingAs: 'reasoning' }],
  ['parts of the content', { thinking: 'Hm', thinkingAs: 'parts' }],
  ['tags in the text', { thinking: 'Hm', thinkingAs: 'tags' }],
]

for (const [name, words] of thinkings) {
  for (const stream of [true, false]) {
    test(`thinking in ${name}, ${stream ? 'streamed' : 'whole'}`, async () => {
      const { heard, reply } = await askOnce(() => ({ type: 'say', text: 'It is 3', stream, ...words }))
      assert.equal(reply.type === 'reply' && reply.text, 'It is 3')
      assert.equal(spoken(heard, 'thinking').trim(), 'Hm')
      assert.equal(spoken(heard, 'text'), 'It is 3')
    })
  }
}

test('thoughts whose beginning is in the template of the model are none of the reply', async () => {
  const { reply } = await askOnce(() => 'Hm, 1+2\n</think>\n\nIt is 3')
  assert.equal(reply.type === 'reply' && reply.text, 'It is 3')
})

const oddStreams: [name: string, words: Partial<Say>][] = [
  ['lines that end with CR and LF', { newline: '\r\n' }],
  ['lines that end with CR', { newline: '\r' }],
  ['no space behind the colon', { space: false }],
  ['comments between the events', { comments: true }],
  ['no [DONE]', { done: false }],
  ['no reason of the end', { finish: null }],
  ['no tokens', { usage: false }],
  ['gzip', { gzip: true }],
  ['a byte at a time', { bytes: 1 }],
  ['three bytes at a time, with CR and LF', { bytes: 3, newline: '\r\n' }],
  ['a wrong content type', { headers: { 'content-type': 'text/plain' } }],
]

for (const [name, words] of oddStreams) {
  test(`a stream with ${name}`, async () => {
    const { reply } = await askOnce(() => ({ type: 'say', text: 'Es sind 三 🧮', ...words }))
    assert.equal(reply.type === 'reply' && reply.text, 'Es sind 三 🧮', JSON.stringify(reply))
  })
}

test('a last event without an empty line behind it counts', async () => {
  const chunk = { choices: [{ delta: { content: '3' }, finish_reason: 'stop' }] }
  const { reply } = await askOnce(() => ({ type: 'raw', body: `data: ${JSON.stringify(chunk)}` }))
  assert.equal(reply.type === 'reply' && reply.text, '3')
})

test('a server that stays connected behind [DONE] is not waited for', async () => {
  const chunk = `data: ${JSON.stringify({ choices: [{ delta: { content: '3' } }] })}\n\ndata: [DONE]\n\n`
  const { reply } = await askOnce(() => ({ type: 'raw', body: chunk, headers: { 'content-length': '9999' } }))
  assert.equal(reply.type === 'reply' && reply.text, '3')
})

type Failing = [
  name: string,
  behaviour: Behaviour,
  kind: FailureKind,
  reason: RegExp,
  options?: { readonly tries?: number; readonly key?: string; readonly provider?: Profile['provider'] },
]

const failures: Failing[] = [
  ['401 without a key', { type: 'refuse', status: 401 }, 'key', /wants a key \(401\): store one$/],
  ['401 with one', { type: 'refuse', status: 401 }, 'key', /refuses the key \(401\)/, { key: 'sk-1' }],
  ['401 of anthropic', { type: 'refuse', status: 401 }, 'key', /wants a key/, { provider: 'anthropic' }],
  [
    '403',
    { type: 'refuse', status: 403, message: 'Country not supported' },
    'key',
    /does not let this key ask "scripted" \(403\): Country not supported/,
    { key: 'sk-1' },
  ],
  [
    '403 for what was asked',
    { type: 'refuse', status: 403, message: 'Input was flagged' },
    'request',
    /refuses what is asked/,
  ],
  ['402', { type: 'refuse', status: 402, message: 'Insufficient Balance' }, 'key', /no credit left \(402\)/],
  [
    'no quota',
    { type: 'refuse', status: 429, message: 'You exceeded', error: { code: 'insufficient_quota' } },
    'key',
    /no credit left \(429\)/,
  ],
  ['404 of an address', { type: 'raw', status: 404, body: '404 page not found' }, 'not-found', /usually ends in \/v1/],
  [
    '404 of a model',
    { type: 'refuse', status: 404, message: "model 'scripted' not found" },
    'not-found',
    /knows no model "scripted" \(404\)/,
  ],
  [
    '400 of a model',
    { type: 'refuse', status: 400, message: 'scripted is not a valid model ID' },
    'not-found',
    /knows no model/,
  ],
  [
    '429',
    { type: 'refuse', status: 429, message: 'Slow down' },
    'rate',
    /no more requests for now \(429\): Slow down/,
    { tries: 8 },
  ],
  [
    '500',
    { type: 'refuse', status: 500, message: 'Boom' },
    'server',
    /failed \(500\): Boom: try again later/,
    { tries: 5 },
  ],
  [
    '502 with a page',
    { type: 'refuse', status: 502, as: 'html' },
    'server',
    /failed \(502\): try again later/,
    { tries: 5 },
  ],
  [
    '529',
    { type: 'refuse', status: 529, message: 'Overloaded' },
    'server',
    /not ready \(529\): Overloaded/,
    { tries: 8, provider: 'anthropic' },
  ],
  [
    'an error in words alone',
    { type: 'refuse', status: 400, as: 'text', message: 'No such thing' },
    'request',
    /No such thing/,
  ],
  [
    'an error of FastAPI',
    { type: 'refuse', status: 422, as: 'detail', message: 'Field wrong' },
    'request',
    /Field wrong/,
  ],
  [
    'an error of vLLM',
    { type: 'refuse', status: 400, as: 'top', message: 'The context is full' },
    'request',
    /The context is full/,
  ],
  [
    'an error in a list',
    { type: 'raw', status: 400, body: '[{"error":{"message":"Bad value"}}]' },
    'request',
    /Bad value/,
  ],
  [
    'an error without end',
    { type: 'raw', status: 400, body: 'No '.repeat(100_000), headers: { 'content-length': '999999999' } },
    'request',
    /\(400\): No No .*…$/,
  ],
  [
    'an error that is cut',
    { type: 'raw', status: 401, body: '{"error":{', headers: { 'content-length': '99' }, cut: true },
    'key',
    /wants a key \(401\)/,
  ],
  ['an error without words', { type: 'refuse', status: 418, as: 'empty' }, 'request', /refuses the request \(418\)$/],
  [
    'an error inside a good response',
    { type: 'raw', body: '{"error":"no memory"}' },
    'server',
    /The model failed: no memory/,
    { tries: 3 },
  ],
  [
    'an error inside a stream',
    { type: 'say', text: 'So', error: { error: { message: 'Provider disconnected', code: 502 }, choices: [] } },
    'server',
    /failed \(502\): Provider disconnected/,
    { tries: 5 },
  ],
  [
    'an error inside a stream of anthropic',
    { type: 'say', text: 'So', error: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } },
    'server',
    /not ready \(529\): Overloaded/,
    { tries: 8, provider: 'anthropic' },
  ],
  [
    'an error as a field of a stream',
    { type: 'say', text: '', errorLine: { code: 400, message: 'exceeds the available context size' } },
    'request',
    /exceeds the available context size/,
  ],
  ['a cut connection', { type: 'say', text: 'It is three', cutAt: 400 }, 'network', /broke off/, { tries: 3 }],
  ['a stream that ends early', { type: 'say', text: 'It is three', endAt: 400 }, 'network', /broke off/, { tries: 3 }],
  [
    'a cut object',
    { type: 'say', text: 'It is three', stream: false, cutAt: 40 },
    'network',
    /broke off/,
    { tries: 3 },
  ],
  [
    'half an object',
    { type: 'say', text: 'It is three', stream: false, endAt: 40 },
    'network',
    /broke off/,
    { tries: 3 },
  ],
  ['a dropped connection', { type: 'drop' }, 'network', /cannot be reached/, { tries: 5 }],
  ['a page', { type: 'raw', body: '<!doctype html><html>Log in</html>' }, 'not-found', /a web page: the base URL/],
  ['nothing at all', { type: 'raw', body: '' }, 'not-found', /something other than a chat/],
  ['JSON of something else', { type: 'raw', body: '{"status":"ok"}' }, 'not-found', /something other than a chat/],
  ['a redirect', { type: 'raw', status: 307, headers: { location: '/v2/chat/completions' } }, 'not-found', /redirects/],
  ['an empty reply', '', 'reply', /empty reply \(finish_reason: stop\)$/],
  ['an empty reply of anthropic', '', 'reply', /empty reply \(stop_reason: end_turn\)$/, { provider: 'anthropic' }],
  [
    'thoughts alone',
    { type: 'say', text: '', thinking: 'Hm' },
    'reply',
    /thought and then said nothing \(finish_reason: stop\)/,
  ],
  ['thoughts alone between tags', '<think>Hm</think>\n', 'reply', /thought and then said nothing/],
  [
    'all tokens spent',
    { type: 'say', text: '', thinking: 'Hm', finish: 'length' },
    'reply',
    /spent all its tokens before it answered \(finish_reason: length\)/,
  ],
  [
    'all tokens spent between tags',
    { type: 'say', text: '<think>Hm', finish: 'length' },
    'reply',
    /spent all its tokens/,
  ],
  ['a reply that is cut off', { type: 'say', text: 'It is', finish: 'length' }, 'reply', /cut off at the token limit/],
  [
    'a reply of anthropic that is cut off',
    { type: 'say', text: 'It is', finish: 'max_tokens' },
    'reply',
    /cut off at the token limit \(stop_reason: max_tokens\)/,
    { provider: 'anthropic' },
  ],
  ['a reply that its server ends', { type: 'say', text: 'It', finish: 'abort' }, 'network', /broke off/, { tries: 3 }],
  [
    'a server that runs out of resources',
    { type: 'say', text: 'It', finish: 'insufficient_system_resource' },
    'server',
    /failed \(finish_reason: insufficient_system_resource\)/,
    { tries: 3 },
  ],
  ['a filter', { type: 'say', text: 'It', finish: 'content_filter' }, 'reply', /may not answer this/],
]

for (const [name, behaviour, kind, reason, { key, provider, tries = 1 } = {}] of failures) {
  test(`a failure: ${name}`, async () => {
    const { heard, reply, server } = await askOnce(() => behaviour, {
      profile: { ...(provider && { provider }) },
      host: { key: async () => key },
    })
    assert.ok(reply.type === 'failed')
    assert.equal(reply.kind, kind)
    assert.match(reply.reason, reason)
    assert.doesNotMatch(reply.reason, /[.!]$|\n|<|please/i)
    const guesses = retries(heard).filter(({ seconds }) => seconds === 0).length
    assert.equal(server.requests.length - guesses, tries)
    assert.equal(retries(heard).length - guesses, tries - 1)
  })
}

const schemaRefusals: [server: string, status: number, body: string][] = [
  ['LM Studio', 400, `{"error":"'response_format.type' must be 'json_schema' or 'text'"}`],
  [
    'DeepSeek',
    400,
    '{"error":{"message":"This response_format type is unavailable now","type":"invalid_request_error"}}',
  ],
  ['Groq', 400, '{"error":{"message":"This model does not support response format `json_schema`."}}'],
  [
    'text generation inference',
    422,
    'Failed to deserialize the JSON body into the target type: response_format: unknown variant',
  ],
  [
    'Mistral',
    422,
    '{"object":"error","message":{"detail":[{"loc":["body","response_format"],"msg":"Input should be text"}]}}',
  ],
  ['llama.cpp', 500, '{"error":{"code":500,"message":"failed to parse grammar","type":"server_error"}}'],
]

for (const [name, status, body] of schemaRefusals) {
  test(`a form of replies is left out where ${name} refuses it`, async () => {
    const refused = body.includes('must be') ? ['json_schema', 'json_object'] : ['json_schema']
    const { reply, server } = await askOnce(
      ({ form }) => (form && refused.includes(form) ? { type: 'raw', status, body } : '{}'),
      { question: { schema: verdict, messages: [{ role: 'user', content: 'JSON' }] } },
    )
    assert.equal(reply.type, 'reply')
    assert.deepEqual(
      server.requests.map(({ form }) => form),
      [...refused, refused.length === 1 ? 'json_object' : undefined],
    )
  })
}

const modelRefusals: [server: string, status: number, body: string][] = [
  ['OpenAI', 404, '{"error":{"message":"The model `scripted` does not exist or you do not have access to it."}}'],
  ['Anthropic', 404, '{"type":"error","error":{"type":"not_found_error","message":"model: scripted"}}'],
  ['Ollama', 404, '{"error":{"message":"model \\"scripted\\" not found, try pulling it first","type":"api_error"}}'],
  ['vLLM', 404, '{"object":"error","message":"The model `scripted` does not exist.","code":404}'],
  ['OpenRouter', 400, '{"error":{"message":"scripted is not a valid model ID","code":400}}'],
  ['DeepSeek', 400, '{"error":{"message":"Model Not Exist","type":"invalid_request_error"}}'],
  ['SiliconFlow', 400, '{"code":20012,"message":"Model does not exist. Please check it carefully.","data":null}'],
]

for (const [name, status, body] of modelRefusals) {
  test(`a model that ${name} does not know is told as that`, async () => {
    const { reply } = await askOnce(() => ({ type: 'raw', status, body }))
    assert.ok(reply.type === 'failed' && reply.kind === 'not-found')
    assert.match(reply.reason, /knows no model "scripted"/)
  })
}

test('an address that LM Studio does not serve is told as that, though with a status of 200', async () => {
  const { reply } = await askOnce(() => ({ type: 'raw', body: '{"error":"Unexpected endpoint or method. (POST /x)"}' }))
  assert.ok(reply.type === 'failed' && reply.kind === 'not-found')
  assert.match(reply.reason, /takes no chats at this address .* usually ends in \/v1$/)
})

test('what OpenRouter says of a provider that failed is told', async () => {
  const choice = { message: { content: 'So' }, finish_reason: 'error', error: { code: 502, message: 'Provider gone' } }
  const { reply } = await askOnce(() => ({ type: 'raw', body: JSON.stringify({ choices: [choice] }) }))
  assert.equal(reply.type === 'failed' && reply.reason, 'The model failed (finish_reason: error): Provider gone')
})

test('a refusal by the model itself is told', async () => {
  const message = { role: 'assistant', content: null, refusal: 'I cannot help' }
  const body = JSON.stringify({ choices: [{ message, finish_reason: 'stop' }] })
  const { reply } = await askOnce(() => ({ type: 'raw', body }))
  assert.deepEqual(reply.type === 'failed' && reply.reason, 'The model refuses to answer: I cannot help')
})

test('a server that is not there is told at once', async () => {
  const server = await startModelServer(() => '3')
  await server.close()
  const host = hastyHost()
  const reply = await httpAsk(profileOf(server), host)(question)
  assert.ok(reply.type === 'failed' && reply.kind === 'network')
  assert.match(reply.reason, /^No server answers at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\): is it running\?$/)
  assert.deepEqual(host.waits, [])
})

test('what fails once is tried again, and what was heard before is told to be void', async () => {
  const { heard, reply } = await askOnce(({ index }) =>
    index === 0 ? { type: 'say', text: 'It is three', cutAt: 600 } : 'Three',
  )
  assert.equal(reply.type === 'reply' && reply.text, 'Three')
  const [retry] = retries(heard)
  assert.equal(spoken(heard.slice(heard.indexOf(retry!)), 'text'), 'Three')
})

const waits: [header: string | undefined, wait: number][] = [
  ['7', 7.5],
  ['3600', 3600.5],
  [new Date(1_800_000_000_000 + 120_000).toUTCString(), 120.5],
  ['soon', 0.5],
  [undefined, 0.5],
]

for (const [header, wait] of waits) {
  test(`a server that says Retry-After: ${header} is left alone that long`, async () => {
    const { heard, reply, waits } = await askOnce(({ index }) =>
      index === 0 ? { type: 'refuse', status: 429, ...(header && { headers: { 'retry-after': header } }) } : '3',
    )
    assert.equal(reply.type, 'reply')
    assert.deepEqual(waits, [wait])
    assert.equal(Math.round(retries(heard)[0]!.seconds), Math.round(header && wait > 1 ? wait - 0.5 : wait))
  })
}

test('a server that wants more than a day is not waited for', async () => {
  const { reply, waits } = await askOnce(() => ({ type: 'refuse', status: 429, headers: { 'retry-after': '100000' } }))
  assert.ok(reply.type === 'failed' && reply.kind === 'rate')
  assert.match(reply.reason, /for 28 hours$/)
  assert.deepEqual(waits, [])
})

test('who is asked to wait sends nothing else meanwhile either', async () => {
  let refused = false
  await withModelServer(
    () => {
      if (refused) return '3'
      refused = true
      return { type: 'refuse', status: 429, headers: { 'retry-after': '60' } }
    },
    async server => {
      const host = hastyHost()
      const times: number[] = []
      const ask = httpAsk(profileOf(server, { concurrency: 1 }), {
        ...host,
        fetch: (url, init) => {
          times.push(host.now())
          return fetch(url, init)
        },
      })
      await Promise.all([0, 1, 2].map(sample => ask({ ...question, sample })))
      assert.equal(times.length, 4)
      assert.ok(times.slice(1).every(time => time - times[0]! >= 60_000))
    },
  )
})

test('no more requests than allowed are under way at once', async () => {
  await withModelServer(
    () => ({ type: 'say', text: '3', delay: 20 }),
    async server => {
      const ask = httpAsk(profileOf(server, { concurrency: 3 }), promptHost())
      const replies = await Promise.all(Array.from({ length: 12 }, (_, sample) => ask({ ...question, sample })))
      assert.ok(replies.every(reply => reply.type === 'reply'))
      assert.equal(server.requests.length, 12)
      assert.equal(server.most, 3)
    },
  )
})

test('cancelling ends what is under way, what waits for its turn and what waits to be tried again', async () => {
  let reached = () => {}
  const first = new Promise<void>(resolve => {
    reached = resolve
  })
  await withModelServer(
    ({ index }) => {
      if (index === 1) reached()
      return index === 0 ? { type: 'refuse', status: 503, headers: { 'retry-after': '9000' } } : { type: 'hang' }
    },
    async server => {
      const controller = new AbortController()
      const { signal } = controller
      const waiting = httpAsk(profileOf(server), promptHost())
      const hanging = httpAsk(profileOf(server, { concurrency: 1 }), promptHost())
      const heard = new Promise<Heard>(resolve => void waiting(question, { signal, heard: resolve }).then(ended))
      const ends: unknown[] = []
      function ended(reply: unknown): void {
        ends.push(reply)
      }
      assert.equal((await heard).type, 'retry')
      const others = [0, 1].map(sample => hanging({ ...question, sample }, { signal }).then(ended))
      await first
      controller.abort()
      await Promise.all(others)
      assert.deepEqual(
        ends.map(reply => (reply as { kind: string }).kind),
        ['cancelled', 'cancelled', 'cancelled'],
      )
      while (server.open > 0) await new Promise(resolve => setTimeout(resolve, 5))
      assert.equal(server.requests[1]!.aborted, true)
      assert.equal(server.requests.length, 2)
      const late = await hanging(question, { signal })
      assert.equal(late.type === 'failed' && late.kind, 'cancelled')
    },
  )
})

test('one signal serves many requests, and is listened to once', async () => {
  await withModelServer(
    () => '3',
    async server => {
      const ask = httpAsk(profileOf(server, { concurrency: 16 }), promptHost())
      const { signal } = new AbortController()
      const asking = Array.from({ length: 40 }, (_, sample) => ask({ ...question, sample }, { signal }))
      assert.equal(getEventListeners(signal, 'abort').length, 1)
      await Promise.all(asking)
      assert.equal(getEventListeners(signal, 'abort').length, 1)
    },
  )
})

test('a reply that takes longer than the timeout of its model is given up', async () => {
  await withModelServer(
    () => ({ type: 'hang' }),
    async server => {
      const ask = httpAsk(profileOf(server, { timeout: 0.05 }), promptHost({ random: () => 0 }))
      const reply = await ask(question)
      assert.ok(reply.type === 'failed' && reply.kind === 'network')
      assert.match(reply.reason, /within 0\.05 s/)
      assert.equal(server.requests.length, 2)
    },
  )
})

test('good replies are kept, by what was asked', async () => {
  const cache = memoryCache()
  await withModelServer(
    ({ index }) => `${index}`,
    async server => {
      const profile = profileOf(server)
      const ask = (change: Partial<Profile>, asked: Partial<Question> = {}) =>
        httpAsk({ ...profile, ...change }, hastyHost({ cache }))({ ...question, ...asked })
      const first = await ask({})
      assert.deepEqual(await ask({ timeout: 9, concurrency: 2, price: { input: 1, output: 2 } }), {
        ...first,
        cached: true,
      })
      assert.equal(server.requests.length, 1)
      await ask({ temperature: 1 })
      await ask({ maxTokens: 100 })
      await ask({ reasoningEffort: 'low' })
      await ask({ model: 'other' })
      await ask({ baseUrl: `${server.origin}/v2` })
      await ask({}, { sample: 1 })
      await ask({}, { messages: [{ role: 'user', content: '?' }] })
      await ask({}, { schema: verdict })
      assert.equal(server.requests.length, 9)
      assert.equal(cache.kept.size, 9)
    },
  )
})

test('failures are not kept, and a spoiled reply is asked for again', async () => {
  const cache = memoryCache()
  await askOnce(() => ({ type: 'refuse', status: 400 }), { host: { cache } })
  assert.equal(cache.kept.size, 0)
  await withModelServer(
    () => '3',
    async server => {
      const spoiled = { ...cache, get: async () => '{"type":"failed","kind":"key","reason":"no"}' }
      const reply = await httpAsk(profileOf(server), hastyHost({ cache: spoiled }))(question)
      assert.ok(reply.type === 'reply' && !reply.cached)
    },
  )
})

test('a key goes over plain http to this machine only', async () => {
  let sent = 0
  const host = { ...hastyHost({ key: async () => 'sk-1' }), fetch: async () => Response.json({ sent: ++sent }) }
  const far = { provider: 'openai-compatible', baseUrl: 'http://gpu.example.com/v1', model: 'm' } as const
  const reply = await httpAsk(far, host)(question)
  assert.deepEqual(reply, {
    type: 'failed',
    kind: 'refused-here',
    reason: 'A key goes over plain http to this machine only, not to http://gpu.example.com: use https',
  })
  const header = await httpAsk(
    { ...far, headers: { Authorization: 'x' } },
    { ...host, key: async () => undefined },
  )(question)
  assert.equal(header.type === 'failed' && header.kind, 'refused-here')
  assert.equal(sent, 0)
})

const unsendable: [name: string, profile: Partial<Profile>, key: string | undefined, reason: RegExp][] = [
  ['a key of several lines', {}, 'sk-1\nsk-2', /not one word/],
  ['a header of several lines', { headers: { 'X-A': 'a\nb' } }, undefined, /headers: "X-A"/],
  ['a header with a bad name', { headers: { 'X A': 'a' } }, undefined, /headers: "X A"/],
  ['no address', { baseUrl: '' }, undefined, /no http or https URL/],
  ['the models of the editor', { provider: 'vscode' }, undefined, /inside the editor only/],
]

for (const [name, profile, key, reason] of unsendable) {
  test(`nothing is sent with ${name}`, async () => {
    const { reply, server } = await askOnce(() => '3', { profile, host: { key: async () => key } })
    assert.ok(reply.type === 'failed' && reply.kind === 'refused-here')
    assert.match(reply.reason, reason)
    assert.equal(server.requests.length, 0)
  })
}

test('what keeps a key from being found is told', async () => {
  const key = async () => {
    throw new Error('keyCommand: no such program')
  }
  const { reply } = await askOnce(() => '3', { host: { key } })
  assert.deepEqual(reply, { type: 'failed', kind: 'refused-here', reason: 'keyCommand: no such program' })
})

test('the judging side knows nothing of a profile that opens a door', () => {
  const profile: Profile = {
    provider: 'openai-compatible',
    baseUrl: 'https://api.example.com/v1?secret=1',
    model: 'm',
    temperature: 0.6,
    headers: { 'X-Secret': 'secret' },
    keyEnv: 'SECRET',
    keyCommand: ['secret'],
    price: { input: 1, output: 2 },
  }
  const info = modelInfo('mine', profile)
  assert.deepEqual(info, {
    name: 'mine',
    provider: 'openai-compatible',
    model: 'm',
    origin: 'https://api.example.com',
    parameters: { temperature: 0.6 },
    concurrency: 4,
    price: { input: 1, output: 2 },
  })
})
