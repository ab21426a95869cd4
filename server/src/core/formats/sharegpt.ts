import { chatSegments, lacksReply, promptOf, replyOf, systemOf, textReplyOptions } from './conversation.ts'
import type { FolderFormat } from './format.ts'
import { llamaFactory } from './llama-factory.ts'

export const sharegpt: FolderFormat = {
  id: 'sharegpt',
  type: 'folder',
  title: 'LLaMA-Factory: sharegpt',
  readers: 'LLaMA-Factory',
  docs: `
A folder for LLaMA-Factory: a JSON list of \`conversations\`, each from \`human\` and then from \`gpt\`, with \`system\`
beside them, for each split, the entry of each in \`dataset_info.json\`, and \`train_limo.yaml\` with the settings that
LIMO was trained with. LLaMA-Factory drops a conversation in another order without a word; here there are always two
turns, in this one. Axolotl has given this format up: take \`axolotl-chat\` there.

Into a folder that is there, such as LLaMA-Factory's own \`data\`, the entries go beside those of others, which stay as they
are written; one of the same name is replaced, if you agree or say \`--force\`.

Source: [LLaMA-Factory, data](https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md).
`,
  solutions: 'correct',
  honours: { name: true, ...textReplyOptions },
  lacks: lacksReply,
  write(rows, options) {
    const system = systemOf(options)
    const withSystem = system !== undefined
    const columns = { messages: 'conversations', ...(withSystem && { system: 'system' }) }
    return llamaFactory(rows, options, { formatting: 'sharegpt', columns }, row => ({
      conversations: [
        { from: 'human', value: row.question },
        { from: 'gpt', value: replyOf(row, options).content },
      ],
      ...(withSystem && { system }),
    }))
  },
  trained: (row, options) => chatSegments(promptOf(row, options), { message: replyOf(row, options) }),
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    options: { system: 'none' },
    files: {
      'limo.json': `[
{"conversations":[{"from":"human","value":"What is $1+1$?"},{"from":"gpt","value":"Two: $\\\\boxed{2}$."}]}
]
`,
      'dataset_info.json': `{
  "limo": {
    "file_name": "limo.json",
    "formatting": "sharegpt",
    "columns": {
      "messages": "conversations"
    }
  }
}
`,
    },
  },
}
