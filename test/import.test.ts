import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse } from '../server/src/core/format/parse.ts'
import { print } from '../server/src/core/format/print.ts'
import type { ColumnMap } from '../server/src/core/formats/columns.ts'
import { parseJson } from '../server/src/core/formats/exact-json.ts'

import { importHeader } from '../server/src/core/formats/header.ts'
import { withoutBlankEnds } from '../server/src/core/formats/reader.ts'
import { importRecord } from '../server/src/core/formats/records.ts'

import { render } from '../server/src/core/message.ts'
import { isId, toRows } from '../server/src/core/row.ts'
import { piecesOf } from '../server/src/core/text/pieces.ts'

/** What a file of these records is imported as, and why some are not. */
function imported(records: readonly unknown[], map: ColumnMap = {}): { text: string; refused: string[] } {
  const taken = new Map<string, number>()
  let text = importHeader
  const refused: string[] = []
  for (const [i, record] of records.entries()) {
    const json = typeof record === 'string' ? record : JSON.stringify(record)
    const read = importRecord({ line: i + 1, json }, { stem: 'sample', map, taken })
    if (read.type === 'example') text += `\n${read.text}`
    else refused.push(`${read.line}: ${render(read.reason)}`)
  }
  return { text, refused }
}

/** The rows of a `.limo` text in which nothing is wrong. */
function rowsOf(text: string): { id: string; question: string; solution: string; answer: string }[] {
  const document = parse(text)
  return document.regions.slice(1).flatMap(region => {
    // A text may look like a directive with a slip in it; that is for its author to see.
    assert.deepEqual(
      region.flaws.filter(flaw => flaw.type !== 'unknown-directive'),
      [],
      region.text,
    )
    const rows = toRows(document, region)
    assert.equal(rows.type, 'rows', region.text)
    return rows.type === 'rows'
      ? rows.rows.map(({ id, question, solution, answer }) => ({ id, question, solution, answer }))
      : []
  })
}

function one(record: unknown, map?: ColumnMap): string {
  const { text, refused } = imported([record], map)
  assert.deepEqual(refused, [])
  return text
}

const record = { question: 'What is $1+1$?', solution: 'It is $\\boxed{2}$.', answer: '2' }

test('a record with question, solution and answer', () => {
  assert.equal(
    one({ id: 'one', ...record }),
    `@limo 1

@example one

@problem
What is $1+1$?

@solution
It is $\\boxed{2}$.

@answer: 2
`,
  )
})

test('a MATH record: level, subject and an id that has to change', () => {
  const { problem, solution, answer } = { problem: 'P', solution: 'S', answer: 'A' }
  const text = one({ problem, solution, answer, subject: 'Algebra', level: 3, unique_id: 'test/algebra/1.json' })
  assert.equal(
    text,
    `@limo 1

@example test-algebra-1.json
domain: Algebra
difficulty: 6
source:
  id: test/algebra/1.json
meta:
  answer_from: column

@problem
P

@solution
S

@answer: A
`,
  )
  assert.match(
    one({ problem, solution: '$\\boxed{\\frac{1}{2}}$', level: 'Level 5', type: 'Geometry' }),
    /difficulty: 10\n/,
  )
  assert.match(one({ problem, solution: 'so $\\boxed{\\frac{1}{2}}$' }), /@answer: \\frac\{1\}\{2\}\n/)
  assert.match(one({ problem, solution, answer, level: 'Level ?', type: 'Geometry' }), /meta:\n {2}level: "Level \?"\n/)
  assert.match(one({ problem, solution, answer, level: 3 }), /meta:\n {2}level: 3\n/)
})

test('a GSM8K record: the marked answer, and its calculations as claims', () => {
  const text = one({
    question: 'How much is it?',
    answer: 'He pays 48/2 = $<<48/2=24>>24.\nThat is <<24*50%=12>>12 more, $<<$24+12=36>>36.\n#### 36',
  })
  assert.match(text, /^@example sample-[0-9a-f]{8}$/m)
  assert.ok(
    text.endsWith(`@problem
How much is it?

@solution
He pays 48/2 = $24.
That is 12 more, $36.
@check: 48/2=24
@check: 24*50\\%=12
@check: \\$24+12=36

@answer: 36
`),
    text,
  )
  const { regions } = parse(text)
  assert.equal(regions[1]!.example!.solutions[0]!.checks.length, 3)
  assert.match(text, /\nmeta:\n {2}answer_from: "####"\n/)
  assert.match(one({ ...record, solution: 'It is 2.', answer_from: 'me' }), /\nmeta:\n {2}answer_from: me\n/)
})

