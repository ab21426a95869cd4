import { sourceSpan } from '../format/text.ts'
import { choiceOf } from '../math/answer-reading.ts'
import { equivalent } from '../math/answers.ts'
import { type Message, message } from '../message.ts'
import { type Option, optionsOf } from '../text/options.ts'
import { type Problem, problemOf, withoutCode } from './problems.ts'
import type { Found, MathView, Rule } from './rule.ts'
import { judgedSolutions, placeSpan } from './solutions.ts'

export const choiceListMismatch: Rule = {
  id: 'choice-list-mismatch',
  title: 'A choice that does not fit the options',
  severity: 'warning',
  docs: `
The options are not those that the letters say: one stands twice or out of order, the answer names one that is not listed, or
the box holds the text of another option than the answer. A grader compares letters, so the example trains towards the wrong
one; s1 (arXiv 2501.19393) drops problems that are numbered inconsistently. The evidence is strong.

Letter the options A, B, C … in order, and let the answer and the box name one of them. Where the box holds letter and text,
both should be those of one option.
`,
  good: [
    '@problem\nWhich is odd?\n\n(A) 2\n\n(B) 3\n@solution\n$\\boxed{B}$\n@answer choice: B\n',
    '@problem\nWhich is odd? A. 2 B. 3 C. 4\n@solution\n$\\boxed{\\text{(B) } 3}$\n@answer choice: B\n',
    '@problem\nWhich is odd?\n\n(A) 2\n\n(B) 3\n\n(C) both (A) and (B)\n@solution\n$\\boxed{3}$\n@answer choice: B\n',
    '@problem\nWhich of the points $A$, $B$ and $C$ is nearest to $D$?\n@solution\n$\\boxed{C}$\n@answer choice: C\n',
    '@problem\nTwo matrices have the product $A$. Which one is it?\n@solution\n$\\boxed{A}$\n@answer: A\n',
    '@problem\nWe walk from $A$ to B. Then to C. What is left?\n@solution\n$\\boxed{F}$\n@answer: F\n',
    '@problem\n点A、B、C、D在一条直线上，(A) 与 (B) 相距 $3$，求 $AD$。\n@solution\n$\\boxed{5}$\n@answer: 5\n',
    '@problem\n下列是奇数的是（）\n（A）$2$ （B）$3$\n（C）$4$ （D）$6$\n@solution\n故选 $\\boxed{B}$。\n@answer choice: B\n',
    '@problem\n下列是奇数的是（）A.2 B.3 C.4 D.6\n@solution\n故选 $\\boxed{B}$。\n@answer choice: B\n',
  ],
  bad: [
    { text: '@problem\nWhich is odd?\n\n(A) 2\n\n(B) 3\n@solution\n$\\boxed{«C»}$\n@answer choice: «C»\n' },
    { text: '@problem\nWhich number is odd?\n@solution\n$3$\n@answer choice: «E»\n' },
    { text: '@problem\nWhich is odd?\n\n(A) 2\n\n(B) 3\n\n«(B)» 4\n@solution\n$\\boxed{B}$\n@answer choice: B\n' },
    { text: '@problem\nWhich is odd?\n\nA. 2\n\n«C.» 3\n\nB. 4\n@solution\n$\\boxed{C}$\n@answer choice: C\n' },
    { text: '@problem\nWhich is odd? (A) 2 (B) 3 (C) 4\n@solution\n$\\boxed{«\\text{(C) } 3»}$\n@answer choice: C\n' },
    {
      text: '@problem\n下列是奇数的是（）\n（A）$2$ （B）$3$\n@solution\n所以是 $\\boxed{«2»}$。\n@answer choice: B\n',
    },
  ],
  *checkMath(view) {
    for (const problem of problemOf(view)) {
      const options = optionsOf(problem.text)
      yield* misplaced(problem, options)
      const letters = new Set(options.map(option => option.letter))
      yield* answerWithoutOption(problem, letters)
      if (options.length) yield* boxesBeside(problem, options, view)
    }
  },
}

