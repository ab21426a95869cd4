/** Measures the rules on gold solutions and on faults in them, and writes the tables of README.md: `npm run eval:rules`. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { twinsOf } from '../../server/src/core/dataset/twins.ts'
import type { Region } from '../../server/src/core/format/document.ts'
import { parse } from '../../server/src/core/format/parse.ts'
import { lint, mathOf, severityOf } from '../../server/src/core/lint.ts'
import { render } from '../../server/src/core/message.ts'
import { rules } from '../../server/src/core/rules/index.ts'
import { type Finding, noFacts } from '../../server/src/core/rules/rule.ts'
import { defaultSettings, type Settings, type SeveritySetting } from '../../server/src/core/settings.ts'
import type { Span } from '../../server/src/core/span.ts'
import { seeded } from './faults.ts'
import {
  exampleText,
  type Gold,
  type GoldSet,
  goldSets,
  importedText,
  placesOf,
  sampleDocuments,
  sampleLines,
} from './gold.ts'
import {
  type Fault,
  type FaultKind,
  type FaultType,
  faultKinds,
  faultOf,
  faultTypes,
  type Source,
  sourceOf,
} from './reasoning-faults.ts'
import { percent, report, writeSection } from './report.ts'
import { measureTimes } from './rule-times.ts'

/** Rules about the data set and about its being a benchmark: they say nothing of a single solution. */
const leftOut: readonly string[] = [
  'duplicate-id',
  'missing-header',
  'near-duplicate',
  'number-variant',
  'benchmark-overlap',
]

const { values: options, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    show: { type: 'string', multiple: true, default: [] },
    rule: { type: 'string' },
    set: { type: 'string' },
    half: { type: 'string' },
    explicit: { type: 'boolean', default: false },
    n: { type: 'string', short: 'n', default: '10' },
  },
  allowPositionals: true,
})

const seed = 20264
/** What is worth measuring again where each step is an `@step`. */
const explicitKinds: readonly FaultKind[] = [
  'copy-step',
  'copy-step-carried',
  'removed',
  'swapped',
  'repeated',
  'repeated-later',
  'negated',
  'foreign-step',
  'irrelevant',
  'answer',
]
/** Faults of each kind that are tried in each solution. */
const rounds: Readonly<Record<GoldSet['id'], number>> = options.quick ? { math: 1, gsm8k: 1 } : { math: 2, gsm8k: 1 }

function settingsFrom(lowest: 'hint' | 'warning'): Settings {
  const off: [string, SeveritySetting][] = rules
    .filter(rule => {
      const severity = severityOf(rule, defaultSettings)
      return leftOut.includes(rule.id) || (lowest === 'warning' && severity !== 'warning' && severity !== 'error')
    })
    .map(rule => [rule.id, 'off'])
  return { ...defaultSettings, rules: Object.fromEntries(off) }
}

const everything = settingsFrom('hint')
const serious = settingsFrom('warning')

interface Linted {
  readonly region: Region
  readonly findings: readonly Finding[]
}

/** What is found in the one example of a text. */
function linted(text: string, settings: Settings): Linted {
  const document = parse(text)
  const twins = twinsOf([{ path: '', document }])
  const found = lint(document, settings, { ...noFacts, twins, math: mathOf(document, settings) })
  return { region: document.regions[1]!, findings: found.flat() }
}

function isSerious({ severity }: Finding): boolean {
  return severity === 'warning' || severity === 'error'
}

function spanText(region: Region, { start, end }: Span): string {
  return region.text.slice(start, end)
}

// Gold.

interface KnownError {
  readonly data: string
  readonly record: string
  readonly claim: string
}

const knownErrors = JSON.parse(readFileSync(new URL('known-errors.json', import.meta.url), 'utf8')) as KnownError[]

function isKnownError(gold: Gold, region: Region, finding: Finding): boolean {
  return knownErrors.some(({ data, record, claim }) => {
    if (data !== gold.set || record !== gold.id) return false
    const at = region.text.indexOf(claim)
    return at >= 0 && finding.span.start <= at + claim.length && finding.span.end >= at
  })
}

/** Which rules say something of each solution of a set. */
interface Alarms {
  readonly title: string
  readonly solutions: number
  /** For each solution with any: its rules. */
  readonly found: readonly ReadonlySet<string>[]
  readonly foundBelow: readonly ReadonlySet<string>[]
}

function alarmsOf(title: string, all: readonly Linted[], gold: readonly Gold[]): Alarms {
  const of = (wanted: (finding: Finding) => boolean): Set<string>[] =>
    all.map(
      ({ region, findings }, i) =>
        new Set(
          findings
            .filter(finding => wanted(finding) && !(gold[i] && isKnownError(gold[i], region, finding)))
            .map(({ rule }) => rule),
        ),
    )
  return { title, solutions: all.length, found: of(isSerious), foundBelow: of(finding => !isSerious(finding)) }
}

