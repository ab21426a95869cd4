import { contextOf, isSupported } from './core/context.ts'
import { reportOf } from './core/dataset/report.ts'
import { statistics } from './core/dataset/stats.ts'
import { longestOf, textBefore, textsToCount } from './core/dataset/stats-lengths.ts'
import type { Region } from './core/format/document.ts'
import { positionsIn } from './core/format/position.ts'
import { judgementsIn } from './core/judging/judgements.ts'
import type { Report } from './core/report.ts'
import type { Finding } from './core/rules/rule.ts'
import { Failure } from './files.ts'
import { countTokens, type TokenCounter } from './token-counter.ts'
import { slice, turn } from './turns.ts'
import type { Entry, Workspace } from './workspace.ts'

export interface Reports {
  /** The report of some files; undefined where it was cancelled. */
  of(
    entries: readonly Entry[],
    title: string,
    complete: boolean,
    isCancelled: () => boolean,
  ): Promise<Report | undefined>
}

/** The reports that are asked for again and again while somebody writes: what was counted is remembered. */
export function reportEntries(space: Pick<Workspace, 'findings' | 'verdictsOf'>, counter: TokenCounter): Reports {
  const counted = new WeakMap<Region, { readonly by: string; readonly tokens: number }>()
  return { of }

  async function of(
    entries: readonly Entry[],
    title: string,
    complete: boolean,
    isCancelled: () => boolean,
  ): Promise<Report | undefined> {
    const all = statistics()
    const files = entries.filter(({ invalid }) => !invalid).sort((a, b) => (a.uri < b.uri ? -1 : 1))
    let since = performance.now()
    for (const entry of files) {
      const { document } = entry.text
      const findings = complete ? await space.findings(entry, isCancelled) : undefined
      if (complete) await count(entry, isCancelled)
      if (isCancelled()) return undefined
      const { cutoff, tokenizer } = entry.settings.tokens
      const { words } = contextOf(document, entry.settings)
      const position = positionsIn(document)
      for (const [i, region] of document.regions.entries()) {
        const start = region.example?.directive?.line.start
        if (start === undefined) continue
        const tokens = counted.get(region)
        all.add({
          path: entry.uri,
          line: position(i, start).line,
          document,
          region,
          words,
          verdicts: judgementsIn(document, region, entry.settings, space.verdictsOf(entry, region)).solves,
          // What is typed meanwhile moves what is found; the next report is at hand.
          ...(findings && { findings: findings[i] ?? ([] as Finding[]) }),
          ...(tokens?.by === counterName(entry) && { tokens: tokens.tokens, training: { cutoff, tokenizer } }),
        })
        if (performance.now() - since < slice) continue
        await turn()
        if (isCancelled()) return undefined
        since = performance.now()
      }
    }
    const withoutFindings = complete ? '' : 'They are being looked for …'
    return reportOf(all.end(), { title, files: files.length, withoutFindings })
  }

  /** Has counted what is new. Where nothing can be counted, the rules that ask for tokens say why. */
  async function count(entry: Entry, isCancelled: () => boolean): Promise<void> {
    const { settings, text } = entry
    const by = counterName(entry)
    if (!isSupported(text.document)) return
    const wanted = text.document.regions
      .filter(region => counted.get(region)?.by !== by)
      .map(region => ({ region, texts: textsToCount(text.document, region) }))
      .filter(({ texts }) => texts.length > 0)
    if (!wanted.length) return
    try {
      const [before] = await countTokens([textBefore], settings.tokens, counter)
      for (let from = 0; from < wanted.length && !isCancelled(); from += atOnce) {
        const lot = wanted.slice(from, from + atOnce)
        const counts = await countTokens(
          lot.flatMap(({ texts }) => texts),
          settings.tokens,
          counter,
        )
        let at = 0
        for (const { region, texts } of lot) {
          const tokens = longestOf(before!, counts.slice(at, at + texts.length), settings.tokens.cutoff)
          counted.set(region, { by, tokens })
          at += texts.length
        }
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
    }
  }
}

/** So many examples are counted before others get a turn. */
const atOnce = 100

/** Tokens depend on what counts them, and not on the cutoff. */
function counterName({ settings: { tokens } }: Entry): string {
  return JSON.stringify([tokens.folder, tokens.tokenizer])
}
