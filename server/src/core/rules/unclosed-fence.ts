import { sourceSpan } from '../format/text.ts'
import { message } from '../message.ts'
import { piecesOf } from '../text/pieces.ts'
import { openFences } from './fences.ts'
import type { Rule } from './rule.ts'
import { proseOf } from './texts.ts'

export const unclosedFence: Rule = {
  id: 'unclosed-fence',
  title: 'A code fence or a drawing that is not closed',
  severity: 'error',
  docs: `
Code between \`\`\` or ~~~ marks and drawings between \`[asy]\` and \`[/asy]\` are taken as they are. One that is not closed
takes with it what comes after: no formula and no reference in it is read or checked, and in the exported text the rest
of the solution is code.

Close a fence with a line of the same marks, at least as many, and a drawing with \`[/asy]\`, before the next directive.
`,
  good: [
    '@problem\n```python\nprint(1)\n```\nand\n~~~\n```\n~~~\n',
    '@problem\n[asy]\ndraw((0,0)--(1,1));\n\ndot((0,0));\n[/asy]\nIn line: ```x```.\n',
  ],
  bad: [
    { text: '@problem\n«```»python\nprint(1)\n``\n@answer: 1\n' },
    { text: '@problem\nA\n«[asy]»\ndraw((0,0)--(1,1));\n\nWhat?\n' },
  ],
  *check({ region }) {
    for (const { cutBy, mark, span } of openFences(region)) {
      if (cutBy.length) continue
      yield {
        span,
        message: message('The code that starts here has no end; expected a line "{mark}" before the next directive', {
          mark,
        }),
      }
    }
    for (const text of proseOf(region)) {
      for (const piece of piecesOf(text)) {
        if (piece.type !== 'unclosed' || piece.opener !== '[asy]') continue
        yield {
          span: sourceSpan(text, piece.start, piece.start + piece.opener.length),
          message: message('The drawing that starts here has no end; expected "[/asy]" in the same part'),
        }
      }
    }
  },
}
