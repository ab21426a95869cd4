import { judgedChecks } from '../math/facts.ts'
import { message } from '../message.ts'
import type { Found, Rule } from './rule.ts'

export const checkFailed: Rule = {
  id: 'check-failed',
  title: 'A claim that does not hold',
  severity: 'error',
  docs: `
\`@check\` states what must hold for the example to be right. The claim is worked out, with fractions and remainders
exactly, and with variables at many points. One that fails says that the solution is wrong, or the claim is; and a false
step teaches a model to state what does not follow.

Correct the claim, or the step that it is about. Between values that are only close, write \`\\approx\`.
`,
  good: [
    '@check: 2^{10} = 7 \\cdot 146 + 2\n',
    '@check: (a+b)^2 = a^2 + 2ab + b^2\n',
    '@check: 2^{100} \\equiv 2 \\pmod 7\n',
  ],
  bad: [
    { text: '@check: «2^{10} = 7 \\cdot 146 + 3»\n' },
    { text: '@check: «(a+b)^2 = a^2 + b^2»\n' },
    { text: '@check: «\\frac{1}{3} = 0.33»\n' },
  ],
  *checkMath({ example, math }) {
    for (const [i, { text }] of judgedChecks(example).entries()) {
      const decision = math.checks[i]
      const failed = decision && failure(decision)
      if (failed) yield { span: text.span, message: failed }
    }
  },
}

type Decided = Parameters<NonNullable<Rule['checkMath']>>[0]['math']['checks'][number]

function failure({ verdict, left, right, by }: Decided): Found['message'] | undefined {
  if (verdict === 'approximate') return message('The claim holds only approximately; expected "\\approx"')
  if (verdict !== 'false') return undefined
  if (left === undefined || right === undefined) {
    return message('The claim fails wherever it is tried; expected one that holds')
  }
  if (by === 'remainder') {
    return message('The remainders are {left} and {right}, so the claim fails; expected one that holds', {
      left,
      right,
    })
  }
  return message('The left side is {left}, the right side {right}, so the claim fails; expected one that holds', {
    left,
    right,
  })
}
