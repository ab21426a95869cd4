import type { Part, Region } from '../format/document.ts'
import { exampleParts } from '../format/document.ts'
import { sourceSpan, textOffset } from '../format/text.ts'
import type { Decision } from '../math/decide.ts'
import { type JudgedPart, judgedChecks, judgedParts, type MathFacts } from '../math/facts.ts'
import type { Assignment, Checked, Claim } from '../math/solution.ts'
import type { Span } from '../span.ts'

// Where in a region the facts of its mathematics stand.

export interface JudgedSolution {
  readonly parts: readonly JudgedPart[]
  readonly checked: Checked
  /** Whether its parts are steps that were authored. */
  readonly stepped: boolean
}

export function judgedSolutions({ example }: Region, math: MathFacts): JudgedSolution[] {
  return (example?.solutions ?? []).flatMap((solution, i) => {
    const checked = math.solutions[i]?.checked
    return checked ? [{ parts: judgedParts(solution), checked, stepped: solution.steps.length > 0 }] : []
  })
}

export function placeOf({ parts }: JudgedSolution, { end, part, start }: Claim | Assignment): Span | undefined {
  const judged = parts[part]
  return judged && sourceSpan(judged.text, start, end)
}

/** Every claim of a `@check` with what became of it. */
export function judgedClaims({ example }: Region, math: MathFacts): { part: Part; decision: Decision }[] {
  if (!example) return []
  return judgedChecks(example).flatMap((part, i) => {
    const decision = math.checks[i]
    return decision ? [{ part, decision }] : []
  })
}

/** The part whose text holds an offset of the region, and where in that text it is. */
export function partAt({ example }: Region, offset: number): { part: Part; at: number } | undefined {
  if (!example) return undefined
  for (const part of exampleParts(example)) {
    const at = part.text.value ? textOffset(part.text, offset) : undefined
    if (at !== undefined) return { part, at }
  }
  return undefined
}

/** Whether a symbol has been given its value by a place in the solution. */
export function comesBefore(assignment: Assignment, part: number, at: number): boolean {
  return assignment.part < part || (assignment.part === part && assignment.start <= at)
}
