import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Heard } from '../server/src/core/model/ask.ts'
import { httpAsk } from '../server/src/core/model/http-ask.ts'
import { jsonStream, type Received } from '../server/src/core/model/json-stream.ts'
import { backoff, retryAfter } from '../server/src/core/model/retry.ts'
import { plainSchema } from '../server/src/core/model/schema.ts'
import { thinkSplitter, withoutThinking } from '../server/src/core/model/thinking.ts'
import { hastyHost, profileOf, question } from './model-asking.ts'
import { type Behaviour, type Lacks, lacking, startModelServer } from './model-server.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 40 })

/** Cuts anything that can be sliced at any places. */
function pieces<T extends { slice(from: number, to: number): T; readonly length: number }>(
  whole: T,
  cuts: readonly number[],
): T[] {
  const places = [0, ...cuts.map(cut => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b)
  return places.slice(1).map((place, i) => whole.slice(places[i]!, place))
}

async function received(chunks: readonly Uint8Array[]): Promise<Received[]> {
  const all: Received[] = []
  for await (const one of jsonStream(
    (async function* () {
      yield* chunks
    })(),
  )) {
    all.push(one)
  }
  return all
}

test('a stream means the same however it is cut into pieces', async () => {
  const event = fc.record({
    content: text,
    event: fc.constantFrom('', 'event: x'),
    comment: fc.constantFrom('', ': c'),
  })
  const layout = fc.record({ newline: fc.constantFrom('\n', '\r\n', '\r'), space: fc.constantFrom('', ' ') })
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1 }),
      layout,
      fc.array(fc.nat(4000)),
      async (events, layout, cuts) => {
        const lines = events.flatMap(({ comment, content, event }) => [
          ...(comment ? [comment, ''] : []),
          ...(event ? [event] : []),
          `data:${layout.space}${JSON.stringify({ content })}`,
          '',
        ])
        const body = Buffer.from([...lines, 'data: [DONE]', '', ''].join(layout.newline))
        const expected = [...events.map(({ content }) => ({ type: 'value', value: { content } })), { type: 'done' }]
        assert.deepEqual(await received(pieces(body, cuts)), expected)
      },
    ),
  )
})

test('one object means the same however it is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(text, fc.jsonValue()), fc.array(fc.nat(4000)), async (object, cuts) => {
      const body = Buffer.from(JSON.stringify(object))
      assert.deepEqual(await received(pieces(body, cuts)), [{ type: 'value', value: JSON.parse(body.toString()) }])
    }),
  )
})

test('any bytes are read without a throw', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.uint8Array()), async chunks => void (await received(chunks))))
})

test('thoughts and text are told apart however they are cut into pieces', () => {
  const words = fc.string({ unit: fc.constantFrom('a', ' ', '<', '>', '/', 't', 'think', '\n', '三') })
  fc.assert(
    fc.property(
      words,
      words,
      fc.constantFrom('<think>', '<thinking>', ' \n<think>'),
      fc.array(fc.nat(200)),
      (a, b, tag, cuts) => {
        fc.pre(!/<\/think(?:ing)?>/.test(a) && !/<\/think(?:ing)?>/.test(b))
        const whole = `${tag}${a}${tag.trim().replace('<', '</')}${b}`
        const splitter = thinkSplitter()
        const said = [...pieces(whole, cuts).flatMap(piece => splitter.push(piece)), ...splitter.end()]
        const heard = (type: string) => said.flatMap(part => (part.type === type ? [part.text] : [])).join('')
        assert.equal(heard('thinking'), a)
        assert.equal(heard('text'), withoutThinking(whole))
        assert.equal(heard('text'), b.trimStart())
      },
    ),
  )
})

test('text without thoughts stays as it is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', ' ', '<', 'think', '>') }),
      fc.array(fc.nat(200)),
      (whole, cuts) => {
        fc.pre(!/^\s*<think>/.test(whole))
        const splitter = thinkSplitter()
        const said = [...pieces(whole, cuts).flatMap(piece => splitter.push(piece)), ...splitter.end()]
        assert.equal(said.map(part => part.text).join(''), whole)
        assert.equal(withoutThinking(whole), whole)
      },
    ),
  )
})

