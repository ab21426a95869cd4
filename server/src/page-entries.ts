import { contextOf } from './core/context.ts'
import type { Region } from './core/format/document.ts'
import type { MathFacts } from './core/math/facts.ts'
import type { Skipped } from './core/protocol.ts'
import { nothingSaid, type PageFile, page, saidOf, shownRegions } from './core/render/page.ts'
import type { Finding } from './core/rules/rule.ts'
import { pageParts } from './page-files.ts'
import type { Entry } from './workspace.ts'

/** A file of the page, and the one region of it that is asked for, if only one is. */
export interface PageEntry {
  readonly entry: Entry
  readonly region?: number
}

/** What is found in a file; none for a page without findings. */
export interface PageSource {
  readonly findings: (entry: Entry) => Promise<readonly (readonly Finding[])[] | undefined>
  readonly mathOf: (entry: Entry, region: Region) => MathFacts | undefined
}

export interface WrittenPage {
  readonly examples: number
  readonly skipped: Skipped[]
}

/** How much of a page is handed over at once, in UTF-16 units. */
const pieceSize = 1_000_000

/** Hands a page of files over piece by piece, unsaved text included; undefined where it was cancelled. */
export async function pageEntries(
  title: string,
  chosen: readonly PageEntry[],
  source: PageSource | undefined,
  give: (piece: string) => Promise<void>,
  isCancelled: () => boolean,
): Promise<WrittenPage | undefined> {
  const files: PageFile[] = []
  const skipped: Skipped[] = []
  for (const { entry, region } of chosen) {
    const { document } = entry.text
    const { left, regions } = entry.invalid
      ? { left: 'the file is not valid UTF-8', regions: [] }
      : shownRegions(document)
    if (left !== undefined) skipped.push({ uri: entry.uri, id: '', reason: left })
    const wanted = region === undefined ? regions : regions.filter(index => index === region)
    if (wanted.length) files.push(pageFile(entry, wanted, source, isCancelled))
  }
  const examples = files.reduce((sum, { regions }) => sum + regions.length, 0)
  if (!examples) return { examples, skipped }
  let held = ''
  for await (const piece of page(title, files, await pageParts())) {
    if (isCancelled()) return undefined
    held += piece
    if (held.length < pieceSize) continue
    await give(held)
    held = ''
  }
  await give(held)
  return { examples, skipped }
}

function pageFile(
  entry: Entry,
  regions: readonly number[],
  source: PageSource | undefined,
  isCancelled: () => boolean,
): PageFile {
  const { settings, text, uri } = entry
  const { document } = text
  let found: Promise<ReadonlyMap<Region, readonly Finding[]>> | undefined
  return {
    name: nameOf(uri),
    document,
    macros: contextOf(document, settings).macros,
    regions,
    said: async index => {
      // Others get a turn before each example.
      await turn()
      if (!source) return nothingSaid
      const region = document.regions[index]!
      found ??= settled(entry, regions, source, isCancelled)
      return saidOf(region, (await found).get(region) ?? [], source.mathOf(entry, region))
    },
  }
}

/** For how long nothing more may become known of the mathematics before the rest is taken for unknown. */
const patience = 5_000

/** What is found in a file when its mathematics is worked out, which goes on elsewhere. */
export async function settled(
  entry: Entry,
  regions: readonly number[],
  { findings, mathOf }: PageSource,
  isCancelled: () => boolean,
): Promise<ReadonlyMap<Region, readonly Finding[]>> {
  const shown = regions.map(index => entry.text.document.regions[index]!)
  let unknown = Number.POSITIVE_INFINITY
  let since = Date.now()
  for (;;) {
    const { document } = entry.text
    const found = await findings(entry)
    const left = shown.filter(region => !mathOf(entry, region)).length
    const isOver = !left || !entry.settings.math || Date.now() - since > patience || isCancelled()
    // What is typed meanwhile is not in the page, but moves what is found.
    if (isOver && entry.text.document === document) {
      return new Map(document.regions.map((region, i) => [region, found?.[i] ?? []]))
    }
    if (left < unknown) {
      unknown = left
      since = Date.now()
    }
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

function nameOf(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
