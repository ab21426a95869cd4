import {
  distributionOf,
  fewestCompared,
  type Measure,
  measure,
  type PartName,
  partNames,
  type Score,
  type Spread,
  scoreIn,
  scoreParts,
} from './score.ts'
import type { Passing, Section } from './stats.ts'

export interface ScoreStats {
  /** How many examples are complete; those are the ones that are compared with one another. */
  readonly examples: number
  /** Whether they are enough, and differ. Else there are counts, and no z, rank or score. */
  readonly compared: boolean
  /** How many are needed. */
  readonly fewest: number
  readonly parts: Readonly<Record<PartName, Summary & { readonly weight: number }>>
  readonly score: Summary | null
  /** In the order in which they went by. */
  readonly list: readonly ScoredExample[]
}

/** How values lie. Quartiles stand between two values where they fall between them. */
export interface Summary {
  readonly mean: number
  readonly deviation: number
  readonly min: number
  readonly lower: number
  readonly median: number
  readonly upper: number
  readonly max: number
}

export interface ScoredExample {
  /** Null where it has none. */
  readonly id: string | null
  readonly path: string
  readonly line: number
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
  const kept: { place: Pick<Passing, 'path' | 'line'>; id: string | null; measured: Measure }[] = []
  return {
    add({ document, line, path, region, words }) {
      const measured = measure(document, region, words)
      if (measured) kept.push({ place: { path, line }, id: region.example?.id?.text ?? null, measured })
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
        list: kept.map(({ id, measured, place }) => ({ id, ...place, ...listed(scoreIn(distribution, measured)) })),
      }
    },
  }
}

function listed({
  measure: { left, solutions, words },
  parts,
  total,
}: Score): Omit<ScoredExample, 'id' | 'path' | 'line'> {
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

function summaryOf({ deviation, mean, sorted }: Spread): Summary {
  const at = (share: number): number => {
    if (!sorted.length) return 0
    const place = share * (sorted.length - 1)
    const low = sorted[Math.floor(place)]!
    const high = sorted[Math.ceil(place)]!
    return low + (high - low) * (place - Math.floor(place))
  }
  return { mean, deviation, min: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), max: at(1) }
}

function byPart<T>(make: (name: PartName) => T): Record<PartName, T> {
  return Object.fromEntries(partNames.map(name => [name, make(name)])) as Record<PartName, T>
}
