import { parse } from '../format/parse.ts'
import { judgedKey } from '../judge.ts'
import { message } from '../message.ts'
import type { Verdict } from '../verdict.ts'
import type { Rule } from './rule.ts'
import { judgedIn } from './verdicts.ts'

const wrong = '@example a\n@problem\nWhat is $1+1$?\n@solution\n$\\boxed{3}$\n@answer: 3\n'
const verdict: Verdict = { type: 'different', found: '2', expected: '3', model: 'm', origin: 'http://localhost' }
const disagreement = {
  text: wrong.replace(': 3', ': «3»'),
  facts: { verdicts: new Map([[judgedKey(parse(wrong).regions[1]!)!, verdict]]) },
}

export const modelDisagrees: Rule = {
  id: 'model-disagrees',
  title: 'A model that solved the problem comes to another number',
  severity: 'warning',
  docs: `
\`LIMO: Check Solution with Model\` has a model solve the problem without seeing the solution, and compares the answers. A
wrong answer teaches wrong reasoning, and a problem that can be read in two ways teaches guessing; both show as a model
that comes to another number. It may as well be the model that is mistaken.

Look at both derivations. Correct the answer, say in the problem what it leaves open, or silence the finding. It goes
away by itself when the problem or the answer changes.
`,
  good: [wrong.replaceAll('3', '2')],
  bad: [disagreement],
  *checkDocument({ document, facts }) {
    for (const { region, span, verdict } of judgedIn(document, facts)) {
      if (verdict.type !== 'different') continue
      const { model, found, expected } = verdict
      yield {
        region,
        span,
        message: message('The model {model} answers {found}, the example {expected}', { model, found, expected }),
      }
    }
  },
}
