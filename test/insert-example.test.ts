import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertExample, typedExample } from '../server/src/core/features/insert-example.ts'
import { parse } from '../server/src/core/format/parse.ts'
import { print } from '../server/src/core/format/print.ts'

const example = '@example n\n\n@problem\nP\n'

/** The text with an example put in at its mark. */
function inserted(marked: string): string {
  const offset = marked.indexOf('«»')
  const text = marked.replace('«»', '')
  const { span, text: written } = insertExample(parse(text), offset, example)
  return text.slice(0, span.start) + written + text.slice(span.end)
}

test('an example goes behind the one at the cursor', () => {
  assert.equal(inserted('«»'), `@limo 1\n\n${example}`)
  assert.equal(inserted('\uFEFF«»\n\n'), `\uFEFF@limo 1\n\n${example}`)
  assert.equal(inserted('@limo 1\ntitle: T«»\n'), `@limo 1\ntitle: T\n\n${example}`)
  const a = '@example a\n\n@problem\nA\n'
  const b = '@example b\n\n@problem\nB\n'
  assert.equal(inserted(`${a}«»`), `${a}\n${example}`)
  assert.equal(inserted(`@exam«»ple a\n\n@problem\nA\n\n\n${b}`), `${a}\n${example}\n${b}`)
  assert.equal(inserted(`${a}\n%% About b\n@exam«»ple b\n\n@problem\nB`), `${a}\n%% About b\n${b}\n${example}`)
  assert.equal(
    inserted('@example a\r\n@problem\r\nA«»'),
    '@example a\r\n@problem\r\nA\r\n\r\n@example n\r\n\r\n@problem\r\nP\r\n',
  )
  for (const text of [inserted(`${a}«»`), inserted(`@limo 1\n\n${a}«»\n${b}`)]) assert.equal(print(parse(text)), text)
})

test('between examples it is typed where the cursor is', () => {
  const a = '@example a\n\n@problem\nA\n'
  const b = '@example b\n\n@problem\nB\n'
  for (const [text, expected] of [
    ['«»', `@limo 1\n\n${example}`],
    ['@limo 1\n«»', `@limo 1\n\n${example}`],
    [`${a}«»`, `${a}\n${example}`],
    [`${a}\n«»`, `${a}\n${example}`],
    [`${a}\n«»\n${b}`, `${a}\n${example}\n${b}`],
    [`${a}«»\n${b}`, `${a}\n${example}\n${b}`],
    ['@example a\r\n«»', '@example a\r\n\r\n@example n\r\n\r\n@problem\r\nP\r\n'],
    ['@example a\n@problem\nA«»', undefined],
    ['@example a\n@problem\n«»A\n', undefined],
    ['@example a\n@problem\nA\n«»\nB\n', undefined],
    ['@example a\n@problem\nA\n  «»', undefined],
  ] as const) {
    const typed = typedExample(parse(text.replace('«»', '')), text.indexOf('«»'), example)
    assert.equal(typed === undefined ? undefined : text.replace('«»', () => typed), expected, text)
  }
})
