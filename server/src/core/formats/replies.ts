import { boxes } from '../math/final-answer.ts'
import { type SaidAnswer, solutionAnswer } from './answers.ts'
import { withoutBlankEnds } from './reader.ts'

/** What a model's reply says: the reasoning, and the final answer where the reasoning is followed by nothing else. */
export interface Reply {
  readonly solution: string
  readonly said?: SaidAnswer
}

/**
 * The solution in a reply. What was thought aloud, between tags or in a field of its own, is the solution; what follows
 * goes on with it, unless it only names the final answer.
 */
export function replyOf(content: string, reasoning?: string): Reply {
  const thought = reasoning?.trim() ? { inside: reasoning, after: content } : thoughtIn(content)
  if (!thought) return { solution: withoutBlankEnds(content) }
  const inside = withoutBlankEnds(thought.inside)
  const after = withoutBlankEnds(unwrapped(thought.after))
  if (after.trim() === '') return { solution: inside }
  if (inside.trim() === '') return { solution: after }
  const said = onlyAnswer(after)
  const boxed = boxes(inside).at(-1)?.text || undefined
  if (said && (boxed === undefined || boxed === said.text)) return { solution: inside, said }
  return { solution: `${inside}\n\n${after}` }
}

const tags = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
  ['[THINK]', '[/THINK]'],
] as const

/** A template may have written the tag that opens. */
function thoughtIn(content: string): { inside: string; after: string } | undefined {
  for (const [open, close] of tags) {
    const end = content.indexOf(close)
    if (end < 0) continue
    const start = content.indexOf(open)
    if (start >= 0 && (start > end || content.slice(0, start).trim() !== '')) continue
    const from = start < 0 ? 0 : start + open.length
    return { inside: content.slice(from, end), after: content.slice(end + close.length) }
  }
  return undefined
}

function unwrapped(text: string): string {
  const match = /^\s*(?:<answer>(.*)<\/answer>|<\|begin_of_solution\|>(.*)<\|end_of_solution\|>)\s*$/s.exec(text)
  return match ? (match[1] ?? match[2]!) : text
}

/** More than this beside the answer, or without one, says something. */
const most = 120

function onlyAnswer(text: string): SaidAnswer | undefined {
  if (/\n[ \t]*\n/.test(text.trim())) return undefined
  const said = solutionAnswer(text)
  if (said) return text.length - said.text.length <= most ? said : undefined
  return text.length <= most && !text.includes('\n') ? { text: text.trim(), from: 'words' } : undefined
}
