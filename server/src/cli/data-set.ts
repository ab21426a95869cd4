import { dirname } from 'node:path'
import { twinsOf } from '../core/dataset/twins.ts'
import type { Document } from '../core/format/document.ts'
import { parse } from '../core/format/parse.ts'
import { lint, mathOf } from '../core/lint.ts'
import { ruleById } from '../core/rules/index.ts'
import { type Finding, noFacts } from '../core/rules/rule.ts'
import {
  defaultSettings,
  mergeSettings,
  type RuleSetting,
  type Settings,
  type SeveritySetting,
} from '../core/settings.ts'
import { configReader, decodeText, findFiles, type ReadText, readText } from '../files.ts'
import { meant } from './command.ts'
import { progress, tell } from './terminal.ts'

/** What standard input is called. */
export const standardInput = '<stdin>'

export type LoadedFile =
  | { readonly type: 'document'; readonly path: string; readonly document: Document; readonly settings: Settings }
  | { readonly type: 'invalid-utf8'; readonly path: string; readonly read: Extract<ReadText, { type: 'invalid-utf8' }> }

export type Overrides = ReadonlyMap<string, SeveritySetting>

/** Reads the files under paths, `-` being standard input, one after another. */
export async function* loadFiles(
  paths: readonly string[],
  overrides: Overrides = new Map(),
): AsyncGenerator<LoadedFile> {
  const settingsFor = settingsReader(overrides)
  const files = await findFiles(paths.filter(path => path !== '-'))
  const loading = progress('Reading', files.length)
  if (paths.includes('-'))
    yield loaded(standardInput, decodeText(await readInput(), standardInput), await settingsFor('.'))
  for (const { path } of files) {
    yield loaded(path, await readText(path), await settingsFor(dirname(path)))
    loading.step()
  }
  loading.end()
}

function loaded(path: string, read: ReadText, settings: Settings): LoadedFile {
  if (read.type === 'invalid-utf8') return { type: 'invalid-utf8', path, read }
  return { type: 'document', path, document: parse(read.text), settings }
}

export async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** What is found in each file, by region; all of them together are the data set. */
export function* lintFiles(
  files: readonly LoadedFile[],
  { math = true }: { readonly math?: boolean } = {},
): Generator<{ readonly file: LoadedFile; readonly findings: readonly (readonly Finding[])[] }> {
  const twins = twinsOf(files.filter(file => file.type === 'document'))
  const checking = progress('Checking', files.length)
  for (const file of files) {
    const findings =
      file.type === 'document'
        ? lint(file.document, file.settings, {
            ...noFacts,
            path: file.path,
            twins,
            math: math ? mathOf(file.document, file.settings) : noFacts.math,
          })
        : []
    yield { file, findings }
    checking.step()
  }
  checking.end()
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
    const { macros = {}, rules = {}, words = {} } = found?.config ?? {}
    if (found) reportUnknownRules(found.path, Object.keys(rules))
    const settings = mergeSettings(defaultSettings, { macros, rules: overridden(rules, overrides), words })
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
