import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { align, alike, differences, wordsOf } from '../server/src/core/align.ts'
import type { ComparedSide } from '../server/src/core/comparison.ts'
import { comparedRows } from '../server/src/core/render/comparison.ts'
import { formulaPlace } from '../server/src/core/render/formula.ts'

/** `0=0` the same, `1~1` alike, `2/2` side by side, `3-` and `+3` alone. */
function aligned(left: readonly string[], right: readonly string[]): string {
  return align(left, right)
    .map(({ left: l, likeness, right: r }) => {
      if (l === undefined) return `+${r}`
      if (r === undefined) return `${l}-`
      return `${l}${likeness === 1 ? '=' : likeness >= alike ? '~' : '/'}${r}`
    })
    .join(' ')
}

const cycle = 'The powers of two repeat with period three.'
const cycleToo = 'The powers of two repeat with period 3.'
const rest = 'As $100 = 3 \\cdot 33 + 1$, the remainder is 2.'
const check = 'Another way gives the same.'
const angle = 'Draw a circle around both corners.'

test('steps that share most words stand beside each other', () => {
  assert.equal(aligned([cycle, rest], [cycle, rest]), '0=0 1=1')
  assert.equal(aligned([cycle, rest], [cycleToo, rest]), '0~0 1=1')
  assert.equal(aligned([cycle, rest], [cycle, check, rest]), '0=0 +1 1=2')
  assert.equal(aligned([cycle, check, rest], [cycleToo, rest]), '0~0 1- 2=1')
  assert.equal(aligned([check, cycle, rest], [cycle, rest, check]), '0- 1=0 2=1 +2')
  assert.equal(aligned([cycle, angle], [cycleToo, check, rest]), '0~0 1/1 +2')
  assert.equal(aligned([], [cycle]), '+0')
  assert.equal(aligned(['', ''], ['']), '0=0 1-')
})

const word = fc.constantFrom('a', 'b', 'c', 'd', '$x$', '中')
const part = fc.array(word, { maxLength: 8 }).map(words => words.join(' '))
const parts = fc.array(part, { maxLength: 12 })

test('every step appears once, both orders are kept, and what is marked the same is the same', () => {
  fc.assert(
    fc.property(parts, parts, (left, right) => {
      const pairs = align(left, right)
      const on = (side: 'left' | 'right') => pairs.flatMap(pair => pair[side] ?? [])
      assert.deepEqual(
        on('left'),
        left.map((_, i) => i),
      )
      assert.deepEqual(
        on('right'),
        right.map((_, i) => i),
      )
      for (const { left: l, likeness, right: r } of pairs) {
        assert.ok(l !== undefined || r !== undefined)
        assert.ok(likeness >= 0 && likeness <= 1)
        const isSame = l !== undefined && r !== undefined && left[l] === right[r]
        assert.equal(likeness === 1, isSame)
      }
    }),
    { numRuns: 2000 },
  )
})

test('no order of steps makes more of the same of them', () => {
  // By trying all that there is.
  const most = (left: readonly string[], right: readonly string[]): number => {
    if (!left.length || !right.length) return 0
    const [l, ...ls] = left
    const [r, ...rs] = right
    return Math.max(l === r ? 1 + most(ls, rs) : 0, most(ls, right), most(left, rs))
  }
  const single = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 })
  fc.assert(
    fc.property(single, single, (left, right) => {
      const same = align(left, right).filter(({ likeness }) => likeness === 1).length
      assert.equal(same, most(left, right))
    }),
    { numRuns: 1000 },
  )
})

test('what is left of both sides without the differing words is the same', () => {
  const words = fc.array(word, { maxLength: 30 })
  fc.assert(
    fc.property(words, words, (left, right) => {
      const marks = differences(left, right)
      assert.deepEqual(
        left.filter((_, i) => !marks.left[i]),
        right.filter((_, i) => !marks.right[i]),
      )
      if (left.join() === right.join()) assert.ok(!marks.left.includes(true) && !marks.right.includes(true))
      for (const one of left) if (!right.includes(one)) assert.ok(marks.left[left.indexOf(one)])
    }),
  )
  assert.deepEqual(differences(['a', 'b', 'c'], ['a', 'c', 'd']), {
    left: [false, true, false],
    right: [false, false, true],
  })
})

test('words are words, signs and Chinese characters', () => {
  assert.deepEqual(wordsOf("So x_1 = 2,  isn't it? 周期为3"), [
    ...['So', 'x', '_', '1', '=', '2', ',', 'isn', "'", 't', 'it', '?', '周', '期', '为', '3'],
  ])
})

test('thousands of steps are put side by side, in their order', () => {
  for (const count of [600, 4_000]) {
    const left = Array.from({ length: count }, (_, i) => `step ${i}`)
    const pairs = align(left, ['new', ...left.slice(0, count / 2), 'new', ...left.slice(count / 2 + 1), 'new'])
    assert.deepEqual(
      pairs.flatMap(pair => pair.left ?? []),
      left.map((_, i) => i),
    )
    assert.equal(pairs.flatMap(pair => pair.right ?? []).length, count + 2)
  }
})

const example = `@example a
@problem
What is $2+2$?
@solution: One
First.
@step derive: Count
We count to $4$.
@step
So $\\boxed{4}$.
@hint: Use fingers
@solution flawed: Two
First.
@step derive: Count
We count to $5$.
@error: not so
@step
So $\\boxed{5}$.
@answer: 4
`

function rows(left: Partial<ComparedSide>, right: Partial<ComparedSide>): string[] {
  const side = { name: '', head: '@limo 1\n', region: example, solution: 0, macros: {} }
  const drawing = { formula: formulaPlace, formulaKey: '' }
  return comparedRows(
    { left: { ...side, ...left }, right: { ...side, ...right } },
    { left: drawing, right: drawing },
  ).map(row => [row.left?.name ?? '', row.relation, row.right?.name ?? ''].join(' '))
}

test('two solutions of an example stand side by side, with what they belong to', () => {
  assert.deepEqual(rows({}, { solution: 1 }), [
    'left/problem same right/problem',
    'left/solution-1 same right/solution-2',
    'left/step-1-1 alike right/step-2-1',
    'left/step-1-2 alike right/step-2-2',
    'left/answer same right/answer',
  ])
})

test('a solution stands beside what it was, wherever its steps have moved', () => {
  assert.deepEqual(
    rows({}, {}).map(row => row.split(' ')[1]),
    ['same', 'same', 'same', 'same', 'same'],
  )
  const region = example
    .replace('@step derive', '@step: New\nSee how.\n@step derive')
    .replace('@answer: 4', '@answer: 3')
  assert.deepEqual(rows({}, { region }), [
    'left/problem same right/problem',
    'left/solution-1 same right/solution-1',
    ' right right/step-1-1',
    'left/step-1-1 same right/step-1-2',
    'left/step-1-2 same right/step-1-3',
    'left/answer alike right/answer',
  ])
  assert.deepEqual(rows({}, { region: '@example a\n' }), [
    'left/problem left ',
    'left/solution-1 left ',
    'left/step-1-1 left ',
    'left/step-1-2 left ',
    'left/answer left ',
  ])
})
