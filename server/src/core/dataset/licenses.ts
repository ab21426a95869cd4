import type { Document, Example } from '../format/document.ts'
import { type Message, message } from '../message.ts'
import { effectiveFields, licenseOf } from '../row.ts'

// What the licence of an example asks of the data set that the example is in. Names are those of SPDX
// (spdx.org/licenses), in any case; what Creative Commons licences allow of each other is from the chart in the FAQ of
// Creative Commons ("If I derive or adapt material offered under a Creative Commons license, which CC license(s) can I
// use?"). This helps to notice; it is no legal advice.

/** What a licence asks of those who pass on what is made of a work. */
export type Demand = 'name' | 'same' | 'non-commercial' | 'unchanged' | 'permission'

export interface License {
  /** As SPDX writes it. */
  readonly name: string
  /** Licences of one family are versions of each other. */
  readonly family: string
  readonly demands: readonly Demand[]
}

const free = 'CC0-1.0 PDDL-1.0 Unlicense 0BSD MIT-0 CC-PDDC CC-PDM-1.0'.split(' ')
const permissive =
  'MIT Apache-2.0 BSD-2-Clause BSD-3-Clause ISC Zlib BSL-1.0 AFL-3.0 Artistic-2.0 MS-PL ODC-By-1.0 CDLA-Permissive-1.0 CDLA-Permissive-2.0 CC-BY-1.0 CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0'.split(
    ' ',
  )
const alike =
  'CC-BY-SA-1.0 CC-BY-SA-2.0 CC-BY-SA-2.5 CC-BY-SA-3.0 CC-BY-SA-4.0 ODbL-1.0 CDLA-Sharing-1.0 GFDL-1.2 GFDL-1.3 GPL-2.0 GPL-3.0 LGPL-2.1 LGPL-3.0 AGPL-3.0 MPL-2.0 EPL-2.0 EUPL-1.2'.split(
    ' ',
  )
const creative: readonly (readonly [kind: string, demands: readonly Demand[]])[] = [
  ['CC-BY-NC', ['name', 'non-commercial']],
  ['CC-BY-NC-SA', ['name', 'non-commercial', 'same']],
  ['CC-BY-ND', ['name', 'unchanged']],
  ['CC-BY-NC-ND', ['name', 'non-commercial', 'unchanged']],
]

const licenses = new Map<string, License>(
  [
    ...free.map(name => license(name, [])),
    ...permissive.map(name => license(name, ['name'])),
    ...alike.map(name => license(name, ['name', 'same'])),
    ...creative.flatMap(([kind, demands]) =>
      ['1.0', '2.0', '2.5', '3.0', '4.0'].map(version => license(`${kind}-${version}`, demands)),
    ),
  ].map(one => [one.name.toLowerCase(), one]),
)
/** Names in use that are none of SPDX. */
const others: ReadonlyMap<string, string> = new Map([
  ['cc0', 'cc0-1.0'],
  ['apache2.0', 'apache-2.0'],
  ['apache-license-2.0', 'apache-2.0'],
  ['odc-by', 'odc-by-1.0'],
  ['pddl', 'pddl-1.0'],
  ['odbl', 'odbl-1.0'],
  ['bsd', 'bsd-3-clause'],
  ['mit-license', 'mit'],
])
const reserved = /^(?:proprietary|closed|confidential|copyright(?:ed)?|all-rights-reserved)$/

function license(name: string, demands: readonly Demand[]): License {
  return { name, family: name.replace(/-\d+(?:\.\d+)*$/, ''), demands }
}

/** What is known of a licence by its name; undefined where it is none that is known here. */
export function licenseNamed(text: string): License | undefined {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/^creative\s+commons\s+/, 'cc-')
    .replace(/[\s_]+/g, '-')
    .replace(/^cc-?(?=by)/, 'cc-')
    .replace(/-(?:only|or-later|international|igo)$/, '')
    .replace(/\+$/, '')
  if (reserved.test(name)) return { name: text.trim(), family: name, demands: ['permission'] }
  const known = licenses.get(name) ?? licenses.get(others.get(name) ?? '')
  // Without a version it may be any, which asks the same.
  return known ?? (licenses.has(`${name}-4.0`) ? licenses.get(`${name}-4.0`) : undefined)
}

/** Why what is under one licence cannot go into a set under another, in words; undefined where it can, or is not known. */
export function conflict(own: string, set: string): Message | undefined {
  const [mine, theirs] = [licenseNamed(own), licenseNamed(set)]
  if (!mine || !theirs || mine.family === theirs.family) return undefined
  const named = { own: mine.name, set: theirs.name }
  if (mine.demands.includes('permission')) {
    return message('{own} allows no copies; the data set gives them under {set}', named)
  }
  if (mine.demands.includes('unchanged')) {
    return message('{own} allows no changed copies; the data set allows them under {set}', named)
  }
  if (mine.demands.includes('same')) {
    return message('{own} asks that what is made of it stays under {own}; the data set is under {set}', named)
  }
  if (
    mine.demands.includes('non-commercial') &&
    !theirs.demands.some(one => one === 'non-commercial' || one === 'permission')
  ) {
    return message('{own} forbids commercial use; the data set allows it under {set}', named)
  }
  if (mine.demands.includes('name') && !theirs.demands.length) {
    return message('{own} asks that its authors are named; {set}, the licence of the data set, does not', named)
  }
  return undefined
}

export interface LicenseIssue {
  /** The rule that reports it in the editor. */
  readonly rule: 'license-missing' | 'license-conflict'
  readonly message: Message
}

/** What is to be said of the licence of an example when it is exported. */
export function licenseIssue(document: Document, example: Example): LicenseIssue | undefined {
  const found = licenseOf(document, example)
  if (!found?.trim()) return { rule: 'license-missing', message: message('It has no licence; nobody may train on it') }
  const { source } = effectiveFields(document, example)
  const own = typeof source === 'object' ? source.license : undefined
  const set = document.regions[0]?.header?.fields.values.license
  const problem = own && set ? conflict(own, set) : undefined
  return problem && { rule: 'license-conflict', message: problem }
}

/** The same in words. */
export function licenseNotice(document: Document, example: Example): Message | undefined {
  return licenseIssue(document, example)?.message
}
