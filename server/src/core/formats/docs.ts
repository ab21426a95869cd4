import { roles } from './columns.ts'
import type { Format } from './format.ts'
import { type OptionShape, optionShapes, selecting } from './options.ts'
import type { Reader } from './reader.ts'

/** The options that a format has a place for, with the values that it takes. */
export function optionsOf(format: Format): readonly OptionShape[] {
  return optionShapes
    .filter(({ name }) => format.honours[name] || (selecting as readonly string[]).includes(name))
    .map(shape => {
      const honoured = format.honours[shape.name]
      const byDefault = format.defaults?.[shape.name]
      const only = Array.isArray(honoured) ? (honoured as readonly string[]) : undefined
      return {
        ...shape,
        ...(only && { values: only, ...described(shape, only) }),
        ...(byDefault !== undefined && { default: byDefault }),
      }
    })
}

function described({ valueDescriptions, values }: OptionShape, only: readonly string[]): Partial<OptionShape> {
  if (!valueDescriptions || !values) return {}
  return { valueDescriptions: only.map(value => valueDescriptions[values.indexOf(value)]!) }
}

/** A format as it is told to those who have to choose one. */
export function descriptionOf(format: Format) {
  const { id, needs, readers, title, type } = format
  return {
    id,
    title,
    readers,
    type,
    ...(format.type === 'file' && { extension: format.extension }),
    options: optionsOf(format).map(shape => ({ ...shape })),
    needs: [...(needs ?? [])],
  }
}

/** `skipStatus` is `--skip-status`. */
export function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** The files of a format's example by name; the one file of a format that writes one has none. */
export function exampleFiles({ example }: Format): Readonly<Record<string, string>> {
  return 'files' in example ? example.files : { '': example.file }
}

/** The docs of all formats, as one page of Markdown; each format's heading is its id, so that `#id` leads there. */
export function formatsPage(formats: readonly Format[], readers: readonly Reader[]): string {
  return [introduction, contents(formats), imports(readers), options, ...formats.map(section)].join('\n\n').concat('\n')
}

const introduction = `<!-- Generated from the formats by test/generated.test.ts; change the formats, not this page. -->

# Formats

What \`limo export\` and \`LIMO: Export Data Set…\` write, who reads it, and what becomes of an example. The examples are
held against the formats by a test.`

function contents(formats: readonly Format[]): string {
  const rows = formats.map(
    ({ id, title, type }) => `| [${id}](#${id}) | ${title} | ${type === 'folder' ? 'a folder' : 'a file'} |`,
  )
  return ['| format | what it is | writes |', '|---|---|---|', ...rows].join('\n')
}

function imports(readers: readonly Reader[]): string {
  const rows = readers.map(({ id, names, title }) => `| \`${id}\` | ${title} | ${columnsIn(names)} |`)
  return [importing, ['| `--from` | what it is | columns |', '|---|---|---|', ...rows].join('\n'), conversations].join(
    '\n\n',
  )
}

/** The names that each role goes by, the likeliest first. */
function columnsIn(names: Reader['names']): string {
  return roles.flatMap(role => (names[role] ? [names[role].map(name => `\`${name}\``).join(' or ')] : [])).join('; ')
}

const importing = `## What is read

\`limo import\`, \`LIMO: Import Data Set…\` and \`LIMO: Paste as Example\` read records of these shapes, in JSON Lines, JSON lists
or Parquet. Each record is read by the first that knows it, unless \`--from\` names one. What no part of an example is for
is kept in \`meta\`. A record that cannot be read is left out, with its line and the reason.`

const conversations = `**A conversation of several turns is left out**, by its line and with its count of turns, wherever it stands: in messages,
in the prompt of a pair, in segments, in the \`history\` of Alpaca. An example is one problem and its solutions. The first
exchange is not taken from a conversation: a later turn often takes its reply back ("Are you sure?"), and a later question
is not understood without what was said before; whoever knows the data can tell which exchange stands alone, and makes a
record of it. System turns are no turns in this sense; those that are not LIMO's own prompt are kept in \`meta\`.

**A batch request** becomes a problem to be solved, with \`custom_id\` as its id. The result of a batch holds no question: a
record needs both. \`jq -cs 'group_by(.custom_id)[] | add' requests.jsonl results.jsonl > both.jsonl\` puts them together. Of
a result only the reply is kept, of several choices the first is the solution; the others stay in \`meta\`. A reply that
was cut off, and a request that failed, are left out.`

const options = `## Options

On the command line each is a flag (\`skipStatus\` is \`--skip-status\`). A format refuses those that it has no place for.

| option | what it says | values |
|---|---|---|
${optionShapes.map(optionRow).join('\n')}`

function optionRow({ default: byDefault, description, name, valueDescriptions, values }: OptionShape): string {
  const meanings = values?.map((value, i) => {
    const meaning = valueDescriptions?.[i]
    return `\`${value}\`${meaning ? `: ${meaning}` : ''}`
  })
  const usual = Array.isArray(byDefault) || byDefault === '' || byDefault === undefined ? undefined : String(byDefault)
  const last = usual === undefined ? [] : [`Default: \`${usual}\`.`]
  return `| \`${name}\` | ${cell(description)} | ${cell([...(meanings ?? []), ...last].join('<br>'))} |`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/<(\/?(?:think|answer))>/g, '&lt;$1&gt;')
}

function section(format: Format): string {
  const { docs, example, id, title } = format
  const honoured = optionsOf(format).filter(({ name }) => !(selecting as readonly string[]).includes(name))
  const names = honoured.map(({ name, values, type }) => {
    const some = Array.isArray(format.honours[name]) && type === 'choice' ? ` (${values!.join(', ')})` : ''
    return `\`${name}\`${some}`
  })
  const given = Object.entries(example.options ?? {}).map(([name, value]) => `\`${name}: ${value}\``)
  return [
    `## ${id}`,
    `**${title}**`,
    docs.trim(),
    `Options: ${names.join(', ')}.`,
    'Example:',
    fenced('limo', example.limo),
    `becomes${given.length ? `, with ${given.join(', ')},` : ''}`,
    ...Object.entries(exampleFiles(format)).flatMap(([name, text]) => [
      ...(name ? [`\`${name}\``] : []),
      fenced(name.endsWith('.md') ? 'md' : 'json', text),
    ]),
  ].join('\n\n')
}

function fenced(language: string, text: string): string {
  const fence = text.includes('```') ? '````' : '```'
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`
}
