import { type ColumnMap, columnsOf, type JsonObject, type Role } from './columns.ts'
import { chatReader } from './read-chat.ts'
import { columnsReader } from './read-columns.ts'
import { alpacaReader, nemoReader, segmentsReader } from './read-instructions.ts'
import { preferenceReader } from './read-preference.ts'
import { promptCompletionReader } from './read-prompt-completion.ts'
import { problemsReader, rftReader, verlReader } from './read-rewards.ts'
import { prm800kReader, processBenchReader, stepwiseReader } from './read-steps.ts'
import { numinaReader, openThoughtsReader, s1kReader } from './read-traces.ts'
import type { Reader } from './reader.ts'

/** Every shape that is read. Of several that know a record, the first reads it. */
export const readers: readonly Reader[] = [
  prm800kReader,
  processBenchReader,
  stepwiseReader,
  preferenceReader,
  s1kReader,
  openThoughtsReader,
  numinaReader,
  verlReader,
  rftReader,
  alpacaReader,
  columnsReader,
  promptCompletionReader,
  chatReader,
  segmentsReader,
  nemoReader,
  problemsReader,
]

export const readerById: ReadonlyMap<string, Reader> = new Map(readers.map(reader => [reader.id, reader]))

/** Roles that every shape has. */
const common: readonly Role[] = ['id', 'domain', 'difficulty']

/**
 * The reader for a record: the first that knows it, if it has the roles that columns were named for; else one that has
 * them.
 */
export function readerFor(record: JsonObject, map: ColumnMap): Reader {
  const known = readers.find(({ knows, names }) => knows(columnsOf(record, names, {})))
  const wanted = (Object.keys(map) as Role[]).filter(role => !common.includes(role))
  const fits = ({ names }: Reader): boolean => wanted.every(role => Object.hasOwn(names, role))
  if (known && fits(known)) return known
  if (fits(columnsReader)) return columnsReader
  const fitting = readers.filter(fits)
  return fitting.find(({ knows, names }) => knows(columnsOf(record, names, map))) ?? fitting[0] ?? columnsReader
}
