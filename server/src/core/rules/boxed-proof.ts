import { message } from '../message.ts'
import type { Rule } from './rule.ts'
import { boxSpans, isProof, judgedSolutions } from './solutions.ts'

export const boxedProof: Rule = {
  id: 'boxed-proof',
  title: 'A box in a proof',
  severity: 'warning',
  docs: `
A proof has no final answer. In the study of models on USAMO 2025 (arXiv 2503.21934), models trained towards boxed
answers kept boxing something in proofs too, which graders took as a sign of reasoning aimed at an answer. The evidence is strong.

Write what was to be shown in plain text, and end the proof with \`\\blacksquare\` if you like. If the problem has an
answer after all, give it under \`@answer\`.
`,
  good: [
    '@problem\nProve that it is.\n@solution\nIt is.\n@answer proof\n',
    '@problem\nProve that it is even, and find it.\n@solution\n$\\boxed{4}$\n@answer: 4\n',
  ],
  bad: [
    {
      text: '@problem\nProve that $n = n$.\n@solution\nSo $«\\boxed{n = n}»$.\n@answer proof\n',
      fixed: '@problem\nProve that $n = n$.\n@solution\nSo $n = n$.\n@answer proof\n',
    },
  ],
  *checkMath(view) {
    if (!isProof(view.example)) return
    for (const judged of judgedSolutions(view)) {
      for (const box of judged.facts.boxes) {
        const { whole, rim } = boxSpans(judged, box)
        yield {
          span: whole,
          message: message('A proof has no final answer to box; expected what was shown without \\boxed'),
          fixes: [{ title: message('Remove the box'), edits: rim.map(span => ({ span, text: '' })) }],
        }
      }
    }
  },
}
