import * as z from 'zod'
import { rateText } from '../judging/rate.ts'
import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { answered, source } from './verdicts.ts'

const sum = '@example a\n«@problem»\nWhat is $1+1$?\n@solution\n$\\boxed{2}$\n@answer: 2\n'

const Options = z.object({
  above: z.number().min(0).max(1).default(0.5).meta({
    description: 'Reported are problems of which a model solves more than this share, as far as its samples can tell.',
  }),
})

export const tooEasy: Rule<z.infer<typeof Options>> = {
  id: 'too-easy',
  title: 'A problem that a model solves nearly every time',
  severity: 'hint',
  options: Options,
  docs: `
LIMO chose its problems by how often models solve them: its second version drops what Qwen2.5-Math-7B-Instruct solves within
4 tries, and keeps what DeepSeek-R1-Distill-Qwen-32B solves 1 to 3 times of 32 (arXiv 2502.03387). The rate is that of the
model that was asked and says little of another: a problem that a large model always solves may be just right for a small
one. What a threshold brings by itself was not measured.

Reported is a problem where the whole interval of the solve rate (19 of 20 such intervals hold the true rate) lies above
\`above\`: with 4 samples of 4, the rate may be anything from 51 % on. Ask the model that you would select with, and take more
samples, before you leave a problem out. To select as LIMO did, ask 32 samples and set \`above\` to 0.09.
`,
  good: [sum.replaceAll(/[«»]/g, '')],
  bad: [answered(sum, ['2', '2', '2', '2'])],
  *checkVerdicts({ example, options, verdicts }) {
    for (const { rate, record } of verdicts.solves) {
      if (rate.low <= options.above) continue
      yield {
        span: example.problem!.directive.nameSpan,
        message: message(
          'The model {model} solves this in {rate}; LIMO kept problems solved 1 to 3 times of 32; {recorded}',
          {
            ...source(record),
            rate: rateText(rate),
          },
        ),
      }
    }
  },
}
