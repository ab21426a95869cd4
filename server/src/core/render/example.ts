import type { Answer, Document, Example, Part, Region, Solution } from '../format/document.ts'
import { sourceOffset, type Text } from '../format/text.ts'
import type { Claim } from '../protocol.ts'
import { effectiveFields, referenceWords } from '../row.ts'
import type { Severity } from '../settings.ts'
import type { Word } from '../span.ts'
import { type ReadStep, referencesIn, stepsOf } from '../text/pieces.ts'
import { type Formula, shownInPlace } from './formula.ts'
import { attribute, type Content, type Html, html } from './html.ts'
import { renderLine, renderText, type Surroundings } from './markdown.ts'

/** A piece of the page: what it shows is decided by its key alone, so that it is made anew only when that changes. */
export interface Block {
  /** What it is, whatever it shows: `step-1-3`. Also its id in the page. */
  readonly name: string
  readonly key: string
  /** Where in its region it begins. */
  readonly from: number
  render(): Html
  /** As Markdown, references in words. */
  markdown(): string
}

/** What is said of a place, as diagnostics do. */
export interface ShownFinding {
  /** Offset in the region. */
  readonly start: number
  readonly severity: Severity
  readonly rule: string
  readonly message: string
}

export type ShownClaim = Omit<Claim, 'text'>

export interface View {
  readonly formula: (formula: Formula) => Html
  /** Decides, with the text, what formulas look like: changes with the macros. */
  readonly formulaKey: string
  readonly findings: readonly ShownFinding[]
  /** What became of a `@check`, by its text. */
  readonly claims: ReadonlyMap<string, ShownClaim>
  /** Goes before the ids of blocks, where several examples stand in one page. */
  readonly prefix?: string
}

/** The blocks of a region in the order of the source; those of the header where it holds no example. */
export function blocksOf(document: Document, region: Region, view: View): readonly Block[] {
  const drafts = (region.example ? exampleDrafts(document, region.example) : headerDrafts(document)).sort(
    (a, b) => a.from - b.from,
  )
  const language = region.example ? (effectiveFields(document, region.example).language ?? '') : ''
  const references = region.example ? referenceNames(region.example) : ''
  const { prefix = '' } = view
  const badged = view.findings.filter(({ rule }) => !(shownInPlace as readonly string[]).includes(rule))
  return drafts.map((draft, i) => {
    const end = drafts[i + 1]?.from ?? region.text.length
    // The first one takes what stands above it too.
    const findings = badged.filter(({ start }) => (i === 0 || start >= draft.from) && (start < end || !drafts[i + 1]))
    const source = region.text.slice(draft.from, end)
    const claims = (draft.claims ?? []).map(text => view.claims.get(text))
    const name = prefix + draft.name
    const around = (solution?: Solution): Surroundings => ({
      formula: view.formula,
      from: draft.from,
      refer: label => region.example && referenceTo(label, solution, region.example, language, prefix),
    })
    return {
      name,
      from: draft.from,
      key: JSON.stringify([
        draft.name,
        source,
        draft.decides,
        source.includes('[#') && references,
        view.formulaKey,
        language,
        claims,
        findings.map(({ message, rule, severity }) => [rule, severity, message]),
      ]),
      render: () => {
        const inner = html`${draft.render(around(draft.solution), text => view.claims.get(text))}${badges(findings)}`
        const attributes = html`${attribute('id', name)}${attribute('aria-label', draft.label)}${attribute('lang', language || undefined)}`
        return draft.name === 'header'
          ? html`<header class="block ${draft.className}"${attributes}>${inner}</header>`
          : html`<section class="block ${draft.className}"${attributes}>${inner}</section>`
      },
      markdown: () => draft.markdown(text => resolved(text, draft.solution, region.example, language)),
    }
  })
}

/** A block before it is known what surrounds it. */
interface Draft {
  readonly name: string
  readonly className: string
  readonly label?: string
  readonly from: number
  /** What decides how it looks and does not stand in its own part of the source. */
  readonly decides: unknown
  readonly solution?: Solution
  readonly claims?: readonly string[]
  render(around: Surroundings, claimOf: ClaimOf): Html
  markdown(resolve: (text: Text) => string): string
}

type ClaimOf = (text: string) => ShownClaim | undefined

function headerDrafts(document: Document): Draft[] {
  const fields = document.regions[0]!.header?.fields.values ?? {}
  const count = document.regions.filter(region => region.example).length
  const title = fields.title ?? 'Data set'
  const facts = [`${count} ${count === 1 ? 'example' : 'examples'}`, fields.license, fields.language]
  return [
    {
      name: 'header',
      className: 'head',
      from: 0,
      decides: [title, fields.description, facts],
      render: () => html`<h1>${title}</h1>${fields.description && html`<p>${fields.description}</p>`}${quiet(facts)}`,
      markdown: () => [`# ${title}`, fields.description ?? ''].join('\n\n').trim(),
    },
  ]
}

