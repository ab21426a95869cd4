import type { Region } from '../format/document.ts'
import { sourceSpan } from '../format/text.ts'
import { message } from '../message.ts'
import { type Span, span } from '../span.ts'
import { piecesOf } from '../text/pieces.ts'
import { insertion } from './edits.ts'
import { firstFrom, openFences } from './fences.ts'
import type { Rule } from './rule.ts'
import { proseOf } from './texts.ts'

export const cutFence: Rule = {
  id: 'cut-fence',
  title: 'Code that a comment or a directive cuts',
  severity: 'error',
  docs: `
Every line is read by itself, inside code too: a line of code that starts with \`%%\` is a comment and vanishes, one that
reads like a directive, such as the decorator \`@step\` of Python, ends the part. The code that is exported is not the
code that was written.

Write a backslash before it, \`\\%%\` or \`\\@step\`; reading drops it. A comment of your own goes above or below the code.
`,
  good: [
    '@problem\n%% Mind the indentation.\n```\n\\%% a cell\n\\@step\n  %% 1\n```\n',
    '@problem\n```\nunclosed\n@solution\n```\ncode\n```\n',
  ],
  bad: [
    { text: '@problem\n```matlab\n«%%» a cell\nx = 1\n```\n', fixed: '@problem\n```matlab\n\\%% a cell\nx = 1\n```\n' },
    {
      text: '@problem\n```python\n«@step»\ndef f(): pass\n@check\ndef g(): pass\n```\nWhat?\n@answer: 1\n',
      fixed: '@problem\n```python\n\\@step\ndef f(): pass\n\\@check\ndef g(): pass\n```\nWhat?\n@answer: 1\n',
    },
  ],
  *check({ region }) {
    for (const at of commentsInFences(region)) {
      yield {
        span: span(at.start, at.start + 2),
        message: message('This line of code is read as a comment and vanishes; expected "{escaped}"', {
          escaped: '\\%%',
        }),
        fixes: [{ title: message('Write a backslash before it'), edits: [insertion(at.start, '\\')] }],
      }
    }
    for (const { cutBy } of openFences(region)) {
      const first = cutBy[0]
      if (!first) continue
      yield {
        span: first.nameSpan,
        message: message('This @{name} cuts the code that started above; expected "{escaped}" inside code', {
          name: first.name,
          escaped: `\\@${first.name}`,
        }),
        fixes: [
          {
            title: message('Write a backslash before it'),
            edits: cutBy.map(directive => insertion(directive.line.start, '\\')),
          },
        ],
      }
    }
  },
}

function* commentsInFences(region: Region): Generator<Span> {
  const { comments } = region
  if (!comments.length) return
  for (const text of proseOf(region)) {
    for (const piece of piecesOf(text)) {
      if (piece.type !== 'fence') continue
      const { start, end } = sourceSpan(text, piece.start, piece.end)
      let i = firstFrom(comments, start, comment => comment.start)
      for (; i < comments.length && comments[i]!.end < end; i++) yield comments[i]!
    }
  }
}
