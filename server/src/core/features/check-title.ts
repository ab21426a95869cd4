import type { JudgedReview, Judgements } from '../judging/judgements.ts'
import { recordedBy } from '../judging/judgements.ts'
import { rateText } from '../judging/rate.ts'

/** What models said of an example in a line, for above it: "Check · 3/4 · step 5?". */
export function checkTitle(judgements: Judgements): string {
  const { outdated, solves } = judgements
  const rate = newest(solves)?.rate
  const reviews = reviewsOf(judgements)
  const doubt = reviews.find(({ agrees }) => !agrees)
  const parts = [
    'Check',
    ...(rate ? [`${rate.count}/${rate.of}`] : []),
    ...(doubt ? [doubtOf(doubt)] : reviews.length ? ['steps ✓'] : []),
    ...(outdated.length && !rate && !reviews.length ? ['out of date'] : []),
  ]
  return parts.join(' · ')
}

/** The same at length, a line each. */
export function checkLines(judgements: Judgements): readonly string[] {
  const { outdated, solves } = judgements
  const solved = newest(solves)
  const lines = [
    ...(solved ? [`${solved.record.model} solves it in ${rateText(solved.rate)}; ${recordedBy(solved.record)}`] : []),
    ...reviewsOf(judgements).map(review => {
      const { record, share, solution, step } = review
      const said =
        step === undefined ? 'calls no step wrong' : `calls step ${step} wrong in ${share.count} of ${share.of}`
      return `${record.model} ${said} in solution ${solution.index + 1}; ${recordedBy(record)}`
    }),
    ...(outdated.length ? ['Some of what was recorded is about an earlier version of the text'] : []),
  ]
  return lines.length ? lines : ['No model has judged this example']
}

/** Of each solution the review that was recorded last. */
function reviewsOf({ reviews }: Judgements): readonly JudgedReview[] {
  const bySolution = new Map<number, JudgedReview>()
  for (const review of reviews) {
    const other = bySolution.get(review.solution.index)
    if (!other || other.record.at < review.record.at) bySolution.set(review.solution.index, review)
  }
  return [...bySolution].sort(([a], [b]) => a - b).map(([, review]) => review)
}

function doubtOf({ solution, step }: JudgedReview): string {
  return step === undefined ? `step ${solution.marked}: not found` : `step ${step}?`
}

function newest<T extends { readonly record: { readonly at: string } }>(all: readonly T[]): T | undefined {
  return all.reduce<T | undefined>((best, one) => (best && best.record.at >= one.record.at ? best : one), undefined)
}
