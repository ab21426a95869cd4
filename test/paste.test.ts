import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse } from '../server/src/core/format/parse.ts'
import { print } from '../server/src/core/format/print.ts'
import { exampleOf } from '../server/src/core/formats/paste.ts'
import { seeds } from './seeds.ts'

/** What is pasted, without the ids, which are made from the problem. */
function pasted(text: string): string | undefined {
  return exampleOf(text)?.replace(/@example example-[0-9a-f]{8}/g, '@example x')
}

const simple = `@example x

@problem
What is $1+1$?

@solution
It is $\\boxed{2}$.

@answer: 2
`

test('JSON: a record, a list, lines', () => {
  const record = { question: 'What is $1+1$?', solution: 'It is $\\boxed{2}$.', answer: '2', id: 'x' }
  const chat = {
    id: 'x',
    messages: [
      { role: 'user', content: 'What is $1+1$?' },
      { role: 'assistant', content: 'It is $\\boxed{2}$.' },
    ],
  }
  assert.equal(exampleOf(JSON.stringify(record)), simple)
  assert.equal(exampleOf(`\n  ${JSON.stringify(chat, null, 2)},\n`), simple)
  const two = `${simple}\n${simple.replace('@example x', '@example x-2\nsource:\n  id: x')}`
  assert.equal(exampleOf(JSON.stringify([record, chat])), two)
  assert.equal(exampleOf(`${JSON.stringify(record)}\n\n${JSON.stringify(chat)}\n`), two)
  assert.match(exampleOf(JSON.stringify(record), ['X'])!, /^@example x-2\n/)
})

test('a chat with one question', () => {
  for (const text of [
    'User: What is $1+1$?\nAssistant: It is $\\boxed{2}$.',
    'You said:\nWhat is $1+1$?\n\nChatGPT said:\nIt is $\\boxed{2}$.\n',
    '**Human:** What is $1+1$?\n\n**Assistant:** It is $\\boxed{2}$.',
    '用户：What is $1+1$?\n助手：It is $\\boxed{2}$.',
    'User: What is $1+1$?\nAssistant: <think>It is $\\boxed{2}$.</think> The answer is $\\boxed{2}$.',
  ]) {
    assert.equal(pasted(text), simple, text)
  }
})

test('LaTeX, Markdown, plain text and Chinese, by their headings', () => {
  for (const text of [
    '\\begin{problem}\nWhat is $1+1$?\n\\end{problem}\n\n\\begin{solution}\nIt is $\\boxed{2}$.\n\\end{solution}',
    '\\begin{exercise}[easy]What is $1+1$?\\end{exercise}\\begin{solution}It is $\\boxed{2}$.\\end{solution}',
    '\\textbf{Problem 3.} What is $1+1$?\n\n\\textbf{Solution.} It is $\\boxed{2}$.',
    '\\section*{Problem 1}\nWhat is $1+1$?\n\\section*{Solution}\nIt is $\\boxed{2}$.',
    'Problem 1. What is $1+1$?\n\nSolution. It is $\\boxed{2}$.',
    'Problem\n\nWhat is $1+1$?\n\nSolution\n\nIt is $\\boxed{2}$.\n\nAnswer: 2',
    '## Problem\n\nWhat is $1+1$?\n\n## Solution\n\nIt is $\\boxed{2}$.\n\n**Answer:** 2',
    '**Problem (easy).** What is $1+1$?\n\n**Solution.** It is $\\boxed{2}$.\n\n**Answer:** $2$.',
    'What is $1+1$?\n\n### Solution\nIt is $\\boxed{2}$.',
    'Question: What is $1+1$?\nAnswer: It is $\\boxed{2}$.',
    '题目：What is $1+1$?\n解：It is $\\boxed{2}$.',
    '【题目】What is $1+1$?\n【解析】It is $\\boxed{2}$.\n【答案】2',
    'What is $1+1$?\n解答：It is $\\boxed{2}$.\n答案：$2$',
  ]) {
    assert.equal(pasted(text), simple, text)
  }
})

test('proofs, problems without a solution, steps, several at a time', () => {
  assert.equal(
    pasted('\\begin{problem}Prove it.\\end{problem}\n\\begin{proof}Clear.\\end{proof}'),
    '@example x\n\n@problem\nProve it.\n\n@solution\nClear.\n\n@answer proof\n',
  )
  assert.equal(pasted('题目：求 $x$。\n答案：$5$'), '@example x\n\n@problem\n求 $x$。\n\n@answer: 5\n')
  assert.equal(
    pasted(
      '# Problem\nQ?\n# Solution\nFirst look.\n\n## Step 1: Count\nOne, two.\n\n**Step 2.** So $1 + 1 = \\boxed{2}$.\n\n## Step 3\nDone.',
    ),
    '@example x\n\n@problem\nQ?\n\n@solution\nFirst look.\n\n@step: Count\nOne, two.\n\n@step\nSo $1 + 1 = \\boxed{2}$.\n\n@step\nDone.\n\n@answer: 2\n',
  )
  const many = pasted(
    'Problem 1: A?\nSolution: $\\boxed{1}$\nProblem 2: B?\nSolution: $\\boxed{2}$\nSolution: $\\boxed{2}$, too',
  )!
  assert.equal(many.match(/@problem/g)!.length, 2)
  assert.equal(many.match(/@solution/g)!.length, 3)
})

test('any other text is left alone', () => {
  for (const text of [
    '',
    'It is $\\boxed{2}$.',
    'The solution is easy.\n\nThe answer is 5.',
    'Answer the question.\nSolution of the equation: $x = 2$',
    '{"a": 1}',
    '[1, 2, 3]',
    '{x : x > 0}',
    '[#cycle] shows it',
    'User: hello\nUser: again',
    'User: a\nAssistant: b\nUser: c\nAssistant: d',
    'Note: remember\nTodo: Assistant: do it',
    '# Introduction\n\nText.\n\n# Results\n\nMore.',
    '```\nProblem: x\nSolution: y\n```',
    '\\begin{align}\na &= b\n\\end{align}',
    '解得 $x = 2$，\n例如 $x = 3$。\n答案',
    'const problem = 5\nlet solution = 3',
  ]) {
    assert.equal(exampleOf(text), undefined, text)
  }
  for (const seed of seeds) {
    for (const { text } of parse(seed).regions) {
      for (const paragraph of text.split(/\n\n+/)) assert.equal(exampleOf(paragraph), undefined, paragraph)
    }
  }
})

test('what is pasted is always whole', () => {
  const piece = fc.constantFrom(
    ...[
      'User:',
      'Assistant: ',
      'Problem 1.',
      '## Solution',
      '**Answer:** 5',
      '题目：',
      '解：',
      '@step',
      '%%',
      '\n',
      '\n\n',
    ],
    ...[
      '$x$',
      '\\boxed{2}',
      '\\begin{problem}',
      '\\end{problem}',
      '\\begin{solution}',
      '\\end{solution}',
      'Step 1: a',
      '```',
    ],
    ...['{"question":"Q","solution":"S","answer":"A"}', ' ', 'word', '\u0000', '\ud800', '\r\n'],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), parts => {
      const example = exampleOf(parts.join(''))
      if (example === undefined) return
      const document = parse(example)
      assert.equal(document.regions[0]!.text, '')
      assert.equal(print(document), example)
      for (const { example: one } of document.regions.slice(1)) assert.ok(one?.id && one.problem?.text.value)
    }),
    { numRuns: 3000 },
  )
})