/** The example without what is said of its flawed solutions. */
function sampleExamples(): Linted[] {
  return sampleDocuments().flatMap(({ document }) => {
    const twins = twinsOf([{ path: '', document }])
    const found = lint(document, everything, { ...noFacts, twins, math: mathOf(document, everything) })
    return document.regions.slice(1).map((region, i) => {
      const flawed = region.example!.solutions.filter(solution => solution.flawed)
      const findings = found[i + 1]!.filter(
        ({ span }) =>
          !flawed.some(solution => {
            const start = solution.directive.line.start
            const ends = [solution, ...solution.steps].map(part => part.directive.body.end)
            return start <= span.start && span.end <= Math.max(...ends)
          }),
      )
      return { region, findings }
    })
  })
}

const wanted = (gold: Gold): boolean =>
  (!options.quick || gold.index % 2 === 0) &&
  (options.half === undefined || (options.half === 'held' ? gold.index % 2 === 1 : gold.index % 2 === 0))

const sets: GoldSet[] = goldSets()
  .filter(({ id }) => options.set === undefined || options.set === id)
  .map(set => ({ ...set, gold: set.gold.filter(wanted) }))

for (const name of positionals) {
  if (!faultKinds.some(kind => kind === name)) throw new Error(`${name}: expected one of ${faultKinds.join(', ')}`)
}
const wantedKinds = faultKinds.filter(kind => !positionals.length || positionals.includes(kind))

const halves = [0, 1] as const
const halfTitle = (title: string, half: number): string => `${title}, ${half ? 'held out' : 'tuned on'}`
const ofHalf = (gold: readonly Gold[], half: number): Gold[] => gold.filter(({ index }) => index % 2 === half)

/** What is found in the originals, without and with `@step`. */
const originals = new Map<Source, Map<boolean, Linted>>()
const withMark = new Map<Gold, Gold>()
const out = report()
// A reader such as `head` may leave early.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
})
const shown: string[] = []

if (options.show.includes('alarms') || (options.rule !== undefined && !options.show.length)) showAlarms()
for (const what of ['missed', 'found'] as const) {
  if (options.show.includes(what)) showFaults(what)
}
if (options.rule !== undefined && !options.show.length) showFaults('found')
if (shown.length || options.show.length || options.rule !== undefined) process.stdout.write(`${shown.join('\n')}\n`)
else {
  const all = !options.quick && !positionals.length
  const addTimes = all ? measureTimes(sets) : undefined
  if (!positionals.length) falseAlarms()
  faults()
  addTimes?.(out)
  process.stdout.write(`${out.lines.join('\n')}\n`)
  if (all && sets.length === 2 && options.half === undefined) writeSection('rules', out)
}

function falseAlarms(): void {
  const columns: Alarms[] = sets.flatMap(({ title, gold }) =>
    halves.flatMap(half => {
      const part = ofHalf(gold, half)
      return part.length
        ? [
            alarmsOf(
              halfTitle(title, half),
              part.map(one => linted(exampleText(one, one.source.text), everything)),
              part,
            ),
          ]
        : []
    }),
  )
  for (const { title, gold } of sets) {
    const explicit = gold.map(one => linted(exampleText(one, one.source.text, one.source.steps), everything))
    columns.push(alarmsOf(`${title} with \`@step\``, explicit, gold))
  }
  const marked = sets.some(({ id }) => id === 'gsm8k') ? sampleLines('gsm8k-sample.jsonl') : []
  if (marked.length) {
    const gold = sets.find(({ id }) => id === 'gsm8k')!.gold
    const all = gold.map(({ index }) => linted(importedText(JSON.parse(marked[index]!) as object), everything))
    columns.push(alarmsOf('GSM8K with `@check`', all, gold))
  }
  columns.push(alarmsOf('samples', sampleExamples(), []))

  out.line(
    '### False alarms on gold solutions (bar: no rule at more than 1 in 50, at least 90 % free of any; aim: 95 %)',
  )
  const rows = [...new Set(columns.flatMap(({ found }) => found.flatMap(ids => [...ids])))].sort()
  out.table(
    ['rule at warning or above', ...columns.map(({ title }) => title)],
    [
      ['**solutions**', ...columns.map(({ solutions }) => solutions)],
      [
        '**free of any**',
        ...columns.map(({ solutions, found }) => percent(found.filter(ids => !ids.size).length, solutions)),
      ],
      ...rows.map(id => [
        id,
        ...columns.map(({ solutions, found }) => {
          const count = found.filter(ids => ids.has(id)).length
          return count * 50 > solutions ? `**${count}**` : count
        }),
      ]),
    ],
  )
  out.line('Of information and hints (no bar), the share of solutions that have one:')
  const below = [...new Set(columns.flatMap(({ foundBelow }) => foundBelow.flatMap(ids => [...ids])))].sort()
  out.table(
    ['rule below warning', ...columns.map(({ title }) => title)],
    below.map(id => [
      id,
      ...columns.map(({ solutions, foundBelow }) => percent(foundBelow.filter(ids => ids.has(id)).length, solutions)),
    ]),
  )
}

