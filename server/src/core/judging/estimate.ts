import { isAsked, type JudgeOptions, requestsOf, type Target } from '../judge.ts'
import type { Tokens } from '../model/ask.ts'
import type { ModelInfo } from '../model/profile.ts'
import { instruction } from './prompts.ts'

/** What a run would ask. */
export interface Estimate {
  readonly examples: number
  readonly upToDate: number
  readonly unfit: number
  readonly requests: number
  readonly tokens: Tokens
  readonly cost?: number
}

/** Characters of a token, in mathematical prose: as measured with o200k on solutions of MATH. */
const perToken = 2.6
/** What a reviewer is told beside the example, in tokens. */
const reviewWords = 450
/** What replies have, in tokens, as long as none was seen: of a model that thinks in words before it answers. */
const solveReply = 2_000
const reviewStep = 80
const reviewReply = 300

/** `unfit`: how many more examples cannot be judged. Replies are taken to be as long as those that are recorded. */
export function estimate(targets: Iterable<Target>, options: JudgeOptions, unfit = 0): Estimate {
  let [examples, upToDate, solves, reviews, input, reviewed] = [0, 0, 0, 0, 0, 0]
  const seen = { solves: replies(), reviews: replies() }
  for (const target of targets) {
    const { records, subject } = target
    if (!isAsked(subject, options)) {
      unfit++
      continue
    }
    note(seen.solves, records?.solves, options.model, record => record.answers.length)
    note(seen.reviews, records?.reviews, options.model, record => record.samples.length)
    const asked = requestsOf(target, options)
    if (asked.solves + asked.reviews.length === 0) {
      upToDate++
      continue
    }
    examples++
    solves += asked.solves
    reviews += asked.reviews.length
    const problem = subject.problem.length / perToken
    input += asked.solves * (problem + instruction.length / perToken)
    for (const { steps } of asked.reviews) {
      input += reviewWords + problem + steps.join('').length / perToken + 20 * steps.length
      reviewed += reviewReply + reviewStep * steps.length
    }
  }
  const output =
    solves * (mean(seen.solves) ?? solveReply) + reviews * (mean(seen.reviews) ?? reviewed / (reviews || 1))
  const tokens = { input: Math.round(input), output: Math.round(output) }
  const cost = costOf(tokens, options.model)
  return { examples, upToDate, unfit, requests: solves + reviews, tokens, ...(cost !== undefined && { cost }) }
}

/** Only where prices are set. */
export function costOf({ input, output }: Tokens, { price }: Pick<ModelInfo, 'price'>): number | undefined {
  return price && (input * price.input + output * price.output) / 1e6
}

function replies(): { tokens: number; count: number } {
  return { tokens: 0, count: 0 }
}

function note<T extends { readonly model: string; readonly tokens: Tokens }>(
  seen: { tokens: number; count: number },
  records: readonly T[] | undefined,
  model: ModelInfo,
  samplesOf: (record: T) => number,
): void {
  for (const record of records ?? []) {
    if (record.model !== model.model || record.tokens.output === 0) continue
    seen.tokens += record.tokens.output
    seen.count += samplesOf(record)
  }
}

function mean({ count, tokens }: { readonly tokens: number; readonly count: number }): number | undefined {
  return count ? tokens / count : undefined
}
