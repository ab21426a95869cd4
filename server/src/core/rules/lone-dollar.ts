import { sourceSpan, type Text } from '../format/text.ts'
import { message } from '../message.ts'
import type { Span } from '../span.ts'
import { formulaProblem } from '../text/latex.ts'
import { piecesOf } from '../text/pieces.ts'
import { isMoney, type SpacedFormula, spacedFormulas } from './dollars.ts'
import { insertion } from './edits.ts'
import type { Found, Rule } from './rule.ts'
import { delimitedAt, formulaSource, formulaSpan, formulasOf, proseOf } from './texts.ts'

export const loneDollar: Rule = {
  id: 'lone-dollar',
  title: 'A dollar sign that may or may not be math',
  severity: 'warning',
  docs: `
A \`$\` that opens no formula is taken as a dollar sign. Other programs that read the data set guess otherwise: one pairs
it with the next \`$\` and shows the prose between as a formula, and what the author meant is lost in training. A \`$\`
with a digit right behind it is a price everywhere and is not reported.

Write \`\\$\` for a dollar sign, and a formula without blanks inside its dollars, \`$x$\`.
`,
  good: ['@problem\nIt costs \\$5, or $5 and $.50, if $x = 1$.\n', '@answer: \\$5\n', '@answer: \\text{for $x$}\n'],
  bad: [
    { text: '@problem\nPay «$» 5 now.\n', fixed: '@problem\nPay \\$ 5 now.\n' },
    { text: '@problem\nLet «$ x+1 $» be even.\n', fixed: '@problem\nLet $x+1$ be even.\n' },
    { text: '@problem\nPay 20«$» now.\n', fixed: '@problem\nPay 20\\$ now.\n' },
    { text: '@problem\nLet «$»x be $y.\n', fixed: '@problem\nLet \\$x be $y.\n' },
    { text: '@answer: «$»5\n', fixed: '@answer: \\$5\n' },
  ],
  *check({ region, macros }) {
    for (const text of proseOf(region)) {
      const spaced = spacedFormulas(text)
      for (const formula of spaced) yield tightened(text, formula)
      const paired = new Set(spaced.flatMap(({ first, second }) => [first, second]))
      for (const piece of piecesOf(text)) {
        if (paired.has(piece)) continue
        const isLone = piece.type === 'dollar' || (piece.type === 'unclosed' && piece.opener === '$')
        if (!isLone || (piece.type === 'unclosed' && !isMoney(text, piece))) continue
        const mayOpen = /[^\s.,]/.test(text.value[piece.end] ?? ' ') && !isMoney(text, piece)
        yield escaped(sourceSpan(text, piece.start, piece.end), mayOpen)
      }
    }
    for (const formula of formulasOf(region)) {
      if (!formula.bare) continue
      const source = formulaSource(formula)
      const problem = source.includes('$') && formulaProblem(source, true, macros)
      if (!problem || source[problem.start] !== '$' || delimitedAt(formula, problem.start)) continue
      yield escaped(formulaSpan(formula, problem.start, problem.start + 1), false)
    }
  },
}

function escaped(at: Span, mayOpen: boolean): Found {
  return {
    span: at,
    message: mayOpen
      ? message('The next "$" cannot close what this one opens; expected one that can, or "\\$" for a dollar sign')
      : message('This "$" opens no formula; expected "\\$" for a dollar sign'),
    fixes: [{ title: message('Write \\$'), edits: [insertion(at.start, '\\')] }],
  }
}

function tightened(text: Text, { first, second }: SpacedFormula): Found {
  const span = sourceSpan(text, first.start, second.start + 1)
  const inner = text.value.slice(first.end, second.start)
  const before = inner.length - inner.trimStart().length
  const after = inner.length - inner.trimEnd().length
  return {
    span,
    message: message('With a blank beside its dollar this is no formula; expected "{formula}"', {
      formula: inner.trim().length > 40 ? '$…$' : `$${inner.trim()}$`,
    }),
    fixes: [
      {
        title: message('Remove the blanks'),
        edits: [
          { span: sourceSpan(text, first.end, first.end + before), text: '' },
          { span: sourceSpan(text, second.start - after, second.start), text: '' },
        ].filter(edit => edit.span.end > edit.span.start),
      },
    ],
  }
}
