import { idFrom } from '../dataset/ids.ts'
import type { ExampleFields, Json } from '../format/fields.ts'
import { escapeText } from '../format/lines.ts'
import type { Message } from '../message.ts'
import { isId } from '../row.ts'
import { answerKind } from './answers.ts'
import { type ColumnMap, columnList, columnsOf, guesses, isObject, type JsonObject, roles } from './columns.ts'
import { depthOf, parseJson, unwritable } from './exact-json.ts'
import { fieldLines } from './field-lines.ts'
import { fieldsOf } from './foreign-fields.ts'
import { idOf, uniqueId } from './ids.ts'
import { type Parts, type ReadAnswer, type Reader, type ReadSolution, type Refused, refused } from './reader.ts'
import { readerFor } from './readers.ts'

/** Where a record stands in its file. */
export interface Place {
  /** From 1; the row instead, in a file that has no lines. */
  readonly line: number
  readonly row?: boolean
  /** From 0; only in a list. */
  readonly index?: number
}

/** A piece of a foreign file that should be a record: as JSON, as what that says, or why neither can be had. */
export interface ForeignRecord extends Place {
  readonly json?: string
  readonly value?: Json
  readonly unread?: Message
}

export type Imported = Place & (ImportedExample | Refused)

export interface ImportedExample {
  readonly type: 'example'
  readonly id: string
  readonly text: string
  /** The id that the record has, where another record had it before. */
  readonly repeats?: string
}

export interface ImportOptions {
  /** The file's name without folder and extension; ids are made from it where a record has none. */
  readonly stem: string
  readonly map: ColumnMap
  /** The ids of this import so far, for `uniqueId`. */
  readonly taken: Map<string, number>
  /** Reads every record; else each is read by the one that knows it. */
  readonly reader?: Reader
  /** Where examples come from that do not say so themselves. */
  readonly source?: string
}

/** The example that a foreign record becomes, as the text of a `.limo` file, or why it becomes none. */
export function importRecord(foreign: ForeignRecord, options: ImportOptions): Imported {
  const place = placeOf(foreign)
  const read = readRecord(foreign)
  if (read.type === 'refused') return { ...place, ...read }
  const parts = partsOf(read.record, options)
  if (parts.type === 'refused') return { ...place, ...parts }
  const id = idFor(read.record, parts, options)
  const text = exampleText(read.record, parts, id, options)
  return { ...place, type: 'example', id: id.id, text, ...(id.repeats !== undefined && { repeats: id.repeats }) }
}

/** A place in words: `data.jsonl:3`, `data.json:3 (item 0)`, `data.parquet, row 3`. */
export function placeText(path: string, { index, line, row }: Place): string {
  if (row) return `${path}, row ${line}`
  return `${path}:${line}${index === undefined ? '' : ` (item ${index})`}`
}

function placeOf({ index, line, row }: Place): Place {
  return { line, ...(row && { row }), ...(index !== undefined && { index }) }
}

/** Lists and mappings in one another; nothing of use nests deeper. */
const deepest = 1000

type ReadRecord = { readonly type: 'record'; readonly record: JsonObject } | Refused

export function readRecord({ json, unread, value }: ForeignRecord): ReadRecord {
  if (unread) return { type: 'refused', reason: unread }
  let record: Json
  try {
    record = json === undefined ? (value ?? null) : parseJson(json)
    if (depthOf(record, deepest) > deepest) return refused('it is nested too deeply')
    const found = unwritable(record)
    if (found === 'NUL') return refused('it holds a NUL character, which no text file can hold')
    if (found === 'surrogate') return refused('it holds half of a surrogate pair, which is no character')
  } catch (error) {
    return refused('it is not JSON: {reason}', { reason: (error as Error).message })
  }
  return isObject(record) ? { type: 'record', record } : refused('it is no object with columns')
}

function partsOf(record: JsonObject, { map, reader }: ImportOptions): Parts | Refused {
  for (const role of roles) {
    const column = map[role]
    if (column !== undefined && !Object.hasOwn(record, column)) {
      return refused('it has no column "{column}"; it has {columns}', { column, columns: columnList(record) })
    }
  }
  const by = reader ?? readerFor(record, map)
  return by.read(columnsOf(record, by.names, map))
}

interface Id {
  readonly id: string
  /** The column it came from. */
  readonly column?: string
  /** What stood there, where the id had to become another. */
  readonly original?: string | number
  readonly repeats?: string
}

function idFor(record: JsonObject, parts: Parts, { map, stem, taken }: ImportOptions): Id {
  const lookup = columnsOf(record, guesses, map).text('id')
  const found = lookup.type === 'found' && lookup.found.whole && !parts.used.includes(lookup.found.column)
  if (!found) return { id: uniqueId(idOf(parts.problem, stem), taken) }
  const { column, text } = lookup.found
  const wanted = isId(text) ? text : (idFrom(text) ?? idOf(parts.problem, stem))
  const id = uniqueId(wanted, taken)
  const value = record[column]
  return {
    id,
    column,
    ...(id !== text && { original: typeof value === 'number' ? value : text }),
    ...(id !== wanted && { repeats: text }),
  }
}

function exampleText(record: JsonObject, parts: Parts, { id, column, original }: Id, options: ImportOptions): string {
  const used = new Set(parts.used)
  if (column !== undefined) used.add(column)
  for (const name of Object.keys(parts.rest ?? {})) used.delete(name)
  const left = parts.rest ? { ...record, ...parts.rest } : record
  const fields = withSource(fieldsOf(left, used, original, options.map, options.source), parts.answer?.from)
  return written(id, fieldLines(fields), parts)
}

/** An example as the text of a `.limo` file. */
export function written(
  id: string,
  fields: readonly string[],
  parts: Pick<Parts, 'problem' | 'solutions' | 'answer' | 'claims' | 'hints'>,
): string {
  let text = `@example ${id}\n`
  for (const line of fields) text += `${line}\n`
  text += `\n@problem\n${escapeText(parts.problem)}\n`
  for (const hint of parts.hints ?? []) text += `@hint\n${escapeText(hint)}\n`
  for (const [i, solution] of parts.solutions.entries()) {
    text += solutionText(solution)
    if (i === 0) for (const claim of parts.claims ?? []) text += `@check: ${claim}\n`
  }
  return parts.answer ? text + answerText(parts.answer) : text
}

function solutionText({ flawed, steps, text }: ReadSolution): string {
  let result = flawed ? '\n@solution flawed\n' : '\n@solution\n'
  if (text !== '') result += `${escapeText(text)}\n`
  for (const { text: said, title, wrong } of steps ?? []) {
    result += `\n@step${title ? `: ${title}` : ''}\n${escapeText(said)}\n${wrong ? '@error\n' : ''}`
  }
  return result
}

function answerText({ isProof, kind: given, text }: ReadAnswer): string {
  const kind = isProof ? 'proof' : (given ?? answerKind(text))
  const head = kind ? `\n@answer ${kind}` : '\n@answer'
  if (text === '') return `${head}\n`
  const inline = !text.includes('\n') && !/^[ \t]|[ \t]$/.test(text)
  return inline ? `${head}: ${text}\n` : `${head}\n${escapeText(text)}\n`
}

/** Says in `meta` that the solution has no box, so that none is missed. A column of that name stays as it is. */
function withSource(fields: Partial<ExampleFields>, from: ReadAnswer['from']): Partial<ExampleFields> {
  if (!from || (fields.meta && Object.hasOwn(fields.meta, 'answer_from'))) return fields
  return { ...fields, meta: { ...fields.meta, answer_from: from } }
}
