import { type GivenOptions, readOptions } from '../core/export.ts'
import { flagOf } from '../core/formats/docs.ts'
import type { Format } from '../core/formats/format.ts'
import { formats } from '../core/formats/index.ts'
import { type ExportOptions, type OptionShape, optionShapes, selecting } from '../core/formats/options.ts'
import { render } from '../core/message.ts'
import { type Option, table, WrongUse } from './command.ts'

/** Every format with its title. */
export function formatTable(): string {
  return table(formats.map(({ id, title, type }) => [id, type === 'folder' ? `${title} (a folder)` : title]))
}

/** The options of an export as those of a command. */
export const exportFlags: Readonly<Record<string, Option>> = Object.fromEntries(
  optionShapes.map(shape => [flagOf(shape.name), optionOf(shape)]),
)

function optionOf(shape: OptionShape): Option {
  const { description, type, value, values } = shape
  if (type === 'switch') return { docs: description }
  return {
    value: value ?? (type === 'choice' ? 'WHAT' : 'VALUE'),
    docs: [description, ...meanings(shape)].join('\n'),
    ...(values && { values }),
    ...(type === 'choices' && { multiple: true }),
  }
}

/** A line for each value, where they mean something that their name does not say. */
function meanings({ default: byDefault, type, valueDescriptions, values }: OptionShape): string[] {
  if (type === 'choices') return [`One of ${values!.join(', ')}. May be repeated.`]
  if (!values) return []
  if (!valueDescriptions) return [`One of ${values.join(', ')}.`]
  return values.map((value, i) => `${value}${value === byDefault ? ' (default)' : ''}: ${valueDescriptions[i]}`)
}

/** What the flags of a call come to. */
export function optionsFrom(
  values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>,
  format: Format,
): ExportOptions {
  const given: Record<string, unknown> = {}
  for (const { name, type } of optionShapes) {
    const value = values[flagOf(name)]
    if (value === undefined || value === false || (Array.isArray(value) && !value.length)) continue
    given[name] = type === 'number' ? numberFrom(value as string) : value
  }
  const read = readOptions(format, given as GivenOptions)
  if (read.type === 'options') return read.options
  const others = formats.filter(other => other.honours[read.option]).map(other => other.id)
  const isForeign = !format.honours[read.option] && !(selecting as readonly string[]).includes(read.option)
  const hint = isForeign ? `; it is for ${others.join(', ')}` : ''
  throw new WrongUse(`--${flagOf(read.option)}: ${render(read.reason)}${hint}`)
}

/** What is no number is left for the schema to refuse. */
function numberFrom(text: string): number | string {
  const number = Number(text)
  return text.trim() === '' || Number.isNaN(number) ? text : number
}
