import type * as z from 'zod'
import { finalAnswer } from '../math/final-answer.ts'
import { withoutThinking } from '../model/thinking.ts'
import { answerLimit, type ReviewSample, reasonLimit } from '../verdict.ts'
import { ReviewReply, SameReply } from './prompts.ts'

export type Read<T> =
  | { readonly type: 'read'; readonly value: T }
  /** What is wrong with a reply, and what was expected: also told to the model when it is asked again. */
  | { readonly type: 'problem'; readonly reason: string }

/** What a reply gives as its answer; empty where it gives none. What it thinks aloud does not count. */
export function answerIn(reply: string): string {
  return (finalAnswer(withoutThinking(reply))?.text.trim() ?? '').slice(0, answerLimit)
}

/** The judgement of a solution of so many steps. */
export function readReview(reply: string, steps: number): Read<ReviewSample> {
  const found = readObject(reply, ReviewReply)
  if (found.type === 'problem') return found
  const { first_wrong_step: first, steps: judged } = found.value
  const numbers = new Set(judged.map(({ step }) => step))
  const isWhole = judged.length === steps && numbers.size === steps
  if (!isWhole || judged.some(({ step }) => !Number.isInteger(step) || step < 1 || step > steps)) {
    const which = judged.length === steps ? 'other steps than' : `${judged.length} steps of`
    return problem(`The reply judges ${which} the ${steps} of the solution; expected each from 1 to ${steps} once`)
  }
  const sample: ReviewSample = { steps, wrong: {}, unsure: {} }
  for (const { reason, step, verdict } of judged) {
    if (verdict !== 'correct') sample[verdict][step] = plainReason(reason)
  }
  const wrong = Math.min(...Object.keys(sample.wrong).map(Number))
  if (first !== null && first !== wrong) {
    const said = Number.isFinite(wrong) ? `step ${wrong} is the first that it calls wrong` : 'it calls no step wrong'
    return problem(`The reply gives ${first} as the first wrong step, but ${said}; expected the two to agree`)
  }
  return { type: 'read', value: sample }
}

/** Whether two answers say the same. */
export function readSame(reply: string): Read<boolean> {
  const found = readObject(reply, SameReply)
  return found.type === 'read' ? { type: 'read', value: found.value.same } : found
}

/** Reads the one JSON object of a reply: in a fence, in the middle of talk, with small faults of form. */
function readObject<T>(reply: string, shape: z.ZodType<T>): Read<T> {
  const text = withoutThinking(reply)
  let nearest: string | undefined
  let seen = false
  for (const candidate of objectsIn(text)) {
    const json = parsed(candidate)
    if (json === undefined) continue
    seen = true
    const read = shape.safeParse(json)
    if (read.success) return { type: 'read', value: read.data }
    const issue = read.error.issues[0]!
    nearest ??= `${issue.path.join('.') || 'the object'}: ${issue.message}`
  }
  if (seen) return problem(`The JSON of the reply is not of the shape that was asked for (${nearest})`)
  return problem(
    text.includes('{') ? 'The JSON of the reply cannot be read; expected one complete object' : 'The reply has no JSON',
  )
}

function problem(reason: string): { readonly type: 'problem'; readonly reason: string } {
  return { type: 'problem', reason }
}

/** No reply has more objects at its top than are looked at. */
const objectsLimit = 20

/** The objects of a text, each from its first brace to the one that closes it, the last ones first. */
function objectsIn(text: string): string[] {
  const found: string[] = []
  let depth = 0
  let start = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (depth > 0 && inString) {
      if (char === '\\') at++
      else if (char === '"') inString = false
    } else if (depth > 0 && char === '"') inString = true
    else if (char === '{' && depth++ === 0) start = at
    else if (char === '}' && depth > 0 && --depth === 0) found.push(text.slice(start, at + 1))
  }
  // Where a brace of the talk was never closed.
  const from = text.search(/\{\s*"/)
  const to = text.lastIndexOf('}')
  return [...found.slice(-objectsLimit).reverse(), ...(from >= 0 && from < to ? [text.slice(from, to + 1)] : [])]
}

function parsed(text: string): unknown {
  for (const attempt of [text, mended(text)]) {
    try {
      return JSON.parse(attempt)
    } catch {
      // The next attempt is more lenient.
    }
  }
  return undefined
}

/** Without commas before a closing bracket, backslashes of LaTeX that were not doubled, and line breaks inside strings. */
function mended(text: string): string {
  let result = ''
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (char === '"') inString = !inString
    if (!inString) result += char === ',' && isLast(text, at) ? '' : char
    else if (char === '\\') result += isEscape(text, at + 1) ? char + text[++at] : '\\\\'
    else if (char < ' ') result += char === '\n' ? '\\n' : ' '
    else result += char
  }
  return result
}

/** Whether a comma stands before a closing bracket. */
function isLast(text: string, comma: number): boolean {
  let at = comma + 1
  while (/\s/.test(text[at] ?? '')) at++
  return text[at] === '}' || text[at] === ']'
}

/** Whether what stands behind a backslash is what JSON means by it, rather than the name of a command of LaTeX. */
function isEscape(text: string, at: number): boolean {
  return /^(?:["\\/]|u[0-9a-fA-F]{4}|[bfnrt](?![a-zA-Z]))/.test(text.slice(at, at + 5))
}

/** `\frac` and `\times` in JSON that was not doubled begin with a form feed and a tab. */
const swallowed: Readonly<Record<string, string>> = { '\f': '\\f', '\b': '\\b', '\t': '\\t', '\r': '\\r' }

/** On one line, as it is shown and kept. */
function plainReason(reason: string): string {
  const text = reason
    .replace(/[\f\b\t\r](?=[a-z])/g, char => swallowed[char]!)
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
  return text.length > reasonLimit ? `${text.slice(0, reasonLimit - 1)}…` : text
}
