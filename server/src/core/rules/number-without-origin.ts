import { message } from '../message.ts'
import { isWrongCopy } from './copies.ts'
import { tracedNumbers } from './provenance.ts'
import type { Found, Rule } from './rule.ts'

export const numberWithoutOrigin: Rule = {
  id: 'number-without-origin',
  title: 'A number that comes from nowhere',
  severity: 'warning',
  docs: `
A step calculates with a number that stands neither in the problem nor in an earlier step, that is no usual constant, and
that no single operation makes from what the step has. Such numbers are what copying errors and left out steps look like:
EIC-Math counts them as reference errors, ROSCOE as hallucinations. A model that learns from them learns to make numbers up.
The evidence is strong. Where one digit or one swap makes a known number of it, the message names that number.

Correct the number, or write the step that it comes from.
`,
  good: [
    '@problem\nA box has 48 pens, half as many are red.\n@solution\n48/2 = 24 are red.\n48 + 24 = 72 are there.\n',
    '@problem\nA hexagon has the side $7$.\n@solution\nIts perimeter is $6 \\cdot 7 = 42$.\n',
    '@problem\nHe runs 20 minutes of each hour, 12 of 30 miles.\n@solution\n18 are left because 30 - 12 = 18, and 60 / 20 = 3.\n',
    '@problem\nA coat of 80 dollars is 30% off.\n@solution\nIt costs 80 * 0.7 = 56 dollars.\n',
    '@problem\nHow many primes are between 30 and 50?\n@solution\nThey are 31, 37, 41, 43 and 47.\n',
    '@problem\n盒子里有三百支笔，每天用 15 支。\n@solution\n$300 \\div 15 = 20$，所以可以用 20 天。\n',
    '@problem\nSolve $2x + 3 = 11$.\n@solution\nSo $2x = 8$ and $x = 4$.\n',
  ],
  bad: [
    {
      text: '@problem\nA box has 48 pens, half as many are red.\n@solution\n48/2 = 24 are red.\n48 + «42» = 90 are there.\n',
      fixed:
        '@problem\nA box has 48 pens, half as many are red.\n@solution\n48/2 = 24 are red.\n48 + 24 = 90 are there.\n',
    },
    { text: '@problem\nShe has 5 bags of 7 pounds.\n@solution\n@step\nThey weigh $5 \\cdot «9» = 45$ pounds.\n' },
    { text: '@problem\n他有 25 元，笔每支 3 元。\n@solution\n还剩 $25 - «17» = 8$ 元。\n' },
  ],
  *check({ region, words }) {
    for (const { numbers } of tracedNumbers(region)) {
      for (const { number, origin, span } of numbers) {
        if (origin.type !== 'none' || !origin.calculated) continue
        // What is copied from a place that reads alike is told with that place.
        if (isWrongCopy(region, words, span)) continue
        const { near } = origin
        if (!near) {
          yield {
            span,
            message: message(
              '{number} is neither in the problem nor in an earlier step, and nothing in this one gives it; expected a number with an origin',
              { number: number.text },
            ),
          }
          continue
        }
        yield {
          ...copied(number.text, near.number.text, near.step),
          span,
          ...mended(near.number.text, span),
          related: [{ span: near.span, message: message('Here it is {near}', { near: near.number.text }) }],
        }
      }
    }
  },
}

function copied(number: string, near: string, step: number | undefined): Pick<Found, 'message'> {
  return {
    message:
      step === undefined
        ? message('{number} has no origin; the problem has {near}', { number, near })
        : message('{number} has no origin; step {step} has {near}', { number, near, step }),
  }
}

function mended(text: string, span: Found['span']): Pick<Found, 'fixes'> {
  return { fixes: [{ title: message('Write {near}', { near: text }), edits: [{ span, text }] }] }
}
