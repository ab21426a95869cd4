import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { corrected, judgedSolutions, placeSpan, wrongClaims } from './solutions.ts'

export const wrongModulus: Rule = {
  id: 'wrong-modulus',
  title: 'A congruence that does not hold',
  severity: 'error',
  docs: `
The two sides leave different remainders. Remainders of large powers are found exactly, so this is certain. A false
congruence is a slip of calculation like any other: hard for a model to see, easy for a program (EIC-Math).

Write the remainder that is right, or the modulus that was meant.
`,
  good: [
    '@solution\n$2^{100} \\equiv 2 \\pmod 7$ and $-1 \\equiv 6 \\pmod 7$.\n',
    '@solution\nSolve $3x \\equiv 1 \\pmod 7$.\n',
  ],
  bad: [
    {
      text: '@solution\nSo $«2^{100} \\equiv 4» \\pmod 7$.\n',
      fixed: '@solution\nSo $2^{100} \\equiv 2 \\pmod 7$.\n',
    },
  ],
  *checkMath(view) {
    for (const judged of judgedSolutions(view)) {
      for (const claim of wrongClaims(judged)) {
        const { by, left, right } = claim.decision
        if (by !== 'remainder' || left === undefined || right === undefined) continue
        yield {
          span: placeSpan(judged, claim),
          message:
            claim.relation === '≢'
              ? message('Both sides leave the remainder {left}; expected remainders that differ', { left })
              : message('The left side leaves the remainder {left}, the right side {right}; expected the same', {
                  left,
                  right,
                }),
          ...(claim.relation !== '≢' && corrected(judged, claim)),
        }
      }
    }
  },
}
