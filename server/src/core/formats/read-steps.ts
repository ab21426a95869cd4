import type { Json } from '../format/fields.ts'
import { lastBoxed, solutionAnswer } from './answers.ts'
import { type Columns, type Found, isObject, isTexts, type JsonObject } from './columns.ts'
import {
  answerFor,
  type Parts,
  type ReadAnswer,
  type Reader,
  type ReadStepText,
  type Refused,
  refused,
  textOf,
  without,
  withoutBlankEnds,
} from './reader.ts'

// Solutions whose steps are labelled right or wrong.

/** A label for each step, as TRL and Axolotl have them. */
export const stepwiseReader: Reader = {
  id: 'stepwise',
  title: 'steps with a label each',
  names: {
    question: ['prompt', 'question', 'problem'],
    steps: ['completions', 'steps'],
    labels: ['labels'],
    answer: ['answer', 'final_answer', 'expected_answer', 'ground_truth'],
  },
  needs: ['steps', 'labels'],
  knows: columns => isTexts(columns.of('steps')?.value) && Array.isArray(columns.of('labels')?.value),
  read(columns) {
    const told = stepsTold(columns)
    if ('type' in told) return told
    const { texts } = told
    const labels = columns.of('labels')
    if (!labels || !Array.isArray(labels.value)) return refused('it has no list of labels')
    const { value: marks } = labels
    if (texts.length !== marks.length) {
      return refused('it has {steps} steps and {labels} labels; expected a label for each step', {
        steps: texts.length,
        labels: marks.length,
      })
    }
    // Where something is worse than 0, that is neither right nor wrong.
    const isRated = marks.includes(-1)
    const wrong = marks.map(label => (isRated && label === 0 ? false : isWrong(label)))
    const odd = wrong.indexOf(undefined)
    if (odd >= 0) {
      return refused('label {n} is {label}; expected true or false', { n: odd + 1, label: JSON.stringify(marks[odd]) })
    }
    const read = texts.map((text, i): ReadStepText => ({ text: withoutBlankEnds(text), wrong: wrong[i]! }))
    return labelled(columns, told, read, labels.column)
  },
  example: {
    record: { prompt: 'What is $1+1+1$?', completions: ['$1+1 = 2$', '$2+1 = 4$'], labels: [true, false] },
    limo: `@example sample-161be4ab

@problem
What is $1+1+1$?

@solution flawed

@step
$1+1 = 2$

@step
$2+1 = 4$
@error
`,
  },
}

function isWrong(label: Json): boolean | undefined {
  if (typeof label === 'boolean') return !label
  if (label === '+' || label === '-') return label === '-'
  if (label === 1 || label === 0 || label === -1) return label !== 1
  return undefined
}

/** The index of the first wrong step, or -1, as ProcessBench has it. */
export const processBenchReader: Reader = {
  id: 'processbench',
  title: 'ProcessBench: steps, and the index of the first wrong one',
  names: {
    question: ['problem', 'question', 'prompt'],
    steps: ['steps', 'completions'],
    labels: ['label'],
    answer: ['answer', 'final_answer', 'expected_answer', 'ground_truth'],
  },
  needs: ['steps', 'labels'],
  knows: columns => isTexts(columns.of('steps')?.value) && Number.isInteger(columns.of('labels')?.value),
  read(columns) {
    const told = stepsTold(columns)
    if ('type' in told) return told
    const label = columns.of('labels')
    const { length } = told.texts
    const first = label?.value
    if (typeof first !== 'number' || !Number.isInteger(first) || first < -1 || first >= length) {
      return refused('its label is {label}; expected the index of a step, 0 to {last}, or -1', {
        label: JSON.stringify(first ?? null),
        last: length - 1,
      })
    }
    const read = told.texts.map((text, i) => ({ text: withoutBlankEnds(text), wrong: i === first }))
    return labelled(columns, told, read, label!.column)
  },
  example: {
    record: {
      id: 'gsm8k-0',
      generator: 'a model',
      problem: 'What is $1+1+1$?',
      steps: ['$1+1 = 3$', 'The answer is \\boxed{4}.'],
      final_answer_correct: false,
      label: 0,
    },
    limo: `@example gsm8k-0
meta:
  generator: a model
  final_answer_correct: false

@problem
What is $1+1+1$?

@solution flawed

@step
$1+1 = 3$
@error

@step
The answer is \\boxed{4}.
`,
  },
}

interface Told {
  readonly question: Found
  readonly texts: readonly string[]
  /** Of the steps. */
  readonly column: string
}

/** The problem, and the steps as they are written; at least one. */
function stepsTold(columns: Columns): Told | Refused {
  const question = textOf(columns, 'question')
  if ('type' in question) return question
  const steps = columns.of('steps')
  if (!steps || !isTexts(steps.value) || !steps.value.length) return refused('it has no list of steps')
  return { question, texts: steps.value, column: steps.column }
}

/** A correct solution where no step is wrong, else a flawed one. Of neither need the answer be known. */
function labelled(
  columns: Columns,
  { column, question }: Told,
  steps: readonly ReadStepText[],
  labels: string,
): Parts | Refused {
  const empty = steps.findIndex(step => step.text.trim() === '')
  if (empty >= 0) return refused('its step {n} is empty', { n: empty + 1 })
  const flawed = steps.some(step => step.wrong)
  const found = answerOf(columns, question.text, steps, flawed)
  return {
    type: 'parts',
    problem: question.text,
    solutions: [{ text: '', steps, ...(flawed && { flawed }) }],
    ...(found.answer && { answer: found.answer }),
    used: [question.column, column, labels, ...found.used],
  }
}

