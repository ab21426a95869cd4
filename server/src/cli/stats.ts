import { basename, resolve } from 'node:path'
import { contextOf, isSupported } from '../core/context.ts'
import { reportOf } from '../core/dataset/report.ts'
import { type PartName, partNames } from '../core/dataset/score.ts'
import { type Passing, type Stats, statistics } from '../core/dataset/stats.ts'
import { longestOf, textBefore, textsToCount } from '../core/dataset/stats-lengths.ts'
import type { Document, Region } from '../core/format/document.ts'
import { positionsIn } from '../core/format/position.ts'
import { judgementsIn } from '../core/judging/judgements.ts'
import { reportPage } from '../core/render/report.ts'
import type { Facts } from '../core/rules/rule.ts'
import { Failure } from '../files.ts'
import { pageStyles } from '../page-files.ts'
import { countTokens, type TokenCounter, tokenCounter } from '../token-counter.ts'
import { command, exits, WrongUse } from './command.ts'
import { type Files, filesUnder, loadParts, type PartOfDocument } from './data-set.ts'
import { type LintedPart, lintFiles } from './lint-files.ts'
import { recordReader } from './recorded.ts'
import { invalidMessage } from './report.ts'
import { statsJson } from './stats-json.ts'
import { prettyStats } from './stats-pretty.ts'
import { openTarget, refuseLimo } from './target.ts'
import { painter, tell } from './terminal.ts'

/** What the examples can be put in order by; the highest comes first. */
const orders = ['file', 'score', ...partNames] as const
type Order = (typeof orders)[number]

export const stats = command({
  name: 'stats',
  summary: 'Show what a data set consists of, and how its examples stand beside one another.',
  usage: 'PATH… [options]',
  docs: `
Counts the examples of .limo files, and all below folders; "-" is standard input. The files of one call are one data
set: each example is shown beside the others by its LIMO score, which counts words and is no measure of quality.
server/src/core/dataset/SCORE.md says what is counted.

As html, it is one file with plots, tables and the examples of each bar; it needs no script and loads nothing.

Exit code: 0 done, 1 a file is not valid UTF-8, 2 wrong use.
`,
  options: {
    format: { value: 'FORMAT', values: ['pretty', 'json', 'html'], docs: 'pretty (default), json or html.' },
    sort: {
      value: 'ORDER',
      values: orders,
      docs: `The order of the examples: ${orders.join(', ')}.\nThey stand as in their files (default), or the highest first.`,
    },
    findings: { docs: 'Count what "limo check" finds, too.' },
    'no-tokens': { docs: 'Count no tokens.' },
    out: { value: 'FILE', docs: 'The file to write instead of standard output.' },
    force: { docs: 'Replace the file if it is there already.' },
  },
  async run({ findings, force, format = 'pretty', 'no-tokens': noTokens, out = '-', sort = 'file' }, paths) {
    if (!paths.length) throw new WrongUse('limo stats needs files, folders or "-"')
    await refuseLimo(out)
    const target = await openTarget(out, force)
    try {
      const { found, files, isWhole } = await statsOf(paths, { findings, tokens: !noTokens })
      const order = orderOf(found, sort as Order)
      for await (const piece of shown(format, found, files, order, paths)) await target.write(piece)
      await target.commit()
      return isWhole ? exits.clean : exits.findings
    } catch (error) {
      await target.abandon()
      throw error
    }
  },
})

async function* shown(
  format: string,
  found: Stats,
  files: number,
  order: readonly number[],
  paths: readonly string[],
): AsyncGenerator<string> {
  if (format === 'json') yield* statsJson(found, files, order)
  else if (format === 'html') {
    const withoutFindings = 'Nobody has looked for them: "limo stats --findings" does'
    yield reportPage(
      reportOf(found, { title: titleOf(paths), files, withoutFindings }),
      await pageStyles('report-page.css'),
    )
  } else yield* prettyStats(found, files, order, painter(process.stdout))
}

/** What the report of several files is called: the folder that holds them. */
function titleOf([path, ...others]: readonly string[]): string {
  return path !== undefined && path !== '-' && !others.length ? basename(resolve(path)) : 'Data set'
}

