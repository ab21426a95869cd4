import type { Json } from '../format/fields.ts'

export type JsonObject = { readonly [column: string]: Json }

/** What a column of a foreign record can be named for. */
export const roles = [
  'question',
  'solution',
  'answer',
  'id',
  'domain',
  'difficulty',
  'messages',
  'input',
  'reasoning',
  'attempt',
  'steps',
  'labels',
  'chosen',
  'rejected',
  'segments',
] as const
export type Role = (typeof roles)[number]

/** Which column holds what, as the user said. */
export type ColumnMap = Readonly<Partial<Record<Role, string>>>

/** The names that the columns of a role go by, the likeliest first. */
export type Names = Readonly<Partial<Record<Role, readonly string[]>>>

/** The names of columns that hold the text of their role. */
export const guesses = {
  question: ['question', 'problem', 'prompt', 'instruction'],
  solution: ['solution', 'response', 'output', 'cot', 'thinking_trajectories', 'generations'],
  answer: ['answer', 'final_answer', 'expected_answer'],
  // Of a batch's results, `id` is that of the request that was sent.
  id: ['custom_id', 'id', 'unique_id', 'uuid', 'problem_id'],
} as const satisfies Names

/** A column and the text it gives. */
export interface Found {
  readonly column: string
  readonly text: string
  /** Whether the text is all that the column holds. */
  readonly whole: boolean
}

export type Lookup =
  | { readonly type: 'found'; readonly found: Found }
  /** A column of the right name that holds no text. */
  | { readonly type: 'unusable'; readonly column: string }
  | { readonly type: 'missing' }

/** The columns of a record by what they are there for: as the user named them, else by the names that are known. */
export interface Columns {
  readonly record: JsonObject
  readonly names: Names
  /** The first column of the role that is there, whatever it holds. */
  of(role: Role): { readonly column: string; readonly value: Json } | undefined
  /** The first column of the role that holds text. */
  text(role: Role): Lookup
}

export function columnsOf(record: JsonObject, names: Names, map: ColumnMap): Columns {
  const placed = placesOf(record, names, map)
  return { record, names, of, text }

  function of(role: Role): { column: string; value: Json } | undefined {
    for (const column of placed[role] ?? none) {
      const value = record[column]!
      if (value !== null) return { column, value }
    }
    return undefined
  }

  function text(role: Role): Lookup {
    let unusable: string | undefined
    for (const column of placed[role] ?? none) {
      const found = foundIn(record, column)
      if (found) return { type: 'found', found }
      if (map[role] !== undefined || (record[column] !== null && record[column] !== '')) unusable ??= column
    }
    return unusable === undefined ? { type: 'missing' } : { type: 'unusable', column: unusable }
  }
}

const none: readonly string[] = []

/** The columns that each role can be taken from, the likeliest first; only roles that have one. */
type Places = Readonly<Partial<Record<Role, readonly string[]>>>

/** The same for all records of the same columns, which are mostly all records of a file. */
const known = new WeakMap<Names, WeakMap<ColumnMap, Map<string, Places>>>()
const mostKnown = 100

export function placesOf(record: JsonObject, names: Names, map: ColumnMap): Places {
  const byMap = known.get(names) ?? new WeakMap<ColumnMap, Map<string, Places>>()
  known.set(names, byMap)
  const byShape = byMap.get(map) ?? new Map<string, Places>()
  byMap.set(map, byShape)
  return remembered(byShape, mostKnown, shapeOf(record), () => findPlaces(record, names, map))
}

/** What was found for a key before; no more than so many are kept. */
export function remembered<T>(found: Map<string, T>, most: number, key: string, find: () => T): T {
  const before = found.get(key)
  if (before !== undefined) return before
  if (found.size >= most) found.clear()
  const value = find()
  found.set(key, value)
  return value
}

/** What records of the same columns have in common. */
export function shapeOf(record: JsonObject): string {
  let shape = ''
  for (const column in record) shape += `${column.length}:${column}`
  return shape
}

function findPlaces(record: JsonObject, names: Names, map: ColumnMap): Places {
  const named = new Set(Object.values(map))
  const places: Partial<Record<Role, readonly string[]>> = {}
  for (const role of Object.keys(names) as Role[]) {
    const own = map[role]
    const columns =
      own === undefined
        ? names[role]!.map(name => columnNamed(record, name)).filter(
            column => column !== undefined && !named.has(column),
          )
        : [own].filter(column => Object.hasOwn(record, column))
    if (columns.length) places[role] = columns as string[]
  }
  return places
}

/** As it is written, else in other capitals. */
export function columnNamed(record: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(record, name)) return name
  for (const column in record) {
    if (column.length === name.length && column.toLowerCase() === name) return column
  }
  return undefined
}

function foundIn(record: JsonObject, column: string): Found | undefined {
  const value = record[column]!
  const first = Array.isArray(value) ? value[0] : value
  const text = typeof first === 'number' ? String(first) : first
  if (typeof text !== 'string' || text.trim() === '') return undefined
  return { column, text, whole: !Array.isArray(value) || value.length === 1 }
}

/** What a message says of the columns that are there. */
export function columnList(record: JsonObject): string {
  const columns = Object.keys(record)
  if (!columns.length) return 'no columns'
  return columns.slice(0, 12).join(', ') + (columns.length > 12 ? ', …' : '')
}

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** A list of texts, and nothing else. */
export function isTexts(value: Json | undefined): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}
