import type { Answer, Example, Region } from './format/document.ts'
import { lastBoxed } from './formats/answers.ts'
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
  const found = finalAnswer(reply.text) ?? ''
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
  const key = JSON.stringify([problem.text.value, answer.text.value, answer.kind, toleranceOf(answer)])
  keys.set(region, key)
  return key
}

/** The words that LIMO was trained and evaluated with. */
const instruction = 'Please reason step by step, and put your final answer within \\boxed{}.'

export function solveMessages(question: string): ChatMessage[] {
  return [
    { role: 'system', content: instruction },
    { role: 'user', content: question },
  ]
}

/** What a reply gives as its answer: the last box, else what is said to be the answer. What it thinks aloud does not count. */
export function finalAnswer(reply: string): string | undefined {
  const said = reply.split('</think>').at(-1)!
  return lastBoxed(said) ?? statedAnswer(said)
}

function statedAnswer(text: string): string | undefined {
  const stated = [...text.matchAll(/(?:\banswer\s+is|答案(?:是|为))[ \t]*[:：]?[ \t]*([^\n]+)/gi)].at(-1)?.[1]
  return stated?.replaceAll('**', '').trim() || undefined
}

/** Equal where the texts are the same but for how they are typed, different for two numbers that differ, else undecided. */
export function compare(answer: Answer, found: string): Verdict['type'] {
  const expected = normalised(answer.text.value)
  const given = normalised(found)
  if (!given) return 'undecided'
  if (expected === given) return 'equal'
  const a = plainNumber(expected)
  const b = plainNumber(given)
  if (a === undefined || b === undefined) return 'undecided'
  if (a === b) return 'equal'
  const tolerance = toleranceOf(answer)
  if (tolerance !== undefined) return Math.abs(Number(a) - Number(b)) <= tolerance ? 'equal' : 'different'
  return isRounded(a, b) || isRounded(b, a) ? 'undecided' : 'different'
}

function toleranceOf(answer: Answer): number | undefined {
  const given = answer.directive.attributes.find(attribute => attribute.key.text === 'tolerance')?.value?.text
  const tolerance = given ? Number(given) : Number.NaN
  return Number.isFinite(tolerance) ? tolerance : undefined
}

function normalised(answer: string): string {
  return answer
    .trim()
    .replace(/[.。]+$/, '')
    .replace(/^(\$\$?|\\\(|\\\[)([\s\S]*?)(\$\$?|\\\)|\\\])$/, '$2')
    .replace(/\\[dt]frac(?![A-Za-z])/g, '\\frac')
    .replace(/\\(?:left|right)(?![A-Za-z])/g, '')
    .replace(/\\[,;:! ]/g, '')
    .replace(/(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])/g, '')
    .replace(/\s+/g, ' ')
    .replace(/[.。]+$/, '')
}

/** A number written out in digits, in the one way that all its spellings share. */
function plainNumber(text: string): string | undefined {
  const match = /^([+\-−]?)(\d+|\d{1,3}(?:(?:,|\{,\})\d{3})+)?(?:\.(\d+))?$/.exec(text)
  if (!match || (match[2] === undefined && match[3] === undefined)) return undefined
  const whole = (match[2] ?? '').replace(/\D/g, '').replace(/^0+/, '') || '0'
  const decimals = (match[3] ?? '').replace(/0+$/, '')
  const digits = decimals ? `${whole}.${decimals}` : whole
  return match[1] && match[1] !== '+' && digits !== '0' ? `-${digits}` : digits
}

/** Whether `short` may be `long` with fewer decimal places. */
function isRounded(short: string, long: string): boolean {
  const places = decimalsOf(short)
  return places > 0 && decimalsOf(long) > places && Math.abs(Number(short) - Number(long)) < 10 ** -places
}

function decimalsOf(number: string): number {
  return number.split('.')[1]?.length ?? 0
}
