import { message } from '../message.ts'
import { span } from '../span.ts'
import type { Rule } from './rule.ts'

export const missingPart: Rule = {
  id: 'missing-part',
  title: 'An example needs a problem, a solution and an answer',
  severity: 'error',
  docs: `
A training record is made of a question, a worked solution and the answer that the solution is graded by. An example
without one of them is never exported.

Write the missing \`@problem\`, \`@solution\` or \`@answer\`. A proof has no short answer: say so with \`@answer proof\`.
`,
  good: ['@example a\n@problem\nWhat is $1+1$?\n@solution\n$\\boxed{2}$\n@answer: 2\n'],
  bad: [
    { text: '«@example» a\n@problem\nWhat is $1+1$?\n@answer: 2\n' },
    { text: '@limo 1\n«@problem»\nWhat is $1+1$?\n@solution\n$\\boxed{2}$\n' },
  ],
  *check({ region }) {
    const { example } = region
    if (!example) return
    const at = example.directive?.nameSpan ?? region.directives.find(directive => directive.name !== 'limo')?.nameSpan
    const missing = [
      ...(example.problem ? [] : ['@problem']),
      ...(example.solutions.length ? [] : ['@solution']),
      ...(example.answer ? [] : ['@answer']),
    ]
    if (missing.length) {
      yield {
        span: at ?? span(0, 0),
        message: message('The example has no {missing}', { missing: missing.join(' and no ') }),
      }
    }
  },
}
