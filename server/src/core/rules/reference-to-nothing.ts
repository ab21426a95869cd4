import { nearest } from '../format/nearest.ts'
import { message } from '../message.ts'
import { labelsFor, linksOf } from './links.ts'
import type { Rule } from './rule.ts'

/** References of one example that are looked up among its labels. */
const fixLimit = 50

export const referenceToNothing: Rule = {
  id: 'reference-to-nothing',
  title: 'A reference to a label that does not exist',
  severity: 'error',
  docs: `
\`[#label]\` in prose becomes "Step 2" in the exported text. One that no step of the same solution and no solution of the
example bears is exported as it is typed, and the model learns to write \`[#cycle]\`.

Write the label of a step of the same solution, or of a solution of the example; give the step one with \`{#label}\`.
`,
  good: [
    '@example a\n@solution {#s}\n@step {#a}\nOne.\n@step\nBy [#a] and [#s], but `[#code]` and $[#x]$.\n',
    '@example a\n@problem\nSee [#5](x).\n@solution {#5}\nFive.\n',
  ],
  bad: [
    {
      text: '@example a\n@solution\n@step {#cycle}\nOne.\n@step\nBy «[#cylce]», two.\n',
      fixed: '@example a\n@solution\n@step {#cycle}\nOne.\n@step\nBy [#cycle], two.\n',
    },
    { text: '@example a\n@solution\n@step {#a}\nOne.\n@solution\n@step\nBy «[#a]», two.\n@hint: See «[#b]»\n' },
  ],
  *check({ region }) {
    let count = 0
    for (const { label, labelSpan, solution, span, to } of linksOf(region)) {
      if (to.type !== 'nothing') continue
      const meant = count++ < fixLimit ? nearest(label, labelsFor(region.example!, solution)) : undefined
      yield {
        span,
        message: message('No step of this solution and no solution of this example has the label "{label}"', {
          label,
        }),
        ...(meant !== undefined && {
          fixes: [
            { title: message('Write {word}', { word: `[#${meant}]` }), edits: [{ span: labelSpan, text: meant }] },
          ],
        }),
      }
    }
  },
}
