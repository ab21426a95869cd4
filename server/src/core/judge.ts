import { agreementOf, grouped } from './judging/judgements.ts'
import { fill, isBegun, type Open, openExample, outcomeOf, type Task } from './judging/open.ts'
import { repairQuestion, sameQuestion } from './judging/prompts.ts'
import { answerIn, type Read, readReview, readSame } from './judging/replies.ts'
import type { SolutionSubject, Subject } from './judging/subject.ts'
import type { Ask, FailureKind, Question, Reply, Tokens } from './model/ask.ts'
import type { ModelInfo } from './model/profile.ts'
import type { ExampleChecks } from './verdict.ts'

/** How examples are to be judged. */
export interface JudgeOptions {
  readonly model: ModelInfo
  /** Blind solves of each problem. */
  readonly samples: number
  /** Reviews of each solution. */
  readonly reviews: number
  /** Whether a reviewer is told the answer of the example. */
  readonly told?: boolean
  /** Judges also what has a verdict that is up to date. */
  readonly again?: boolean
  /** No more requests are made than these; replies that were kept do not count. */
  readonly maxRequests?: number
}

/** What judging needs of the world. */
export interface JudgeHost {
  /** Lets no more requests go at once than the model allows, as `queuedAsk` does. */
  readonly ask: Ask
  /** Of this host alone: what nobody can know who writes examples. */
  readonly secret: string
  /** The time as ISO 8601. */
  readonly now: () => string
  /** Who records the verdicts, where that is known. */
  readonly by?: string
}

/** An example and what is recorded of it. */
export interface Target {
  readonly subject: Subject
  readonly records: ExampleChecks | undefined
}

/** What has come of one example. */
export interface Outcome<T extends Target = Target> {
  readonly target: T
  /** What is to be recorded. */
  readonly fresh: ExampleChecks
  /** Why that is not all that was asked for. */
  readonly failed?: string
}

export interface Run {
  /** Those that needed nothing. */
  readonly upToDate: number
  /** Made, kept replies left out. */
  readonly requests: number
  readonly cached: number
  /** Of the requests that were made. */
  readonly tokens: Tokens
  /** Why the run ended before its end. */
  readonly stopped?: Stop
}

export interface Stop {
  readonly type: 'cancelled' | 'limit' | 'failed'
  readonly reason: string
}

/**
 * Has examples judged, so many requests at once as the model allows, in the order in which they come. Each is told as
 * soon as all that it needs is there; what is done when the run stops is told as well.
 */
