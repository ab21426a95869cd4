import { sourceSpan } from '../format/text.ts'
import type { Claim } from '../math/solution.ts'
import { message } from '../message.ts'
import { sentencesOf, wordsIn } from '../text/prose.ts'
import { problemOf } from './problems.ts'
import type { Rule } from './rule.ts'
import { type Judged, judgedSolutions } from './solutions.ts'

export const trivialProblem: Rule = {
  id: 'trivial-problem',
  title: 'A problem of one operation',
  severity: 'hint',
  docs: `
One operation on numbers of the problem is all that its solution takes. LIMO (arXiv 2502.03387) chose problems that need long
chains and dropped what a small model solves within four tries, and s1 dropped what two models could solve. That easy problems
do harm is not shown, and a set may want some; so this is a hint.

Ask for something that takes several steps, or leave the example out.
`,
  good: [
    '@problem\nTom has $3$ bags of $4$ apples and eats $2$. How many are left?\n@solution\n$3 \\cdot 4 = 12$, and $12 - 2 = 10$.\n@answer: 10\n',
    '@problem\nWhat is $2 + 3 + 4$?\n@solution\n$2 + 3 + 4 = 9$\n@answer: 9\n',
    '@problem\nHow many diagonals has a square?\n@solution\nFour corners have $6$ pairs, of which $4$ are sides, and $6 - 4 = 2$.\n@answer: 2\n',
    '@problem\n甲有 $3$ 元，乙的钱是甲的 $2$ 倍，共有多少元？\n@solution\n乙有 $3 \\times 2 = 6$ 元，共有 $3 + 6 = 9$ 元。\n@answer: 9\n',
  ],
  bad: [
    { text: '@problem\n«What is $2 + 3$?»\n@solution\n$2 + 3 = \\boxed{5}$\n@answer: 5\n' },
    {
      text: '@problem\nTom has $3$ bags with $4$ apples in each. «How many apples has he?»\n@solution\n@step\nHe has $x$ apples.\n@step\nSo $x = 3 \\times 4 = 12$.\n@step\nIt is $\\boxed{12}$.\n@answer: 12\n',
    },
    {
      text: '@problem\nA box of $12$ eggs costs 24 dollars. «What does one egg cost?»\n@solution\nIt costs $\\frac{24}{12} = 2$ dollars.\n@answer: 2\n',
    },
    { text: '@problem\n«What is $15\\%$ of $80$?»\n@solution\nIt is $0.15 \\times 80 = 12$.\n@answer: 12\n' },
    { text: '@problem\n«计算 $\\sqrt{144}$。»\n@solution\n$\\sqrt{144} = 12$。\n@answer: 12\n' },
  ],
  *checkMath(view) {
    for (const { text } of problemOf(view)) {
      const solutions = [...judgedSolutions(view)].filter(({ solution }) => !solution.flawed)
      if (!solutions.length || !solutions.every(judged => isOneOperation(judged, text.value))) continue
      const last = sentencesOf(text).at(-1) ?? { start: 0, end: text.value.length }
      yield {
        span: sourceSpan(text, last.start, last.end),
        message: message('One operation solves this; expected a problem that takes several steps'),
      }
    }
  },
}

const longest = 60

/** Whether all that a solution calculates is one operation on numbers of the problem. */
function isOneOperation({ facts, parts }: Judged, problem: string): boolean {
  const { claims, formulas, read } = facts.checked
  if (!claims.length || claims.length > 6 || formulas !== read) return false
  const said = parts.reduce(
    (count, { text, within }) => count + [...wordsIn(text.value.slice(within.start, within.end))].length,
    0,
  )
  if (said > longest) return false
  const sides = new Set<string>()
  for (const claim of claims) {
    if (claim.relation !== '=' && claim.relation !== '≈') return false
    for (const side of ['left', 'right'] as const) sides.add(sourceOf(claim, side, parts))
  }
  const given = new Set(numbersIn(problem))
  // `15%` is 0.15.
  const isGiven = (number: string): boolean =>
    given.has(number) || given.has(String(Math.round(Number(number) * 1e6) / 1e4))
  const calculated = [...sides].filter(side => !plain.test(side))
  return calculated.length === 1 && operation.test(calculated[0]!) && numbersIn(calculated[0]!).every(isGiven)
}

function sourceOf(claim: Claim, side: 'left' | 'right', parts: Judged['parts']): string {
  return parts[claim.part]!.text.value.slice(claim[side].start, claim[side].end)
    .replace(/\\boxed\s*\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:text|mathrm|textbf)\s*\{[^{}]*\}|\\[,;! ]|\\(?:left|right)(?![a-zA-Z])|[$&\\]\$|\s|\\?%|[*]{2}/g, '')
}

/** A symbol or a number. */
const plain = /^-?(?:[A-Za-z]|\\[a-z]+|[\d.,]+|[A-Za-z]\([A-Za-z\d]\))?$/
const number = String.raw`(?:\(?-?\d[\d.,]*\)?|\{-?\d[\d.,]*\})`
/** Two numbers and what is done with them, or one. */
const operation = new RegExp(
  String.raw`^(?:${number}(?:[-+*/×÷−^x]|\\times|\\cdot|\\div|\\pmod)${number}|\\[dt]?frac${number}${number}|\\sqrt(?:\[\d\])?${number}|\\d?binom${number}${number}|${number}!)$`,
)

function numbersIn(text: string): string[] {
  return [...text.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map(([found]) => found.replace(/,/g, ''))
}
