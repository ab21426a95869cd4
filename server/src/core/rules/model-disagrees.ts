import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { answered, quoted, source } from './verdicts.ts'

const wrong = '@example a\n@problem\nWhat is $1+1$?\n@solution\n$\\boxed{3}$\n@answer: «3»\n'

export const modelDisagrees: Rule = {
  id: 'model-disagrees',
  title: 'A model that solved the problem comes to another answer',
  severity: 'warning',
  docs: `
\`LIMO: Check Solution with Model\` and \`limo judge\` have a model solve the problem several times without seeing the
solution, and compare the answer that most samples give with the example's. A wrong answer teaches wrong reasoning, and
a problem that can be read in two ways teaches guessing; both show as a model that comes to something else. That what
most samples answer is right far more often than what one does is well measured (Wang and others, Self-Consistency
Improves Chain of Thought Reasoning, arXiv 2203.11171); but a model can be wrong in the same way every time, and the
rule says what a model answered, not what is true.

It is an error where most of all possible samples would give that other answer, as far as those at hand can tell: where
the lower end of the interval of their share (19 of 20 such intervals hold the true one) lies above one half, as with 4
of 4 or 7 of 8. Otherwise it is a warning.

Look at both derivations. Correct the answer, say in the problem what it leaves open, or silence the finding. It goes
away by itself when the problem or the answer changes.
`,
  good: [wrong.replaceAll(/[«»]/g, '').replaceAll('3', '2')],
  bad: [answered(wrong, ['2', '2', '2', '\\frac{4}{2}']), answered(wrong, ['2', '5', '2'])],
  *checkVerdicts({ example, verdicts }) {
    for (const { agreement, answer, record, share } of verdicts.solves) {
      if (agreement !== 'different') continue
      yield {
        span: example.answer!.text.span,
        message: message(
          'The model {model} answers {found} in {count} of {of} samples, the example {expected}; {recorded}',
          {
            ...source(record),
            found: quoted(answer),
            count: share.count,
            of: share.of,
            expected: quoted(example.answer!.text.value),
          },
        ),
        ...(share.low > 0.5 && { severity: 'error' }),
      }
    }
  },
}
