import { ExampleFields, exampleFieldNames, type Json } from '../format/fields.ts'
import { type ColumnMap, columnNamed, isObject, type JsonObject } from './columns.ts'
import { depthOf } from './exact-json.ts'

/**
 * The fields that the columns of a record become; `used` are those that went elsewhere. A column that is named as a
 * field and holds such a value becomes that field. MATH's `level` (1 to 5, or "Level 5") becomes twice that difficulty, its
 * `type` or `subject` the domain. All others go into `meta` as they are.
 */
export function fieldsOf(
  record: JsonObject,
  used: ReadonlySet<string>,
  originalId: string | number | undefined,
  map: ColumnMap,
  sourceName?: string,
): Partial<ExampleFields> {
  const left = new Set(Object.keys(record).filter(column => !used.has(column)))
  const fields: Record<string, Json> = {}
  for (const key of exampleFieldNames) {
    if (key === 'meta') continue
    const column = (map as Record<string, string>)[key] ?? columnNamed(record, key)
    if (column !== undefined && left.has(column)) take(key, column, record[column]!)
  }
  takeMath(record, take, left)
  const meta = [...left].map(column => [column, kept(record[column]!)] as const)
  if (originalId !== undefined) {
    const { source } = fields
    const described = typeof source === 'string' ? { name: source } : (source as JsonObject | undefined)
    if (described && Object.hasOwn(described, 'id')) meta.unshift(['original_id', originalId])
    else fields.source = { ...described, id: originalId }
  }
  if (sourceName !== undefined) {
    if (fields.source === undefined) fields.source = sourceName
    else if (isObject(fields.source) && fields.source.name === undefined) {
      fields.source = { name: sourceName, ...fields.source }
    }
  }
  if (meta.length) fields.meta = Object.fromEntries(meta)
  return fields as Partial<ExampleFields>

  function take(key: string, column: string, value: Json): void {
    if (Object.hasOwn(fields, key) || !left.has(column)) return
    if (!ExampleFields.shape[key as keyof ExampleFields].safeParse(value).success) return
    fields[key] = value
    left.delete(column)
  }
}

type Take = (key: string, column: string, value: Json) => void

function takeMath(record: JsonObject, take: Take, left: ReadonlySet<string>): void {
  const [level, subject, type] = ['level', 'subject', 'type'].map(name => {
    const column = columnNamed(record, name)
    return column !== undefined && left.has(column) ? column : undefined
  })
  const number = level === undefined ? undefined : mathLevel(record[level]!)
  if (subject !== undefined) take('domain', subject, record[subject]!)
  if (level === undefined || number === undefined) return
  if (type !== undefined) take('domain', type, record[type]!)
  if (subject !== undefined || type !== undefined || typeof record[level] === 'string') {
    take('difficulty', level, 2 * number)
  }
}

function mathLevel(level: Json): number | undefined {
  if (typeof level === 'number') return Number.isInteger(level) && level >= 1 && level <= 5 ? level : undefined
  const match = typeof level === 'string' && /^Level ([1-5])$/.exec(level)
  return match ? Number(match[1]) : undefined
}

/** YAML readers give up on values that nest deeper. */
const deepest = 64

function kept(value: Json): Json {
  return depthOf(value, deepest) >= deepest ? JSON.stringify(value) : value
}
