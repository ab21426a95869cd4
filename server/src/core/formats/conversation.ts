import { instruction } from '../judging/prompts.ts'
import { boxes } from '../math/final-answer.ts'
import { type Message, message } from '../message.ts'
import type { Row } from '../row.ts'
import type { Segment } from './format.ts'
import { type ExportOptions, reasonings } from './options.ts'

// An example as a conversation: what every format that trains chat models is made of.

export type PromptMessage = { readonly role: 'system' | 'user'; readonly content: string }
export type ReplyMessage = {
  readonly role: 'assistant'
  readonly content: string
  readonly reasoning_content?: string
}

/** The options of a format whose replies are messages. */
export const replyOptions = { reasoning: reasonings, system: true, headings: true, hints: true, macros: true } as const

/** Those of one whose replies are texts, with no field for the reasoning. */
export const textReplyOptions = {
  ...replyOptions,
  reasoning: reasonings.filter(reasoning => reasoning !== 'reasoning_content'),
} as const

export function systemOf({ system }: Pick<ExportOptions, 'system'>): string | undefined {
  return system === 'limo' ? instruction : system === 'none' || system === '' ? undefined : system
}

export function promptOf(row: Row, options: ExportOptions): PromptMessage[] {
  const system = systemOf(options)
  const user = { role: 'user', content: row.question } as const
  return system === undefined ? [user] : [{ role: 'system', content: system }, user]
}

/** The reply that this solution is, with its reasoning where the options want it. */
export function replyOf(row: Row, { reasoning }: ExportOptions, solution = row.solution): ReplyMessage {
  const role = 'assistant'
  const answer = reasoning === 'plain' ? '' : (finalText(row, solution) ?? '')
  switch (reasoning) {
    case 'plain':
      return { role, content: solution }
    case 'think':
      return { role, content: `<think>\n${solution}\n</think>\n\n${answer}` }
    case 'think-answer':
      return { role, content: `<think>\n${solution}\n</think>\n<answer>\n${answer}\n</answer>` }
    case 'reasoning_content':
      return { role, reasoning_content: solution, content: answer }
    case 'dropped':
      return { role, content: answer }
  }
}

/** What stands behind the reasoning: the last box of the solution, else the answer in one. */
function finalText(row: Row, solution: string): string | undefined {
  const boxed = boxes(solution).at(-1)?.text
  if (boxed) return `$\\boxed{${boxed}}$`
  const own = solution === row.solution && !row.flaw ? row.answer : ''
  if (own === '' || row.answerKind === 'proof') return undefined
  if (row.answerKind === 'text') return own
  return `$\\boxed{${gradedAnswer(row)}}$`
}

const marks = /<\/?(?:think|answer)>/

/** Why the solutions of a row cannot be replies, if they cannot. */
export function lacksReply(row: Row, { reasoning }: ExportOptions): Message | undefined {
  if (reasoning === 'plain') return undefined
  for (const solution of row.rejected === undefined ? [row.solution] : [row.solution, row.rejected]) {
    if (finalText(row, solution) === undefined) {
      if (solution === row.rejected)
        return message('its flawed solution has no boxed answer to stand after the reasoning')
      return message('it has no final answer to stand after the reasoning')
    }
    const mark = reasoning === 'think' || reasoning === 'think-answer' ? marks.exec(solution)?.[0] : undefined
    if (mark) return message('its solution holds {mark}, which would end the reasoning', { mark })
  }
  return undefined
}

export function lacksAnswer(row: Row): Message | undefined {
  if (row.answerKind === 'proof') return message('a proof has no answer to grade by')
  return row.answer === '' ? message('it has no answer') : undefined
}

/** A conversation in ChatML, the template that LIMO trains with. The marks behind a reply are learnt with it. */
export function chatSegments(prompt: readonly PromptMessage[], ...replies: readonly ChatReply[]): Segment[] {
  const before = prompt.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join('')
  const segments: Segment[] = [{ text: `${before}<|im_start|>assistant\n`, trained: false }]
  for (const { message: reply, note } of replies) {
    segments.push({ text: `${replyText(reply)}<|im_end|>\n`, trained: true, ...(note && { note }) })
  }
  return segments
}

export interface ChatReply {
  readonly message: ReplyMessage
  readonly note?: Message
}

/** Templates put a field with reasoning between these marks. */
function replyText({ content, reasoning_content }: ReplyMessage): string {
  return reasoning_content === undefined ? content : `<think>\n${reasoning_content}\n</think>\n\n${content}`
}

/** What is seen where a model is asked and learns from its own replies; the answer is only what they are judged by. */
export function askedSegments(prompt: readonly PromptMessage[], answer?: string): Segment[] {
  const asked = chatSegments(prompt)
  if (answer === undefined) return asked
  return [...asked, { text: answer, trained: false, note: message('what replies are judged by') }]
}

/** What LIMO makes of a question and its solution. */
export function limoSegments({ question, solution }: Row): Segment[] {
  const prompt = [
    { role: 'system', content: instruction },
    { role: 'user', content: question },
  ] as const
  return chatSegments(prompt, { message: { role: 'assistant', content: solution } })
}

/** The answer as graders compare it: without the dollars around it. */
export function gradedAnswer({ answer }: Row): string {
  return /^\$[^$]+\$$/.test(answer) ? answer.slice(1, -1) : answer
}
