import { message } from '../message.ts'
import { span } from '../span.ts'
import { insertion } from './edits.ts'
import type { Rule } from './rule.ts'
import { restIsWord } from './unreadable-directive.ts'

export const missingVersion: Rule = {
  id: 'missing-version',
  title: 'A header without the version of the format',
  severity: 'warning',
  docs: `
\`@limo\` is followed by the version of the format. A header that does not say it is read as version 1 today; a program
that knows a later version could read the same file, and train on it, in another way.

Write \`@limo 1\`.
`,
  good: ['@limo 1\n'],
  bad: [
    { text: '«@limo»\ntitle: A\n', fixed: '@limo 1\ntitle: A\n' },
    { text: '«@limo»: 1\n', fixed: '@limo 1\n' },
  ],
  *check({ region: { header } }) {
    if (!header || header.version !== undefined) return
    const { colon, nameSpan, rest } = header.directive
    yield {
      span: nameSpan,
      message: message('The header does not say its version; expected @limo 1'),
      fixes: [
        {
          title: message('Write @limo 1'),
          edits: restIsWord(header.directive)
            ? [{ span: span(colon!.start, rest!.span.start), text: ' ' }]
            : [insertion(nameSpan.end, ' 1')],
          safe: true,
        },
      ],
    }
  },
}
