import { constants } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
} from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type ProjectConfig, readConfig } from './core/settings.ts'

/** What a user can put right: the message says what is wrong, where, and what to do. */
export class Failure extends Error {}

/** A `.limo` file, by the path it was asked for with. */
export interface FoundFile {
  readonly path: string
  /** The same file always has the same. */
  readonly realPath: string
}

const skippedFolders = new Set(['node_modules', '.git', '.limo'])
export const extension = '.limo'

/**
 * The `.limo` files under paths, in the order of the paths and below them by name; each file once. Links are followed,
 * no folder twice.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const files = new Map<string, FoundFile>()
  for (const path of paths) {
    const kind = await stat(path).catch(error => {
      throw failureOf(error, path)
    })
    if (!kind.isDirectory() && !isLimo(path)) {
      const hint = /\.(?:jsonl?(?:\.gz)?|parquet)$/i.test(path) ? '; "limo import" makes one of it' : ''
      throw new Failure(`${path}: not a ${extension} file${hint}`)
    }
    let found = false
    for await (const file of kind.isDirectory() ? filesIn(path, new Set()) : [path]) {
      found = true
      const realPath = await realpath(file)
      if (!files.has(realPath)) files.set(realPath, { path: file, realPath })
    }
    if (!found) throw new Failure(`${path}: no ${extension} file in this folder`)
  }
  return [...files.values()]
}

export function isLimo(path: string): boolean {
  return path.toLowerCase().endsWith(extension)
}

export async function* filesIn(folder: string, seen: Set<string>): AsyncGenerator<string> {
  const real = await realpath(folder)
  if (seen.has(real)) return
  seen.add(real)
  const entries = await readdir(folder, { withFileTypes: true }).catch(error => {
    throw failureOf(error, folder)
  })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    // A link that leads nowhere is as good as not there.
    const kind = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry
    if (kind?.isDirectory()) {
      if (!skippedFolders.has(entry.name)) yield* filesIn(path, seen)
    } else if (kind?.isFile() && isLimo(entry.name)) yield path
  }
}

export type ReadText =
  | { readonly type: 'text'; readonly text: string }
  /** What stands before the first byte that is no UTF-8. */
  | { readonly type: 'invalid-utf8'; readonly before: string; readonly looksLikeUtf16: boolean }

export async function readText(path: string): Promise<ReadText> {
  const bytes = await readFile(path).catch(error => {
    throw failureOf(error, path)
  })
  return decodeText(bytes, path)
}

/** Decodes UTF-8 strictly; a byte-order mark stays in the text. */
export function decodeText(bytes: Uint8Array, path: string): ReadText {
  if (bytes.length > constants.MAX_STRING_LENGTH) {
    throw new Failure(
      `${path}: larger than ${Math.floor(constants.MAX_STRING_LENGTH / 2 ** 20)} MB; split it into files`,
    )
  }
  const text = decoded(bytes, false)
  if (text !== undefined) return { type: 'text', text }
  let valid = 0
  let invalid = bytes.length
  while (valid + 1 < invalid) {
    const middle = (valid + invalid) >> 1
    if (decoded(bytes.subarray(0, middle), true) === undefined) invalid = middle
    else valid = middle
  }
  const looksLikeUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  return { type: 'invalid-utf8', before: decoded(bytes.subarray(0, valid), true) ?? '', looksLikeUtf16 }
}

/** `open`: a character may be cut off by the end. */
function decoded(bytes: Uint8Array, open: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: open })
  } catch {
    return undefined
  }
}

/** A file that is there all at once, when it is complete, or not at all. */
export interface PendingFile {
  write(content: string | Uint8Array): Promise<void>
  /** Gives it its name; what had that name before is gone. */
  commit(): Promise<void>
  abandon(): Promise<void>
}

/** Temporary files and folders that are not yet complete, and locks; they go when the process is told to end. */
const pending = new Set<string>()

export function removePendingFiles(): void {
  for (const path of pending) {
    try {
      rmSync(path, { recursive: true, force: true })
    } catch {
      // Gone already.
    }
  }
}

/** Has a path removed should the process be told to end; until the answer is called. */
export function removedAtEnd(path: string): () => void {
  pending.add(path)
  return () => void pending.delete(path)
}

const bufferSize = 1 << 20

