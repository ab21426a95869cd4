import { sourceSpan } from '../format/text.ts'
import { type Message, message } from '../message.ts'
import { piecesOf } from '../text/pieces.ts'
import { isMoney, spacedFormulas } from './dollars.ts'
import { isFence } from './fences.ts'
import type { Rule } from './rule.ts'
import { proseOf } from './texts.ts'

export const unclosedMath: Rule = {
  id: 'unclosed-math',
  title: 'A formula that is not closed',
  severity: 'error',
  docs: `
A formula without its end is prose full of backslashes: no page shows it, nothing in it can be checked, and graders such
as Math-Verify, which read mathematics only between delimiters, do not find the answer in it. From there on formulas and
prose may even change places.

Close it with what the message names. Formulas in a line end in the paragraph they start in, displayed ones in the same
part. A dollar sign that means money is written \`\\$\`.
`,
  good: [
    '@problem\nFor $x$, \\(y\\), $$z$$ and \\[a\n\nb\\] pay \\$5 or $5.\n',
    '@problem\n\\begin{align*}\na &= b\n\\end{align*}\n`$x` \\\\[2ex]\n',
  ],
  bad: [
    { text: '@problem\nLet «$»x be real.\n\nThen «\\(»y\n\nand «$$»z\n' },
    { text: '@problem\nLet «\\[»x\n\n«\\begin{align*}»\na &= b\n@answer: 1\n' },
    { text: '@solution\n@step: For all «$»n\nText.\n' },
  ],
  *check({ region }) {
    for (const text of proseOf(region)) {
      const spaced = new Set(spacedFormulas(text).map(({ second }) => second))
      for (const piece of piecesOf(text)) {
        if (piece.type !== 'unclosed' || isFence(piece) || piece.opener === '[asy]' || spaced.has(piece)) continue
        if (piece.opener === '$' && isMoney(text, piece)) continue
        yield {
          span: sourceSpan(text, piece.start, piece.start + piece.opener.length),
          message: whatCloses(piece.opener, piece.closer),
        }
      }
    }
  },
}

function whatCloses(opener: string, closer: string): Message {
  if (opener === '$')
    return message('"$" is not closed; expected "$" in the same paragraph, or "\\$" for a dollar sign')
  return opener === '\\('
    ? message('"{opener}" is not closed; expected "{closer}" in the same paragraph', { opener, closer })
    : message('"{opener}" is not closed; expected "{closer}" in the same part', { opener, closer })
}
