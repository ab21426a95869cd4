import { scan } from '../text/markup.ts'
import { implicitSteps } from '../text/paragraphs.ts'
import { exchangeOf } from './read-prompt-completion.ts'
import { answerFor, type Reader, type ReadSolution } from './reader.ts'

/**
 * A good reply and a bad one, as preference training has them. Which step of the bad one is the first wrong one is not
 * said; it is left to whoever works on the example.
 */
export const preferenceReader: Reader = {
  id: 'preference',
  title: 'a chosen and a rejected reply',
  names: {
    question: ['prompt', 'question', 'instruction', 'conversations'],
    chosen: ['chosen'],
    rejected: ['rejected'],
    answer: ['answer', 'final_answer', 'expected_answer', 'ground_truth'],
  },
  needs: ['chosen', 'rejected'],
  read(columns) {
    const chosen = exchangeOf(columns, 'question', 'chosen')
    if ('type' in chosen) return chosen
    const rejected = exchangeOf(columns, 'question', 'rejected')
    if ('type' in rejected) return rejected
    const { prompt, reply, rest } = chosen
    const answer = answerFor(columns, prompt, reply.solution, reply.said)
    if ('type' in answer) return answer
    return {
      type: 'parts',
      problem: prompt,
      solutions: [{ text: reply.solution }, flawed(rejected.reply.solution)],
      answer: answer.answer,
      used: [...chosen.used, ...rejected.used, ...answer.used],
      ...rest,
    }
  },
  example: {
    record: {
      prompt: 'What is $1+1$?',
      chosen: 'It is $\\boxed{2}$.',
      rejected: 'One and one are the same.\n\nIt is $\\boxed{1}$.',
    },
    limo: `@example sample-c56367a9

@problem
What is $1+1$?

@solution
It is $\\boxed{2}$.

@solution flawed

@step
One and one are the same.

@step
It is $\\boxed{1}$.

@answer: 2
`,
  },
}

/** In steps, which a flawed solution needs: its paragraphs, where putting them together again gives the same text. */
function flawed(text: string): ReadSolution {
  const steps = implicitSteps(text, scan(text)).map(({ end, start }) => text.slice(start, end))
  const isSame = steps.join('\n\n') === text
  return { text: '', flawed: true, steps: (isSame ? steps : [text]).map(step => ({ text: step })) }
}
