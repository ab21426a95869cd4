import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { bareWords, fixedWords } from '../server/src/core/dataset/bare-words.ts'
import { decodeFingerprints, encodeFingerprints, fingerprints } from '../server/src/core/dataset/fingerprints.ts'
import { benchmarks } from '../server/src/core/dataset/overlap.ts'
import { benchmarksFrom, lint, parse } from '../server/src/library.ts'
import { questionSets, standardFolder } from './eval/make-benchmarks.ts'
import { edits } from './eval/overlap-edits.ts'

const shipped = readFileSync(join(import.meta.dirname, '../media/benchmarks.bin'))

test('words are bare', () => {
  const words = (text: string, macros?: Record<string, string>): string => bareWords(text, macros).join(' ')
  assert.equal(
    words('Let $f(x,y)=\\frac12x^{2}-3\\cdot y$, where $x\\ne 1{,}000$.'),
    'let fxy = 1 2 x 2 3 y where x ≠ 1000',
  )
  assert.equal(words('let f(x , y) = (1/2) x² − 3y WHERE x≠1000;'), 'let fxy = 1 2 x 2 3 y where x ≠ 1000')
  assert.equal(words('Janet’s $\\triangle A B C$ is \\(ABC\\)'), 'janets △ abc is abc')
  assert.equal(words('已知集合 M={x \\mid-3<x<1}'), '已 知 集 合 m = x 3 < x < 1')
  assert.equal(words('\\begin{array}{cc}1&2\\\\3&4\\end{array} \\sqrt{2} [asy]draw(a--b);[/asy] .5'), '1 2 3 4 √ 2 0.5')
  assert.equal(words('$x\\in\\R$', { '\\R': '\\mathbb{R}' }), words('x ∈ R'))
  assert.equal(words('$\\a$', { '\\a': '\\b', '\\b': '\\a' }), words('$\\a$', { '\\a': '\\b', '\\b': '\\a' }))
  assert.deepEqual(fixedWords(bareWords('Compute $\\sin 60^\\circ + x$')), ['sin', '60', '°', '+'])
})

const vocabulary =
  'badgers toads queue pond letters round many ways coins houses rows walk lake town hour far friends old six two'
const word = fc.constantFrom(...vocabulary.split(' '))
const number = fc.integer({ min: 2, max: 99 }).map(value => `$${value}$`)
const formula = fc.constantFrom('$x \\le y$', '$\\frac{1}{2}$', '$f(x)=x^{2}$', '$a$', '，')
const question = fc
  .array(fc.oneof({ arbitrary: word, weight: 8 }, number, formula), { minLength: 16, maxLength: 90 })
  .map(parts => `${parts.join(' ')}.`)

test('a question is found, however it is written, and with one word changed', () => {
  fc.assert(
    fc.property(fc.array(question, { minLength: 1, maxLength: 4 }), fc.nat(), (questions, pick) => {
      const index = benchmarks(fingerprints([{ name: 'S', questions }]))
      const text = questions[pick % questions.length]!
      assert.equal(index.overlaps(text)[0]?.share, 1)
      for (const [name, make] of Object.entries(edits)) {
        if (name === 'one number replaced') continue
        for (const edited of make(text)) assert.ok(index.overlaps(edited).length > 0, `${name}: ${edited}`)
      }
      assert.ok(index.overlaps(`Something stands in front of it. ${text} Say why.`).length > 0)
    }),
    { numRuns: 60 },
  )
})

test('what is something else does not overlap', () => {
  const index = benchmarks(
    fingerprints([
      {
        name: 'S',
        questions: [
          'Compute $\\sin 60^\\circ$',
          'In how many ways can six badgers queue for a round pond in the rain?',
          'What is $x+y$?',
        ],
      },
    ]),
  )
  for (const text of [
    '',
    'Compute',
    'Compute $\\sin 45^\\circ$',
    'Compute $\\tan 60^\\circ$',
    'In how many ways can it be done?',
  ])
    assert.deepEqual(index.overlaps(text), [], text)
  assert.equal(index.overlaps('Find $\\sin 60^{\\circ}$.').length, 1)
})

test('two parts of one task are told apart', () => {
  const stem =
    'Six badgers queue for a round pond, and each of them waits as long as the one in front of it and two minutes more.'
  const parts = [
    `${stem} How long does the last of the badgers wait in all?`,
    `${stem} After what time have exactly three of them left the place?`,
  ]
  const index = benchmarks(fingerprints(parts.map((text, i) => ({ name: String(i), questions: [text] }))))
  for (const [i, text] of parts.entries())
    assert.deepEqual(
      index.overlaps(text).map(({ set }) => set),
      [String(i)],
    )
})

test('the library holds problems against what it is given', () => {
  const asked = 'In how many ways can six badgers queue for a round pond in the rain?'
  const document = parse(
    `@limo 1\n\n%% limo-disable benchmark-overlap\n@example a\n@problem\n${asked}\n@example b\n@problem\n${asked}\n`,
  )
  const said = (options: Parameters<typeof lint>[1]): string[][] =>
    lint(document, { ...options, rules: { 'missing-part': 'off', 'near-duplicate': 'off' } }).map(list =>
      list.map(({ rule }) => rule),
    )
  const held = benchmarksFrom(shipped, [{ name: 'S', questions: [asked] }])
  assert.deepEqual(said({ benchmarks: held }), [[], [], ['benchmark-overlap']])
  // What nobody has looked for is silenced by nothing, and not left over.
  assert.deepEqual(said({}), [[], [], []])
  assert.deepEqual(said({ benchmarks: benchmarksFrom(shipped) }), [[], ['unused-suppression'], []])
  assert.throws(() => benchmarksFrom(Uint8Array.of(1, 2, 3)), /expected the bytes/)
})

test('fingerprints are read as they were written, and nothing else is read', () => {
  fc.assert(
    fc.property(fc.array(question, { maxLength: 3 }), fc.nat(), (questions, cut) => {
      const made = fingerprints([
        { name: 'α', questions },
        { name: 'none', questions: [] },
      ])
      const bytes = encodeFingerprints(made)
      assert.deepEqual(decodeFingerprints(bytes), made)
      assert.equal(decodeFingerprints(bytes.subarray(0, cut % bytes.length)), undefined)
      assert.equal(decodeFingerprints(Uint8Array.of(...bytes, 0)), undefined)
    }),
    { numRuns: 30 },
  )
  assert.equal(decodeFingerprints(new TextEncoder().encode('{"question": "What?"}')), undefined)
})

test('what is shipped is small, holds no text, and is what the sets make', t => {
  assert.ok(shipped.length < 1_000_000)
  const sets = decodeFingerprints(shipped)!
  assert.equal(sets.length, 11)
  const names = sets.reduce((length, { name }) => length + name.length, 0)
  // Nothing that could be words, but for the names of the sets.
  const runs = shipped.toString('latin1').match(/[A-Za-z ]{12,}/g) ?? []
  assert.ok(runs.join('').length <= names, runs.join())
  if (!existsSync(standardFolder)) return t.skip(`there is no ${standardFolder}`)
  assert.ok(shipped.equals(encodeFingerprints(fingerprints(questionSets(standardFolder)))), 'npm run make:benchmarks')
})
