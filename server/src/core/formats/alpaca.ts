import { chatSegments, lacksReply, promptOf, replyOf, systemOf, textReplyOptions } from './conversation.ts'
import type { FolderFormat } from './format.ts'
import { llamaFactory } from './llama-factory.ts'

export const alpaca: FolderFormat = {
  id: 'alpaca',
  type: 'folder',
  title: 'LLaMA-Factory: alpaca',
  readers: 'LLaMA-Factory',
  docs: `
A folder for LLaMA-Factory: a JSON list of \`instruction\`, \`input\` (empty), \`output\` and \`system\` for each split, the
entry of each in \`dataset_info.json\`, and \`train_limo.yaml\` with the settings that LIMO was trained with. The model's
reasoning stands inside \`output\`: there is no field for it. Where \`system\` is left out, the template puts in its own.

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
    const columns = {
      prompt: 'instruction',
      query: 'input',
      response: 'output',
      ...(withSystem && { system: 'system' }),
    }
    return llamaFactory(rows, options, { columns }, row => ({
      instruction: row.question,
      input: '',
      output: replyOf(row, options).content,
      ...(withSystem && { system }),
    }))
  },
  trained: (row, options) => chatSegments(promptOf(row, options), { message: replyOf(row, options) }),
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    options: { system: 'none' },
    files: {
      'limo.json': `[
{"instruction":"What is $1+1$?","input":"","output":"Two: $\\\\boxed{2}$."}
]
`,
      'dataset_info.json': `{
  "limo": {
    "file_name": "limo.json",
    "columns": {
      "prompt": "instruction",
      "query": "input",
      "response": "output"
    }
  }
}
`,
    },
  },
}
