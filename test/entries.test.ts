import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mergeEntries } from '../server/src/core/formats/entries.ts'
import { render } from '../server/src/core/message.ts'

/** The merged text, with what it replaces before it; or why there is none. */
function merged(old: string, ours: object): string {
  const result = mergeEntries(old, JSON.stringify(ours))
  if (result.type === 'unreadable') return render(result.reason)
  return result.replaced.map(name => `${name}! `).join('') + result.text
}

const limo = { limo: { file_name: 'limo.json', columns: { prompt: 'instruction' } } }

test('entries of others stay as they were written', () => {
  const theirs = '{\n  "identity": {"file_name":   "identity.json"},\n\t"é, }": [1e400, "\\"}"]'
  assert.equal(
    merged(`${theirs}\n}\n`, { limo: { file_name: 'limo.json' } }),
    `${theirs},\n\t"limo": {\n\t\t"file_name": "limo.json"\n\t}\n}\n`,
  )
  assert.equal(merged('{}', { a: { b: 1 } }), '{\n  "a": {\n    "b": 1\n  }\n}')
  assert.equal(merged('{ "x": {} }', limo), `{ "x": {}, "limo": ${JSON.stringify(limo.limo)} }`)
  assert.equal(merged('{"x":1,\n"y":2}', { z: 3 }), '{"x":1,\n"y":2,\n"z": 3}')
  assert.equal(
    merged('\uFEFF{\r\n  "x": 1\r\n}\r\n', { y: [2] }),
    '\uFEFF{\r\n  "x": 1,\r\n  "y": [\r\n    2\r\n  ]\r\n}\r\n',
  )
})

test('an entry of the same name is replaced where it stands, if it says something else', () => {
  const old = '{\n    "a": 1,\n    "limo": {"file_name": "old.json"},\n    "b": 2\n}\n'
  assert.equal(
    merged(old, { limo: { file_name: 'limo.json' }, b: 2 }),
    'limo! {\n    "a": 1,\n    "limo": {\n        "file_name": "limo.json"\n    },\n    "b": 2\n}\n',
  )
  assert.equal(merged('{"limo":{"limo":1}, "b":2}', { limo: 3 }), 'limo! {"limo":3, "b":2}')
})

test('what is no object of entries is named', () => {
  assert.match(merged('{"a": 1,}', limo), /^it is no JSON: /)
  assert.equal(merged('[1]', limo), 'it is no JSON object; expected an entry for each data set')
  assert.equal(merged('{"limo": 1, "limo": 2}', limo), 'it holds 2 entries "limo"')
})

test('whatever stands there, all of it is there afterwards, in its order', () => {
  const value = fc.oneof(
    fc.integer(),
    fc.array(fc.string()),
    fc.dictionary(fc.constantFrom('x', '}', 'y'), fc.string()),
  )
  // One name with an escape: V8 13.6 may take one such name for another in `JSON.parse`.
  const entries = fc.dictionary(fc.constantFrom('a', 'b', 'limo', '"', '{', '7'), value)
  fc.assert(
    fc.property(entries, entries, fc.constantFrom(undefined, 1, 4, '\t'), (old, ours, space) => {
      const result = mergeEntries(JSON.stringify(old, null, space), JSON.stringify(ours))
      assert.equal(result.type, 'merged')
      if (result.type !== 'merged') return
      const read = JSON.parse(result.text)
      assert.deepEqual(read, JSON.parse(JSON.stringify({ ...old, ...ours })))
      assert.deepEqual(Object.keys(read), Object.keys({ ...old, ...ours }))
      const changed = Object.keys(ours).filter(
        name => Object.hasOwn(old, name) && JSON.stringify(old[name]) !== JSON.stringify(ours[name]),
      )
      assert.deepEqual([...result.replaced], changed)
    }),
  )
})
