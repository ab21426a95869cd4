import type { Example, Region, Solution, Step } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import { type Span, span } from '../span.ts'
import { referencesIn } from '../text/pieces.ts'

/** A `[#label]` and what it refers to. */
export interface Link {
  readonly label: string
  /** The brackets included. */
  readonly span: Span
  readonly labelSpan: Span
  readonly solution?: Solution
  /** The number of the step in whose text it stands, from 1; 0 in what opens a solution, none in hints and the like. */
  readonly from?: number
  readonly to: Target
}

export type Target =
  | { readonly type: 'step'; readonly number: number; readonly step: Step }
  | { readonly type: 'solution'; readonly solution: Solution }
  | { readonly type: 'nothing' }

const known = new WeakMap<Region, readonly Link[]>()

/** Every reference of a region's example. */
export function linksOf(region: Region): readonly Link[] {
  let links = known.get(region)
  if (!links) {
    links = region.example && region.text.includes('[#') ? [...linksIn(region.example)] : []
    known.set(region, links)
  }
  return links
}

/** The labels that a reference can name there. */
export function labelsFor(example: Example, solution: Solution | undefined): string[] {
  const labelled = [...(solution?.steps ?? []), ...example.solutions]
  return labelled.flatMap(part => (part.label ? [part.label.text] : []))
}

function* linksIn(example: Example): Generator<Link> {
  const solutions = new Map<string, Target>()
  for (const solution of example.solutions) {
    const label = solution.label?.text
    if (label !== undefined && !solutions.has(label)) solutions.set(label, { type: 'solution', solution })
  }
  if (example.problem) yield* linksOfText(example.problem.text, solutions)
  for (const hint of example.hints) yield* linksOfText(hint.text, solutions)
  for (const solution of example.solutions) {
    const targets = new Map<string, Target>()
    for (const [i, step] of [...solution.steps.entries()].reverse()) {
      if (step.label) targets.set(step.label.text, { type: 'step', number: i + 1, step })
    }
    yield* linksOfText(solution.text, solutions, { targets, solution, from: 0 })
    for (const [i, step] of solution.steps.entries()) {
      yield* linksOfText(step.text, solutions, { targets, solution, from: i + 1 })
      for (const part of [...step.errors, ...step.hints])
        yield* linksOfText(part.text, solutions, { targets, solution })
    }
    for (const hint of solution.hints) yield* linksOfText(hint.text, solutions, { targets, solution })
  }
}

interface Within {
  readonly targets: ReadonlyMap<string, Target>
  readonly solution: Solution
  readonly from?: number
}

function* linksOfText(text: Text, solutions: ReadonlyMap<string, Target>, within?: Within): Generator<Link> {
  for (const { label, start, end } of referencesIn(text)) {
    const whole = sourceSpan(text, start, end)
    yield {
      label,
      span: whole,
      labelSpan: span(whole.start + 2, whole.end - 1),
      to: within?.targets.get(label) ?? solutions.get(label) ?? { type: 'nothing' },
      ...(within && { solution: within.solution }),
      ...(within?.from !== undefined && { from: within.from }),
    }
  }
}

export interface ForwardLink extends Link {
  readonly from: number
  readonly to: Extract<Target, { type: 'step' }>
  /** Whether the later step leads back here. */
  readonly circular: boolean
}

/** References of a step to a later one of the same solution. */
export function* forwardLinks(region: Region): Generator<ForwardLink> {
  const links = linksOf(region).filter(isBetweenSteps)
  for (const solution of new Set(links.map(link => link.solution!))) {
    const own = links.filter(link => link.solution === solution)
    const forward = own.filter(link => link.to.number > link.from)
    if (!forward.length) continue
    const component = components(solution.steps.length, own)
    for (const link of forward) yield { ...link, circular: component[link.from] === component[link.to.number] }
  }
}

type StepLink = Link & { readonly from: number; readonly to: Extract<Target, { type: 'step' }> }

export function isBetweenSteps(link: Link): link is StepLink {
  return link.to.type === 'step' && link.from !== undefined && link.from > 0
}

/** Gives steps the same number if each leads to the other (Kosaraju's algorithm, without recursion). */
function components(steps: number, links: readonly StepLink[]): number[] {
  const out: number[][] = Array.from({ length: steps + 1 }, () => [])
  const back: number[][] = Array.from({ length: steps + 1 }, () => [])
  for (const { from, to } of links) {
    out[from]!.push(to.number)
    back[to.number]!.push(from)
  }
  const order: number[] = []
  const next = new Array<number>(steps + 1).fill(-1)
  for (let root = 1; root <= steps; root++) {
    if (next[root]! >= 0) continue
    next[root] = 0
    for (const stack = [root]; stack.length; ) {
      const at = stack.at(-1)!
      const to = out[at]![next[at]!++]
      if (to === undefined) order.push(stack.pop()!)
      else if (next[to]! < 0) {
        next[to] = 0
        stack.push(to)
      }
    }
  }
  const component = new Array<number>(steps + 1).fill(0)
  for (const root of order.reverse()) {
    for (const stack = component[root] ? [] : [root]; stack.length; ) {
      const at = stack.pop()!
      component[at] = root
      for (const to of back[at]!) if (!component[to]) stack.push(to)
    }
  }
  return component
}
