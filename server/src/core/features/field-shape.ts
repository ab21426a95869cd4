import * as z from 'zod'
import type { Directive } from '../format/document.ts'
import { ExampleFields, HeaderFields } from '../format/fields.ts'

/** What a key among the fields may hold. */
export interface FieldShape {
  readonly docs: string
  /** Where only a few words are allowed. */
  readonly values?: readonly string[]
  readonly list: boolean
  readonly mapping: boolean
}

/** The keys that may stand in a place among the fields; none where they are the author's own. */
export function keysAt(directive: Directive, path: readonly string[]): ReadonlyMap<string, FieldShape> {
  const [first, second] = path
  if (first === undefined) return directive.name === 'limo' ? headerKeys : exampleKeys
  if (directive.name === 'limo' && first === 'defaults') {
    return path.length === 1 ? exampleKeys : path.length === 2 && second === 'source' ? sourceKeys : none
  }
  return directive.name === 'example' && first === 'source' && path.length === 1 ? sourceKeys : none
}

const none: ReadonlyMap<string, FieldShape> = new Map()
const exampleKeys = shapesOf(ExampleFields.shape)
const headerKeys = shapesOf(HeaderFields.shape)

/** The schema has no words for these; a test holds the keys against it. */
const sourceDocs: Readonly<Record<string, string>> = {
  name: 'What the source is called: a book, a contest, a data set.',
  url: 'Its address.',
  license: 'The licence of the source, such as `CC-BY-4.0`. It goes before that of the header.',
  id: 'The name or number that the problem has there.',
}

const sourceKeys = sourceShapes()

function sourceShapes(): ReadonlyMap<string, FieldShape> {
  const union = inner(ExampleFields.shape.source)
  const options = union instanceof z.ZodUnion ? union.options : []
  const mapping = options.find(option => option instanceof z.ZodObject)
  return shapesOf(mapping?.shape ?? {}, sourceDocs)
}

function shapesOf(
  shape: Readonly<Record<string, unknown>>,
  docs: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, FieldShape> {
  return new Map(Object.entries(shape).map(([key, schema]) => [key, shapeOf(schema as z.ZodType, docs[key])]))
}

function shapeOf(schema: z.ZodType, docs: string | undefined): FieldShape {
  const type = inner(schema)
  return {
    docs: docs ?? schema.meta()?.description ?? '',
    list: type instanceof z.ZodArray,
    mapping: type instanceof z.ZodRecord || type instanceof z.ZodObject,
    ...(type instanceof z.ZodEnum && { values: type.options.map(String) }),
  }
}

function inner(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? inner(schema.unwrap()) : schema
}
