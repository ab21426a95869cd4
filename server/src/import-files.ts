import { mkdir, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ColumnMap } from './core/formats/columns.ts'
import { type Guess, guessOf } from './core/formats/guess.ts'
import { licensedHeader } from './core/formats/header.ts'
import type { Reader } from './core/formats/reader.ts'
import { type Imported, importRecord, placeText } from './core/formats/records.ts'
import { render } from './core/message.ts'
import { extension, failureOf, type PendingFile, writeText } from './files.ts'
import { type Batch, readForeign } from './foreign-file.ts'
import { turn } from './turns.ts'

export interface ImportJob {
  readonly paths: readonly string[]
  readonly map: ColumnMap
  /** Reads every record; else each is read by the one that knows it. */
  readonly reader?: Reader
  /** For the header of what is written. */
  readonly license?: string
  readonly source?: string
  /** One file for all, or a folder with one file each. */
  readonly target: PendingFile | { readonly folder: string; readonly force: boolean }
  /** What the user should know of a record: why it is left out, or that its id had to change. */
  onNote(note: string, isRefused: boolean): void
  /** After each record; `share` is how much of all files has been read, about. */
  onRecord?(share: number): void
  isCancelled?(): boolean
}

export interface ImportOutcome {
  readonly imported: number
  readonly refused: number
  readonly cancelled: boolean
}

/** Files that an import would replace; nothing has been written. */
export class ExistingFiles extends Error {
  readonly paths: readonly string[]

  constructor(paths: readonly string[]) {
    super('there are such files already')
    this.paths = paths
  }
}

/** Writes the examples that the records of some files become. A single file is there as a whole or not at all. */
export async function importFiles(job: ImportJob): Promise<ImportOutcome> {
  return 'folder' in job.target ? intoFolder(job, job.target) : intoFile(job, job.target)
}

export type FileGuess =
  | { readonly type: 'guess'; readonly place: string; readonly guess: Guess }
  | { readonly type: 'unreadable'; readonly reason: string }

/** So many records are tried before the first is shown as it is. */
const mostTried = 20

/** How the records of a file are understood, shown on the first that makes an example. */
export async function guessFile(
  path: string,
  options: Pick<ImportJob, 'map' | 'reader' | 'source'>,
): Promise<FileGuess> {
  const name = basename(path)
  let first: FileGuess | undefined
  let tried = 0
  for await (const { records } of readForeign(path)) {
    for (const record of records) {
      const guess = guessOf(record, { ...options, stem: stemOf(path) })
      const place = placeText(name, record)
      if (!('reader' in guess)) first ??= { type: 'unreadable', reason: `${place}: ${render(guess)}` }
      else if (guess.example.type === 'example') return { type: 'guess', place, guess }
      else if (first?.type !== 'guess') first = { type: 'guess', place, guess }
      if (++tried >= mostTried) return first!
    }
  }
  return first ?? { type: 'unreadable', reason: `${name}: there are no records in it` }
}

async function intoFile(job: ImportJob, target: PendingFile): Promise<ImportOutcome> {
  const header = licensedHeader(job.license)
  const tally = { imported: 0, refused: 0, cancelled: false }
  try {
    for await (const batch of importedFrom(job, tally)) {
      let text = ''
      for (const read of batch) {
        if (read.type === 'refused') continue
        text += `${tally.imported++ ? '' : header}\n${read.text}`
        if (text.length < flushSize) continue
        await target.write(text)
        text = ''
      }
      if (text !== '') await target.write(text)
    }
    // Nothing but refused records is no reason to replace a file or to make one.
    if (tally.cancelled || (tally.refused && !tally.imported)) await target.abandon()
    else {
      if (!tally.imported) await target.write(header)
      await target.commit()
    }
  } catch (error) {
    await target.abandon()
    throw error
  }
  return tally
}

const flushSize = 1 << 16

async function intoFolder(
  job: ImportJob,
  { folder, force }: { readonly folder: string; readonly force: boolean },
): Promise<ImportOutcome> {
  if (!force) await refuseExisting(job, folder)
  await mkdir(folder, { recursive: true }).catch(error => {
    throw failureOf(error, folder)
  })
  const tally = { imported: 0, refused: 0, cancelled: false }
  const header = licensedHeader(job.license)
  for await (const batch of importedFrom(job, tally)) {
    for (const read of batch) {
      if (read.type === 'refused') continue
      if (job.isCancelled?.()) return { ...tally, cancelled: true }
      tally.imported++
      await writeText(join(folder, fileName(read.id)), `${header}\n${read.text}`)
    }
  }
  return tally
}

/** Nothing is written if one of the files would replace another. */
async function refuseExisting(job: ImportJob, folder: string): Promise<void> {
  const there = new Set((await readdir(folder).catch(() => [])).map(name => name.toLowerCase()))
  if (!there.size) return
  const found: string[] = []
  const ahead = { ...job, onNote: () => undefined }
  for await (const batch of importedFrom(ahead, { refused: 0, cancelled: false })) {
    for (const read of batch) {
      if (read.type === 'example' && there.has(fileName(read.id).toLowerCase()))
        found.push(join(folder, fileName(read.id)))
    }
  }
  if (found.length) throw new ExistingFiles(found)
}

/** A file's name without its endings; ids are made from it where records have none. */
export function stemOf(path: string): string {
  return basename(path).replace(/(?:\.[A-Za-z]\w*)+$/, '')
}

function fileName(id: string): string {
  return id + extension
}

/** What becomes of each record of the files, in batches that are made while they are gone through. */
async function* importedFrom(
  { isCancelled, map, onNote, onRecord, paths, reader, source }: ImportJob,
  tally: { refused: number; cancelled: boolean },
): AsyncGenerator<Iterable<Imported>> {
  const taken = new Map<string, number>()
  for (const [i, path] of paths.entries()) {
    const options = {
      stem: stemOf(path),
      map,
      taken,
      ...(reader && { reader }),
      ...(source !== undefined && { source }),
    }
    for await (const { records, share } of readForeign(path)) {
      if (isCancelled?.()) {
        tally.cancelled = true
        return
      }
      yield batch(records, (i + share) / paths.length)
      if (isCancelled) await turn()
    }

    function* batch(records: Batch['records'], share: number): Generator<Imported> {
      for (const record of records) {
        const read = importRecord(record, options)
        onRecord?.(share)
        if (read.type === 'refused') {
          tally.refused++
          onNote(`${placeText(path, read)}: ${render(read.reason)}`, true)
        } else if (read.repeats !== undefined) {
          onNote(
            `${placeText(path, read)}: there is a record "${read.repeats}" already; it is "${read.id}" here`,
            false,
          )
        }
        yield read
      }
    }
  }
}
