import type { Document, Example, Header, Part, Region, Solution, Step } from '../format/document.ts'
import { type Span, span } from '../span.ts'
import { spanOfParts, trimmedEnd } from './part-span.ts'

/** A part of the document as the outline shows it. */
export interface OutlineItem {
  readonly name: string
  readonly detail: string
  readonly kind: OutlineKind
  readonly span: Span
  /** What is selected when the item is chosen; within `span`. */
  readonly selection: Span
  readonly children: readonly OutlineItem[]
}

export type OutlineKind = 'header' | 'example' | 'problem' | 'solution' | 'step' | 'error' | 'answer' | 'hint' | 'check'

/** One list for each region, with spans in that region. */
export function outline(document: Document): readonly (readonly OutlineItem[])[] {
  return document.regions.map(outlineOf)
}

const outlines = new WeakMap<Region, readonly OutlineItem[]>()

function outlineOf(region: Region): readonly OutlineItem[] {
  let known = outlines.get(region)
  if (!known) {
    known = [
      ...(region.header ? [headerItem(region, region.header)] : []),
      ...(region.example ? [exampleItem(region, region.example)] : []),
    ]
    outlines.set(region, known)
  }
  return known
}

function headerItem(region: Region, { directive, fields }: Header): OutlineItem {
  return {
    name: 'Header',
    detail: shortened(fields.values.title ?? ''),
    kind: 'header',
    span: spanOfParts(region.text, directive),
    selection: directive.nameSpan,
    children: [],
  }
}

function exampleItem(region: Region, example: Example): OutlineItem {
  const first = example.directive ?? region.directives.find(directive => directive.name !== 'limo')!
  const last = region.directives.at(-1)!
  const { title, domain } = example.fields.values
  const parts = [
    ...(example.problem ? [partItem(region, example.problem, 'problem', 'Problem')] : []),
    ...example.solutions.map((solution, i) => solutionItem(region, solution, i, example.solutions.length)),
    ...(example.answer ? [partItem(region, example.answer, 'answer', 'Answer')] : []),
    ...asides(region, example),
  ]
  return {
    name: example.id?.text || '(no id)',
    detail: shortened(title ?? domain ?? ''),
    kind: 'example',
    span: span(first.line.start, trimmedEnd(region.text, last)),
    selection: example.id?.span ?? first.nameSpan,
    children: inOrder(parts),
  }
}

function solutionItem(region: Region, solution: Solution, index: number, count: number): OutlineItem {
  const steps = solution.steps.flatMap(step => [step, ...stepParts(step)])
  return {
    name: count > 1 ? `Solution ${index + 1}` : 'Solution',
    detail: joined(solution.flawed ? 'flawed' : '', solution.title?.text ?? ''),
    kind: 'solution',
    span: spanOfParts(region.text, ...directivesOf([solution, ...steps, ...solution.hints, ...solution.checks])),
    selection: solution.directive.nameSpan,
    children: inOrder([...solution.steps.map((step, i) => stepItem(region, step, i)), ...asides(region, solution)]),
  }
}

function stepItem(region: Region, step: Step, index: number): OutlineItem {
  return {
    name: joined(`Step ${index + 1}`, step.kind ?? '', shortened(step.title?.text ?? '')),
    detail: '',
    kind: 'step',
    span: spanOfParts(region.text, ...directivesOf([step, ...stepParts(step)])),
    selection: step.directive.nameSpan,
    children: inOrder([
      ...step.errors.map(error => partItem(region, error, 'error', 'Error')),
      ...asides(region, step),
    ]),
  }
}

function asides(region: Region, owner: Pick<Step, 'hints' | 'checks'>): OutlineItem[] {
  return [
    ...owner.hints.map(hint => partItem(region, hint, 'hint', 'Hint')),
    ...owner.checks.map(check => partItem(region, check, 'check', 'Check')),
  ]
}

function partItem(region: Region, part: Part, kind: OutlineKind, name: string): OutlineItem {
  return {
    name,
    detail: shortened(part.text.value),
    kind,
    span: spanOfParts(region.text, part.directive),
    selection: part.directive.nameSpan,
    children: [],
  }
}

function stepParts(step: Step): Part[] {
  return [...step.errors, ...step.hints, ...step.checks]
}

function directivesOf(parts: readonly Part[]): [Part['directive'], ...Part['directive'][]] {
  return parts.map(part => part.directive) as [Part['directive'], ...Part['directive'][]]
}

function inOrder(items: readonly OutlineItem[]): OutlineItem[] {
  return [...items].sort((a, b) => a.span.start - b.span.start)
}

function joined(...words: readonly string[]): string {
  return words.filter(word => word !== '').join(' · ')
}

const detailLimit = 80

/** The first line, as far as an outline has room for it. */
function shortened(text: string): string {
  const line = text.slice(0, 4 * detailLimit).split('\n', 1)[0]!
  const characters = [...line]
  return characters.length > detailLimit ? `${characters.slice(0, detailLimit - 1).join('')}…` : line
}
