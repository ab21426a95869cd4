import { chatSegments, lacksReply, promptOf, replyOf, replyOptions } from './conversation.ts'
import type { FileFormat } from './format.ts'
import { jsonLines } from './json-lines.ts'

export const axolotlChat: FileFormat = {
  id: 'axolotl-chat',
  type: 'file',
  title: 'Axolotl: chat_template',
  readers: 'Axolotl (chat_template)',
  extension: 'jsonl',
  docs: `
One conversation a line, with \`train\` on each message: true on the reply, false on what is given. For \`type:
chat_template\` with \`roles_to_train: []\` and \`message_field_training: train\`. With the reasoning in
\`reasoning_content\`, Axolotl hands that field to the model's chat template. Its own \`sharegpt\` is deprecated.

Source: [Axolotl, conversation](https://docs.axolotl.ai/docs/dataset-formats/conversation.html).
`,
  solutions: 'correct',
  honours: replyOptions,
  lacks: lacksReply,
  write: jsonLines((row, options) => ({
    messages: [
      ...promptOf(row, options).map(message => ({ ...message, train: false })),
      { ...replyOf(row, options), train: true },
    ],
  })),
  trained: (row, options) => chatSegments(promptOf(row, options), { message: replyOf(row, options) }),
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    options: { system: 'none', reasoning: 'reasoning_content' },
    file: '{"messages":[{"role":"user","content":"What is $1+1$?","train":false},{"role":"assistant","reasoning_content":"Two: $\\\\boxed{2}$.","content":"$\\\\boxed{2}$","train":true}]}\n',
  },
}
