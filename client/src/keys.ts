import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute } from 'node:path'
import { env } from 'node:process'
import { promisify } from 'node:util'
import type { Memento, SecretStorage } from 'vscode'
import { findKey, type KeyAbilities } from '../../server/src/core/model/key.ts'
import type { Profile } from '../../server/src/core/model/profile.ts'

export type Key =
  | { readonly type: 'key'; readonly key: string; readonly from: string }
  | { readonly type: 'none' }
  /** There should be one, and it cannot be had. */
  | { readonly type: 'failed'; readonly reason: string }

/** The keys of models. Each belongs to one origin, so that a change of the endpoint never sends it elsewhere. */
export interface Keys {
  /** The stored one of the origin, else the first that the profile, which must be the user's own, leads to. */
  find(origin: string, profile: Profile | undefined): Promise<Key>
  /** From where it would come, as far as that shows without opening anything. */
  source(origin: string, profile: Profile | undefined): string
  store(origin: string, key: string): Promise<void>
  clear(origin: string): Promise<void>
  /** The origins of the keys that are stored, as far as they have been seen. */
  origins(): readonly string[]
}

const seen = 'limo.keys'
const storage = 'secret storage'

export function keys(secrets: SecretStorage, state: Memento): Keys {
  const origins = (): readonly string[] => state.get<string[]>(seen, [])
  const note = async (origin: string, isThere: boolean): Promise<void> => {
    if (origins().includes(origin) === isThere) return
    await state.update(seen, isThere ? [...origins(), origin] : origins().filter(other => other !== origin))
  }
  return {
    origins,
    async find(origin, profile) {
      const key = await secrets.get(secretName(origin))
      await note(origin, key !== undefined)
      if (key) return { type: 'key', key, from: storage }
      if (!profile) return { type: 'none' }
      const found = await findKey(profile, abilities)
      return found.type === 'key' ? usable(found.key, found.source) : found
    },
    source: (origin, profile) => (origins().includes(origin) ? `key from ${storage}` : sourceOf(profile)),
    async store(origin, key) {
      await secrets.store(secretName(origin), key)
      await note(origin, true)
    },
    async clear(origin) {
      await secrets.delete(secretName(origin))
      await note(origin, false)
    },
  }
}

export function isKey(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text)
}

function secretName(origin: string): string {
  return `limo.model.key ${origin}`
}

function sourceOf(profile: Profile | undefined): string {
  const { envFile, keyCommand, keyEnv } = profile ?? {}
  if (keyEnv && env[keyEnv]) return `key from the environment variable ${keyEnv}`
  if (keyEnv && envFile) return `key from ${keyEnv} in ${envFile}`
  if (keyCommand) return `key from the command ${keyCommand[0]}`
  return keyEnv ? `no key: the environment variable ${keyEnv} is not set` : 'no key'
}

/** What the profile of a user names on this machine. Nothing in the workspace counts: not its folder, not its shell. */
const abilities: KeyAbilities = {
  environment: name => env[name],
  async readFile(written) {
    const path = written.replace(/^~(?=[\\/])/, homedir)
    if (!isAbsolute(path)) throw new Error(`envFile: ${written} is no absolute path; expected one, such as ~/.env`)
    try {
      return await readFile(path, 'utf8')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return undefined
      throw new Error(`envFile: ${written} cannot be read (${code})`)
    }
  },
  run,
}

/** How long a secret manager may ask its user, in milliseconds. */
const commandTime = 60_000

/** Without a shell. What it prints is told to nobody. */
async function run(program: string, args: readonly string[]): Promise<string> {
  try {
    const options = { cwd: homedir(), timeout: commandTime, maxBuffer: 100_000, windowsHide: true }
    return (await promisify(execFile)(program, args, options)).stdout
  } catch (error) {
    const { code } = error as { code?: unknown }
    const why =
      typeof code === 'number' ? `ended with ${code}` : code === 'ENOENT' ? 'is no program' : 'could not be run'
    throw new Error(`keyCommand: ${program} ${why}`)
  }
}

function usable(key: string, from: string): Key {
  return isKey(key)
    ? { type: 'key', key, from }
    : { type: 'failed', reason: `What ${from} gives is no key; expected one word of ASCII characters` }
}
