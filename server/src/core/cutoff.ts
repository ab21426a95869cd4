// What of a row is trained where it is longer than the cutoff.

/**
 * The tokens that stand around the texts in the template that LIMO trains with, ChatML: each of the three messages has
 * a mark, the name of its role and a line end before its text, a mark and a line end behind.
 */
export const marks = { before: 13, behind: 2 }

/** How many tokens a task has in all, and how many of those of its last text are trained. */
export function trainedTokens(
  counts: readonly number[],
  cutoff: number,
): { readonly tokens: number; readonly kept: number } {
  const chain = counts.at(-1) ?? 0
  const source = counts.slice(0, -1).reduce((sum, count) => sum + count, marks.before)
  const target = chain + marks.behind
  return { tokens: source + target, kept: Math.min(chain, keptOfTarget(source, target, cutoff)) }
}

/**
 * How much LLaMA-Factory, which LIMO trains with, leaves of a target: all of a short one, else what a short source
 * leaves room for, else its share (`infer_seqlen` in its src/llamafactory/data/processor/processor_utils.py).
 */
function keptOfTarget(source: number, target: number, cutoff: number): number {
  if (target * 2 < cutoff) return target
  if (source * 2 < cutoff) return Math.min(target, cutoff - source)
  return Math.min(target, Math.floor((cutoff * target) / (source + target)))
}
