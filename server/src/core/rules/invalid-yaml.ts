import { message } from '../message.ts'
import { flawsOf, type Rule } from './rule.ts'

export const invalidYaml: Rule = {
  id: 'invalid-yaml',
  title: 'A field that cannot be read as YAML',
  severity: 'error',
  docs: `
Lists, mappings and values of several lines are YAML. One that cannot be read is lost, with all that it says of the
example; the other fields are not touched by it. Anchors, aliases, tags and \`---\` are not read here, since a value
must mean the same wherever it is copied.

Close what is open, and quote what holds \`: \`, \`#\`, \`[\` or \`{\`: \`["Bayes: a primer", sets]\`.
`,
  good: ['@example a\ntitle: Part 1: powers #2\ntopics: [algebra, "sets: a primer"]\nmeta:\n  a: 1\n  b: [2]\n'],
  bad: [
    { text: '@example a\ntopics: [algebra«»\ntitle: A\n' },
    { text: '@example a\nmeta:\n  first: &x «1»\n  second: 2\n' },
  ],
  *check({ region }) {
    for (const { span, reason } of flawsOf(region, 'invalid-yaml')) {
      yield {
        span,
        message: message('The value cannot be read as YAML: {reason}', { reason: reason.replace(/\.$/, '') }),
      }
    }
  },
}
