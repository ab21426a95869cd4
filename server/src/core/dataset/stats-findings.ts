import { type Severity, severities } from '../settings.ts'
import type { Section } from './stats.ts'

/** What the rules find in the examples, the gravest first; null where nobody looked. */
export type FindingStats = readonly FoundByRule[] | null

export interface FoundByRule {
  readonly rule: string
  /** The gravest, where settings differ from folder to folder. */
  readonly severity: Severity
  readonly findings: number
  /** The examples in which it is found. */
  readonly members: readonly number[]
}

export function findingSection(): Section<FindingStats> {
  const found = new Map<string, { rule: string; severity: Severity; findings: number; members: number[] }>()
  let looked = false
  return {
    add({ findings }, number) {
      if (!findings) return
      looked = true
      for (const { rule, severity } of findings) {
        const known = found.get(rule) ?? { rule, severity, findings: 0, members: [] }
        found.set(rule, known)
        known.findings++
        if (gravity(severity) > gravity(known.severity)) known.severity = severity
        if (known.members.at(-1) !== number) known.members.push(number)
      }
    },
    end: () =>
      looked
        ? [...found.values()].sort(
            (a, b) =>
              gravity(b.severity) - gravity(a.severity) ||
              b.members.length - a.members.length ||
              (a.rule < b.rule ? -1 : 1),
          )
        : null,
  }
}

function gravity(severity: Severity): number {
  return severities.indexOf(severity)
}
