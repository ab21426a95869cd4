import { message } from '../message.ts'
import { insertion, newlineOf } from './edits.ts'
import type { Rule } from './rule.ts'

export const missingHeader: Rule = {
  id: 'missing-header',
  title: 'A file without @limo',
  severity: 'info',
  docs: `
\`@limo 1\` says which version of the format a file is written in, so that a later version can still read it as it was
meant. The header also is the place for what holds for all examples: the licence, without which nobody may train on the
data, the language, the authors, and LaTeX macros.

Write \`@limo 1\` as the first line of the file, and below it \`license:\` and what else holds for every example.
`,
  good: ['@limo 1\nlicense: CC-BY-4.0\n\n@example a\n', '', '\n\n', 'Not yet an example.\n', '%% empty\n@limo\n'],
  bad: [
    { text: '«@example» a\n@problem\nWhat?\n', fixed: '@limo 1\n\n@example a\n@problem\nWhat?\n' },
    { text: '%% About a\n«@example» a\n@example b\n', fixed: '@limo 1\n\n%% About a\n@example a\n@example b\n' },
    { text: '«@problem»\nWhat?\n', fixed: '@limo 1\n\n@problem\nWhat?\n' },
  ],
  *checkDocument({ document: { regions } }) {
    const head = regions[0]!
    if (head.directives.some(directive => directive.name === 'limo')) return
    if (head.flaws.some(flaw => flaw.type === 'unknown-directive' && flaw.name === 'limo')) return
    const region = head.directives.length ? 0 : 1
    const first = regions[region]?.directives[0]
    if (!first) return
    const newline = newlineOf(regions[region]!)
    yield {
      region,
      span: first.nameSpan,
      message: message('The file has no header; expected @limo 1 at its start'),
      fixes: [{ title: message('Write @limo 1'), edits: [insertion(0, `@limo 1${newline}${newline}`)], safe: true }],
    }
  },
}
