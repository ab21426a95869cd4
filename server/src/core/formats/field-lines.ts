import { type ExampleFields, exampleFieldNames, type Json, simpleValue } from '../format/fields.ts'

/** The fields of an example as lines of a `.limo` file, so that reading gives the values back. */
export function fieldLines(fields: Partial<ExampleFields>): string[] {
  return exampleFieldNames.flatMap(key => {
    const value = fields[key] as Json | undefined
    if (value === undefined) return []
    if (typeof value === 'string') return [fieldLine(key, value)]
    if (Array.isArray(value)) return [`${key}: ${list(value)}`]
    if (value !== null && typeof value === 'object') return mapping(key, value)
    return [`${key}: ${JSON.stringify(value)}`]
  })
}

/** A field whose value is a text. */
export function fieldLine(key: string, value: string): string {
  return `${key}: ${plain(value)}`
}

/** A one-line value is the rest of its line as typed, but for what would be read otherwise. */
function plain(value: string): string {
  return /[\r\n]|^[ \t]|[ \t]$|^["'].*["']$|^[|>]?$/.test(value) ? JSON.stringify(value) : value
}

function list(items: readonly Json[]): string {
  const simple = `[${items.join(', ')}]`
  const read = simpleValue(simple)
  const same = Array.isArray(read) && read.length === items.length && read.every((item, i) => item === items[i])
  return same ? simple : `[${items.map(item => scalar(item)).join(', ')}]`
}

/** YAML refuses longer keys in a mapping of one key a line. */
const longestKey = 1000

function mapping(key: string, value: { readonly [key: string]: Json }): string[] {
  const entries = Object.entries(value)
  if (!entries.length) return [`${key}: {}`]
  if (entries.some(([name]) => name.length > longestKey)) return [`${key}: ${JSON.stringify(value)}`]
  return [`${key}:`, ...entries.map(([name, item]) => `  ${scalar(name)}: ${scalar(item)}`)]
}

const bareWord = /^[A-Za-z](?:[\w./-]|[ ](?=[\w./-]))*$/
const otherMeaning = /^(?:true|false|null)$/i

function scalar(value: Json): string {
  const bare = typeof value === 'string' && value.length < 200 && bareWord.test(value) && !otherMeaning.test(value)
  return bare ? value : JSON.stringify(value)
}
