import type { Stats } from 'node:fs'
import { lstat, mkdir, rmdir, unlink } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import {
  type Checks,
  type ChecksRead,
  type ExampleChecks,
  printChecks,
  readChecks,
  withRecords,
} from './core/verdict.ts'
import { Failure, failureOf, isMissing, readText, writeText } from './files.ts'
import { locked } from './lock.ts'
import type { FileRead } from './workspace.ts'

// Where verdicts are kept: beside the files, in `.limo/checks/<path>.json` under the root of their data set.

export const checksFolder = '.limo/checks'

/** Reads and writes files of verdicts, each by its place: a URI or a path. */
export interface ChecksFiles {
  /** Throws a `Failure` for what is no file to be read. */
  read(place: string): Promise<FileRead>
  /** Writes the whole file, or deletes it where there is no text. Throws a `Failure` for what cannot be done. */
  write(place: string, text: string | undefined): Promise<void>
  /** Does work while no other process does so with the same file. Throws a `Failure` where that cannot be had. */
  alone<T>(place: string, work: () => Promise<T>): Promise<T>
}

export interface ChecksStore {
  /** What is recorded at a place, as far as it was read. */
  known(place: string): Checks | undefined
  /** Reads what is recorded at a place, unless it is known. */
  load(place: string): Promise<Checks>
  /** Reads again what is recorded at a place; whether that is something else than before. */
  reload(place: string): Promise<boolean>
  /** Records what a model said of an example. It is known at once, and written soon. */
  record(place: string, id: string, fresh: ExampleChecks): Promise<void>
  /** Forgets what models said of an example, or of all. Answers how many examples had verdicts. */
  clear(place: string, id?: string): Promise<number>
  /** Records at another place what stands at one, and nothing there any more. Answers how many examples had verdicts. */
  move(from: string, to: string): Promise<number>
  /** Waits until all is written. */
  flush(): Promise<void>
}

/** A change to what stands in a file, by whomever it was written meanwhile. */
type Change = (checks: Map<string, ExampleChecks>) => void

interface Kept {
  /** As it was read or written last; undefined where there is no file, null where it could not be read. */
  text: string | undefined | null
  checks: Map<string, ExampleChecks>
  /** Why the file is neither taken over nor written. */
  problem?: string
  /** Not yet written. */
  readonly changes: Change[]
  /** Ends when nobody reads or writes the file any more: one after another, so that none takes over what is old. */
  busy: Promise<unknown>
  timer?: NodeJS.Timeout
}

/** How long a change waits for others before it is written, in milliseconds. */
const soon = 1000

/** `report` hears, once for each file, why it cannot be read or written. */
export function checksStore(files: ChecksFiles, report: (problem: string) => void): ChecksStore {
  const all = new Map<string, Kept>()
  const loading = new Map<string, Promise<Kept>>()
  const reported = new Set<string>()
  /** How long writing took at last, in milliseconds: large files are written less often. */
  let took = 0
  return {
    known: place => all.get(place)?.checks,
    load: async place => (await kept(place)).checks,
    async reload(place) {
      const file = await kept(place)
      return alone(file, async () => {
        const before = file.text
        await read(place, file)
        return file.text !== before
      })
    },
    async record(place, id, fresh) {
      change(place, await kept(place), checks => checks.set(id, withRecords(checks.get(id), fresh)))
    },
    async clear(place, id) {
      const file = await kept(place)
      const count = id === undefined ? file.checks.size : file.checks.has(id) ? 1 : 0
      if (count) change(place, file, checks => (id === undefined ? checks.clear() : checks.delete(id)))
      return count
    },
    async move(from, to) {
      const [old, target] = [await kept(from), await kept(to)]
      await alone(old, () => read(from, old))
      const moved = [...old.checks]
      if (!moved.length) return 0
      for (const [id, records] of moved) {
        change(to, target, checks => checks.set(id, withRecords(checks.get(id), records)))
      }
      await flush(to, target)
      // What was not written is not lost.
      if (target.changes.length) return 0
      for (const [id] of moved) change(from, old, checks => checks.delete(id))
      await flush(from, old)
      return moved.length
    },
    async flush() {
      for (const [place, file] of all) await flush(place, file)
    },
  }

  async function flush(place: string, file: Kept): Promise<void> {
    await file.busy
    if (file.changes.length) await write(place, file)
  }

  async function kept(place: string): Promise<Kept> {
    const known = all.get(place)
    if (known) return known
    const load = loading.get(place) ?? first(place).finally(() => loading.delete(place))
    loading.set(place, load)
    return load
  }

  async function first(place: string): Promise<Kept> {
    const file: Kept = { text: null, checks: new Map(), changes: [], busy: Promise.resolve() }
    await read(place, file)
    all.set(place, file)
    return file
  }

  /** Takes over what stands in the file, with what is not written yet on top. */
  async function read(place: string, file: Kept): Promise<void> {
    const found = await textOf(place)
    if (found.type === 'text' && found.text === file.text) return
    delete file.problem
    file.text = found.type === 'text' ? found.text : null
    const parsed = found.type === 'text' ? parsedChecks(found.text) : found
    if (parsed.type === 'problem') {
      file.problem = parsed.reason
      tell(place, `${parsed.reason}; it is left as it is: mend or delete it`)
    }
    file.checks = new Map(parsed.type === 'checks' ? parsed.checks : [])
    for (const apply of file.changes) apply(file.checks)
  }

  async function textOf(
    place: string,
  ): Promise<{ readonly type: 'text'; readonly text: string | undefined } | { type: 'problem'; reason: string }> {
    try {
      const found = await files.read(place)
      if (found.type === 'invalid') return { type: 'problem', reason: 'it is not valid UTF-8' }
      return { type: 'text', text: found.type === 'text' ? found.text : undefined }
    } catch (error) {
      if (error instanceof Failure) return { type: 'problem', reason: error.message }
      throw error
    }
  }

  function change(place: string, file: Kept, apply: Change): void {
    apply(file.checks)
    file.changes.push(apply)
    file.timer ??= setTimeout(() => void write(place, file), Math.max(soon, took * 10))
  }

  function write(place: string, file: Kept): Promise<void> {
    clearTimeout(file.timer)
    delete file.timer
    return alone(file, () => writeNow(place, file))
  }

  function alone<T>(file: Kept, work: () => Promise<T>): Promise<T> {
    const done = file.busy.then(work)
    file.busy = done.catch(() => undefined)
    return done
  }

  /** What cannot be written stays to be written, with the next change. */
  async function writeNow(place: string, file: Kept): Promise<void> {
    try {
      await files.alone(place, () => merge(place, file))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      tell(place, error.message)
    }
  }

  async function merge(place: string, file: Kept): Promise<void> {
    const started = performance.now()
    await read(place, file)
    if (file.problem !== undefined) return
    const changes = file.changes.splice(0)
    const text = file.checks.size ? printChecks(file.checks) : undefined
    try {
      if (text !== file.text) await files.write(place, text)
      file.text = text
    } catch (error) {
      file.changes.unshift(...changes)
      throw error
    }
    took = performance.now() - started
  }

  function tell(place: string, reason: string): void {
    const problem = `${place}: ${reason}`
    if (reported.has(problem)) return
    reported.add(problem)
    report(problem)
  }
}

