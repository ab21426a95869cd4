import { message } from '../message.ts'
import { tracedNumbers } from './provenance.ts'
import type { Rule } from './rule.ts'

export const stepOutOfOrder: Rule = {
  id: 'step-out-of-order',
  title: 'A step that uses what only a later one introduces',
  severity: 'warning',
  docs: `
A step calculates with a result that a later step finds, so one of the two stands in the wrong place. Order is what a model learns most
from reasoning examples: shuffled steps cost far more accuracy than wrong numbers do (arXiv 2502.07374), and ReasonEval counts
swapped steps as errors. The evidence is strong.

Move the step that finds the result before the one that uses it.
`,
  good: [
    '@problem\nA box has 48 pens, half as many are red.\n@solution\n48/2 = 24 are red.\n48 + 24 = 72 are there.\n',
    '@problem\nHe runs 30 miles, 10 on the first day.\n@solution\nThere are 20 left because 30 - 10 = 20.\n',
  ],
  bad: [
    {
      text: '@problem\nA box has 48 pens, half as many are red.\n@solution\n48 + «24» = 72 are there.\n48/2 = 24 are red.\n',
    },
    {
      text: '@problem\n盒子里有 48 支笔，其中一半是红的。\n@solution\n@step\n一共 $48 + «24» = 72$ 支。\n@step\n红的有 $48 \\div 2 = 24$ 支。\n',
    },
  ],
  *check({ region }) {
    for (const { numbers } of tracedNumbers(region)) {
      for (const { number, origin, span, step } of numbers) {
        if (origin.type !== 'later') continue
        const later = { number: number.text, step: origin.step }
        yield {
          span,
          message:
            origin.step === step
              ? message('{number} is only found further on in this step; expected it before it is used', later)
              : message('{number} is only found in step {step}; expected it before it is used', later),
          related: [{ span: origin.by, message: message('Here it is found') }],
        }
      }
    }
  },
}