interface Wanted {
  readonly findings: boolean
  readonly tokens: boolean
}

async function statsOf(
  paths: readonly string[],
  wanted: Wanted,
): Promise<{ found: Stats; files: number; isWhole: boolean }> {
  const files = filesUnder(paths)
  const all = statistics()
  const seen = new Set<string>()
  let isWhole = true
  const counter = tokenCounter()
  const tokens = wanted.tokens ? tokensOf(counter) : undefined
  const recorded = recordReader(paths)
  try {
    for await (const { file, findings } of wanted.findings ? lintFiles(files) : unjudged(files)) {
      seen.add(file.path)
      if (file.type === 'invalid-utf8') {
        isWhole = false
        tell(`${file.path}: ${invalidMessage(file.read)}`)
        continue
      }
      for (const example of await passing(file, findings, tokens, await recorded(file.path))) all.add(example)
    }
  } finally {
    counter.dispose()
  }
  return { found: all.end(), files: seen.size, isWhole }
}

async function* unjudged(
  files: Files,
): AsyncGenerator<Pick<LintedPart, 'file'> & Partial<Pick<LintedPart, 'findings'>>> {
  for await (const file of loadParts(files)) yield { file }
}

type CountPart = (part: PartOfDocument) => Promise<ReadonlyMap<Region, number>>

async function passing(
  part: PartOfDocument,
  findings: LintedPart['findings'] | undefined,
  count: CountPart | undefined,
  recorded: Facts['verdicts'],
): Promise<Passing[]> {
  const { document, linesBefore, path, settings } = part
  const { words } = contextOf(document, settings)
  const { cutoff, tokenizer } = settings.tokens
  const position = positionsIn(document, linesBefore)
  const tokens = await count?.(part)
  return document.regions.flatMap((region, i) => {
    const start = startOf(region)
    if (start === undefined) return []
    const counted = tokens?.get(region)
    return [
      {
        path,
        line: position(i, start).line,
        document,
        region,
        words,
        verdicts: judgementsIn(document, region, settings, recorded(region)).solves,
        ...(findings && { findings: findings[i]! }),
        ...(counted !== undefined && { tokens: counted, training: { cutoff, tokenizer } }),
      },
    ]
  })
}

function startOf({ example }: Region): number | undefined {
  return example?.directive?.line.start
}

/** Counts the tokens of parts; what cannot count them is told once, and they stay unknown. */
function tokensOf(counter: TokenCounter): CountPart {
  const before = new Map<string, number | undefined>()
  return async ({ document, settings }) => {
    const { cutoff, folder, tokenizer } = settings.tokens
    const result = new Map<Region, number>()
    if (!isSupported(document)) return result
    const name = JSON.stringify([folder, tokenizer])
    try {
      if (!before.has(name)) {
        before.set(name, undefined)
        before.set(name, (await countTokens([textBefore], settings.tokens, counter))[0]!)
      }
      const around = before.get(name)
      if (around === undefined) return result
      const wanted = textsIn(document)
      const counts = await countTokens(
        wanted.flatMap(({ texts }) => texts),
        settings.tokens,
        counter,
      )
      let at = 0
      for (const { region, texts } of wanted) {
        result.set(region, longestOf(around, counts.slice(at, at + texts.length), cutoff))
        at += texts.length
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      tell(`limo: ${error.message}`)
    }
    return result
  }
}

function textsIn(document: Document): { readonly region: Region; readonly texts: readonly string[] }[] {
  return document.regions
    .map(region => ({ region, texts: textsToCount(document, region) }))
    .filter(({ texts }) => texts.length > 0)
}

/** The places of the scored examples, in the order in which they are shown. */
function orderOf({ score }: Stats, order: Order): readonly number[] {
  const places = Array.from({ length: score.size }, (_, place) => place)
  if (order === 'file') return places
  const keys = places.map(place => {
    const { parts, score: value } = score.at(place)
    return order === 'score' ? (value ?? Number.NEGATIVE_INFINITY) : parts[order as PartName].value
  })
  // What cannot be compared comes last, as -Infinity - -Infinity would be no number.
  return places.sort((a, b) => (keys[a] === keys[b] ? 0 : keys[b]! > keys[a]! ? 1 : -1))
}
