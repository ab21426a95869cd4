import type { Example } from '../format/document.ts'
import { type Message, message } from '../message.ts'
import type { MathPiece } from '../text/markup.ts'
import { piecesOf } from '../text/pieces.ts'
import type { Fix, MathView, Rule } from './rule.ts'
import { boxSpans, isProof, type Judged, judgedSolutions, placeSpan } from './solutions.ts'

export const missingBox: Rule = {
  id: 'missing-box',
  title: 'A solution without a final answer in a box',
  severity: 'warning',
  docs: `
LIMO trains and evaluates with the words "put your final answer within \\boxed{}", and its grader looks for that box;
OpenThoughts drops records without one. A model that learns from solutions without a box answers without
one, and is marked wrong. The evidence is strong. A proof has no box, and records that were imported with their answer
in a column or behind \`####\` say so in \`meta.answer_from\` and are left alone.

Put the final answer into \`\\boxed{…}\` where the solution states it.
`,
  good: [
    '@problem\nA?\n@solution\nSo $\\boxed{5}$.\n@answer: 5\n',
    '@problem\nProve that it is.\n@solution\nIt is.\n@answer proof\n',
    '@example a\nmeta:\n  answer_from: "####"\n@problem\nA?\n@solution\nIt is 5.\n@answer: 5\n',
    '@problem\nA?\n@solution flawed\n@step\nIt is $4$.\n@error: It is $5$\n@answer: 5\n',
  ],
  bad: [
    {
      text: '@problem\nA?\n«@solution»\nSo $x = 2 + 3 = 5$.\n@answer: 5\n',
      fixed: '@problem\nA?\n@solution\nSo $x = 2 + 3 = \\boxed{5}$.\n@answer: 5\n',
    },
    {
      text: '@problem\nA?\n«@solution»\nSo\n\\[ p = 1 - \\frac{1}{2} = \\frac{1}{2}. \\]\n@answer: \\frac{1}{2}\n',
      fixed:
        '@problem\nA?\n@solution\nSo\n\\[ p = 1 - \\frac{1}{2} = \\boxed{\\frac{1}{2}}. \\]\n@answer: \\frac{1}{2}\n',
    },
    { text: '@problem\nA?\n@solution\n@step\nFirst.\n«@step»\nSo it is five.\n@answer: 5\n' },
    { text: '@problem\nA?\n@solution\nSo it is $«\\boxed{}»$.\n@answer: 5\n' },
  ],
  *checkMath(view) {
    const { example } = view
    for (const judged of judgedSolutions(view)) {
      const { solution, facts, parts } = judged
      if (solution.flawed || !parts.some(part => part.text.value)) continue
      for (const box of facts.boxes) {
        if (box.text !== '') continue
        yield {
          span: boxSpans(judged, box).whole,
          message: message('The box is empty; expected the final answer in it'),
        }
      }
      if (facts.boxes.length || isProof(example) || isFromElsewhere(view)) continue
      const fix = boxing(judged, example)
      yield {
        span: (solution.steps.at(-1) ?? solution).directive.nameSpan,
        message: whatIsMissing(judged),
        ...(fix && { fixes: [fix] }),
      }
    }
  },
}

function whatIsMissing({ facts }: Judged): Message {
  return facts.answer
    ? message('The final answer {answer} is in no box; expected \\boxed around it', {
        answer: facts.answer.text.slice(0, 60),
      })
    : message('The solution has no final answer in a box; expected \\boxed around it')
}

/** Import says so where it found the answer otherwise. */
function isFromElsewhere({ example, inherited }: MathView): boolean {
  const meta = example.fields.values.meta ?? inherited.meta
  return meta !== null && typeof meta === 'object' && 'answer_from' in meta
}

/** Boxes the answer in the last formula, where it stands there once. */
function boxing(judged: Judged, { answer }: Example): Fix | undefined {
  const part = judged.parts.length - 1
  const { text, within } = judged.parts[part]!
  const value = answer?.text.value.replace(/^\$(.*)\$$/s, '$1').trim()
  const formula = piecesOf(text).findLast(
    (piece): piece is MathPiece => piece.type === 'math' && piece.start >= within.start && piece.end <= within.end,
  )
  if (!value || value.includes('\n') || !formula || answer!.kind === 'text' || answer!.kind === 'choice')
    return undefined
  const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const source = text.value.slice(formula.innerStart, formula.innerEnd)
  const found = [...source.matchAll(new RegExp(`(?<![\\w.\\\\^_{]|[\\d.,]-)${escaped}(?![\\w^_]|[.,]\\d)`, 'g'))]
  // Nothing but the end of a chain, or all there is, is the answer for sure.
  const before = source.slice(0, found.at(-1)?.index ?? 0)
  if (!found.length || !/^\s*$|[=≈]\s*&?\s*$|\\approx\s*$/.test(before)) return undefined
  if (!/^(?:\s|[.,;]|\\end\{[a-z]+\*?\})*$/.test(source.slice(before.length + value.length))) return undefined
  const start = formula.innerStart + before.length
  const at = (offset: number): number => placeSpan(judged, { part, start: offset, end: offset }).start
  const end = placeSpan(judged, { part, start, end: start + value.length }).end
  return {
    title: message('Put {answer} into a box', { answer: value.slice(0, 60) }),
    edits: [
      { span: { start: at(start), end: at(start) }, text: '\\boxed{' },
      { span: { start: end, end }, text: '}' },
    ],
  }
}
