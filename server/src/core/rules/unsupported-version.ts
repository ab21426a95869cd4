import { directives } from '../format/directives.ts'
import { message } from '../message.ts'
import type { Rule } from './rule.ts'

export const unsupportedVersion: Rule = {
  id: 'unsupported-version',
  title: 'A version of the format that is not known here',
  severity: 'error',
  docs: `
The number after \`@limo\` is the version of the format. A file of another version may mean something else by the same
lines, so nothing of it is checked, formatted or exported: no finding is better than one about a text that was misread.

Write \`@limo 1\`, or update this extension if the file comes from a newer one.
`,
  good: ['@limo 1\n', '@limo\n', '@example a\n'],
  bad: [
    { text: '@limo «2»\n\n@example a\n' },
    { text: '@limo «1.0»\n\n@example a\n', fixed: '@limo 1\n\n@example a\n' },
  ],
  *checkDocument({ document }) {
    const word = document.regions[0]!.header?.directive.word
    if (!word || directives.limo.word!.values!.includes(word.text)) return
    yield {
      region: 0,
      span: word.span,
      message: message('Version "{found}" of the format is not known here, so nothing below is checked; expected 1', {
        found: word.text,
      }),
      ...(/^v?1(?:\.0)*$/i.test(word.text) && {
        fixes: [{ title: message('Write @limo 1'), edits: [{ span: word.span, text: '1' }], safe: true }],
      }),
    }
  },
}
