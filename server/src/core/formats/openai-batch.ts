import { askedSegments, promptOf } from './conversation.ts'
import type { FileFormat } from './format.ts'
import { jsonLines } from './json-lines.ts'

export const openaiBatch: FileFormat = {
  id: 'openai-batch',
  type: 'file',
  title: 'OpenAI batch: requests that ask a model',
  readers: "OpenAI's Batch API, vLLM (run-batch)",
  extension: 'jsonl',
  docs: `
One request a line, to have a model solve the problems: \`custom_id\` (the id of the example), \`method\`, \`url\` and
\`body\`. Read by OpenAI's Batch API, which takes 50,000 requests and 200 MB in a file, and by \`vllm run-batch\`. An
example needs no more than a problem, and makes one request, however many solutions it has.

Source: [OpenAI, Batch API](https://platform.openai.com/docs/guides/batch).
`,
  solutions: 'none',
  honours: { model: true, system: true, hints: true, macros: true },
  needs: ['model'],
  limits: [{ reader: 'OpenAI', most: 50_000, mostBytes: 200_000_000 }],
  write(rows, options) {
    const seen = new Map<string, number>()
    return jsonLines(row => ({
      custom_id: uniqueId(row.id, seen),
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: options.model, messages: promptOf(row, options) },
    }))(rows, options)
  },
  trained: (row, options) => askedSegments(promptOf(row, options)),
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    options: { system: 'none', model: 'qwen2.5-7b' },
    file: '{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"qwen2.5-7b","messages":[{"role":"user","content":"What is $1+1$?"}]}}\n',
  },
}

/** Its readers refuse a file in which two requests have the same. */
function uniqueId(id: string, seen: Map<string, number>): string {
  const count = (seen.get(id) ?? 0) + 1
  seen.set(id, count)
  return count > 1 ? `${id}~${count}` : id
}
