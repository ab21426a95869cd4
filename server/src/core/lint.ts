import { contextOf, isSupported } from './context.ts'
import type { Likeness } from './dataset/duplicates.ts'
import { problemsOf } from './dataset/problems.ts'
import { twinsOf } from './dataset/twins.ts'
import type { Document, Region } from './format/document.ts'
import { judgementsIn } from './judging/judgements.ts'
import { macrosOf } from './macros.ts'
import { type MathFacts, mathFacts } from './math/facts.ts'
import { message } from './message.ts'
import { ruleById, rules } from './rules/index.ts'
import { type Context, type Facts, type Finding, type Found, noFacts, type Rule } from './rules/rule.ts'
import { type Settings, type Severity, severityIn } from './settings.ts'
import { span } from './span.ts'
import { type Suppression, suppresses, suppressionsOf } from './suppress.ts'
import type { TokenFacts } from './tokens.ts'
import type { ExampleChecks } from './verdict.ts'

/** What is found in a document: one list for each of its regions, with spans in that region. */
export function lint(
  document: Document,
  settings: Settings,
  facts: Facts = factsOf(document, settings),
): readonly (readonly Finding[])[] {
  const found = document.regions.map(region =>
    lintRegion(document, region, settings, facts.math(region), facts.tokens(region), facts.verdicts(region)),
  )
  return assemble(document, found, settings, facts)
}

/** What is known of a document that is a data set by itself. */
export function factsOf(document: Document, settings: Settings): Facts {
  const own = { path: noFacts.path, document, macros: macrosOf(document, settings) }
  const likeness = likenessOf(settings)
  return { ...noFacts, twins: twinsOf([own]), likes: likeness && problemsOf([own], { likeness }).likes }
}

interface Remembered {
  readonly context: Context
  readonly findings: readonly Finding[]
  /** What follows from the mathematics, and from the tokens. */
  readonly math?: { readonly facts: MathFacts; readonly findings: readonly Finding[] }
  readonly tokens?: { readonly facts: TokenFacts; readonly findings: readonly Finding[] }
  /** What follows from what models said. */
  readonly verdicts?: { readonly facts: ExampleChecks; readonly findings: readonly Finding[] }
}

const remembered = new WeakMap<Region, Remembered>()

/**
 * What the rules say of one region by itself, suppressed or not; remembered with the region. While its mathematics, its
 * tokens or its verdicts are not known, the rules that ask for them are silent.
 */
export function lintRegion(
  document: Document,
  region: Region,
  settings: Settings,
  math?: MathFacts,
  tokens?: TokenFacts,
  verdicts?: ExampleChecks,
): readonly Finding[] {
  const context = contextOf(document, settings)
  let known = remembered.get(region)
  if (known?.context !== context) {
    known = { context, findings: [...formFindings(document, region, settings, context)] }
    remembered.set(region, known)
  }
  if (math && known.math?.facts !== math) {
    const findings = [...mathFindings(document, region, settings, context, math)]
    known = { ...known, math: { facts: math, findings } }
    remembered.set(region, known)
  }
  if (tokens && known.tokens?.facts !== tokens) {
    const findings = [...tokenFindings(document, region, settings, context, tokens)]
    known = { ...known, tokens: { facts: tokens, findings } }
    remembered.set(region, known)
  }
  if (verdicts && known.verdicts?.facts !== verdicts) {
    const findings = [...verdictFindings(document, region, settings, context, verdicts)]
    known = { ...known, verdicts: { facts: verdicts, findings } }
    remembered.set(region, known)
  }
  const more = [
    ...((math && known.math?.findings) ?? []),
    ...((tokens && known.tokens?.findings) ?? []),
    ...((verdicts && known.verdicts?.findings) ?? []),
  ]
  return more.length ? [...known.findings, ...more] : known.findings
}

function* formFindings(document: Document, region: Region, settings: Settings, context: Context): Generator<Finding> {
  if (!isSupported(document)) return
  for (const rule of rules) {
    const severity = severityOf(rule, settings)
    if (!rule.check || severity === 'off') continue
    const view = { ...context, region, options: optionsOf(rule, settings) }
    for (const found of rule.check(view)) yield named(rule, settings, found)
  }
}

