import { stringify } from 'yaml'
import { type Split, splits } from '../format/fields.ts'
import type { Row } from '../row.ts'
import { lacksAnswer, limoSegments } from './conversation.ts'
import type { FolderFormat } from './format.ts'
import { yamlOptions } from './llama-factory.ts'
import type { ExportOptions } from './options.ts'
import { type ParquetFile, parquetFile } from './parquet-file.ts'
import { type Column, columnsFor, shapesOf, valuesOf } from './row-columns.ts'

export const huggingface: FolderFormat = {
  id: 'huggingface',
  type: 'folder',
  title: 'Hugging Face repository: card and Parquet',
  readers: 'The Hugging Face Hub, datasets',
  docs: `
A folder that is a data set on the Hugging Face Hub as it stands: a Parquet file for each split below \`data\`, and
\`README.md\`, the card. Its head holds what the Hub and \`datasets\` read (licence, languages, size, tags, features, the
number of examples of each split); its text, made of the headers of the files and of what is in the data, says what each
column is, where the problems come from, and what was checked.

Sources: [Hugging Face, dataset cards](https://huggingface.co/docs/hub/datasets-cards),
[repository structure](https://huggingface.co/docs/datasets/repository_structure).
`,
  solutions: 'correct',
  honours: { columns: true, name: true, headings: true, hints: true, macros: true },
  defaults: { columns: 'all' },
  lacks: lacksAnswer,
  async *write(rows, options) {
    const columns = columnsFor(options)
    const shapes = shapesOf(columns)
    const parts = new Map<Split, Part>()
    const about = gathering()
    for await (const row of rows) {
      const split = row.split ?? 'train'
      const part = parts.get(split) ?? { file: await parquetFile(shapes), size: 0 }
      parts.set(split, part)
      about.add(row)
      const content = part.file.add(valuesOf(row, columns))
      if (!content) continue
      part.size += content.length
      yield { file: pathOf(split), content }
    }
    if (!parts.size) return
    for (const [split, part] of parts) {
      const content = part.file.end()
      part.size += content.length
      yield { file: pathOf(split), content }
    }
    yield { file: 'README.md', content: card(columns, parts, about.said(), options) }
  },
  trained: limoSegments,
  example: {
    limo: '@limo 1\ntitle: Small sums\nlicense: CC-BY-4.0\n@example a\nlanguage: en\ndomain: arithmetic\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    options: { columns: 'limo' },
    files: {
      'README.md': `---
pretty_name: Small sums
license: cc-by-4.0
language:
  - en
size_categories:
  - n<1K
task_categories:
  - text-generation
  - question-answering
tags:
  - reasoning
  - chain-of-thought
  - limo
  - arithmetic
dataset_info:
  features:
    - name: question
      dtype: string
    - name: solution
      dtype: string
    - name: answer
      dtype: string
  splits:
    - name: train
      num_bytes: 32
      num_examples: 1
  download_size: 446
  dataset_size: 32
configs:
  - config_name: default
    data_files:
      - split: train
        path: data/train-*
---

# Small sums

Reasoning examples: problems with worked solutions and answers, written with LIMO. 1 example.

## Splits

| split | examples |
|---|---|
| train | 1 |

## Columns

| column | type | what it is |
|---|---|---|
| \`question\` | text | the problem, in Markdown with LaTeX |
| \`solution\` | text | the worked solution, with its final answer in a box |
| \`answer\` | text | the final answer, in LaTeX without delimiters |

## What is in it

- Domains: arithmetic (1)
- Languages: en (1)

## How it was checked

The examples were exported whatever LIMO's rules say of them.

## Licence

CC-BY-4.0

## Use

\`\`\`python
from datasets import load_dataset

data = load_dataset("path/to/limo")
\`\`\`
`,
      'data/train-00000-of-00001.parquet':
        '{"question":"What is $1+1$?","solution":"Two: $\\\\boxed{2}$.","answer":"2"}\n',
    },
  },
}

interface Part {
  readonly file: ParquetFile
  size: number
}

function pathOf(split: Split): string {
  return `data/${split}-00000-of-00001.parquet`
}

