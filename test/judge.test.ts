import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../server/src/core/format/parse.ts'
import { answerIn, compare, judge, judgedKey, solveMessages } from '../server/src/core/judge.ts'
import type { Reply } from '../server/src/core/protocol.ts'

function example(answer: string) {
  return parse(`@example a\n@problem\nWhat is it?\n@solution\n\\boxed{1}\n@answer${answer}\n`).regions[1]!
}

const compared: [answer: string, found: string, verdict: string][] = [
  [': 5', '5', 'equal'],
  [': 5', '$5$.', 'equal'],
  [': \\dfrac{1}{2}', '\\frac12', 'equal'],
  [': \\dfrac{1}{2}', '\\frac{1} {2}', 'equal'],
  [': \\left(1, 2\\right)', '(1,2)', 'equal'],
  [': 1,000', '1000.0', 'equal'],
  [': 1{,}000', '1\\,000', 'equal'],
  [': 5', '6', 'different'],
  [': -3', '3', 'different'],
  [': 007', '7', 'equal'],
  [': -0', '0', 'equal'],
  [': 2 3', '23', 'undecided'],
  [': 3.14', '3.14159', 'different'],
  [': 3.14', '3.15', 'different'],
  [' number {tolerance=0.1}: 3.14', '3.2', 'equal'],
  [' number {tolerance=0.01}: 3.14', '3.2', 'different'],
  [': \\frac{1}{3}', '0.333', 'different'],
  [': \\frac{1}{3}', '0.3333', 'undecided'],
  [' {unit="cm"}: 50', '0.5\\text{ m}', 'equal'],
  [' set: 1, 2', '\\{2, 1\\}', 'equal'],
  [': x', 'it is not known', 'undecided'],
  [': 5', '', 'undecided'],
  [': x + 1', 'x+1', 'equal'],
]

for (const [answer, found, verdict] of compared) {
  test(`@answer${answer} and ${found || 'nothing'}: ${verdict}`, () => {
    assert.equal(compare(example(answer).example!.answer!, found), verdict)
  })
}

const replies: [reply: string, answer: string | undefined][] = [
  ['So \\boxed{\\frac{1}{2}}.', '\\frac{1}{2}'],
  ['\\boxed{1}, no: \\boxed{ \\{1, 2\\} }', '\\{1, 2\\}'],
  ['<think>\\boxed{3}?</think>\nIt is \\boxed{4}', '4'],
  ['<think>The answer is 3</think>\nWe saw it.', undefined],
  ['\\boxed{cut off', undefined],
  ['Hence **the answer is 12**\nas claimed', '12'],
  ['所以答案是：$5$', '$5$'],
  ['I do not know', undefined],
]

for (const [reply, answer] of replies) {
  test(`the answer in ${JSON.stringify(reply)}`, () => assert.equal(answerIn(reply), answer))
}

test('a model is asked blind, and its verdict says what was compared', async () => {
  const region = example(': 5')
  const judged = await judge(region.example!, async messages => {
    assert.deepEqual(messages, solveMessages('What is it?'))
    return { type: 'reply', text: '\\boxed{6}', model: 'm', origin: 'http://localhost:1' }
  })
  assert.deepEqual(judged, {
    type: 'done',
    verdict: { type: 'different', found: '6', expected: '5', model: 'm', origin: 'http://localhost:1' },
  })
})

test('a failed request is no verdict', async () => {
  const failed: Reply = { type: 'failed', reason: 'The endpoint cannot be reached' }
  assert.deepEqual(await judge(example(': 5').example!, async () => failed), failed)
})

test('what cannot be judged is not asked about', async () => {
  const asked = async (): Promise<Reply> => assert.fail('asked')
  for (const answer of [' proof', '']) assert.equal((await judge(example(answer).example!, asked)).type, 'failed')
})

test('a verdict is kept by what was judged, whatever else changes', () => {
  const key = judgedKey(example(': 5'))
  assert.equal(judgedKey(parse('@example other\n@problem\nWhat is it?\n@answer: 5\n').regions[1]!), key)
  assert.notEqual(judgedKey(example(': 6')), key)
})
