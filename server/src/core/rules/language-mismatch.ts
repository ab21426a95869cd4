import type { Solution } from '../format/document.ts'
import { sourceSpan } from '../format/text.ts'
import { type JudgedPart, judgedParts } from '../math/facts.ts'
import { message } from '../message.ts'
import { languageMarks, languageOf, proseOf, sentencesOf } from '../text/prose.ts'
import { declaredLanguage, isOtherScript, type Problem, problemOf } from './problems.ts'
import type { Found, Rule } from './rule.ts'

export const languageMismatch: Rule = {
  id: 'language-mismatch',
  title: 'A change of language',
  severity: 'info',
  docs: `
Problem and solution are in two languages, a step changes to another one, or the \`language\` of the example is not that of
its text. Models that are trained by outcome alone mix languages, which readers dislike; DeepSeek-R1 (arXiv 2501.12948) added
a reward for one language to get rid of it, and paid a little accuracy. So it is a matter of what is wanted rather than of right
and wrong, but hardly anybody wants it by accident, and data sets are chosen by their language. The evidence is medium.

Translate what is in the other language, or correct \`language\`. Formulas, code and names do not count.
`,
  good: [
    '@problem\nWhat is the sum of two and three?\n@solution\nIt is the same as one more than four, which is $5$.\n',
    '@problem\n小明 (Xiao Ming) 有两个苹果，又买了三个，共有几个？\n@solution\n$2 + 3 = 5$，所以共有 $5$ 个，即 five apples。\n',
    '@problem\nWhat does the sign 出口 at the door of the station mean?\n@solution\nIt is the way out.\n',
    '@problem\n编写一个程序，输出前十个素数。\n@solution\n程序如下：\n\n```python\n# print all of the primes that are in the list\n```\n',
    '@example a\nlanguage: zh-TW\n@problem\n求兩數之和。\n',
    '@example a\nlanguage: ja\n@problem\n二つの整数の和を求めよ。\n',
    '@problem\nCompute $2 + 3$.\n@solution\n$2 + 3 = 5$\n',
  ],
  bad: [
    { text: '@problem\nWhat is the sum of two and three?\n«@solution»\n两数之和为 $5$，因此答案是 $\\boxed{5}$。\n' },
    { text: '@problem\n求二与三的和。\n«@solution»\nThe sum of the two numbers is $5$.\n' },
    { text: '@example a\nlanguage: «zh»\n@problem\nWhat is the sum of two and three?\n' },
    {
      text: '@problem\nWhat is the sum of two and three?\n@solution\n@step\nIt is the number that is one more than four.\n«@step»\n所以两个数的和等于五。\n@step\nSo it is the number $5$ that we have to give as the answer.\n',
    },
    {
      text: '@problem\n求二与三的和。\n@solution\n二与三的和比四大一，而四加一等于五。\n\n«So the answer is that the sum of the two is five.» It is.\n',
    },
  ],
  *check(view) {
    for (const problem of problemOf(view)) {
      const declared = declaredLanguage(problem, view)
      const own = languageIn(problem.prose)
      if (declared !== undefined && own !== undefined && !isIn(own, declared)) {
        const field = problem.example.fields.entries.find(entry => entry.key.text === 'language')
        yield {
          span: field?.valueSpan ?? problem.example.problem!.directive.nameSpan,
          message: message('The problem is in {own}, and "language" says {declared}; expected both to agree', {
            own: names[own],
            declared,
          }),
        }
      }
      const expected = own ?? shipped(declared)
      if (!expected) continue
      for (const solution of problem.example.solutions) yield* changesIn(solution, expected, problem)
    }
  },
}

type Known = 'en' | 'zh'
const names: Readonly<Record<Known, string>> = { en: 'English', zh: 'Chinese' }

function languageIn(prose: string): Known | undefined {
  return isOtherScript(prose) ? undefined : languageOf(prose)
}

const chinese = /^(?:zh|cmn|yue|wuu|hak|nan|gan|hsn|lzh)(?:-|$)/i

function isIn(language: Known, declared: string): boolean {
  return language === 'zh' ? chinese.test(declared) : /^en(?:-|$)/i.test(declared)
}

function shipped(declared: string | undefined): Known | undefined {
  if (declared === undefined) return undefined
  return chinese.test(declared) ? 'zh' : /^en(?:-|$)/i.test(declared) ? 'en' : undefined
}

/** Whether so much is said that its language is beyond doubt. */
function isLong(prose: string): boolean {
  const { chinese, latin } = languageMarks(prose)
  return chinese + latin >= 8
}

function* changesIn(solution: Solution, expected: Known, problem: Problem): Generator<Found> {
  const parts = judgedParts(solution)
  const proses = parts.map(({ text, within }) => proseOf(text).slice(within.start, within.end))
  const whole = proses.join('\n')
  const own = languageIn(whole)
  if (own !== undefined && own !== expected) {
    yield {
      span: solution.directive.nameSpan,
      message: message('The solution is in {own}, and the problem in {expected}; expected one language', {
        own: names[own],
        expected: names[expected],
      }),
      related: [{ span: problem.example.problem!.directive.nameSpan, message: message('The problem') }],
    }
    return
  }
  for (const [i, part] of parts.entries()) {
    const language = languageIn(proses[i]!)
    if (language === undefined || language === expected || !isLong(proses[i]!)) continue
    yield {
      span: spanOf(part, solution),
      message: message('This step is in {language}, and the problem in {expected}; expected one language', {
        language: names[language],
        expected: names[expected],
      }),
    }
  }
}

function spanOf({ text, within, step }: JudgedPart, solution: Solution): Found['span'] {
  const authored = solution.steps[step - 1]
  if (authored) return authored.directive.nameSpan
  const first = sentencesOf(text, within)[0] ?? within
  return sourceSpan(text, first.start, first.end)
}
