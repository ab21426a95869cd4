import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { judgedSolutions, placeSpan } from './solutions.ts'

export const severalBoxes: Rule = {
  id: 'several-boxes',
  title: 'Boxes that say different things',
  severity: 'warning',
  docs: `
The final answer is read from the box, as a rule from the last one. With two boxes that differ it is left to the grader
which of them counts, and a model learns to box more than its answer. OpenThoughts drops such records. The evidence is strong. Boxes that say the same are not reported.

Box the final answer only, and all of it: several values go into one box, \`\\boxed{1, 2}\`. What is found on the way is
emphasised in prose.
`,
  good: [
    '@problem\nA?\n@solution\nSo $\\boxed{1, 2}$.\n@answer: 1, 2\n',
    '@problem\nA?\n@solution\n$\\boxed{0.5}$, that is $\\boxed{\\frac12}$.\n@answer: 0.5\n',
  ],
  bad: [{ text: '@problem\nA?\n@solution\nFirst $\\boxed{«3»}$, then $\\boxed{5}$.\n@answer: 5\n' }],
  *checkMath(view) {
    for (const judged of judgedSolutions(view)) {
      const { boxes } = judged.facts
      const last = boxes.at(-1)
      for (const box of boxes) {
        if (!last || box.verdict !== 'different' || !box.text || !last.text) continue
        yield {
          span: placeSpan(judged, box),
          message: message('This box says {text}, the last one {last}; expected one box, around the final answer', {
            text: box.text.slice(0, 60),
            last: last.text.slice(0, 60),
          }),
          related: [{ span: placeSpan(judged, last), message: message('The last box') }],
        }
      }
    }
  },
}
