import { markedAnswer, withoutCalculations } from './answers.ts'
import { type Columns, guesses } from './columns.ts'
import { isMessages } from './messages.ts'
import { answerFor, type Parts, type Reader, type Refused, textOf, withoutBlankEnds } from './reader.ts'
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
          used: [question, answer.found].flatMap(({ column, whole }) => (whole ? [column] : [])),
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
  const answer = answerFor(columns, question.text, reply.solution, reply.said)
  if ('type' in answer) return answer
  return {
    type: 'parts',
    problem: question.text,
    solutions: [{ text: reply.solution }],
    answer: answer.answer,
    used: [
      ...[question, solution].flatMap(({ column, whole }) => (whole ? [column] : [])),
      ...(answer.column === undefined ? [] : [answer.column]),
    ],
  }
}
