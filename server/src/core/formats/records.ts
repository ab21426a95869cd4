import { idFrom } from '../dataset/ids.ts'
import type { ExampleFields } from '../format/fields.ts'
import { escapeText } from '../format/lines.ts'
import { type Message, message } from '../message.ts'
import { isId } from '../row.ts'
import { answerKind, lastBoxed, markedAnswer, withoutCalculations } from './answers.ts'
import { type ColumnMap, columnFor, type Found, guesses, type JsonObject, roles } from './columns.ts'
import { depthOf, parseJson, unwritable } from './exact-json.ts'
import { fieldLines } from './field-lines.ts'
import { fieldsOf } from './foreign-fields.ts'
import { idOf, uniqueId } from './ids.ts'

/** A piece of a foreign file that should be a record, and where it stands. */
export interface ForeignRecord {
  /** From 1. */
  readonly line: number
  /** From 0; only in a list. */
  readonly index?: number
  /** The record's JSON, or why it cannot be had. */
  readonly json: string | Message
}

export type Imported = Pick<ForeignRecord, 'line' | 'index'> &
  ({ readonly type: 'example'; readonly id: string; readonly text: string } | Refused)

interface Refused {
  readonly type: 'refused'
  readonly reason: Message
}

export interface ImportOptions {
  /** The file's name without folder and extension; ids are made from it where a record has none. */
  readonly stem: string
  readonly map: ColumnMap
  /** The ids of this import so far, for `uniqueId`. */
  readonly taken: Map<string, number>
}

/** What stands at the top of an imported file. */
export const importHeader = '@limo 1\n'

/** The example that a foreign record becomes, as the text of a `.limo` file, or why it becomes none. */
export function importRecord({ json, ...place }: ForeignRecord, options: ImportOptions): Imported {
  const read = typeof json === 'string' ? readRecord(json) : refused(json)
  if (read.type === 'refused') return { ...place, ...read }
  const parts = partsOf(read.record, options.map)
  if (parts.type === 'refused') return { ...place, ...parts }
  const id = idFor(read.record, parts, options)
  return { ...place, type: 'example', id: id.id, text: exampleText(read.record, parts, id, options.map) }
}

function refused(reason: Message): Refused {
  return { type: 'refused', reason }
}

/** Lists and mappings in one another; nothing of use nests deeper. */
const deepest = 1000

function readRecord(json: string): { readonly type: 'record'; readonly record: JsonObject } | Refused {
  let record: ReturnType<typeof parseJson>
  try {
    record = parseJson(json)
    if (depthOf(record, deepest) > deepest) return refused(message('it is nested too deeply'))
    const found = unwritable(record)
    if (found === 'NUL') return refused(message('it holds a NUL character, which no text file can hold'))
    if (found === 'surrogate') return refused(message('it holds half of a surrogate pair, which is no character'))
  } catch (error) {
    return refused(message('it is not JSON: {reason}', { reason: (error as Error).message }))
  }
  if (record === null || typeof record !== 'object' || Array.isArray(record)) {
    return refused(message('it is no object with columns'))
  }
  return { type: 'record', record }
}

/** What a record is made of, each text without blank lines at its ends and with lines ended by LF. */
interface Parts {
  readonly type: 'parts'
  readonly problem: string
  readonly solution: string
  readonly answer: string
  /** Where the answer was found, if in no box of the solution. */
  readonly answerFrom?: 'column' | '####'
  /** What the solution's calculation marks said. */
  readonly claims: readonly string[]
  /** The columns that went into the parts. */
  readonly used: ReadonlySet<string>
}

