import { chatSegments, lacksReply, promptOf, replyOf, replyOptions } from './conversation.ts'
import type { FileFormat } from './format.ts'
import { jsonLines } from './json-lines.ts'

export const promptCompletion: FileFormat = {
  id: 'prompt-completion',
  type: 'file',
  title: 'Chat: prompt and completion',
  readers: 'TRL',
  extension: 'jsonl',
  docs: `
One conversation a line, cut in two: \`prompt\`, the messages that are given, and \`completion\`, the message that is
trained. TRL's \`SFTTrainer\` takes the loss on the completion alone, without any setting.

Source: [TRL, dataset formats](https://huggingface.co/docs/trl/dataset_formats).
`,
  solutions: 'correct',
  honours: replyOptions,
  lacks: lacksReply,
  write: jsonLines((row, options) => ({ prompt: promptOf(row, options), completion: [{ ...replyOf(row, options) }] })),
  trained: (row, options) => chatSegments(promptOf(row, options), { message: replyOf(row, options) }),
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    options: { system: 'none' },
    file: '{"prompt":[{"role":"user","content":"What is $1+1$?"}],"completion":[{"role":"assistant","content":"Two: $\\\\boxed{2}$."}]}\n',
  },
}
