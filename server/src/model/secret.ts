import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './folders.ts'

/**
 * What nobody knows who writes examples: made once and kept for this user, so that the marks around what is judged are the
 * same from call to call, and a reply that was kept is found again. Where it cannot be kept, it is new each time.
 */
export async function hostSecret(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const path = join(cacheFolder(env), 'secret')
  const fresh = randomBytes(16).toString('hex')
  try {
    await mkdir(cacheFolder(env), { recursive: true, mode: 0o700 })
    await writeFile(path, fresh, { flag: 'wx', mode: 0o600 })
    return fresh
  } catch {
    // It is there already, or cannot be.
    const kept = await readFile(path, 'utf8').catch(() => '')
    return /^[0-9a-f]{32}$/.test(kept) ? kept : fresh
  }
}
