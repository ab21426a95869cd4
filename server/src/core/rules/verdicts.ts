import type { Document } from '../format/document.ts'
import { judgedKey } from '../judge.ts'
import type { Span } from '../span.ts'
import type { Verdict } from '../verdict.ts'
import type { Facts } from './rule.ts'

/** The examples that a model has judged as they are now, with the span of the answer that was compared. */
export function* judgedIn(
  document: Document,
  { verdicts }: Facts,
): Generator<{ readonly region: number; readonly span: Span; readonly verdict: Verdict }> {
  if (!verdicts.size) return
  for (const [i, region] of document.regions.entries()) {
    const key = judgedKey(region)
    const verdict = key === undefined ? undefined : verdicts.get(key)
    if (verdict) yield { region: i, span: region.example!.answer!.text.span, verdict }
  }
}
