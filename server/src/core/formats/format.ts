import type { Message } from '../message.ts'
import type { Row } from '../row.ts'

/** One way in which rows become a file: everything a user meets of it is derived from this object. */
export interface Format {
  /** What `--to` names it by. */
  readonly id: string
  readonly title: string
  /** Of its files, without the dot. */
  readonly extension: string
  /** Markdown: who reads it, and what becomes of an example. */
  readonly docs: string
  /** Why a complete row has no place in this format, if it has none. */
  lacks?(row: Row): Message | undefined
  /** The pieces of the file, in order; rows that it `lacks` something for are not given to it. */
  write(rows: AsyncIterable<Row>): AsyncIterable<string>
  /** A piece of `.limo` and the file that it becomes. It is documentation and test. */
  readonly example: { readonly limo: string; readonly file: string }
}
