import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse } from '../server/src/core/format/parse.ts'
import { print } from '../server/src/core/format/print.ts'
import type { ColumnMap } from '../server/src/core/formats/columns.ts'
import { guessOf } from '../server/src/core/formats/guess.ts'
import { importHeader } from '../server/src/core/formats/header.ts'
import { withoutBlankEnds } from '../server/src/core/formats/reader.ts'
import { readerById, readers } from '../server/src/core/formats/readers.ts'
import { importRecord } from '../server/src/core/formats/records.ts'
import { render } from '../server/src/core/message.ts'
import { toRows } from '../server/src/core/row.ts'

/** What a record becomes, from `@example` on, or why it becomes nothing. */
function imported(record: unknown, reader?: string, map: ColumnMap = {}): string {
  const options = { stem: 'sample', map, taken: new Map(), ...(reader && { reader: readerById.get(reader)! }) }
  const read = importRecord({ line: 1, json: JSON.stringify(record) }, options)
  return read.type === 'example' ? read.text : `refused: ${render(read.reason)}`
}

/** The example of a record, in a file in which nothing is wrong. */
function exampleOf(record: unknown, reader?: string): ReturnType<typeof read> {
  return read(imported(record, reader))
}

function read(example: string) {
  const text = `${importHeader}\n${example}`
  const document = parse(text)
  assert.equal(document.regions.length, 2, text)
  const region = document.regions[1]!
  assert.deepEqual(
    region.flaws.filter(flaw => flaw.type !== 'unknown-directive'),
    [],
    text,
  )
  assert.equal(print(document), text)
  const rows = toRows(document, region)
  const { answer, fields, problem, solutions } = region.example!
  return {
    problem: problem?.text.value,
    solutions: solutions.map(({ flawed, steps, text }) => ({
      flawed,
      text: text.value,
      steps: steps.map(step => step.text.value),
      wrong: steps.flatMap((step, i) => (step.errors.length ? [i] : [])),
    })),
    answer: answer?.kind === 'proof' ? 'proof' : answer?.text.value,
    meta: fields.values.meta,
    row: rows.type === 'rows' ? rows.rows[0] : undefined,
  }
}

for (const reader of readers) {
  test(`reader ${reader.id}: its example`, () => {
    const never = reader.id === 'problems'
    assert.equal(imported(reader.example.record, never ? reader.id : undefined), reader.example.limo)
    read(reader.example.limo)
  })
}

const solved = 'It is $\\boxed{2}$.'

test('messages: who speaks, what is thought, what is left', () => {
  const ask = { role: 'user', content: 'Q?' }
  const say = (content: string, more: object = {}) => ({ role: 'assistant', content, ...more })
  const solution = (...messages: object[]) => exampleOf({ messages }).solutions[0]!.text
  assert.equal(solution(ask, say(solved)), solved)
  assert.equal(solution(ask, say('<think>\nA\n</think>\n\nB\n\n$\\boxed{2}$')), 'A\n\nB\n\n$\\boxed{2}$')
  assert.equal(solution(ask, say('A\n</think>\n$\\boxed{2}$')), 'A')
  assert.equal(solution(ask, say('<think>\n\n</think>\n\n$\\boxed{2}$')), '$\\boxed{2}$')
  assert.equal(solution(ask, say('$\\boxed{2}$', { reasoning_content: 'A' })), 'A')
  assert.equal(solution(ask, say('<think>A</think><answer>$\\boxed{2}$</answer>')), 'A')
  assert.equal(solution(ask, say(`<think>${solved}</think>The answer is $3$.`)), `${solved}\n\nThe answer is $3$.`)
  assert.equal(
    solution(
      { from: 'human', value: 'Q?' },
      {
        from: 'gpt',
        value:
          '<|begin_of_thought|>\n\nA\n\n<|end_of_thought|>\n\n<|begin_of_solution|>\n\nB\n\n\\boxed{2}\n\n<|end_of_solution|>',
      },
    ),
    'A\n\nB\n\n\\boxed{2}',
  )
  assert.equal(solution({ role: 'user', content: [{ type: 'text', text: 'Q?' }] }, say(solved)), solved)
  const { answer, meta, problem } = exampleOf({
    messages: [{ role: 'system', content: 'Be brief.' }, ask, say('So the answer is 7.', { weight: 0 })],
    origin: 'x',
  })
  assert.deepEqual([problem, answer], ['Q?', '7'])
  assert.deepEqual(meta, {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'assistant', weight: 0 },
    ],
    origin: 'x',
    answer_from: 'words',
  })
})

