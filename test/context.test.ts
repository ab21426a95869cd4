import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contextOf } from '../server/src/core/context.ts'
import { parse } from '../server/src/core/format/parse.ts'
import { defaultSettings } from '../server/src/core/settings.ts'

test('what files are judged by stays the same object, whatever other files say', () => {
  const heads = ['license: MIT', 'license: CC0-1.0', 'language: zh', 'macros:\n  \\half: \\frac12']
  const documents = heads.map(head => parse(`@limo 1\n${head}\n\n@example a\n`))
  const before = documents.map(document => contextOf(document, defaultSettings))
  assert.equal(new Set(before).size, heads.length)
  documents.forEach((document, i) => {
    assert.equal(contextOf(document, defaultSettings), before[i])
  })
  assert.equal(contextOf(parse(`@limo 1\n${heads[0]}\n\n@example b\n`), defaultSettings), before[0])
})
