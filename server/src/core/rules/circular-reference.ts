import { message } from '../message.ts'
import { forwardLinks } from './links.ts'
import type { Rule } from './rule.ts'

export const circularReference: Rule = {
  id: 'circular-reference',
  title: 'Steps that rest on one another',
  severity: 'warning',
  docs: `
If a step refers to a later one which, directly or through others, refers back to it, neither has a reason: the argument
assumes what it shows. PRMBench plants such circles in solutions since models overlook them, and a model trained on
them learns to write them.

Find the step that can be shown without the others, put it first, and let the others refer to it. Only the reference
that leads forward is reported.
`,
  good: ['@example a\n@solution\n@step {#a}\nOne.\n@step {#b}\nBy [#a], two.\n@step\nBy [#a] and [#b], three.\n'],
  bad: [
    {
      text: '@example a\n@solution\n@step {#a}\nBy «[#c]», one.\n@step {#b}\nBy [#a], two.\n@step {#c}\nBy [#b], three.\n',
    },
  ],
  *check({ region }) {
    for (const { circular, from, span, to } of forwardLinks(region)) {
      if (!circular) continue
      yield {
        span,
        message: message('Step {from} rests on step {to}, which rests on step {from}; expected a step without it', {
          from,
          to: to.number,
        }),
        related: [{ span: to.step.label!.span, message: message('Step {number}', { number: to.number }) }],
      }
    }
  },
}