test('what every record of a training file says is nothing to keep', () => {
  const system = { role: 'system', content: 'Please reason step by step, and put your final answer within \\boxed{}.' }
  const ask = { role: 'user', content: 'Q?' }
  const say = { role: 'assistant', content: solved }
  assert.equal(exampleOf({ messages: [system, ask, { ...say, weight: 1 }] }).meta, undefined)
  const trained = [
    { ...ask, train: false },
    { ...say, train: true },
  ]
  assert.equal(exampleOf({ messages: trained }).meta, undefined)
  assert.deepEqual(exampleOf({ messages: [ask, { ...say, train: false }] }).meta, {
    messages: [{ role: 'assistant', train: false }],
  })
  const segments = (prompt: string) =>
    exampleOf({
      segments: [
        {
          label: false,
          text: `<|im_start|>system\n${prompt}<|im_end|>\n<|im_start|>user\nQ?<|im_end|>\n<|im_start|>assistant\n`,
        },
        { label: true, text: `${solved}<|im_end|>\n` },
      ],
    })
  assert.deepEqual([segments(system.content).problem, segments(system.content).meta], ['Q?', undefined])
  assert.deepEqual(segments('Be brief.').meta, { segments: [{ label: false, text: 'Be brief.' }] })
})

test("a table of LIMO's own comes back with steps, hints and fields", () => {
  const { answer, meta, row, solutions } = exampleOf({
    question: 'Q?',
    solution: 'See.\n\nOne.\n\nTwo.',
    answer: 'Ada',
    id: 'a~2',
    steps: ['One.', 'Two.'],
    answer_kind: 'text',
    hints: ['Think.'],
    source: 'A book',
    source_url: 'https://example.org',
    license: 'MIT',
    meta: '{"level":3}',
  })
  assert.deepEqual(solutions, [{ flawed: false, text: 'See.', steps: ['One.', 'Two.'], wrong: [] }])
  assert.deepEqual([answer, row?.id, row?.answerKind], ['Ada', 'a-2', 'text'])
  assert.deepEqual(row?.fields.source, { name: 'A book', url: 'https://example.org', license: 'MIT', id: 'a~2' })
  assert.deepEqual(meta, { level: 3, answer_from: 'column' })
  const proof = exampleOf({ question: 'Q?', solution: 'S', answer: '', answer_kind: 'proof' })
  assert.equal(proof.answer, 'proof')
  assert.deepEqual(exampleOf({ question: 'Q?', solution: 'S', answer: '1', steps: ['T'] }).meta, {
    steps: ['T'],
    answer_from: 'column',
  })
})

test('a proof has no answer', () => {
  const { answer, row } = exampleOf({ prompt: 'Prove that $1 < 2$.', completion: 'It is.' })
  assert.deepEqual([answer, row?.answerKind], ['proof', 'proof'])
  assert.equal(exampleOf({ prompt: '已知 $a>0$，求证：$2a>a$。', completion: '显然。' }).answer, 'proof')
  assert.equal(exampleOf({ problem: 'P', solution: 'S', answer: 'proof', question_type: 'proof' }).answer, 'proof')
  assert.match(imported({ prompt: 'What does this prove?', completion: 'It is.' }), /it has no answer/)
})

test('labels: which step is wrong, and as many as steps', () => {
  const steps = (labels: unknown[]) =>
    exampleOf({ prompt: 'P', completions: ['a', 'b', `${solved}`], labels }).solutions[0]!
  assert.deepEqual(steps([true, true, true]), { flawed: false, text: '', steps: ['a', 'b', solved], wrong: [] })
  assert.deepEqual(steps([true, false, false]), { flawed: true, text: '', steps: ['a', 'b', solved], wrong: [1, 2] })
  assert.deepEqual(steps([1, 0, 1]).wrong, [1])
  assert.deepEqual(steps([1, 0, -1]).wrong, [2])
  assert.deepEqual(exampleOf({ problem: 'P', steps: ['a', solved], label: -1 }).answer, '2')
  const flawed = { problem: 'P', steps: ['a', solved], label: 1, final_answer_correct: true }
  assert.deepEqual([exampleOf(flawed).answer, exampleOf(flawed).solutions[0]!.wrong], ['2', [1]])
})

