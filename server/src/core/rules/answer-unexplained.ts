import { message } from '../message.ts'
import { numbersOf } from '../text/numbers.ts'
import { sentencesOf } from '../text/prose.ts'
import { key } from './provenance.ts'
import type { Rule } from './rule.ts'
import { judgedSolutions, placeSpan } from './solutions.ts'

export const answerUnexplained: Rule = {
  id: 'answer-unexplained',
  title: 'An answer that no step finds',
  severity: 'info',
  docs: `
The number in the box stands there for the first time: no step before it comes to it, the problem does not have it, and nothing in its own sentence calculates
it. The reader, and a model that learns from the text, sees an answer that falls from the sky. ROSCOE calls
such a chain uninformative. The evidence is medium, and what is counted or read off in words is explained all the same.

Write the step that finds the answer, or say in the sentence how it is found.
`,
  good: [
    '@problem\nA?\n@solution\n@step\nThere are $3 \\cdot 4 = 12$.\n@step\nSo it is $\\boxed{12}$.\n@answer: 12\n',
    '@problem\nA?\n@solution\n@step\nAdd them.\n@step\nSo it is $3 + 4 = \\boxed{7}$.\n@answer: 7\n',
    '@problem\nHow many grams?\n@solution\n@step\nIt is $0.2 - 0.157 = 0.043$ kg.\n@step\nThat is little.\n@step\nSo $\\boxed{43}$ grams.\n@answer: 43\n',
    '@problem\nIs it 5 or 7?\n@solution\n@step\nIt is odd, and no multiple of five.\n@step\nSo it is $\\boxed{7}$.\n@answer: 7\n',
  ],
  bad: [
    {
      text: '@problem\nHow many ways are there for $6$ people?\n@solution\n@step\nThe table is round.\n@step\nWe count the seats.\n@step\nSo the answer is $\\boxed{«120»}$.\n@answer: 120\n',
    },
    {
      text: '@problem\n求 $x$。\n@solution\n@step\n设 $x$ 为所求。\n@step\n化简方程。\n@step\n所以 $x$ 等于 $\\boxed{«47»}$。\n@answer: 47\n',
    },
  ],
  *checkMath(view) {
    const { problem } = view.example
    if (!problem) return
    const given = new Set(numbersOf(problem.text).map(number => key(number.value)))
    for (const judged of judgedSolutions(view)) {
      const box = judged.facts.boxes.at(-1)
      if (!box || judged.facts.boxes.length > 1 || judged.parts.length < 3 || !/^-?\d{2,}(?:\.\d+)?$/.test(box.text))
        continue
      const value = key(Math.abs(Number(box.text)))
      if (given.has(value)) continue
      const { text } = judged.parts[box.part]!
      const sentence = sentencesOf(text).find(one => one.start <= box.start && box.start < one.end)
      const isFound = judged.parts
        .slice(0, box.part + 1)
        .some(part =>
          numbersOf(part.text).some(
            number =>
              isScaled(number.value, value) &&
              number.start >= part.within.start &&
              number.end <= part.within.end &&
              (part.text !== text || number.end <= box.start),
          ),
        )
      const lead = text.value.slice(sentence?.start ?? box.start, box.start)
      if (isFound || /\d[^\d]*$/.test(lead.replace(/\\boxed\s*\{$/, ''))) continue
      yield {
        span: placeSpan(judged, box),
        message: message('{answer} stands here for the first time; expected a step that finds it', {
          answer: box.text,
        }),
      }
    }
  },
}

/** The same value, or the same in another unit: grams and kilograms, cents and dollars, parts and percent. */
function isScaled(a: number, b: number): boolean {
  return [1, 10, 100, 1000, 0.1, 0.01, 0.001].some(factor => key(a * factor) === key(b))
}
