import { lastBoxed, markedAnswer } from './answers.ts'
import { type Columns, isObject, type JsonObject } from './columns.ts'
import { conversationOf, isMessages, restOf, turnsOf } from './messages.ts'
import {
  type Parts,
  type ReadAnswer,
  type Reader,
  type Refused,
  refused,
  textOf,
  wholeColumns,
  without,
  withoutBlankEnds,
} from './reader.ts'
import { replyOf } from './replies.ts'

// Problems with the answer that a reply is rewarded for. A solution is there only by chance; else it is to be written.

/** verl: a prompt and its ground truth; its own scripts put a worked answer into `extra_info`. */
export const verlReader: Reader = {
  id: 'verl',
  title: 'verl: a prompt and the ground truth of its reward',
  names: { messages: ['prompt'], answer: ['reward_model'], solution: ['solution', 'response'] },
  needs: ['messages', 'answer'],
  knows: columns => isMessages(columns.of('messages')?.value) && isObject(columns.of('answer')?.value),
  read(columns) {
    const reward = columns.of('answer')
    if (!reward || !isObject(reward.value)) return refused('it has no reward_model')
    const truth = reward.value.ground_truth
    if (truth === undefined || truth === null || isObject(truth) || Array.isArray(truth)) {
      return refused('its reward_model has no ground_truth')
    }
    const left = without(reward.value, ['ground_truth'])
    const worked = workedOf(columns)
    const answer: ReadAnswer = {
      text: withoutBlankEnds(String(truth)),
      ...(worked && lastBoxed(worked.text) === undefined && { from: 'column' as const }),
    }
    return asked(columns, answer, worked?.text, [reward.column, ...(worked ? [worked.column] : [])], {
      ...(left && { [reward.column]: { ...left } }),
      ...worked?.rest,
    })
  },
  example: {
    record: {
      data_source: 'mine',
      prompt: [{ role: 'user', content: 'What is $1+1$?' }],
      ability: 'math',
      reward_model: { style: 'rule', ground_truth: '2' },
    },
    limo: `@example sample-c56367a9
meta:
  data_source: mine
  ability: math
  reward_model: {"style":"rule"}

@problem
What is $1+1$?

@answer: 2
`,
  },
}

/** A solution in a column of its own, or in `extra_info`. */
function workedOf(columns: Columns): { text: string; column: string; rest?: JsonObject } | undefined {
  const own = columns.text('solution')
  if (own.type === 'found') return { text: replyOf(own.found.text).solution, column: own.found.column }
  const extra = columns.record.extra_info
  if (!isObject(extra)) return undefined
  const key = (['solution', 'answer'] as const).find(name => isWorked(extra[name]))
  if (!key) return undefined
  const text = withoutBlankEnds(extra[key] as string)
  const left = without(extra, [key])
  return {
    text: withoutBlankEnds(markedAnswer(text)?.before ?? text),
    column: 'extra_info',
    ...(left && { rest: { extra_info: { ...left } } }),
  }
}

function isWorked(value: unknown): boolean {
  return typeof value === 'string' && (value.trim().includes('\n') || value.includes('\\boxed') || value.length > 100)
}

/** Reinforcement fine-tuning: messages that end on the question, and the reference for the grader. */
export const rftReader: Reader = {
  id: 'rft',
  title: 'reinforcement fine-tuning: messages and a reference answer',
  names: { messages: ['messages'], answer: ['reference_answer', 'ground_truth'] },
  needs: ['messages', 'answer'],
  knows({ of, text }) {
    const value = of('messages')?.value
    if (!isMessages(value) || text('answer').type !== 'found') return false
    const last = (value as { role?: unknown; from?: unknown }[]).at(-1)!
    return last.role === 'user' || last.from === 'human'
  },
  read(columns) {
    const answer = textOf(columns, 'answer')
    if ('type' in answer) return answer
    return asked(columns, { text: answer.text }, undefined, [answer.column], {})
  },
  example: {
    record: { messages: [{ role: 'user', content: 'What is $1+1$?' }], reference_answer: '2' },
    limo: `@example sample-c56367a9

@problem
What is $1+1$?

@answer: 2
`,
  },
}

function asked(
  columns: Columns,
  answer: ReadAnswer,
  solution: string | undefined,
  used: readonly string[],
  rest: JsonObject,
): Parts | Refused {
  const found = columns.of('messages')
  if (!found) return refused('it has no messages')
  const turns = turnsOf(found.value, found.column)
  if ('type' in turns) return turns
  const conversation = conversationOf(turns, found.column)
  if ('type' in conversation) return conversation
  if (conversation.question === '') return refused('the question in "{column}" is empty', { column: found.column })
  const own = conversation.reply?.solution ?? solution
  const all = { ...rest, ...restOf(found.column, conversation.rest).rest }
  return {
    type: 'parts',
    problem: conversation.question,
    solutions: own ? [{ text: own }] : [],
    answer,
    used: [found.column, ...used],
    ...(Object.keys(all).length && { rest: all }),
  }
}

/** Never guessed: a solution may only have been overlooked. */
export const problemsReader: Reader = {
  id: 'problems',
  title: 'question and answer; the solution is to be written',
  names: {
    question: ['question', 'problem', 'prompt', 'instruction'],
    answer: ['answer', 'final_answer', 'expected_answer', 'reference_answer', 'ground_truth', 'solution'],
  },
  needs: [],
  read(columns) {
    const question = textOf(columns, 'question')
    if ('type' in question) return question
    const answer = textOf(columns, 'answer')
    if ('type' in answer) return answer
    return {
      type: 'parts',
      problem: question.text,
      solutions: [],
      answer: { text: answer.text },
      used: wholeColumns([question, answer]),
    }
  },
  example: {
    record: { problem: 'What is $1+1$?', answer: 2 },
    limo: `@example sample-c56367a9

@problem
What is $1+1$?

@answer: 2
`,
  },
}
