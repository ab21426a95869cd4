import { lstat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { checksPath, checksStore, diskChecks } from '../checks.ts'
import { type Facts, noFacts } from '../core/rules/rule.ts'
import { configReader } from '../files.ts'
import { standardInput } from './data-set.ts'
import { tell } from './terminal.ts'

// What models said, as it is kept beside the files: under the folder of the nearest limo.config.json, else that of the git
// repository, else the one that was named.

/** Where the verdicts of a file are kept. */
export type PlaceOf = (path: string) => Promise<string>

/** `paths`: what was named in the call. */
export function placesOf(paths: readonly string[]): PlaceOf {
  const nearest = configReader()
  const repositories = new Map<string, Promise<string | undefined>>()
  const named = paths.map(path => resolve(path)).sort((a, b) => b.length - a.length)
  return async path => {
    const file = resolve(path)
    const folder = dirname(file)
    const config = await nearest(folder)
    const root =
      (config && dirname(config.path)) ??
      (await repository(folder)) ??
      named.find(one => file.startsWith(one.endsWith(sep) ? one : `${one}${sep}`)) ??
      folder
    return checksPath(root, file)
  }

  function repository(folder: string): Promise<string | undefined> {
    const known = repositories.get(folder) ?? look(folder)
    repositories.set(folder, known)
    return known
  }

  async function look(folder: string): Promise<string | undefined> {
    if (await lstat(join(folder, '.git')).catch(() => undefined)) return folder
    const parent = dirname(folder)
    return parent === folder ? undefined : repository(parent)
  }
}

/** The verdicts of a file, for what asks about them. What cannot be read is told, and counts as nothing. */
export function recordReader(paths: readonly string[]): (path: string) => Promise<Facts['verdicts']> {
  const placeOf = placesOf(paths)
  // Those of one file only are kept.
  let last: { readonly path: string; readonly verdicts: Facts['verdicts'] } | undefined
  return async path => {
    if (last?.path !== path) last = { path, verdicts: await read(path) }
    return last.verdicts
  }

  async function read(path: string): Promise<Facts['verdicts']> {
    if (path === standardInput) return noFacts.verdicts
    const store = checksStore(diskChecks, problem => tell(`limo: ${problem}`))
    const checks = await store.load(await placeOf(path))
    if (!checks.size) return noFacts.verdicts
    return region => {
      const id = region.example?.id?.text
      return id === undefined ? undefined : checks.get(id)
    }
  }
}