test('ids are made valid, unique and stable', () => {
  const ids = (...records: object[]): string[] =>
    rowsOf(imported(records.map(fields => ({ ...record, ...fields }))).text).map(row => row.id)
  assert.deepEqual(ids({ id: 'a' }, { id: 'A' }, { id: 'a-2' }, { id: 'a' }), ['a', 'A-2', 'a-2-2', 'a-3'])
  assert.deepEqual(ids({ id: 7 }, { uuid: 'con' }, { problem_id: ' x y ' }), ['7', 'con-1', 'x-y'])
  assert.deepEqual(ids({}), ids({ other: 1 }))
  assert.deepEqual(ids({ id: '题' }), ids({}))
  assert.match(imported([{ ...record, id: '题' }]).text, /source:\n {2}id: "题"\n/)
  const long = ids({ id: 'x'.repeat(300) }, { id: 'x'.repeat(301) })
  assert.deepEqual(long, ['x'.repeat(128), `${'x'.repeat(126)}-2`])
})

test('no column is lost', () => {
  const text = one(
    `{"question":"Q","solution":"S","answer":"A","source":"olympiads","topics":["a b","c, d"],"split":"dev",
      "big":12345678901234567890,"small":0.1,"huge":1e999,"none":null,"list":[{"a":[1,"2"]}],"a: b # c":"x: y"}`,
  )
  const { fields } = parse(text).regions[1]!.example!
  assert.deepEqual(fields.values, {
    source: 'olympiads',
    topics: ['a b', 'c, d'],
    meta: {
      split: 'dev',
      big: '12345678901234567890',
      small: 0.1,
      huge: '1e999',
      none: null,
      list: [{ a: [1, '2'] }],
      'a: b # c': 'x: y',
      answer_from: 'column',
    },
  })
})

test('columns are guessed, and can be named', () => {
  assert.equal(rowsOf(one({ Problem: 'P', response: 'S', expected_answer: 12 }))[0]!.answer, '12')
  assert.equal(rowsOf(one({ prompt: 'P', generations: ['S'], final_answer: ['5'] }))[0]!.solution, 'S')
  const [row] = rowsOf(
    one({ text: 'T', question: 'Q', worked: 'W', answer: '3' }, { question: 'text', solution: 'worked' }),
  )
  assert.deepEqual([row!.question, row!.solution, row!.answer], ['T', 'W', '3'])
  assert.match(one({ text: 'T', ...record }, { question: 'text' }), /meta:\n {2}question: "What is/)
})

test('a word is no LaTeX', () => {
  const line = (answer: string): string =>
    one({ ...record, answer })
      .trimEnd()
      .split('\n')
      .at(-1)!
  for (const words of ['Yes, 5% more', 'Evelyn', 'No', 'the last one', '星期三', '$5 and $6']) {
    assert.equal(line(words), `@answer text: ${words}`)
  }
  for (const latex of [
    '42',
    '\\text{Evelyn}',
    'x^2 + y',
    '\\frac{1}{2}',
    'B',
    '(3, \\infty)',
    '$5$',
    '5 cm',
    'sin(x)',
  ]) {
    assert.equal(line(latex), `@answer: ${latex}`)
  }
  assert.match(one({ ...record, answer: ' 42 ' }), /\n@answer\n 42 \n$/)
  assert.match(one({ ...record, answer: '1\n@step' }), /\n@answer\n1\n\\@step\n$/)
})

test('what cannot be imported is named', () => {
  const { refused, text } = imported([
    '{"question": "Q",',
    [1],
    { question: 'Q', answer: '3' },
    { ...record, question: 'a\0b' },
    { ...record, meta: 'a\ud800b' },
    { ...record, answer: ' \n ', solution: 'S' },
    { ...record, question: ['a', 'b'].map(content => ({ content })) },
    `{"question":"Q","solution":"S","answer":"A","deep":${'['.repeat(2000)}${']'.repeat(2000)}}`,
    record,
  ])
  assert.equal(rowsOf(text).length, 1)
  assert.deepEqual(
    refused.map(line => line.replace(/(is not JSON): .*/, '$1')),
    [
      '1: it is not JSON',
      '2: it is no object with columns',
      '3: it has no solution: no text in a column solution, response, output, cot, thinking_trajectories, generations; it has question, answer',
      '4: it holds a NUL character, which no text file can hold',
      '5: it holds half of a surrogate pair, which is no character',
      '6: it has no answer: no text in a column answer, final_answer, expected_answer, no \\boxed in the solution; it has question, solution, answer',
      '7: its question column "question" holds no text',
      '8: it is nested too deeply',
    ],
  )
})

const token = fc.constantFrom(
  ...[
    '@step',
    '@step verify {#a}: T',
    '@example x',
    '@answer: 5',
    '@limo 1',
    ' @step',
    '@soluton',
    '%%',
    '%% limo-disable',
    '\\',
    '\\@step',
  ],
  ...[
    '\\\\%%',
    '\n',
    '\n\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    '$',
    '$$',
    '\\[',
    '\\]',
    '\\begin{align}',
    '```',
    '`',
    '[asy]',
    '[/asy]',
    '[#a]',
  ],
  ...[
    '\u2028',
    '\u0085',
    '\ufeff',
    '\u00a0',
    '题',
    '😀',
    'é',
    '{',
    '}',
    ':',
    '：',
    '"',
    "'",
    '#### 5',
    '<<1+1=2>>',
    '\\boxed{7}',
    '|',
    '-',
  ],
)
const prose = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: token }, { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) }),
    {
      maxLength: 14,
    },
  )
  .map(parts => parts.join('').replaceAll('\0', '').toWellFormed())
