import type { Example, Part, Solution } from '../format/document.ts'
import type { Text } from '../format/text.ts'
import type { Span } from '../span.ts'
import type { Macros } from '../text/latex.ts'
import { piecesOf, stepsOf } from '../text/pieces.ts'
import { answerOptions } from './answer-options.ts'
import { type Equivalence, equivalent } from './answers.ts'
import { checkClaim } from './check.ts'
import type { Decision } from './decide.ts'
import { boxes, type FinalAnswer, finalAnswer } from './final-answer.ts'
import { type Checked, checkSolution } from './solution.ts'

/**
 * What the mathematics of an example comes to. Plain data without places in a file, so that it can be found in another
 * thread and handed to the rules: its parts are those of `judgedParts`, its claims those of `judgedChecks`.
 */
export interface MathFacts {
  /** One for each solution. */
  readonly solutions: readonly SolutionFacts[]
  /** One for each claim of a `@check`. */
  readonly checks: readonly Decision[]
}

export interface SolutionFacts {
  readonly checked: Checked
  /** The final answer of a correct solution, and whether it is that of the example. */
  readonly answer?: FinalAnswer & { readonly part: number; readonly verdict: Equivalence }
  /** Every box, and whether it says the same as the last one. */
  readonly boxes: readonly (FinalAnswer & { readonly part: number; readonly verdict: Equivalence })[]
}

/** A stretch of a solution that is judged: its opening text, a step, or a paragraph that counts as one. */
export interface JudgedPart {
  readonly text: Text
  readonly within: Span
  /** The number of the step; 0 for what stands before the first. */
  readonly step: number
}

/** What of a solution is judged: all of it, or of a flawed one what stands before the step that is marked wrong. */
export function judgedParts(solution: Solution): readonly JudgedPart[] {
  const parts: JudgedPart[] = []
  if (solution.steps.length && solution.text.value) {
    parts.push({ text: solution.text, within: { start: 0, end: solution.text.value.length }, step: 0 })
  }
  for (const { number, step, text, within } of stepsOf(solution)) {
    if (solution.flawed && (!step || step.errors.length)) break
    parts.push({ text, within, step: number })
  }
  return parts
}

/** The claims that are judged, in order: those behind the first error of a flawed solution are not. */
export function judgedChecks(example: Example): readonly Part[] {
  const checks: Part[] = []
  for (const solution of example.solutions) {
    for (const step of solution.steps) {
      if (solution.flawed && step.errors.length) break
      checks.push(...step.checks)
    }
    checks.push(...solution.checks)
  }
  return [...checks, ...example.checks].filter(check => check.text.value !== '')
}

export function mathFacts(example: Example, macros: Macros): MathFacts {
  return {
    solutions: example.solutions.map(solution => solutionFacts(example, solution, macros)),
    checks: judgedChecks(example).map(check => checkClaim(check.text.value, { macros })),
  }
}

function solutionFacts(example: Example, solution: Solution, macros: Macros): SolutionFacts {
  const parts = judgedParts(solution)
  const checked = checkSolution(
    parts.map(({ text, within }) => ({
      text: text.value,
      pieces: piecesOf(text),
      start: within.start,
      end: within.end,
    })),
    { macros, ...(example.problem && { problem: example.problem.text.value }) },
  )
  if (solution.flawed) return { checked, boxes: [] }
  const { answer } = example
  const options = answer ? answerOptions(answer) : {}
  const boxed = parts.flatMap((part, i) => boxesIn(part).map(box => ({ ...box, part: i })))
  const last = boxed.at(-1)
  const final = last ?? statedIn(parts)
  return {
    checked,
    boxes: boxed.map(box => ({ ...box, verdict: last ? equivalent(box.text, last.text, options) : 'undecided' })),
    ...(final &&
      answer?.text.value &&
      answer.kind !== 'proof' && {
        answer: { ...final, verdict: equivalent(final.text, answer.text.value, options) },
      }),
  }
}

function boxesIn({ text, within }: JudgedPart): FinalAnswer[] {
  const code = piecesOf(text).filter(piece => piece.type === 'code' || piece.type === 'fence' || piece.type === 'asy')
  return boxes(text.value.slice(within.start, within.end))
    .map(box => ({ ...box, start: box.start + within.start, end: box.end + within.start }))
    .filter(box => !code.some(piece => piece.start <= box.start && box.start < piece.end))
}

/** An answer in words is looked for in the last part only. */
function statedIn(parts: readonly JudgedPart[]): (FinalAnswer & { readonly part: number }) | undefined {
  const last = parts.at(-1)
  const found = last && finalAnswer(last.text.value.slice(last.within.start, last.within.end))
  if (!found) return undefined
  const { start } = last.within
  return { ...found, start: found.start + start, end: found.end + start, part: parts.length - 1 }
}
