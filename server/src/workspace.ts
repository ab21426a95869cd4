import { benchmarkReader } from './benchmark-files.ts'
import { type ChecksFiles, checksFolder, checksStore } from './checks.ts'
import { contextOf, isSupported } from './core/context.ts'
import { changedRange, type IdIndex, idIndex } from './core/dataset/twins.ts'
import type { Document, Region } from './core/format/document.ts'
import { parse } from './core/format/parse.ts'
import { asksForTokens, assemble, lintRegion } from './core/lint.ts'
import type { MathFacts } from './core/math/facts.ts'
import type { Context, Finding } from './core/rules/rule.ts'
import {
  defaultSettings,
  mergeSettings,
  type ProjectConfig,
  readConfig,
  type Settings,
  type SettingsPart,
  tokensFrom,
} from './core/settings.ts'
import { suppressionsOf } from './core/suppress.ts'
import { fits, type TokenFacts, type TokenTask, tokenFacts, tokenTasks } from './core/tokens.ts'
import type { ExampleChecks } from './core/verdict.ts'
import { type OpenText, openText } from './lsp.ts'
import type { MathWorker } from './math-worker.ts'
import { problemSets } from './problem-sets.ts'
import { type TokenCounter, tokenCount } from './token-counter.ts'
import { slice, turn } from './turns.ts'

/** How files are read: through the editor where it offers that, else from the disk. */
export interface Files {
  /** The `.limo` files of the workspace, as URIs. */
  find(): Promise<readonly string[]>
  read(uri: string): Promise<FileRead>
}

export type FileRead =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'missing' }
  /** Not UTF-8. */
  | { readonly type: 'invalid' }

/** A file that the server knows, open in the editor or not. */
export interface Entry {
  readonly uri: string
  text: OpenText
  open: boolean
  /** The file is no UTF-8: there is one finding, and nothing else is said of it. */
  invalid: boolean
  /** Which data set it belongs to. */
  root: string
  settings: Settings
  /** Where its verdicts are kept; a file that belongs to no folder has a place in memory only. */
  checks: string
  /** Counts what was recorded of its examples. */
  verdicts: number
  /** Counts what changed about it, for the ids of its diagnostics. */
  generation: number
  /** How often in a row only a part of it was judged, each twice as long as the one before. */
  glances: number
  /** Another one for each text that it ever had. */
  textGeneration: number
  found?: { readonly context: Context; readonly document: Document; readonly findings: (readonly Finding[])[] }
}

export type Findings = readonly (readonly Finding[])[]

export interface Host {
  readonly files: Files
  readonly folders: () => readonly string[]
  /** What the editor's settings say for a folder. */
  readonly editorSettings: (folder: string | undefined) => Promise<SettingsPart>
  /** Findings of other documents may have changed. */
  readonly refresh: () => void
  readonly report: (problem: string) => void
  readonly math: MathWorker
  readonly tokens: TokenCounter
  readonly checks: ChecksFiles
}

export interface Workspace {
  readonly entries: ReadonlyMap<string, Entry>
  /** The files of the data set that `uri` belongs to. */
  dataSet(uri: string): readonly Entry[]
  open(text: OpenText): Promise<void>
  change(text: OpenText): void
  close(uri: string): Promise<void>
  /** Reads what stands in the workspace. */
  scan(): Promise<void>
  fileChanged(uri: string): Promise<void>
  fileDeleted(uri: string): void
  /** A file, or a folder with all in it, has another name now: what is recorded of it moves along. */
  renamed(from: string, to: string): Promise<void>
  /** Settings or a `limo.config.json` changed. */
  reconfigure(): Promise<void>
  /**
   * What is found in a file, by region; undefined where it was cancelled. With `atOnce` the first answer of a large file
   * is what its beginning shows, and the rest is told by `refresh`.
   */
  findings(entry: Entry, isCancelled: () => boolean, atOnce?: boolean): Promise<Findings | undefined>
  resultId(entry: Entry): string
  /** What the mathematics of a region comes to, as far as it is known. */
  mathOf(entry: Entry, region: Region): MathFacts | undefined
  /** What is recorded of the examples of an entry, by id. */
  verdicts(entry: Entry): Promise<ReadonlyMap<string, ExampleChecks>>
  /** What is recorded of the example of a region, as far as it was read. */
  verdictsOf(entry: Entry, region: Region): ExampleChecks | undefined
  /** Records what a model said of an example. */
  record(entry: Entry, id: string, fresh: ExampleChecks): Promise<void>
  /** Forgets what models said of an example, or of all of an entry. Answers how many had verdicts. */
  forget(entry: Entry, id?: string): Promise<number>
  /** Waits until all verdicts are written. */
  flush(): Promise<void>
  /** The `limo.config.json` files that hold for what is in the workspace, by the URIs of their folders. */
  configs(): Promise<readonly { readonly directory: string; readonly config: ProjectConfig }[]>
}