function parsedChecks(text: string | undefined): ChecksRead {
  return text === undefined ? { type: 'checks', checks: new Map() } : readChecks(text)
}

/** Files of verdicts on the disk. They may come with a checkout: no link is followed, and nothing but files is opened. */
export const diskChecks: ChecksFiles = {
  async read(path) {
    const found = await guarded(path)
    if (!found) return { type: 'missing' }
    if (found.size > largestFile) throw new Failure('it is larger than any file of verdicts')
    const read = await readText(path)
    return read.type === 'text' ? read : { type: 'invalid' }
  },
  async write(path, text) {
    const found = await guarded(path)
    if (text === undefined) {
      if (!found) return
      await unlink(path).catch(error => {
        throw failureOf(error, path)
      })
      return
    }
    await mkdir(dirname(path), { recursive: true }).catch(error => {
      throw failureOf(error, path)
    })
    // Made by somebody else meanwhile, it may be a link again.
    await guarded(path)
    await writeText(path, text)
  },
  async alone(path, work) {
    // What is no place for a lock is none to read or write, and doing that says why.
    if (!(await isPlain(path))) return work()
    const folder = dirname(path)
    const lock = join(folder, `.${basename(path).slice(0, 100)}.lock`)
    return locked(lock, path, work).finally(() => removeEmpty(folder))
  },
}

/** The same where nothing below a folder may be a link. */
export async function aloneBelow<T>(folder: string, path: string, work: () => Promise<T>): Promise<T> {
  return (await isPlain(path, folder.length)) ? diskChecks.alone(path, work) : work()
}

async function isPlain(path: string, from?: number): Promise<boolean> {
  return guarded(path, from).then(
    () => true,
    () => false,
  )
}

/** In bytes. */
const largestFile = 2 ** 28

/**
 * What stands at a path, if anything does. Throws where it, or a folder from `.limo` or an offset in the path on, is a link or
 * no file.
 */
async function guarded(path: string, from?: number): Promise<Stats | undefined> {
  const at = path.indexOf(`${sep}.limo${sep}checks${sep}`)
  if (at < 0) throw new Failure(`it does not stand in ${checksFolder}`)
  for (let end = path.indexOf(sep, (from ?? at) + 1); end >= 0; end = path.indexOf(sep, end + 1)) {
    const folder = await found(path.slice(0, end))
    if (!folder) return undefined
    if (!folder.isDirectory()) throw new Failure(`${path.slice(0, end)} is no folder of its own; expected no link`)
  }
  const file = await found(path)
  if (file && !file.isFile()) throw new Failure('it is no file of its own; expected no link')
  return file

  async function found(path: string): Promise<Stats | undefined> {
    try {
      return await lstat(path)
    } catch (error) {
      const failure = failureOf(error, path)
      if (isMissing(failure.cause)) return undefined
      throw failure
    }
  }
}

/** Removes a folder of verdicts and those around it, as far as nothing is in them any more. */
async function removeEmpty(folder: string): Promise<void> {
  const end = folder.lastIndexOf(`${sep}.limo`)
  for (let at = folder; at.length > end && end >= 0; at = dirname(at)) {
    try {
      await rmdir(at)
    } catch {
      return
    }
  }
}

/** Where the verdicts of a file are kept, which stands below the root of its data set. */
export function checksPath(root: string, path: string): string {
  return join(root, '.limo', 'checks', `${relative(root, path)}.json`)
}