test('waiting before another try grows to a bound, and is spread over all of it', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const bound = Math.min(60_000, 1000 * 2 ** attempt)
      const wait = backoff(attempt, () => random)
      assert.ok(wait >= 0 && wait <= bound)
      assert.equal(
        backoff(attempt, () => 1),
        bound,
      )
      assert.equal(
        backoff(attempt, () => 0),
        0,
      )
    }),
  )
})

test('Retry-After is read in seconds and as a date, and never lies in the past', () => {
  const now = Date.UTC(2026, 5, 1)
  const read = (value: string) => retryAfter(new Headers({ 'retry-after': value }), now)
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: -100_000, max: 100_000 }), (seconds, offset) => {
      assert.equal(read(`${seconds}`), seconds * 1000)
      assert.equal(read(new Date(now + offset * 1000).toUTCString()), Math.max(0, offset * 1000))
    }),
  )
  for (const value of ['', 'soon', '-5', '2026-06-02', '12 minutes']) assert.equal(read(value), undefined, value)
  assert.equal(retryAfter(new Headers({ 'retry-after-ms': '1500', 'retry-after': '9' }), now), 1500)
})

test('a plain schema bounds nothing, whatever its properties are called', () => {
  const name = fc.constantFrom('minimum', 'pattern', 'oneOf', 'properties', 'items', 'a')
  const leaf = fc.constantFrom<object>({ type: 'integer', minimum: 1 }, { type: 'string', maxLength: 3, pattern: 'x' })
  const { schema } = fc.letrec<{ schema: Record<string, unknown> }>(tie => ({
    schema: fc.oneof(
      { maxDepth: 4 },
      leaf.map(part => ({ ...part })),
      fc.dictionary(name, tie('schema')).map(properties => ({ type: 'object', properties })),
      tie('schema').map(items => ({ type: 'array', items, minItems: 1 })),
      fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map(oneOf => ({ oneOf })),
    ),
  }))
  fc.assert(fc.property(schema, made => holds(made, plainSchema(made, { bounded: false }))))

  // biome-ignore lint/suspicious/noExplicitAny: a schema of any form
  function holds(before: any, after: any): void {
    const { additionalProperties, anyOf, items, properties, type, ...rest } = after
    assert.deepEqual(rest, {})
    assert.equal(type, before.type)
    assert.equal(additionalProperties, properties ? false : undefined)
    assert.deepEqual(Object.keys(properties ?? {}), Object.keys(before.properties ?? {}))
    for (const key of Object.keys(properties ?? {})) holds(before.properties[key], properties[key])
    if (items) holds(before.items, items)
    for (const [i, part] of (anyOf ?? []).entries()) holds(before.oneOf[i], part)
  }
})

test('whatever a server lacks, it is asked without, and asked once from then on', async () => {
  let lacks: Lacks = {}
  const server = await startModelServer(request => lacking(lacks, () => '{}')(request))
  const asked = {
    ...question,
    schema: { name: 'x', schema: { type: 'object', properties: {}, required: [] } },
  }
  try {
    const flag = fc.boolean()
    const lack = fc.record({
      streamOptions: flag,
      stream: flag,
      jsonSchema: flag,
      jsonObject: flag,
      temperature: flag,
      maxTokens: flag,
      reasoningEffort: flag,
      systemMessages: flag,
    })
    await fc.assert(
      fc.asyncProperty(lack, async all => {
        lacks = all
        const profile = profileOf(server, { temperature: 0.5, maxTokens: 100, reasoningEffort: 'low' })
        const ask = httpAsk(profile, hastyHost())
        assert.equal((await ask(asked)).type, 'reply')
        const before = server.requests.length
        assert.equal((await ask({ ...asked, sample: 1 })).type, 'reply')
        assert.equal(server.requests.length, before + 1)
        const { body, form } = server.requests.at(-1)!
        assert.equal(form, all.jsonSchema ? (all.jsonObject ? undefined : 'json_object') : 'json_schema')
        assert.equal(body.temperature, all.temperature ? undefined : 0.5)
        assert.equal(body[all.maxTokens ? 'max_completion_tokens' : 'max_tokens'], 100)
        assert.equal(body.reasoning_effort, all.reasoningEffort ? undefined : 'low')
        assert.equal(body.stream, !all.stream)
        assert.equal(body.stream_options !== undefined, !all.stream && !all.streamOptions)
        assert.equal(body.messages.length, all.systemMessages ? 1 : 2)
      }),
    )
  } finally {
    await server.close()
  }
})

