import type { Document, Region } from '../format/document.ts'

/** A value that a field may be given, and what it says. */
export interface FieldValue {
  readonly text: string
  readonly docs: string
}

/** What is known of the values of a key, wherever it stands: what they mean, and which are common. */
export function commonValues(key: string): readonly FieldValue[] {
  return Object.hasOwn(common, key) ? common[key]! : []
}

/** The values that the document gives a key, the most frequent first. */
export function usedValues(document: Document, key: string): string[] {
  const counts = new Map<string, number>()
  for (const region of document.regions) {
    for (const text of valuesIn(region).get(key) ?? []) counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([text]) => text)
}

const values = new WeakMap<Region, ReadonlyMap<string, readonly string[]>>()

function valuesIn(region: Region): ReadonlyMap<string, readonly string[]> {
  let known = values.get(region)
  if (!known) {
    const { header, example } = region
    const found = new Map<string, string[]>()
    for (const fields of [header?.fields.values, header?.defaults?.values, example?.fields.values]) {
      collect(fields, found)
    }
    known = found
    values.set(region, known)
  }
  return known
}

/** Those of the author's own mapping stay out. */
function collect(fields: Readonly<Record<string, unknown>> | undefined, found: Map<string, string[]>): void {
  for (const [key, value] of Object.entries(fields ?? {})) {
    if (key === 'source' && typeof value === 'object') collect(value as Record<string, unknown>, found)
    const texts = (Array.isArray(value) ? value : [value]).filter(item => typeof item === 'string')
    if (texts.length) found.set(key, [...(found.get(key) ?? []), ...texts])
  }
}

const languages = [
  'en',
  'zh',
  'zh-Hans',
  'zh-Hant',
  'de',
  'fr',
  'es',
  'pt',
  'pt-BR',
  'it',
  'nl',
  'pl',
  'cs',
  'ru',
  'uk',
]
const moreLanguages = ['tr', 'ar', 'fa', 'he', 'hi', 'bn', 'ur', 'id', 'vi', 'th', 'ja', 'ko', 'sv', 'da', 'nb', 'fi']
const names = new Intl.DisplayNames(['en'], { type: 'language' })

/** The name of a language by its tag. */
export function languageName(tag: string): string | undefined {
  try {
    const name = names.of(tag)
    return name === tag ? undefined : name
  } catch {
    return undefined
  }
}

const common: Readonly<Record<string, readonly FieldValue[]>> = {
  status: [
    { text: 'draft', docs: 'Still being written' },
    { text: 'review', docs: 'Written, and waiting for another reader' },
    { text: 'accepted', docs: 'Read and found right' },
    { text: 'rejected', docs: 'Not to be used' },
  ],
  split: [
    { text: 'train', docs: 'Models learn from it' },
    { text: 'validation', docs: 'Choices are made by it while a model learns' },
    { text: 'test', docs: 'What was learned is measured by it, at the end' },
  ],
  license: [
    { text: 'CC-BY-4.0', docs: 'Creative Commons Attribution 4.0: free for any use that names the author' },
    {
      text: 'CC-BY-SA-4.0',
      docs: 'Creative Commons Attribution-ShareAlike 4.0: the same, passed on under the same terms',
    },
    { text: 'CC-BY-NC-4.0', docs: 'Creative Commons Attribution-NonCommercial 4.0: no commercial use' },
    { text: 'CC-BY-NC-SA-4.0', docs: 'Creative Commons Attribution-NonCommercial-ShareAlike 4.0' },
    { text: 'CC0-1.0', docs: 'Creative Commons Zero: given to the public domain' },
    { text: 'MIT', docs: 'MIT License' },
    { text: 'Apache-2.0', docs: 'Apache License 2.0' },
    { text: 'BSD-3-Clause', docs: 'BSD License with three clauses' },
    { text: 'GFDL-1.3-or-later', docs: 'GNU Free Documentation License' },
    { text: 'ODC-By-1.0', docs: 'Open Data Commons Attribution License' },
    { text: 'ODbL-1.0', docs: 'Open Database License' },
    { text: 'CDLA-Permissive-2.0', docs: 'Community Data License Agreement, permissive' },
  ],
  language: [...languages, ...moreLanguages].map(text => ({ text, docs: languageName(text) ?? '' })),
  difficulty: [
    '1: a first exercise',
    '2',
    '3: homework',
    '4',
    '5: a good school contest',
    '6',
    '7: a national olympiad',
    '8',
    '9: an international olympiad',
    '10: the hardest competitions',
  ].map(line => {
    const [text, docs] = line.split(': ')
    return { text: text!, docs: docs ?? '' }
  }),
  source: [{ text: 'original', docs: 'Made for this data set' }],
}
