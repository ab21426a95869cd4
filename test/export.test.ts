import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import katex from 'katex'
import * as z from 'zod'
import { groupsOf, likeGroups } from '../server/src/core/dataset/split-groups.ts'
import { splitOf } from '../server/src/core/dataset/splits.ts'
import {
  countExample,
  exportable,
  exportWarnings,
  type GivenOptions,
  nothingWritten,
  readOptions,
  trainedRows,
  type Written,
} from '../server/src/core/export.ts'
import { parse } from '../server/src/core/format/parse.ts'
import { formatById, formats } from '../server/src/core/formats/index.ts'
import type { ExportOptions } from '../server/src/core/formats/options.ts'
import { instruction } from '../server/src/core/judging/prompts.ts'
import { message, render } from '../server/src/core/message.ts'
import type { Row } from '../server/src/core/row.ts'
import { defaultSettings } from '../server/src/core/settings.ts'
import { expandFormula, expandText } from '../server/src/core/text/expand.ts'
import { katexOptions, type Macros } from '../server/src/core/text/latex.ts'
import { filesOf, needed, optionsOf, placed, readable, rowLists, rowsOf } from './exports.ts'

async function lines(id: string, limo: string, given: GivenOptions = {}): Promise<unknown[]> {
  const format = formatById.get(id)!
  const files = await filesOf(format, rowsOf(format, limo, given).rows, optionsOf(format, given))
  return recordsIn((files.get('') ?? '').toString())
}

function recordsIn(text: string): unknown[] {
  return text.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]))
}

const two = '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n'
const steps = `@example b
@problem
What is $1+1+1$?
@solution
Add from the left.
@step compute {#first}: The first two
$1+1=2$
@hint: Count on your fingers.
@step conclude: The rest
By [#first] it is $\\boxed{3}$.
@solution flawed
@step
$1+1=2$
@step
$2+1=4$
@error: One too many.
@step
So $\\boxed{4}$.
@answer: 3
`

describe('formats', () => {
  for (const format of formats) {
    test(`${format.id}: its example`, async () => {
      const { example } = format
      const { left, rows } = rowsOf(format, example.limo, example.options)
      assert.deepEqual(left, [])
      const files = await filesOf(format, rows, optionsOf(format, example.options))
      const expected = 'files' in example ? example.files : { '': example.file }
      assert.ok(Object.keys(expected).length > 0)
      for (const [name, text] of Object.entries(expected)) assert.equal(await readable(files.get(name)!), text, name)
    })

    test(`${format.id}: its docs name their source`, () => {
      assert.match(format.docs, /\[[^\]]+\]\(https:/)
      assert.ok(format.docs.trim().length > 80)
    })

    test(`${format.id}: an option that it has no place for is refused, its own are not`, () => {
      for (const [name, honoured] of Object.entries(format.honours)) {
        if (Array.isArray(honoured))
          for (const value of honoured) optionsOf(format, { ...needed(format), [name]: value })
      }
      assert.equal(readOptions(format, { nothing: 1 } as GivenOptions).type, 'problem')
      for (const { id, honours } of formats) {
        for (const name of Object.keys(honours)) {
          if (name in format.honours) continue
          const read = readOptions(format, { ...needed(format), [name]: 'x' })
          assert.equal(read.type, 'problem', `${name} of ${id}`)
        }
      }
    })
  }
})

// The records of each format, as its readers describe them.

const text = z.string().min(1)
const prompt = z.union([
  z.tuple([z.strictObject({ role: z.literal('user'), content: text })]),
  z.tuple([
    z.strictObject({ role: z.literal('system'), content: text }),
    z.strictObject({ role: z.literal('user'), content: text }),
  ]),
])
const reply = z.strictObject({ role: z.literal('assistant'), content: text, reasoning_content: text.optional() })

