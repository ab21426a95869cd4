import { groups } from './groups.ts'
import type { Group, Section } from './stats.ts'

/** What models that were asked say of the examples; null where none was. */
export interface VerdictStats {
  /** By what was said of them, if it was the same each time. */
  readonly groups: readonly Group[]
  /** How many of the answers of models were the example's own; those that could not be compared are left out. */
  readonly solveRates: readonly { readonly number: number; readonly rate: number; readonly asked: number }[]
}

/** What a verdict is called, in the order in which they are shown. */
export const verdictNames = {
  equal: 'solved',
  mixed: 'solved at times',
  different: 'another answer',
  undecided: 'not comparable',
} as const

export function verdictSection(): Section<VerdictStats | null> {
  const found = groups()
  const solveRates: VerdictStats['solveRates'][number][] = []
  return {
    add({ verdicts = [] }, number) {
      if (!verdicts.length) return
      const equal = verdicts.reduce((sum, { rate }) => sum + rate.count, 0)
      const decided = verdicts.reduce((sum, { rate, undecided }) => sum + rate.of - undecided, 0)
      const said = !decided ? 'undecided' : equal === decided ? 'equal' : equal ? 'mixed' : 'different'
      found.add(said, number)
      if (decided) solveRates.push({ number, rate: equal / decided, asked: decided })
    },
    end() {
      const list = found.list()
      if (!list.length) return null
      const ordered = Object.keys(verdictNames).flatMap(name => list.filter(group => group.name === name))
      return { groups: ordered, solveRates }
    },
  }
}
