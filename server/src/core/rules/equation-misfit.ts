import type { Misfit } from '../math/misfits.ts'
import { type Message, message } from '../message.ts'
import { isWrongCopy } from './copies.ts'
import type { Rule } from './rule.ts'
import { judgedSolutions, placeSpan, wrongClaims } from './solutions.ts'

export const equationMisfit: Rule = {
  id: 'equation-misfit',
  title: 'An equation that does not go with those around it',
  severity: 'warning',
  docs: `
With letters in it an equation is seldom true or false by itself, but it has to go with the others. Reported are two
things that are certain to be wrong together. Of \`A = B = C\` the middle differs from both ends, and they are the same
whatever the letters stand for; or the chain comes to the expression of the problem, and one member does not. And where a
letter has one value throughout, one equation fails for it while others of the solution or the problem hold. Slips of
copying and of algebra look like this. EIC-Math counts them as calculation and reference errors, and the evidence that
models find them hard to see is strong. Letters that have several values, conditions and alternatives are left alone.

Correct the equation; where the letter stands for something else there, use another one.
`,
  good: [
    '@solution\n$(x + 1)^2 = x^2 + 2x + 1 = 49$, so $x = 6$.\n',
    '@solution\nEither $x + 5 = 3x - 6$ or $x + 5 = -(3x - 6)$. So $x = \\frac{11}{2}$ or $x = \\frac14$.\n',
    '@problem\nSolve $2x + 3 = 11$.\n@solution\n$2x = 8$, so $x = 4$.\n',
    '@problem\nSolve $\\tan x = \\tan 60$ in degrees.\n@solution\n$2 \\tan x = 2 \\tan 60$, so $x = 60$.\n',
    '@problem\nThe line $y = 2x$ passes through $(3, 6)$.\n@solution\nIt meets $y = x + 3$ there: $x = 3$.\n',
    '@problem\nExpand $(x + 2)(x + 3)$.\n@solution\n$(x + 2)(x + 3) = x^2 + 3x + 2x + 6 = \\boxed{x^2 + 5x + 6}$\n',
  ],
  bad: [
    { text: '@solution\n$(a + b)^2 - a^2 = «a^2 + 3ab + b^2 - a^2» = 2ab + b^2$\n' },
    {
      text: '@solution\n\\begin{align*}\n(x + 1)(x - 1) + 4 &= «x^2 - x + 4» \\\\\n&= x^2 - 1 + 4 \\\\\n&= x^2 + 3\n\\end{align*}\n',
    },
    {
      text: '@problem\nSimplify $19x + 1 - 4x - 81$.\n@solution\nIt is $«(19x - 7x) + (1 - 81)» = \\boxed{15x - 80}$.\n',
    },
    {
      text: '@problem\n解方程 $3x + 5 = 17$。\n@solution\n@step\n由 $«3x + 9 = 17»$ 得 $3x = 12$。\n@step\n所以 $x = 4$。\n',
    },
    {
      text: '@problem\nTwo numbers have the sum $13$, and $2x + y = 20$.\n@solution\nSince $2x + y = 20$ and $«x + y = 18»$, we get $x = 7$ and $y = 6$.\n',
    },
  ],
  *checkMath(view) {
    for (const judged of judgedSolutions(view)) {
      const wrong = wrongClaims(judged)
      for (const misfit of judged.facts.checked.misfits) {
        const { end, part, start } = misfit
        // What is false by itself is reported as that, and a wrong copy where it was copied.
        if (wrong.some(claim => claim.part === part && claim.start < end && start < claim.end)) continue
        const span = placeSpan(judged, misfit)
        if (isWrongCopy(view.region, view.words, span)) continue
        yield { span, message: whatIsWrong(misfit) }
      }
    }
  },
}

function whatIsWrong({ left, others, right, type, values }: Misfit): Message {
  if (type === 'member')
    return message('This differs from the rest of its chain, which is the same throughout; expected the same value')
  const given = values!.map(({ name, value }) => `${name} = ${value}`).join(', ')
  const sides = { values: given, left: left ?? '?', right: right ?? '?' }
  return others === 1
    ? message(
        'With {values} the sides are {left} and {right}, while another equation holds; expected equal sides',
        sides,
      )
    : message(
        'With {values} the sides are {left} and {right}, while {count} other equations hold; expected equal sides',
        {
          ...sides,
          count: others!,
        },
      )
}
