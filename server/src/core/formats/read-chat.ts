import { instruction } from '../judging/prompts.ts'
import { conversationOf, isMessages, restOf, turnsOf } from './messages.ts'
import { answerFor, type Reader, refused } from './reader.ts'

/** One question and its reply, as chat models are trained on them. */
export const chatReader: Reader = {
  id: 'chat',
  title: 'messages of a chat: user and assistant, or human and gpt',
  names: {
    messages: ['messages', 'conversations', 'conversation'],
    answer: ['answer', 'final_answer', 'expected_answer', 'ground_truth'],
  },
  needs: ['messages'],
  knows: columns => isMessages(columns.of('messages')?.value),
  read(columns) {
    const found = columns.of('messages')
    if (!found) return refused('it has no messages')
    const turns = turnsOf(found.value, found.column)
    if ('type' in turns) return turns
    const conversation = conversationOf(turns, found.column)
    if ('type' in conversation) return conversation
    const { question, reply, rest } = conversation
    if (question === '') return refused('the question in "{column}" is empty', { column: found.column })
    if (!reply?.solution) return refused('"{column}" holds a question without a reply', { column: found.column })
    const answer = answerFor(columns, question, reply.solution, reply.said)
    if ('type' in answer) return answer
    return {
      type: 'parts',
      problem: question,
      solutions: [{ text: reply.solution }],
      answer: answer.answer,
      used: [found.column, ...answer.used, ...(columns.record.system === instruction ? ['system'] : [])],
      ...restOf(found.column, rest),
    }
  },
  example: {
    record: {
      messages: [
        { role: 'user', content: 'What is $1+1$?' },
        {
          role: 'assistant',
          content: '<think>\nOne and one make $\\boxed{2}$.\n</think>\n\nThe answer is $\\boxed{2}$.',
        },
      ],
    },
    limo: `@example sample-c56367a9

@problem
What is $1+1$?

@solution
One and one make $\\boxed{2}$.

@answer: 2
`,
  },
}
