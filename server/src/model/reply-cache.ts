import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { readdir, readFile, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import type { ReplyCache } from '../core/model/http-ask.ts'

export interface DiskCache extends ReplyCache {
  size(): Promise<{ readonly replies: number; readonly bytes: number }>
  /** Forgets everything; answers how many replies there were. */
  clear(): Promise<number>
}

const extension = '.json'
/** A run of thousands of requests looks for all of them. */
const filesAtOnce = 32

/**
 * Keeps replies in a folder, a file each: written beside and renamed, so that a reply is there whole or not at all, also
 * after the process was killed. Only the user may read them.
 */
export function diskCache(folder: string): DiskCache {
  const made = new Set<string>()
  const limit = pLimit(filesAtOnce)
  return { get, set, size, clear }

  function pathOf(key: string): { readonly inside: string; readonly path: string } {
    const inside = join(folder, key.slice(0, 2))
    return { inside, path: join(inside, `${key}${extension}`) }
  }

  async function get(key: string): Promise<string | undefined> {
    const { path } = pathOf(key)
    // What nobody has asked before is not there, which is known at once.
    if (!existsSync(path)) return undefined
    return limit(() => readFile(path, 'utf8').catch(() => undefined))
  }

  /** At once: a request is under way until its reply is kept, and waiting for each of these steps takes longer than they do. */
  async function set(key: string, text: string): Promise<void> {
    const { inside, path } = pathOf(key)
    const temporary = join(inside, `${key}.${randomBytes(6).toString('hex')}.tmp`)
    try {
      if (!made.has(inside)) mkdirSync(inside, { recursive: true, mode: 0o700 })
      made.add(inside)
      writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 })
      renameSync(temporary, path)
    } catch {
      made.delete(inside)
      await unlink(temporary).catch(() => undefined)
    }
  }

  async function size(): Promise<{ replies: number; bytes: number }> {
    let replies = 0
    let bytes = 0
    for (const { isReply, path } of await files()) {
      const found = await stat(path).catch(() => undefined)
      bytes += found?.size ?? 0
      if (found && isReply) replies++
    }
    return { replies, bytes }
  }

  async function clear(): Promise<number> {
    let cleared = 0
    for (const { isReply, path } of await files()) {
      const gone = await unlink(path).then(
        () => true,
        () => false,
      )
      if (gone && isReply) cleared++
    }
    for (const inside of await folders()) await rm(inside, { recursive: true, force: true }).catch(() => undefined)
    made.clear()
    return cleared
  }

  async function folders(): Promise<string[]> {
    const names = await readdir(folder).catch(() => [])
    return names.filter(name => /^[\da-f]{2}$/.test(name)).map(name => join(folder, name))
  }

  /** What was left behind half written counts as bytes. */
  async function files(): Promise<{ readonly path: string; readonly isReply: boolean }[]> {
    const found = await Promise.all(
      (await folders()).map(async inside =>
        (await readdir(inside).catch(() => [])).map(name => ({
          path: join(inside, name),
          isReply: name.endsWith(extension),
        })),
      ),
    )
    return found.flat()
  }
}
