import { answerOptions } from '../math/answer-options.ts'
import { measuresIn } from '../math/answers.ts'
import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { judgedSolutions, placeSpan } from './solutions.ts'

export const unitMissing: Rule = {
  id: 'unit-missing',
  title: 'A unit that stands in the box or in the answer only',
  severity: 'info',
  docs: `
The value is the same, but one of the two leaves its unit out. We take them for equal; many graders compare texts first
and do not, and a model learns now to give the unit, now not to. Nobody has measured what that costs.

Write the unit in both, or in neither and as \`@answer {unit="cm"}: 5\`.
`,
  good: [
    '@problem\nA?\n@solution\n$\\boxed{5\\text{ cm}}$\n@answer: 5\\text{ cm}\n',
    '@problem\nA?\n@solution\n$\\boxed{5}$\n@answer {unit="cm"}: 5\n',
    '@problem\nA?\n@solution\n$\\boxed{5\\text{ apples}}$\n@answer: 5\n',
  ],
  bad: [
    { text: '@problem\nA?\n@solution\n$\\boxed{«5»}$\n@answer: 5\\text{ cm}\n' },
    { text: '@problem\nA?\n@solution\n$\\boxed{«5\\text{ cm}»}$\n@answer: 5\n' },
  ],
  *checkMath(view) {
    const { answer } = view.example
    if (!answer || answerOptions(answer).unit) return
    for (const judged of judgedSolutions(view)) {
      const found = judged.facts.answer
      if (found?.from !== 'box' || found.verdict !== 'equal') continue
      const [inBox, inAnswer] = [measuresIn(found.text), measuresIn(answer.text.value)]
      if (inBox === undefined || inAnswer === undefined || inBox === inAnswer) continue
      yield {
        span: placeSpan(judged, found),
        message: inBox
          ? message('The box has a unit and the answer has none; expected it in both or in neither')
          : message('The answer has a unit and the box has none; expected it in both or in neither'),
        related: [{ span: answer.text.span, message: message('The answer') }],
      }
    }
  },
}