function exampleDrafts(document: Document, example: Example): Draft[] {
  return [
    headDraft(document, example),
    ...(example.problem ? [problemDraft(example.problem)] : []),
    ...example.solutions.flatMap((solution, i) => solutionDrafts(solution, i, example.solutions.length > 1)),
    ...(example.answer ? [answerDraft(example.answer)] : []),
    ...hintDrafts(example.hints, 'hint'),
    ...checkDrafts(example.checks, 'check'),
  ]
}

function headDraft(document: Document, example: Example): Draft {
  const id = example.id?.text ?? ''
  const {
    title,
    domain,
    topics = [],
    difficulty,
    status,
    source,
    language,
    split,
    tags = [],
  } = effectiveFields(document, example)
  const from = typeof source === 'object' ? source.name : source
  const facts = [
    domain,
    ...topics,
    difficulty === undefined ? undefined : `difficulty ${difficulty}`,
    status,
    split,
    from,
    language,
    ...tags,
  ]
  const name = title ?? (id || 'Example without an id')
  return {
    name: 'header',
    className: 'head',
    from: 0,
    decides: [name, facts],
    render: () => html`<h1>${name}</h1>${quiet([title ? html`<code>${id}</code>` : undefined, ...facts])}`,
    markdown: () => `# ${name}`,
  }
}

function quiet(facts: readonly (Content | undefined)[]): Html {
  const shown = facts.filter(fact => fact !== undefined && fact !== '')
  return html`${shown.length > 0 && html`<p class="quiet">${shown.map(fact => html`<span>${fact}</span>`)}</p>`}`
}

function problemDraft(part: Part): Draft {
  return {
    name: 'problem',
    className: 'problem',
    from: part.directive.line.start,
    decides: '',
    render: around => html`<h2>Problem</h2>${renderText(part.text, around)}`,
    markdown: resolve => resolve(part.text),
  }
}

function solutionDrafts(solution: Solution, index: number, many: boolean): Draft[] {
  const name = many ? `Solution ${index + 1}` : 'Solution'
  const wrongFrom = solution.flawed ? solution.steps.findIndex(step => step.errors.length) : -1
  const opening = solution.steps.length ? solution.text : undefined
  const number = index + 1
  return [
    {
      name: `solution-${number}`,
      className: 'solution',
      from: solution.directive.line.start,
      decides: [name, solution.flawed],
      solution,
      render: around =>
        html`<h2>${name}${solution.flawed && html`<span class="flawed">flawed</span>`}${titleOf(solution.title, around)}${labelOf(solution.label)}</h2>${opening && renderText(opening, around)}`,
      markdown: resolve => resolve(solution.steps.length ? solution.text : whole(solution)),
    },
    ...stepsOf(solution).map((step, i) =>
      stepDraft(solution, step, number, wrongFrom >= 0 && i >= wrongFrom, i === wrongFrom),
    ),
    ...hintDrafts(solution.hints, `hint-${number}`, solution),
    ...checkDrafts(solution.checks, `check-${number}`),
  ]
}

function whole({ text }: Part): Text {
  return text
}

function stepDraft(solution: Solution, read: ReadStep, of: number, wrong: boolean, first: boolean): Draft {
  const { number, step, text, within } = read
  const flaw = wrong ? (first ? 'first wrong step' : 'after the first wrong step') : undefined
  return {
    name: `step-${of}-${number}`,
    className: !wrong ? 'step' : first ? 'step wrong' : 'step after',
    label: flaw ? `Step ${number}, ${flaw}` : `Step ${number}`,
    from: step?.directive.line.start ?? sourceOffset(text, within.start),
    decides: [number, flaw],
    solution,
    claims: (step?.checks ?? []).map(check => check.text.value),
    render: (around, claimOf) => {
      const head = [
        step?.kind && html`<span class="kind">${step.kind}</span>`,
        titleOf(step?.title, around),
        labelOf(step?.label),
        flaw && html`<span class="flawed">${flaw}</span>`,
      ].filter(part => part)
      return html`<span class="number">${number}</span><div class="body">${head.length > 0 && html`<h3>${head}</h3>`}${renderText(text, around, within)}${(step?.errors ?? []).map(part => note('Error', part.text, around))}${(step?.hints ?? []).map(part => note('Hint', part.text, around))}${(step?.checks ?? []).map(part => check(part.text, around, claimOf))}</div>`
    },
    markdown: resolve => {
      const title = step?.title ? `: ${step.title.text}` : ''
      const kind = step?.kind ? ` (${step.kind})` : ''
      const body = resolve({ ...text, value: text.value.slice(within.start, within.end), runs: [] })
      const errors = (step?.errors ?? []).map(part => `\n\n> Error: ${resolve(part.text).replaceAll('\n', '\n> ')}`)
      return `**Step ${number}${kind}${title}**\n\n${body}${errors.join('')}`
    },
  }
}

