import type { Message } from '../message.ts'
import type { Row, RowOptions } from '../row.ts'
import type { ExportOptions, OptionName } from './options.ts'

/** One way in which rows become a file or a folder: everything a user meets of it is derived from this object. */
export type Format = FileFormat | FolderFormat

export interface FileFormat extends FormatBase {
  readonly type: 'file'
  /** Of its files, without the dot. */
  readonly extension: string
  /** The pieces of the file, in order; rows that it `lacks` something for are not given to it. */
  write(rows: AsyncIterable<Row>, options: ExportOptions): AsyncIterable<string | Uint8Array>
  /** A piece of `.limo` and the file that it becomes; of a binary file, what its reader makes of it. */
  readonly example: Example & { readonly file: string }
}

export interface FolderFormat extends FormatBase {
  readonly type: 'folder'
  /** The pieces of its files. Those of one file are in order; several files may be written at a time. */
  write(rows: AsyncIterable<Row>, options: ExportOptions): AsyncIterable<Piece>
  /** The files of it that are worth a look. */
  readonly example: Example & { readonly files: Readonly<Record<string, string>> }
}

/** A piece of a file of a folder. */
export interface Piece {
  /** Its name below the folder, with slashes. */
  readonly file: string
  readonly content: string | Uint8Array
  /** A whole JSON object with an entry for each data set: what stands there already stays beside it. */
  readonly entries?: true
}

interface FormatBase {
  /** What `--to` names it by. */
  readonly id: string
  readonly title: string
  /** What reads it, in a few words. */
  readonly readers: string
  /** Markdown: who reads it, and what becomes of an example. */
  readonly docs: string
  /** Which solutions it is made of. */
  readonly solutions: NonNullable<RowOptions['solutions']>
  /** Whether it needs the steps of a row. */
  readonly steps?: true
  /** The options that it has a place for, beside those that choose examples; of some, only these values. */
  readonly honours: Readonly<Partial<Record<OptionName, true | readonly string[]>>>
  /** Where its defaults are others. */
  readonly defaults?: Partial<ExportOptions>
  /** Options without which it cannot be written. */
  readonly needs?: readonly OptionName[]
  /** Why a complete row has no place in this format, if it has none. */
  lacks?(row: Row, options: ExportOptions): Message | undefined
  /** What its reader will not like about the options. */
  warns?(options: ExportOptions): Iterable<Message>
  /** How many records its readers want. */
  readonly limits?: readonly Limit[]
  /** What a model sees of a row, in order, and what of it is trained. */
  trained(row: Row, options: ExportOptions): readonly Segment[]
}

interface Example {
  readonly limo: string
  readonly options?: Partial<ExportOptions>
}

export interface Limit {
  readonly reader: string
  readonly least?: number
  readonly most?: number
  /** In a file. */
  readonly mostBytes?: number
}

/** A stretch of what a model sees. */
export interface Segment {
  readonly text: string
  /** Whether the model learns to say it; what is not trained is masked. */
  readonly trained: boolean
  /** What it is, where that is not plain: "rejected". */
  readonly note?: Message
}
