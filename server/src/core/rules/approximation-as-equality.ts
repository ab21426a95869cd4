import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { type Judged, judgedSolutions, placeSpan } from './solutions.ts'

export const approximationAsEquality: Rule = {
  id: 'approximation-as-equality',
  title: 'An equals sign between values that are only close',
  severity: 'warning',
  docs: `
One side is the other, rounded to the digits that it shows. IneqMath counts approximations that are used as if they were
exact among the errors that break a proof. The evidence is strong for
proofs; in a problem of everyday numbers it is a matter of care.

Write \`\\approx\`, or keep the exact value, such as a fraction or a root, and round at the end.
`,
  good: ['@solution\n$\\frac{1}{3} \\approx 0.33$, $\\frac{1}{4} = 0.25$ and $\\frac{1}{3} = 0.333\\ldots$.\n'],
  bad: [
    { text: '@solution\n$«\\frac{1}{3} = 0.33»$.\n', fixed: '@solution\n$\\frac{1}{3} \\approx 0.33$.\n' },
    {
      text: '@solution\n\\begin{align*}\n«\\sqrt 2 &= 1.414»\n\\end{align*}\n',
      fixed: '@solution\n\\begin{align*}\n\\sqrt 2 &\\approx 1.414\n\\end{align*}\n',
    },
    { text: '@solution\nEach gets «100/3 = 33.33».\n', fixed: '@solution\nEach gets 100/3 ≈ 33.33.\n' },
  ],
  *checkMath(view) {
    for (const judged of judgedSolutions(view)) {
      for (const claim of judged.facts.checked.claims) {
        const { decision, relation, from, part, sign } = claim
        if (decision.verdict !== 'approximate' || relation !== '=' || from === 'mark') continue
        const edit = isEquals(judged, part, sign) && {
          span: placeSpan(judged, { part, ...sign }),
          text: from === 'prose' ? '≈' : approxBefore(judged, part, sign.end),
        }
        yield {
          span: placeSpan(judged, claim),
          message: message('The two sides are only close to each other; expected "{sign}"', {
            sign: from === 'prose' ? '≈' : '\\approx',
          }),
          ...(edit && {
            fixes: [{ title: message('Write {sign}', { sign: edit.text.trim() }), edits: [edit] }],
          }),
        }
      }
    }
  },
}

function isEquals({ parts }: Judged, part: number, { start, end }: { start: number; end: number }): boolean {
  return start >= 0 && parts[part]!.text.value.slice(start, end) === '='
}

/** A command ends where no letter follows. */
function approxBefore({ parts }: Judged, part: number, at: number): string {
  return /[A-Za-z]/.test(parts[part]!.text.value[at] ?? '') ? '\\approx ' : '\\approx'
}
