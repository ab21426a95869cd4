import { fileURLToPath, pathToFileURL } from 'node:url'
import { aloneBelow, type ChecksFiles, diskChecks } from './checks.ts'
import { Failure, filesIn, readText } from './files.ts'
import { type FileRead, type Files, isInside } from './workspace.ts'

/** The files of the given folders, read from the disk. */
export function diskFiles(folders: () => readonly string[]): Files {
  return { find, read }

  async function find(): Promise<readonly string[]> {
    const found: string[] = []
    for (const folder of folders()) {
      if (!folder.startsWith('file:')) continue
      try {
        for await (const path of filesIn(fileURLToPath(folder), new Set())) found.push(pathToFileURL(path).href)
      } catch {
        // A folder that is gone or may not be read has no files for us.
      }
    }
    return found
  }

  async function read(uri: string): Promise<FileRead> {
    if (!uri.startsWith('file:')) return { type: 'missing' }
    try {
      const read = await readText(fileURLToPath(uri))
      return read.type === 'text' ? read : { type: 'invalid' }
    } catch {
      return { type: 'missing' }
    }
  }
}

/** Files of verdicts by their URIs, on the disk. */
export const checksByUri: ChecksFiles = {
  read: uri => (uri.startsWith('file:') ? diskChecks.read(fileURLToPath(uri)) : Promise.resolve({ type: 'missing' })),
  async write(uri, text) {
    if (!uri.startsWith('file:')) throw new Failure('verdicts are written to files only')
    await diskChecks.write(fileURLToPath(uri), text)
  },
  alone: (uri, work) => (uri.startsWith('file:') ? diskChecks.alone(fileURLToPath(uri), work) : work()),
}

/** Does work while nobody else does with a file of verdicts, which a client writes that has the files, and in its folders only. */
export function aloneByUri<T>(folders: readonly string[], uri: string, work: () => Promise<T>): Promise<T> {
  const folder = folders.find(one => isInside(uri, one))
  if (!folder || !uri.startsWith('file:')) return work()
  return aloneBelow(fileURLToPath(folder).replace(/[\\/]$/, ''), fileURLToPath(uri), work)
}