const configName = 'limo.config.json'

export function workspace(host: Host): Workspace {
  const entries = new Map<string, Entry>()
  /** How the URI of each file is spelt: as the client does, where it has opened it. */
  const spellings = new Map<string, string>()
  const indexes = new Map<string, IdIndex>()
  let configs = new Map<string, Promise<{ directory: string; config: ProjectConfig } | undefined>>()
  let settingsByKey = new Map<string, Settings>()
  const store = checksStore(inFolders(host.checks), host.report)
  const worked = new WeakMap<Region, { readonly context: Context; readonly facts?: MathFacts }>()
  const counted = new WeakMap<Region, Counting>()
  const reported = new Set<string>()
  const problems = problemSets(benchmarkReader(reportOnce))
  const comparing = new Set<string>()
  let factsGeneration = 0
  // Not from 0 on, as the client may know texts of a server that is gone.
  let texts = Date.now()
  const session = Date.now().toString(36)
  return {
    entries,
    dataSet,
    open,
    change,
    close,
    scan,
    fileChanged,
    fileDeleted,
    renamed,
    reconfigure,
    findings,
    mathOf: (entry, region) => mathOf(contextOf(entry.text.document, entry.settings), region),
    verdicts: entry => store.load(entry.checks),
    verdictsOf,
    async record(entry, id, fresh) {
      await store.record(entry.checks, id, fresh)
      verdictsChanged(entry)
    },
    async forget(entry, id) {
      const count = await store.clear(entry.checks, id)
      if (count) verdictsChanged(entry)
      return count
    },
    flush: () => store.flush(),
    async configs() {
      const found = await Promise.all([...entries.values()].map(entry => nearestConfig(directoryOf(entry.uri))))
      const byFolder = new Map(found.flatMap(one => (one ? [[one.directory, one] as const] : [])))
      return [...byFolder].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
    },
    resultId: entry => `${session}.${entry.generation}.${factsGeneration}`,
  }

  async function open(text: OpenText): Promise<void> {
    const spelt = speltAs(text.uri)
    if (spelt !== text.uri) fileDeleted(spelt)
    const known = entries.get(text.uri)
    const entry = known ?? fresh(text)
    entry.open = true
    entry.invalid = false
    replace(entry, known ? known.text.document : undefined, text)
    add(entry)
    await configure(entry)
  }

  function change(text: OpenText): void {
    const entry = entries.get(text.uri)
    if (entry) replace(entry, entry.text.document, text)
  }

  async function close(uri: string): Promise<void> {
    const entry = entries.get(uri)
    if (!entry) return
    entry.open = false
    await fileChanged(uri)
  }

  async function scan(): Promise<void> {
    for (const uri of await host.files.find()) {
      if (!entries.get(uri)?.open) await fileChanged(uri)
      await turn()
    }
    host.refresh()
  }

  async function fileChanged(changed: string): Promise<void> {
    if (changed.endsWith(`/${configName}`)) return reconfigure()
    if (changed.endsWith('.json') && changed.includes(`/${checksFolder}/`)) return checksChanged(changed)
    if (entries.get(speltAs(changed))?.open) return
    const read = await host.files.read(changed)
    // It may have been opened meanwhile, spelt in another way.
    const uri = speltAs(changed)
    const known = entries.get(uri)
    if (known?.open) return
    if (read.type === 'missing') return fileDeleted(uri)
    const text = openText(uri, 'limo', 0, parse(read.type === 'text' ? read.text : '', known?.text.document))
    const entry = known ?? fresh(text)
    entry.invalid = read.type === 'invalid'
    replace(entry, known?.text.document, text)
    add(entry)
    if (!known) await configure(entry)
    compareLater(entry)
  }

  /** A file of verdicts has changed, or is gone. */
  async function checksChanged(changed: string): Promise<void> {
    const plain = plainUri(changed)
    for (const entry of entries.values()) {
      if (plainUri(entry.checks) !== plain || !store.known(entry.checks)) continue
      if (await store.reload(entry.checks)) verdictsChanged(entry)
    }
  }

  function verdictsChanged(entry: Entry): void {
    entry.verdicts++
    delete entry.found
    entry.generation++
    host.refresh()
  }

  function verdictsOf(entry: Entry, region: Region): ExampleChecks | undefined {
    const id = region.example?.id?.text
    return id === undefined ? undefined : store.known(entry.checks)?.get(id)
  }

  function speltAs(uri: string): string {
    return spellings.get(plainUri(uri)) ?? uri
  }

  function add(entry: Entry): void {
    entries.set(entry.uri, entry)
    spellings.set(plainUri(entry.uri), entry.uri)
  }

  function fileDeleted(deleted: string): void {
    const uri = speltAs(deleted)
    const entry = entries.get(uri)
    if (!entry || entry.open) return
    entries.delete(uri)
    spellings.delete(plainUri(uri))
    if (indexes.get(entry.root)?.replace(uri, entry.text.document, undefined)) factsChanged()
    compareLater(entry)
  }

  async function reconfigure(): Promise<void> {
    configs = new Map()
    settingsByKey = new Map()
    reported.clear()
    for (const entry of [...entries.values()]) {
      await configure(entry)
      compareLater(entry)
    }
    host.refresh()
  }

  function fresh(text: OpenText): Entry {
    return {
      uri: text.uri,
      text,
      open: false,
      invalid: false,
      root: '',
      settings: defaultSettings,
      checks: memoryOnly,
      verdicts: 0,
      generation: 0,
      glances: 0,
      textGeneration: 0,
    }
  }

  function replace(entry: Entry, before: Document | undefined, text: OpenText): void {
    entry.text = text
    entry.generation++
    entry.textGeneration = ++texts
    if (entry.root && index(entry.root).replace(entry.uri, before, text.document)) factsChanged()
  }

  function index(root: string): IdIndex {
    const known = indexes.get(root) ?? idIndex()
    indexes.set(root, known)
    return known
  }

  function factsChanged(): void {
    factsGeneration++
    host.refresh()
  }

  async function renamed(from: string, to: string): Promise<void> {
    const files = to.endsWith('.limo') ? [to] : (await host.files.find()).filter(uri => isInside(uri, to))
    for (const uri of files) {
      const [before, after] = [await homeOf(from + uri.slice(to.length)), await homeOf(uri)]
      if (before.checks === after.checks || !(await store.move(before.checks, after.checks))) continue
      for (const entry of entries.values()) if (entry.checks === after.checks) verdictsChanged(entry)
    }
  }

  /** To which folder and data set a file belongs, whether it is there or not, and where its verdicts are kept. */
  async function homeOf(uri: string) {
    const folder = host
      .folders()
      .filter(candidate => isInside(uri, candidate))
      .sort((a, b) => b.length - a.length)[0]
    const found = await nearestConfig(directoryOf(uri))
    // A file that belongs to no folder, or a view of an old version, is a data set by itself.
    const folderOfSet = found?.directory ?? folder
    const root = plainUri(folderOfSet ?? uri)
    const checks = folderOfSet === undefined ? `${memoryOnly}${uri}` : checksUri(folderOfSet, uri)
    return { folder, found, root, checks }
  }

  async function configure(entry: Entry): Promise<void> {
    const { checks, folder, found, root } = await homeOf(entry.uri)
    const editor = await host.editorSettings(folder)
    if (checks !== entry.checks) {
      entry.checks = checks
      verdictsChanged(entry)
    }
    if (root !== entry.root) {
      if (entry.root) indexes.get(entry.root)?.replace(entry.uri, entry.text.document, undefined)
      entry.root = root
      if (index(root).replace(entry.uri, undefined, entry.text.document)) factsChanged()
    }
    const settings = mergeSettings(
      defaultSettings,
      { ...editor, tokens: tokensFrom(editor.tokens, folder) },
      {
        ...(found?.config.rules && { rules: found.config.rules }),
        ...(found?.config.macros && { macros: found.config.macros }),
        ...(found?.config.words && { words: found.config.words }),
        tokens: tokensFrom(found?.config.tokens, found?.directory),
        dedup: found?.config.dedup,
        benchmarks: { patterns: found?.config.benchmarks ?? [], ...(found && { folder: found.directory }) },
      },
    )
    const key = JSON.stringify(settings)
    const same = settingsByKey.get(key) ?? settings
    settingsByKey.set(key, same)
    if (entry.settings !== same) {
      entry.settings = same
      entry.generation++
    }
  }

  function nearestConfig(directory: string): Promise<{ directory: string; config: ProjectConfig } | undefined> {
    const known = configs.get(directory)
    if (known) return known
    const found = configIn(directory)
    configs.set(directory, found)
    return found
  }

  async function configIn(directory: string): Promise<{ directory: string; config: ProjectConfig } | undefined> {
    if (directory.startsWith('untitled:')) return undefined
    const read = await host.files.read(`${directory}/${configName}`)
    if (read.type === 'text') return { directory, config: configOf(`${directory}/${configName}`, read.text) }
    const parent = directoryOf(directory)
    return parent === directory || !parent.includes('/') ? undefined : nearestConfig(parent)
  }

  /** A config that cannot be read counts as an empty one, and is reported once. */
  function configOf(uri: string, text: string): ProjectConfig {
    const read = readConfig(text)
    if (read.type === 'config') return read.config
    host.report(`${uri}: ${read.reason}`)
    return {}
  }

  function dataSet(uri: string, root = entries.get(uri)?.root): readonly Entry[] {
    return [...entries.values()].filter(entry => entry.root === root)
  }

  async function findings(entry: Entry, isCancelled: () => boolean, atOnce = false): Promise<Findings | undefined> {
    if (!store.known(entry.checks)) await store.load(entry.checks)
    const { document } = entry.text
    const { verdicts } = entry
    const { settings } = entry
    const context = contextOf(document, settings)
    const before = entry.found?.context === context ? entry.found : undefined
    const { start, oldEnd, newEnd } = before
      ? changedRange(before.document.regions, document.regions)
      : { start: 0, oldEnd: 0, newEnd: document.regions.length }
    const middle: (readonly Finding[])[] = []
    const unknown: Region[] = []
    const uncounted: Region[] = []
    const counts = isSupported(document) && asksForTokens(settings)
    let since = performance.now()
    const until = atOnce ? since + firstAnswer * 2 ** entry.glances : Number.POSITIVE_INFINITY
    for (let i = start; i < newEnd && since < until; i++) {
      const region = document.regions[i]!
      const math = mathOf(context, region)
      const tokens = counts ? tokensOf(document, settings, region) : undefined
      middle.push(lintRegion(document, region, settings, math, tokens, verdictsOf(entry, region)))
      if (!math && region.example && settings.math && isSupported(document)) unknown.push(region)
      if (!tokens && counts && region.example) uncounted.push(region)
      if (performance.now() - since < slice) continue
      await turn()
      if (isCancelled()) return undefined
      since = performance.now()
    }
    const isWhole = middle.length === newEnd - start
    const rest: undefined[] = Array(newEnd - start - middle.length).fill(undefined)
    const known = before ? [...before.findings.slice(0, start), ...middle] : middle
    const found = [...known, ...rest, ...(before?.findings.slice(oldEnd) ?? [])]
    const kept = { context, document, findings: found.map(findings => findings ?? []) }
    // What was recorded meanwhile is not in it.
    if (isWhole && entry.verdicts === verdicts) entry.found = kept
    await Promise.all([
      work(entry, kept, unknown),
      count(entry, kept, uncounted),
      Promise.race([compare(entry), pause(patience)]),
    ])
    if (isCancelled()) return undefined
    entry.glances = isWhole ? 0 : entry.glances + 1
    if (!isWhole) {
      entry.generation++
      host.refresh()
    }
    const twins = indexes.get(entry.root)?.twins ?? new Map()
    const judged = isWhole ? kept.findings : found.map((findings, i) => findings && kept.findings[i])
    return assemble(document, judged, settings, {
      path: entry.uri,
      twins,
      ...problems.of(entry),
      verdicts: region => verdictsOf(entry, region),
      math: region => mathOf(context, region),
      tokens: region => (counts ? tokensOf(document, settings, region) : undefined),
    })
  }

  function mathOf(context: Context, region: Region): MathFacts | undefined {
    const known = worked.get(region)
    return known?.context === context ? known.facts : undefined
  }

  /**
   * Has the mathematics of regions worked out. Waits a moment where they are few, so that what is found while typing
   * comes at once; what comes later is told later.
   */
  async function work(entry: Entry, found: NonNullable<Entry['found']>, regions: readonly Region[]): Promise<void> {
    if (!regions.length) return
    const { context } = found
    let waiting = true
    // What is asked last is worked out first, and the top of a file is looked at first.
    const all = regions.toReversed().map(async region => {
      const asked = worked.get(region)
      if (asked?.context === context) return
      worked.set(region, { context })
      const facts = await host.math.work(region.text, context.macros, regions.length <= few)
      if (worked.get(region)?.context !== context) return
      worked.set(region, { context, ...(facts && { facts }) })
      if (!facts) return
      judgeAgain(entry, found, region, () => waiting)
    })
    if (regions.length <= few) await Promise.race([Promise.all(all), pause(patience)])
    waiting = false
  }

  /** Compares what is new with the problems of its data set, and with evaluation sets; what comes late is told by itself. */
  async function compare(entry: Entry): Promise<void> {
    if (await problems.ready(entry, () => dataSet(entry.uri, entry.root))) factsChanged()
  }

  /** For what changes unseen: once for all files that change at about the same time. */
  function compareLater(entry: Entry): void {
    const { root } = entry
    if (!root || comparing.has(root)) return
    comparing.add(root)
    setTimeout(() => {
      comparing.delete(root)
      // What is wrong with a file has been reported; another time it may be read.
      compare(entry).catch(error => reportOnce(String(error)))
    }, patience).unref()
  }

  /** What is known of the tokens of a region; of most it is known at once that they fit. */
  function tokensOf(document: Document, settings: Settings, region: Region): TokenFacts | undefined {
    const context = contextOf(document, settings)
    let known = counted.get(region)
    if (known?.context !== context) {
      const tasks = tokenTasks(document, region, settings)
      known = { context, tasks, ...(fits(tasks) && { facts: tokenFacts(settings, []) }) }
      counted.set(region, known)
    }
    return known.facts
  }

  /** Has the tokens of regions counted, and waits for them as for the mathematics. */
  async function count(entry: Entry, found: NonNullable<Entry['found']>, regions: readonly Region[]): Promise<void> {
    if (!regions.length) return
    const { settings } = entry
    let waiting = true
    const isWanted = (region: Region): boolean =>
      entry.settings === settings && entry.text.document.regions.includes(region)
    const all = regions.toReversed().map(async region => {
      const asked = counted.get(region)
      if (!asked || asked.asked) return
      counted.set(region, { ...asked, asked: true })
      const counts = await Promise.all(
        asked.tasks.map(async task => {
          const outcome = task && (await host.tokens.count(task, settings.tokens, () => isWanted(region)))
          if (outcome?.type === 'failed') reportOnce(outcome.reason)
          return outcome?.type === 'counted' ? tokenCount(outcome, task!) : undefined
        }),
      )
      if (counted.get(region)?.context !== asked.context) return
      const isKnown = counts.every((count, i) => count !== undefined || asked.tasks[i] === undefined)
      const { context } = asked
      counted.set(region, { context, tasks: [], asked: true, ...(isKnown && { facts: tokenFacts(settings, counts) }) })
      if (!isKnown) return
      judgeAgain(entry, found, region, () => waiting)
    })
    if (regions.length <= few) await Promise.race([Promise.all(all), pause(patience)])
    waiting = false
  }

  function reportOnce(problem: string): void {
    if (reported.has(problem)) return
    reported.add(problem)
    host.report(problem)
  }

  /** More is known of a region: what is waited for is told at once, what comes later by itself. */
  function judgeAgain(
    entry: Entry,
    found: NonNullable<Entry['found']>,
    region: Region,
    isWaiting: () => boolean,
  ): void {
    const { context, document } = found
    const current = entry.found?.context === context ? entry.found : found
    const index = current.document.regions.indexOf(region)
    if (index < 0) return
    const tokens = counted.get(region)
    const judged = lintRegion(
      document,
      region,
      entry.settings,
      mathOf(context, region),
      tokens?.context === context ? tokens.facts : undefined,
      verdictsOf(entry, region),
    )
    const before = current.findings[index]!
    current.findings[index] = judged
    if (judged.length === before.length && !suppressionsOf(region).length) return
    if (isWaiting() && current === found) return
    entry.generation++
    host.refresh()
  }
}

