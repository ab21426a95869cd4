import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse } from '../server/src/core/format/parse.ts'
import { type Text, textOf } from '../server/src/core/format/text.ts'
import { isNear, tracedNumbers } from '../server/src/core/rules/provenance.ts'
import { span } from '../server/src/core/span.ts'
import { saidNumbers } from '../server/src/core/text/number-words.ts'
import { numbersOf } from '../server/src/core/text/numbers.ts'

const plain = (value: string): Text => textOf(value, [], span(0, value.length), 0)
const read = (value: string): string =>
  numbersOf(plain(value))
    .map(number => `${number.value}${number.percent ? '%' : ''}:${number.role}`)
    .join(' ')

test('a number knows what it does where it stands', () => {
  assert.equal(read('Step 2. She has 1,234.5 and 30% of $20{,}000$.'), '2:counter 1234.5:value 30%:value 20000:value')
  assert.equal(read('48/2 = 24 clips, so 48 + 24 = $72'), '48:value 2:value 24:result 48:value 24:value 72:result')
  assert.equal(
    read('$2x^{10} + a_3 = 5$ and $\\frac52 = \\boxed{2.5}$'),
    '2:coefficient 10:exponent 3:index 5:result 5:value 2:value 2.5:result',
  )
  assert.equal(read('$52_8$ `x = 7` $\\hspace{3cm}$ [asy] draw((1,2)); [/asy]'), '52:digits 8:index')
  assert.equal(read('第2步：$3 \\times 4 = 12$'), '2:counter 3:value 4:value 12:result')
})

test('numbers are where they are said to be', () => {
  const bits = fc.constantFrom(
    '12',
    '3.5',
    ' and ',
    '$',
    '$$',
    '\\frac',
    '{',
    '}',
    '=',
    '+',
    '1,000',
    '一',
    '\n',
    '`',
    '%',
    '^',
    '_',
  )
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 40 }), parts => {
      const value = parts.join('')
      let end = 0
      for (const number of numbersOf(plain(value))) {
        assert.equal(value.slice(number.start, number.end), number.text)
        assert.ok(number.start >= end && Number.isFinite(number.value))
        end = number.end
      }
    }),
  )
})

test('words say numbers, in English and Chinese', () => {
  const has = (text: string, ...values: number[]): void => {
    const said = saidNumbers(text)
    for (const value of values) assert.ok(said.has(value), `${value} in ${text}`)
  }
  has('one hundred and twenty-five of them', 125)
  has('two thirds, half a dozen', 2 / 3, 12, 0.5)
  has('three thousand two hundred', 3200)
  has('他有三百二十五元，其中三分之二', 325, 2 / 3)
  has('2 万元', 20000)
  assert.ok(!saidNumbers('the constructor of the prototype').has(Number.NaN))
})

test('one digit or one swap away', () => {
  for (const [a, b] of [
    ['48', '84'],
    ['48', '47'],
    ['1,250', '1,520'],
    ['300', '30'],
    ['0.25', '0.52'],
  ] as const)
    assert.ok(isNear(a, b), `${a} ${b}`)
  for (const [a, b] of [
    ['4', '7'],
    ['48', '48'],
    ['123', '321'],
    ['48', '59'],
  ] as const)
    assert.ok(!isNear(a, b), `${a} ${b}`)
})

test('tracing takes any text, and as many numbers as there are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (problem, solution) => {
      const document = parse(`@problem\n${problem}\n@solution\n${solution}\n`)
      for (const region of document.regions)
        for (const { numbers } of tracedNumbers(region)) assert.ok(numbers.length <= solution.length + problem.length)
    }),
  )
})
