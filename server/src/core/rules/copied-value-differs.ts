import { message } from '../message.ts'
import { wrongCopies } from './copies.ts'
import type { Found, Rule } from './rule.ts'

export const copiedValueDiffers: Rule = {
  id: 'copied-value-differs',
  title: 'A value that was copied differently',
  severity: 'warning',
  docs: `
A formula, a quantity or a sentence of the problem or of another step is taken up with another number in it: one digit
is another one, two are swapped, one is missing or too many. The number stands nowhere else, the signs around it do.
EIC-Math counts such copies as reference errors, and a model that learns from them learns not to look back. The evidence
is strong.

Write the number that was to be copied. Where another one is meant, say where it comes from.
`,
  good: [
    // Algebra changes numbers among the same signs.
    '@problem\nThe graphs of $x^2 + 46x - 24y = 7$ and $y = x$ meet.\n@solution\nHalf of it is $\\frac12 x^2 + 23x - 12y = \\frac72$.\n',
    '@problem\nLet $x_{1} = 211$ and $x_{n} = x_{n-1} + 4$.\n@solution\nThen $x_{2} = 215$, $x_{3} = 219$ and $x_{4} = 223$.\n',
    '@problem\nSolve $\\frac{1}{x^2 - 2x - 28} + \\frac{1}{x^2 - 2x - 24} = 0$.\n@solution\nFrom $x^2 - 2x - 28 + x^2 - 2x - 24 = 0$ we get $x^2 - 2x - 26 = 0$.\n',
    // Lists, indices and amounts in cents.
    '@problem\nHow many palindromes are between 160 and 220?\n@solution\nThese are $212, 202, 191, 181$ and $171$.\n',
    '@problem\nThe terms are $a_1 = a_3$.\n@solution\nSo $a_1 = a_3 = a_5 = a_7$ and $(a_7)^9 = (a_1)^9$.\n',
    '@problem\nShe has $\\$27.47$.\n@solution\nThat is 2747 cents.\n',
    // Values that are put in and moved over, results, cases and tables.
    '@problem\nThe ellipse $x^2 + 4y^2 = 16$ and the line $x = 2$ meet.\n@solution\nThere $4y^2 = 12$.\n',
    '@problem\nLet $a_1 = 5$ and $a_{n+1} = a_n + 2n + 1$. Find $a_{10}$.\n@solution\nIn general $a_n = n^2 + 4$. So $a_{10} = 104$.\n',
    '@problem\nProve that $n^2 + n$ is even.\n@solution\nFor $n = 2k$, $n^2 + n = 4k^2 + 2k$. For $n = 2k + 1$, $n^2 + n = 4k^2 + 6k + 2$.\n',
    '@problem\nGo on with $1024$.\n@solution\n| $448$ | $1224$ | $3344$ |\n',
    '@problem\nHe sells 96 rolls at 35 cents.\n@solution\nThe others are 39 cents each.\n',
    '@problem\nTwo angles of a triangle are $40^\\circ$ and $35^\\circ$.\n@solution\nThe third is $180^\\circ - 40^\\circ - 35^\\circ = 105^\\circ$.\n',
    '@problem\nA coat of 80 dollars is 30 dollars off.\n@solution\nIt costs 80 - 30 = 50 dollars.\n',
    '@problem\n他有 25 支笔，又买了 20 支笔。\n@solution\n@step\n现在他有 $25 + 20 = 45$ 支笔。\n',
  ],
  bad: [
    {
      text: '@problem\nFind the roots of $x^2 - 5x + 36 = 0$.\n@solution\nWe factor $x^2 - 5x + «63» = 0$.\n',
      fixed: '@problem\nFind the roots of $x^2 - 5x + 36 = 0$.\n@solution\nWe factor $x^2 - 5x + 36 = 0$.\n',
    },
    {
      text: '@problem\nWhat is the greatest value of $\\gcd(n + 7, 2n + 1)$?\n@solution\n@step\nLet $d = \\gcd(n + 7, 2n + «11»)$.\n@step\nIt divides $2n + 1$.\n',
      fixed:
        '@problem\nWhat is the greatest value of $\\gcd(n + 7, 2n + 1)$?\n@solution\n@step\nLet $d = \\gcd(n + 7, 2n + 1)$.\n@step\nIt divides $2n + 1$.\n',
    },
    {
      text: '@problem\nShe sold 48 clips in April.\n@solution\nIn April she sold «42» clips.\n',
      fixed: '@problem\nShe sold 48 clips in April.\n@solution\nIn April she sold 48 clips.\n',
    },
    {
      text: '@problem\n小明四月卖出 48 支笔，五月卖出的是一半。\n@solution\n@step\n四月卖出 «84» 支笔。\n',
      fixed: '@problem\n小明四月卖出 48 支笔，五月卖出的是一半。\n@solution\n@step\n四月卖出 48 支笔。\n',
    },
    {
      text: '@problem\nThe points of the circle $x^2 + y^2 = 25$ are moved.\n@solution\nIts equation becomes $(x - 8)^2 + (y - 3)^2 = «52»$.\n',
      fixed:
        '@problem\nThe points of the circle $x^2 + y^2 = 25$ are moved.\n@solution\nIts equation becomes $(x - 8)^2 + (y - 3)^2 = 25$.\n',
    },
  ],
  *check({ region, words }) {
    for (const { later, number, of, ofSpan, ofStep, span } of wrongCopies(region, words)) {
      const there = of.text
      yield {
        span,
        ...told(number.text, there, ofStep, later),
        related: [{ span: ofSpan, message: message('Here it is {there}', { there }) }],
        fixes: [{ title: message('Write {there}', { there }), edits: [{ span, text: there }] }],
      }
    }
  },
}

function told(here: string, there: string, step: number | undefined, later: boolean): Pick<Found, 'message'> {
  if (step === undefined)
    return { message: message('The problem has {there}, this step {here}; expected the same value', { there, here }) }
  if (step === 0 || later)
    return { message: message('Elsewhere this is {there}, here {here}; expected the same value', { there, here }) }
  return {
    message: message('Step {step} has {there}, here it is {here}; expected the same value', { step, there, here }),
  }
}
