import { sourceSpan } from '../format/text.ts'
import { message } from '../message.ts'
import { sentencesOf } from '../text/prose.ts'
import { declaredLanguage, isForeign, problemOf, requestsIn } from './problems.ts'
import type { Rule } from './rule.ts'

export const questionMissing: Rule = {
  id: 'question-missing',
  title: 'A problem that asks nothing',
  severity: 'warning',
  docs: `
The problem gives what is known and ends there: the question was lost, or was never written. Whatever follows is then an
answer to nothing, and a reader, a grader or a model that solves the problem must guess. That training suffers is inferred;
what is certain is that such a problem cannot be solved, and data sets that were filtered, like Big-Math (arXiv 2502.17387),
keep only problems with one answer that can be checked.

Ask: \`How many …?\`, \`Find …\`, \`Prove that …\`. A blank to be filled in, a list of options and an open \`=\` at the end
count as questions. A problem in a language other than English and Chinese is not judged.
`,
  good: [
    '@problem\nTwo of the $n$ coins are false. how many are not\n',
    '@problem\nLet $a = 3$. What is $2a?$\n',
    '@problem\nFor light of wavelength $408$ determine:\n\nthe frequency.\n',
    '@problem\nLet $n$ be even, and prove that $n^2$ is even.\n',
    '@problem\nThe area of a square with side $3$ is\n',
    '@problem\n$2^{10} =$\n',
    '@problem\nSimplify $(2x + 1)^2$.\n',
    '@problem\nThe polynomial $x^2 + px + 1$ has a double root. Enter the positive value of $p$.\n',
    '@problem\nIn a right angle\n\n(A) there are two rays\n\n(B) there are three\n',
    '@problem\n已知 $x + 1 = 3$，求 $x$ 的值。\n',
    '@problem\n小明有 $5$ 个苹果，吃了 $2$ 个，还剩几个\n',
    '@problem\n边长为 $3$ 的正方形的面积为（\\quad）\n',
    '@problem\n微分方程 $y^{\\prime} = y$ 的通解为\n',
    '@problem\nСколько будет два плюс два\n',
    '@example a\nlanguage: fr\n@problem\nTrouvez la valeur de $x$ pour laquelle $x + 1 = 3$.\n',
  ],
  bad: [
    { text: '@problem\nAnn has 3 more apples than Ben, who has 5. «Eve has twice what Ann has.»\n' },
    { text: '@problem\n«The list of primes below $10$ holds $4$ of them.»\n@solution\n$2 \\cdot 4 = 8$.\n' },
    { text: '@problem\nTom has to choose a hat.\n\n«He decides to find one that costs at most $\\$20$.»\n' },
    {
      text: '@problem\n甲、乙两人相距 $30$ 千米，同时出发，相向而行。«甲每小时走 $5$ 千米，乙按要求每小时走 $4$ 千米。»\n',
    },
  ],
  *check(view) {
    for (const problem of problemOf(view)) {
      if (isForeign(problem.prose, declaredLanguage(problem, view)) || requestsIn(problem, view.words).length) continue
      const last = sentencesOf(problem.text).at(-1)
      if (!last) continue
      yield {
        span: sourceSpan(problem.text, last.start, last.end),
        message: message('Nothing is asked here; expected a question, or a request such as "Find" or "Prove"'),
      }
    }
  },
}
