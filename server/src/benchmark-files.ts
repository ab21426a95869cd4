import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeFingerprints, type FingerprintedSet, fingerprints } from './core/dataset/fingerprints.ts'
import { type Benchmarks, benchmarks } from './core/dataset/overlap.ts'
import { columnsOf, guesses } from './core/formats/columns.ts'
import { type ForeignRecord, readRecord } from './core/formats/records.ts'
import type { BenchmarkFiles } from './core/settings.ts'
import { Failure } from './files.ts'
import { readForeign } from './foreign-file.ts'
import { slice, turn } from './turns.ts'

// The questions that must not be trained on: fingerprints of public sets, which are shipped, and the user's own files.

const isSource = import.meta.filename.endsWith('.ts')
const shippedFile = join(import.meta.dirname, isSource ? '../../media' : '../media', 'benchmarks.bin')

export interface BenchmarkReader {
  /** All there is to be looked up for these settings, the same object as long as no file of them has changed. */
  read(files: BenchmarkFiles): Promise<Benchmarks>
}

interface Known {
  /** Names, sizes and times of the files. */
  readonly state: string
  readonly benchmarks: Promise<Benchmarks>
}

/** What cannot be read is reported, once, and counts as empty. */
export function benchmarkReader(report: (problem: string) => void): BenchmarkReader {
  const known = new Map<string, Known>()
  const reported = new Set<string>()
  let shipped: Promise<readonly FingerprintedSet[]> | undefined
  return { read }

  async function read(files: BenchmarkFiles): Promise<Benchmarks> {
    const key = JSON.stringify(files)
    const found = await pathsOf(files)
    const state = JSON.stringify(found.map(({ path, size, time }) => [path, size, time]))
    const before = known.get(key)
    if (before?.state === state) return before.benchmarks
    const now = { state, benchmarks: load(found.map(({ path }) => path)) }
    known.set(key, now)
    return now.benchmarks
  }

  async function load(paths: readonly string[]): Promise<Benchmarks> {
    shipped ??= readShipped()
    const own: { name: string; questions: string[] }[] = []
    for (const path of paths) own.push({ name: basename(path), questions: await questionsOf(path) })
    return benchmarks([...(await shipped), ...fingerprints(own)])
  }

  async function readShipped(): Promise<readonly FingerprintedSet[]> {
    const bytes = await readFile(shippedFile).catch(() => undefined)
    const sets = bytes && decodeFingerprints(bytes)
    if (!sets) tell(`${shippedFile}: the fingerprints of public evaluation sets cannot be read`)
    return sets ?? []
  }

  async function questionsOf(path: string): Promise<string[]> {
    const questions: string[] = []
    let missing = 0
    let since = performance.now()
    try {
      for await (const { records } of readForeign(path)) {
        for (const record of records) {
          const question = questionIn(record)
          if (question === undefined) missing++
          // A line that holds none keeps its number.
          questions.push(question ?? '')
        }
        if (performance.now() - since < slice) continue
        await turn()
        since = performance.now()
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      tell(error.message)
    }
    if (missing)
      tell(
        `${path}: ${missing} of ${questions.length} records have no question; expected a column "question" or "problem"`,
      )
    return questions
  }

  async function pathsOf({
    folder,
    patterns,
  }: BenchmarkFiles): Promise<{ path: string; size: number; time: number }[]> {
    const found = new Map<string, { path: string; size: number; time: number }>()
    for (const pattern of patterns) {
      const full = fullPath(pattern, folder)
      const paths = full === undefined ? [] : await matching(full)
      for (const path of paths) {
        const state = await stat(path).catch(() => undefined)
        if (state) found.set(path, { path, size: state.size, time: state.mtimeMs })
      }
      if (!paths.length) tell(`benchmarks: ${pattern}: no such file`)
    }
    return [...found.values()]
  }

  function tell(problem: string): void {
    if (reported.has(problem)) return
    reported.add(problem)
    report(problem)
  }
}

function questionIn(foreign: ForeignRecord): string | undefined {
  const read = readRecord(foreign)
  const found = read.type === 'record' ? columnsOf(read.record, guesses, {}).text('question') : undefined
  return found?.type === 'found' ? found.found.text : undefined
}

/** Undefined where the folder is not on this machine's disk. */
function fullPath(pattern: string, folder: string | undefined): string | undefined {
  if (isAbsolute(pattern)) return pattern
  if (folder === undefined) return resolve(pattern)
  if (folder.startsWith('file:')) return resolve(fileURLToPath(folder), pattern)
  return /^[a-z][a-z0-9+.-]+:/i.test(folder) && !isAbsolute(folder) ? undefined : resolve(folder, pattern)
}

/** The files that a path means, by name; `*` and `?` stand for characters of the last name in it. */
async function matching(path: string): Promise<string[]> {
  const name = basename(path)
  const folder = dirname(path)
  if (!/[*?]/.test(name)) return (await isFile(path)) ? [path] : []
  const source = name
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const pattern = new RegExp(`^${source}$`)
  const names = await readdir(folder).catch(() => [])
  const found: string[] = []
  for (const one of names.sort())
    if (pattern.test(one) && (await isFile(join(folder, one)))) found.push(join(folder, one))
  return found
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}
