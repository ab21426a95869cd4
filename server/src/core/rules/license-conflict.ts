import { conflict } from '../dataset/licenses.ts'
import { exampleOf, type Rule } from './rule.ts'

export const licenseConflict: Rule = {
  id: 'license-conflict',
  title: "A licence that does not go with the data set's",
  severity: 'hint',
  docs: `
The \`license\` of the source forbids what the licence of the data set, in the header, allows: whoever trains on the set trusts
the latter. Licences are known by their names in the SPDX list, and what Creative Commons licences allow of each other is
from the chart in the FAQ of Creative Commons: of share-alike material comes share-alike material, non-commercial stays
non-commercial, of no-derivatives material nothing changed may be passed on (and to cut a solution into steps changes it), and
CC0 drops the names that others ask for. Of a licence that is not known nothing is said. This helps to notice, and is no
legal advice.

Leave the example out, ask those who own it, or put the set under a licence that goes with all of its sources.
`,
  good: [
    '@limo 1\nlicense: CC-BY-4.0\n\n@example a\nsource:\n  name: GSM8K\n  license: MIT\n',
    '@limo 1\nlicense: CC-BY-SA-4.0\n\n@example a\nsource:\n  license: CC-BY-SA-3.0\n',
    '@limo 1\nlicense: cc-by-nc-sa-4.0\n\n@example a\nsource:\n  license: CC BY-NC 4.0\n',
    '@limo 1\nlicense: MIT\n\n@example a\nsource:\n  license: House rules\n',
    '@limo 1\n\n@example a\nsource:\n  license: CC-BY-NC-4.0\n',
  ],
  bad: [
    { text: '@limo 1\nlicense: MIT\n\n@example a\nsource:\n  «name: X\n  license: CC-BY-NC-4.0»\n' },
    { text: '@limo 1\nlicense: CC-BY-4.0\n\n@example a\nsource:\n  «license: CC-BY-SA-4.0»\n' },
    { text: '@limo 1\nlicense: CC-BY-4.0\n\n@example a\nsource:\n  «license: CC-BY-ND-4.0»\n' },
    { text: '@limo 1\nlicense: CC0-1.0\n\n@example a\nsource:\n  «license: mit»\n' },
    { text: '@limo 1\nlicense: CC-BY-4.0\n\n@example a\nsource:\n  «license: proprietary»\n' },
    { text: '@limo 1\nlicense: MIT\ndefaults:\n  source:\n    license: CC-BY-SA-4.0\n\n@example «a»\n' },
  ],
  *check({ inherited, license, region }) {
    if (!license) return
    for (const example of exampleOf(region)) {
      const source = example.fields.values.source ?? inherited.source
      const own = typeof source === 'object' ? source.license : undefined
      const problem = own && conflict(own, license)
      if (!problem) continue
      const field = example.fields.entries.find(({ key }) => key.text === 'source')
      const span = field?.valueSpan ?? example.id?.span ?? example.directive?.nameSpan
      if (span) yield { span, message: problem }
    }
  },
}
