import { message } from '../message.ts'
import { flawsOf, type Rule } from './rule.ts'

export const fieldSyntax: Rule = {
  id: 'field-syntax',
  title: 'A field whose colon is not followed by a blank',
  severity: 'warning',
  docs: `
A field is \`key: value\`, with an ordinary colon directly after the key and a blank after it. The field is understood
here without them, but it is no YAML, and other programs that read the file would lose it.

Write \`key: value\`.
`,
  good: ['@example a\ntitle: Sums\ntopics:\n  - algebra\nsource: https://example.org\n'],
  bad: [
    {
      text: '@example a\n«title：»求和\n«domain:»algebra\n«status :» draft\n',
      fixed: '@example a\ntitle: 求和\ndomain: algebra\nstatus: draft\n',
    },
  ],
  *check({ region }) {
    const { text } = region
    for (const { span: at, key } of flawsOf(region, 'field-syntax')) {
      const colon = text[at.end - 1]
      const isSpaced = /^(?:\s|$)/.test(text.slice(at.end, at.end + 1))
      yield {
        span: at,
        message:
          colon === '：'
            ? message('A full-width colon follows "{key}"; expected ":" and a blank', { key })
            : at.end - at.start > key.length + 1
              ? message('A blank stands between "{key}" and its colon; expected "{key}:"', { key })
              : message('No blank follows the colon of "{key}"; expected "{key}: "', { key }),
        fixes: [
          {
            title: message('Write "{key}: "', { key }),
            edits: [{ span: at, text: isSpaced ? `${key}:` : `${key}: ` }],
            safe: true,
          },
        ],
      }
    }
  },
}
