import type { Json } from '../format/fields.ts'

export type JsonObject = { readonly [column: string]: Json }

/** What a column of a foreign record can be named for. */
export const roles = ['question', 'solution', 'answer', 'id', 'domain', 'difficulty'] as const
export type Role = (typeof roles)[number]

/** Which column holds what, as the user said. */
export type ColumnMap = Readonly<Partial<Record<Role, string>>>

/** The names that columns go by, the likeliest first. */
export const guesses = {
  question: ['question', 'problem', 'prompt', 'instruction'],
  solution: ['solution', 'response', 'output', 'cot', 'thinking_trajectories', 'generations'],
  answer: ['answer', 'final_answer', 'expected_answer'],
  id: ['id', 'unique_id', 'uuid', 'problem_id'],
} as const

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

/** The column for a role: the one the user named, else the first of a known name that holds something. */
export function columnFor(record: JsonObject, role: keyof typeof guesses, map: ColumnMap): Lookup {
  const named = map[role]
  if (named !== undefined) {
    if (!Object.hasOwn(record, named)) return { type: 'missing' }
    const found = foundIn(record, named)
    return found ? { type: 'found', found } : { type: 'unusable', column: named }
  }
  const others = new Set(Object.values(map))
  let unusable: string | undefined
  for (const guess of guesses[role]) {
    const column = columnNamed(record, guess)
    if (column === undefined || others.has(column)) continue
    const found = foundIn(record, column)
    if (found) return { type: 'found', found }
    if (record[column] !== null && record[column] !== '') unusable ??= column
  }
  return unusable === undefined ? { type: 'missing' } : { type: 'unusable', column: unusable }
}

/** As it is written, else in other capitals. */
export function columnNamed(record: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(record, name)) return name
  return Object.keys(record).find(column => column.toLowerCase() === name)
}

function foundIn(record: JsonObject, column: string): Found | undefined {
  const value = record[column]!
  const first = Array.isArray(value) ? value[0] : value
  const text = typeof first === 'number' ? String(first) : first
  if (typeof text !== 'string' || text.trim() === '') return undefined
  return { column, text, whole: !Array.isArray(value) || value.length === 1 }
}