export async function judgeAll<T extends Target>(
  targets: Iterable<T> | AsyncIterable<T>,
  options: JudgeOptions,
  host: JudgeHost,
  tell: {
    readonly outcome: (outcome: Outcome<T>) => void
    /** Those that need nothing. */
    readonly upToDate?: (target: T) => void
    /** After each request, with what was spent so far. */
    readonly spent?: (run: Omit<Run, 'stopped'>) => void
    readonly signal?: AbortSignal
  },
): Promise<Run> {
  const { model } = options
  const counts = { upToDate: 0, requests: 0, cached: 0 }
  const tokens = { input: 0, output: 0 }
  const open = new Set<Open<T>>()
  const limit = options.maxRequests ?? Number.POSITIVE_INFINITY
  let budget = limit
  let stopped: Stop | undefined
  /** Failures of the endpoint without a reply between them. */
  let inARow = 0
  const controller = new AbortController()
  const cancel = (): void => stop({ type: 'cancelled', reason: 'cancelled' })
  if (tell.signal?.aborted) cancel()
  tell.signal?.addEventListener('abort', cancel)

  const tasks = allTasks()
  const workers = Math.max(1, Math.min(model.concurrency + Math.ceil(model.concurrency / ahead), limit))
  await Promise.all(Array.from({ length: workers }, work))
  if (!stopped && !(await tasks.next()).done) outOfRequests()
  tell.signal?.removeEventListener('abort', cancel)
  for (const example of open) if (isBegun(example)) settle(example)
  return { ...counts, tokens, ...(stopped && { stopped }) }

  async function work(): Promise<void> {
    while (!stopped && budget > 0) {
      const next = await tasks.next()
      if (next.done || stopped) return
      const { example, task } = next.value
      if (!(await answer(example, task)) || --example.pending > 0) continue
      await compareUndecided(example)
      settle(example)
    }
  }

  async function* allTasks(): AsyncGenerator<{ readonly example: Open<T>; readonly task: Task }> {
    for await (const target of targets) {
      const { example, tasks } = openExample(target, options, host.secret)
      if (!tasks.length) {
        counts.upToDate++
        tell.upToDate?.(target)
        continue
      }
      open.add(example)
      for (const task of tasks) yield { example, task }
    }
  }

  /** Whether there is an answer, be it a failure: not where the run has stopped before. */
  async function answer(example: Open<T>, task: Task): Promise<boolean> {
    const failed = task.type === 'solve' ? await solve(example, task.slot, task.question()) : await review(task)
    if (failed && stopped) return false
    if (failed) example.failures.push(failed.reason)
    return true
  }

  async function solve({ solves }: Open<T>, slot: number, question: Question): Promise<Failed | undefined> {
    const reply = await send(question)
    if (reply.type === 'failed') return reply
    fill(solves!, slot, answerIn(reply.text), reply)
    return undefined
  }

  async function review({ question, review, slot }: Extract<Task, { type: 'review' }>): Promise<Failed | undefined> {
    const read = await askFor(question(), text => readReview(text, review.solution.steps.length))
    if (read.type === 'failed') return read
    fill(review, slot, read.value, read)
    return undefined
  }

  /** Asks for a reply that can be read, and once more with the reason where it cannot. */
  async function askFor<V>(
    question: Question,
    read: (text: string) => Read<V>,
  ): Promise<Failed | { readonly type: 'read'; readonly value: V; readonly tokens: Tokens; readonly seconds: number }> {
    const first = await send(question)
    if (first.type === 'failed') return first
    const found = read(first.text)
    if (found.type === 'read') return { ...first, type: 'read', value: found.value }
    const second = await send(repairQuestion(question, first.text, found.reason))
    if (second.type === 'failed') return second
    const again = read(second.text)
    if (again.type === 'problem') return { type: 'failed', kind: 'reply', reason: again.reason }
    return {
      type: 'read',
      value: again.value,
      tokens: { input: first.tokens.input + second.tokens.input, output: first.tokens.output + second.tokens.output },
      seconds: first.seconds + second.seconds,
    }
  }

  async function send(question: Question): Promise<Reply> {
    if (!stopped && budget <= 0) outOfRequests()
    if (stopped) return { type: 'failed', kind: 'cancelled', reason: stopped.reason }
    budget--
    const reply = await host.ask(question, { signal: controller.signal })
    if (reply.type === 'reply') {
      inARow = 0
      if (reply.cached) {
        budget++
        counts.cached++
      } else {
        counts.requests++
        tokens.input += reply.tokens.input
        tokens.output += reply.tokens.output
      }
    } else {
      if (reply.kind === 'refused-here' || reply.kind === 'cancelled') budget++
      else counts.requests++
      noteStop(reply.kind, reply.reason)
    }
    tell.spent?.({ ...counts, tokens })
    return reply
  }

  function noteStop(kind: FailureKind, reason: string): void {
    inARow = ofEndpoint.has(kind) ? inARow + 1 : 0
    if (kind === 'cancelled') cancel()
    else if (endsRun.has(kind)) stop({ type: 'failed', reason })
    else if (inARow >= Math.max(fewestInARow, model.concurrency))
      stop({ type: 'failed', reason: `${reason} (${inARow} times in a row)` })
  }

  function outOfRequests(): void {
    stop({ type: 'limit', reason: `${limit} requests were made, as many as allowed` })
  }

  function stop(why: Stop): void {
    stopped ??= why
    // What was asked within the limit is paid for.
    if (why.type !== 'limit') controller.abort()
  }

  /** Puts to the model what the mathematics cannot compare: the two answers, without problem and solution. */
  async function compareUndecided({ compared, solves, target: { subject } }: Open<T>): Promise<void> {
    const { answer } = subject
    if (!solves || !answer) return
    const found = grouped(
      solves.slots.filter(slot => slot !== null),
      answer,
    )
    const expected = answer.text.value
    for (const { answer: given } of [...found].sort((a, b) => b.count - a.count).slice(0, comparedLimit)) {
      if (stopped || !given || agreementOf({ compared }, given, answer) !== 'undecided') continue
      if (expected.length > 20_000) return
      const read = await askFor(sameQuestion(given, expected, host.secret), readSame)
      if (read.type === 'read') compared.push({ found: given, expected, same: read.value })
    }
  }

  function settle(example: Open<T>): void {
    open.delete(example)
    tell.outcome(outcomeOf(example, options, host, stopped?.reason))
  }
}

type Failed = Extract<Reply, { type: 'failed' }>

/** Every further request would fail too. */
const endsRun: ReadonlySet<FailureKind> = new Set(['refused-here', 'key', 'not-found'])
/** It is the endpoint that fails, not this request: after so many in a row, and no fewer than are under way at once. */
const ofEndpoint: ReadonlySet<FailureKind> = new Set(['rate', 'server', 'network'])
const fewestInARow = 5
/** For so many that may go at once, one more is asked for: so the next one is at hand when a reply has come. */
const ahead = 4
/** How many of the answers that cannot be compared a model is asked about. */
const comparedLimit = 3

/** What a run would ask of an example: blind solves, and for each review the solution. */
export function requestsOf(
  target: Target,
  options: JudgeOptions,
): { readonly solves: number; readonly reviews: readonly SolutionSubject[] } {
  const { tasks } = openExample(target, options, '')
  return {
    solves: tasks.filter(task => task.type === 'solve').length,
    reviews: tasks.flatMap(task => (task.type === 'review' ? [task.review.solution] : [])),
  }
}

/** Whether anything of an example is asked about at all, be it recorded or not. */
export function isAsked({ answer, solutions }: Subject, { reviews, samples }: JudgeOptions): boolean {
  return (samples > 0 && answer !== undefined) || (reviews > 0 && solutions.length > 0)
}

/** Why nothing of an example is asked about. */
export function unasked({ answer }: Subject, { reviews, samples }: JudgeOptions): string {
  if (samples > 0 && !answer) return 'it has no answer to compare'
  return reviews > 0 ? 'it has no solution to review' : 'neither solves nor reviews are asked for'
}
