import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conflict, licenseIssue, licenseNamed } from '../server/src/core/dataset/licenses.ts'
import { parse } from '../server/src/core/format/parse.ts'
import { render } from '../server/src/core/message.ts'

test('licences are known by their names in SPDX, and by those in use', () => {
  for (const [name, known] of [
    ['CC-BY-4.0', 'CC-BY-4.0'],
    ['cc by-sa 4.0', 'CC-BY-SA-4.0'],
    ['Creative Commons BY-NC 4.0', 'CC-BY-NC-4.0'],
    ['cc-by-nc-sa-3.0', 'CC-BY-NC-SA-3.0'],
    ['CC-BY', 'CC-BY-4.0'],
    ['cc0', 'CC0-1.0'],
    ['apache-2.0', 'Apache-2.0'],
    ['GPL-3.0-or-later', 'GPL-3.0'],
    ['odc-by', 'ODC-By-1.0'],
  ] as const)
    assert.equal(licenseNamed(name)?.name, known, name)
  for (const name of ['', 'House rules', 'MIT OR Apache-2.0', 'toString'])
    assert.equal(licenseNamed(name), undefined, name)
})

// What may be made of what, by the chart of Creative Commons; the first row is the licence of the set.
const chart = `
own              CC0-1.0 CC-BY-4.0 CC-BY-SA-4.0 CC-BY-NC-4.0 CC-BY-NC-SA-4.0 MIT
CC0-1.0          yes     yes       yes          yes          yes             yes
CC-BY-4.0        no      yes       yes          yes          yes             yes
MIT              no      yes       yes          yes          yes             yes
CC-BY-SA-4.0     no      no        yes          no           no              no
CC-BY-SA-3.0     no      no        yes          no           no              no
CC-BY-NC-4.0     no      no        no           yes          yes             no
CC-BY-NC-SA-4.0  no      no        no           no           yes             no
CC-BY-ND-4.0     no      no        no           no           no              no
proprietary      no      no        no           no           no              no
unknown          yes     yes       yes          yes          yes             yes`

test('what goes with what', () => {
  const [head, ...rows] = chart
    .trim()
    .split('\n')
    .map(line => line.split(/ +/))
  for (const [own, ...cells] of rows) {
    for (const [i, cell] of cells.entries()) {
      const set = head![i + 1]!
      assert.equal(conflict(own!, set) === undefined, cell === 'yes', `${own} in ${set}`)
    }
  }
})

test('each example is told what is to be said of its licence', () => {
  const said = (text: string): (string | undefined)[] => {
    const document = parse(text)
    return document.regions.flatMap(({ example }) => {
      if (!example) return []
      const issue = licenseIssue(document, example)
      return [issue && `${issue.rule}: ${render(issue.message)}`]
    })
  }
  assert.deepEqual(said('@limo 1\nlicense: MIT\n\n@example a\n@example b\nsource:\n  license: CC-BY-NC-4.0\n'), [
    undefined,
    'license-conflict: CC-BY-NC-4.0 forbids commercial use; the data set allows it under MIT',
  ])
  assert.deepEqual(said('@limo 1\n\n@example a\n@example b\nsource:\n  license: CC-BY-NC-4.0\n'), [
    'license-missing: It has no licence; nobody may train on it',
    undefined,
  ])
})
