import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointOf } from '../server/src/core/model/endpoint.ts'

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
    const endpoint = endpointOf({ provider: 'openai-compatible', baseUrl })
    if (endpoint.type === 'invalid') {
      assert.equal(url, undefined)
      assert.doesNotMatch(endpoint.reason, /secret/)
    } else assert.deepEqual([endpoint.url, endpoint.keepsSecrets], [url, keepsSecrets])
  })
}

test('anthropic is where it is unless said otherwise, however that is written', () => {
  const urls = [
    undefined,
    'https://api.anthropic.com',
    'https://api.anthropic.com/v1/',
    'https://api.anthropic.com/v1/messages',
  ]
  for (const baseUrl of urls) {
    const endpoint = endpointOf({ provider: 'anthropic', ...(baseUrl && { baseUrl }) })
    assert.equal(endpoint.type === 'endpoint' && endpoint.url, 'https://api.anthropic.com/v1/messages')
  }
  const other = endpointOf({ provider: 'anthropic', baseUrl: 'http://localhost:4000/anthropic' })
  assert.equal(other.type === 'endpoint' && other.url, 'http://localhost:4000/anthropic/v1/messages')
})
