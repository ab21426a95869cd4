import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { answered, reviewed, source } from './verdicts.ts'

const before =
  '@example a\n@problem\nWhat is $1+1$?\n@solution\n@step\nWe add.\n@step\nIt is $\\boxed{2}$.\n@answer: 2\n'
const otherProblem = before.replace('@problem\nWhat', '«@problem»\nSay what')
const otherSolution = before.replace('@solution\n@step\nWe', '«@solution»\n@step\nHere we')

export const verdictOutOfDate: Rule = {
  id: 'verdict-out-of-date',
  title: 'What a model said was said of another text',
  severity: 'hint',
  docs: `
The verdict of a model is about the text that it was shown: blind solves about the problem, reviews about problem and
solution. When that text changes, the verdict says nothing any more, neither for nor against; it is kept until the example is
judged again, since an edit may be undone.

Have the example judged again, or clear its verdicts.
`,
  good: [before],
  bad: [answered(otherProblem, ['2'], before), reviewed(otherSolution, [{ steps: 2, wrong: {}, unsure: {} }], before)],
  *checkVerdicts({ example, verdicts }) {
    const solves = verdicts.outdated.find(({ type }) => type === 'solves')
    if (solves && !verdicts.solves.length) {
      yield {
        span: example.problem!.directive.nameSpan,
        message: message(
          'The problem has changed since the model {model} solved it; {recorded}',
          source(solves.record),
        ),
      }
    }
    for (const outdated of verdicts.outdated) {
      if (outdated.type !== 'review') continue
      const { index, solution } = outdated.solution
      if (verdicts.reviews.some(review => review.solution.index === index)) continue
      if (verdicts.outdated.find(other => other.type === 'review' && other.solution.index === index) !== outdated)
        continue
      yield {
        span: solution.directive.nameSpan,
        message: message(
          'The problem or this solution has changed since the model {model} reviewed it; {recorded}',
          source(outdated.record),
        ),
      }
    }
  },
}
