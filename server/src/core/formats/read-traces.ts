import type { Json } from '../format/fields.ts'
import { solutionAnswer } from './answers.ts'
import { type Columns, type Found, isTexts } from './columns.ts'
import {
  answerFor,
  type FoundAnswer,
  type Parts,
  type Reader,
  type Refused,
  refused,
  textOf,
  wholeColumns,
  withoutBlankEnds,
} from './reader.ts'
import { type Reply, replyOf } from './replies.ts'

// Data sets of what reasoning models thought, each with columns of its own.

/** s1K has the trace, the attempt that came of it, and the reference solution, which may be no more than the answer. */
export const s1kReader: Reader = {
  id: 's1k',
  title: 's1K: a thinking trajectory and an attempt',
  names: {
    question: ['question'],
    reasoning: ['thinking_trajectories', 'deepseek_thinking_trajectory', 'gemini_thinking_trajectory'],
    attempt: ['attempt', 'deepseek_attempt', 'gemini_attempt'],
    answer: ['answer'],
  },
  needs: ['question', 'reasoning', 'attempt'],
  read(columns) {
    const trace = traceIn(columns)
    if ('type' in trace) return trace
    const { question, reply } = trace
    const reference = columns.record.solution
    const short = typeof reference === 'string' && isShort(reference) ? reference.trim() : undefined
    const said =
      short === undefined ? (reply.said ?? solutionAnswer(reply.solution) ?? referenceAnswer(reference)) : undefined
    const answer: FoundAnswer | Refused =
      short === undefined || columns.text('answer').type === 'found'
        ? answerFor(columns, question.text, reply.solution, said)
        : {
            answer: { text: short, ...(solutionAnswer(reply.solution)?.from !== 'box' && { from: 'column' as const }) },
            used: [],
          }
    if ('type' in answer) return answer
    return partsOf(trace, answer, short === undefined ? [] : ['solution'])
  },
  example: {
    record: {
      solution: '2',
      question: 'What is $1+1$?',
      cot_type: 'math',
      thinking_trajectories: ['One and one make two.'],
      attempt: 'Count: one, two.\n\nThe answer is $\\boxed{2}$.',
    },
    limo: `@example sample-c56367a9
meta:
  cot_type: math

@problem
What is $1+1$?

@solution
One and one make two.

Count: one, two.

The answer is $\\boxed{2}$.

@answer: 2
`,
  },
}

interface Trace {
  readonly question: Found
  readonly reply: Reply
  readonly columns: readonly Found[]
}

/** The problem, and the reasoning with the attempt that came of it as one reply. */
function traceIn(columns: Columns): Trace | Refused {
  const question = textOf(columns, 'question')
  if ('type' in question) return question
  const reasoning = textOf(columns, 'reasoning')
  if ('type' in reasoning) return reasoning
  const attempt = columns.text('attempt')
  const attempted = attempt.type === 'found' ? [attempt.found] : []
  const reply = replyOf(attempted[0]?.text ?? '', reasoning.text)
  return { question, reply, columns: [question, reasoning, ...attempted] }
}

function partsOf({ columns, question, reply }: Trace, answer: FoundAnswer, more: readonly string[] = []): Parts {
  return {
    type: 'parts',
    problem: question.text,
    solutions: [{ text: reply.solution }],
    answer: answer.answer,
    used: [...wholeColumns(columns), ...answer.used, ...more],
  }
}

/** No more than an answer. */
function isShort(text: string): boolean {
  return text.trim() !== '' && text.length <= 60 && !/\n|\\boxed/.test(text.trim())
}

function referenceAnswer(reference: Json | undefined): ReturnType<typeof solutionAnswer> {
  return typeof reference === 'string' ? solutionAnswer(reference) : undefined
}