// Faults.

interface Case {
  readonly gold: Gold
  readonly fault: Fault
  readonly linted: Linted
  /** What the original does not have. */
  readonly fresh: readonly Finding[]
  readonly hits: readonly Finding[]
}

/** What is found in the original. */
function originalOf(gold: Gold, explicit: boolean): Linted {
  const known = originals.get(gold.source) ?? new Map<boolean, Linted>()
  originals.set(gold.source, known)
  let original = known.get(explicit)
  if (!original) {
    original = linted(exampleText(gold, gold.source.text, explicit ? gold.source.steps : undefined), serious)
    known.set(explicit, original)
  }
  return original
}

/** Whether the original has this finding: the same rule at the same text, or at the same place. */
function isOld(original: Linted, now: Linted, { rule, span }: Finding): boolean {
  const [a, b] = [original.region.text, now.region.text]
  const shortest = Math.min(a.length, b.length)
  let prefix = 0
  while (prefix < shortest && a[prefix] === b[prefix]) prefix++
  let suffix = 0
  while (suffix < shortest - prefix && a[a.length - 1 - suffix] === b[b.length - 1 - suffix]) suffix++
  const shift = b.length - a.length
  return original.findings.some(old => {
    if (old.rule !== rule) return false
    if (spanText(original.region, old.span) === spanText(now.region, span)) return true
    const start = old.span.start >= a.length - suffix ? old.span.start + shift : old.span.start
    const end = old.span.end > prefix ? old.span.end + shift : old.span.end
    return start < span.end && span.start < end
  })
}

/** Whether what was put in has this finding where it comes from. */
function isTheirs({ from }: Fault, set: GoldSet, now: Linted, { rule, span }: Finding): boolean {
  const other = from && set.gold.find(({ source }) => source === from)
  if (!other) return false
  const { region, findings } = originalOf(other, false)
  return findings.some(old => old.rule === rule && spanText(region, old.span) === spanText(now.region, span))
}

/** The line with the answer is kept where the answer is to be changed in it. */
function goldFor(kind: FaultKind, gold: Gold): Gold {
  if ((kind !== 'answer' && kind !== 'answer-box') || gold.set !== 'gsm8k') return gold
  let marked = withMark.get(gold)
  if (!marked) {
    const { problem, text, answer, by } = gold.source
    marked = { ...gold, source: sourceOf(problem, `${text}\n#### ${answer}`, answer, by) }
    withMark.set(gold, marked)
  }
  return marked
}

function* casesOf(set: GoldSet, half: number, kind: FaultKind, explicit: boolean): Generator<Case> {
  const everyOther = set.gold.map(({ source }) => source)
  for (const one of ofHalf(set.gold, half)) {
    const gold = goldFor(kind, one)
    const made = new Set<string>()
    for (let round = 0; round < rounds[set.id]; round++) {
      const random = seeded(seed + round * 7919 + gold.index * 104729 + faultKinds.indexOf(kind) * 15485863)
      const fault = faultOf(kind, gold.source, random, everyOther)
      if (!fault || made.has(fault.text)) continue
      made.add(fault.text)
      yield caseOf(set, gold, fault, explicit)
    }
  }
}

function caseOf(set: GoldSet, gold: Gold, fault: Fault, explicit: boolean): Case {
  const steps = explicit ? fault.steps : undefined
  const result = linted(exampleText(gold, fault.text, steps), serious)
  const original = originalOf(gold, explicit)
  const places = fault.changed.flatMap(stretch => placesOf(result.region.example!, stretch, steps))
  const fresh = result.findings.filter(
    finding => !isOld(original, result, finding) && !isTheirs(fault, set, result, finding),
  )
  const hits = fresh.filter(({ span }) =>
    places.some(
      ({ start, end }) =>
        (span.start < end && start < span.end) || (span.start === span.end && start <= span.start && span.end <= end),
    ),
  )
  return { gold, fault, linted: result, fresh, hits }
}

