import { sourceSpan } from '../format/text.ts'
import { message } from '../message.ts'
import { formulaProblem } from '../text/latex.ts'
import type { Rule } from './rule.ts'
import { delimitedAt, formulaSource, formulaSpan, formulasOf, latexPartsOf, wholeFormula } from './texts.ts'

export const answerWithDollars: Rule = {
  id: 'answer-with-dollars',
  title: 'An answer between dollars',
  severity: 'info',
  docs: `
An answer and a claim are LaTeX by themselves. \`$5$\` is understood and compared without its dollars, but exported as it
is typed, and many graders compare the text of an answer before they compare its value: to them \`$5$\` is not \`5\`.

Write the answer without delimiters. An answer in words that holds formulas is \`@answer text\`.
`,
  good: ['@answer: 5\n@check: 2 + 3 = 5\n', '@answer text: all $x$\n', '@answer: \\text{all $x$}\n', '@answer: \\$5\n'],
  bad: [
    {
      text: '@answer: «$5$»\n@check: «\\(2 + 3 = 5\\)»\n',
      fixed: '@answer: 5\n@check: 2 + 3 = 5\n',
    },
    { text: '@answer: x = 1 «$\\text{or}$» x = 2\n' },
  ],
  *check({ region, macros }) {
    for (const { directive, text } of latexPartsOf(region)) {
      const piece = wholeFormula(text)
      if (!piece) continue
      yield {
        span: sourceSpan(text, piece.start, piece.end),
        message:
          directive.name === 'answer'
            ? message('The answer stands between delimiters; expected it without them')
            : message('The claim stands between delimiters; expected it without them'),
        fixes: [
          {
            title: message('Remove the delimiters'),
            edits: [
              { span: sourceSpan(text, piece.start, piece.innerStart), text: '' },
              { span: sourceSpan(text, piece.innerEnd, piece.end), text: '' },
            ],
            safe: true,
          },
        ],
      }
    }
    for (const formula of formulasOf(region)) {
      if (!formula.bare) continue
      const problem = formulaProblem(formulaSource(formula), true, macros)
      const delimited = problem && delimitedAt(formula, problem.start)
      if (!delimited) continue
      yield {
        span: formulaSpan(formula, delimited.start, delimited.end),
        message: message('Only a part of this stands between delimiters; expected LaTeX without them, or @answer text'),
      }
    }
  },
}
