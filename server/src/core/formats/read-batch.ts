import type { Json } from '../format/fields.ts'
import { type Columns, isObject, type JsonObject } from './columns.ts'
import { conversationOf, isMessages, restOf, turnsOf } from './messages.ts'
import {
  answerFor,
  type FoundAnswer,
  type Reader,
  type Refused,
  refused,
  wholeColumns,
  without,
  withoutBlankEnds,
} from './reader.ts'

/**
 * A request of a batch, as OpenAI and vLLM take it. A result alone holds no question; with its request in one record it
 * is the reply.
 */
export const batchReader: Reader = {
  id: 'batch',
  title: 'OpenAI batch: a request, and its result where the record holds both',
  names: {
    id: ['custom_id'],
    messages: ['body'],
    attempt: ['response'],
    answer: ['answer', 'final_answer', 'expected_answer', 'ground_truth'],
  },
  needs: ['id'],
  knows: columns => messagesOf(columns) !== undefined || isObject(columns.of('attempt')?.value) || failed(columns),
  read(columns) {
    const body = columns.of('messages')
    const messages = messagesOf(columns)
    if (!body || !messages) {
      if (!body && (columns.of('attempt') || failed(columns))) {
        return refused(
          'it is the result of a batch request, which holds no question; expected the request, or both in one record',
        )
      }
      return refused('it has no "messages" in a column {names}', { names: columns.names.messages!.join(', ') })
    }
    const replied = repliedIn(columns)
    if (replied && 'type' in replied) return replied
    const asked = turnsOf(messages, body.column)
    if ('type' in asked) return asked
    const said = replied ? turnsOf([replied.message], replied.column) : []
    if ('type' in said) return said
    const conversation = conversationOf([...asked, ...said], body.column)
    if ('type' in conversation) return conversation
    const { question, reply, rest } = conversation
    if (question === '') return refused('the question in "{column}" is empty', { column: body.column })
    const answer = reply?.solution ? answerFor(columns, question, reply.solution, reply.said) : answerAlone(columns)
    if ('type' in answer) return answer
    const left = { ...without(body.value as JsonObject, ['messages']), ...restOf('messages', rest).rest }
    const all = { ...(Object.keys(left).length && { [body.column]: left }), ...replied?.rest }
    return {
      type: 'parts',
      problem: question,
      solutions: reply?.solution ? [{ text: reply.solution }] : [],
      ...(answer.answer && { answer: answer.answer }),
      used: [body.column, ...(replied ? [replied.column] : []), ...answer.used, ...usual(columns.record)],
      ...(Object.keys(all).length && { rest: all }),
    }
  },
  example: {
    record: {
      custom_id: 'sum',
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: 'a model', messages: [{ role: 'user', content: 'What is $1+1$?' }] },
    },
    limo: `@example sum
meta:
  body: {"model":"a model"}

@problem
What is $1+1$?
`,
  },
}

function messagesOf(columns: Columns): Json | undefined {
  const body = columns.of('messages')?.value
  return isObject(body) && isMessages(body.messages) ? body.messages : undefined
}

function failed({ record: { error } }: Columns): boolean {
  return isObject(error)
}

/** The first choice of a result; others stay where they are. */
function repliedIn(columns: Columns): { message: Json; column: string; rest?: JsonObject } | Refused | undefined {
  const { error } = columns.record
  if (isObject(error)) return refused('its request failed: {reason}', { reason: reasonOf(error) })
  const result = columns.of('attempt')
  if (!result) return undefined
  const { column, value } = result
  const body = isObject(value) ? value.body : undefined
  const choices = isObject(body) ? body.choices : undefined
  const [first, ...more] = Array.isArray(choices) ? choices : []
  if (!isObject(first) || !isObject(first.message)) {
    const problem = isObject(body) && isObject(body.error) ? body.error : undefined
    if (problem) return refused('its request failed: {reason}', { reason: reasonOf(problem) })
    return refused('its column "{column}" holds no reply; expected body.choices with a message', { column })
  }
  if (first.finish_reason === 'length') return refused('its reply was cut off: the model had no tokens left')
  const message = Object.fromEntries(
    Object.entries(first.message).filter(([, item]) => !(Array.isArray(item) && item.length === 0)),
  )
  return { message, column, ...(more.length && { rest: { [column]: value } }) }
}

function reasonOf({ code, message }: { [key: string]: Json }): string {
  const text = typeof message === 'string' ? message : typeof code === 'string' ? code : 'no reason is given'
  return text.replace(/\s+/g, ' ').slice(0, 200).toWellFormed()
}

function answerAlone(columns: Columns): Partial<FoundAnswer> & { readonly used: readonly string[] } {
  const lookup = columns.text('answer')
  if (lookup.type !== 'found') return { used: [] }
  return { answer: { text: withoutBlankEnds(lookup.found.text) }, used: wholeColumns([lookup.found]) }
}

/** What every chat request says, and what a result says of nothing but itself. */
function usual({ error, id, method, response, url }: JsonObject): string[] {
  return [
    ...(method === 'POST' ? ['method'] : []),
    ...(url === '/v1/chat/completions' ? ['url'] : []),
    ...(error === null ? ['error'] : []),
    ...(isObject(response) && typeof id === 'string' ? ['id'] : []),
  ]
}