const records: Readonly<Record<string, z.ZodType>> = {
  jsonl: z.strictObject({ question: text, solution: text, answer: text }),
  messages: z.strictObject({
    messages: z
      .array(
        z.union([
          z.strictObject({ role: z.enum(['system', 'user']), content: text }),
          reply.extend({ weight: z.literal([0, 1]).optional() }),
        ]),
      )
      .refine(list => /^(?:system )?user assistant$/.test(list.map(({ role }) => role).join(' '))),
  }),
  'prompt-completion': z.strictObject({ prompt, completion: z.tuple([reply]) }),
  preference: z.strictObject({ prompt, chosen: z.tuple([reply]), rejected: z.tuple([reply]) }),
  stepwise: z
    .strictObject({ prompt: text, completions: z.array(text).min(1), labels: z.array(z.boolean()) })
    .refine(({ completions, labels }) => completions.length === labels.length)
    .refine(({ labels }) => labels.slice(0, -1).every(label => label)),
  processbench: z
    .strictObject({
      id: text,
      generator: text,
      problem: text,
      steps: z.array(text).min(1),
      final_answer_correct: z.boolean(),
      label: z.int().min(-1),
    })
    .refine(({ label, steps }) => label < steps.length),
  'axolotl-chat': z.strictObject({
    messages: z.array(
      z.strictObject({
        role: z.enum(['system', 'user', 'assistant']),
        content: text,
        reasoning_content: text.optional(),
        train: z.boolean(),
      }),
    ),
  }),
  'axolotl-segments': z.strictObject({ segments: z.array(z.strictObject({ label: z.boolean(), text })) }),
  rft: z
    .looseObject({ messages: z.array(z.strictObject({ role: text, content: text })), reference_answer: text })
    .refine(({ messages }) => messages.at(-1)?.role === 'user'),
  'nemo-rl': z.strictObject({ input: text, output: text }),
  'openai-batch': z.strictObject({
    custom_id: text,
    method: z.literal('POST'),
    url: z.literal('/v1/chat/completions'),
    body: z.strictObject({ model: text, messages: prompt }),
  }),
}

describe('records', () => {
  for (const [id, schema] of Object.entries(records)) {
    const format = formatById.get(id)!
    test(`${id}: have the shape that its readers want, whatever the options`, async () => {
      const { reasoning } = format.honours
      const values = reasoning === undefined ? [undefined] : (reasoning as readonly string[])
      await fc.assert(
        fc.asyncProperty(
          rowLists,
          fc.constantFrom(...values),
          fc.constantFrom('limo', 'none', 'Think.'),
          async (list, how, system) => {
            const options = optionsOf(format, {
              ...needed(format),
              ...(how !== undefined && { reasoning: how as ExportOptions['reasoning'] }),
              ...(format.honours.system && { system }),
            })
            const rows = placed(format, list, options)
            const files = await filesOf(format, rows, options)
            const content = (files.get('') ?? '').toString()
            // As Python's `splitlines` has it.
            const found = content.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/).slice(0, -1)
            assert.equal(found.length, rows.length)
            for (const line of found) schema.parse(JSON.parse(line))
          },
        ),
        { numRuns: 100 },
      )
    })
  }

  test('there is a schema for each format that writes lines', () => {
    const written = formats.filter(format => format.type === 'file' && format.extension === 'jsonl')
    assert.deepEqual(Object.keys(records).sort(), written.map(({ id }) => id).sort())
  })
})

// What comes back when a reader takes the records apart.
type Read = Partial<Pick<Row, 'question' | 'solution' | 'answer'>> & { readonly steps?: readonly string[] }
type Message = { role: string; content: string; reasoning_content?: string }

const lastOf = (messages: readonly Message[]): string => messages.at(-1)!.content
interface AnyRecord extends Pick<Row, 'question' | 'solution' | 'answer' | 'steps'> {
  readonly messages: readonly Message[]
  readonly prompt: readonly Message[]
  readonly completion: readonly Message[]
  readonly chosen: readonly Message[]
  readonly segments: readonly { text: string }[]
  readonly input: string
  readonly problem: string
  readonly body: { readonly messages: readonly Message[] }
}

