import type { Directive, Example, Part, Region, Solution, Step } from '../format/document.ts'
import { linksOf, type Target } from '../rules/links.ts'
import { contains, type Span, span, type Word } from '../span.ts'

/** What a label names. */
export interface Labelled {
  readonly label: Word
  readonly solution: Solution
  /** None where the label is the solution's own. */
  readonly step?: Step
  /** Of the step in its solution, or of the solution in its example; from 1. */
  readonly number: number
}

/** A label as it stands in the text, where it is given or where it is referred to. */
export interface Mention {
  readonly label: Word
  readonly role: 'definition' | 'reference'
  /** The brackets of a reference included. */
  readonly whole: Span
  /** The solution it stands in, whose steps come first. */
  readonly solution?: Solution
  /** What it names; nothing for a reference to nothing. */
  readonly target?: Labelled
}

/** Every label of an example. */
export function labelsOf(example: Example): Labelled[] {
  return [...solutionLabels(example), ...example.solutions.flatMap(stepLabels)]
}

export function stepLabels(solution: Solution): Labelled[] {
  return solution.steps.flatMap((step, i) => (step.label ? [{ label: step.label, solution, step, number: i + 1 }] : []))
}

export function solutionLabels(example: Example): Labelled[] {
  return example.solutions.flatMap((solution, i) =>
    solution.label ? [{ label: solution.label, solution, number: i + 1 }] : [],
  )
}

/** "Step 2 (derive): Powers of two repeat". */
export function describe({ solution, step, number }: Labelled): string {
  const kind = step ? step.kind : solution.flawed ? 'flawed' : undefined
  const title = (step ?? solution).title?.text
  return `${step ? 'Step' : 'Solution'} ${number}${kind ? ` (${kind})` : ''}${title ? `: ${title}` : ''}`
}

const mentions = new WeakMap<Region, readonly Mention[]>()

/** Every label of a region, as it stands there; remembered with the region. */
export function mentionsIn(region: Region): readonly Mention[] {
  let known = mentions.get(region)
  if (!known) {
    known = region.example ? [...read(region, region.example)] : []
    mentions.set(region, known)
  }
  return known
}

export function mentionAt(region: Region, offset: number): Mention | undefined {
  return mentionsIn(region).find(mention => contains(mention.whole, offset))
}

/** All mentions of the same thing, that one included. */
export function mentionsOfSame(region: Region, mention: Mention): readonly Mention[] {
  const { target } = mention
  if (!target) {
    return mentionsIn(region).filter(
      other => !other.target && other.label.text === mention.label.text && other.solution === mention.solution,
    )
  }
  return mentionsIn(region).filter(other => other.target?.label === target.label)
}

/** The solution, and the step of it, that a directive belongs to. */
export function solutionWith(
  example: Example,
  directive: Directive | undefined,
): { readonly solution: Solution; readonly step?: Step } | undefined {
  const isOwn = (part: Part): boolean => part.directive === directive
  for (const solution of example.solutions) {
    const step = solution.steps.find(one => [one, ...one.errors, ...one.hints, ...one.checks].some(isOwn))
    if (step) return { solution, step }
    if ([solution, ...solution.hints, ...solution.checks].some(isOwn)) return { solution }
  }
  return undefined
}

function* read(region: Region, example: Example): Generator<Mention> {
  for (const labelled of labelsOf(example)) {
    const { label, solution } = labelled
    yield { label, role: 'definition', whole: span(label.span.start - 1, label.span.end), solution, target: labelled }
  }
  for (const { label, labelSpan, span: whole, solution, to } of linksOf(region)) {
    const target = targetOf(example, solution, to)
    yield {
      label: { text: label, span: labelSpan },
      role: 'reference',
      whole,
      ...(solution && { solution }),
      ...(target && { target }),
    }
  }
}

function targetOf(example: Example, solution: Solution | undefined, to: Target): Labelled | undefined {
  switch (to.type) {
    case 'step':
      return solution && { label: to.step.label!, solution, step: to.step, number: to.number }
    case 'solution': {
      const number = example.solutions.indexOf(to.solution) + 1
      return { label: to.solution.label!, solution: to.solution, number }
    }
    case 'nothing':
      return undefined
  }
}
