import { sourceSpan } from '../format/text.ts'
import { message } from '../message.ts'
import { formulaLimit } from '../text/latex.ts'
import { piecesOf } from '../text/pieces.ts'
import type { Rule } from './rule.ts'
import { latexPartsOf, proseOf } from './texts.ts'

export const longFormula: Rule = {
  id: 'long-formula',
  title: 'A formula that is too long to be checked',
  severity: 'info',
  docs: `
Reading a formula of a million characters keeps a program busy for seconds, so formulas of more than 10,000 characters
are neither read nor shown. Nobody writes one by hand: mostly two formulas have run into one since a delimiter is missing
between them, or a table of data was pasted as math.

Cut the formula into several, or write data as a table or as code.
`,
  good: ['@problem\n$x$\n'],
  bad: [
    { text: `@problem\n«$$»${'x+'.repeat(formulaLimit / 2)}x$$\n` },
    { text: `«@answer»: ${'x+'.repeat(formulaLimit / 2)}x\n` },
  ],
  *check({ region }) {
    for (const text of proseOf(region)) {
      for (const piece of piecesOf(text)) {
        if (piece.type !== 'math' || piece.innerEnd - piece.innerStart <= formulaLimit) continue
        yield {
          span: sourceSpan(text, piece.start, Math.max(piece.innerStart, piece.start + 1)),
          message: said(piece.innerEnd - piece.innerStart),
        }
      }
    }
    for (const { directive, text } of latexPartsOf(region)) {
      if (text.value.length > formulaLimit) yield { span: directive.nameSpan, message: said(text.value.length) }
    }
  },
}

function said(count: number) {
  return message('The formula has {count} characters and is not checked; expected at most {limit}', {
    count,
    limit: formulaLimit,
  })
}
