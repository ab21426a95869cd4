import * as z from 'zod'
import type { JudgeHost, JudgeOptions, Outcome, Target } from '../judge.ts'
import type { Tokens } from '../model/ask.ts'
import { chatCompletions } from '../model/chat-completions.ts'
import { emptyDraft, fullShape } from '../model/dialect.ts'
import { withoutThinking } from '../model/thinking.ts'
import { fill, isBegun, type Open, openExample, outcomeOf, type Task } from './open.ts'
import { answerIn, readReview } from './replies.ts'

// Requests as files, in the format of OpenAI's batches, which `vllm run-batch` reads too, and what comes back.

/** No file may have more requests, or be longer in bytes. */
export const batchLimits = { requests: 50_000, bytes: 200_000_000 } as const

/** A line for each request, without its end. The same request is made once, however many examples need it. */
export function* batchLines<T extends Target>(
  targets: Iterable<T>,
  options: JudgeOptions,
  secret: string,
): Generator<string> {
  const { model, parameters } = options.model
  const shape = { ...fullShape, usage: false, limit: 'max_completion_tokens' } as const
  const made = new Set<string>()
  for (const target of targets) {
    for (const { id, question } of openExample(target, options, secret).tasks) {
      if (made.has(id)) continue
      made.add(id)
      const profile = { provider: 'openai-compatible', model, ...parameters } as const
      const { stream: _, ...body } = chatCompletions.body(question(), profile, shape)
      yield JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/chat/completions', body })
    }
  }
}

/** What became of a line of results. */
export type BatchTaken =
  | { readonly type: 'taken' }
  /** It is about nothing that is missing: of another text, model or run, or recorded already. */
  | { readonly type: 'foreign' }
  /** The request failed, or its reply cannot be read. */
  | { readonly type: 'failed'; readonly id: string; readonly reason: string }
  /** No line of results. */
  | { readonly type: 'unreadable'; readonly reason: string }

export interface BatchResults<T extends Target> {
  /** In any order; of several for one request, a good one counts. */
  take(line: string): BatchTaken
  /** When all are taken: what is to be recorded, of those examples that anything came back for. */
  outcomes(): Generator<Outcome<T>>
}

/** Turns results into verdicts, as if they had been asked for one by one. */
export function batchResults<T extends Target>(
  targets: Iterable<T>,
  options: JudgeOptions,
  host: Pick<JudgeHost, 'now' | 'by'>,
): BatchResults<T> {
  const open: Open<T>[] = []
  const wanted = new Map<string, { readonly example: Open<T>; readonly task: Task }[]>()
  /** Of what has not come back in another line. */
  const failures = new Map<string, string>()
  for (const target of targets) {
    const { example, tasks } = openExample(target, options, '')
    if (tasks.length) open.push(example)
    for (const task of tasks) {
      const known = wanted.get(task.id)
      if (known) known.push({ example, task })
      else wanted.set(task.id, [{ example, task }])
    }
  }
  return { take, outcomes }

  function take(line: string): BatchTaken {
    const read = Result.safeParse(json(line))
    if (!read.success)
      return { type: 'unreadable', reason: 'it is no result of a batch; expected custom_id and response' }
    const { custom_id: id } = read.data
    const waiting = wanted.get(id)
    if (!waiting) return { type: 'foreign' }
    const said = saidIn(read.data)
    let reason = said.type === 'failed' ? said.reason : undefined
    if (said.type === 'said') for (const { example, task } of waiting) reason ??= answered(example, task, said)
    if (reason !== undefined) {
      failures.set(id, reason)
      return { type: 'failed', id, reason }
    }
    wanted.delete(id)
    failures.delete(id)
    return { type: 'taken' }
  }

  function* outcomes(): Generator<Outcome<T>> {
    for (const [id, reason] of failures) for (const { example } of wanted.get(id)!) example.failures.push(reason)
    for (const example of open)
      if (isBegun(example)) yield outcomeOf(example, options, host, 'some results are missing')
  }
}

/** Why the reply is none that is of use. */
function answered(example: Open<Target>, task: Task, { text, tokens }: Said): string | undefined {
  const spent = { tokens, seconds: 0 }
  if (task.type === 'solve') fill(example.solves!, task.slot, answerIn(text), spent)
  else {
    const read = readReview(text, task.review.solution.steps.length)
    if (read.type === 'problem') return read.reason
    fill(task.review, task.slot, read.value, spent)
  }
  example.pending--
  return undefined
}

/** As OpenAI and vLLM write it, and rows of a table that keep what was said under a plain name, as those of Ray Data. */
const Result = z
  .object({
    custom_id: z.string(),
    response: z.looseObject({ status_code: z.number().nullish(), body: z.unknown().optional() }).nullish(),
    error: z.unknown().optional(),
    generated_text: z.string().nullish(),
    num_input_tokens: z.number().nullish(),
    num_generated_tokens: z.number().nullish(),
  })
  .refine(result => result.response || result.error || typeof result.generated_text === 'string')
type Result = z.infer<typeof Result>

interface Said {
  readonly type: 'said'
  readonly text: string
  readonly tokens: Tokens
}

function saidIn(result: Result): Said | { readonly type: 'failed'; readonly reason: string } {
  const { error, generated_text: text, response } = result
  if (typeof text === 'string') {
    const tokens = { input: result.num_input_tokens ?? 0, output: result.num_generated_tokens ?? 0 }
    return { type: 'said', text, tokens }
  }
  const status = response?.status_code ?? 200
  const body = response?.body ?? response
  if (status >= 400 || !response)
    return failed(`The request failed${response ? ` (${status})` : ''}: ${reasonIn(body, error)}`)
  const draft = emptyDraft()
  const taken = chatCompletions.take(body, draft)
  if (taken.type === 'foreign') return failed(`The response is no chat completion: ${reasonIn(body, error)}`)
  const words = withoutThinking(taken.said.map(({ text, type }) => (type === 'text' ? text : '')).join(''))
  if (draft.finish === 'length') return failed('The reply was cut off at the token limit (finish_reason: length)')
  if (!words.trim()) return failed(draft.refusal ? 'The model refused to answer' : 'The reply is empty')
  return { type: 'said', text: words, tokens: draft.tokens }
}

function failed(reason: string): { readonly type: 'failed'; readonly reason: string } {
  return { type: 'failed', reason }
}

const Message = z.union([
  z.string(),
  z.object({ message: z.string() }).transform(({ message }) => message),
  z
    .object({ error: z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]) })
    .transform(({ error }) => error),
])

function reasonIn(...places: readonly unknown[]): string {
  for (const place of places) {
    const read = Message.safeParse(place)
    if (read.success) return read.data.replace(/\s+/g, ' ').slice(0, 200)
  }
  return 'it says no reason'
}

function json(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
