import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { type Judged, judgedSolutions, type Place, placeSpan } from './solutions.ts'

export const inconsistentValue: Rule = {
  id: 'inconsistent-value',
  title: 'A symbol with two values',
  severity: 'warning',
  docs: `
A symbol is given a value, and later another one, and no word between says that it is bound anew. Numbers that were
copied wrongly from an earlier step are a kind of error that EIC-Math and ROSCOE count, and PRMBench asks for
consistency. The evidence is strong, the finding is not: a text may reuse a letter and leave it to the reader to notice.

Correct the value that is wrong, use another letter, or say that the letter stands for something new: \`Now let $x = 5$\`.
`,
  good: [
    '@solution\nWe get $x = 3$. Now let $x = 5$ instead.\n',
    '@solution\nEither $x = 3$ or $x = 5$.\n',
    '@solution\nIts ends have $x = 0$ and $x = 4$.\n',
    '@solution\n@step case\nSo $x = 1$.\n@step case\nThe power is even.\n@step\nHence $x = 2$.\n',
    '@solution\n$x = \\sqrt 2$, that is $x = 1.414$.\n',
  ],
  bad: [{ text: '@solution\n@step\nWe get $x = 3$.\n@step\nSince $«x = 5»$, the area is $x^2$.\n' }],
  *checkMath(view) {
    for (const judged of judgedSolutions(view)) {
      for (const { against, ...assignment } of judged.facts.checked.assignments) {
        if (!against || mayBoth(judged, against, assignment)) continue
        const { name, value } = assignment
        yield {
          span: placeSpan(judged, assignment),
          message: message(
            '{name} is {value} here and {before} before; expected one value, or words that bind it anew',
            {
              name,
              value,
              before: against.value,
            },
          ),
          related: [
            {
              span: placeSpan(judged, against),
              message: message('Here {name} is {value}', { name, value: against.value }),
            },
          ],
        }
      }
    }
  },
}

const alternatives =
  /\b(?:cases?|either|otherwise|alternatively|another|other|instead|two|both|iterat\w*|initial\w*|updat\w*|loop)\b|情况|情形|分类|另/i

/** Whether the two are named in one sentence, or stand in cases. */
function mayBoth({ solution, parts }: Judged, first: Place, second: Place): boolean {
  if (solution.steps.some(step => step.kind === 'case')) return true
  const between = parts.slice(first.part, second.part + 1).map(({ text, within }, i, all) => {
    const to = i === all.length - 1 ? second.start : within.end
    return text.value.slice(i ? within.start : first.end, to)
  })
  if (first.part === second.part && !/[.。！!?？]\s|。|\n/.test(between[0]!)) return true
  const { text, within } = parts[first.part]!
  return [text.value.slice(within.start, first.start), ...between].some(stretch => alternatives.test(stretch))
}
