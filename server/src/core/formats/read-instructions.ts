import { instruction } from '../judging/prompts.ts'
import { solutionAnswer } from './answers.ts'
import { isObject } from './columns.ts'
import { severalTurns } from './messages.ts'
import { answerFor, type Reader, refused, textOf, withoutBlankEnds } from './reader.ts'
import { replyOf } from './replies.ts'

/** An instruction with what it is about, as Alpaca and LLaMA-Factory have them. */
export const alpacaReader: Reader = {
  id: 'alpaca',
  title: 'Alpaca: instruction, input, output',
  names: {
    question: ['instruction'],
    input: ['input'],
    solution: ['output', 'response'],
    answer: ['answer', 'final_answer', 'expected_answer'],
  },
  needs: ['question', 'solution'],
  read(columns) {
    const instruction = columns.text('question')
    const input = columns.text('input')
    if (instruction.type !== 'found' && input.type !== 'found') return refused('its instruction is empty')
    const solution = textOf(columns, 'solution')
    if ('type' in solution) return solution
    const asked = [instruction, input].flatMap(lookup => (lookup.type === 'found' ? [lookup.found] : []))
    const problem = withoutBlankEnds(asked.map(({ text }) => text).join('\n'))
    const reply = replyOf(solution.text)
    const answer = answerFor(columns, problem, reply.solution, reply.said)
    if ('type' in answer) return answer
    const { record } = columns
    if (Array.isArray(record.history) && record.history.length) {
      return severalTurns('history', 2 * record.history.length + 2)
    }
    return {
      type: 'parts',
      problem,
      solutions: [{ text: reply.solution }],
      answer: answer.answer,
      used: [
        ...asked.map(({ column }) => column),
        solution.column,
        ...answer.used,
        // What every record of the format has, mostly for nothing.
        ...['input', 'system', 'history'].filter(name => saysNothing(record[name])),
      ],
    }
  },
  example: {
    record: { instruction: 'Add.', input: '$1+1$', output: 'It is $\\boxed{2}$.', system: '', history: [] },
    limo: `@example sample-f78bb4e4

@problem
Add.
$1+1$

@solution
It is $\\boxed{2}$.

@answer: 2
`,
  },
}

function saysNothing(value: unknown): boolean {
  return value === '' || value === instruction || (Array.isArray(value) && value.length === 0)
}

/** Input and output, as NeMo has them: the output is a solution, or for reinforcement learning only the answer. */
export const nemoReader: Reader = {
  id: 'nemo',
  title: 'input and output',
  names: {
    question: ['input'],
    solution: ['output'],
    answer: ['expected_answer', 'answer', 'final_answer'],
  },
  needs: ['question', 'solution'],
  knows: columns => typeof columns.of('question')?.value === 'string',
  read(columns) {
    const question = textOf(columns, 'question')
    if ('type' in question) return question
    const output = textOf(columns, 'solution')
    if ('type' in output) return output
    const reply = replyOf(output.text)
    const hasAnswer = columns.text('answer').type === 'found' || reply.said || solutionAnswer(reply.solution)
    if (!hasAnswer && isAnswer(output.text)) {
      return {
        type: 'parts',
        problem: question.text,
        solutions: [],
        answer: { text: output.text },
        used: [question.column, output.column],
      }
    }
    const answer = answerFor(columns, question.text, reply.solution, reply.said)
    if ('type' in answer) return answer
    return {
      type: 'parts',
      problem: question.text,
      solutions: [{ text: reply.solution }],
      answer: answer.answer,
      used: [question.column, output.column, ...answer.used],
    }
  },
  example: {
    record: { input: 'What is $1+1$?', output: '2' },
    limo: `@example sample-c56367a9

@problem
What is $1+1$?

@answer: 2
`,
  },
}

function isAnswer(text: string): boolean {
  return text.length <= 300 && !/\n[ \t]*\n/.test(text)
}

/** Pieces of text that are trained or masked, as Axolotl has them. */
export const segmentsReader: Reader = {
  id: 'input-output',
  title: 'Axolotl: segments that are trained or masked',
  names: { segments: ['segments'], answer: ['answer', 'final_answer', 'expected_answer'] },
  needs: ['segments'],
  knows(columns) {
    const value = columns.of('segments')?.value
    return (
      Array.isArray(value) && value.length > 0 && value.every(item => isObject(item) && typeof item.text === 'string')
    )
  },
  read(columns) {
    const found = columns.of('segments')
    const value = found?.value
    if (!Array.isArray(value)) return refused('it has no list of segments')
    let masked = ''
    let trained = ''
    for (const [i, item] of value.entries()) {
      if (!isObject(item) || typeof item.text !== 'string' || typeof item.label !== 'boolean') {
        return refused('segment {n} has no text and label', { n: i + 1 })
      }
      if (item.label) trained += item.text
      else if (trained === '') masked += item.text
      else if (withoutMarks(item.text).trim() !== '') {
        return severalTurns(found!.column, value.length)
      }
    }
    const { problem, system } = promptIn(masked)
    const turns = problem.match(turnStart)?.length
    if (turns) return severalTurns(found!.column, turns + 2)
    const reply = replyOf(withoutBlankEnds(withoutMarks(trained)))
    if (problem === '' || reply.solution === '') {
      return refused('its segments have no text that is masked, or none that is trained')
    }
    const answer = answerFor(columns, problem, reply.solution, reply.said)
    if ('type' in answer) return answer
    return {
      type: 'parts',
      problem,
      solutions: [{ text: reply.solution }],
      answer: answer.answer,
      used: [found!.column, ...answer.used],
      ...(system !== '' && system !== instruction && { rest: { [found!.column]: [{ label: false, text: system }] } }),
    }
  },
  example: {
    record: {
      segments: [
        { label: false, text: '<|im_start|>user\nWhat is $1+1$?<|im_end|>\n<|im_start|>assistant\n' },
        { label: true, text: 'It is $\\boxed{2}$.<|im_end|>' },
      ],
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

/** The templates of Qwen, Llama 3 and Llama 2: a system prompt, if there is one, and the question. */
const templates = [
  /^(?:<\|im_start\|>system\n(.*?)<\|im_end\|>\n?)?<\|im_start\|>user\n(.*)<\|im_end\|>\s*(?:<\|im_start\|>assistant\n)?$/s,
  /^(?:<\|begin_of_text\|>)?(?:<\|start_header_id\|>system<\|end_header_id\|>\s*(.*?)<\|eot_id\|>)?<\|start_header_id\|>user<\|end_header_id\|>\s*(.*)<\|eot_id\|>\s*(?:<\|start_header_id\|>assistant<\|end_header_id\|>\s*)?$/s,
  /^(?:<s>)?\s*\[INST\]\s*(?:<<SYS>>(.*?)<<\/SYS>>)?(.*)\[\/INST\]\s*$/s,
]

/** What only the next turn begins with. */
const turnStart = /<\|im_start\|>|<\|start_header_id\|>|\[\/?INST\]/g

function promptIn(text: string): { readonly problem: string; readonly system: string } {
  for (const template of templates) {
    const match = template.exec(text)
    if (match) return { problem: withoutBlankEnds(match[2]!), system: (match[1] ?? '').trim() }
  }
  return { problem: withoutBlankEnds(withoutMarks(text)), system: '' }
}

/** Without what chat templates put before and behind a text. */
function withoutMarks(text: string): string {
  return text.replace(/^\s*<s>/, '').replace(/(?:\s*(?:<\|(?:im_end|eot_id|end_of_text|endoftext)\|>|<\/s>))+\s*$/, '')
}
