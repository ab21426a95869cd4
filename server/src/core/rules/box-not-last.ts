import type { JudgedPart } from '../math/facts.ts'
import { message } from '../message.ts'
import { piecesOf } from '../text/pieces.ts'
import type { Rule } from './rule.ts'
import { judgedSolutions, placeSpan } from './solutions.ts'

export const boxNotLast: Rule = {
  id: 'box-not-last',
  title: 'Reasoning that goes on after the final answer',
  severity: 'warning',
  docs: `
LIMO's prompt asks for the final answer in the box, and what comes after a final answer is graded by nobody: a model that
is trained on it learns to go on after it is done. That the box should come last is well founded in how graders work;
what a late box costs in training has not been measured. A remark of a sentence or two
after it is not reported, nor what is headed as one.

Move the box into the last step, or what comes after it to before the conclusion.
`,
  good: [
    '@problem\nA?\n@solution\n@step\nIt is $5$.\n@step\nSo $\\boxed{5}$.\n@answer: 5\n',
    '@problem\nA?\n@solution\nSo $\\boxed{5}$.\n\nThat was all.\n@answer: 5\n',
  ],
  bad: [
    {
      text: `@problem
A?
@solution
@step conclude
So $\\boxed{«5»}$.
@step derive
Now let us see why the number must be odd: an even one would leave the remainder $0$, and there is none among the four.
Thus each of them is one more than a multiple of two, which is what we used above without saying so at the time.
@answer: 5
`,
    },
  ],
  *checkMath(view) {
    for (const judged of judgedSolutions(view)) {
      const last = judged.facts.boxes.at(-1)
      if (!last || last.part === judged.parts.length - 1) continue
      if (!goesOnLong(judged.parts, last.part)) continue
      yield {
        span: placeSpan(judged, last),
        message: message('The reasoning goes on after the final answer; expected the box in the last step'),
      }
    }
  },
}

/** As long as a sentence or two, in characters. */
const remark = 200

const isRemark = /^\W*(?:textbf|textit|emph|bf)?\W*(?:remarks?|notes?|comments?)\b|^[*（(【]*(?:注|说明|备注|评注)/i

/** Whether more than a remark stands in the parts that follow. */
export function goesOnLong(parts: readonly JudgedPart[], after: number): boolean {
  return substanceAfter(parts, after) > remark
}

/** How much text stands in the parts that follow, drawings aside. */
function substanceAfter(parts: readonly JudgedPart[], after: number): number {
  let length = 0
  for (const { text, within } of parts.slice(after + 1)) {
    if (isRemark.test(text.value.slice(within.start, within.end))) break
    length += within.end - within.start
    for (const piece of piecesOf(text)) {
      if (piece.type !== 'asy') continue
      length -= Math.max(0, Math.min(piece.end, within.end) - Math.max(piece.start, within.start))
    }
  }
  return length
}
