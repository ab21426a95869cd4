import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { answered, quoted, source } from './verdicts.ts'

const third = '@example a\n@problem\nA third of $1$?\n@solution\n$\\boxed{\\frac13}$\n@answer: «\\frac13»\n'

export const modelUndecided: Rule = {
  id: 'model-undecided',
  title: 'An answer of a model that could not be compared',
  severity: 'info',
  docs: `
\`LIMO: Check Solution with Model\` and \`limo judge\` have a model solve the problem without seeing the solution. What most
samples answer is written in another way than the example's answer, and whether both say the same is not known; or most
samples end without a final answer. Taking that for a wrong one would throw good examples away; taking it for a right one
would let wrong ones through.

Compare the two by eye. If they say the same, silence the finding; if not, look at both derivations.
`,
  good: [third.replaceAll(/[«»]/g, '')],
  bad: [answered(third, ['0.3333']), answered(third, ['', '', '\\frac13'])],
  *checkVerdicts({ example, verdicts }) {
    for (const { agreement, answer, record, share } of verdicts.solves) {
      if (agreement !== 'undecided' || share.of === 0) continue
      const said = { ...source(record), count: share.count, of: share.of }
      yield {
        span: example.answer!.text.span,
        message: answer
          ? message(
              'The model {model} answers {found} in {count} of {of} samples; whether that is {expected} is undecided; {recorded}',
              { ...said, found: quoted(answer), expected: quoted(example.answer!.text.value) },
            )
          : message('The model {model} gives no final answer in {count} of {of} samples; {recorded}', said),
      }
    }
  },
}