/** The first option that stands twice, or where another one is expected. */
function* misplaced({ text }: Problem, options: readonly Option[]): Generator<Found> {
  const at = options.findIndex(({ letter }, i) => letter !== letterOf(i))
  const option = options[at]
  if (!option) return
  const { letter, start, end } = option
  yield {
    span: sourceSpan(text, start, end),
    message: options.slice(0, at).some(other => other.letter === letter)
      ? message('Option {letter} stands here again; expected {expected}', { letter, expected: letterOf(at) })
      : message('Option {letter} stands where {expected} is expected', { letter, expected: letterOf(at) }),
  }
}

function letterOf(i: number): string {
  return String.fromCharCode(65 + i)
}

function* answerWithoutOption(problem: Problem, letters: ReadonlySet<string>): Generator<Found> {
  const { answer } = problem.example
  const value = answer?.text.value ?? ''
  if (!answer || !value || value.length > longest || (answer.kind !== 'choice' && (answer.kind || !letters.size)))
    return
  const letter = choiceOf(value)?.letter
  if (letter === undefined || letters.has(letter)) return
  // Options may be named in the question: "Which of the points A, B and C is nearest?"
  if (!letters.size && new RegExp(`(?<![A-Za-z])${letter}(?![A-Za-z])`).test(withoutCode(problem.text))) return
  yield { span: answer.text.span, message: withoutOption(letter, letters) }
}

function withoutOption(letter: string, letters: ReadonlySet<string>): Message {
  return letters.size
    ? message('There is no option {letter} among {letters}; expected one that the problem lists', {
        letter,
        letters: [...letters].join(', '),
      })
    : message('The problem lists no options, and none {letter}; expected a list such as (A) … (B) …', { letter })
}

function* boxesBeside(problem: Problem, options: readonly Option[], view: MathView): Generator<Found> {
  const letters = new Set(options.map(option => option.letter))
  const answer = choiceOf(problem.example.answer?.text.value.slice(0, longest) ?? '')?.letter
  for (const judged of judgedSolutions(view)) {
    const box = judged.facts.boxes.at(-1)
    if (!box || box.text.length > longest || judged.solution.flawed) continue
    const said = besideOptions(problem, options, letters, box.text, answer)
    if (said) yield { span: placeSpan(judged, box), message: said }
  }
}

function besideOptions(
  problem: Problem,
  options: readonly Option[],
  letters: ReadonlySet<string>,
  box: string,
  answer: string | undefined,
): Message | undefined {
  const choice = choiceOf(box)
  if (choice) {
    if (!letters.has(choice.letter)) return withoutOption(choice.letter, letters)
    const option = options.find(({ letter }) => letter === choice.letter)!
    const text = textOf(problem, option)
    if (!choice.rest || !text || equivalent(choice.rest, text, {}) !== 'different') return undefined
    return message('Option {letter} says {text}, the box {rest}; expected both to agree', {
      letter: choice.letter,
      text,
      rest: choice.rest.trim(),
    })
  }
  if (answer === undefined || !letters.has(answer)) return undefined
  const same = options.filter(option => {
    const text = textOf(problem, option)
    return text !== undefined && equivalent(text, box, {}) === 'equal'
  })
  if (!same.length || same.some(({ letter }) => letter === answer)) return undefined
  return message('The box holds option {letter}, the answer is {answer}; expected both to agree', {
    letter: same[0]!.letter,
    answer,
  })
}

const longest = 200

/** What an option says, without what only dresses it; undefined where it is long or not clear. */
function textOf({ text }: Problem, { end, textEnd }: Option): string | undefined {
  const said = text.value
    .slice(end, textEnd)
    .split(/\n\s*\n/)[0]!
    .replace(/\\\\\s*$|\\q?quad(?![a-zA-Z])|\\textbf\{\s*$|\\text\{\s*$|\\mathrm\{\s*$|&/g, ' ')
    .trim()
    .replace(/^[}~\s]+|[\s.．。;；,，{]+$/g, '')
    .replace(/^\$([^$]*)\$$/, '$1')
    .trim()
  return said && said.length <= longest && !said.includes('\n') ? said : undefined
}
