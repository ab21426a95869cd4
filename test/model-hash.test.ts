import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { hashOf } from '../server/src/core/model/hash.ts'

test('a hash is the SHA-256 of the JSON, with its keys sorted', () => {
  const sha = (text: string) => createHash('sha256').update(text).digest('hex')
  assert.equal(hashOf({ b: [1, { d: '√', c: null }], a: undefined }), sha('{"b":[1,{"c":null,"d":"√"}]}'))
  assert.equal(hashOf('text'), sha('"text"'))
})

test('the order of keys does not count, every value does', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), fc.jsonValue(), (value, key, other) => {
      const turned = Object.fromEntries(Object.entries(value).reverse())
      assert.equal(hashOf(turned), hashOf(value))
      const changed = Object.fromEntries([...Object.entries(value), [key, [other, 'more']]])
      if (JSON.stringify(value[key]) !== JSON.stringify(changed[key])) assert.notEqual(hashOf(changed), hashOf(value))
    }),
  )
})
