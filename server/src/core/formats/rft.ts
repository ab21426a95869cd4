import { askedSegments, gradedAnswer, lacksAnswer, promptOf } from './conversation.ts'
import type { FileFormat } from './format.ts'
import { jsonLines } from './json-lines.ts'

export const rft: FileFormat = {
  id: 'rft',
  type: 'file',
  title: 'Reinforcement fine-tuning: messages and reference_answer',
  readers: 'OpenAI, Azure and Amazon Bedrock',
  extension: 'jsonl',
  docs: `
One problem a line: \`messages\`, the user's last, and \`reference_answer\`, by which a grader judges what the model says.
Read by reinforcement fine-tuning at OpenAI, Azure and Amazon Bedrock, which takes 100 to 20,000 records. Solutions have
no place in it: an example makes one record, however many it has. One without an answer is left out, a proof too.

Sources: [Azure, reinforcement fine-tuning](https://learn.microsoft.com/azure/foundry/openai/how-to/reinforcement-fine-tuning),
[Amazon Bedrock, data for open-weight models](https://docs.aws.amazon.com/bedrock/latest/userguide/rft-prepare-data-open-weight.html).
`,
  solutions: 'none',
  honours: { system: true, hints: true, macros: true },
  limits: [{ reader: 'Amazon Bedrock', least: 100, most: 20_000 }],
  lacks: lacksAnswer,
  write: jsonLines((row, options) => ({ messages: promptOf(row, options), reference_answer: gradedAnswer(row) })),
  trained: (row, options) => askedSegments(promptOf(row, options), gradedAnswer(row)),
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    options: { system: 'none' },
    file: '{"messages":[{"role":"user","content":"What is $1+1$?"}],"reference_answer":"2"}\n',
  },
}
