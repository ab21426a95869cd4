import { createHash } from 'node:crypto'
import { type Connection, type PositionEncodingKind, ProgressType } from 'vscode-languageserver'
import type * as z from 'zod'
import { isSupported } from './core/context.ts'
import type { Example, Region } from './core/format/document.ts'
import type { MathFacts } from './core/math/facts.ts'
import { type Message, render } from './core/message.ts'
import { ruleById } from './core/rules/index.ts'
import type { Finding } from './core/rules/rule.ts'
import type { Span } from './core/span.ts'
import {
  runTestsRequest,
  type TestExample,
  type TestFinding,
  type TestProgress,
  type TestResult,
  testsRequest,
} from './core/tests-protocol.ts'
import { answer } from './exchange.ts'
import { notUtf8, type OpenText, rangeOf } from './lsp.ts'
import type { Entry, Workspace } from './workspace.ts'

export interface TestsHost {
  readonly connection: Connection
  readonly space: Workspace
  /** The entry of a document that is being asked about. */
  readonly known: (uri: string) => Promise<Entry | undefined>
  readonly encoding: () => PositionEncodingKind
}

/** Answers what a test explorer asks. */
export function wireTests({ connection, encoding, known, space }: TestsHost): void {
  answer(connection, testsRequest, async ({ uri }) => {
    const entry = await known(uri)
    return entry && !entry.invalid ? testsOf(entry.text, encoding()) : { head: '', examples: [] }
  })

  answer(connection, runTestsRequest, async ({ keys, progress, uri }, token) => {
    const entry = await known(uri)
    if (!entry) return { run: 0 }
    const isCancelled = (): boolean => token.isCancellationRequested
    const source = {
      findings: (asked: Entry) => space.findings(asked, isCancelled),
      mathOf: (asked: Entry, region: Region) => space.mathOf(asked, region),
      encoding: encoding(),
      isCancelled,
    }
    let run = 0
    for await (const results of runTests(entry, keys && new Set(keys), source)) {
      run += results.length
      void connection.sendProgress(new ProgressType<z.input<typeof TestProgress>>(), progress, results)
    }
    return { run }
  })
}

/** The examples of a text as tests, in brief. */
function testsOf(text: OpenText, encoding: PositionEncodingKind): { head: string; examples: TestExample[] } {
  return { head: editionOf(text.document.regions[0]!), examples: examplesOf(text, encoding) }
}

function examplesOf(text: OpenText, encoding: PositionEncodingKind): TestExample[] {
  const keys = keysOf(text)
  return text.document.regions.flatMap((region, i) => {
    const { example } = region
    if (!example) return []
    const whole = { start: example.directive?.line.start ?? 0, end: endOf(region) }
    return [
      {
        key: keys[i]!,
        edition: editionOf(region),
        range: rangeOf(text, i, whole, encoding),
        ...(example.answer && { answer: rangeOf(text, i, example.answer.text.span, encoding) }),
        solutions: solutionSpans(region, example).map((span, n) => {
          const { flawed, title } = example.solutions[n]!
          const name = example.solutions.length > 1 ? `Solution ${n + 1}` : 'Solution'
          return {
            title: [name, title?.text].filter(Boolean).join(': '),
            flawed,
            range: rangeOf(text, i, span, encoding),
          }
        }),
      },
    ]
  })
}

interface TestSource {
  readonly findings: (entry: Entry) => Promise<readonly (readonly Finding[])[] | undefined>
  readonly mathOf: (entry: Entry, region: Region) => MathFacts | undefined
  readonly encoding: PositionEncodingKind
  readonly isCancelled: () => boolean
}

/** How many examples come to an end together. */
const portion = 200
/** How long nothing may be heard of the mathematics before it is given up, in milliseconds. */
const patience = 20_000

/**
 * What is found in a file, portion by portion as the mathematics is known, of all of its examples or of some. It ends
 * where it is cancelled, and where the text changes: what would be found then is not what was asked.
 */