test('of rated steps, those that were chosen or written are the solution', () => {
  const step = (text: string, rating: number, more = {}) => ({
    completions: [
      { text: 'other', rating: -1 },
      { text, rating },
    ],
    human_completion: null,
    chosen_completion: 1,
    ...more,
  })
  const label = (...steps: object[]) => ({
    question: { problem: 'P', ground_truth_answer: '5' },
    label: { steps, finish_reason: 'solution' },
  })
  const { answer, meta, solutions } = exampleOf(
    label(
      step('a', 1),
      step('', 0, { chosen_completion: null, human_completion: { text: 'by hand', rating: null } }),
      step('# Answer\n\n5', 1),
    ),
  )
  assert.deepEqual(solutions, [{ flawed: false, text: '', steps: ['a', 'by hand', '# Answer\n\n5'], wrong: [] }])
  assert.equal(answer, '5')
  assert.ok(JSON.stringify(meta).includes('other'), 'what was not chosen is kept')
  assert.deepEqual(exampleOf(label(step('a', -1))).solutions[0]!.wrong, [0])
  const given = { question: { problem: 'P' }, label: { steps: [], finish_reason: 'give_up' } }
  assert.equal(imported(given), 'refused: its labelling ended without a solution: give_up')
})

test('pairs: prompts in their own column or in both', () => {
  const ask = { role: 'user', content: 'Q?' }
  const say = (content: string) => ({ role: 'assistant', content })
  for (const record of [
    { prompt: 'Q?', chosen: solved, rejected: 'a\n\nb' },
    { prompt: [ask], chosen: [say(solved)], rejected: [say('a\n\nb')] },
    { chosen: [ask, say(solved)], rejected: [ask, say('a\n\nb')] },
    {
      conversations: [{ from: 'human', value: 'Q?' }],
      chosen: { from: 'gpt', value: solved },
      rejected: { from: 'gpt', value: 'a\n\nb' },
    },
  ]) {
    const { answer, meta, problem, solutions } = exampleOf(record)
    assert.deepEqual([problem, answer, meta], ['Q?', '2', undefined])
    assert.deepEqual(
      solutions.map(({ flawed, steps, text }) => [flawed, text, steps]),
      [
        [false, solved, []],
        [true, '', ['a', 'b']],
      ],
    )
  }
  const odd = exampleOf({ prompt: 'Q?', chosen: solved, rejected: 'a\n\n\nb' })
  assert.deepEqual(odd.solutions[1]!.steps, ['a\n\n\nb'])
})

test('batches: a request, and with its result the reply', () => {
  const ask = { role: 'user', content: 'Q?' }
  const system = { role: 'system', content: 'Be brief.' }
  const request = (body: object, more: object = {}) => ({
    custom_id: 'a',
    method: 'POST',
    url: '/v1/chat/completions',
    body: { messages: [ask], ...body },
    ...more,
  })
  const { answer, meta, problem, solutions } = exampleOf(request({ messages: [system, ask], temperature: 0.6 }))
  assert.deepEqual([problem, answer, solutions], ['Q?', undefined, []])
  assert.deepEqual(meta, { body: { temperature: 0.6, messages: [system] } })
  assert.match(imported(request({})), /^@example a\n\n@problem\nQ\?\n$/)
  assert.equal(exampleOf(request({}, { answer: 7 })).answer, '7')
  assert.deepEqual(exampleOf(request({}, { url: '/v1/elsewhere' })).meta, { url: '/v1/elsewhere' })
  const choice = (content: string, more: object = {}) => ({ message: { role: 'assistant', content, ...more } })
  const both = (...choices: object[]) =>
    request({}, { id: 'request-7', response: { status_code: 200, body: { choices } }, error: null })
  const replied = exampleOf(both(choice('$\\boxed{2}$', { reasoning: solved, refusal: null, annotations: [] })))
  assert.deepEqual(
    [replied.row?.id, replied.solutions[0]!.text, replied.answer, replied.meta],
    ['a', solved, '2', undefined],
  )
  const first = exampleOf(both(choice(solved), choice('It is $\\boxed{3}$.')))
  assert.deepEqual([first.solutions.length, first.answer], [1, '2'])
  assert.ok(JSON.stringify(first.meta).includes('boxed{3}'), 'what was not taken is kept')
})

