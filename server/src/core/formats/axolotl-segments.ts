import { chatSegments, lacksReply, promptOf, replyOf, textReplyOptions } from './conversation.ts'
import type { FileFormat } from './format.ts'
import { jsonLines } from './json-lines.ts'

export const axolotlSegments: FileFormat = {
  id: 'axolotl-segments',
  type: 'file',
  title: 'Axolotl: input_output',
  readers: 'Axolotl (input_output)',
  extension: 'jsonl',
  docs: `
One example a line as \`segments\`, each with \`label\`, whether it is trained, and \`text\`. For \`type: input_output\`,
which puts the segments together as they are: no template is applied and no mark is added, so they carry those of ChatML,
the template of Qwen's models. For a model with another template take \`axolotl-chat\`.

Source: [Axolotl, template-free](https://docs.axolotl.ai/docs/dataset-formats/template_free.html).
`,
  solutions: 'correct',
  honours: textReplyOptions,
  lacks: lacksReply,
  write: jsonLines((row, options) => ({
    segments: chatSegments(promptOf(row, options), { message: replyOf(row, options) }).map(({ text, trained }) => ({
      label: trained,
      text,
    })),
  })),
  trained: (row, options) => chatSegments(promptOf(row, options), { message: replyOf(row, options) }),
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    options: { system: 'none' },
    file: '{"segments":[{"label":false,"text":"<|im_start|>user\\nWhat is $1+1$?<|im_end|>\\n<|im_start|>assistant\\n"},{"label":true,"text":"Two: $\\\\boxed{2}$.<|im_end|>\\n"}]}\n',
  },
}