const readers: Readonly<Record<string, (record: AnyRecord) => Read>> = {
  jsonl: ({ answer, question, solution }) => ({ answer, question, solution }),
  messages: ({ messages }) => ({ question: messages.at(-2)!.content, solution: lastOf(messages) }),
  'prompt-completion': ({ completion, prompt }) => ({ question: lastOf(prompt), solution: lastOf(completion) }),
  preference: ({ chosen, prompt }) => ({ question: lastOf(prompt), solution: lastOf(chosen) }),
  'axolotl-chat': ({ messages }) => ({ question: messages.at(-2)!.content, solution: lastOf(messages) }),
  'axolotl-segments': ({ segments }) => ({ solution: segments[1]!.text.slice(0, -'<|im_end|>\n'.length) }),
  rft: ({ messages }) => ({ question: lastOf(messages) }),
  'nemo-rl': ({ input }) => ({ question: input }),
  'openai-batch': ({ body }) => ({ question: lastOf(body.messages) }),
  processbench: ({ problem, steps }) => ({ question: problem, steps }),
}

describe('round trips', () => {
  for (const [id, read] of Object.entries(readers)) {
    test(id, async () => {
      const format = formatById.get(id)!
      const options = optionsOf(format, needed(format))
      await fc.assert(
        fc.asyncProperty(rowLists, async list => {
          const rows = placed(format, list, options)
          const files = await filesOf(format, rows, options)
          const found = recordsIn((files.get('') ?? '').toString()).map(record => read(record as AnyRecord))
          assert.equal(found.length, rows.length)
          for (const [i, got] of found.entries()) {
            for (const [key, value] of Object.entries(got)) assert.deepEqual(value, rows[i]![key as keyof Row])
          }
        }),
        { numRuns: 100 },
      )
    })
  }
})

describe('reasoning', () => {
  const replyOf = async (reasoning: ExportOptions['reasoning'], limo = two): Promise<Message> =>
    ((await lines('prompt-completion', limo, { reasoning })) as { completion: Message[] }[])[0]!.completion[0]!

  test('where it goes', async () => {
    assert.equal((await replyOf('plain')).content, 'Two: $\\boxed{2}$.')
    assert.equal((await replyOf('think')).content, '<think>\nTwo: $\\boxed{2}$.\n</think>\n\n$\\boxed{2}$')
    assert.equal((await replyOf('dropped')).content, '$\\boxed{2}$')
    assert.deepEqual(await replyOf('reasoning_content'), {
      role: 'assistant',
      reasoning_content: 'Two: $\\boxed{2}$.',
      content: '$\\boxed{2}$',
    })
  })

  test('as the rewards of TRL and Open-R1 want it', async () => {
    assert.match((await replyOf('think')).content, /^<think>(?!.*<think>)(.*?)<\/think>.*$/s)
    assert.match((await replyOf('think-answer')).content, /^<think>\n.*?\n<\/think>\n<answer>\n.*?\n<\/answer>$/s)
  })

  test('without a box the answer itself stands behind it', async () => {
    const limo = (answer: string): string => two.replace('\\boxed{2}', '2').replace('@answer: 2', `@answer${answer}`)
    assert.equal((await replyOf('dropped', limo(': 2'))).content, '$\\boxed{2}$')
    assert.equal((await replyOf('dropped', limo(': $2$'))).content, '$\\boxed{2}$')
    assert.equal((await replyOf('dropped', limo(' text: two'))).content, 'two')
  })

  test('what has none to put behind it, or ends it early, is left out', () => {
    const format = formatById.get('messages')!
    const proof = two.replace('@answer: 2', '@answer proof').replace('$\\boxed{2}$', 'clear')
    assert.deepEqual(rowsOf(format, proof).left, [])
    assert.match(rowsOf(format, proof, { reasoning: 'think' }).left[0]!, /no final answer/)
    const early = two.replace('Two', 'Two </think>')
    assert.deepEqual(rowsOf(format, early).left, [])
    assert.deepEqual(rowsOf(format, early, { reasoning: 'dropped' }).left, [])
    assert.match(rowsOf(format, early, { reasoning: 'think' }).left[0]!, /<\/think>/)
  })
})

