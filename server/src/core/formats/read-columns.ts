import { type AnswerKind, answerKinds } from '../format/directives.ts'
import { markedAnswer, withoutCalculations } from './answers.ts'
import { type Columns, guesses, isTexts, type JsonObject } from './columns.ts'
import { isMessages } from './messages.ts'
import {
  answerFor,
  type FoundAnswer,
  type Parts,
  type Reader,
  type ReadSolution,
  type Refused,
  textOf,
  wholeColumns,
  withoutBlankEnds,
} from './reader.ts'
import { replyOf } from './replies.ts'

/** Question, solution and answer in a column each, as most data sets have them, MATH and GSM8K among them. */
export const columnsReader: Reader = {
  id: 'columns',
  title: 'a column each for question, solution and answer',
  names: guesses,
  needs: ['question'],
  knows({ of }) {
    const question = of('question')
    return question !== undefined && !isMessages(question.value) && (of('solution') ?? of('answer')) !== undefined
  },
  read(columns) {
    const question = textOf(columns, 'question')
    if ('type' in question) return question
    const answer = columns.text('answer')
    const solution = columns.text('solution')
    if (solution.type === 'missing' && answer.type === 'found') {
      const marked = markedAnswer(withoutBlankEnds(answer.found.text))
      if (marked && marked.before.trim() !== '') {
        const { claims, text } = withoutCalculations(withoutBlankEnds(marked.before))
        return {
          type: 'parts',
          problem: question.text,
          solutions: [{ text: withoutBlankEnds(text) }],
          answer: { text: marked.answer, from: '####' },
          claims,
          used: wholeColumns([question, answer.found]),
        }
      }
    }
    return worked(columns, question)
  },
  example: {
    record: { question: 'What is $1+1$?', answer: 'It is 1+1 = <<1+1=2>>2.\n#### 2' },
    limo: `@example sample-c56367a9
meta:
  answer_from: "####"

@problem
What is $1+1$?

@solution
It is 1+1 = 2.
@check: 1+1=2

@answer: 2
`,
  },
}

function worked(columns: Columns, question: { column: string; text: string; whole: boolean }): Parts | Refused {
  const solution = textOf(columns, 'solution')
  if ('type' in solution) return solution
  // A column of that name is the solution as it stands; others hold what a model replied.
  const reply = solution.column.toLowerCase() === 'solution' ? { solution: solution.text } : replyOf(solution.text)
  const kind = kindOf(columns.record)
  const answer: FoundAnswer | Refused =
    kind === 'proof'
      ? { answer: { text: '', isProof: true }, used: ['answer'] }
      : answerFor(columns, question.text, reply.solution, reply.said)
  if ('type' in answer) return answer
  const { hints, steps } = columns.record
  const cut = isTexts(steps) ? cutAt(reply.solution, steps) : undefined
  const withHints = isTexts(hints) && hints.length > 0 && hints.every(hint => hint.trim() !== '')
  return {
    type: 'parts',
    problem: question.text,
    solutions: [cut ?? { text: reply.solution }],
    answer: { ...answer.answer, ...(kind && kind !== 'proof' && { kind }) },
    ...(withHints && { hints: hints.map(withoutBlankEnds) }),
    used: [
      ...wholeColumns([question, solution]),
      ...answer.used,
      ...(kind ? ['answer_kind'] : []),
      ...(cut ? ['steps'] : []),
      ...(withHints ? ['hints'] : []),
    ],
  }
}

/** What LIMO's own export says of the answer. */
function kindOf({ answer_kind: kind }: JsonObject): AnswerKind | undefined {
  return answerKinds.find(one => one === kind)
}

/** The solution in its steps, where they are all of it but for what opens it. */
function cutAt(solution: string, steps: readonly string[]): ReadSolution | undefined {
  if (!steps.length || steps.some(step => step.trim() === '' || step !== withoutBlankEnds(step))) return undefined
  const all = steps.join('\n\n')
  if (solution === all) return { text: '', steps: steps.map(text => ({ text })) }
  if (!solution.endsWith(`\n\n${all}`)) return undefined
  const text = solution.slice(0, -all.length - 2)
  return text === withoutBlankEnds(text) ? { text, steps: steps.map(step => ({ text: step })) } : undefined
}