function* mathFindings(
  document: Document,
  region: Region,
  settings: Settings,
  context: Context,
  math: MathFacts,
): Generator<Finding> {
  const { example } = region
  if (!example || !isSupported(document)) return
  for (const rule of rules) {
    const severity = severityOf(rule, settings)
    if (!rule.checkMath || severity === 'off') continue
    const view = { ...context, region, example, math, options: optionsOf(rule, settings) }
    for (const found of rule.checkMath(view)) yield named(rule, settings, found)
  }
}

function* tokenFindings(
  document: Document,
  region: Region,
  settings: Settings,
  context: Context,
  tokens: TokenFacts,
): Generator<Finding> {
  const { example } = region
  if (!example || !isSupported(document)) return
  for (const rule of rules) {
    const severity = severityOf(rule, settings)
    if (!rule.checkTokens || severity === 'off') continue
    const view = { ...context, region, example, tokens, options: optionsOf(rule, settings) }
    for (const found of rule.checkTokens(view)) yield named(rule, settings, found)
  }
}

function* verdictFindings(
  document: Document,
  region: Region,
  settings: Settings,
  context: Context,
  recorded: ExampleChecks,
): Generator<Finding> {
  const { example } = region
  if (!example || !isSupported(document)) return
  const verdicts = judgementsIn(document, region, settings, recorded)
  for (const rule of rules) {
    if (!rule.checkVerdicts || severityOf(rule, settings) === 'off') continue
    const view = { ...context, region, example, verdicts, options: optionsOf(rule, settings) }
    for (const found of rule.checkVerdicts(view)) yield named(rule, settings, found)
  }
}

/**
 * Adds what only the whole document shows, and takes away what is suppressed. Of a region that is not judged yet, as
 * undefined says, nothing is known to be unused.
 */
export function assemble(
  document: Document,
  found: readonly (readonly Finding[] | undefined)[],
  settings: Settings,
  facts: Facts,
): readonly (readonly Finding[])[] {
  const assembling = assembler(document, settings, facts)
  const result = document.regions.map((region, i) => assembling.add(region, i, found[i]))
  const unused = assembling.end()
  if (unused.length) result[0] = [...result[0]!, ...unused]
  return result
}

/** Assembles what is found in a document whose regions are seen once, in their order. */
export interface Assembler {
  /** What is found in the region at `index`, but for what `end` says. */
  add(region: Region, index: number, found: readonly Finding[] | undefined): readonly Finding[]
  /** What is found in the head when all regions were seen: comments for the whole file that suppress nothing in it. */
  end(): readonly Finding[]
}

/** `document` may be an outline of the one whose regions are seen. */
export function assembler(document: Document, settings: Settings, facts: Facts): Assembler {
  const inDocument = documentFindings(document, settings, facts)
  const head = document.regions[0]!
  const fileWide = isSupported(document) ? suppressionsOf(head).filter(suppression => suppression.fileWide) : []
  const used = new Set<Suppression>()
  /** Those for the whole file of which it is not known whether they are used. */
  const open = new Set<Suppression>()
  return {
    add,
    end: () =>
      reportUnused(
        head,
        fileWide.filter(one => !open.has(one)),
        used,
        settings,
      ),
  }

  function add(region: Region, index: number, found: readonly Finding[] | undefined): readonly Finding[] {
    const more = inDocument(index)
    const all = more.length ? [...(found ?? []), ...more] : (found ?? [])
    const isJudged = (suppression: Suppression): boolean =>
      found !== undefined && suppression.rules.every(id => hasSpoken(id, region, facts))
    for (const suppression of fileWide) if (!isJudged(suppression)) open.add(suppression)
    if (!isSupported(document) || (!region.comments.length && !fileWide.length)) return all
    const own = suppressionsOf(region).filter(suppression => !suppression.fileWide)
    const kept = all.filter(finding => {
      const silencing = [...own, ...fileWide].filter(one => suppresses(one, finding.rule, finding.span.start))
      for (const suppression of silencing) used.add(suppression)
      return !silencing.length
    })
    return [...kept, ...reportUnused(region, own.filter(isJudged), used, settings)]
  }
}

const worked = new WeakMap<Region, { readonly context: Context; readonly facts: MathFacts }>()

/** Works the mathematics of a document out, example by example, when a rule asks for it; remembered with the region. */
export function mathOf(document: Document, settings: Settings): Facts['math'] {
  const context = contextOf(document, settings)
  return region => {
    if (!region.example || !isSupported(document)) return undefined
    let known = worked.get(region)
    if (known?.context !== context) {
      known = { context, facts: mathFacts(region.example, context.macros) }
      worked.set(region, known)
    }
    return known.facts
  }
}

