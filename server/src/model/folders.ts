import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Where the user's configuration of the command line is. */
export function configFolder(env: Environment = process.env, platform: string = process.platform): string {
  return join(
    base(env, platform, 'XDG_CONFIG_HOME', 'APPDATA', ['Library', 'Application Support'], ['.config']),
    'limo',
  )
}

/** Where what can be made again is kept. */
export function cacheFolder(env: Environment = process.env, platform: string = process.platform): string {
  return join(base(env, platform, 'XDG_CACHE_HOME', 'LOCALAPPDATA', ['Library', 'Caches'], ['.cache']), 'limo')
}

function base(
  env: Environment,
  platform: string,
  xdg: string,
  windows: string,
  mac: readonly string[],
  others: readonly string[],
): string {
  const home = env.HOME || env.USERPROFILE || homedir()
  // A relative one is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  for (const name of platform === 'win32' ? [xdg, windows] : [xdg]) {
    const folder = env[name]
    if (folder && isAbsolute(folder)) return folder
  }
  return join(home, ...(platform === 'darwin' ? mac : others))
}
