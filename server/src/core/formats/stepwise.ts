import { message } from '../message.ts'
import type { Row } from '../row.ts'
import type { FileFormat } from './format.ts'
import { jsonLines } from './json-lines.ts'
import { labelledSteps, lacksLabels } from './steps.ts'

export const stepwise: FileFormat = {
  id: 'stepwise',
  type: 'file',
  title: 'Step labels: prompt, completions, labels',
  readers: 'TRL (PRMTrainer), Axolotl (stepwise_supervised)',
  extension: 'jsonl',
  docs: `
One solution a line, correct or flawed: \`prompt\`, the steps as \`completions\`, and as many \`labels\`, each true or
false. Read by TRL's \`PRMTrainer\` and by Axolotl (\`type: stepwise_supervised\`). All steps of a correct solution are
true; of a flawed one those before the first \`@error\` are true, the marked one is false, and what follows it is left
out, since nobody has judged it. A flawed solution in which no step is marked is left out.

Sources: [TRL, dataset formats](https://huggingface.co/docs/trl/dataset_formats),
[Axolotl, stepwise supervised](https://docs.axolotl.ai/docs/dataset-formats/stepwise_supervised.html).
`,
  solutions: 'all',
  steps: true,
  honours: { headings: true, hints: true, macros: true },
  lacks: lacksLabels,
  write: jsonLines(row => {
    const { completions, labels } = judged(row)
    return { prompt: row.question, completions: [...completions], labels: [...labels] }
  }),
  trained(row) {
    const { completions, labels } = judged(row)
    return [
      { text: `${row.question}\n`, trained: false },
      ...completions.map((text, i) => ({
        text: `${text}\n`,
        trained: true,
        note: labels[i] ? message('right') : message('wrong'),
      })),
    ]
  },
  example: {
    limo: '@example a\n@problem\nWhat is $1+1+1$?\n@solution flawed\n@step\n$1+1=2$\n@step\n$2+1=4$\n@error\n@step\nSo $\\boxed{4}$.\n@answer: 3\n',
    file: '{"prompt":"What is $1+1+1$?","completions":["$1+1=2$","$2+1=4$"],"labels":[true,false]}\n',
  },
}

function judged(row: Row): { readonly completions: readonly string[]; readonly labels: readonly boolean[] } {
  const { texts, wrong } = labelledSteps(row)
  const completions = wrong < 0 ? texts : texts.slice(0, wrong + 1)
  return { completions, labels: completions.map((_, i) => i !== wrong) }
}