/** What a flawed solution comes to is the answer only where something says so. */
function answerOf(
  columns: Columns,
  problem: string,
  steps: readonly ReadStepText[],
  flawed: boolean,
): { readonly answer?: ReadAnswer; readonly used: readonly string[] } {
  const isRight = !flawed || columns.record.final_answer_correct === true
  const found = answerFor(columns, problem, isRight ? steps.map(step => step.text).join('\n\n') : '')
  if ('type' in found) return { used: [] }
  // A flawed solution need have no box.
  const { from: _, ...unsourced } = found.answer
  return flawed ? { ...found, answer: unsourced } : found
}

/** One way through the steps that people rated, as PRM800K has it. */
export const prm800kReader: Reader = {
  id: 'prm800k',
  title: 'PRM800K: steps with ratings',
  names: { question: ['question'], labels: ['label'] },
  needs: ['question', 'labels'],
  knows(columns) {
    const [question, label] = [columns.of('question')?.value, columns.of('labels')?.value]
    return isObject(question) && typeof question.problem === 'string' && isObject(label) && Array.isArray(label.steps)
  },
  read(columns) {
    const question = columns.of('question')
    const label = columns.of('labels')
    if (!question || !isObject(question.value) || typeof question.value.problem !== 'string') {
      return refused('it has no question with a problem')
    }
    if (!label || !isObject(label.value) || !Array.isArray(label.value.steps))
      return refused('it has no label with steps')
    const { finish_reason: finish, steps: rated } = label.value
    if (finish === 'give_up' || finish === 'bad_problem') {
      return refused('its labelling ended without a solution: {reason}', { reason: finish })
    }
    const steps: ReadStepText[] = []
    for (const [i, item] of rated.entries()) {
      const step = isObject(item) ? chosenStep(item) : undefined
      if (!step) return refused('no completion of its step {n} can be read', { n: i + 1 })
      steps.push(step)
    }
    if (!steps.length) return refused('it has no steps')
    const { ground_truth_answer: answer, problem } = question.value
    const flawed = steps.some(step => step.wrong)
    const hasMore = rated.some(item => isObject(item) && Array.isArray(item.completions) && item.completions.length > 1)
    const rest: JsonObject = {
      ...kept(question.column, without(question.value, ['problem', 'ground_truth_answer'])),
      ...kept(label.column, hasMore ? label.value : without(label.value, ['steps'])),
    }
    const known = typeof answer === 'string' && answer.trim() !== ''
    const own = !known && !flawed ? solutionAnswer(steps.at(-1)!.text) : undefined
    if (!known && !flawed && !own) return refused('it has no ground_truth_answer')
    return {
      type: 'parts',
      problem: withoutBlankEnds(problem as string),
      solutions: [{ text: '', steps, ...(flawed && { flawed }) }],
      ...(known && {
        answer: { text: withoutBlankEnds(answer), ...(!flawed && !isBoxed(steps) && { from: 'column' as const }) },
      }),
      ...(own && { answer: { text: own.text, from: 'words' as const } }),
      used: [question.column, label.column],
      ...(Object.keys(rest).length && { rest }),
    }
  },
  example: {
    record: {
      labeler: 'someone',
      question: { problem: 'What is $1+1+1$?', ground_truth_answer: '3' },
      label: {
        steps: [
          {
            completions: [{ text: '$1+1 = 2$', rating: 1, flagged: null }],
            human_completion: null,
            chosen_completion: 0,
          },
          {
            completions: [{ text: '$2+1 = 4$', rating: -1, flagged: null }],
            human_completion: null,
            chosen_completion: null,
          },
        ],
        total_time: 1000,
        finish_reason: 'found_error',
      },
    },
    limo: `@example sample-161be4ab
meta:
  labeler: someone
  label: {"total_time":1000,"finish_reason":"found_error"}

@problem
What is $1+1+1$?

@solution flawed

@step
$1+1 = 2$

@step
$2+1 = 4$
@error

@answer: 3
`,
  },
}

function isBoxed(steps: readonly ReadStepText[]): boolean {
  return steps.some(step => lastBoxed(step.text) !== undefined)
}

function kept(column: string, left: JsonObject | undefined): JsonObject {
  return left ? { [column]: left as Json } : {}
}

/** What was written by hand or chosen; where nothing was, the labelling ended on the first candidate that is wrong. */
function chosenStep({
  chosen_completion: chosen,
  completions,
  human_completion: human,
}: JsonObject): ReadStepText | undefined {
  const candidates = Array.isArray(completions) ? completions.filter(isObject) : []
  const picked =
    typeof chosen === 'number'
      ? candidates[chosen]
      : isObject(human)
        ? human
        : (candidates.find(candidate => candidate.rating === -1) ?? candidates[0])
  const text = typeof human === 'string' && typeof chosen !== 'number' ? human : picked?.text
  if (typeof text !== 'string' || text.trim() === '') return undefined
  return { text: withoutBlankEnds(text), wrong: picked?.rating === -1 }
}
