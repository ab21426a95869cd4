import { chatSegments, lacksReply, promptOf, replyOf, replyOptions } from './conversation.ts'
import type { FileFormat } from './format.ts'
import { jsonLines } from './json-lines.ts'

export const chatMessages: FileFormat = {
  id: 'messages',
  type: 'file',
  title: 'Chat: messages',
  readers: 'TRL, OpenAI and Azure fine-tuning, Together, Fireworks, NeMo',
  extension: 'jsonl',
  docs: `
One conversation a line: \`messages\` with a system prompt, the problem as the user's and the solution as the
assistant's. Read by TRL (\`SFTTrainer\`), OpenAI and Azure fine-tuning, Together, Fireworks and NeMo. OpenAI wants at
least 10 records. \`weight\` stands on replies only, 0 or 1. Together wants one format per file, and turns that alternate,
as they do here. Readers that check their columns refuse \`reasoning_content\`; TRL hands it to the model's chat template.

Sources: [TRL, dataset formats](https://huggingface.co/docs/trl/dataset_formats),
[OpenAI, supervised fine-tuning](https://platform.openai.com/docs/guides/supervised-fine-tuning),
[Together, data preparation](https://docs.together.ai/docs/fine-tuning/data-preparation).
`,
  solutions: 'correct',
  honours: { ...replyOptions, weight: true },
  limits: [{ reader: 'OpenAI', least: 10 }],
  lacks: lacksReply,
  write: jsonLines((row, options) => ({
    messages: [...promptOf(row, options), { ...replyOf(row, options), ...(options.weight && { weight: 1 }) }],
  })),
  trained: (row, options) => chatSegments(promptOf(row, options), { message: replyOf(row, options) }),
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    options: { system: 'none', reasoning: 'think' },
    file: '{"messages":[{"role":"user","content":"What is $1+1$?"},{"role":"assistant","content":"<think>\\nTwo: $\\\\boxed{2}$.\\n</think>\\n\\n$\\\\boxed{2}$"}]}\n',
  },
}