test('rewards: the worked answer, if one is there', () => {
  const verl = {
    data_source: 'openai/gsm8k',
    prompt: [{ role: 'user', content: 'Q?' }],
    reward_model: { style: 'rule', ground_truth: '72' },
    extra_info: { index: 1, answer: 'So many.\nAnd more.\n#### 72' },
  }
  const { answer, meta, solutions } = exampleOf(verl)
  assert.deepEqual([answer, solutions[0]!.text], ['72', 'So many.\nAnd more.'])
  assert.deepEqual(meta, {
    data_source: 'openai/gsm8k',
    reward_model: { style: 'rule' },
    extra_info: { index: 1 },
    answer_from: 'column',
  })
  assert.deepEqual(exampleOf({ ...verl, extra_info: {} }).solutions, [])
  assert.equal(exampleOf({ input: 'Q?', output: solved }).solutions[0]!.text, solved)
})

test('what cannot be read is named', () => {
  const ask = { role: 'user', content: 'Q?' }
  const say = { role: 'assistant', content: solved }
  const asked = { custom_id: 'a', body: { messages: [ask] } }
  const spoken = [
    { from: 'human', value: 'Q?' },
    { from: 'gpt', value: solved },
  ]
  const turns = (column: string, count: number) =>
    `"${column}" is a conversation of ${count} turns; expected one question and its reply: make a record of each exchange that can stand alone`
  const trained = (text: string) => ({ label: true, text: `${text}<|im_end|>\n` })
  const chatML = (...texts: string[]) =>
    texts.map((text, i) =>
      i % 2 ? trained(text) : { label: false, text: `<|im_start|>user\n${text}<|im_end|>\n<|im_start|>assistant\n` },
    )
  const masked = (segments: readonly { text: string }[]) => ({
    label: false,
    text: segments.map(({ text }) => text).join(''),
  })
  for (const [record, reason] of [
    [{ messages: [ask, say, ask, say] }, turns('messages', 4)],
    [{ conversations: [{ from: 'system', value: 'S' }, ...spoken, ...spoken] }, turns('conversations', 4)],
    [{ messages: [ask, ask, say] }, turns('messages', 3)],
    [{ prompt: [ask, say, ask], completion: [say] }, turns('completion', 4)],
    [{ prompt: [ask, say, ask], chosen: [say], rejected: [say] }, turns('chosen', 4)],
    [{ instruction: 'Q?', output: solved, history: [['Q', 'A']] }, turns('history', 4)],
    [{ segments: chatML('Q?', 'A', 'Q?', solved) }, turns('segments', 4)],
    [{ segments: [masked(chatML('Q?', 'A', 'Q?')), trained(solved)] }, turns('segments', 4)],
    [{ custom_id: 'a', body: { messages: [ask, say, ask] } }, turns('body', 3)],
    [
      { id: 'r', custom_id: 'a', response: { status_code: 200, body: { choices: [{ message: say }] } }, error: null },
      'it is the result of a batch request, which holds no question; expected the request, or both in one record',
    ],
    [{ ...asked, response: null, error: { code: 'expired', message: 'too\nlate' } }, 'its request failed: too late'],
    [
      { ...asked, response: { status_code: 429, body: { error: { message: 'too many requests' } } } },
      'its request failed: too many requests',
    ],
    [{ ...asked, response: {} }, 'its column "response" holds no reply; expected body.choices with a message'],
    [
      { ...asked, response: { body: { choices: [{ message: say, finish_reason: 'length' }] } } },
      'its reply was cut off: the model had no tokens left',
    ],
    [{ messages: [ask] }, '"messages" holds a question without a reply'],
    [{ messages: [say] }, '"messages" does not begin with a question'],
    [{ messages: [ask, { role: 'tool', content: 'x' }] }, 'message 2 of "messages" is of nobody known: "tool"'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image' }] }, say] },
      'message 1 of "messages" holds more than text',
    ],
    [
      { prompt: 'P', completions: ['a', 'b'], labels: [true] },
      'it has 2 steps and 1 labels; expected a label for each step',
    ],
    [{ prompt: 'P', completions: ['a'], labels: ['good'] }, 'label 1 is "good"; expected true or false'],
    [{ prompt: 'P', completions: ['a', ' '], labels: [true, false] }, 'its step 2 is empty'],
    [{ problem: 'P', steps: ['a'], label: 1 }, 'its label is 1; expected the index of a step, 0 to 0, or -1'],
    [{ segments: [{ label: true, text: 'a' }] }, 'its segments have no text that is masked, or none that is trained'],
  ] as const) {
    assert.equal(imported(record), `refused: ${reason}`)
  }
})

