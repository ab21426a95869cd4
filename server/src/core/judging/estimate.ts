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
/** The marks around a step. */
const aroundStep = 20

export interface Estimation {
  add(target: Target): void
  /** An example that cannot be judged. */
  addUnfit(): void
  /** Replies are taken to be as long as those that are recorded. */
  result(): Estimate
}

export function estimation(options: JudgeOptions): Estimation {
  let [examples, upToDate, unfit, solves, reviews, input, reviewed] = [0, 0, 0, 0, 0, 0, 0]
  const seen = { solves: replies(), reviews: replies() }
  return {
    add(target) {
      const { records, subject } = target
      if (!isAsked(subject, options)) {
        unfit++
        return
      }
      note(seen.solves, records?.solves, options.model, record => record.answers.length)
      note(seen.reviews, records?.reviews, options.model, record => record.samples.length)
      const asked = requestsOf(target, options)
      if (asked.solves + asked.reviews.length === 0) {
        upToDate++
        return
      }
      examples++
      solves += asked.solves
      reviews += asked.reviews.length
      const problem = subject.problem.length / perToken
      input += asked.solves * (problem + instruction.length / perToken)
      for (const { steps } of asked.reviews) {
        const length = steps.reduce((sum, step) => sum + step.length, 0)
        input += reviewWords + problem + length / perToken + aroundStep * steps.length
        reviewed += reviewReply + reviewStep * steps.length
      }
    },
    addUnfit() {
      unfit++
    },
    result() {
      const solving = solves * (mean(seen.solves) ?? solveReply)
      const reviewing = reviews && reviews * (mean(seen.reviews) ?? reviewed / reviews)
      const tokens = { input: Math.round(input), output: Math.round(solving + reviewing) }
      const cost = costOf(tokens, options.model)
      return {
        examples,
        upToDate,
        unfit,
        requests: solves + reviews,
        tokens,
        ...(cost !== undefined && { cost }),
      }
    },
  }
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
