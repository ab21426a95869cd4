import {
  distributionOf,
  fewestCompared,
  type Measure,
  measure,
  type PartName,
  partNames,
  type Score,
  scoreIn,
  scoreParts,
} from './score.ts'
import { type Summary, summaryOf } from './spread.ts'
import type { Section } from './stats.ts'

export interface ScoreStats {
  /** How many examples are complete; those are the ones that are compared with one another. */
  readonly examples: number
  /** Whether they are enough, and differ. Else there are counts, and no z, rank or score. */
  readonly compared: boolean
  /** How many are needed. */
  readonly fewest: number
  readonly parts: Readonly<Record<PartName, Summary & { readonly weight: number }>>
  readonly score: Summary | null
  /** How many have a correct solution: each has a place in the order in which they went by. */
  readonly size: number
  /** Made when it is asked for, as there may be many. */
  readonly at: (place: number) => ScoredExample
}

export interface ScoredExample {
  /** Which of all examples it is. */
  readonly number: number
  readonly solutions: number
  readonly words: number
  readonly parts: Readonly<
    Record<
      PartName,
      {
        /** Words of the length, markers of another part. */
        readonly count: number
        /** Words for each solution, markers for each word. */
        readonly value: number
        readonly z: number | null
        readonly rank: number | null
      }
    >
  >
  readonly score: number | null
  readonly rank: number | null
  /** Why it belongs to no data set: "it has no answer"; null where it does. */
  readonly left: string | null
}

export function scoreSection(): Section<ScoreStats> {
  const kept: { readonly number: number; readonly measured: Measure }[] = []
  return {
    add({ document, region, words }, number) {
      const measured = measure(document, region, words)
      if (measured) kept.push({ number, measured })
    },
    end() {
      const distribution = distributionOf(kept.map(({ measured }) => measured))
      const { examples, parts, scores } = distribution
      return {
        examples,
        compared: scores !== undefined,
        fewest: fewestCompared,
        parts: byPart(name => ({ weight: scoreParts[name].weight, ...summaryOf(parts[name]) })),
        score: scores ? summaryOf(scores) : null,
        size: kept.length,
        at: place => ({
          number: kept[place]!.number,
          ...listed(scoreIn(distribution, kept[place]!.measured)),
        }),
      }
    },
  }
}

function listed({ measure: { left, solutions, words }, parts, total }: Score): Omit<ScoredExample, 'number'> {
  return {
    solutions,
    words,
    parts: byPart(name => {
      const { count, rank, value, z } = parts[name]
      return { count, value, z: z ?? null, rank: rank?.place ?? null }
    }),
    score: total?.value ?? null,
    rank: total?.rank.place ?? null,
    left: left ?? null,
  }
}

function byPart<T>(make: (name: PartName) => T): Record<PartName, T> {
  return Object.fromEntries(partNames.map(name => [name, make(name)])) as Record<PartName, T>
}
