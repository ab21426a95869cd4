import { askedSegments, gradedAnswer, lacksAnswer } from './conversation.ts'
import type { FileFormat } from './format.ts'
import { jsonLines } from './json-lines.ts'

export const nemoRl: FileFormat = {
  id: 'nemo-rl',
  type: 'file',
  title: 'NeMo RL: input and output',
  readers: 'NeMo RL (ResponseDataset)',
  extension: 'jsonl',
  docs: `
One problem a line: \`input\`, the problem, and \`output\`, which for GRPO is the answer that the math environment compares
with. Its \`ResponseDataset\` reads these two keys by default, and puts its own prompt around the input (\`prompt_file\`,
\`system_prompt_file\`). An example without an answer is left out, a proof too.

Source: [NeMo RL, GRPO](https://docs.nvidia.com/nemo/rl/latest/guides/grpo.html).
`,
  solutions: 'none',
  honours: { hints: true, macros: true },
  lacks: lacksAnswer,
  write: jsonLines(row => ({ input: row.question, output: gradedAnswer(row) })),
  trained: row => askedSegments([{ role: 'user', content: row.question }], gradedAnswer(row)),
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    file: '{"input":"What is $1+1$?","output":"2"}\n',
  },
}
