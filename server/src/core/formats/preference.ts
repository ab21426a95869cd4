import { message } from '../message.ts'
import { chatSegments, lacksReply, promptOf, replyOf, replyOptions } from './conversation.ts'
import type { FileFormat } from './format.ts'
import { jsonLines } from './json-lines.ts'

export const preference: FileFormat = {
  id: 'preference',
  type: 'file',
  title: 'Preference pairs: a correct and a flawed solution',
  readers: 'TRL (DPOTrainer) and other trainers of preferences',
  extension: 'jsonl',
  docs: `
One pair a line: \`prompt\`, \`chosen\` and \`rejected\`, all of them lists of messages, as TRL's \`DPOTrainer\` and other
trainers of preferences read them. Each correct solution of an example is set against each flawed one; an example without
a flawed solution makes no pair.

Source: [TRL, dataset formats](https://huggingface.co/docs/trl/dataset_formats).
`,
  solutions: 'pairs',
  honours: replyOptions,
  lacks: lacksReply,
  write: jsonLines((row, options) => ({
    prompt: promptOf(row, options),
    chosen: [{ ...replyOf(row, options) }],
    rejected: [{ ...replyOf(row, options, row.rejected) }],
  })),
  trained: (row, options) =>
    chatSegments(
      promptOf(row, options),
      { message: replyOf(row, options), note: message('chosen') },
      { message: replyOf(row, options, row.rejected), note: message('rejected') },
    ),
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@solution flawed\n@step\nThree: $\\boxed{3}$.\n@error\n@answer: 2\n',
    options: { system: 'none' },
    file: '{"prompt":[{"role":"user","content":"What is $1+1$?"}],"chosen":[{"role":"assistant","content":"Two: $\\\\boxed{2}$."}],"rejected":[{"role":"assistant","content":"Three: $\\\\boxed{3}$."}]}\n',
  },
}
