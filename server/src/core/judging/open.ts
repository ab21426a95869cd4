import type { JudgeHost, JudgeOptions, Outcome, Target } from '../judge.ts'
import type { Question, Tokens } from '../model/ask.ts'
import type { Review, ReviewSample, Solves } from '../verdict.ts'
import { promptVersions, reviewQuestion, solveMessages } from './prompts.ts'
import { reviewHash, type SolutionSubject, solveHash } from './subject.ts'

// An example that is being judged: what is asked of it, and what comes of the answers, whoever gives them.

/** One sample that is asked for. */
export type Task =
  | (TaskBase & { readonly type: 'solve' })
  | (TaskBase & { readonly type: 'review'; readonly review: OpenReview })

interface TaskBase {
  readonly slot: number
  /** By what is asked: the same for two examples with the same problem. Fit for a `custom_id`, at most 64 characters. */
  readonly id: string
  readonly question: () => Question
}

/** A record that is being filled: one slot for each sample. */
export interface Filling<T> {
  readonly hash: string
  /** The number of the first sample. */
  readonly first: number
  readonly slots: (T | null)[]
  readonly before?: { readonly seconds: number; readonly tokens: Tokens; readonly cost?: number | undefined }
  seconds: number
  input: number
  output: number
  filled: number
}

export interface OpenReview extends Filling<ReviewSample> {
  readonly solution: SolutionSubject
}

export interface Open<T extends Target> {
  readonly target: T
  readonly solves?: Filling<string>
  readonly reviews: readonly OpenReview[]
  /** How many tasks have no answer. */
  pending: number
  readonly failures: string[]
  readonly compared: NonNullable<Solves['compared']>
}

/** What has to be asked of an example; nothing where all is recorded. */
export function openExample<T extends Target>(
  target: T,
  { again = false, model, reviews, samples, told = false }: JudgeOptions,
  secret: string,
): { readonly example: Open<T>; readonly tasks: readonly Task[] } {
  const { records, subject } = target
  const tasks: Task[] = []
  const hash = solveHash(subject, model)
  const recorded = records?.solves?.find(record => record.hash === hash)
  const solves =
    subject.answer && samples > 0 ? fillingOf<string>(hash, recorded, recorded?.answers, samples, again) : undefined
  if (solves) {
    for (const slot of emptySlots(solves, samples)) {
      const sample = solves.first + slot
      const question = (): Question => ({ messages: solveMessages(subject.problem), sample })
      tasks.push({ type: 'solve', slot, id: idOf('solve', hash, sample), question })
    }
  }
  const open = (reviews > 0 ? subject.solutions : []).map((solution): OpenReview => {
    const hash = reviewHash(subject, solution, told, model)
    const record = records?.reviews?.find(review => review.hash === hash)
    const filling = fillingOf<ReviewSample>(hash, record, record?.samples, reviews, again)
    const review: OpenReview = Object.assign(filling, { solution })
    for (const slot of emptySlots(review, reviews)) {
      const sample = review.first + slot
      const question = (): Question => reviewQuestion(subject, solution, sample, secret, told)
      tasks.push({ type: 'review', slot, review, id: idOf('review', hash, sample), question })
    }
    return review
  })
  return {
    example: {
      target,
      ...(solves && { solves }),
      reviews: open,
      pending: tasks.length,
      failures: [],
      compared: again ? [] : [...(recorded?.compared ?? [])],
    },
    tasks,
  }
}

function idOf(type: Task['type'], hash: string, sample: number): string {
  return `${type}-${hash.slice(0, 40)}-${sample}`
}

function fillingOf<T>(
  hash: string,
  record: Solves | Review | undefined,
  known: readonly (T | null)[] | undefined,
  count: number,
  again: boolean,
): Filling<T> {
  const fresh = { hash, seconds: 0, input: 0, output: 0, filled: 0 }
  if (!record || !known) return { ...fresh, first: 0, slots: new Array(count).fill(null) }
  // Other samples than before, since kept replies would only say the same again.
  if (again) return { ...fresh, first: (record.first ?? 0) + known.length, slots: new Array(count).fill(null) }
  const slots = Array.from({ length: Math.max(count, known.length) }, (_, i) => known[i] ?? null)
  return { ...fresh, first: record.first ?? 0, slots, before: record }
}

function* emptySlots({ slots }: Filling<unknown>, count: number): Generator<number> {
  for (let slot = 0; slot < count; slot++) if (slots[slot] === null) yield slot
}

export function fill<T>(filling: Filling<T>, slot: number, value: T, spent: { tokens: Tokens; seconds: number }): void {
  filling.slots[slot] = value
  filling.input += spent.tokens.input
  filling.output += spent.tokens.output
  filling.seconds += spent.seconds
  filling.filled++
}

/** Whether anything has come of it. */
export function isBegun({ failures, reviews, solves }: Open<Target>): boolean {
  return failures.length > 0 || (solves?.filled ?? 0) > 0 || reviews.some(review => review.filled > 0)
}

/** What has come of an example; `missing` says why answers are missing that have not failed. */
export function outcomeOf<T extends Target>(
  { compared, failures, pending, reviews, solves, target }: Open<T>,
  { model, told }: JudgeOptions,
  host: Pick<JudgeHost, 'now' | 'by'>,
  missing: string | undefined,
): Outcome<T> {
  const freshReviews = reviews
    .filter(review => review.filled > 0)
    .map(
      (review): Review => ({
        ...recorded(review, 'review'),
        solution: review.solution.index,
        ...(told && { told: true }),
        samples: trimmed(review.slots),
      }),
    )
  const freshSolves = (solves && solves.filled > 0 ? [solves] : []).map(
    (solves): Solves => ({
      ...recorded(solves, 'solve'),
      answers: trimmed(solves.slots),
      ...(compared.length && { compared: [...compared] }),
    }),
  )
  const failed = failures.length ? summed(failures) : pending > 0 ? missing : undefined
  return {
    target,
    fresh: {
      ...(freshSolves.length && { solves: freshSolves }),
      ...(freshReviews.length && { reviews: freshReviews }),
    },
    ...(failed !== undefined && { failed }),
  }

  function recorded(filling: Filling<unknown>, prompt: keyof typeof promptVersions) {
    const { before, first, hash, input, output, seconds } = filling
    const { origin, parameters, price } = model
    const cost = price && (input * price.input + output * price.output) / 1e6 + (before?.cost ?? 0)
    return {
      hash,
      prompt: promptVersions[prompt],
      model: model.model,
      origin,
      parameters,
      ...(first > 0 && { first }),
      seconds: rounded(seconds + (before?.seconds ?? 0)),
      tokens: { input: input + (before?.tokens.input ?? 0), output: output + (before?.tokens.output ?? 0) },
      ...(cost !== undefined && { cost: rounded(cost) }),
      at: host.now(),
      ...(host.by && { by: host.by }),
    }
  }
}

function trimmed<T>(slots: readonly (T | null)[]): (T | null)[] {
  let end = slots.length
  while (end > 0 && slots[end - 1] === null) end--
  return slots.slice(0, end)
}

function rounded(number: number): number {
  return Math.round(number * 1e6) / 1e6
}

/** "3 samples failed: why", each reason once. */
function summed(failures: readonly string[]): string {
  const reasons = [...new Set(failures)].slice(0, 3)
  return `${failures.length} ${failures.length === 1 ? 'sample' : 'samples'} failed: ${reasons.join('; ')}`
}