describe('options', () => {
  const question = async (limo: string, given: GivenOptions = {}): Promise<string> =>
    ((await lines('jsonl', limo, given)) as { question: string }[])[0]!.question
  const solution = async (limo: string, given: GivenOptions = {}): Promise<string> =>
    ((await lines('jsonl', limo, given)) as { solution: string }[])[0]!.solution

  test('headings', async () => {
    const text = (first: string, second: string): string =>
      `Add from the left.\n\n${first}$1+1=2$\n\n${second}By Step 1 it is $\\boxed{3}$.`
    assert.equal(await solution(steps), text('Step 1. ', 'Step 2. '))
    assert.equal(await solution(steps, { headings: 'none' }), text('', ''))
    assert.equal(await solution(steps, { headings: 'number' }), text('Step 1: ', 'Step 2: '))
    assert.equal(await solution(steps, { headings: 'title' }), text('Step 1: The first two\n', 'Step 2: The rest\n'))
    const chinese = steps.replace('@problem', 'language: zh\n@problem')
    assert.match(await solution(chinese, { headings: 'title' }), /\n\n第2步：The rest\n/)
    const paragraphs = two.replace('Two:', 'One.\n\nTwo:')
    assert.equal(await solution(paragraphs), 'One.\n\nTwo: $\\boxed{2}$.')
    assert.equal(await solution(paragraphs, { headings: 'number' }), 'Step 1: One.\n\nStep 2: Two: $\\boxed{2}$.')
  })

  test('hints', async () => {
    const limo = steps.replace('@solution\n', '@hint: Slowly.\n@solution\n')
    assert.equal(await question(limo), 'What is $1+1+1$?')
    assert.equal(
      await question(limo, { hints: true }),
      'What is $1+1+1$?\n\nHint: Slowly.\n\nHint: Count on your fingers.',
    )
    // Those of a solution go with it.
    assert.deepEqual(await lines('nemo-rl', limo, { hints: true }), [
      { input: 'What is $1+1+1$?\n\nHint: Slowly.', output: '3' },
    ])
  })

  test('macros', async () => {
    const limo = `@limo 1\nmacros:\n  \\R: \\mathbb{R}\n${two.replace('1+1$?', '1+1$ in $\\R$, not \\R?')}`
    assert.equal(await question(limo), 'What is $1+1$ in $\\mathbb{R}$, not \\R?')
    assert.equal(await question(limo, { macros: 'keep' }), 'What is $1+1$ in $\\R$, not \\R?')
    const answer = limo.replace('@answer: 2', '@answer: \\R')
    assert.equal(((await lines('jsonl', answer)) as { answer: string }[])[0]!.answer, '\\mathbb{R}')
  })

  test('system', async () => {
    const roles = async (system: string): Promise<unknown> =>
      ((await lines('rft', two, { system })) as { messages: Message[] }[])[0]!.messages.slice(0, -1)
    assert.deepEqual(await roles('limo'), [{ role: 'system', content: instruction }])
    assert.deepEqual(await roles('none'), [])
    assert.deepEqual(await roles('Be brief.'), [{ role: 'system', content: 'Be brief.' }])
  })

  test('columns', async () => {
    const limo = steps.replace('@problem', 'domain: counting\ndifficulty: 2\nmeta: {page: 3}\n@problem')
    assert.deepEqual((await lines('jsonl', limo, { columns: 'all', headings: 'none' }))[0], {
      question: 'What is $1+1+1$?',
      solution: 'Add from the left.\n\n$1+1=2$\n\nBy Step 1 it is $\\boxed{3}$.',
      answer: '3',
      id: 'b',
      steps: ['$1+1=2$', 'By Step 1 it is $\\boxed{3}$.'],
      hints: ['Count on your fingers.'],
      domain: 'counting',
      difficulty: 2,
      meta: { page: 3 },
    })
  })

  test('what is skipped', () => {
    const format = formatById.get('jsonl')!
    const limo = two.replace('@problem', 'status: draft\nsplit: test\n@problem')
    assert.deepEqual(rowsOf(format, limo, { skipStatus: ['rejected'] }).left, [])
    assert.deepEqual(rowsOf(format, limo, { skipStatus: ['draft'] }).left, ['its status is "draft"'])
    assert.deepEqual(rowsOf(format, limo, { split: 'train' }), { rows: [], left: [] })
    assert.equal(rowsOf(format, limo, { split: 'test' }).rows.length, 1)
    assert.equal(rowsOf(format, two, { split: 'train' }).rows.length, 1)
  })

  test('what cannot be is refused', () => {
    const reason = (id: string, given: GivenOptions): string => {
      const read = readOptions(formatById.get(id)!, given)
      return read.type === 'problem' ? `${read.option}: ${render(read.reason)}` : ''
    }
    assert.match(reason('jsonl', { reasoning: 'think' }), /^reasoning: jsonl has no place for it/)
    assert.match(reason('axolotl-segments', { reasoning: 'reasoning_content' }), /takes plain, think/)
    assert.match(reason('openai-batch', {}), /^model: openai-batch needs it/)
    assert.match(reason('jsonl', { validation: 2 }), /^validation: expected/)
    assert.match(reason('jsonl', { validation: 0.6, test: 0.6 }), /more than 1/)
  })
})

