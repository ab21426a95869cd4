import type { Format } from '../core/formats/format.ts'
import { formatById, formats } from '../core/formats/index.ts'
import { type OptionShape, optionShapes, selecting } from '../core/formats/options.ts'
import { command, exits, meant, table, WrongUse } from './command.ts'
import { flagOf, formatTable } from './export-flags.ts'
import { writeOut } from './terminal.ts'

export const listFormats = command({
  name: 'formats',
  summary: 'List the formats that "limo export" writes, or describe one.',
  usage: '[FORMAT…]',
  docs: `
Without a name, lists every format. With one or more, says who reads it, what becomes of an example, which options it has
a place for, and shows an example.
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
  const flags = Object.entries(example.options ?? {}).map(([name, value]) => `--${flagOf(name as never)} ${value}`)
  const written = 'files' in example ? example.files : { '': example.file }
  return [
    `${format.id}: ${format.title}\n`,
    `${format.docs.trim()}\n`,
    'Options:',
    table(optionsOf(format).map(shape => [`--${flagOf(shape.name)}`, valuesOf(shape, format)] as const)),
    `Example${flags.length ? `, with ${flags.join(' ')}` : ''}:\n`,
    indented(example.limo),
    'becomes\n',
    ...Object.entries(written).flatMap(([name, text]) => [...(name ? [`${name}\n`] : []), indented(text)]),
  ].join('\n')
}

function optionsOf(format: Format): readonly OptionShape[] {
  return optionShapes.filter(({ name }) => format.honours[name] || (selecting as readonly string[]).includes(name))
}

function valuesOf({ description, name, values }: OptionShape, format: Format): string {
  const honoured = format.honours[name]
  const some = Array.isArray(honoured) ? honoured : values
  return some ? `${description} ${some.join(', ')}.` : description
}

function indented(text: string): string {
  return text
    .trimEnd()
    .replace(/^(?=.)/gm, '    ')
    .concat('\n')
}

function described(format: Format): object {
  const { docs, id, title, type } = format
  return {
    id,
    title,
    type,
    ...(format.type === 'file' && { extension: format.extension }),
    docs: docs.trim(),
    options: optionsOf(format).map(shape => {
      const honoured = format.honours[shape.name]
      return { ...shape, ...(Array.isArray(honoured) && { values: honoured }) }
    }),
    ...(format.needs && { needs: format.needs }),
  }
}