/** What is known of the tokens of a region, or what has to be counted for it. */
interface Counting {
  readonly context: Context
  readonly tasks: readonly (TokenTask | undefined)[]
  /** Whether they are being counted, or could not be. */
  readonly asked?: boolean
  readonly facts?: TokenFacts
}

/** How long a large file is judged before the first answer, in milliseconds. */
const firstAnswer = 300

/** For how many examples, and for how many milliseconds, an answer waits for the mathematics. */
const few = 8
const patience = 80

/** What the places of verdicts begin with that belong to no folder. */
const memoryOnly = 'memory:'

/** Keeps in memory what has no place among the files. */
function inFolders(files: ChecksFiles): ChecksFiles {
  const texts = new Map<string, string>()
  return {
    async read(place) {
      if (!place.startsWith(memoryOnly)) return files.read(place)
      const text = texts.get(place)
      return text === undefined ? { type: 'missing' } : { type: 'text', text }
    },
    async write(place, text) {
      if (!place.startsWith(memoryOnly)) return files.write(place, text)
      if (text === undefined) texts.delete(place)
      else texts.set(place, text)
    },
    alone: (place, work) => (place.startsWith(memoryOnly) ? work() : files.alone(place, work)),
  }
}

/** Where the verdicts of a file are kept. Its URI may spell the folder in another way. */
function checksUri(folder: string, uri: string): string {
  const depth = folder.replace(/\/$/, '').split('/').length
  const parts = uri.split('/')
  return `${parts.slice(0, depth).join('/')}/${checksFolder}/${parts.slice(depth).join('/')}.json`
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}

function directoryOf(uri: string): string {
  const slash = uri.lastIndexOf('/')
  return slash < 0 ? uri : uri.slice(0, slash)
}

export function isInside(uri: string, folder: string): boolean {
  const inside = plainUri(folder)
  return plainUri(uri).startsWith(inside.endsWith('/') ? inside : `${inside}/`)
}

/** Clients do not agree on which characters of a path are encoded, nor on the case of a drive. */
function plainUri(uri: string): string {
  try {
    return decodeURIComponent(uri).replace(/^file:\/\/\/[A-Z]:/, drive => drive.toLowerCase())
  } catch {
    return uri
  }
}