describe('flawed solutions', () => {
  test('step labels end with the wrong step', async () => {
    assert.deepEqual(await lines('stepwise', steps, { headings: 'none' }), [
      {
        prompt: 'What is $1+1+1$?',
        completions: ['Add from the left.\n\n$1+1=2$', 'By Step 1 it is $\\boxed{3}$.'],
        labels: [true, true],
      },
      { prompt: 'What is $1+1+1$?', completions: ['$1+1=2$', '$2+1=4$'], labels: [true, false] },
    ])
  })

  test('an empty step moves no label', async () => {
    const limo = steps.replace('@solution flawed\n', '@solution flawed\n@step\n')
    const [, flawed] = (await lines('processbench', limo)) as { label: number; steps: string[] }[]
    assert.deepEqual([flawed!.steps.length, flawed!.label], [3, 1])
  })

  test('without a mark, or with an empty marked step, there are no labels', () => {
    const format = formatById.get('stepwise')!
    assert.deepEqual(rowsOf(format, steps.replace('@error: One too many.\n', '')).left, [
      'no step of its flawed solution is marked with @error',
    ])
    assert.deepEqual(rowsOf(format, steps.replace('$2+1=4$\n', '')).left, ['the step marked with @error has no text'])
  })

  test('whether the final answer of a flawed solution is right is told by its meaning', async () => {
    const correct = async (answer: string): Promise<unknown> =>
      ((await lines('processbench', steps.replace('\\boxed{4}', answer))) as { final_answer_correct: boolean }[])[1]
        ?.final_answer_correct
    assert.equal(await correct('\\boxed{4}'), false)
    assert.equal(await correct('\\boxed{\\frac{6}{2}}'), true)
    assert.equal(await correct('4'), false)
  })

  test('labels need no answer, and what is noted of a final answer counts', async () => {
    const alone = steps.replace('@answer: 3\n', '')
    assert.equal((await lines('stepwise', alone)).length, 2)
    const format = formatById.get('processbench')!
    assert.match(rowsOf(format, alone).left[0]!, /cannot be told/)
    const noted = alone.replace('@problem', 'meta: {final_answer_correct: true, generator: tutor}\n@problem')
    const [, flawed] = (await lines('processbench', noted)) as { final_answer_correct: boolean; generator: string }[]
    assert.deepEqual([flawed!.final_answer_correct, flawed!.generator], [true, 'tutor'])
  })

  test('what asks a model needs a problem, what grades it an answer, and neither a solution', () => {
    const problem = '@example a\n@problem\nWhat is $1+1$?\n'
    const model = { model: 'm' }
    assert.equal(rowsOf(formatById.get('openai-batch')!, problem, model).rows.length, 1)
    assert.deepEqual(rowsOf(formatById.get('rft')!, problem).left, ['it has no answer'])
    assert.equal(rowsOf(formatById.get('rft')!, `${problem}@answer: 2\n`).rows.length, 1)
    assert.match(rowsOf(formatById.get('rft')!, `${problem}@answer proof\n`).left[0]!, /a proof has no answer/)
  })

  test('an example of flawed solutions alone has labels, and no pair', () => {
    const alone = steps.replace(/@solution\n[\s\S]*@solution flawed/, '@solution flawed')
    assert.equal(rowsOf(formatById.get('stepwise')!, alone).rows.length, 1)
    assert.deepEqual(rowsOf(formatById.get('preference')!, alone).left, ['all its solutions are flawed'])
    assert.deepEqual(rowsOf(formatById.get('preference')!, two).left, [
      'it has no flawed solution to set against the correct one',
    ])
  })

  test('each correct solution is set against each flawed one, under ids of their own', () => {
    const flawed = '@solution flawed\n@step\nNo.\n@error\n'
    const limo = two.replace(
      '@answer',
      `@solution\nAlso $\\boxed{2}$.\n${flawed}${flawed.replace('No', 'Never')}@answer`,
    )
    const { rows } = rowsOf(formatById.get('preference')!, limo)
    assert.deepEqual(
      rows.map(({ id, rejected, solution }) => [id, solution[0], rejected]),
      [
        ['a', 'T', 'No.'],
        ['a~2', 'T', 'Never.'],
        ['a~3', 'A', 'No.'],
        ['a~4', 'A', 'Never.'],
      ],
    )
    const ids = rowsOf(formatById.get('stepwise')!, limo).rows.map(({ id }) => id)
    assert.deepEqual(ids, ['a', 'a~2', 'a~flawed', 'a~flawed~2'])
    assert.equal(rowsOf(formatById.get('rft')!, limo).rows.length, 1)
  })
})

