import { sourceSpan } from '../format/text.ts'
import { message } from '../message.ts'
import { saidNumbers } from '../text/number-words.ts'
import { numbersWithin } from '../text/numbers.ts'
import { proseOf } from '../text/prose.ts'
import { key } from './provenance.ts'
import type { Rule } from './rule.ts'
import { judgedSolutions } from './solutions.ts'

export const answerNotReached: Rule = {
  id: 'answer-not-reached',
  title: 'An answer that the solution does not come to',
  severity: 'warning',
  docs: `
The answer is a number, the solution has no box, and its last step does not have that number. Either the answer or the solution is wrong,
or the solution stops before its end. Every data set of reasoning is filtered for answers that contradict their solution, and
rewards computed from a wrong answer punish what is right. The evidence is strong. Where there is a box, the rule
\`answer-mismatch\` compares it.

Find out which of the two is right, and let the last step state the answer.
`,
  good: [
    '@problem\nHow many?\n@solution\n48 / 2 = 24 in May.\nAltogether 48 + 24 = 72.\n@answer: 72\n',
    '@problem\nHow many cents?\n@solution\nIt costs .50 - .25 = $0.25 more.\n@answer: 25\n',
    '@problem\n共多少？\n@solution\n所以一共有七十二个。\n@answer: 72\n',
    '@problem\nWho?\n@solution\nSo it was Anna.\n@answer text: Anna\n',
  ],
  bad: [
    { text: '@problem\nHow many?\n@solution\n48 / 2 = 24 in May.\nAltogether 48 + 24 = «72».\n@answer: 73\n' },
    {
      text: '@problem\nHow many?\n@solution\n@step\n$24 \\cdot 2 = 48$\n@step conclude\nShe has «48» of them.\n@answer: 46\n',
    },
  ],
  *checkMath(view) {
    const { answer } = view.example
    const typed = answer?.text.value.trim() ?? ''
    const plain = /^-?\s*(?:\\?\$)?\s*(\d{1,3}(?:(?:,|\{,\})\d{3})+|\d+)(\.\d+)?\s*(?:\\?%)?$/.exec(typed)
    if (!answer || !plain) return
    const value = Number(`${plain[1]!.replace(/\D/g, '')}${plain[2] ?? ''}`)
    for (const judged of judgedSolutions(view)) {
      const last = judged.parts.at(-1)
      if (judged.solution.flawed || judged.facts.boxes.length || judged.facts.answer || !last) continue
      const { text, within } = last
      const numbers = numbersWithin(text, within)
      const stated = numbers.at(-1)
      if (!stated) continue
      const there = new Set(
        [...numbers.map(number => number.value), ...saidNumbers(proseOf(text).slice(within.start, within.end))].map(
          key,
        ),
      )
      // Cents and dollars, parts and percent.
      if ([value, value / 100, value * 100].some(one => there.has(key(one)))) continue
      yield {
        span: sourceSpan(text, stated.start, stated.end),
        message: message(
          'The last step comes to {stated} and has no {answer}, which is the answer; expected the same',
          {
            stated: stated.text,
            answer: typed,
          },
        ),
        related: [{ span: answer.text.span, message: message('The answer is {answer}', { answer: typed }) }],
      }
    }
  },
}