function faults(): void {
  if (!sets.length) return
  if (!options.quick && !positionals.length) {
    out.line('### How each fault is made')
    out.table(
      ['kind', 'fault', 'how'],
      faultKinds.map(kind => [`\`${kind}\``, faultTypes[kind].title, faultTypes[kind].docs]),
    )
  }
  for (const explicit of options.quick ? [options.explicit] : [false, true]) {
    out.line(
      explicit
        ? '### The same faults in solutions with an `@step` for each step'
        : '### Single faults in gold solutions, found where they are',
    )
    const columns = sets
      .flatMap(set => halves.map(half => ({ set, half })))
      .filter(({ set, half }) => ofHalf(set.gold, half).length)
    const kinds = wantedKinds.filter(kind => !explicit || explicitKinds.includes(kind))
    if (!kinds.length) continue
    const rows = kinds.flatMap(kind => {
      const cases = columns.map(({ set, half }) => [...casesOf(set, half, kind, explicit)].map(told))
      const { title, bar }: FaultType = faultTypes[kind]
      const rest = cases.map(part => part.filter(({ needed }) => needed !== undefined))
      return [
        faultRow(options.quick ? kind : title, bar, cases),
        ...(rest.some(part => part.length)
          ? [
              faultRow(
                '… that a later step needs',
                undefined,
                rest.map(part => part.filter(({ needed }) => needed)),
              ),
            ]
          : []),
      ]
    })
    out.table(
      [
        'fault',
        'bar',
        ...columns.map(({ set, half }) => halfTitle(set.title, half)),
        'all',
        'a new finding anywhere',
        'of those found, by',
      ],
      rows,
    )
  }
}

interface Told {
  readonly needed: boolean | undefined
  readonly anywhere: boolean
  readonly by: readonly string[]
}

function told({ fault, fresh, hits }: Case): Told {
  return { needed: fault.needed, anywhere: fresh.length > 0, by: [...new Set(hits.map(({ rule }) => rule))] }
}

function faultRow(title: string, bar: number | undefined, columns: readonly (readonly Told[])[]): string[] {
  const all = columns.flat()
  const found = (cases: readonly Told[]): number => cases.filter(({ by }) => by.length).length
  const byRule = new Map<string, number>()
  for (const rule of all.flatMap(({ by }) => by)) byRule.set(rule, (byRule.get(rule) ?? 0) + 1)
  const top = [...byRule].sort((a, b) => b[1] - a[1]).slice(0, 3)
  return [
    title,
    bar === undefined ? '' : `${bar} %`,
    ...columns.map(cases => (cases.length ? `${percent(found(cases), cases.length)} of ${cases.length}` : '-')),
    percent(found(all), all.length),
    percent(all.filter(({ anywhere }) => anywhere).length, all.length),
    top.map(([rule, count]) => `${rule} ${percent(count, found(all))}`).join(', '),
  ]
}

// Cases, for those who write rules.

function showAlarms(): void {
  for (const { title, gold } of sets) {
    let count = 0
    for (const one of gold) {
      const { source } = one
      const steps = options.explicit ? source.steps : undefined
      const { region, findings } = linted(exampleText(one, source.text, steps), everything)
      const alarms = findings.filter(
        finding =>
          (options.rule === undefined ? isSerious(finding) : finding.rule === options.rule) &&
          !isKnownError(one, region, finding),
      )
      if (!alarms.length) continue
      if (count++ < Number(options.n)) show(`${title} ${one.id}: on gold`, source.problem, source.text, region, alarms)
    }
    shown.push(`${count} of ${gold.length} in ${title}`, '')
  }
}

function showFaults(which: 'missed' | 'found'): void {
  for (const kind of wantedKinds) {
    for (const set of sets) {
      let count = 0
      let all = 0
      for (const half of halves) {
        for (const { gold, fault, linted: result, fresh, hits } of casesOf(set, half, kind, options.explicit)) {
          all++
          const counted = hits.filter(({ rule }) => options.rule === undefined || rule === options.rule)
          if ((which === 'found') !== counted.length > 0) continue
          if (count++ >= Number(options.n)) continue
          show(
            `${set.title} ${gold.id}: ${kind} ${which}`,
            gold.source.problem,
            markedText(fault),
            result.region,
            which === 'found' ? counted : fresh,
          )
        }
      }
      shown.push(`${count} of ${all} ${kind} ${which} in ${set.title}`, '')
    }
  }
}

/** The solution with its faulty stretches between ⟦ and ⟧. */
function markedText({ text, changed }: Fault): string {
  let marked = text
  for (const { start, end } of [...changed].sort((a, b) => b.start - a.start)) {
    marked = `${marked.slice(0, start)}⟦${marked.slice(start, end)}⟧${marked.slice(end)}`
  }
  return marked
}

function show(title: string, problem: string, solution: string, region: Region, findings: readonly Finding[]): void {
  shown.push(`=== ${title}`, problem, '---', solution)
  for (const finding of findings) {
    const text = spanText(region, finding.span).replace(/\s+/g, ' ').slice(0, 120)
    shown.push(`  ${finding.severity} ${finding.rule}: «${text}» ${render(finding.message)}`)
  }
  shown.push('')
}