test('openai-batch: no two requests have the same id, though examples may', async () => {
  const requests = (await lines('openai-batch', `${two}${two}${two}`, { model: 'm' })) as { custom_id: string }[]
  assert.deepEqual(
    requests.map(({ custom_id }) => custom_id),
    ['a', 'a~2', 'a~3'],
  )
})

describe('what is trained', () => {
  test('the marks of ChatML are masked up to the reply', () => {
    const document = parse(two)
    const format = formatById.get('messages')!
    const { rows } = trainedRows(document, document.regions[1]!, { format, options: optionsOf(format) }, {})
    assert.deepEqual(rows, [
      {
        id: 'a',
        segments: [
          {
            text: `<|im_start|>system\n${instruction}<|im_end|>\n<|im_start|>user\nWhat is $1+1$?<|im_end|>\n<|im_start|>assistant\n`,
            trained: false,
          },
          { text: 'Two: $\\boxed{2}$.<|im_end|>\n', trained: true },
        ],
      },
    ])
  })

  test('for every format there is something to see', () => {
    for (const format of formats) {
      const document = parse(steps)
      const job = { format, options: optionsOf(format, needed(format)) }
      const { rows } = trainedRows(document, document.regions[1]!, job, {})
      assert.ok(rows.length > 0, format.id)
      for (const { segments } of rows) assert.match(segments.map(({ text }) => text).join(''), /1\+1\+1/, format.id)
    }
  })
})

