import { message } from '../message.ts'
import type { Format } from './format.ts'

export const jsonl: Format = {
  id: 'jsonl',
  title: 'JSON Lines: question, solution, answer',
  extension: 'jsonl',
  docs: `
The records of LIMO and of most reasoning data sets on Hugging Face: one JSON object a line, with \`question\`,
\`solution\` and \`answer\`, all of them texts. Each correct solution is a record of its own. A proof is left out: it has
no answer to grade by.
`,
  lacks: row =>
    row.answerKind === 'proof' || row.answer === '' ? message('a proof has no answer to grade by') : undefined,
  async *write(rows) {
    for await (const { question, solution, answer } of rows) {
      yield `${JSON.stringify({ question, solution, answer }).replace(lineEnds, escaped)}\n`
    }
  },
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    file: '{"question":"What is $1+1$?","solution":"Two: $\\\\boxed{2}$.","answer":"2"}\n',
  },
}

/** Python's `splitlines` and others end a line at these too. */
const lineEnds = /[\u0085\u2028\u2029]/g

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
