import { type ColumnMap, columnsOf, type JsonObject, placesOf, type Role, remembered, shapeOf } from './columns.ts'
import { batchReader } from './read-batch.ts'
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
  batchReader,
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
  const known = possible(record).find(({ knows, names }) => !knows || knows(columnsOf(record, names, noMap)))
  const wanted = (Object.keys(map) as Role[]).filter(role => !common.includes(role))
  const fits = ({ names }: Reader): boolean => wanted.every(role => Object.hasOwn(names, role))
  if (known && fits(known)) return known
  if (fits(columnsReader)) return columnsReader
  return readers.find(reader => fits(reader) && hasNeeded(record, reader, map)) ?? readers.find(fits) ?? columnsReader
}

const noMap: ColumnMap = {}

const byShape = new Map<string, readonly Reader[]>()
const mostShapes = 100

/** The readers whose columns a record has. */
function possible(record: JsonObject): readonly Reader[] {
  return remembered(byShape, mostShapes, shapeOf(record), () =>
    readers.filter(reader => hasNeeded(record, reader, noMap)),
  )
}

function hasNeeded(record: JsonObject, { names, needs }: Reader, map: ColumnMap): boolean {
  const places = placesOf(record, names, map)
  return needs.length > 0 && needs.every(role => places[role])
}
