import { readdir, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { mergeEntries } from '../core/formats/entries.ts'
import { render } from '../core/message.ts'
import {
  extension,
  Failure,
  isLimo,
  isMissing,
  openPending,
  openPendingFolder,
  type PendingFile,
  type PendingFolder,
  readText,
} from '../files.ts'
import { writeOut } from './terminal.ts'

/** Opens the one file that a command writes, `-` being standard output. An old one stays unless `force` says otherwise. */
export async function openTarget(path: string, force: boolean): Promise<PendingFile> {
  if (path === '-') return { write: writeOut, commit: async () => undefined, abandon: async () => undefined }
  const old = await stat(path).catch(() => undefined)
  if (old?.isDirectory()) throw new Failure(`${path}: it is a folder; --out needs a file here`)
  if (old?.isBlockDevice()) throw new Failure(`${path}: it is a disk; --out needs a file here`)
  if (old?.isFile()) refuseExisting(path, force)
  await requireFolder(path)
  return openPending(path)
}

/** Opens the folder that a command writes. Nothing is written into one that holds something, unless `force` says otherwise. */
export async function openTargetFolder(path: string, force: boolean): Promise<PendingFolder> {
  const old = await stat(path).catch(() => undefined)
  if (old && !old.isDirectory()) throw new Failure(`${path}: it is a file; --out needs a folder here`)
  if (old && !force && (await readdir(path)).length) {
    throw new Failure(`${path}: there is something in this folder already; --force writes into it, replacing files`)
  }
  await requireFolder(path)
  return openPendingFolder(path)
}

/** What is to be written to a file in which every data set has its entry: ours, and those of others that stand there. */
export async function withEntriesOf(path: string, ours: string): Promise<string> {
  const old = await readText(path).catch((error: Failure) => {
    if (isMissing(error.cause)) return undefined
    throw error
  })
  if (!old) return ours
  if (old.type !== 'text') throw new Failure(`${path}: not valid UTF-8`)
  const merged = mergeEntries(old.text, ours)
  if (merged.type === 'unreadable') throw new Failure(`${path}: ${render(merged.reason)}; mend it, or move it away`)
  return merged.text
}

async function requireFolder(path: string): Promise<void> {
  const folder = dirname(path)
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw new Failure(`${path}: no folder ${folder}`)
}

export function refuseExisting(path: string, force: boolean): void {
  if (!force) throw new Failure(`${path}: there is such a file already; --force replaces it`)
}

/** An export never replaces what it is made from. */
export async function refuseLimo(path: string): Promise<void> {
  const real = await realpath(path).catch(() => path)
  if (isLimo(path) || isLimo(real)) {
    throw new Failure(`${path}: an export never writes a ${extension} file; name another --out`)
  }
}
