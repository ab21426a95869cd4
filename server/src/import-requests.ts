import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as z from 'zod'
import { type ColumnMap, roles } from './core/formats/columns.ts'
import { type Guess, guessOf } from './core/formats/guess.ts'
import { readerById, readers } from './core/formats/readers.ts'
import { placeText } from './core/formats/records.ts'
import { render } from './core/message.ts'
import type { ImportProgress, importGuessRequest, importRequest } from './core/protocol.ts'
import { Failure, isLimo, openPending } from './files.ts'
import { readForeign } from './foreign-file.ts'
import { ExistingFiles, type ImportJob, importFiles, stemOf } from './import-files.ts'

// Imports for the editor. What cannot be done is answered in words.

type Guessed = z.input<(typeof importGuessRequest)['result']>
type Imported = z.input<(typeof importRequest)['result']>
type Options = Pick<z.output<(typeof importRequest)['params']>, 'map' | 'reader' | 'source'>

/** So many records are tried before the first is shown as it is. */
const mostTried = 20

/** How the records of a file are understood. */
export async function guessImport({
  uri,
  ...options
}: z.output<(typeof importGuessRequest)['params']>): Promise<Guessed> {
  return orFailed(async () => {
    const path = pathOf(uri)
    const read = { stem: stemOf(path), ...readOptions(options) }
    let first: Guessed | undefined
    let tried = 0
    for await (const { records } of readForeign(path)) {
      for (const record of records) {
        const guess = guessOf(record, read)
        const place = placeText(basename(path), record)
        const shown: Guessed =
          'reader' in guess ? shownGuess(guess, place) : { type: 'failed', reason: `${place}: ${render(guess)}` }
        if ('reader' in guess && guess.example.type === 'example') return shown
        if (first?.type !== 'guess') first = shown.type === 'guess' ? shown : (first ?? shown)
        if (++tried >= mostTried) return first
      }
    }
    return first ?? { type: 'failed', reason: `${basename(path)}: there are no records in it` }
  })
}

function shownGuess({ columns, example, reader, roles }: Guess, place: string): Guessed {
  return {
    type: 'guess',
    place,
    readers: readers.map(({ id, title }) => ({ id, title })),
    reader: reader.id,
    roles: [...roles],
    columns: [...columns],
    example: example.type === 'example' ? example : { type: 'refused', reason: render(example.reason) },
  }
}

/** So many notes are told; there may be one for each record. */
const mostNotes = 1000
/** Between messages that tell how far it is, in milliseconds. */
const pace = 200

export async function runImport(
  { isFolder, license, replace, target, uris, ...options }: z.output<(typeof importRequest)['params']>,
  tell: (progress: ImportProgress) => void,
  isCancelled: () => boolean,
): Promise<Imported> {
  return orFailed(async () => {
    const notes: string[] = []
    let records = 0
    let told = Date.now()
    const out = pathOf(target)
    const paths = uris.map(pathOf)
    const limo = paths.find(isLimo)
    if (limo !== undefined) throw new Failure(`${basename(limo)} is a .limo file already`)
    if (!isFolder && !replace && (await stat(out).catch(() => undefined)))
      return { type: 'exists', count: 1, first: out }
    const job: ImportJob = {
      paths,
      ...readOptions(options),
      ...(license !== undefined && { license }),
      target: isFolder ? { folder: out, force: replace } : await openPending(out),
      onNote: note => void (notes.length < mostNotes && notes.push(note)),
      onRecord(share) {
        records++
        if (records % 100 || Date.now() - told < pace) return
        told = Date.now()
        tell({ records, share })
      },
      isCancelled,
    }
    try {
      return { type: 'done', ...(await importFiles(job)), notes }
    } catch (error) {
      if (!(error instanceof ExistingFiles)) throw error
      return { type: 'exists', count: error.paths.length, first: error.paths[0]! }
    }
  })
}

function readOptions({ map, reader, source }: Options): Pick<ImportJob, 'map' | 'reader' | 'source'> {
  const known = Object.entries(map).filter(([role]) => (roles as readonly string[]).includes(role))
  const by = reader === undefined ? undefined : readerById.get(reader)
  return { map: Object.fromEntries(known) as ColumnMap, ...(by && { reader: by }), ...(source && { source }) }
}

function pathOf(uri: string): string {
  if (!uri.startsWith('file:')) throw new Failure(`Only files on disk can be imported, not ${uri}`)
  return fileURLToPath(uri)
}

async function orFailed<T>(run: () => Promise<T>): Promise<T | { type: 'failed'; reason: string }> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Failure) return { type: 'failed', reason: error.message }
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return { type: 'failed', reason: message }
  }
}