describe('splits', () => {
  const row = (id: string): Row => ({ id, fields: {} }) as Row

  test('about as many as asked for, always the same, and more with a larger share', () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `example-${i}`)
    const part = (shares: { validation: number; test: number }, split: string): Set<string> =>
      new Set(ids.filter(id => splitOf(row(id), shares) === split))
    const small = part({ validation: 0.1, test: 0 }, 'validation')
    assert.ok(small.size > 900 && small.size < 1100, String(small.size))
    const large = part({ validation: 0.2, test: 0 }, 'validation')
    assert.ok([...small].every(id => large.has(id)))
    const test = part({ validation: 0.1, test: 0.1 }, 'test')
    assert.ok(test.size > 900 && test.size < 1100, String(test.size))
    assert.equal(part({ validation: 0.1, test: 0.9 }, 'train').size, 0)
  })

  test('all rows of an example go the same way, and so does a group', () => {
    const shares = { validation: 0.5, test: 0 }
    for (let i = 0; i < 100; i++) {
      assert.equal(splitOf(row(`e${i}~2`), shares), splitOf(row(`e${i}`), shares))
      assert.equal(splitOf(row(`e${i}~flawed`), shares), splitOf(row(`E${i}`), shares))
    }
    const groupOf = () => ({ key: 'twins' })
    assert.equal(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(id => splitOf(row(id), shares, groupOf))).size, 1)
    assert.equal(
      splitOf(row('a'), shares, () => ({ key: 'twins', split: 'test' })),
      'test',
    )
  })

  test('likes of likes are one group, and what one keeps for a test none is trained on', () => {
    const groupOf = groupsOf([
      [{ id: 'c' }, { id: 'B', split: 'train' }],
      [{ id: 'a' }, { id: 'b', split: 'train' }],
      [{ id: 'y' }, { id: 'x' }],
      [{ id: 'd', split: 'test' }, { id: 'c' }],
    ])
    for (const id of ['a', 'b~2', 'C', 'd~flawed']) assert.deepEqual(groupOf(row(id)), { key: 'a', split: 'test' })
    assert.deepEqual(groupOf(row('y')), { key: 'x' })
    assert.equal(groupOf(row('z')), undefined)
  })

  test('what is like each other goes the same way', () => {
    const copy = two.replace('@example a', '@example b')
    const groups = likeGroups()
    for (const text of [two, `@limo 1\ndefaults:\n  split: test\n\n${copy}`]) {
      groups.add({ document: parse(text), settings: defaultSettings })
    }
    const groupOf = groups.end()
    assert.deepEqual(groupOf(row('b')), { key: 'a', split: 'test' })
    assert.equal(groupOf(row('c')), undefined)
  })

  test('what an example asks for comes first', () => {
    const asked = { ...row('a'), fields: { split: 'test' } } as Row
    assert.equal(splitOf(asked, { validation: 1, test: 0 }), 'test')
  })
})

describe('warnings', () => {
  const warned = (id: string, written: Partial<Written>, given: GivenOptions = {}): string[] => {
    const format = formatById.get(id)!
    const options = optionsOf(format, { ...needed(format), ...given })
    return [...exportWarnings({ format, options }, { ...nothingWritten(), ...written })].map(found => render(found))
  }

  test('too few, too many, too large', () => {
    assert.deepEqual(warned('messages', { records: 9 }), ['OpenAI wants at least 10 records, there are 9'])
    assert.deepEqual(warned('messages', { records: 10 }), [])
    assert.match(warned('rft', { records: 20_001 })[0]!, /Bedrock takes at most 20000/)
    assert.match(warned('openai-batch', { records: 1, bytes: 200_000_001 })[0]!, /200 MB, the file has 201 MB/)
  })

  test('several splits in one file', () => {
    const several = new Map([
      ['train', 2],
      ['test', 1],
    ] as const)
    assert.match(warned('jsonl', { records: 3, splits: several })[0]!, /several splits: train 2, test 1/)
    assert.deepEqual(warned('huggingface', { records: 3, splits: several }), [])
    assert.deepEqual(warned('jsonl', { records: 3, splits: new Map([['train', 3]]) }), [])
  })

  test('what is said of examples is said once for all of them', () => {
    const format = formatById.get('jsonl')!
    const document = parse(`${two}${two.replace('@example a', '@example b')}${two.replace('@answer: 2', '')}`)
    const job = { format, options: optionsOf(format), noticeOf: () => message('it has no licence') }
    const written = nothingWritten()
    for (const region of document.regions) {
      if (region.example) countExample(written, exportable(document, region, job, [], {}))
    }
    assert.deepEqual(
      [...exportWarnings(job, { ...written, records: 2 })].map(found => render(found)),
      ['it has no licence (2 examples)'],
    )
  })
})

