import type { Claim } from '../math/solution.ts'
import { type Message, message } from '../message.ts'
import type { Rule } from './rule.ts'
import { corrected, type Judged, judgedSolutions, placeSpan, unequal, wrongClaims } from './solutions.ts'

export const falseEquality: Rule = {
  id: 'false-equality',
  title: 'An equality or inequality that does not hold',
  severity: 'error',
  docs: `
Both sides are worked out and differ. Slips of calculation are what models find hardest to see in a chain of reasoning
and what a program finds most easily (EIC-Math), and a model that is trained on one learns to state what does not
follow. Evidence that it spoils training is mixed, the answer may still be right; but a false step is never what its
author meant. Only what is certain is reported: equations to be solved, conditions, definitions and whatever cannot be
computed exactly are left alone, and of a flawed solution nothing from its first \`@error\` on is looked at.

Correct the side that is wrong. The fix replaces the right side where that is a number, and lists the later places that
use it: they are not changed, because what follows from a wrong number has to be thought through again.
`,
  good: [
    '@solution\nSo $2^{10} = 1024 = 7 \\cdot 146 + 2$, and $\\frac{1}{3} \\approx 0.33$.\n',
    '@solution\nSolve $2x + 3 = 11$ for $x$. If it were $4$, then $2 \\cdot 4 + 3 = 12$ would not hold.\n',
    '@solution flawed\n@step\n$1 + 1 = 3$\n@error: It is $2$\n@step\n$3 + 1 = 5$\n',
    '@solution\n$2^{10} \\equiv 3 \\pmod 7$, and $3\\text{ km} = 300\\text{ m}$.\n',
  ],
  bad: [
    {
      text: '@solution\n@step\n$«7 \\cdot 146 + 3 = 1024»$.\n@step\nSo $\\boxed{1024}$.\n',
      fixed: '@solution\n@step\n$7 \\cdot 146 + 3 = 1025$.\n@step\nSo $\\boxed{1024}$.\n',
    },
    { text: '@solution\nThey pay «$1,200 + $300 = $1,600».\n', fixed: '@solution\nThey pay $1,200 + $300 = $1,500.\n' },
    { text: '@solution\nEach gets «10/3 = 3» of them.\n' },
    { text: '@solution\nBecause $«3^4 < 4^3»$, we are done.\n' },
    { text: '@solution\n$«\\sqrt{16} + \\sqrt{9} = \\sqrt{25}»$.\n' },
  ],
  *checkMath(view) {
    for (const judged of judgedSolutions(view)) {
      for (const claim of wrongClaims(judged)) {
        if (claim.decision.by) continue
        yield {
          span: placeSpan(judged, claim),
          message: whatIsWrong(judged, claim),
          ...(claim.relation === '=' && corrected(judged, claim)),
        }
      }
    }
  },
}

const opposite: Readonly<Partial<Record<Claim['relation'], string>>> = { '<': '≥', '≤': '>', '>': '≤', '≥': '<' }

function whatIsWrong(judged: Judged, claim: Claim): Message {
  const { relation } = claim
  const { left = '?', right = '?' } = claim.decision
  if (relation === '=') return unequal(judged, claim)
  if (relation === '≠') return message('Both sides are {value}; expected values that differ', { value: left })
  const expected = opposite[relation]
  if (expected === undefined) {
    return message('The left side is {left}, the right side {right}; expected values that are close to each other', {
      left,
      right,
    })
  }
  return message('The left side is {left}, the right side {right}; expected "{expected}" between them', {
    left,
    right,
    expected: left === right ? '=' : expected === '≥' ? '>' : expected === '≤' ? '<' : expected,
  })
}
