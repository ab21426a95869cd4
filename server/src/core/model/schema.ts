type Schema = Readonly<Record<string, unknown>>

const maps = new Set(['properties', '$defs', 'definitions', 'patternProperties'])
const lists = new Set(['anyOf', 'allOf', 'oneOf', 'prefixItems'])
const single = new Set(['items', 'additionalProperties', 'not', 'contains', 'propertyNames'])
const bounds = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'pattern',
])

/**
 * A schema as servers take it: alternatives are `anyOf`, objects hold nothing else than their properties, and, unless
 * `bounded`, nothing is bounded. What comes back is held against the schema that was asked for anyway.
 */
export function plainSchema(schema: Schema, { bounded }: { readonly bounded: boolean }): Schema {
  const result: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$schema' || (!bounded && bounds.has(key))) continue
    if (maps.has(key) && isSchema(value)) {
      result[key] = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(part)]))
    } else if (lists.has(key) && Array.isArray(value)) result[key === 'oneOf' ? 'anyOf' : key] = value.map(inner)
    else if (single.has(key)) result[key] = inner(value)
    else result[key] = value
  }
  if (isSchema(schema.properties)) result.additionalProperties ??= false
  return result

  function inner(value: unknown): unknown {
    return isSchema(value) ? plainSchema(value, { bounded }) : value
  }
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
