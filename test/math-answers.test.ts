import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { equivalent, kindOf } from '../server/src/core/math/answers.ts'
import { boxes, finalAnswer } from '../server/src/core/math/final-answer.ts'

interface Pair {
  readonly a: string
  readonly b: string
  readonly verdict: 'equal' | 'different'
}

const pairs = readFileSync(new URL('eval/answers.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Pair => JSON.parse(line))

test('no pair of the table is judged wrong, in either direction', () => {
  for (const { a, b, verdict } of pairs) {
    const [forward, backward] = [equivalent(a, b), equivalent(b, a)]
    assert.equal(forward, backward, `${a} | ${b}`)
    assert.ok(forward === verdict || forward === 'undecided', `${a} | ${b}: ${forward}`)
  }
})

test('every answer equals itself', () => {
  for (const { a, b } of pairs) for (const answer of [a, b]) assert.equal(equivalent(answer, answer), 'equal', answer)
})

test('traps that graders fall into', () => {
  for (const [a, b, expected] of [
    ['50', '0.5', 'different'],
    ['[1,2)', '(1,2)', 'different'],
    ['2\\cdot a', '2\\cdot c', 'different'],
    ['x + 1 = 2y', 'y + 1 = 2x', 'different'],
    ['1/2^{99}', '1/2^{98}', 'different'],
    ['\\sqrt{1/n}', '1/\\sqrt{n}', 'equal'],
    ['|x|', 'x', 'different'],
    ['3 cm', '3 m', 'different'],
    ['0', '0\\%', 'undecided'],
    ['10 , \\!080', '10,\\!080', 'equal'],
    ['(C)', '\\text{(C)}', 'equal'],
    ['\\begin{pmatrix}1\\\\ 2\\end{pmatrix}', '\\begin{pmatrix}1\\\\2\\end{pmatrix}', 'equal'],
    ['.5', '0.5', 'equal'],
    ['.5', '5', 'different'],
    ['2^{2008}', '2^{2007}', 'different'],
    ['9^{9^{9^9}}', '1', 'undecided'],
  ] as const) {
    assert.equal(equivalent(a, b), expected, `${a} | ${b}`)
  }
})

test('options', () => {
  assert.equal(equivalent('3.14', '\\pi', { tolerance: 0.01 }), 'equal')
  assert.equal(equivalent('3.14', '\\pi', { tolerance: '0.001' }), 'different')
  assert.equal(equivalent('101', '100', { tolerance: '1%' }), 'equal')
  assert.equal(equivalent('3', '300 \\text{ cm}', { unit: 'm' }), 'equal')
  assert.equal(equivalent('3', '3 \\text{ cm}', { unit: 'm' }), 'different')
  assert.equal(equivalent('(1,2)', '(2,1)', { kind: 'set' }), 'equal')
  assert.equal(equivalent('b', '(B)', { kind: 'choice' }), 'equal')
  assert.equal(equivalent('The  Ellipse.', 'ellipse', { kind: 'text' }), 'equal')
  assert.equal(equivalent('5', '5', { kind: 'proof' }), 'undecided')
})

test('the kind of an answer', () => {
  for (const [answer, kind] of [
    ['42', 'number'],
    ['1,000', 'number'],
    ['3 \\text{ cm}', 'number'],
    ['x^2 + 1', 'expression'],
    ['y = 2x + 1', 'equation'],
    ['x > 2', 'equation'],
    ['\\{1, 2\\}', 'set'],
    ['\\pm 2', 'set'],
    ['(1, 2)', 'tuple'],
    ['[1, 2)', 'interval'],
    ['(2, \\infty)', 'interval'],
    ['\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}', 'matrix'],
    ['(B)', 'choice'],
    ['\\text{Evelyn}', 'text'],
    ['', undefined],
  ] as const) {
    assert.equal(kindOf(answer), kind, answer)
  }
})

test('the final answer of a solution', () => {
  const text = (solution: string): string | undefined => {
    const found = finalAnswer(solution)
    if (found) assert.equal(solution.slice(found.start, found.end), found.text)
    return found?.text
  }
  assert.equal(text('So $\\boxed{1}$, no: $\\boxed{ \\frac{1}{2} }$.'), '\\frac{1}{2}')
  assert.equal(text('$\\boxed{\\{1, 2\\}}$'), '\\{1, 2\\}')
  assert.equal(text('$\\fbox 5$'), '5')
  assert.equal(text('5 + 5 = 10\n#### 10'), '10')
  assert.equal(text('So the answer is 12 cm. It is done.'), '12 cm')
  assert.equal(text('**Final answer:** $x = 3$'), '$x = 3$')
  assert.equal(text('所以答案是 5。'), '5')
  assert.equal(text('The answer is 16. Wait: the answer is 17.'), '17')
  assert.equal(text('<think>The answer is 17</think>The answer is 18'), '18')
  assert.equal(text('The answer is $1$ and $2$.'), '$1$ and $2$')
  assert.equal(text('The answer is yes, since the sum converges.'), 'yes')
  assert.equal(text('The answer is approximately 10.'), '10')
  assert.equal(text('The correct option is (B).'), '(B)')
  assert.equal(text('所以最终答案为：$x=5$'), '$x=5$')
  assert.equal(text('综上，故选：B.'), 'B')
  assert.equal(text('因此，本题选C．'), 'C．')
  assert.equal(text('**Answer**\n\n5'), '5')
  assert.equal(text('Nothing here.'), undefined)
  assert.equal(boxes('$\\boxed{1}$ and $\\boxed{2}$').length, 2)
})

test('no pair throws, and none depends on its order', () => {
  const piece = fc.constantFrom(
    ...[
      '1',
      '2',
      '0.5',
      '1,000',
      'x',
      'y',
      '=',
      '<',
      '\\le',
      ',',
      '(',
      ')',
      '[',
      ']',
      '\\{',
      '\\}',
      '\\pm',
      '\\cup',
      '\\infty',
      '%',
      '\\text{ cm}',
    ],
    ...[
      '\\frac12',
      '\\sqrt{2}',
      '+',
      '-',
      '^2',
      '_8',
      ' or ',
      'B',
      '\\$',
      '^\\circ',
      '\\pi',
      '|',
      ' and ',
      ':',
      '\\in',
      '\\pmod 7',
    ],
  )
  const answer = fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join(''))
  fc.assert(
    fc.property(answer, answer, (a, b) => {
      assert.equal(equivalent(a, b), equivalent(b, a))
      assert.notEqual(equivalent(a, a), 'different')
      kindOf(a)
      finalAnswer(a)
    }),
    { numRuns: 500 },
  )
})