/** Whether everything is known of a region that a rule asks for; as long as it is not, the rule is silent. */
function hasSpoken(id: string, region: Region, facts: Facts): boolean {
  const rule = ruleById.get(id)
  if (!region.example || !rule) return true
  if (rule.asksFor && !facts[rule.asksFor]) return false
  return (
    (!rule.checkMath || facts.math(region) !== undefined) &&
    (!rule.checkTokens || facts.tokens(region) !== undefined) &&
    (!rule.checkVerdicts || facts.verdicts(region) !== undefined)
  )
}

/** Whether tokens are to be counted at all: there is a cutoff, and a rule that asks for them. */
export function asksForTokens(settings: Settings): boolean {
  return settings.tokens.cutoff > 0 && rules.some(rule => rule.checkTokens && severityOf(rule, settings) !== 'off')
}

/** How the problems of a data set are compared; undefined where nobody asks. */
export function likenessOf(settings: Settings): Likeness | undefined {
  return settings.dedup.enabled && asksFor('likes', settings) ? settings.dedup : undefined
}

/** Whether problems are held against evaluation sets. */
export function asksForOverlaps(settings: Settings): boolean {
  return asksFor('overlaps', settings)
}

function asksFor(what: Rule['asksFor'], settings: Settings): boolean {
  return rules.some(rule => rule.asksFor === what && severityOf(rule, settings) !== 'off')
}

/** The severity of a rule: what the settings say, else its own. */
export function severityOf(rule: Rule, settings: Settings): Severity | 'off' {
  return severityIn(settings, rule.id) ?? rule.severity
}

/**
 * What rules say that look at the document as a whole, region after region: they tell it in that order, and nothing is
 * asked of them before its turn comes.
 */
function documentFindings(document: Document, settings: Settings, facts: Facts): (region: number) => Finding[] {
  const telling = rules.flatMap(rule => {
    if (!rule.checkDocument || severityOf(rule, settings) === 'off') return []
    if (!isSupported(document) && rule.id !== 'unsupported-version') return []
    const view = { ...contextOf(document, settings), document, facts, options: optionsOf(rule, settings) }
    const found = rule.checkDocument(view)
    return [{ rule, found, next: found.next() }]
  })
  return region => {
    const here: Finding[] = []
    for (const one of telling) {
      for (; !one.next.done && one.next.value.region <= region; one.next = one.found.next()) {
        const { region: _, ...found } = one.next.value
        here.push(named(one.rule, settings, found))
      }
    }
    return here
  }
}

function optionsOf(rule: Rule, settings: Settings): unknown {
  if (!rule.options) return undefined
  const setting = settings.rules[rule.id]
  const { severity: _, ...given } = typeof setting === 'object' ? setting : {}
  const read = rule.options.safeParse(given)
  return read.success ? read.data : rule.options.parse({})
}

function named(rule: Rule, settings: Settings, found: Found): Finding {
  const given = severityIn(settings, rule.id)
  const severity = given && given !== 'off' ? given : (found.severity ?? rule.severity)
  // A rule that is off is not asked.
  return { rule: rule.id, ...found, severity: severity === 'off' ? 'hint' : severity }
}

function reportUnused(
  region: Region,
  suppressions: readonly Suppression[],
  used: ReadonlySet<Suppression>,
  settings: Settings,
): Finding[] {
  const rule = ruleById.get('unused-suppression')!
  const severity = severityOf(rule, settings)
  if (severity === 'off') return []
  return suppressions
    .filter(suppression => !used.has(suppression))
    .map(suppression => {
      const unknown = suppression.rules.find(name => !ruleById.has(name))
      const said = unknown
        ? message('There is no rule "{name}"', { name: unknown })
        : message('Nothing is found here that this comment would suppress')
      const line = /^[^\r\n]*(?:\r\n|\n|\r)?/.exec(region.text.slice(suppression.comment.start))![0]
      return named(rule, settings, {
        span: suppression.comment,
        message: said,
        fixes: [
          {
            title: message('Delete the comment'),
            edits: [{ span: span(suppression.comment.start, suppression.comment.start + line.length), text: '' }],
          },
        ],
      })
    })
}
