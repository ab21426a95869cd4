import { sourceSpan } from '../format/text.ts'
import { message } from '../message.ts'
import { piecesOf } from '../text/pieces.ts'
import type { Rule } from './rule.ts'
import { isDelimitedEnvironment, proseOf } from './texts.ts'

export const dollarAroundEnvironment: Rule = {
  id: 'dollar-around-environment',
  title: 'Delimiters around an environment that is math by itself',
  severity: 'warning',
  docs: `
\`align\`, \`gather\`, \`equation\` and their like switch to displayed math by themselves. LaTeX refuses them between
dollars or \`\\[…\\]\`, and so does KaTeX between single dollars, so the formula is shown by some programs and not by others,
and a model trained on it writes LaTeX that does not compile.

Write the environment without delimiters. Inside delimiters use \`aligned\`, \`gathered\` or \`split\`.
`,
  good: [
    '@problem\n\\begin{align*}a &= b\\end{align*} and $$\\begin{aligned}a &= b\\end{aligned}$$\n',
    '@problem\n$\\begin{pmatrix}1\\end{pmatrix}$\n',
  ],
  bad: [
    {
      text: '@problem\n«$\\begin{align}a &= b\\end{align}$»\n',
      fixed: '@problem\n\\begin{align}a &= b\\end{align}\n',
    },
    {
      text: '@problem\nSo «$$\n\\begin{gather*}\na\n\\end{gather*}\n$$» holds.\n',
      fixed: '@problem\nSo \n\\begin{gather*}\na\n\\end{gather*}\n holds.\n',
    },
  ],
  *check({ region }) {
    for (const text of proseOf(region)) {
      for (const piece of piecesOf(text)) {
        if (piece.type !== 'math' || !isDelimitedEnvironment(text, piece)) continue
        const open = sourceSpan(text, piece.start, piece.innerStart)
        const close = sourceSpan(text, piece.innerEnd, piece.end)
        yield {
          span: { start: open.start, end: close.end },
          message: message('This environment is math by itself; expected it without {open} and {close}', {
            open: text.value.slice(piece.start, piece.innerStart),
            close: text.value.slice(piece.innerEnd, piece.end),
          }),
          fixes: [
            {
              title: message('Remove the delimiters'),
              edits: [open, close].map(span => ({ span, text: '' })),
              safe: true,
            },
          ],
        }
      }
    }
  },
}
