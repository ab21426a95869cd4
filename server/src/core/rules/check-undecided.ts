import { judgedChecks } from '../math/facts.ts'
import { message } from '../message.ts'
import type { Rule } from './rule.ts'

export const checkUndecided: Rule = {
  id: 'check-undecided',
  title: 'A claim that cannot be decided',
  severity: 'info',
  docs: `
A \`@check\` that cannot be worked out protects nothing, although it looks as if it did. That says nothing about the
claim: it may be true and beyond what is computed here, such as one about all primes.

Write the claim as an equality, an inequality or a congruence between values that can be computed, or leave it as a
note for people.
`,
  good: ['@check: 2 + 3 = 5\n', '@check: 2 + 3 = 6\n'],
  bad: [{ text: '@check: «p \\text{ is prime}»\n' }],
  *checkMath({ example, math }) {
    for (const [i, { text }] of judgedChecks(example).entries()) {
      const decision = math.checks[i]
      if (decision?.verdict !== 'undecided') continue
      yield {
        span: text.span,
        message: message('It is not known whether this holds ({reason}); expected a claim that can be computed', {
          reason: decision.reason ?? 'it cannot be read',
        }),
      }
    }
  },
}
