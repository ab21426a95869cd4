import type { Answer } from '../format/document.ts'
import { answerOptions } from '../math/answer-options.ts'
import { equivalent, kindOf } from '../math/answers.ts'
import type { SolutionFacts } from '../math/facts.ts'
import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { judgedSolutions, placeSpan } from './solutions.ts'

export const answerMismatch: Rule = {
  id: 'answer-mismatch',
  title: 'A solution that ends in another answer',
  severity: 'error',
  docs: `
The final answer of the solution is not that of \`@answer\`. They are compared by what they mean: \`0.5\` is
\`\\frac12\`, a set is the same in any order, and where the kinds leave it open nothing is said. One of the two is wrong,
and every data set of reasoning is filtered for it: rewards and tests computed from a wrong answer punish what is right.
Trained on as text, wrong answers cost less than one might think, 3.2 % in one study (arXiv 2502.07374).

Find out which of the two is right. A solution that is wrong on purpose is \`@solution flawed\`.
`,
  good: [
    '@problem\nA?\n@solution\n$\\boxed{\\frac12}$\n@answer: 0.5\n',
    '@problem\nA?\n@solution\n$\\boxed{\\{2, 1\\}}$\n@answer: \\{1, 2\\}\n',
    '@problem\nA?\n@solution\nThe answer is even.\n@answer: 4\n',
    '@problem\nA?\n@solution flawed\n@step\n$\\boxed{5}$\n@error: It is $4$\n@answer: 4\n',
    '@problem\nA?\n@solution\nThey are $\\boxed{1}$ and $\\boxed{2}$.\n@answer: 1, 2\n',
  ],
  bad: [
    { text: '@problem\nA?\n@solution\nSo $\\boxed{«4»}$.\n@answer: 5\n' },
    { text: '@problem\nA?\n@solution\nThe answer is «$4$».\n@answer: 5\n' },
  ],
  *checkMath(view) {
    const { answer } = view.example
    if (!answer) return
    for (const judged of judgedSolutions(view)) {
      const found = judged.facts.answer
      if (found?.verdict !== 'different' || !isSure(found, answer) || isInParts(judged.facts, answer)) continue
      // An empty box is told by itself.
      if (found.end <= found.start) continue
      yield {
        span: placeSpan(judged, found),
        message: message('The solution ends in {found}, the answer is {answer}; expected the same', {
          found: brief(found.text),
          answer: brief(answer.text.value),
        }),
        related: [
          { span: answer.text.span, message: message('The answer is {answer}', { answer: brief(answer.text.value) }) },
        ],
      }
    }
  },
}

/** What is only said in words may describe the answer instead of being it. */
function isSure({ from, text }: NonNullable<SolutionFacts['answer']>, { text: answer }: Answer): boolean {
  if (from !== 'words') return true
  const kind = kindOf(text)
  return kind !== undefined && kind !== 'text' && kind === kindOf(answer.value)
}

/** Whether the boxes hold the answer piece by piece. */
function isInParts({ boxes }: SolutionFacts, answer: Answer): boolean {
  if (boxes.length < 2) return false
  const together = boxes.map(box => box.text).join(', ')
  return [together, `(${together})`].some(all => equivalent(all, answer.text.value, answerOptions(answer)) === 'equal')
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
