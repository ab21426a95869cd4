import { parse } from '../format/parse.ts'
import { judgedKey } from '../judge.ts'
import { message } from '../message.ts'
import type { Verdict } from '../verdict.ts'
import type { Rule } from './rule.ts'
import { judgedIn } from './verdicts.ts'

const half = '@example a\n@problem\nHalf of $1$?\n@solution\n$\\boxed{\\frac12}$\n@answer: \\frac12\n'
const verdict: Verdict = {
  type: 'undecided',
  found: '2^{-1}',
  expected: '\\frac12',
  model: 'm',
  origin: 'http://localhost',
}
const openQuestion = {
  text: half.replace(': \\frac12', ': «\\frac12»'),
  facts: { verdicts: new Map([[judgedKey(parse(half).regions[1]!)!, verdict]]) },
}

export const modelUndecided: Rule = {
  id: 'model-undecided',
  title: 'An answer of a model that could not be compared',
  severity: 'info',
  docs: `
\`LIMO: Check Solution with Model\` has a model solve the problem without seeing the solution. Its answer is written in
another way than the example's, and whether both say the same is not known. Taking it for a wrong one would throw good
examples away; taking it for a right one would let wrong ones through.

Compare the two by eye. If they say the same, silence the finding; if not, look at both derivations.
`,
  good: [half],
  bad: [openQuestion],
  *checkDocument({ document, facts }) {
    for (const { region, span, verdict } of judgedIn(document, facts)) {
      if (verdict.type !== 'undecided') continue
      const { model, found, expected } = verdict
      yield {
        region,
        span,
        message: found
          ? message('The model {model} answers {found}; whether that is {expected} is undecided', {
              model,
              found,
              expected,
            })
          : message('The reply of the model {model} gives no final answer', { model }),
      }
    }
  },
}
