import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ReplyCache } from '../../server/src/core/model/http-ask.ts'

/** Replies on disk, in a folder of the user, never in the workspace. */
export interface DiskCache extends ReplyCache {
  size(): Promise<{ count: number; bytes: number }>
  clear(): Promise<void>
}

export function diskCache(folder: string): DiskCache {
  // Folders of many thousand files are slow in places.
  const fileOf = (key: string): string => join(folder, key.slice(0, 2), `${key.slice(2)}.json`)
  return {
    async get(key) {
      return readFile(fileOf(key), 'utf8').catch(() => undefined)
    },
    async set(key, text) {
      const file = fileOf(key)
      const beside = `${file}.${Math.random().toString(36).slice(2)}.tmp`
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 })
        await writeFile(beside, text, { mode: 0o600 })
        await rename(beside, file)
      } catch {
        await rm(beside, { force: true }).catch(() => {})
      }
    },
    async size() {
      const names = await readdir(folder, { recursive: true }).catch(() => [])
      const files = names.filter(name => name.endsWith('.json'))
      let bytes = 0
      for (const name of files) bytes += (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0
      return { count: files.length, bytes }
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  }
}
