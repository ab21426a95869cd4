import type { Json } from '../format/fields.ts'
import { instruction } from '../judging/prompts.ts'
import { isObject, type JsonObject } from './columns.ts'
import { type Refused, refused, without, withoutBlankEnds } from './reader.ts'
import { type Reply, replyOf } from './replies.ts'

/** What one turn of a conversation says. */
export interface Turn {
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
  readonly reasoning?: string
  /** What else it holds. */
  readonly rest?: JsonObject
}

const speakers: ReadonlyMap<string, Turn['role']> = new Map([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['gpt', 'assistant'],
  ['model', 'assistant'],
  ['bot', 'assistant'],
])

const textKeys = ['role', 'from', 'content', 'value', 'reasoning_content', 'reasoning', 'thinking']

/** Whether a value is a list of turns by its form: `role` and `content`, or `from` and `value`. */
export function isMessages(value: Json | undefined): boolean {
  if (!Array.isArray(value) || !value.length) return false
  return value.every(item => isObject(item) && (Object.hasOwn(item, 'role') || Object.hasOwn(item, 'from')))
}

/** The turns of a list of messages, or why they cannot be read. */
export function turnsOf(value: Json, column: string): readonly Turn[] | Refused {
  if (!isMessages(value)) return refused('its column "{column}" is no list of messages', { column })
  const turns: Turn[] = []
  for (const [i, item] of (value as { [key: string]: Json }[]).entries()) {
    const name = item.role ?? item.from
    const role = typeof name === 'string' ? speakers.get(name.toLowerCase()) : undefined
    if (!role)
      return refused('message {n} of "{column}" is of nobody known: {name}', { n: i + 1, column, name: shown(name) })
    const text = contentText(item.content ?? item.value ?? '')
    if (text === undefined) return refused('message {n} of "{column}" holds more than text', { n: i + 1, column })
    const reasoning = item.reasoning_content ?? item.reasoning ?? item.thinking
    const rest = without(item, [...textKeys, ...usual(item, role)])
    turns.push({ role, text, ...(typeof reasoning === 'string' && { reasoning }), ...(rest && { rest }) })
  }
  return turns
}

/** What only says that replies are trained and nothing else is. */
function usual({ train, weight }: { [key: string]: Json }, role: Turn['role']): string[] {
  return [
    ...(weight === 1 && role === 'assistant' ? ['weight'] : []),
    ...(train === (role === 'assistant') ? ['train'] : []),
  ]
}

function shown(value: Json | undefined): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 40)
}

/** A text, or a list of parts that are all text. */
function contentText(content: Json): string | undefined {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return undefined
  const texts = content.map(part => (isObject(part) && typeof part.text === 'string' ? part.text : undefined))
  return texts.every(text => text !== undefined) ? texts.join('') : undefined
}

export interface Conversation {
  readonly question: string
  /** None where the question is the last word. */
  readonly reply?: Reply
  /** What the turns hold beside question and reply; LIMO's own prompt, which every export puts there, is nothing. */
  readonly rest: Json[]
}

/** One question and, mostly, its reply. */
export function conversationOf(turns: readonly Turn[], column: string): Conversation | Refused {
  const spoken = turns.filter(turn => turn.role !== 'system')
  const [question, reply, ...more] = spoken
  if (question?.role !== 'user') return refused('"{column}" does not begin with a question', { column })
  if (more.length || (reply && reply.role !== 'assistant')) {
    return severalTurns(column, spoken.length)
  }
  return {
    question: withoutBlankEnds(question.text),
    ...(reply && { reply: replyOf(reply.text, reply.reasoning) }),
    rest: turns.flatMap(({ rest, role, text }): Json[] => {
      if (role === 'system' && text !== instruction) return [{ role, content: text, ...rest }]
      return rest ? [{ role, ...rest }] : []
    }),
  }
}

/**
 * A later turn often takes back what an earlier reply said, and an earlier one is needed to understand it: no exchange
 * of a conversation can be taken out of it unseen.
 */
export function severalTurns(column: string, turns: number): Refused {
  return refused(
    '"{column}" is a conversation of {turns} turns; expected one question and its reply: make a record of each exchange that can stand alone',
    { column, turns },
  )
}

/** What is left of a column of messages, under its name. */
export function restOf(column: string, rest: readonly Json[]): { rest?: JsonObject } {
  return rest.length ? { rest: { [column]: [...rest] } } : {}
}
