import { message } from '../message.ts'
import { isBetweenSteps, linksOf } from './links.ts'
import type { Rule } from './rule.ts'

export const referenceToItself: Rule = {
  id: 'reference-to-itself',
  title: 'A step that refers to itself',
  severity: 'warning',
  docs: `
A step that gives itself as its reason is the shortest form of circular reasoning, one of the errors that PRMBench
plants in solutions since models overlook them. Mostly the label is simply that of another step.

Refer to the step that the reason stands in, or say it in words.
`,
  good: ['@example a\n@solution\n@step {#a}\nOne.\n@step {#b}\nBy [#a], two.\n@hint: That is [#b] again.\n'],
  bad: [{ text: '@example a\n@solution {#s}\n@step {#a}\nBy «[#a]», one, as in «[#s]».\n' }],
  *check({ region }) {
    for (const link of linksOf(region)) {
      if (isBetweenSteps(link) && link.from === link.to.number) {
        yield {
          span: link.span,
          message: message('This is step {number} itself; expected an earlier one', { number: link.from }),
        }
      } else if (link.from !== undefined && link.to.type === 'solution' && link.to.solution === link.solution) {
        yield { span: link.span, message: message('This is the solution itself; expected a step or another solution') }
      }
    }
  },
}
