import { sourceSpan } from '../format/text.ts'
import type { JudgedReview } from '../judging/judgements.ts'
import type { SolutionSubject } from '../judging/subject.ts'
import { message } from '../message.ts'
import type { Span } from '../span.ts'
import { stepsOf } from '../text/pieces.ts'
import type { Found, Rule } from './rule.ts'
import { quoted, reviewed, source } from './verdicts.ts'

const steps =
  '@example a\n@problem\nWhat is $1+1$?\n@solution\n@step\nWe add.\n«@step»\n$1+1=3$.\n@step\nIt is $\\boxed{3}$.\n@answer: 3\n'
const flawed =
  '@example a\n@problem\nWhat is $1+1$?\n@solution flawed\n@step\nWe add.\n@step\n$1+1=3$.\n@error: It is $2$.\n@answer: 2\n'
const reason = '1+1 is 2, not 3'

export const modelFindsError: Rule = {
  id: 'model-finds-error',
  title: 'A model that reviewed the steps calls one wrong',
  severity: 'warning',
  docs: `
\`LIMO: Check Solution with Model\` and \`limo judge --review\` show a model the problem and the numbered steps of a solution
and have it judge each. Reported is the first step that more than half of the reviews call wrong, with the reason of one
of them. A right answer proves little: all 159 solutions in the error set of ReasonEval (arXiv 2404.05692) end in the
right answer, and 83 of them have wrong steps. But models find wrong steps less surely than they solve
problems (ProcessBench, arXiv 2412.06559), and they find faults that are none: the finding is a reason to look, and no more.

For a flawed solution the review is held against what its author says: reported are an earlier step that the model calls
wrong already, and as a hint that it does not find the marked one.

Read the step and the reason. Mend the step, or say what the reader cannot see; if the model is mistaken, silence the finding.
It goes away by itself when the problem or the solution changes.
`,
  good: [steps.replaceAll(/[«»]/g, ''), flawed],
  bad: [
    reviewed(steps, [{ steps: 3, wrong: { 2: reason }, unsure: {} }]),
    reviewed(steps, [
      { steps: 3, wrong: { 2: reason, 3: 'It is 2' }, unsure: {} },
      { steps: 3, wrong: { 2: 'The sum is wrong' }, unsure: {} },
      { steps: 3, wrong: {}, unsure: { 2: 'Modulo 1?' } },
    ]),
    reviewed(flawed.replace('@step\nWe', '«@step»\nWe'), [
      { steps: 2, wrong: { 1: 'There is nothing to add' }, unsure: {} },
    ]),
    reviewed(flawed.replace('@step\n$1', '«@step»\n$1'), [{ steps: 2, wrong: {}, unsure: {} }]),
  ],
  *checkVerdicts({ verdicts }) {
    for (const review of verdicts.reviews) {
      const found = review.agrees ? undefined : findingOf(review)
      if (found) yield found
    }
  },
}

function findingOf({ reason, record, share, solution, step }: JudgedReview): Found | undefined {
  const { marked } = solution
  const said = { ...source(record), count: share.count, of: share.of }
  if (marked === undefined || (step !== undefined && step < marked)) {
    // A flawed solution without a mark is another rule's.
    if (step === undefined) return undefined
    return {
      span: stepSpan(solution, step),
      message: marked
        ? message(
            'The model {model} calls this step wrong in {count} of {of} reviews, the author step {marked}: {reason}; {recorded}',
            { ...said, marked, reason: quoted(reason) },
          )
        : message('The model {model} calls this step wrong in {count} of {of} reviews: {reason}; {recorded}', {
            ...said,
            reason: quoted(reason),
          }),
    }
  }
  return {
    span: stepSpan(solution, marked),
    severity: 'hint',
    message:
      step === undefined
        ? message('The model {model} does not find this step wrong, nor any other; {recorded}', said)
        : message('The model {model} finds no step wrong before step {step}; {recorded}', { ...said, step }),
  }
}

/** Where a step is underlined: its directive, else its first line. */
export function stepSpan({ solution }: SolutionSubject, number: number): Span {
  const { step, text, within } = stepsOf(solution)[number - 1]!
  if (step) return step.directive.nameSpan
  const line = text.value.indexOf('\n', within.start)
  return sourceSpan(text, within.start, line < 0 ? within.end : Math.min(line, within.end))
}