function partsOf(record: JsonObject, map: ColumnMap): Parts | Refused {
  for (const role of roles) {
    const column = map[role]
    if (column !== undefined && !Object.hasOwn(record, column)) {
      return refused(message('it has no column "{column}"; it has {columns}', { column, columns: columnsOf(record) }))
    }
  }
  const found: Partial<Record<'question' | 'solution' | 'answer', Found>> = {}
  for (const role of ['question', 'solution', 'answer'] as const) {
    const lookup = columnFor(record, role, map)
    if (lookup.type === 'found') found[role] = { ...lookup.found, text: withoutBlankEnds(lookup.found.text) }
    else if (lookup.type === 'unusable' && role !== 'answer') {
      const { column } = lookup
      return refused(message('its {role} column "{column}" holds no text', { role, column }))
    }
  }
  if (!found.question) return lacking(record, 'question')
  const marked = found.solution ? undefined : found.answer && markedAnswer(found.answer.text)
  if (!found.solution && !marked) return lacking(record, 'solution')
  const { text: solution, claims } = marked
    ? withoutCalculations(marked.before)
    : { text: found.solution!.text, claims: [] }
  const boxed = lastBoxed(solution)
  const answer = marked?.answer ?? found.answer?.text ?? boxed ?? markedAnswer(solution)?.answer ?? ''
  const parts = {
    type: 'parts',
    problem: found.question.text,
    solution: withoutBlankEnds(solution),
    answer,
    ...(boxed === undefined && { answerFrom: !marked && found.answer ? ('column' as const) : ('####' as const) }),
    claims,
    used: new Set(Object.values(found).flatMap(({ column, whole }) => (whole ? [column] : []))),
  } as const
  if (!parts.solution) return lacking(record, 'solution')
  return parts.answer ? parts : lacking(record, 'answer')
}

function lacking(record: JsonObject, role: 'question' | 'solution' | 'answer'): Refused {
  const names = guesses[role].join(', ')
  const columns = columnsOf(record)
  if (role === 'answer') {
    return refused(
      message('it has no answer: no text in a column {names}, no \\boxed in the solution; it has {columns}', {
        names,
        columns,
      }),
    )
  }
  return refused(message('it has no {role}: no text in a column {names}; it has {columns}', { role, names, columns }))
}

function columnsOf(record: JsonObject): string {
  const columns = Object.keys(record)
  if (!columns.length) return 'no columns'
  return columns.slice(0, 12).join(', ') + (columns.length > 12 ? ', …' : '')
}

/** Lines end in LF; blank lines at the two ends say nothing and do not come back. */
export function withoutBlankEnds(text: string): string {
  const lines = (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text).split('\n')
  const isBlank = (line: string): boolean => /^[ \t]*$/.test(line)
  const from = lines.findIndex(line => !isBlank(line))
  if (from < 0) return ''
  return lines.slice(from, lines.findLastIndex(line => !isBlank(line)) + 1).join('\n')
}

interface Id {
  readonly id: string
  /** The column it came from. */
  readonly column?: string
  /** What stood there, where the id had to become another. */
  readonly original?: string | number
}

function idFor(record: JsonObject, parts: Parts, { map, stem, taken }: ImportOptions): Id {
  const lookup = columnFor(record, 'id', map)
  if (lookup.type !== 'found' || !lookup.found.whole) return { id: uniqueId(idOf(parts.problem, stem), taken) }
  const { column, text } = lookup.found
  const id = uniqueId(isId(text) ? text : (idFrom(text) ?? idOf(parts.problem, stem)), taken)
  const value = record[column]
  return { id, column, ...(id !== text && { original: typeof value === 'number' ? value : text }) }
}

function exampleText(record: JsonObject, parts: Parts, { id, column, original }: Id, map: ColumnMap): string {
  const used = new Set(parts.used)
  if (column !== undefined) used.add(column)
  const kind = answerKind(parts.answer)
  const inline = /^[^ \t\n](?:[^\n]*[^ \t\n])?$/.test(parts.answer)
  const answer = kind ? `@answer ${kind}` : '@answer'
  return [
    `@example ${id}`,
    ...fieldLines(withSource(fieldsOf(record, used, original, map), parts.answerFrom)),
    '',
    '@problem',
    escapeText(parts.problem),
    '',
    '@solution',
    escapeText(parts.solution),
    ...parts.claims.map(claim => `@check: ${claim}`),
    '',
    inline ? `${answer}: ${parts.answer}` : `${answer}\n${escapeText(parts.answer)}`,
    '',
  ].join('\n')
}

/** Says in `meta` that the solution has no box, so that none is missed. A column of that name stays as it is. */
function withSource(fields: Partial<ExampleFields>, answerFrom: Parts['answerFrom']): Partial<ExampleFields> {
  if (!answerFrom || (fields.meta && Object.hasOwn(fields.meta, 'answer_from'))) return fields
  return { ...fields, meta: { ...fields.meta, answer_from: answerFrom } }
}