/** OpenThoughts has the reasoning and the solution that came of it in columns of their own. */
export const openThoughtsReader: Reader = {
  id: 'openthoughts',
  title: 'OpenThoughts: reasoning and solution of a model',
  names: {
    question: ['problem', 'question'],
    reasoning: ['deepseek_reasoning', 'reasoning', 'r1_reasoning'],
    attempt: ['deepseek_solution', 'final_solution', 'r1_solution'],
    answer: ['answer', 'final_answer', 'expected_answer'],
  },
  needs: ['question', 'reasoning', 'attempt'],
  read(columns) {
    const trace = traceIn(columns)
    if ('type' in trace) return trace
    const { question, reply } = trace
    const truth = columns.record.ground_truth_solution
    const said = reply.said ?? solutionAnswer(reply.solution) ?? referenceAnswer(truth)
    const answer = answerFor(columns, question.text, reply.solution, said)
    if ('type' in answer) return answer
    return partsOf(trace, answer)
  },
  example: {
    record: {
      problem: 'What is $1+1$?',
      deepseek_reasoning: 'One and one make two.',
      deepseek_solution: 'Count: one, two.\n\nThe answer is $\\boxed{2}$.',
      domain: 'math',
    },
    limo: `@example sample-c56367a9
domain: math

@problem
What is $1+1$?

@solution
One and one make two.

Count: one, two.

The answer is $\\boxed{2}$.

@answer: 2
`,
  },
}

/** OpenR1-Math and NuminaMath 1.5: what a model wrote and was verified, else the solution that was published. */
export const numinaReader: Reader = {
  id: 'openr1',
  title: 'OpenR1-Math, NuminaMath: a verified generation, else the solution',
  names: {
    question: ['problem'],
    solution: ['solution'],
    attempt: ['generations'],
    answer: ['answer'],
  },
  needs: ['question'],
  knows({ of, record }) {
    const known = Object.hasOwn(record, 'problem_type') || Object.hasOwn(record, 'question_type')
    return known && (of('solution') !== undefined || of('attempt') !== undefined)
  },
  read(columns) {
    const question = textOf(columns, 'question')
    if ('type' in question) return question
    const generation = verified(columns.of('attempt')?.value, columns.record.correctness_math_verify)
    const solution = generation === undefined ? textOf(columns, 'solution') : undefined
    if (solution && 'type' in solution) return solution
    const reply = generation === undefined ? { solution: solution!.text } : replyOf(generation)
    const given = columns.text('answer')
    const word = given.type === 'found' ? given.found.text.trim() : ''
    const answer: FoundAnswer | Refused =
      word === 'proof'
        ? { answer: { text: '', isProof: true }, used: ['answer'] }
        : word === 'notfound'
          ? withoutColumn(reply.solution)
          : answerFor(columns, question.text, reply.solution, reply.said)
    if ('type' in answer) return answer
    return {
      type: 'parts',
      problem: question.text,
      solutions: [{ text: reply.solution }],
      answer: answer.answer,
      used: [question.column, ...(solution?.whole ? [solution.column] : []), ...answer.used],
    }
  },
  example: {
    record: {
      problem: 'What is $1+1$?',
      solution: 'Two.',
      answer: '2',
      problem_type: 'Algebra',
      generations: [
        '<think>\nThree?\n</think>\n\nSo $\\boxed{3}$',
        '<think>\nCount.\n</think>\n\nOne, two.\n\nSo $\\boxed{2}$',
      ],
      correctness_math_verify: [false, true],
    },
    limo: `@example sample-c56367a9
meta:
  solution: Two.
  problem_type: Algebra
  generations: ["<think>\\nThree?\\n</think>\\n\\nSo $\\\\boxed{3}$","<think>\\nCount.\\n</think>\\n\\nOne, two.\\n\\nSo $\\\\boxed{2}$"]
  correctness_math_verify: [false,true]

@problem
What is $1+1$?

@solution
Count.

One, two.

So $\\boxed{2}$

@answer: 2
`,
  },
}

function withoutColumn(solution: string): FoundAnswer | Refused {
  const said = solutionAnswer(solution)
  if (said) return { answer: { text: said.text, ...(said.from !== 'box' && { from: 'words' as const }) }, used: [] }
  return refused('it has no answer: the column "answer" says notfound, and there is no \\boxed in the solution')
}

/** The first that was verified. */
function verified(generations: Json | undefined, correct: Json | undefined): string | undefined {
  if (!isTexts(generations) || !Array.isArray(correct)) return undefined
  const text = generations[correct.indexOf(true)]
  return text?.trim() ? withoutBlankEnds(text) : undefined
}
