import * as z from 'zod'
import { rateText } from '../judging/rate.ts'
import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { answered, source } from './verdicts.ts'

const sum = '@example a\n«@problem»\nWhat is $1+1$?\n@solution\n$\\boxed{3}$\n@answer: 3\n'

const Options = z.object({
  samples: z.int().min(1).max(10_000).default(4).meta({
    description: 'Fewer samples say nothing.',
  }),
})

export const neverSolved: Rule<z.infer<typeof Options>> = {
  id: 'never-solved',
  title: 'A problem that a model never solves',
  severity: 'hint',
  options: Options,
  docs: `
LIMO kept problems that DeepSeek-R1-Distill-Qwen-32B solves 1 to 3 times of 32, and dropped those that it solves in none
(arXiv 2502.03387): what is never solved is beyond the model, or there is something wrong with the problem or its answer. Which
of these it is, the rate does not tell; [model-disagrees](#model-disagrees) says when the samples agree on something else.

The interval says how little a few samples mean: with 0 of 4, the true rate may be anything up to 49 %. Read the problem
as if you saw it for the first time, check the answer, and take more samples before you leave it out.
`,
  good: [sum.replaceAll(/[«»]/g, '')],
  bad: [answered(sum, ['2', '1', '2', '4'])],
  *checkVerdicts({ example, options, verdicts }) {
    for (const { rate, record, undecided } of verdicts.solves) {
      if (rate.count + undecided > 0 || rate.of < options.samples) continue
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
