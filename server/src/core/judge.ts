import type { Answer, Example, Region } from './format/document.ts'
import { answerOptions } from './math/answer-options.ts'
import { equivalent } from './math/answers.ts'
import { finalAnswer } from './math/final-answer.ts'
import type { ChatMessage, Reply } from './protocol.ts'
import type { Verdict } from './verdict.ts'

/** Sends words to a model; given from outside. */
export type Ask = (messages: readonly ChatMessage[], signal?: AbortSignal) => Promise<Reply>

export type Judgement =
  | { readonly type: 'done'; readonly verdict: Verdict }
  | { readonly type: 'failed'; readonly reason: string }

/** Lets a model solve the problem blind, and compares its answer with the example's. */
export async function judge(example: Example, ask: Ask, signal?: AbortSignal): Promise<Judgement> {
  const question = example.problem?.text.value
  const { answer } = example
  if (!example.directive) return { type: 'failed', reason: 'Only what stands below an @example is judged' }
  if (!question) return { type: 'failed', reason: 'The example has no problem' }
  if (answer?.kind === 'proof') return { type: 'failed', reason: 'A proof has no answer to compare' }
  if (!answer?.text.value) return { type: 'failed', reason: 'The example has no answer to compare' }
  const reply = await ask(solveMessages(question), signal)
  if (reply.type === 'failed') return reply
  const found = answerIn(reply.text) ?? ''
  const expected = answer.text.value
  const { model, origin } = reply
  return { type: 'done', verdict: { type: compare(answer, found), found, expected, model, origin } }
}

const keys = new WeakMap<Region, string>()

/** What a verdict on the example of a region is kept by: what was judged. Undefined where there is nothing to judge. */
export function judgedKey(region: Region): string | undefined {
  const { problem, answer } = region.example ?? {}
  if (!problem || !answer) return undefined
  const known = keys.get(region)
  if (known !== undefined) return known
  const key = JSON.stringify([problem.text.value, answer.text.value, answerOptions(answer)])
  keys.set(region, key)
  return key
}

/** The words that LIMO was trained and evaluated with. */
export const instruction = 'Please reason step by step, and put your final answer within \\boxed{}.'

export function solveMessages(question: string): ChatMessage[] {
  return [
    { role: 'system', content: instruction },
    { role: 'user', content: question },
  ]
}

/** What a reply gives as its answer. What it thinks aloud does not count. */
export function answerIn(reply: string): string | undefined {
  return finalAnswer(reply.split('</think>').at(-1)!)?.text || undefined
}

/** What the example's answer and the one found say of each other; nothing where nothing was found. */
export function compare(answer: Answer, found: string): Verdict['type'] {
  return found.trim() ? equivalent(found, answer.text.value, answerOptions(answer)) : 'undecided'
}
