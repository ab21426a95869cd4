import { equivalent } from '../math/answers.ts'
import { finalAnswer } from '../math/final-answer.ts'
import { type Message, message } from '../message.ts'
import type { Row } from '../row.ts'
import type { FileFormat } from './format.ts'
import { jsonLines } from './json-lines.ts'
import { labelledSteps, lacksLabels } from './steps.ts'

export const processbench: FileFormat = {
  id: 'processbench',
  type: 'file',
  title: 'Step labels: ProcessBench',
  readers: 'What measures how well a model finds the first wrong step',
  extension: 'jsonl',
  docs: `
One solution a line, correct or flawed, with all its steps: \`id\`, \`generator\` (\`human\`, unless \`meta\` names another),
\`problem\`, \`steps\`, \`final_answer_correct\`, and \`label\`, the first wrong step counted from 0, or -1 where all are
right. Whether the final answer is right is what \`meta\` says of it, else it is compared with \`@answer\`, by what both
mean; a flawed solution in which that cannot be told, or in which no step is marked, is left out.

Source: [ProcessBench](https://huggingface.co/datasets/Qwen/ProcessBench).
`,
  solutions: 'all',
  steps: true,
  honours: { headings: true, hints: true, macros: true },
  lacks: row => lacksLabels(row) ?? lacksVerdict(row),
  write: jsonLines(row => {
    const { texts, wrong } = labelledSteps(row)
    return {
      id: row.id,
      generator: generatorOf(row),
      problem: row.question,
      steps: [...texts],
      final_answer_correct: isRight(row) ?? false,
      label: wrong,
    }
  }),
  trained(row) {
    const { texts, wrong } = labelledSteps(row)
    return [
      { text: `${row.question}\n`, trained: false },
      ...texts.map((text, i) => ({
        text: `${text}\n`,
        trained: false,
        ...(i === wrong && { note: message('the first wrong step') }),
      })),
    ]
  },
  example: {
    limo: '@example a\n@problem\nWhat is $1+1+1$?\n@solution flawed\n@step\n$1+1=2$\n@step\n$2+1=4$\n@error\n@step\nSo $\\boxed{4}$.\n@answer: 3\n',
    file: '{"id":"a~flawed","generator":"human","problem":"What is $1+1+1$?","steps":["$1+1=2$","$2+1=4$","So $\\\\boxed{4}$."],"final_answer_correct":false,"label":1}\n',
  },
}

function generatorOf({ fields }: Row): string {
  const noted = fields.meta?.generator
  return typeof noted === 'string' && noted !== '' ? noted : 'human'
}

/** Whether a solution ends in the right answer, as it is noted, else as it is found; undefined where that is undecided. */
function isRight(row: Row): boolean | undefined {
  const noted = row.fields.meta?.final_answer_correct
  if (!row.flaw) return true
  if (typeof noted === 'boolean') return noted
  if (row.answer === '') return undefined
  const found = finalAnswer(row.solution)?.text
  if (found === undefined) return false
  const verdict = equivalent(found, row.answer, row.answerOptions)
  return verdict === 'undecided' ? undefined : verdict === 'equal'
}

function lacksVerdict(row: Row): Message | undefined {
  return isRight(row) === undefined
    ? message('whether its flawed solution ends in the right answer cannot be told')
    : undefined
}
