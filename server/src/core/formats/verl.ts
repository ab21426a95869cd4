import { message } from '../message.ts'
import { askedSegments, gradedAnswer, lacksAnswer, promptOf } from './conversation.ts'
import type { FileFormat } from './format.ts'
import { parquetRows, type Shapes } from './parquet-file.ts'

export const verl: FileFormat = {
  id: 'verl',
  type: 'file',
  title: 'verl: prompts with a rule that rewards the answer',
  readers: 'verl',
  extension: 'parquet',
  docs: `
One problem a row, as a Parquet file: \`data_source\`, \`prompt\` (a list of messages), \`ability\`, \`reward_model\`
(\`style\` and \`ground_truth\`) and \`extra_info\` (\`split\` and \`index\`). An example makes one row, however many
solutions it has, or none. One without an answer is left out, a proof too.

**The data source decides how a reply is scored.** \`lighteval/MATH\` and \`HuggingFaceH4/MATH-500\` compare what stands in
the last \`\\boxed\`, as LIMO's prompt asks for. \`math\`, \`math_dapo\` and whatever begins with \`aime\` look for "Answer:"
in the last 300 characters, so that a right answer in a box counts as wrong; \`openai/gsm8k\` looks for \`####\`. A name
that verl does not know raises an error, unless you give it a reward function of your own.

Sources: [verl, prepare data](https://verl.readthedocs.io/en/latest/preparation/prepare_data.html),
[verl, reward functions](https://github.com/volcengine/verl/blob/main/verl/utils/reward_score/__init__.py).
`,
  solutions: 'none',
  honours: { dataSource: true, system: true, hints: true, macros: true },
  lacks: lacksAnswer,
  *warns({ dataSource }) {
    if (boxed.has(dataSource)) return
    const sought =
      /^aime/.test(dataSource) || said.has(dataSource) ? 'Answer:' : dataSource === 'openai/gsm8k' ? '####' : ''
    if (sought)
      yield message('verl looks for "{sought}" in replies of {dataSource}, not for a box', { sought, dataSource })
    else yield message('verl scores {dataSource} only with a reward function of your own', { dataSource })
  },
  write(rows, options) {
    const counts: Record<string, bigint> = {}
    return parquetRows(rows, shapes, row => {
      const split = row.split ?? 'train'
      const index = counts[split] ?? 0n
      counts[split] = index + 1n
      return {
        data_source: options.dataSource,
        prompt: promptOf(row, options),
        ability: 'math',
        reward_model: { style: 'rule', ground_truth: gradedAnswer(row) },
        extra_info: { split, index },
      }
    })
  },
  trained: (row, options) => askedSegments(promptOf(row, options), gradedAnswer(row)),
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    options: { system: 'none' },
    file: '{"data_source":"lighteval/MATH","prompt":[{"role":"user","content":"What is $1+1$?"}],"ability":"math","reward_model":{"style":"rule","ground_truth":"2"},"extra_info":{"split":"train","index":0}}\n',
  },
}

/** Data sources that verl scores by the last box. */
const boxed = new Set(['lighteval/MATH', 'DigitalLearningGmbH/MATH-lighteval', 'HuggingFaceH4/MATH-500'])
const said = new Set(['math', 'math_dapo', 'math_dapo_reasoning'])

const shapes: Shapes = {
  data_source: 'string',
  prompt: { list: { struct: { role: 'string', content: 'string' } } },
  ability: 'string',
  reward_model: { struct: { style: 'string', ground_truth: 'string' } },
  extra_info: { struct: { split: 'string', index: 'int64' } },
}
