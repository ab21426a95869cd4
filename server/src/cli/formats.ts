import { descriptionOf, exampleFiles, flagOf, optionsOf } from '../core/formats/docs.ts'
import type { Format } from '../core/formats/format.ts'
import { formatById, formats } from '../core/formats/index.ts'
import type { OptionShape } from '../core/formats/options.ts'
import { command, exits, meant, table, WrongUse } from './command.ts'
import { formatTable } from './export-flags.ts'
import { writeOut } from './terminal.ts'

export const listFormats = command({
  name: 'formats',
  summary: 'List the formats that "limo export" writes, or describe one.',
  usage: '[FORMAT…]',
  docs: `
Without a name, lists every format. With one or more, says who reads it, what becomes of an example and which options it
has a place for, and shows an example.
`,
  options: { json: { docs: 'As JSON, for programs.' } },
  async run({ json }, names) {
    for (const name of names) {
      if (!formatById.has(name)) throw new WrongUse(`${name}: no such format${meant(name, [...formatById.keys()])}`)
    }
    const chosen = names.length ? names.map(name => formatById.get(name)!) : formats
    if (json) await writeOut(`${JSON.stringify(chosen.map(described), null, 2)}\n`)
    else if (names.length) await writeOut(chosen.map(pageOf).join('\n'))
    else await writeOut(formatTable())
    return exits.clean
  },
})

function pageOf(format: Format): string {
  const { example } = format
  const flags = Object.entries(example.options ?? {}).map(([name, value]) => `--${flagOf(name)} ${value}`)
  return [
    `${format.id}: ${format.title}\n`,
    `${format.docs.trim()}\n`,
    'Options:',
    table(optionsOf(format).map(shape => [`--${flagOf(shape.name)}`, meaningOf(shape)] as const)),
    `Example${flags.length ? `, with ${flags.join(' ')}` : ''}:\n`,
    indented(example.limo),
    'becomes\n',
    ...Object.entries(exampleFiles(format)).flatMap(([name, text]) => [...(name ? [`${name}\n`] : []), indented(text)]),
  ].join('\n')
}

function meaningOf({ description, values }: OptionShape): string {
  return values ? `${description} ${values.join(', ')}.` : description
}

function indented(text: string): string {
  return text
    .trimEnd()
    .replace(/^(?=.)/gm, '    ')
    .concat('\n')
}

function described(format: Format): object {
  return { ...descriptionOf(format), docs: format.docs.trim() }
}
