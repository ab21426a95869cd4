import { sourceSpan } from '../format/text.ts'
import { answerOptions } from '../math/answer-options.ts'
import { equivalent } from '../math/answers.ts'
import { boxes } from '../math/final-answer.ts'
import { message } from '../message.ts'
import { type Problem, problemOf, type Stretch, withoutCode } from './problems.ts'
import type { Rule, View } from './rule.ts'

export const answerInProblem: Rule = {
  id: 'answer-in-problem',
  title: 'A problem that holds its answer',
  severity: 'warning',
  docs: `
The problem says what its answer is. A model that is trained on it learns to copy, and its solution reasons towards what it
has read. OpenThoughts and s1 (arXiv 2501.19393) filter their problems for flaws of this kind, which come from converted pages and answer keys.
The evidence is strong. Only what gives the answer away is reported, not a number that happens to occur.

Delete it: the answer belongs under \`@answer\` and into the box of the solution.
`,
  good: [
    '@problem\nWhat is $2 + 3$? The sum is less than $5 + 1$.\n@answer: 5\n',
    '@problem\nA number is doubled, and the answer is $12$. What is the number?\n@answer: 6\n',
    '@problem\nSolve it (5 points). The answer is a number with one digit.\n@answer: 6\n',
    '@problem\nPut your final answer into \\boxed{}. What is $2 + 3$?\n@answer: 5\n',
    '@problem\n答案写成小数。$2 + 3$ 等于多少？\n@answer: 5\n',
    '@problem\nProve that the answer is $5$.\n@answer proof: 5\n',
  ],
  bad: [
    {
      text: '@problem\nWhat is $2 + 3$? «(Answer: 5)»\n@answer: 5\n',
      fixed: '@problem\nWhat is $2 + 3$? \n@answer: 5\n',
    },
    { text: '@problem\nWhat is $2 + 3$? Explain why «the answer is $5$».\n@answer: 5\n' },
    {
      text: '@problem\nWhat is $\\frac{1}{2}$ of $1$?\n\n«**Answer:** $\\frac12$»\n@answer: 0.5\n',
      fixed: '@problem\nWhat is $\\frac{1}{2}$ of $1$?\n\n\n@answer: 0.5\n',
    },
    { text: '@problem\nThe sum $2 + 3$ is $«\\boxed{5}»$. Why?\n@answer: 5\n' },
    {
      text: '@problem\nWhich is odd?\n\n(A) 2\n\n(B) 3\n\n«Ans: B»\n@answer choice: B\n',
      fixed: '@problem\nWhich is odd?\n\n(A) 2\n\n(B) 3\n\n\n@answer choice: B\n',
    },
    { text: '@problem\n$2 + 3$ 等于多少？«（5）»\n@answer: 5\n', fixed: '@problem\n$2 + 3$ 等于多少？\n@answer: 5\n' },
    {
      text: '@problem\n$2 + 3$ 等于多少？\n«【答案】$5$»\n@answer: 5\n',
      fixed: '@problem\n$2 + 3$ 等于多少？\n\n@answer: 5\n',
    },
    { text: '@problem\n已知 $x - 2 = 3$，求 $x$。«答案：5»。\n@answer: 5\n' },
  ],
  *check(view) {
    for (const problem of problemOf(view)) {
      const given = answerGiven(problem, view.words)
      if (!given) continue
      const span = sourceSpan(problem.text, given.start, given.end)
      yield {
        span,
        message: message('The problem holds its answer; expected it in the solution and under @answer alone'),
        ...(given.apart && { fixes: [{ title: message('Delete it'), edits: [{ span, text: '' }] }] }),
      }
    }
  },
}

interface Given extends Stretch {
  /** Whether the problem reads well without it. */
  readonly apart: boolean
}

function answerGiven(problem: Problem, words: View['words']): Given | undefined {
  const { answer } = problem.example
  const expected = answer?.text.value.trim()
  if (!answer || !expected || expected.length > 500 || answer.kind === 'proof') return undefined
  const options = answerOptions(answer)
  const text = withoutCode(problem.text)
  const says = (value: string): boolean => value !== '' && equivalent(value, expected, options) === 'equal'
  for (const { start, end } of words.find('answer-given', text).slice(0, most)) {
    for (const value of valuesIn(text, end)) if (says(value.text)) return whole(text, { start, end: value.end })
  }
  for (const box of boxes(text).slice(0, most)) {
    if (says(box.text)) return { start: text.lastIndexOf('\\', box.start - 5), end: box.end + 1, apart: false }
  }
  const last = /[?？.。．]\$?\s*([(（[【]([^()（）[\]【】]{1,80})[)）\]】])\s*$/.exec(text)
  if (last && says(last[2]!)) {
    const start = last.index + last[0].indexOf(last[1]!)
    return { start, end: start + last[1]!.length, apart: true }
  }
  return undefined
}

/** More of them than that announce nothing. */
const most = 20

/** What may be the value that a phrase announces: up to the end of its sentence, or of its clause. */
function* valuesIn(text: string, from: number): Generator<{ readonly text: string; readonly end: number }> {
  const rest = text.slice(from, from + 200)
  const lead = /^[\s:：=*】]*(?:\\?\$\s*)?/.exec(rest)![0].length
  const formula = /^[\s:：*】]*\$([^$\n]+)\$/.exec(rest)
  if (formula) yield { text: formula[1]!, end: from + formula[0].length }
  for (const stop of [/[\n。；;]|[.．](?=\s|$|\))/, /[\n。；;,，）)]|[.．](?=\s|$)/]) {
    const end = stop.exec(rest)?.index ?? rest.length
    const to = Math.min(end, unmatchedCloser(rest) ?? end)
    const value = rest.slice(Math.min(lead, to), to).replace(/[\s*$!]+$/, '')
    yield { text: value, end: from + to }
  }
}

function unmatchedCloser(text: string): number | undefined {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    if (/[(（[【]/.test(text[i]!)) depth++
    else if (/[)）\]】]/.test(text[i]!) && --depth < 0) return i
  }
  return undefined
}

/** With the parentheses around it, or as the sentence or line that it is. */
function whole(text: string, { start, end }: Stretch): Given {
  const before = /[(（[【]\s*[^()（）[\]【】\n.?。？]{0,20}$/.exec(text.slice(Math.max(0, start - 40), start))
  const after = /^\s*[)）\]】]/.exec(text.slice(end, end + 10))
  if (before && after) return { start: start - before[0].length, end: end + after[0].length, apart: true }
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start)
  const rest = /^[.．。*]*[ \t]*(?=\n|$)/.exec(text.slice(end))
  if (/^[\s*#>【[]*$/.test(line) && rest) return { start: start - line.length, end: end + rest[0].length, apart: true }
  return { start, end, apart: false }
}