/** Opens a temporary file beside the target, or beside what the target links to. The mode of an old file is kept. */
export async function openPending(target: string): Promise<PendingFile> {
  const path = await realpath(target).catch(() => resolve(target))
  const old = await stat(path).catch(() => undefined)
  if (old && !old.isFile()) return openDevice(path, target)
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`)
  let file: FileHandle
  try {
    file = await open(temporary, 'wx', old ? old.mode & 0o777 : 0o666)
  } catch (error) {
    throw failureOf(error, target)
  }
  pending.add(temporary)
  let buffer = ''
  return { write, commit, abandon }

  async function write(content: string | Uint8Array): Promise<void> {
    if (typeof content === 'string') {
      buffer += content
      if (buffer.length >= bufferSize) await flush()
      return
    }
    await flush()
    await file.writeFile(content)
  }

  async function flush(): Promise<void> {
    const text = buffer
    buffer = ''
    if (text !== '') await file.writeFile(text)
  }

  async function commit(): Promise<void> {
    try {
      await flush()
      if (old) await file.chmod(old.mode & 0o7777).catch(() => undefined)
      await file.sync()
      await file.close()
      await rename(temporary, path)
      pending.delete(temporary)
    } catch (error) {
      await abandon()
      throw failureOf(error, target)
    }
  }

  async function abandon(): Promise<void> {
    await file.close().catch(() => undefined)
    await unlink(temporary).catch(() => undefined)
    pending.delete(temporary)
  }
}

/** A device or a pipe is no file to replace: what is written goes into it at once. */
async function openDevice(path: string, target: string): Promise<PendingFile> {
  const file = await open(path, 'w').catch(error => {
    throw failureOf(error, target)
  })
  return {
    write: content => file.writeFile(content),
    commit: () => file.close(),
    abandon: () => file.close().catch(() => undefined),
  }
}

/** A folder whose files are there all at once, when they are complete, or not at all. */
export interface PendingFolder {
  write(file: string, content: string | Uint8Array): Promise<void>
  /** Puts the files in place; what had their names before is gone, what else is in the folder stays. */
  commit(): Promise<void>
  abandon(): Promise<void>
}

/**
 * Opens a temporary folder beside the target, which becomes the target where there is none yet. Into one that is there
 * already the files are moved one by one, each of them whole, in the order in which they were begun.
 */
export async function openPendingFolder(target: string): Promise<PendingFolder> {
  const path = await realpath(target).catch(() => resolve(target))
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`)
  await mkdir(temporary).catch(error => {
    throw failureOf(error, target)
  })
  pending.add(temporary)
  const files = new Map<string, FileHandle>()
  return { write, commit, abandon }

  async function write(name: string, content: string | Uint8Array): Promise<void> {
    let file = files.get(name)
    if (!file) {
      const place = join(temporary, name)
      await mkdir(dirname(place), { recursive: true })
      file = await open(place, 'wx')
      files.set(name, file)
    }
    await file.writeFile(content)
  }

  async function commit(): Promise<void> {
    try {
      for (const file of files.values()) {
        await file.sync()
        await file.close()
      }
      // Only an empty one goes.
      await rmdir(path).catch(() => undefined)
      const there = await stat(path).catch(() => undefined)
      if (!there) await rename(temporary, path)
      else {
        for (const name of files.keys()) {
          await mkdir(dirname(join(path, name)), { recursive: true })
          await rename(join(temporary, name), join(path, name))
        }
        await rm(temporary, { recursive: true, force: true })
      }
      pending.delete(temporary)
    } catch (error) {
      await abandon()
      throw failureOf(error, target)
    }
  }

  async function abandon(): Promise<void> {
    for (const file of files.values()) await file.close().catch(() => undefined)
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined)
    pending.delete(temporary)
  }
}

export async function writeText(path: string, text: string): Promise<void> {
  const file = await openPending(path)
  try {
    await file.write(text)
  } catch (error) {
    await file.abandon()
    throw failureOf(error, path)
  }
  await file.commit()
}

const configName = 'limo.config.json'

export interface FoundConfig {
  readonly path: string
  readonly config: ProjectConfig
}

/** Reads the nearest `limo.config.json` of a folder, upwards; each once. */
export function configReader(): (folder: string) => Promise<FoundConfig | undefined> {
  const known = new Map<string, Promise<FoundConfig | undefined>>()
  return nearest

  function nearest(folder: string): Promise<FoundConfig | undefined> {
    const path = resolve(folder)
    const found = known.get(path) ?? look(path)
    known.set(path, found)
    return found
  }

  async function look(folder: string): Promise<FoundConfig | undefined> {
    const path = join(folder, configName)
    const read = await readText(path).catch((error: Failure) => {
      if (isMissing(error.cause)) return undefined
      throw error
    })
    if (read) return { path, config: parseConfig(read, path) }
    const parent = dirname(folder)
    return parent === folder ? undefined : nearest(parent)
  }
}

function parseConfig(text: ReadText, path: string): ProjectConfig {
  if (text.type !== 'text') throw new Failure(`${path}: not valid UTF-8`)
  const read = readConfig(text.text)
  if (read.type === 'problem') throw new Failure(`${path}: ${read.reason}`)
  return read.config
}

export function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return code === 'ENOENT' || code === 'ENOTDIR'
}

const reasons: Readonly<Record<string, string>> = {
  ERR_FS_FILE_TOO_LARGE: 'larger than 2 GB; split it into files',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'no such file or folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EEXIST: 'there is a file of that name, not a folder',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'no space left for this user',
  EROFS: 'the file system can only be read',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many open files',
}

/** An error of the system in words. */
export function failureOf(error: unknown, path: string): Failure {
  if (error instanceof Failure) return error
  const { code, message } = error as NodeJS.ErrnoException
  const reason = code === undefined ? undefined : reasons[code]
  if (code === undefined && !(error instanceof RangeError)) throw error
  return new Failure(`${path}: ${reason ?? message}`, { cause: error })
}