test('a reply that is cut at any byte is whole or none', async () => {
  let behaviour: Behaviour = ''
  const server = await startModelServer(() => behaviour)
  const whole = 'Die Antwort 答案 ist $\\boxed{3}$ 🧮'
  try {
    const cutting = fc.record({
      provider: fc.constantFrom('openai-compatible', 'anthropic'),
      stream: fc.boolean(),
      thinking: fc.constantFrom(undefined, 'Hm'),
      end: fc.constantFrom('cutAt', 'endAt'),
      at: fc.nat(2600),
    })
    await fc.assert(
      fc.asyncProperty(cutting, async ({ at, end, provider, stream, thinking }) => {
        behaviour = { type: 'say', text: whole, stream, [end]: at, ...(thinking !== undefined && { thinking }) }
        const reply = await httpAsk(profileOf(server, { provider }), hastyHost())(question)
        if (reply.type === 'reply') assert.equal(reply.text, whole)
        else assert.match(reply.kind, /^(?:network|not-found)$/, reply.reason)
      }),
    )
  } finally {
    await server.close()
  }
})

test('a key is in no reason, whatever a server makes of it', async () => {
  let behaviour: Behaviour = ''
  const server = await startModelServer(() => behaviour)
  try {
    const key = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_."\\%+/=&$'), minLength: 6, maxLength: 30 })
    const form = fc.constantFrom<(key: string) => string>(
      key => key,
      key => `Bearer ${key}`,
      key => encodeURIComponent(key),
      key => JSON.stringify(key),
      key => `${'x'.repeat(380)}${key}`,
      key => `${key}${key}`,
    )
    const status = fc.constantFrom(400, 401, 402, 403, 404, 418, 422, 429, 500, 503)
    const way = fc.constantFrom('nested', 'text', 'detail', 'top', 'stream', 'whole', 'model')
    const provider = fc.constantFrom('openai-compatible' as const, 'anthropic' as const)
    await fc.assert(
      fc.asyncProperty(
        key,
        form,
        status,
        way,
        provider,
        fc.boolean(),
        async (key, form, status, way, provider, asHeader) => {
          const secret = asHeader ? `${key}-extra` : key
          const message = `No: ${form(secret)} is bad`
          behaviour =
            way === 'stream'
              ? { type: 'say', text: 'x', error: { type: 'error', error: { message, type: message, code: status } } }
              : way === 'whole'
                ? { type: 'raw', body: JSON.stringify({ error: message }) }
                : way === 'model'
                  ? { type: 'say', text: 'x', model: message }
                  : {
                      type: 'refuse',
                      status,
                      message,
                      ...(way !== 'nested' && { as: way as 'text' }),
                      error: { param: key },
                    }
          const heard: Heard[] = []
          const profile = profileOf(server, { provider, ...(asHeader && { headers: { 'X-Extra': secret } }) })
          const host = hastyHost({ key: async () => (asHeader ? undefined : key) })
          const reply = await httpAsk(profile, host)(question, { heard: part => heard.push(part) })
          const said = [
            ...heard.flatMap(part => (part.type === 'retry' ? [part.reason] : [])),
            reply.type === 'failed' ? reply.reason : reply.model,
          ]
          for (const line of said) {
            for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
              assert.ok(!line.includes(form), line)
            }
          }
        },
      ),
    )
  } finally {
    await server.close()
  }
})
