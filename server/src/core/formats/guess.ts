import type { Message } from '../message.ts'
import { columnsOf, guesses, type JsonObject, type Names, type Role } from './columns.ts'
import type { Reader } from './reader.ts'
import { readerFor } from './readers.ts'
import { type ForeignRecord, type ImportOptions, importRecord, readRecord } from './records.ts'

/** How a record was understood, to be looked at and put right before many are imported. */
export interface Guess {
  readonly reader: Reader
  /** What each part of an example is taken from. */
  readonly roles: readonly GuessedRole[]
  /** Every column of the record. */
  readonly columns: readonly Sampled[]
  /** The example that becomes of the record, or why none does. */
  readonly example:
    | { readonly type: 'example'; readonly text: string }
    | { readonly type: 'refused'; readonly reason: Message }
}

export interface Sampled {
  readonly column: string
  /** What the column holds, on one line. */
  readonly sample: string
}

export interface GuessedRole {
  readonly role: Role
  /** None where the record has no such column. */
  readonly found?: Sampled
}

/** What is guessed of a record; only why it is none where it holds no columns at all. */
export function guessOf(foreign: ForeignRecord, options: Omit<ImportOptions, 'taken'>): Guess | Message {
  const read = readRecord(foreign)
  if (read.type === 'refused') return read.reason
  const { record } = read
  const reader = options.reader ?? readerFor(record, options.map)
  const imported = importRecord(foreign, { ...options, taken: new Map() })
  return {
    reader,
    roles: rolesOf(record, reader, options),
    columns: Object.keys(record).map(column => sampled(record, column)),
    example: imported.type === 'example' ? { type: 'example', text: imported.text } : imported,
  }
}

/** The roles of a reader, and those that every record can have. */
export function namesFor(reader: Reader): Names {
  return { ...reader.names, id: guesses.id, domain: ['domain'], difficulty: ['difficulty'] }
}

function rolesOf(record: JsonObject, reader: Reader, { map }: Pick<ImportOptions, 'map'>): GuessedRole[] {
  const names = namesFor(reader)
  const columns = columnsOf(record, names, map)
  return (Object.keys(names) as Role[]).map(role => {
    const text = columns.text(role)
    const column = text.type === 'found' ? text.found.column : columns.of(role)?.column
    return column === undefined ? { role } : { role, found: sampled(record, column) }
  })
}

/** So much of a value is shown. */
const longest = 120

function sampled(record: JsonObject, column: string): Sampled {
  const value = record[column]!
  const text = typeof value === 'string' ? value.slice(0, 4 * longest) : shown(value)
  const line = text.replace(/\s+/g, ' ').trim()
  return { column, sample: line.length > longest ? `${line.slice(0, longest - 1).toWellFormed()}…` : line }
}

function shown(value: JsonObject[string]): string {
  // A long list is not written out to be cut.
  const some = Array.isArray(value) ? value.slice(0, 4) : value
  return JSON.stringify(some).slice(0, 4 * longest)
}
