import { trainedTokens } from '../cutoff.ts'
import type { Document, Region } from '../format/document.ts'
import { instruction } from '../judging/prompts.ts'
import { effectiveFields, exportedTexts, solutionTexts } from '../row.ts'
import { type Summary, summaryOf } from './spread.ts'
import type { Section, Training } from './stats.ts'

/** How long the examples are. One with several correct solutions counts with the longest. */
export interface LengthStats {
  readonly steps: Summary
  /** Null where none are counted. */
  readonly tokens: (Summary & Training) | null
  /** Those that are longer than what is trained. */
  readonly beyond: readonly number[]
  /** Of the example of each number; undefined where it has no correct solution, or nobody counted. */
  readonly stepsOf: (number: number) => number | undefined
  readonly tokensOf: (number: number) => number | undefined
}

export function lengthSection(): Section<LengthStats> {
  const steps: (number | undefined)[] = []
  const counted: (number | undefined)[] = []
  const beyond: number[] = []
  let training: Training | undefined
  return {
    add({ document, region, tokens, training: trained }, number) {
      const solutions = solutionTexts(document, region.example!)
      steps.push(solutions.length ? Math.max(...solutions.map(({ steps }) => steps.length)) : undefined)
      counted.push(tokens)
      training ??= trained
      if (tokens !== undefined && trained?.cutoff && tokens > trained.cutoff) beyond.push(number)
    },
    end: () => ({
      steps: summaryOf(known(steps)),
      tokens: training && known(counted).length ? { ...training, ...summaryOf(known(counted)) } : null,
      beyond,
      stepsOf: number => steps[number],
      tokensOf: number => counted[number],
    }),
  }
}

function known(values: readonly (number | undefined)[]): number[] {
  return values.filter(value => value !== undefined)
}

/** The texts by which the length of an example in tokens is known: the problem, then each correct solution. */
export function textsToCount(document: Document, { example }: Region): readonly string[] {
  if (!example) return []
  const { language } = effectiveFields(document, example)
  const correct = example.solutions.filter(({ flawed }) => !flawed)
  const texts = correct.map(solution => exportedTexts(example, solution, language))
  const solutions = texts.map(({ solution }) => solution).filter(text => text !== '')
  return solutions.length ? [texts[0]!.question, ...solutions] : []
}

/** What is counted once, as it stands before every problem. */
export const textBefore = instruction

/** What the counts of those texts come to. */
export function longestOf(before: number, [problem = 0, ...solutions]: readonly number[], cutoff: number): number {
  return Math.max(...solutions.map(count => trainedTokens([before, problem, count], cutoff).tokens))
}