function answerDraft(part: Answer): Draft {
  const { directive, kind, text } = part
  const unit = directive.attributes.find(attribute => attribute.key.text === 'unit')?.value?.text
  const prose = kind === 'text' || kind === 'choice' || kind === 'proof'
  return {
    name: 'answer',
    className: 'answer',
    from: directive.line.start,
    decides: '',
    render: around =>
      html`<h2>Answer${kind && html`<span class="kind">${kind}</span>`}</h2>${prose ? renderText(text, around) : html`<p>${claim(text, around)}${unit && ` ${unit}`}</p>`}`,
    markdown: resolve => (prose ? resolve(text) : `$${latexOf(text)}$${unit ? ` ${unit}` : ''}`),
  }
}

function hintDrafts(parts: readonly Part[], name: string, solution?: Solution): Draft[] {
  return parts.map((part, i) => ({
    name: `${name}-${i + 1}`,
    className: 'aside',
    from: part.directive.line.start,
    decides: '',
    ...(solution && { solution }),
    render: around => note('Hint', part.text, around),
    markdown: resolve => resolve(part.text),
  }))
}

function checkDrafts(parts: readonly Part[], name: string): Draft[] {
  return parts.map((part, i) => ({
    name: `${name}-${i + 1}`,
    className: 'aside',
    from: part.directive.line.start,
    decides: '',
    claims: [part.text.value],
    render: (around, claimOf) => check(part.text, around, claimOf),
    markdown: () => `$${latexOf(part.text)}$`,
  }))
}

function note(name: 'Error' | 'Hint', text: Text, around: Surroundings): Html {
  return html`<aside class="${name.toLowerCase()}"><strong class="name">${name}</strong>${renderText(text, around)}</aside>`
}

function check(text: Text, around: Surroundings, claimOf: ClaimOf): Html {
  return html`<aside class="check"><strong class="name">Check</strong><p>${claim(text, around)}${verdict(claimOf(text.value))}</p></aside>`
}

function verdict(found: ShownClaim | undefined): Html | undefined {
  if (!found) return undefined
  const { left, reason, right } = found
  const sides = left !== undefined && right !== undefined ? `: ${left} against ${right}` : ''
  const words = {
    true: '✓ holds',
    false: `✗ does not hold${sides}`,
    approximate: `≈ holds only approximately${sides}`,
    undecided: `? not decided${reason ? `: ${reason}` : ''}`,
  }[found.verdict]
  return html` <span class="verdict ${found.verdict}">${words}</span>`
}

/** A text that is LaTeX without delimiters; dollars around it are allowed. */
function claim(text: Text, around: Surroundings): Html {
  return text.value
    ? around.formula({ latex: latexOf(text), display: false, typed: text.value })
    : html`<span class="quiet">none</span>`
}

function latexOf(text: Text): string {
  return /^\$([^$]*)\$$/.exec(text.value)?.[1] ?? text.value
}

function titleOf(title: Word | undefined, around: Surroundings): Html | undefined {
  if (!title) return undefined
  const text: Text = { value: title.text, span: title.span, runs: [{ at: 0, source: title.span.start }] }
  return html`<span class="title">${renderLine(text, around)}</span>`
}

function labelOf(label: Word | undefined): Html | undefined {
  return label && html`<code class="label">#${label.text}</code>`
}

const signs: Readonly<Record<Severity, string>> = { error: '✗', warning: '⚠', info: 'i', hint: '·' }

/** What was found here, each with its rule, which leads to its docs. */
function badges(findings: readonly ShownFinding[]): Html | undefined {
  if (!findings.length) return undefined
  const sorted = [...findings].sort((a, b) => a.start - b.start)
  return html`<ul class="findings" aria-label="Findings">${sorted.map(
    ({ message, rule, severity }) =>
      html`<li class="${severity}"><span class="sign" role="img" aria-label="${severity}">${signs[severity]}</span><span class="message">${message}</span>${rule && html`<button type="button" class="rule" data-rule="${rule}" title="What this rule is about">${rule}</button>`}</li>`,
  )}</ul>`
}

function referenceTo(
  label: string,
  solution: Solution | undefined,
  example: Example,
  language: string,
  prefix: string,
): { words: string; target: string } | undefined {
  const words = referenceWords(label, solution, example, language)
  if (!words) return undefined
  const step = solution?.steps.findIndex(candidate => candidate.label?.text === label) ?? -1
  const target =
    solution && step >= 0
      ? `step-${example.solutions.indexOf(solution) + 1}-${step + 1}`
      : `solution-${example.solutions.findIndex(candidate => candidate.label?.text === label) + 1}`
  return { words, target: prefix + target }
}

/** All that decides what references read as. */
function referenceNames(example: Example): unknown {
  return example.solutions.map(solution => [
    solution.label?.text ?? null,
    solution.steps.map(step => step.label?.text ?? null),
  ])
}

function resolved(text: Text, solution: Solution | undefined, example: Example | undefined, language: string): string {
  if (!example) return text.value
  return [...referencesIn(text)].reduceRight((value, { end, label, start }) => {
    const words = referenceWords(label, solution, example, language)
    return words ? value.slice(0, start) + words + value.slice(end) : value
  }, text.value)
}