async function* runTests(
  entry: Entry,
  wanted: ReadonlySet<string> | undefined,
  source: TestSource,
): AsyncGenerator<TestResult[]> {
  const { settings, text } = entry
  if (entry.invalid) {
    const { message, range } = notUtf8
    const finding = { rule: String(notUtf8.code), severity: 'error', message: String(message), range } as const
    return yield [{ key: '', findings: [finding], undecided: false }]
  }
  const { regions } = text.document
  const keys = keysOf(text)
  const chosen = regions.flatMap((_, i) => (!wanted || wanted.has(keys[i]!) ? [i] : []))
  const isOver = (): boolean => source.isCancelled() || entry.text !== text || entry.settings !== settings
  // All of it is worked out, in the order of the file, while the first portion is waited for.
  if (!(await source.findings(entry))) return
  for (let from = 0; from < chosen.length; from += portion) {
    const some = chosen.slice(from, from + portion)
    const needed = some.filter(i => regions[i]!.example && settings.math && isSupported(text.document))
    await known(needed.map(i => regions[i]!))
    const found = isOver() ? undefined : await source.findings(entry)
    if (!found || isOver()) return
    yield some.map(i => ({
      key: keys[i]!,
      findings: found[i]!.filter(isOfText).map(finding => testFinding(text, i, finding, source.encoding)),
      undecided: needed.includes(i) && !source.mathOf(entry, regions[i]!),
    }))
  }

  async function known(waited: readonly Region[]): Promise<void> {
    let left = waited
    for (let since = performance.now(); left.length && performance.now() - since < patience && !isOver(); ) {
      const still = left.filter(region => !source.mathOf(entry, region))
      if (still.length < left.length) since = performance.now()
      left = still
      if (left.length) await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}

/** Whether it follows from the text, and not from what a model said. */
function isOfText({ rule }: Finding): boolean {
  return !ruleById.get(rule)?.checkVerdicts
}

function testFinding(text: OpenText, i: number, finding: Finding, encoding: PositionEncodingKind): TestFinding {
  const region = text.document.regions[i]!
  const solution = region.example
    ? solutionSpans(region, region.example).findIndex(
        ({ start, end }) => finding.span.start >= start && finding.span.start < end,
      )
    : -1
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: render(finding.message),
    range: rangeOf(text, i, finding.span, encoding),
    ...(solution >= 0 && { solution }),
    ...bothOf(finding.message),
  }
}

/** The arguments by which messages name what is expected and what is there. */
const pairs = [
  ['expected', 'found'],
  ['answer', 'found'],
  ['is', 'isNot'],
  ['left', 'right'],
] as const

function bothOf({ args }: Message): { expected?: string; actual?: string } {
  const pair = pairs.find(names => names.every(name => Object.hasOwn(args, name)))
  return pair ? { expected: String(args[pair[0]]), actual: String(args[pair[1]]) } : {}
}

/** One for each region, unlike all others; empty for what stands before the first example. */
function keysOf({ document }: OpenText): readonly string[] {
  const taken = new Set<string>()
  return document.regions.map(({ example }, i) => {
    if (!example) return ''
    const name = example.id?.text || `#${i}`
    let key = name
    for (let n = 2; taken.has(key); n++) key = `${name}~${n}`
    taken.add(key)
    return key
  })
}

/** Each solution reaches to the next one, or to what follows them all. */
function solutionSpans(region: Region, { answer, solutions }: Example): Span[] {
  const starts = solutions.map(({ directive }) => directive.line.start)
  return starts.map(start => {
    const next = [...starts, answer?.directive.line.start ?? -1].filter(other => other > start)
    return { start, end: Math.min(...next, endOf(region)) }
  })
}

const editions = new WeakMap<Region, string>()

function editionOf(region: Region): string {
  let edition = editions.get(region)
  if (edition === undefined) {
    edition = createHash('sha256').update(region.text).digest('base64url').slice(0, 22)
    editions.set(region, edition)
  }
  return edition
}

/** Without the empty lines at its end. */
function endOf({ text }: Region): number {
  return text.trimEnd().length
}
