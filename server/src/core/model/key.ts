import type { Profile } from './profile.ts'

// Where a key is looked for, beside the secret storage of an editor: what the user's profile names, one after another.

export interface KeyAbilities {
  environment(name: string): string | undefined
  /** Undefined where there is no such file. Rejects with an error whose message is for the user. */
  readFile(path: string): Promise<string | undefined>
  /** What the program prints. Rejects with an error whose message is for the user and quotes none of it. */
  run(program: string, args: readonly string[]): Promise<string>
}

export type FoundKey =
  /** `source` tells where it was, and nothing of the key. */
  | { readonly type: 'key'; readonly key: string; readonly source: string }
  /** The profile names no source. */
  | { readonly type: 'none' }
  | { readonly type: 'failed'; readonly reason: string }

export type KeySources = Pick<Profile, 'keyEnv' | 'envFile' | 'keyCommand'>

export async function findKey(sources: KeySources, abilities: KeyAbilities): Promise<FoundKey> {
  const { envFile, keyCommand, keyEnv } = sources
  if (envFile !== undefined && keyEnv === undefined) {
    return { type: 'failed', reason: 'envFile needs keyEnv, the name of the variable in that file' }
  }
  if (keyEnv !== undefined) {
    const key = abilities.environment(keyEnv)?.trim()
    if (key) return { type: 'key', key, source: `the environment variable ${keyEnv}` }
  }
  try {
    if (envFile !== undefined && keyEnv !== undefined) {
      const text = await abilities.readFile(envFile)
      const key = text === undefined ? undefined : variableIn(text, keyEnv)?.trim()
      if (key) return { type: 'key', key, source: `${keyEnv} in ${envFile}` }
      if (keyCommand === undefined) {
        const lack = text === undefined ? `there is no file ${envFile}` : `${envFile} does not set it either`
        return { type: 'failed', reason: `The environment variable ${keyEnv} is not set, and ${lack}` }
      }
    }
    if (keyCommand !== undefined) {
      const [program, ...args] = keyCommand as [string, ...string[]]
      const key = (await abilities.run(program, args)).trim()
      return key
        ? { type: 'key', key, source: `the command ${program}` }
        : { type: 'failed', reason: `keyCommand: ${program} printed no key` }
    }
  } catch (error) {
    return { type: 'failed', reason: (error as Error).message }
  }
  return keyEnv === undefined
    ? { type: 'none' }
    : { type: 'failed', reason: `The environment variable ${keyEnv} is not set` }
}

/** The value of a variable in an env file; the last one counts. */
export function variableIn(text: string, name: string): string | undefined {
  let value: string | undefined
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    const found = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$/.exec(line)
    if (found?.[1] !== name) continue
    const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(found[2]!)
    value = quoted ? quoted[2]! : found[2]!.replace(/(?:^|\s+)#.*$/, '')
  }
  return value
}
