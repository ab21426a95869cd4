import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { judgedSolutions, placeSpan, wrongClaims } from './solutions.ts'

export const unitConversion: Rule = {
  id: 'unit-conversion',
  title: 'Units that are converted wrongly',
  severity: 'error',
  docs: `
Both sides measure the same thing in different units, and once they are converted they differ. Wrong factors between
units are a kind of error of their own in EIC-Math. The evidence is medium, and people do leave units out in passing:
\`2 hours * 60 = 120 minutes\` is understood as it is meant, and only what fails in every way of reading it is reported.

Correct the factor or the unit.
`,
  good: [
    '@solution\n$3\\text{ km} = 3000\\text{ m}$ and $2\\text{ hours} \\cdot 60 = 120\\text{ minutes}$.\n',
    '@solution\n$3\\text{ km} + 2\\text{ km} = 6\\text{ km}$.\n',
  ],
  bad: [
    { text: '@solution\n$«3\\text{ km} = 300\\text{ m}»$.\n' },
    { text: '@solution\n$«3\\text{ km} + 500\\text{ m} = 503\\text{ km}»$.\n' },
  ],
  *checkMath(view) {
    for (const judged of judgedSolutions(view)) {
      for (const claim of wrongClaims(judged)) {
        const { by, left, right } = claim.decision
        if (by !== 'conversion' || left === undefined || right === undefined) continue
        yield {
          span: placeSpan(judged, claim),
          message: message(
            'In the same unit, the left side is {left} and the right side {right}; expected them equal',
            {
              left,
              right,
            },
          ),
        }
      }
    }
  },
}
