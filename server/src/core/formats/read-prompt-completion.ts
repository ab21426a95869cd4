import type { Json } from '../format/fields.ts'
import type { Columns } from './columns.ts'
import { conversationOf, isMessages, restOf, type Turn, turnsOf } from './messages.ts'
import { answerFor, type Reader, type Refused, refused } from './reader.ts'
import type { Reply } from './replies.ts'

/** A prompt and what completes it, each a text or a list of messages, as TRL has them. */
export const promptCompletionReader: Reader = {
  id: 'prompt-completion',
  title: 'a prompt and its completion, as texts or as messages',
  names: {
    question: ['prompt'],
    solution: ['completion', 'response'],
    answer: ['answer', 'final_answer', 'expected_answer', 'ground_truth'],
  },
  needs: ['question', 'solution'],
  knows(columns) {
    const [prompt, completion] = [columns.of('question')?.value, columns.of('solution')?.value]
    return (
      (typeof prompt === 'string' || isMessages(prompt)) && (typeof completion === 'string' || isMessages(completion))
    )
  },
  read(columns) {
    const exchange = exchangeOf(columns, 'question', 'solution')
    if ('type' in exchange) return exchange
    const { prompt, reply, rest, used } = exchange
    const answer = answerFor(columns, prompt, reply.solution, reply.said)
    if ('type' in answer) return answer
    return {
      type: 'parts',
      problem: prompt,
      solutions: [{ text: reply.solution }],
      answer: answer.answer,
      used: [...used, ...answer.used],
      ...rest,
    }
  },
  example: {
    record: {
      prompt: [{ role: 'user', content: 'What is $1+1$?' }],
      completion: [{ role: 'assistant', content: 'It is $\\boxed{2}$.' }],
    },
    limo: `@example sample-c56367a9

@problem
What is $1+1$?

@solution
It is $\\boxed{2}$.

@answer: 2
`,
  },
}

export interface Exchange {
  readonly prompt: string
  readonly reply: Reply
  readonly used: readonly string[]
  readonly rest: ReturnType<typeof restOf>
}

/** What two columns say together: the prompt, which may stand in the other one too, and the reply. */
export function exchangeOf(
  columns: Columns,
  asked: 'question',
  given: 'solution' | 'chosen' | 'rejected',
): Exchange | Refused {
  const question = columns.of(asked)
  const completion = columns.of(given)
  if (!completion) return refused('it has no {role}', { role: given })
  const before = question ? asTurns(question.value, question.column, 'user') : []
  if ('type' in before) return before
  const after = asTurns(completion.value, completion.column, 'assistant')
  if ('type' in after) return after
  const isSpokenTwice = before.length > 0 && after[0]?.role !== 'assistant'
  const turns = isSpokenTwice ? after : [...before, ...after]
  const conversation = conversationOf(turns, completion.column)
  if ('type' in conversation) return conversation
  const { question: prompt, reply, rest } = conversation
  if (prompt === '') return refused('its prompt is empty')
  if (!reply?.solution) return refused('its {column} is empty', { column: completion.column })
  return {
    prompt,
    reply,
    used: [...(question ? [question.column] : []), completion.column],
    rest: restOf((question ?? completion).column, rest),
  }
}

function asTurns(value: Json, column: string, role: Turn['role']): readonly Turn[] | Refused {
  if (typeof value === 'string') return [{ role, text: value }]
  return turnsOf(Array.isArray(value) ? value : [value], column)
}
