import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as z from 'zod'
import { type ColumnMap, roles } from './core/formats/columns.ts'
import type { Guess } from './core/formats/guess.ts'
import { readerById, readers } from './core/formats/readers.ts'
import { render } from './core/message.ts'
import type { ImportProgress, importGuessRequest, importRequest } from './core/protocol.ts'
import { Failure, isLimo, openPending } from './files.ts'
import { ExistingFiles, guessFile, type ImportJob, importFiles } from './import-files.ts'

// Imports for the editor. What cannot be done is answered in words.

type Guessed = z.input<(typeof importGuessRequest)['result']>
type Imported = z.input<(typeof importRequest)['result']>
type Options = Pick<z.output<(typeof importRequest)['params']>, 'map' | 'reader' | 'source'>

/** How the records of a file are understood. */
export async function guessImport({
  uri,
  ...options
}: z.output<(typeof importGuessRequest)['params']>): Promise<Guessed> {
  return orFailed(async () => {
    const found = await guessFile(pathOf(uri), readOptions(options))
    return found.type === 'guess' ? shownGuess(found.guess, found.place) : { type: 'failed', reason: found.reason }
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
