import { lstat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { type ChecksStore, checksPath, checksStore, diskChecks } from '../checks.ts'
import type { Facts } from '../core/rules/rule.ts'
import { configReader } from '../files.ts'
import type { LoadedFile } from './data-set.ts'
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

/** The verdicts of files, for what rules ask about them. What cannot be read is told, and counts as nothing. */
export async function recordedFor(
  files: readonly LoadedFile[],
  paths: readonly string[],
): Promise<(file: LoadedFile) => Facts['verdicts']> {
  const placeOf = placesOf(paths)
  const store: ChecksStore = checksStore(diskChecks, problem => tell(`limo: ${problem}`))
  const byFile = new Map<LoadedFile, Facts['verdicts']>()
  for (const file of files) {
    if (file.type !== 'document' || file.path === standardInput) continue
    const checks = await store.load(await placeOf(file.path))
    if (!checks.size) continue
    byFile.set(file, region => {
      const id = region.example?.id?.text
      return id === undefined ? undefined : checks.get(id)
    })
  }
  return file => byFile.get(file) ?? (() => undefined)
}
