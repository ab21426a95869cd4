import { lacksAnswer, limoSegments } from './conversation.ts'
import type { FileFormat } from './format.ts'
import { jsonLines } from './json-lines.ts'
import { columnsFor } from './row-columns.ts'

export const jsonl: FileFormat = {
  id: 'jsonl',
  type: 'file',
  title: 'JSON Lines: question, solution, answer',
  readers: "LIMO's own records; Hugging Face datasets, pandas",
  extension: 'jsonl',
  docs: `
The records of LIMO and of most reasoning data sets on Hugging Face: one JSON object a line, with \`question\`,
\`solution\` and \`answer\`, all of them texts. Each correct solution is a record of its own. A proof is left out: it has
no answer to grade by.

Source: [GAIR/LIMO](https://huggingface.co/datasets/GAIR/LIMO).
`,
  solutions: 'correct',
  honours: { columns: true, headings: true, hints: true, macros: true },
  lacks: lacksAnswer,
  write: jsonLines((row, options) =>
    Object.fromEntries(
      columnsFor(options).flatMap(column => {
        const value = column.of(row)
        return value === undefined ? [] : [[column.name, value]]
      }),
    ),
  ),
  trained: limoSegments,
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    file: '{"question":"What is $1+1$?","solution":"Two: $\\\\boxed{2}$.","answer":"2"}\n',
  },
}
