import { dirname } from 'node:path'
import type { Document } from '../core/format/document.ts'
import { type DocumentPart, parse, parseInParts } from '../core/format/parse.ts'
import { ruleById } from '../core/rules/index.ts'
import {
  defaultSettings,
  mergeSettings,
  type RuleSetting,
  type Settings,
  type SeveritySetting,
  tokensFrom,
} from '../core/settings.ts'
import { configReader, decodeText, type FoundFile, findFiles, type ReadText, readText } from '../files.ts'
import { meant } from './command.ts'
import { progress, tell } from './terminal.ts'

/** What standard input is called. */
export const standardInput = '<stdin>'

export type LoadedFile =
  | { readonly type: 'document'; readonly path: string; readonly document: Document; readonly settings: Settings }
  | { readonly type: 'invalid-utf8'; readonly path: string; readonly read: Extract<ReadText, { type: 'invalid-utf8' }> }

export type Overrides = ReadonlyMap<string, SeveritySetting>

/** Reads and parses the files under paths, one after another. */
export async function* loadFiles(paths: readonly string[]): AsyncGenerator<LoadedFile> {
  for await (const file of filesUnder(paths).read('Reading')) {
    if (file.type === 'invalid-utf8') yield file
    else yield { type: 'document', path: file.path, document: parse(file.text), settings: file.settings }
  }
}

/** A part of a file: some of its examples, behind its head. */
export type FilePart = PartOfDocument | InvalidFile
export type PartOfDocument = Extract<LoadedFile, { type: 'document' }> & DocumentPart
export type InvalidFile = Extract<LoadedFile, { type: 'invalid-utf8' }>

/** Reads files, of a large one no more than some examples at a time. */
export async function* loadParts(files: Files): AsyncGenerator<FilePart> {
  for await (const file of files.read('Reading')) {
    if (file.type === 'invalid-utf8') yield file
    else yield* partsOf(file)
  }
}

/** `examples`: how many there are in a part at most. */
export function* partsOf({ path, settings, text }: TextFile, examples?: number): Generator<PartOfDocument> {
  for (const part of parseInParts(text, examples)) yield { type: 'document', path, ...part, settings }
}

/** A file that is not parsed yet. */
export type ReadFile = TextFile | InvalidFile
export interface TextFile {
  readonly type: 'text'
  readonly path: string
  readonly text: string
  readonly settings: Settings
}

/** The files under paths, `-` being standard input. */
export interface Files {
  readonly paths: readonly string[]
  /** Reads one after another, as often as it is called; `doing` says on a terminal what for. */
  read(doing: string): AsyncGenerator<ReadFile>
}

export function filesUnder(paths: readonly string[], overrides: Overrides = new Map()): Files {
  const settingsFor = settingsReader(overrides)
  let found: readonly FoundFile[] | undefined
  let input: ReadText | undefined
  // A file that is all there is need not be in memory twice.
  let last: ReadFile | undefined
  return { paths, read }

  async function* read(doing: string): AsyncGenerator<ReadFile> {
    found ??= await findFiles(paths.filter(path => path !== '-'))
    const reading = progress(doing, found.length)
    if (paths.includes('-')) {
      input ??= decodeText(await readInput(), standardInput)
      yield fileOf(standardInput, input, await settingsFor('.'))
    }
    for (const { path } of found) {
      if (last?.path !== path) last = fileOf(path, await readText(path), await settingsFor(dirname(path)))
      yield last
      reading.step()
    }
    reading.end()
  }
}

function fileOf(path: string, read: ReadText, settings: Settings): ReadFile {
  if (read.type === 'invalid-utf8') return { type: 'invalid-utf8', path, read }
  return { type: 'text', path, text: read.text, settings }
}

export async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** The settings for a folder: the same object for all that read the same `limo.config.json`. */
function settingsReader(overrides: Overrides): (folder: string) => Promise<Settings> {
  const nearest = configReader()
  const known = new Map<string, Settings>()
  return async folder => {
    const found = await nearest(folder)
    const key = found?.path ?? ''
    const before = known.get(key)
    if (before) return before
    const { benchmarks = [], dedup, macros = {}, rules = {}, tokens, words = {} } = found?.config ?? {}
    if (found) reportUnknownRules(found.path, Object.keys(rules))
    const settings = mergeSettings(defaultSettings, {
      macros,
      rules: overridden(rules, overrides),
      tokens: tokensFrom(tokens, found && dirname(found.path)),
      dedup,
      benchmarks: { patterns: benchmarks, ...(found && { folder: dirname(found.path) }) },
      words,
    })
    known.set(key, settings)
    return settings
  }
}

function overridden(rules: Settings['rules'], overrides: Overrides): Settings['rules'] {
  const result: Record<string, RuleSetting> = { ...rules }
  for (const [id, severity] of overrides) {
    const options = result[id]
    result[id] = typeof options === 'object' ? { ...options, severity } : severity
  }
  return result
}

function reportUnknownRules(path: string, ids: readonly string[]): void {
  for (const id of ids) {
    if (!ruleById.has(id)) tell(`limo: ${path}: rules.${id}: no such rule${meant(id, [...ruleById.keys()])}`)
  }
}
