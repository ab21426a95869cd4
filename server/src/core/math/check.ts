import type { Macros } from '../text/latex.ts'
import { type Decision, decide } from './decide.ts'
import type { Bindings } from './evaluate.ts'
import { plainFormula } from './prose.ts'
import { type Link, linksOf, relationsOf } from './relations.ts'

export interface CheckOptions {
  readonly macros?: Macros
  readonly bindings?: Bindings
}

/** Whether a claim holds that stands by itself, as that of `@check` does: all of its relations must. */
export function checkClaim(claim: string, options: CheckOptions = {}): Decision {
  const source = withoutDelimiters(claim)
  const latex = relationsOf(source, options.macros ?? {}) ?? []
  // In plain text `%` is no comment and `x` may be a times sign.
  const plain = /\\[a-zA-Z]|[{}^_]/.test(source) ? [] : linksOf(plainFormula(source) ?? [], source)
  const decisions = [plain, latex].filter(links => links.length).map(links => together(links, options))
  return (
    decisions.find(decision => decision.verdict !== 'undecided') ??
    decisions[0] ?? { verdict: 'undecided', reason: 'there is nothing to compare', closed: false, used: [] }
  )
}

function withoutDelimiters(claim: string): string {
  const text = claim.trim().replace(/\.$/, '')
  const match = /^(?:\$\$([\s\S]*)\$\$|\$([^$]*)\$|\\\(([\s\S]*)\\\)|\\\[([\s\S]*)\\\])$/.exec(text)
  return match ? (match[1] ?? match[2] ?? match[3] ?? match[4]!) : text
}

function together(links: readonly Link[], options: CheckOptions): Decision {
  const decisions = links.map(link =>
    decide(link, { claim: true, ...(options.bindings && { bindings: options.bindings }) }),
  )
  for (const verdict of ['false', 'undecided', 'approximate'] as const) {
    const found = decisions.find(decision => decision.verdict === verdict)
    if (found) return found
  }
  return decisions.at(-1)!
}
