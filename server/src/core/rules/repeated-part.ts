import { message } from '../message.ts'
import { flawsOf, type Rule } from './rule.ts'

export const repeatedPart: Rule = {
  id: 'repeated-part',
  title: 'A second problem or a second answer',
  severity: 'error',
  docs: `
An example has one problem and one answer, which all its solutions share. Of a part that stands twice the first counts;
the other is kept in the file, but never checked and never exported. Mostly an \`@example\` line is missing between them,
and two examples have run into one.

Write \`@example\` where the next one starts, or delete the part that is not meant.
`,
  good: ['@example a\n@problem\nWhat?\n@solution\nOne.\n@solution\nTwo.\n@answer: 1\n'],
  bad: [{ text: '@example a\n@problem\nWhat?\n@answer: 1\n«@problem»\nAnd then?\n«@answer»: 2\n' }],
  *check({ region }) {
    for (const { span, name, first } of flawsOf(region, 'repeated-part')) {
      yield {
        span,
        message: message('The example already has a @{name}, and the first counts; expected one', { name }),
        related: [{ span: first, message: message('The first @{name}', { name }) }],
      }
    }
  },
}
