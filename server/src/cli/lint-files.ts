import { benchmarkReader } from '../benchmark-files.ts'
import { isSupported } from '../core/context.ts'
import type { Likeness } from '../core/dataset/duplicates.ts'
import type { Benchmarks } from '../core/dataset/overlap.ts'
import { type ProblemIndex, problemIndex } from '../core/dataset/problems.ts'
import { idIndex } from '../core/dataset/twins.ts'
import type { Document, Region } from '../core/format/document.ts'
import { outliner } from '../core/format/outline.ts'
import { asksForOverlaps, asksForTokens, assembler, likenessOf, lintRegion, mathOf } from '../core/lint.ts'
import { macrosOf } from '../core/macros.ts'
import { type Facts, type Finding, noFacts } from '../core/rules/rule.ts'
import type { Settings } from '../core/settings.ts'
import type { Macros } from '../core/text/latex.ts'
import { fits, type TokenCount, type TokenFacts, type TokenTask, tokenFacts, tokenTasks } from '../core/tokens.ts'
import { Failure } from '../files.ts'
import { type TokenCounter, tokenCount, tokenCounter } from '../token-counter.ts'
import { turn } from '../turns.ts'
import { type FilePart, type Files, type PartOfDocument, partsOf, type ReadFile, type TextFile } from './data-set.ts'
import { recordReader } from './recorded.ts'
import { tell } from './terminal.ts'

/** A part of a file, and what is found in each of its regions. */
export interface LintedPart {
  readonly file: FilePart
  /** That of the head comes with the first part, but for what only the end of the file shows: that comes with the last. */
  readonly findings: readonly (readonly Finding[])[]
}

export interface LintOptions {
  readonly math?: boolean
  /** How many examples there are in a part at most. */
  readonly examples?: number
}

/**
 * What is found in files, which together are one data set. They are read twice: first to keep of each
 * example its id, its place and what tells problems that are alike, then to find all else, part by part.
 */
export async function* lintFiles(
  files: Files,
  { examples = 20, math = true }: LintOptions = {},
): AsyncGenerator<LintedPart> {
  const { outlines, ...known } = await surveyOf(files.read('Reading'))
  const recorded = recordReader(files.paths)
  const counting = tokensCounter()
  try {
    for await (const file of files.read('Checking')) {
      const { path } = file
      const outline = outlines.get(path)
      if (file.type === 'invalid-utf8') {
        yield { file, findings: [] }
        continue
      }
      if (file.text.length !== outline?.length) throw new Failure(`${path}: it changed while it was checked`)
      const facts: Facts = {
        ...noFacts,
        ...known,
        path,
        math: math ? mathOf(outline.document, file.settings) : noFacts.math,
        tokens: counting.tokens,
        verdicts: await recorded(path),
      }
      const assembling = assembler(outline.document, file.settings, facts)
      let seen = 1
      for (const part of partsOf(file, examples)) {
        // So that an interrupt is heard.
        await turn()
        await counting.count(part)
        const findings = part.document.regions.map((region, i) => {
          if (i === 0 && seen > 1) return []
          const [ofMath, ofTokens, verdicts] = [facts.math(region), facts.tokens(region), facts.verdicts(region)]
          const found = lintRegion(part.document, region, file.settings, ofMath, ofTokens, verdicts)
          return assembling.add(region, i && seen + i - 1, found)
        })
        seen += findings.length - 1
        if (seen === outline.document.regions.length) findings[0] = [...findings[0]!, ...assembling.end()]
        yield { file: part, findings }
      }
    }
  } finally {
    counting.dispose()
  }
}

interface FileOutline {
  /** Of its text. */
  readonly length: number
  readonly document: Document
}

/** What one example of a data set has to do with the others, and with evaluation sets. */
async function surveyOf(
  files: AsyncIterable<ReadFile>,
): Promise<Pick<Facts, 'twins' | 'likes' | 'overlaps'> & { readonly outlines: ReadonlyMap<string, FileOutline> }> {
  const outlines = new Map<string, FileOutline>()
  const heads = new Map<string, Region>()
  const ids = idIndex()
  const reader = benchmarkReader(problem => tell(`limo: ${problem}`))
  let benchmarks: Benchmarks | undefined
  let likeness: Likeness | undefined
  let problems: ProblemIndex | undefined
  for await (const file of files) {
    if (file.type === 'invalid-utf8') continue
    const { path, settings, text } = file
    if (!benchmarks && asksForOverlaps(settings)) benchmarks = await reader.read(settings.benchmarks)
    // The first file decides how problems are compared.
    if (!problems) {
      likeness = likenessOf(settings)
      const overlaps: Benchmarks['overlaps'] = (...problem) => benchmarks?.overlaps(...problem) ?? []
      problems = problemIndex({ likeness, benchmarks: { overlaps }, keeps: false })
    }
    outlines.set(path, { length: text.length, document: outlineOf(file, problems) })
  }
  return {
    outlines,
    twins: ids.twins,
    likes: likeness && problems?.likes,
    overlaps: benchmarks && problems?.overlaps,
  }

  function outlineOf(file: TextFile, index: ProblemIndex): Document {
    const outline = outliner()
    let macros: Macros | undefined
    let bom = false
    for (const { document, path, settings } of partsOf(file)) {
      // The head is the same in all parts.
      for (const region of macros ? document.regions.slice(1) : document.regions) {
        const kept = outline.add(region.head && !region.example ? shared(region) : region)
        const place = { path, region: kept }
        ids.add(place)
        macros ??= macrosOf(document, settings)
        const problem = region.example?.problem?.text.value
        if (problem) index.add(place, problem, macros)
      }
      bom = document.bom
    }
    return outline.end(bom)
  }

  /** Files that begin alike share what they begin with. */
  function shared(head: Region): Region {
    const known = heads.get(head.text) ?? head
    heads.set(known.text, known)
    return known
  }
}

interface TokensCounter {
  /** Counts the tokens of a part; what cannot be counted is told, and stays unknown. */
  count(part: PartOfDocument): Promise<void>
  readonly tokens: Facts['tokens']
  dispose(): void
}

function tokensCounter(): TokensCounter {
  const known = new WeakMap<Region, TokenFacts>()
  const told = new Set<string>()
  let counter: TokenCounter | undefined
  return {
    async count({ document, settings }) {
      if (!isSupported(document) || !asksForTokens(settings)) return
      const fitting = tokenFacts(settings, [])
      for (const region of document.regions) {
        const tasks = tokenTasks(document, region, settings)
        const facts = fits(tasks) ? fitting : await counted(tasks, settings)
        if (facts) known.set(region, facts)
      }
    },
    tokens: region => known.get(region),
    dispose: () => counter?.dispose(),
  }

  async function counted(
    tasks: readonly (TokenTask | undefined)[],
    settings: Settings,
  ): Promise<TokenFacts | undefined> {
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
    return counts.every((count, i) => count || !tasks[i]) ? tokenFacts(settings, counts) : undefined
  }
}
