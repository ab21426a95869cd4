import type { Text } from '../format/text.ts'
import { sourceSpan } from '../format/text.ts'
import { judgedParts } from '../math/facts.ts'
import { message } from '../message.ts'
import { saidNumbers } from '../text/number-words.ts'
import { numbersOf, type Written } from '../text/numbers.ts'
import { piecesOf } from '../text/pieces.ts'
import { proseOf } from '../text/prose.ts'
import { key } from './provenance.ts'
import type { Rule } from './rule.ts'

export const unusedGiven: Rule = {
  id: 'unused-given',
  title: 'A given that no step uses',
  severity: 'info',
  docs: `
The problem gives a number, and no step of the solution touches it: neither the number itself nor its half, double, square,
root, or what a percentage leaves. A step may be missing that would have used it, or the problem says more than it needs.
ROSCOE asks that a chain be informative about what is given, and PRMBench that its prerequisites be used; the evidence is
medium, and a problem may hold a number on purpose that is not needed.

Use the number where the solution needs it, or say why it does not.
`,
  good: [
    '@problem\nA coat of 80 dollars is 30% off.\n@solution\nIt costs 80 * 0.7 = 56 dollars.\n@answer: 56\n',
    '@problem\nThe square has the side $5$.\n@solution\nIts area is $25$.\n@answer: 25\n',
    '@problem\n每盒 12 支，共 3 盒。\n@solution\n$12 \\times 3 = 36$。\n@answer: 36\n',
    '@problem\nThere are 3 boxes of 12.\n@solution\nThree boxes hold $12 + 12 + 12 = 36$.\n@answer: 36\n',
  ],
  bad: [
    { text: '@problem\nShe has 48 clips, sells 24 and buys «15».\n@solution\n48 - 24 = 24 are left.\n@answer: 24\n' },
    {
      text: '@problem\n盒子里有 48 支笔，每支 «7» 元，送出 $24$ 支。\n@solution\n还剩 $48 - 24 = 24$ 支。\n@answer: 24\n',
    },
  ],
  *check({ region }) {
    const { example } = region
    const problem = example?.problem?.text
    if (!problem?.value || !example) return
    const solutions = example.solutions.filter(solution => !solution.flawed && judgedParts(solution).length)
    if (!solutions.length) return
    const touched = new Set<number>()
    const texts = new Set(solutions.flatMap(solution => judgedParts(solution).map(part => part.text)))
    for (const text of texts) for (const value of touchedBy(text)) touched.add(key(value))
    const given = numbersOf(problem).filter(
      ({ role, value }) => (role === 'value' || role === 'coefficient' || role === 'result') && value > 2,
    )
    const isUnused = ({ percent, value }: Written): boolean => !uses(value, percent).some(one => touched.has(key(one)))
    const unwritten = given.filter(isUnused)
    // What is said in words is looked for where it matters only.
    if (unwritten.length)
      for (const text of texts) for (const value of saidNumbers(proseOf(text))) touched.add(key(value))
    const unused = unwritten.filter(isUnused)
    // Where most of them are not touched, the solution goes its way without numbers.
    if (unused.length * 2 > given.length) return
    const told = new Set<number>()
    for (const { end, start, text, value } of unused) {
      if (told.has(value)) continue
      told.add(value)
      yield {
        span: sourceSpan(problem, start, end),
        message: message('No step uses {number}; expected one that does, or a word on why it is not needed', {
          number: text,
        }),
      }
    }
  },
}

function* touchedBy(text: Text): Generator<number> {
  for (const { value } of numbersOf(text)) yield value
  for (const piece of piecesOf(text)) {
    if (piece.type === 'math' || piece.type === 'dollar' || piece.type === 'unclosed') continue
    for (const [digits] of text.value.slice(piece.innerStart, piece.innerEnd).matchAll(/\d+(?:\.\d+)?/g))
      yield Number(digits)
  }
}

/** What a reader takes for a use of a number. */
function uses(value: number, percent: boolean): number[] {
  const plain = [
    value,
    value / 2,
    value * 2,
    value * value,
    Math.sqrt(value),
    value - 1,
    value + 1,
    value / 100,
    1 / value,
  ]
  const scaled = [value * 1000, value / 1000, value * 60, value / 60, value * 100]
  return percent
    ? [...plain, ...scaled, 100 - value, 100 + value, 1 - value / 100, 1 + value / 100]
    : [...plain, ...scaled]
}
