import { message } from '../message.ts'
import { forwardLinks } from './links.ts'
import type { Rule } from './rule.ts'

export const referenceToLaterStep: Rule = {
  id: 'reference-to-later-step',
  title: 'A step that rests on a later one',
  severity: 'warning',
  docs: `
A model writes a solution from its first word to its last, so a step can only rest on what stands before it. PRMBench
and ReasonEval count steps in the wrong order among the errors of reasoning, and training on shuffled steps costs a
model most of what it could have learned ([arXiv 2502.07374](https://arxiv.org/abs/2502.07374)).

Move the step that is needed before the one that needs it. To announce what is to come, say it without a reference.
`,
  good: ['@example a\n@solution\nThe heart of it is [#b].\n@step {#a}\nOne.\n@step {#b}\nBy [#a], two.\n'],
  bad: [{ text: '@example a\n@solution\n@step {#a}\nBy «[#b]», one.\n@step {#b}\nTwo.\n' }],
  *check({ region }) {
    for (const { circular, from, span, to } of forwardLinks(region)) {
      if (circular) continue
      yield {
        span,
        message: message('Step {from} refers to step {to}, which comes later; expected an earlier one', {
          from,
          to: to.number,
        }),
        related: [{ span: to.step.label!.span, message: message('Step {number}', { number: to.number }) }],
      }
    }
  },
}