const filled = prose.filter(text => withoutBlankEnds(text).trim() !== '')
const json = fc
  .jsonValue({ stringUnit: 'grapheme' })
  .map(value => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '').replaceAll('__proto__', 'proto')))

test('import, then export gives question, solution and answer back', () => {
  fc.assert(
    fc.property(filled, filled, filled, (question, solution, answer) => {
      const text = one({ question, solution, answer })
      const [row, ...more] = rowsOf(text)
      assert.equal(more.length, 0)
      assert.ok(isId(row!.id))
      assert.deepEqual(
        [row!.question, row!.solution, row!.answer],
        [question, solution, answer].map(withoutBlankEnds),
        text,
      )
      assert.equal(print(parse(text)), text)
    }),
    { numRuns: 2000 },
  )
})

test('any columns come back among the fields', () => {
  const name = fc.oneof(
    fc.constantFrom('id', 'title', 'source', 'topics', 'difficulty', 'level', 'type', 'meta'),
    prose,
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.oneof(json, prose)), { maxLength: 6 }), columns => {
      const foreign = Object.fromEntries(columns.map(([key, value]) => [key.replaceAll('__proto__', ''), value]))
      const text = one({ ...foreign, ...record })
      assert.equal(rowsOf(text).length, 1)
      assert.equal(print(parse(text)), text)
      const { meta, ...own } = parse(text).regions[1]!.example!.fields.values as Record<string, unknown>
      for (const [key, value] of Object.entries(foreign)) {
        if (Object.hasOwn(record, key)) continue
        const kept = (meta as Record<string, unknown> | undefined)?.[key]
        const known = ['id', 'uuid', 'level', 'type', 'subject', 'source'].includes(key.toLowerCase())
        if (!known) assert.deepEqual(kept ?? own[key.toLowerCase()] ?? null, parseJson(JSON.stringify(value)), text)
      }
    }),
    { numRuns: 1000 },
  )
})

for (const [name, columns] of [
  ['math-sample', ['problem', 'solution', 'answer']],
  ['gsm8k-sample', ['question', 'answer']],
] as const) {
  const path = join(import.meta.dirname, `../../shared/data/${name}.jsonl`)
  test(`${name} comes back`, { skip: !existsSync(path) && 'the sample is not here' }, () => {
    const records = readFileSync(path, 'utf8').trim().split('\n')
    const { text, refused } = imported(records)
    assert.deepEqual(refused, [])
    const rows = rowsOf(text)
    assert.equal(rows.length, records.length)
    for (const [i, row] of rows.entries()) {
      const record = JSON.parse(records[i]!) as Record<string, string>
      const texts = columns.map(column => record[column]!)
      if (name === 'math-sample')
        assert.deepEqual([row.question, row.solution, row.answer], texts.map(withoutBlankEnds))
      else {
        const [question, answer] = texts as [string, string]
        assert.equal(row.question, question)
        assert.equal(`${row.solution}\n#### ${row.answer}`, answer.replace(/<<.*?>>/g, ''))
      }
    }
    assert.equal(print(parse(text)), text)
    for (const { example } of parse(text).regions) {
      for (const check of example?.solutions[0]?.checks ?? []) {
        assert.match(check.text.value, /=/)
        assert.deepEqual(piecesOf(check.text), [])
      }
    }
  })
}
