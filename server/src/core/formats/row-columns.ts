import type { Json } from '../format/fields.ts'
import type { Row } from '../row.ts'
import type { ExportOptions } from './options.ts'
import type { Shapes, Value, Values } from './parquet-file.ts'

/** A column of a table of examples. */
export interface Column {
  readonly name: string
  readonly type: 'string' | 'number' | 'strings' | 'json'
  /** Of it, to go on "The column is …". */
  readonly docs: string
  /** Undefined where the row has nothing for it. */
  of(row: Row): Json | undefined
}

export const limoColumns: readonly Column[] = [
  { name: 'question', type: 'string', docs: 'the problem, in Markdown with LaTeX', of: row => row.question },
  {
    name: 'solution',
    type: 'string',
    docs: 'the worked solution, with its final answer in a box',
    of: row => row.solution,
  },
  { name: 'answer', type: 'string', docs: 'the final answer, in LaTeX without delimiters', of: row => row.answer },
]

const furtherColumns: readonly Column[] = [
  {
    name: 'id',
    type: 'string',
    docs: 'the id of the example; further solutions have `~2` and so on behind it',
    of: row => row.id,
  },
  { name: 'steps', type: 'strings', docs: 'the solution, step by step', of: row => list(row.steps) },
  {
    name: 'answer_kind',
    type: 'string',
    docs: 'what kind of answer it is, where the author says so',
    of: row => row.answerKind,
  },
  { name: 'hints', type: 'strings', docs: 'help for a learner', of: row => list(row.hints) },
  { name: 'title', type: 'string', docs: 'what the example is called', of: row => row.fields.title },
  { name: 'domain', type: 'string', docs: 'the field of knowledge', of: row => row.fields.domain },
  { name: 'topics', type: 'strings', docs: 'its topics', of: row => list(row.fields.topics) },
  { name: 'difficulty', type: 'number', docs: 'how hard it is, from 1 to 10', of: row => row.fields.difficulty },
  { name: 'language', type: 'string', docs: 'its language, as a BCP 47 tag', of: row => row.fields.language },
  {
    name: 'source',
    type: 'string',
    docs: 'the source of the problem',
    of: ({ fields: { source } }) => (typeof source === 'object' ? source.name : source),
  },
  {
    name: 'source_url',
    type: 'string',
    docs: 'the address of the source',
    of: ({ fields: { source } }) => (typeof source === 'object' ? source.url : undefined),
  },
  {
    name: 'source_id',
    type: 'string',
    docs: 'what the problem is called in its source',
    of: ({ fields: { source } }) =>
      typeof source === 'object' && source.id !== undefined ? String(source.id) : undefined,
  },
  { name: 'license', type: 'string', docs: 'the licence of the example', of: row => row.license },
  { name: 'authors', type: 'strings', docs: 'who wrote it', of: row => list(row.fields.authors) },
  { name: 'tags', type: 'strings', docs: 'words to find it by', of: row => list(row.fields.tags) },
  {
    name: 'status',
    type: 'string',
    docs: 'how far the example had come: draft, review or accepted',
    of: row => row.fields.status,
  },
  {
    name: 'meta',
    type: 'json',
    docs: 'what else the authors noted, as JSON',
    of: row => row.fields.meta as Json | undefined,
  },
]

function list(texts: readonly string[] | undefined): string[] | undefined {
  return texts?.length ? [...texts] : undefined
}

export function columnsFor({ columns }: Pick<ExportOptions, 'columns'>): readonly Column[] {
  return columns === 'all' ? [...limoColumns, ...furtherColumns] : limoColumns
}

const shapes = { string: 'string', number: 'double', strings: { list: 'string' }, json: 'string' } as const

/** What the columns are in Parquet, which knows no free JSON. */
export function shapesOf(columns: readonly Column[]): Shapes {
  return Object.fromEntries(columns.map(({ name, type }) => [name, shapes[type]]))
}

export function valuesOf(row: Row, columns: readonly Column[]): Values {
  return Object.fromEntries(
    columns.map(column => {
      const value = column.of(row)
      return [column.name, column.type === 'json' && value !== undefined ? JSON.stringify(value) : (value as Value)]
    }),
  )
}