describe('macros in texts', () => {
  const macros: Macros = {
    '\\R': '\\mathbb{R}',
    '\\norm': '\\left\\lVert #1 \\right\\rVert',
    '\\pair': '\\langle #1, #2 \\rangle',
    '\\eps': '\\varepsilon',
    '\\half': '\\frac12',
    '\\twice': '\\norm{#1#1}',
    '\\half@': 'h',
    '\\!': '\\,',
    '\\loop': '\\loop',
    '\\none': '',
    '\\vec': '\\mathbf{#1}',
  }

  test('in math and nowhere else', () => {
    const expanded = expandText(
      '\\R is `$\\R$` or $\\R$, \\(\\R\\), $$\\R$$\n\\begin{align}\\R\\end{align} [asy]$\\R$[/asy]',
      macros,
    )
    assert.equal(
      expanded,
      '\\R is `$\\R$` or $\\mathbb{R}$, \\(\\mathbb{R}\\), $$\\mathbb{R}$$\n\\begin{align}\\mathbb{R}\\end{align} [asy]$\\R$[/asy]',
    )
  })

  for (const [formula, expected] of [
    ['\\R', '\\mathbb{R}'],
    ['\\Rx \\R^n', '\\Rx \\mathbb{R}^n'],
    ['\\norm{x}', '\\left\\lVert x \\right\\rVert'],
    ['\\norm x', '\\left\\lVert x \\right\\rVert'],
    ['\\norm{\\R}', '\\left\\lVert \\mathbb{R} \\right\\rVert'],
    ['\\norm\\R y', '\\left\\lVert \\mathbb{R} \\right\\rVert y'],
    ['\\pair{a}{b}', '\\langle a, b \\rangle'],
    ['\\pair ab', '\\langle a, b \\rangle'],
    ['\\twice{x}', '\\left\\lVert xx \\right\\rVert'],
    ['x^\\half', 'x^\\frac12'],
    ['\\vec\\eps x', '\\mathbf{\\varepsilon} x'],
    ['a\\!b', 'a\\,b'],
    ['\\frac\\R{\\R}', '\\frac{\\mathbb{R}}{\\mathbb{R}}'],
    ['\\frac1\\R\\R', '\\frac1{\\mathbb{R}}\\mathbb{R}'],
    ['\\sqrt\\eps', '\\sqrt\\varepsilon'],
    ['\\\\R', '\\\\R'],
    ['\\loop', '\\loop'],
    ['\\norm', '\\norm'],
    ['\\norm{x', '\\norm{x'],
    ['\\newcommand{\\R}{x}\\R+\\eps', '\\newcommand{\\R}{x}\\R+\\varepsilon'],
    ['1 % \\R\n\\R', '1 % \\R\n\\mathbb{R}'],
    ['\\text{in }\\R', '\\text{in }\\mathbb{R}'],
  ]) {
    test(formula!, () => assert.equal(expandFormula(formula!, macros), expected))
  }

  test('a letter never becomes part of the command before it', () => {
    assert.equal(expandFormula('\\f{x}', { '\\f': '\\alpha#1' }), '\\alpha x')
    assert.equal(expandFormula('\\f{1}', { '\\f': '\\alpha#1' }), '\\alpha1')
  })

  test('the dollars still hold the formula', () => {
    assert.equal(expandText('a $\\none$ b', macros), ['a ', '{}', ' b'].join('$'))
    assert.equal(expandText('a $x\\sp$ b', { '\\sp': '\\ ' }), ['a ', '{x\\ }', ' b'].join('$'))
    assert.equal(expandText('a $x\\d$ b', { '\\d': 'y $ z' }), 'a $x\\d$ b')
  })

  test('KaTeX sets the same with and without the macros', () => {
    const set = (formula: string, known: Macros): string => {
      try {
        const html = katex.renderToString(formula, { ...katexOptions(known, true), output: 'mathml' })
        return html.replace(/<annotation[\s\S]*<\/annotation>/, '')
      } catch {
        return 'error'
      }
    }
    const pieces = fc.constantFrom(
      ...Object.keys(macros),
      'x',
      '1',
      '+',
      '{',
      '}',
      '^',
      '_',
      ' ',
      '\\frac',
      '\\text',
      '\\alpha',
      '\\\\',
    )
    let same = 0
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), list => {
        const formula = list.join('')
        const before = set(formula, macros)
        if (before === 'error') return
        const expanded = expandFormula(formula, macros)
        same++
        assert.equal(set(expanded, {}), before, `${formula} became ${expanded}`)
      }),
      { numRuns: 3000 },
    )
    assert.ok(same > 300, String(same))
  })
})
