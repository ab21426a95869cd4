import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Document, Region } from '../server/src/core/format/document.ts'
import { parse, textOfDocument, update } from '../server/src/core/format/parse.ts'
import { print } from '../server/src/core/format/print.ts'
import { seeds } from './seeds.ts'

/** Text that is likely to mean something: pieces of the language in any order, and mutated real files. */
const piece = fc.constantFrom(
  '@limo 1\n',
  '@limo 2\n',
  '@example a\n',
  '@example\tb {x}: y\n',
  '@problem\n',
  '@problem: first\n',
  '@solution\n',
  '@solution flawed {#s}: Title\n',
  '@step\n',
  '@step  derive\t{ #c  } ： T\n',
  '@error:\n',
  '@error: wrong\n',
  '@answer: 5\n',
  '@answer number {tolerance=0.1 unit="m ""s"}: 2\n',
  '@answer {#\n',
  '@hint\n',
  '@check: 1 = 1\n',
  '%% note\n',
  '%% limo-disable rule\n',
  '\n',
  '  \n',
  '\t\n',
  '\r\n',
  '\r',
  'text $x$\n',
  '\\@step\n',
  '\\\\%% a\n',
  ' @step\n',
  '@soluton\n',
  '＠step\n',
  'title: A\n',
  'title:   B \n',
  'topics: [a, b]\n',
  'topics:\n- a\n\n',
  'macros:\n  \\R: \\mathbb{R}\n',
  'meta:\n  a: |\n    x  \n\n    y\n',
  '```\n',
  '$$\n',
  '\uFEFF',
  '中文：text\n',
  '😀',
  'no end',
)
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(piece, { maxLength: 25 }).map(pieces => pieces.join('')),
  fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(), fc.nat(30), fc.constantFrom('drop', 'double', 'swap')), { maxLength: 4 }),
    )
    .map(([text, changes]) => changes.reduce((now, [at, length, how]) => mutated(now, at, length, how), text)),
)

function mutated(text: string, at: number, length: number, how: string): string {
  const from = at % (text.length + 1)
  const middle = text.slice(from, from + length)
  const rest = text.slice(from + length)
  if (how === 'drop') return text.slice(0, from) + rest
  if (how === 'double') return text.slice(0, from) + middle + middle + rest
  return text.slice(0, from) + rest.slice(0, length) + middle + rest.slice(length)
}

test('parsing never fails, and loses no character', () => {
  fc.assert(
    fc.property(anyText, text => assert.equal(textOfDocument(parse(text)), text)),
    { numRuns: 2000 },
  )
})

test('printing twice changes nothing', () => {
  fc.assert(
    fc.property(anyText, text => {
      const once = print(parse(text))
      assert.equal(print(parse(once)), once)
    }),
    { numRuns: 3000 },
  )
})

test('printing removes and adds no visible character but in the syntax of directives, and keeps every text', () => {
  fc.assert(
    fc.property(anyText, text => {
      const before = parse(text)
      const after = parse(print(before))
      assert.deepEqual(meaning(after), meaning(before))
    }),
    { numRuns: 2000 },
  )
})

test('a document parsed after edits, with what it remembers, equals one parsed afresh', () => {
  const edit = fc.tuple(fc.nat(), fc.nat(40), fc.oneof(piece, fc.constant(''), anyText))
  fc.assert(
    fc.property(anyText, fc.array(edit, { maxLength: 6 }), (text, edits) => {
      let document = parse(text)
      let now = text
      for (const [at, length, inserted] of edits) {
        const start = at % (now.length + 1)
        const end = Math.min(now.length, start + length)
        document = update(document, { start, end, text: inserted })
        now = now.slice(0, start) + inserted + now.slice(end)
        assert.deepEqual(plain(document), plain(parse(now)))
      }
    }),
    { numRuns: 1500 },
  )
})

test('an edit parses what it touches, and keeps the rest', () => {
  const text = `@limo 1\n\n${Array.from({ length: 20 }, (_, i) => `@example e${i}\n\n@problem\nWhat is $${i}$?\n\n`).join('')}`
  const before = parse(text)
  const at = text.indexOf('What is $9$')
  const after = update(before, { start: at, end: at, text: 'x' })
  const changed = after.regions.filter((region, i) => region !== before.regions[i])
  assert.equal(changed.length, 1)
})

test('a comment among the fields vanishes with its line end, however lines end', () => {
  const lines = [
    '@limo 1',
    'macros:',
    '  \\norm: \\lVert #1 \\rVert',
    '%% note',
    '  \\two: |',
    '    a',
    '',
    '    b',
    '  \\bad: "x" "y',
    '    z',
    'defaults:',
    '  title: |',
    '    one',
    '',
    '    two',
    '@example a',
    'domain: one',
    '%% note',
    '  line',
    'meta:',
    '%% note',
    '  a: 1',
    '%% note',
    '  b: *c',
    'topics:',
    '- x',
    '%% note',
    '- y',
  ]
  for (const lineEnd of ['\n', '\r\n', '\r']) {
    const [head, example] = parse(lines.join(lineEnd)).regions
    assert.deepEqual(
      head!.header!.macros.map(macro => [macro.name.text, macro.replacement.text]),
      [
        ['\\norm', '\\lVert #1 \\rVert'],
        ['\\two', 'a\n\nb\n'],
      ],
    )
    assert.equal(head!.header!.defaults?.values.title, 'one\n\ntwo\n')
    assert.deepEqual(
      head!.flaws.map(flaw => flaw.type),
      ['invalid-yaml'],
    )
    assert.deepEqual(example!.example!.fields.values, { domain: 'one line', topics: ['x', 'y'] })
    assert.deepEqual(
      example!.flaws.map(({ type, span }) => [type, example!.text.slice(span.start, span.end)]),
      [['invalid-yaml', '*c']],
    )
  }
})

/** All that the document says, without where it says it. */
function meaning(document: Document): unknown {
  return document.regions.map(region => [
    region.header && [region.header.version, region.header.fields.values, region.header.defaults?.values],
    region.directives.map(({ name, word, label, attributes, rest, unread }) => [
      name,
      word?.text,
      label?.text,
      attributes.map(a => [a.key.text, a.value?.text]),
      rest?.text || undefined,
      unread.length,
    ]),
    region.example && texts(region),
    visible(region),
  ])
}

function texts(region: Region): unknown {
  const { example } = region
  return [
    example?.fields.values,
    example?.problem?.text.value,
    example?.solutions.map(s => [
      s.text.value,
      s.steps.map(step => [step.text.value, step.errors.map(e => e.text.value)]),
    ]),
    example?.answer?.text.value,
  ]
}

/** The characters of the region that can be seen, those of directive lines left out. */
function visible(region: Region): string {
  let text = ''
  let at = 0
  for (const { line } of region.directives) {
    text += region.text.slice(at, line.start)
    at = line.end
  }
  return (text + region.text.slice(at)).replaceAll(/[ \t\r\n]/g, '')
}

function plain(document: Document): unknown {
  return JSON.parse(JSON.stringify(document))
}

const data = join(import.meta.dirname, '../../shared/data')
test('the real samples, as examples, format to a fixed point', {
  skip: !existsSync(data) && 'the real data is not here',
}, () => {
  for (const line of readFileSync(join(data, 'math-sample.jsonl'), 'utf8').split('\n').filter(Boolean)) {
    const { problem, solution, answer } = JSON.parse(line)
    const text = `@example a\n\n\n@problem\n\n${problem}\n@solution\n${solution}\n\n\n@answer:   ${answer}\n`
    const once = print(parse(text))
    assert.equal(print(parse(once)), once)
  }
})