test('a reader or a column that was named goes before what is guessed', () => {
  const record = {
    problem: 'P',
    solution: 'no',
    answer: '2',
    dialog: [
      { role: 'user', content: 'Q' },
      { role: 'assistant', content: solved },
    ],
  }
  assert.match(imported(record, undefined, { messages: 'dialog' }), /@problem\nQ\n/)
  assert.match(imported(record, 'chat'), /it has no messages/)
  assert.match(imported({ question: 'Q', solution: '7' }, 'problems'), /@problem\nQ\n\n@answer: 7\n/)
})

const token = fc.constantFrom(
  ...['@step', '@answer: 5', '%%', '\\', '\\@step', '\n', '\n\n', ' ', '\t', '$', '$x$', '\\[', '\\]', '```', '`'],
  ...['[#a]', '题', '😀', 'é', '{', '}', ':', '"', '#', '- ', '1. ', '</s', '<x>', 'and', 'so'],
)
const text = fc
  .array(token, { minLength: 1, maxLength: 10 })
  .map(parts => withoutBlankEnds(parts.join('')))
  .filter(value => value.trim() !== '')
const answer = fc.constantFrom('2', '-7', '\\frac{1}{2}', '(1, 2)', 'x^2 + 1')
const example = fc.record({ question: text, chain: text, answer }).map(({ answer, chain, question }) => ({
  question,
  solution: `${chain}\n\nSo it is $\\boxed{${answer}}$.`,
  answer,
}))
type Example = { question: string; solution: string; answer: string }

/** How others write an example down. */
const writers: Readonly<Record<string, (example: Example) => unknown>> = {
  plain: ({ question, solution }) => ({ messages: messages(question, solution) }),
  system: ({ question, solution }) => ({
    messages: [{ role: 'system', content: 'Think.' }, ...messages(question, solution)],
  }),
  think: ({ answer, question, solution }) => ({
    messages: messages(question, `<think>\n${solution}\n</think>\n\nThe final answer is $\\boxed{${answer}}$.`),
  }),
  'think alone': ({ question, solution }) => ({ messages: messages(question, `<think>\n${solution}\n</think>\n\n`) }),
  reasoning: ({ answer, question, solution }) => ({
    messages: [
      { role: 'user', content: question },
      { role: 'assistant', content: `\\boxed{${answer}}`, reasoning_content: solution },
    ],
  }),
  sharegpt: ({ question, solution }) => ({
    conversations: [
      { from: 'human', value: question },
      { from: 'gpt', value: solution },
    ],
    system: 'Think.',
  }),
  'prompt and completion': ({ question, solution }) => ({ prompt: question, completion: solution }),
  'prompt and completion, messages': ({ question, solution }) => {
    const [prompt, completion] = messages(question, solution)
    return { prompt: [prompt], completion: [completion] }
  },
  alpaca: ({ question, solution }) => ({ instruction: question, input: '', output: solution, system: '', history: [] }),
  'alpaca, thinking': ({ answer, question, solution }) => ({
    instruction: question,
    input: '',
    output: `<think>\n${solution}\n</think>\n\n$\\boxed{${answer}}$`,
  }),
  nemo: ({ question, solution }) => ({ input: question, output: solution }),
  segments: ({ question, solution }) => ({
    segments: [
      { label: false, text: `<|im_start|>user\n${question}<|im_end|>\n<|im_start|>assistant\n` },
      { label: true, text: `${solution}<|im_end|>\n` },
    ],
  }),
  'open-r1': ({ answer, question, solution }) => ({
    messages: messages(question, `<think>\n${solution}\n</think>\n<answer>\n$\\boxed{${answer}}$\n</answer>`),
  }),
  columns: ({ answer, question, solution }) => ({ question, solution, answer }),
  pairs: ({ question, solution }) => ({ prompt: question, chosen: solution, rejected: 'It is $\\boxed{0}$.' }),
}

