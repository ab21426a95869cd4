import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { escapeText } from '../server/src/core/format/lines.ts'
import { parse } from '../server/src/core/format/parse.ts'
import { formats } from '../server/src/core/formats/index.ts'
import { reasonings } from '../server/src/core/formats/options.ts'
import { withoutBlankEnds } from '../server/src/core/formats/reader.ts'
import { importRecord } from '../server/src/core/formats/records.ts'
import { toRows } from '../server/src/core/row.ts'
import { readForeign } from '../server/src/foreign-file.ts'
import { filesOf, needed, optionsOf, rowsOf } from './exports.ts'

// What is exported in a format that is read comes back: problem, solution, steps and answer, as far as the format has them.

const folder = await mkdtemp(join(tmpdir(), 'limo-round-'))
after(() => rm(folder, { recursive: true, force: true }))

const token = fc.constantFrom(
  ...[
    '@step',
    '@answer: 5',
    '%%',
    '\\',
    '\n',
    '\n\n',
    ' ',
    '$',
    '$x$',
    '\\[',
    '\\]',
    '```',
    '`',
    '題',
    '😀',
    '{',
    '}',
    ':',
  ],
  ...['"', '#', '- ', '1. ', '<x>', 'and', 'so', '\u2028', '\u0085'],
)
const text = fc
  .array(token, { minLength: 1, maxLength: 8 })
  .map(parts => withoutBlankEnds(parts.join('')))
  .filter(value => value.trim() !== '')
const answer = fc.constantFrom('2', '-7', '\\frac{1}{2}', '(1, 2)', 'x^2 + 1')

interface Written {
  readonly problem: string
  readonly steps: readonly string[]
  readonly wrong: number
  readonly answer: string
}

const written = fc
  .record({ problem: text, steps: fc.array(text, { minLength: 1, maxLength: 4 }), answer, wrong: fc.nat(3) })
  .map(
    ({ steps, ...rest }): Written => ({
      ...rest,
      wrong: rest.wrong % steps.length,
      steps: [...steps, `So it is $\\boxed{${rest.answer}}$.`],
    }),
  )

function limoOf({ answer, problem, steps, wrong }: Written): string {
  const said = (list: readonly string[], error = -1): string =>
    list.map((step, i) => `@step\n${escapeText(step)}\n${i === error ? '@error\n' : ''}`).join('\n')
  return `@limo 1\n\n@example a\n\n@problem\n${escapeText(problem)}\n\n@solution\n\n${said(steps)}\n@solution flawed\n\n${said([...steps.slice(0, -1), 'It is $\\boxed{0}$.'], wrong)}\n@answer: ${answer}\n`
}

/** How much of an example a format has. */
const has = {
  columns: ['jsonl', 'parquet', 'huggingface'],
  replies: ['messages', 'prompt-completion', 'axolotl-chat', 'axolotl-segments', 'alpaca', 'sharegpt', 'preference'],
  answers: ['verl', 'rft', 'nemo-rl'],
  questions: ['openai-batch'],
  steps: ['stepwise', 'processbench'],
}

test('every format is read', () => {
  assert.deepEqual(Object.values(has).flat().sort(), formats.map(format => format.id).sort())
})

for (const format of formats) {
  const ways = has.replies.includes(format.id)
    ? reasonings.filter(
        way => way !== 'dropped' && (format.honours.reasoning === true || format.honours.reasoning?.includes(way)),
      )
    : [undefined]
  for (const way of ways) {
    for (const all of has.columns.includes(format.id) ? [true, false] : [false]) {
      test(`what was exported comes back: ${format.id}${way ? `, ${way}` : ''}${all ? ', all columns' : ''}`, async () => {
        await fc.assert(
          fc.asyncProperty(written, async given => {
            const options = {
              ...needed(format),
              ...(way && { reasoning: way }),
              ...(all && { columns: 'all' as const }),
            }
            const { left, rows } = rowsOf(format, limoOf(given), options)
            assert.deepEqual(left, [])
            const files = [...(await filesOf(format, rows, optionsOf(format, options)))].filter(
              ([name]) => !/dataset_info|\.yaml$|\.md$/.test(name),
            )
            assert.equal(files.length, 1)
            const path = join(folder, 'file')
            await writeFile(path, files[0]![1])
            const taken = new Map<string, number>()
            const found: string[] = []
            for await (const { records } of readForeign(path)) {
              for (const record of records) {
                const read = importRecord(record, { stem: 'file', map: {}, taken })
                assert.equal(read.type, 'example', JSON.stringify(read))
                if (read.type === 'example') found.push(read.text)
              }
            }
            compare(format.id, all, given, found)
          }),
          { numRuns: 25 },
        )
      })
    }
  }
}

function compare(id: string, all: boolean, given: Written, found: readonly string[]): void {
  const solution = given.steps.join('\n\n')
  const examples = found.map(text => {
    const document = parse(text)
    const region = document.regions[1]!
    const rows = toRows(document, region)
    return { example: region.example!, row: rows.type === 'rows' ? rows.rows[0]! : undefined, text }
  })
  for (const { example } of examples) assert.equal(example.problem?.text.value, given.problem)
  if (has.steps.includes(id)) {
    const [right, flawed] = examples
    assert.deepEqual(right!.row?.steps, given.steps)
    assert.equal(right!.row?.answer, given.answer)
    const { flawed: isFlawed, steps } = flawed!.example.solutions[0]!
    assert.equal(isFlawed, true)
    assert.equal(
      steps.findIndex(step => step.errors.length > 0),
      given.wrong,
    )
    assert.deepEqual(
      steps.slice(0, given.wrong + 1).map(step => step.text.value),
      given.steps.slice(0, given.wrong + 1),
    )
    return
  }
  const [only] = examples
  assert.equal(examples.length, 1)
  if (has.questions.includes(id)) {
    assert.deepEqual([only!.example.id?.text, only!.example.solutions], ['a', []])
    return
  }
  assert.equal(only!.example.answer?.text.value, given.answer, only!.text)
  if (has.answers.includes(id)) return
  assert.equal(only!.row?.solution, solution, only!.text)
  if (all) assert.deepEqual(only!.row?.steps, given.steps)
  if (id === 'preference') assert.equal(only!.example.solutions[1]?.flawed, true)
}
