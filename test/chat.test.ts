import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointOf, readChat, refusal } from '../server/src/core/chat.ts'

const endpoints: [baseUrl: string, url: string | undefined, keepsSecrets?: boolean][] = [
  ['http://localhost:11434/v1', 'http://localhost:11434/v1/chat/completions', true],
  ['http://127.0.0.1:1/v1/', 'http://127.0.0.1:1/v1/chat/completions', true],
  ['http://[::1]:1', 'http://[::1]:1/chat/completions', true],
  ['https://api.example.com/v1?api-version=1', 'https://api.example.com/v1/chat/completions?api-version=1', true],
  ['https://api.example.com/v1/chat/completions', 'https://api.example.com/v1/chat/completions', true],
  ['http://gpu.lan:8000/v1', 'http://gpu.lan:8000/v1/chat/completions', false],
  ['http://localhost.example.com/v1', 'http://localhost.example.com/v1/chat/completions', false],
  ['http://127.0.0.1.example.com', 'http://127.0.0.1.example.com/chat/completions', false],
  ['https://me:secret@api.example.com/v1', undefined],
  ['ftp://example.com', undefined],
  ['localhost:11434', undefined],
  ['', undefined],
]

for (const [baseUrl, url, keepsSecrets] of endpoints) {
  test(`the endpoint of "${baseUrl}"`, () => {
    const endpoint = endpointOf(baseUrl)
    if (endpoint.type === 'invalid') {
      assert.equal(url, undefined)
      assert.doesNotMatch(endpoint.reason, /secret/)
    } else assert.deepEqual([endpoint.url, endpoint.keepsSecrets], [url, keepsSecrets])
  })
}

const chunk = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ model: 'm', choices: [{ delta: { content }, finish_reason: finish }] })}\n\n`
const whole = (content: string | null, finish = 'stop') =>
  JSON.stringify({ model: 'm', choices: [{ message: { role: 'assistant', content }, finish_reason: finish }] })

const bodies: [name: string, body: string, read: string | RegExp][] = [
  ['a stream', `: hello\n\n${chunk('So ')}${chunk('5', 'stop')}data: [DONE]\n\n`, 'So 5'],
  ['a stream with CRLF', chunk('5').replaceAll('\n', '\r\n'), '5'],
  ['one object', whole('So 5'), 'So 5'],
  ['a last chunk without choices', `${chunk('5')}data: {"choices":[],"usage":{}}\n\n`, '5'],
  ['an empty reply', whole(null), /empty reply \(finish_reason: stop\)/],
  ['an empty reply at the limit', whole('', 'length'), /spent all its tokens/],
  ['a reply that was cut off', whole('Let us', 'length'), /cut off/],
  ['an error in the stream', `${chunk('So')}data: {"error":{"message":"out of memory"}}\n\n`, /out of memory/],
  ['a page', '<html>Login</html>', /other than a chat completion/],
  ['nothing', '', /other than a chat completion/],
  ['a stream that is broken', 'data: {"choices":\n\n', /other than a chat completion/],
]

for (const [name, body, expected] of bodies) {
  test(`reading ${name}`, () => {
    const read = readChat(body)
    if (typeof expected === 'string') assert.deepEqual(read, { type: 'text', text: expected, model: 'm' })
    else assert.match(read.type === 'failed' ? read.reason : '', expected)
  })
}

test('each refusal has words of its own, and none repeats a key', () => {
  const asked = { origin: 'https://api.example.com', model: 'm', key: 'sk-123' }
  const body = JSON.stringify({ error: { message: 'Bad key sk-123 for m' } })
  const said = [400, 401, 404, 429, 500].map(status => refusal(status, body, asked))
  assert.equal(new Set(said).size, said.length)
  said.push((readChat(body, 'sk-123') as { reason: string }).reason)
  for (const text of said) assert.doesNotMatch(text, /sk-123/)
  assert.match(refusal(401, body, { origin: 'https://api.example.com', model: 'm' }), /wants a key/)
  assert.doesNotMatch(refusal(502, '<html>', asked), /html/)
})
