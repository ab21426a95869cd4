import type { Json } from '../format/fields.ts'
import { type Message, message } from '../message.ts'
import { isObject } from './columns.ts'

export type Merged =
  /** `replaced` are the entries of the old text that say something else now. */
  | { readonly type: 'merged'; readonly text: string; readonly replaced: readonly string[] }
  | { readonly type: 'unreadable'; readonly reason: Message }

/**
 * A JSON file in which every data set has its entry, with ours: those of the same name are replaced where they stand, new
 * ones come last. All else stays as it was written.
 */
export function mergeEntries(old: string, ours: string): Merged {
  let text = old
  const before = objectIn(old)
  if ('reason' in before) return before
  const replaced: string[] = []
  for (const [name, value] of Object.entries(JSON.parse(ours) as { [name: string]: Json })) {
    const there = Object.hasOwn(before.value, name) ? before.value[name] : undefined
    if (there !== undefined && JSON.stringify(there) === JSON.stringify(value)) continue
    const places = placesIn(text)
    const same = places.entries.filter(entry => entry.name === name)
    if (same.length > 1) return unreadable(message('it holds {count} entries "{name}"', { count: same.length, name }))
    if (same[0]) replaced.push(name)
    text = same[0] ? replacedAt(text, same[0], value) : added(text, places, name, value)
  }
  return { type: 'merged', text, replaced }
}

function objectIn(text: string): { readonly value: { [name: string]: Json } } | Extract<Merged, { reason: unknown }> {
  let value: Json
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, '')) as Json
  } catch (error) {
    return unreadable(message('it is no JSON: {reason}', { reason: (error as Error).message }))
  }
  return isObject(value) ? { value } : unreadable(message('it is no JSON object; expected an entry for each data set'))
}

function unreadable(reason: Message): Extract<Merged, { reason: unknown }> {
  return { type: 'unreadable', reason }
}

interface Entry {
  readonly name: string
  /** Of its name, with the quotes. */
  readonly start: number
  readonly valueStart: number
  readonly end: number
}

interface Places {
  /** Behind the bracket that opens the object. */
  readonly inside: number
  readonly entries: readonly Entry[]
}

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** Where the entries of an object stand, in a text that is JSON. */
function placesIn(text: string): Places {
  const entries: Entry[] = []
  let inside = 0
  let depth = 0
  let name: { readonly text: string; readonly start: number } | undefined
  let valueStart = -1
  let end = 0
  for (const { 0: found, index } of text.matchAll(token)) {
    if (depth === 1 && (found === ',' || found === '}')) finish()
    else if (depth === 1 && !name) name = { text: JSON.parse(found) as string, start: index }
    else if (depth === 1 && found !== ':' && valueStart < 0) valueStart = index
    if (found === '{' || found === '[') depth++
    else if (found === '}' || found === ']') depth--
    end = index + found.length
    if (!inside && found === '{') inside = end
  }
  return { inside, entries }

  function finish(): void {
    if (name) entries.push({ name: name.text, start: name.start, valueStart, end })
    name = undefined
    valueStart = -1
  }
}

function replacedAt(text: string, { end, start, valueStart }: Entry, value: Json): string {
  const lineStart = text.lastIndexOf('\n', start) + 1
  const indent = text.slice(lineStart, start)
  const isAlone = lineStart > 0 && indent.trim() === ''
  return text.slice(0, valueStart) + written(value, isAlone ? indent : undefined, text) + text.slice(end)
}

function added(text: string, { entries, inside }: Places, name: string, value: Json): string {
  const last = entries.at(-1)
  const at = last?.end ?? inside
  const before = last ? text.slice(text.lastIndexOf('\n', last.start) + 1, last.start) : '  '
  // Entries that share a line go on in it.
  const indent = last && (before.trim() !== '' || !text.slice(0, last.start).includes('\n')) ? undefined : before
  const entry = `${JSON.stringify(name)}: ${written(value, indent, text)}`
  if (indent === undefined) return `${text.slice(0, at)}, ${entry}${text.slice(at)}`
  const end = lineEnd(text)
  if (last) return `${text.slice(0, at)},${end}${indent}${entry}${text.slice(at)}`
  return `${text.slice(0, at)}${end}${indent}${entry}${end}${text.slice(at).trimStart()}`
}

/** Lines are indented as those of the file are; none where everything is on one line. */
function written(value: Json, indent: string | undefined, text: string): string {
  if (indent === undefined) return JSON.stringify(value)
  return JSON.stringify(value, null, indent || 2).replaceAll('\n', lineEnd(text) + indent)
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
