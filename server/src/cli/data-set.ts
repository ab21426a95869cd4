import { dirname } from 'node:path'
import { benchmarkReader } from '../benchmark-files.ts'
import { isSupported } from '../core/context.ts'
import type { Benchmarks } from '../core/dataset/overlap.ts'
import { problemsOf } from '../core/dataset/problems.ts'
import { twinsOf } from '../core/dataset/twins.ts'
import type { Document, Region } from '../core/format/document.ts'
import { parse } from '../core/format/parse.ts'
import { asksForOverlaps, asksForTokens, likenessOf, lint, mathOf } from '../core/lint.ts'
import { macrosOf } from '../core/macros.ts'
import { ruleById } from '../core/rules/index.ts'
import { type Facts, type Finding, noFacts } from '../core/rules/rule.ts'
import {
  defaultSettings,
  mergeSettings,
  type RuleSetting,
  type Settings,
  type SeveritySetting,
  tokensFrom,
} from '../core/settings.ts'
import { fits, type TokenCount, type TokenFacts, tokenFacts, tokenTasks } from '../core/tokens.ts'
import { configReader, decodeText, findFiles, type ReadText, readText } from '../files.ts'
import { type TokenCounter, tokenCount, tokenCounter } from '../token-counter.ts'
import { meant } from './command.ts'
import { progress, tell } from './terminal.ts'

/** What standard input is called. */
export const standardInput = '<stdin>'

export type LoadedFile =
  | { readonly type: 'document'; readonly path: string; readonly document: Document; readonly settings: Settings }
  | { readonly type: 'invalid-utf8'; readonly path: string; readonly read: Extract<ReadText, { type: 'invalid-utf8' }> }

export type Overrides = ReadonlyMap<string, SeveritySetting>

/** Reads and parses the files under paths, `-` being standard input, one after another. */
export async function* loadFiles(
  paths: readonly string[],
  overrides: Overrides = new Map(),
): AsyncGenerator<LoadedFile> {
  for await (const { path, read, settings } of readFiles(paths, overrides)) {
    if (read.type === 'invalid-utf8') yield { type: 'invalid-utf8', path, read }
    else yield { type: 'document', path, document: parse(read.text), settings }
  }
}

/** A file that is not parsed yet. */
export interface ReadFile {
  readonly path: string
  readonly read: ReadText
  readonly settings: Settings
}

export async function* readFiles(paths: readonly string[], overrides: Overrides = new Map()): AsyncGenerator<ReadFile> {
  const settingsFor = settingsReader(overrides)
  const files = await findFiles(paths.filter(path => path !== '-'))
  const loading = progress('Reading', files.length)
  if (paths.includes('-')) {
    const read = decodeText(await readInput(), standardInput)
    yield { path: standardInput, read, settings: await settingsFor('.') }
  }
  for (const { path } of files) {
    yield { path, read: await readText(path), settings: await settingsFor(dirname(path)) }
    loading.step()
  }
  loading.end()
}

export async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** What is found in each file, by region; all of them together are the data set. */
export function* lintFiles(
  files: readonly LoadedFile[],
  {
    benchmarks,
    math = true,
    tokens = noFacts.tokens,
    verdicts = () => noFacts.verdicts,
  }: {
    readonly math?: boolean
    readonly benchmarks?: Benchmarks | undefined
    readonly tokens?: Facts['tokens']
    readonly verdicts?: (file: LoadedFile) => Facts['verdicts']
  } = {},
): Generator<{ readonly file: LoadedFile; readonly findings: readonly (readonly Finding[])[] }> {
  const documents = files.filter(file => file.type === 'document')
  const twins = twinsOf(documents)
  const likeness = documents[0] && likenessOf(documents[0].settings)
  const { likes, overlaps } = problemsOf(
    documents.map(({ document, path, settings }) => ({ path, document, macros: macrosOf(document, settings) })),
    { likeness, ...(benchmarks && { benchmarks }) },
  )
  const checking = progress('Checking', files.length)
  for (const file of files) {
    const findings =
      file.type === 'document'
        ? lint(file.document, file.settings, {
            ...noFacts,
            path: file.path,
            twins,
            likes: likeness && likes,
            overlaps: benchmarks && overlaps,
            math: math ? mathOf(file.document, file.settings) : noFacts.math,
            tokens,
            verdicts: verdicts(file),
          })
        : []
    yield { file, findings }
    checking.step()
  }
  checking.end()
}

/** The evaluation sets that the problems of files are held against; none where no rule asks. */
export async function benchmarksFor(files: readonly LoadedFile[]): Promise<Benchmarks | undefined> {
  const asking = files.find(file => file.type === 'document' && asksForOverlaps(file.settings))
  if (asking?.type !== 'document') return undefined
  return benchmarkReader(problem => tell(`limo: ${problem}`)).read(asking.settings.benchmarks)
}

/** How many tokens the examples of files are trained as; what cannot be counted is told, and stays unknown. */
export async function countFiles(files: readonly LoadedFile[]): Promise<Facts['tokens']> {
  const known = new Map<Region, TokenFacts>()
  const told = new Set<string>()
  let counter: TokenCounter | undefined
  const counting = progress('Counting tokens', files.length)
  for (const file of files) {
    if (file.type === 'document' && isSupported(file.document) && asksForTokens(file.settings)) await countFile(file)
    counting.step()
  }
  counting.end()
  counter?.dispose()
  return region => known.get(region)

  async function countFile({ document, settings }: Extract<LoadedFile, { type: 'document' }>): Promise<void> {
    const fitting = tokenFacts(settings, [])
    for (const region of document.regions) {
      const tasks = tokenTasks(document, region, settings)
      if (fits(tasks)) {
        known.set(region, fitting)
        continue
      }
      const counts: (TokenCount | undefined)[] = []
      for (const task of tasks) {
        counter ??= tokenCounter()
        const outcome = task && (await counter.count(task, settings.tokens))
        if (outcome?.type === 'failed' && !told.has(outcome.reason)) {
          told.add(outcome.reason)
          tell(`limo: ${outcome.reason}`)
        }
        counts.push(outcome?.type === 'counted' ? tokenCount(outcome, task!) : undefined)
      }
      if (counts.every((count, i) => count || !tasks[i])) known.set(region, tokenFacts(settings, counts))
    }
  }
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
