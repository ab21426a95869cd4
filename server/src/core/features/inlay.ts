import type { Region } from '../format/document.ts'
import type { Decision } from '../math/decide.ts'
import type { MathFacts } from '../math/facts.ts'
import type { Claim } from '../math/solution.ts'
import type { InlayHints } from '../settings.ts'
import { judgedClaims, judgedSolutions, placeOf } from './math-places.ts'

/** A mark behind something, which is no part of the text. */
export interface Inlay {
  /** In the region. */
  readonly at: number
  readonly label: string
  readonly tooltip: string
}

/** What became of every relation that was decided: a mark where it holds, the right value where it does not. */
export function inlays(region: Region, math: MathFacts, which: InlayHints): readonly Inlay[] {
  if (which === 'off') return []
  const found: Inlay[] = []
  const add = (at: number, decision: Decision, relation?: Claim['relation']): void => {
    if (which === 'wrong' && decision.verdict !== 'false') return
    const inlay = inlayOf(decision, relation)
    if (inlay) found.push({ at, ...inlay })
  }
  for (const solution of judgedSolutions(region, math)) {
    for (const claim of solution.checked.claims) {
      const place = placeOf(solution, claim)
      if (place) add(place.end, claim.decision, claim.relation)
    }
  }
  for (const { decision, part } of judgedClaims(region, math)) add(part.text.span.end, decision)
  return found.sort((a, b) => a.at - b.at)
}

function inlayOf({ left, right, verdict }: Decision, relation?: Claim['relation']): Omit<Inlay, 'at'> | undefined {
  switch (verdict) {
    case 'true':
      return { label: '✓', tooltip: 'It holds' }
    case 'approximate':
      return { label: '≈', tooltip: 'It holds as far as digits are shown' }
    case 'false': {
      const tooltip =
        left !== undefined && right !== undefined ? `It is false: ${left} against ${right}` : 'It is false'
      const value = left !== undefined && (relation === '=' || relation === '≈' || relation === '≡')
      return { label: value ? `${relation} ${left}` : '✗', tooltip }
    }
    case 'undecided':
      return undefined
  }
}