function messages(question: string, solution: string) {
  return [
    { role: 'user', content: question },
    { role: 'assistant', content: solution },
  ] as const
}

for (const [name, write] of Object.entries(writers)) {
  test(`what was written comes back: ${name}`, () => {
    fc.assert(
      fc.property(example, given => {
        const { row } = exampleOf(write(given))
        assert.deepEqual({ question: row?.question, solution: row?.solution, answer: row?.answer }, given)
      }),
      { numRuns: 200 },
    )
  })
}

test('what was written comes back: answers to be rewarded', () => {
  const writers = [
    ({ answer, question }: Example) => ({ input: question, output: answer }),
    ({ answer, question }: Example) => ({ messages: [messages(question, '')[0]], reference_answer: answer }),
    ({ answer, question }: Example) => ({
      data_source: 'lighteval/MATH',
      prompt: [messages(question, '')[0]],
      ability: 'math',
      reward_model: { style: 'rule', ground_truth: answer },
      extra_info: { split: 'train', index: 0 },
    }),
  ]
  fc.assert(
    fc.property(example, given => {
      for (const write of writers) {
        const { answer, problem, solutions } = exampleOf(write(given))
        assert.deepEqual([problem, answer, solutions], [given.question, given.answer, []])
      }
    }),
    { numRuns: 200 },
  )
})

test('what was written comes back: steps with labels', () => {
  const steps = fc.array(fc.tuple(text, fc.boolean()), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(text, steps, answer, (problem, list, answer) => {
      const last = `So it is $\\boxed{${answer}}$.`
      const texts = [...list.map(([step]) => step), last]
      const labels = [...list.map(([, label]) => label), true]
      const stepwise = exampleOf({ prompt: problem, completions: texts, labels })
      const first = labels.indexOf(false)
      const bench = exampleOf({ problem, steps: texts, label: first })
      for (const { problem: question, solutions } of [stepwise, bench]) {
        assert.equal(question, problem)
        assert.deepEqual(solutions[0]!.steps, texts)
        assert.equal(solutions[0]!.flawed, first >= 0)
      }
      assert.deepEqual(
        stepwise.solutions[0]!.wrong,
        labels.flatMap((label, i) => (label ? [] : [i])),
      )
      assert.deepEqual(bench.solutions[0]!.wrong, first < 0 ? [] : [first])
      if (first < 0) assert.deepEqual([stepwise.answer, bench.answer], [answer, answer])
      if (first < 0) assert.deepEqual(stepwise.row?.steps, texts)
    }),
    { numRuns: 300 },
  )
})

test('what is guessed is shown with samples, and can be put right', () => {
  const json = JSON.stringify({
    prompt: 'Which?\nThis.',
    question: 'What is it?',
    response: solved,
    n: [1, 2],
    uuid: 'u',
  })
  const options = { stem: 'sample', map: {} }
  const guess = guessOf({ line: 1, json }, options)
  assert.ok('reader' in guess)
  assert.equal(guess.reader.id, 'columns')
  assert.deepEqual(
    guess.roles.map(({ found, role }) => [role, found?.column]),
    [
      ['question', 'question'],
      ['solution', 'response'],
      ['answer', undefined],
      ['id', 'uuid'],
      ['domain', undefined],
      ['difficulty', undefined],
    ],
  )
  assert.deepEqual(guess.columns[0], { column: 'prompt', sample: 'Which? This.' })
  assert.deepEqual(guess.columns[3], { column: 'n', sample: '[1,2]' })
  const right = guessOf({ line: 1, json }, { ...options, map: { question: 'prompt', domain: 'uuid' } })
  assert.ok('reader' in right && right.example.type === 'example')
  assert.match(right.example.text, /domain: u\n[\s\S]*@problem\nWhich\?\nThis\.\n/)
  const none = guessOf({ line: 1, json: '{"a": 1}' }, options)
  assert.ok('reader' in none && none.example.type === 'refused')
  assert.ok(!('reader' in guessOf({ line: 1, json: '[' }, options)))
})
