import { message } from '../message.ts'
import { linesAround } from './edits.ts'
import { flawsOf, type Rule } from './rule.ts'

export const repeatedField: Rule = {
  id: 'repeated-field',
  title: 'A field that stands twice',
  severity: 'error',
  docs: `
Of a field that stands twice the first counts. The second may well be the one that was meant, as when a field was
pasted from another example, and then the data set says something else than its author.

Delete one of them. A list such as \`topics\` holds several values in one field.
`,
  good: ['@limo 1\ntitle: A\n@example a\ntitle: A\ntags: [b, c]\n'],
  bad: [
    {
      text: '@example a\nstatus: draft\ntitle: A\n«status: accepted»\n@problem\nWhat?\n',
      fixed: '@example a\nstatus: draft\ntitle: A\n@problem\nWhat?\n',
    },
  ],
  *check({ region }) {
    for (const { span, key, first } of flawsOf(region, 'repeated-field')) {
      yield {
        span,
        message: message('"{key}" stands twice; the first counts', { key }),
        fixes: [{ title: message('Delete the second'), edits: [{ span: linesAround(region, span), text: '' }] }],
        related: [{ span: first, message: message('The first "{key}"', { key }) }],
      }
    }
  },
}