/** What the rows say together; only what is counted stays of them. */
interface Said {
  readonly titles: readonly string[]
  readonly descriptions: readonly string[]
  readonly authors: readonly string[]
  readonly licenses: ReadonlyMap<string, number>
  readonly unlicensed: number
  readonly languages: ReadonlyMap<string, number>
  readonly domains: ReadonlyMap<string, number>
  readonly sources: ReadonlyMap<string, number>
  readonly statuses: ReadonlyMap<string, number>
}

function gathering(): { add(row: Row): void; said(): Said } {
  const titles = new Set<string>()
  const descriptions = new Set<string>()
  const authors = new Set<string>()
  const licenses = new Map<string, number>()
  const languages = new Map<string, number>()
  const domains = new Map<string, number>()
  const sources = new Map<string, number>()
  const statuses = new Map<string, number>()
  let unlicensed = 0
  return {
    add({ fields, header, license }) {
      if (header.title) titles.add(header.title)
      if (header.description) descriptions.add(header.description)
      for (const author of fields.authors ?? []) authors.add(author)
      if (license) count(licenses, license)
      else unlicensed++
      if (fields.language) count(languages, fields.language.split('-')[0]!.toLowerCase())
      if (fields.domain) count(domains, fields.domain)
      const { source } = fields
      const name = typeof source === 'object' ? (source.name ?? source.url) : source
      if (name) count(sources, name)
      count(statuses, fields.status ?? 'no status')
    },
    said: () => ({
      titles: [...titles],
      descriptions: [...descriptions],
      authors: [...authors],
      licenses,
      unlicensed,
      languages,
      domains,
      sources,
      statuses,
    }),
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function card(columns: readonly Column[], parts: ReadonlyMap<Split, Part>, said: Said, options: ExportOptions): string {
  const title = said.titles.length === 1 ? said.titles[0]! : options.name
  const present = splits.flatMap(split => {
    const part = parts.get(split)
    return part ? [{ split, ...part }] : []
  })
  const total = present.reduce((sum, { file }) => sum + file.rows, 0)
  const head = {
    pretty_name: title,
    ...licenseKeys(said),
    ...(said.languages.size && { language: [...said.languages.keys()].sort() }),
    size_categories: [sizeCategory(total)],
    task_categories: ['text-generation', 'question-answering'],
    tags: ['reasoning', 'chain-of-thought', 'limo', ...domainTags(said)],
    dataset_info: {
      features: columns.map(featureOf),
      splits: present.map(({ file, split }) => ({ name: split, num_bytes: file.bytes, num_examples: file.rows })),
      download_size: present.reduce((sum, { size }) => sum + size, 0),
      dataset_size: present.reduce((sum, { file }) => sum + file.bytes, 0),
    },
    configs: [
      {
        config_name: 'default',
        data_files: present.map(({ split }) => ({ split, path: `data/${split}-*` })),
      },
    ],
  }
  const sections = [
    `# ${plain(title)}`,
    said.descriptions.length > 1 ? said.descriptions.map(text => `- ${text}`).join('\n') : (said.descriptions[0] ?? ''),
    `Reasoning examples: problems with worked solutions and answers, written with LIMO. ${counted(total, 'example')}.`,
    section(
      'Splits',
      table(
        ['split', 'examples'],
        present.map(({ file, split }) => [split, String(file.rows)]),
      ),
    ),
    section(
      'Columns',
      table(
        ['column', 'type', 'what it is'],
        columns.map(({ docs, name, type }) => [`\`${name}\``, typeNames[type], docs]),
      ),
    ),
    section('What is in it', contents(said)),
    section('How it was checked', checks(said, options)),
    section('Licence', license(said)),
    ...(said.authors.length ? [section('Authors', said.authors.map(name => `- ${plain(name)}`).join('\n'))] : []),
    section('Use', usage(options)),
  ]
  return `---\n${stringify(head, yamlOptions)}---\n\n${sections.filter(part => part !== '').join('\n\n')}\n`
}

const typeNames = { string: 'text', number: 'number', strings: 'list of texts', json: 'text' } as const

/** As \`datasets\` writes it into a card, in the form that older versions read too. */
function featureOf({ name, type }: Column): object {
  if (type === 'strings') return { name, sequence: 'string' }
  return { name, dtype: type === 'number' ? 'float64' : 'string' }
}

function sizeCategory(total: number): string {
  const names = ['1K', '10K', '100K', '1M', '10M', '100M']
  const at = names.findIndex((_, i) => total < 1000 * 10 ** i)
  if (at < 0) return '100M<n<1B'
  return at === 0 ? 'n<1K' : `${names[at - 1]}<n<${names[at]}`
}

/** The Hub knows licences by their short names in small letters; another is "other", with its own name beside it. */
const hubLicenses = new Set(
  (
    'apache-2.0 mit openrail afl-3.0 artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc cc0-1.0 ' +
    'cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 ' +
    'cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0 ' +
    'cdla-permissive-2.0 wtfpl ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0 lgpl ' +
    'lgpl-2.1 lgpl-3.0 isc lppl-1.3c ms-pl mpl-2.0 odc-by odbl ofl-1.1 osl-3.0 postgresql ncsa unlicense zlib pddl unknown'
  ).split(' '),
)

function licenseKeys({ licenses, unlicensed }: Said): object {
  const known = [...licenses.keys()]
  const ids = [...new Set(known.map(name => name.toLowerCase().replaceAll(' ', '-')))]
  if (!ids.length) return { license: 'unknown' }
  if (!unlicensed && ids.every(id => hubLicenses.has(id))) return { license: ids.length === 1 ? ids[0] : ids }
  return { license: 'other', license_name: ids.join('-and-').replaceAll(/[^a-z0-9.-]+/g, '-') }
}

function domainTags({ domains }: Said): string[] {
  const names = [...domains].sort((a, b) => b[1] - a[1]).map(([name]) => name.toLowerCase().replaceAll(/\s+/g, '-'))
  return [...new Set(names)].slice(0, 10)
}

function section(title: string, text: string): string {
  return text === '' ? '' : `## ${title}\n\n${text}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

/** What stands in fields is shown as it is, not read as Markdown or HTML. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>#|]/g, '\\$&')
}

function counted(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}

const mostListed = 20

function tally(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort((a, b) => b[1] - a[1])
  const shown = sorted.slice(0, mostListed).map(([name, number]) => `${plain(name)} (${number.toLocaleString('en')})`)
  return shown.join(', ') + (sorted.length > mostListed ? `, and ${sorted.length - mostListed} more` : '')
}

function contents({ domains, languages, sources }: Said): string {
  const lines = [
    ['Domains', domains],
    ['Languages', languages],
    ['Sources', sources],
  ] as const
  return lines.flatMap(([name, counts]) => (counts.size ? [`- ${name}: ${tally(counts)}`] : [])).join('\n')
}

const checked = {
  none: "The examples were exported whatever LIMO's rules say of them.",
  error:
    "Each example was checked with LIMO's rules before it was written: its form, its formulas, its mathematics and its reasoning. Those with an error were left out.",
  warning:
    "Each example was checked with LIMO's rules before it was written: its form, its formulas, its mathematics and its reasoning. Those with an error or a warning were left out.",
} as const

function checks({ statuses }: Said, { skip, skipStatus }: ExportOptions): string {
  const left = skipStatus.length ? ` Examples of the status ${skipStatus.join(', ')} were left out.` : ''
  const known = [...statuses.keys()].some(status => status !== 'no status')
  return `${checked[skip]}${left}${known ? `\n\nStatus of the examples: ${tally(statuses)}.` : ''}`
}

function license({ licenses, unlicensed }: Said): string {
  if (!licenses.size) return 'No licence is given.'
  if (licenses.size === 1 && !unlicensed) return plain([...licenses.keys()][0]!)
  const none = unlicensed ? `; without a licence: ${unlicensed.toLocaleString('en')}` : ''
  return `${tally(licenses)}${none}. The licence of each example is in the column \`license\`, where there is one.`
}

function usage({ name }: ExportOptions): string {
  return `\`\`\`python\nfrom datasets import load_dataset\n\ndata = load_dataset("path/to/${name}")\n\`\`\``
}
