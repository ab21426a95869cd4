import { mkdir, rmdir, stat, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'
import { failureOf, removedAtEnd } from './files.ts'

/** How long a lock is taken for that of a living process, which shows that it lives more often, in milliseconds. */
const patience = 5_000
const pulse = 1_000

/**
 * Does work while no other process does that locks the same path. The lock is an empty folder: making one is a single act on
 * every file system, and git takes up none, so that it is never committed. One whose process was killed is taken over.
 * `path` is what a failure names.
 */
export async function locked<T>(lock: string, path: string, work: () => Promise<T>): Promise<T> {
  let mine = await take(lock).catch(error => {
    throw failureOf(error, path)
  })
  const release = removedAtEnd(lock)
  let beating: Promise<void> | undefined
  const beats = setInterval(() => {
    beating ??= beat().finally(() => {
      beating = undefined
    })
  }, pulse)
  try {
    return await work()
  } finally {
    clearInterval(beats)
    await beating
    release()
    if (await isMine()) await rmdir(lock).catch(() => undefined)
  }

  async function beat(): Promise<void> {
    if (!(await isMine())) return
    const now = new Date()
    await utimes(lock, now, now).catch(() => undefined)
    mine = await identity(lock)
  }

  /** Of a process that was stopped for long, it may be that of another one by now. */
  async function isMine(): Promise<boolean> {
    return (await identity(lock)) === mine
  }
}

async function take(lock: string): Promise<string | undefined> {
  let seen: string | undefined
  // By the clock of this process only: that of another machine may be another one.
  let since = performance.now()
  const until = patience * (1 + Math.random() / 4)
  for (;;) {
    const refused = await make(lock)
    const now = await identity(lock)
    if (!refused) return now
    if (now !== seen) {
      seen = now
      since = performance.now()
    } else if (performance.now() - since > until) {
      if (now === undefined) throw refused
      await rmdir(lock).catch(error => {
        // Another one was faster.
        if (codeOf(error) !== 'ENOENT') throw error
      })
      seen = undefined
    }
    await new Promise(resolve => setTimeout(resolve, 5 + Math.random() * 20))
  }
}

/** Answers why it cannot be made now; what will not pass is thrown. The folder around it may go as long as it is empty. */
async function make(lock: string): Promise<unknown> {
  try {
    await mkdir(dirname(lock), { recursive: true })
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return error
    throw error
  }
  try {
    await mkdir(lock)
    return undefined
  } catch (error) {
    const code = codeOf(error)
    // Windows refuses what is just being removed.
    const passes = code === 'EEXIST' || code === 'ENOENT' || (process.platform === 'win32' && code === 'EPERM')
    if (passes) return error
    throw error
  }
}

/** Of the lock that stands there now. */
async function identity(lock: string): Promise<string | undefined> {
  const found = await stat(lock).catch(() => undefined)
  return found && `${found.ino} ${found.mtimeMs}`
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
