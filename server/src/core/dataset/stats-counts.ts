import { measure } from './score.ts'
import type { Section } from './stats.ts'

export interface Counts {
  readonly examples: number
  /** Those that can be exported. */
  readonly complete: number
  readonly solutions: { readonly correct: number; readonly flawed: number }
  /** These three are of the correct solutions as they are exported, whether or not their example is complete. */
  readonly steps: number
  readonly words: number
  readonly characters: number
}

export function countSection(): Section<Counts> {
  const solutions = { correct: 0, flawed: 0 }
  const counts = { examples: 0, complete: 0, solutions, steps: 0, words: 0, characters: 0 }
  return {
    add({ document, region, words }) {
      counts.examples++
      for (const { flawed } of region.example?.solutions ?? []) solutions[flawed ? 'flawed' : 'correct']++
      const measured = measure(document, region, words)
      if (!measured) return
      if (measured.left === undefined) counts.complete++
      counts.steps += measured.steps
      counts.words += measured.words
      counts.characters += measured.characters
    },
    end: () => counts,
  }
}
