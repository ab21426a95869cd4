import { message } from '../message.ts'
import { licenseOf } from '../row.ts'
import type { Rule } from './rule.ts'

export const licenseMissing: Rule = {
  id: 'license-missing',
  title: 'Examples without a licence',
  severity: 'off',
  docs: `
What has no licence is all rights reserved: nobody else may copy it, and so nobody may train on it or publish what they
made of it. MATH met a DMCA notice in January 2025. Each example of a file that has
none is named when the data set is exported. Set this rule to \`hint\` or more to be told while you write, once for each file.

Write \`license:\` in the header for what you wrote yourself, and \`license\` in the \`source\` of an example that comes from
elsewhere, by its name in the SPDX list: \`CC-BY-4.0\`, \`MIT\`, \`CC0-1.0\`. Where nobody has allowed anything, write
\`proprietary\`.
`,
  good: [
    '@limo 1\nlicense: CC-BY-4.0\n\n@example a\n@example b\n',
    '@limo 1\ndefaults:\n  source:\n    license: MIT\n\n@example a\n',
    '@example a\nsource:\n  name: GSM8K\n  license: MIT\n',
    '@limo 1\n',
  ],
  bad: [
    { text: '@limo 1\n\n@example «a»\n@example b\n' },
    { text: '@example a\nsource:\n  license: MIT\n\n@example «b»\nsource: GSM8K\n' },
    { text: '@limo 1\n\n«@example»\n' },
  ],
  *checkDocument({ document }) {
    if (document.regions[0]!.header?.fields.values.license) return
    let first = -1
    let count = 0
    for (const [i, { example }] of document.regions.entries()) {
      if (!example || licenseOf(document, example)) continue
      if (first < 0) first = i
      count++
    }
    const example = document.regions[first]?.example
    const span = example?.id?.span ?? example?.directive?.nameSpan
    if (!span) return
    yield {
      region: first,
      span,
      message: message('{count} of the examples have no licence; expected "license:" in the header or in "source"', {
        count,
      }),
    }
  },
}
