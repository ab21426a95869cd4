import { ExampleFields, exampleFieldNames, type Json } from '../format/fields.ts'
import { type ColumnMap, columnNamed, isObject, type JsonObject } from './columns.ts'
import { depthOf, parseJson } from './exact-json.ts'

/**
 * The fields that the columns of a record become; `used` are those that went elsewhere. A column that is named as a
 * field and holds such a value becomes that field. MATH's `level` (1 to 5, or "Level 5") becomes twice that difficulty, its
 * `type` or `subject` the domain. `license`, `source_url` and `source_id` describe the source. All others go into `meta`
 * as they are, and so does what a `meta` of LIMO's own export says.
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
  takeSource(record, fields, left)
  const meta = [...left].flatMap(column => metaOf(column, record))
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

/** What belongs into the description of a source, beside its name. */
const sourceColumns = { source_url: 'url', license: 'license', source_id: 'id' } as const

function takeSource(record: JsonObject, fields: Record<string, Json>, left: Set<string>): void {
  for (const [name, key] of Object.entries(sourceColumns)) {
    const value = left.has(name) ? record[name] : undefined
    if (typeof value !== 'string' || value.trim() === '') continue
    const { source } = fields
    const described = typeof source === 'string' ? { name: source } : ((source ?? {}) as JsonObject)
    if (Object.hasOwn(described, key)) continue
    fields.source = { ...described, [key]: value }
    left.delete(name)
  }
}

/** LIMO exports the field `meta` as one column of JSON. */
function metaOf(column: string, record: JsonObject): (readonly [string, Json])[] {
  const value = record[column]!
  if (column === 'meta' && typeof value === 'string' && value.startsWith('{')) {
    const inner = parsed(value)
    const keys = isObject(inner) ? Object.keys(inner) : []
    if (isObject(inner) && keys.length && !keys.some(key => key !== column && Object.hasOwn(record, key))) {
      return Object.entries(inner)
    }
  }
  return [[column, kept(value)]]
}

function parsed(json: string): Json | undefined {
  try {
    return parseJson(json)
  } catch {
    return undefined
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
