import * as z from 'zod'

// What the extension and the page of a comparison say to each other.

/** A solution and what it stands in: the text before the first example of its file, and that of its example. */
export const ComparedSide = z.object({
  /** What its column is called. */
  name: z.string(),
  head: z.string(),
  region: z.string(),
  /** Its index among those of its example. */
  solution: z.number().int().min(0),
  /** Those that settings give; the page adds those of the header. */
  macros: z.record(z.string(), z.string()),
})
export type ComparedSide = z.infer<typeof ComparedSide>

/** Which solutions of an example stand on the two sides, by their indices. */
export const ComparedPair = z.discriminatedUnion('type', [
  z.object({ type: z.literal('both'), left: z.int().min(0), right: z.int().min(0) }),
  /** One as the last commit has it, and as it is now. */
  z.object({ type: z.literal('committed'), solution: z.int().min(0) }),
])
export type ComparedPair = z.infer<typeof ComparedPair>

/** What the page keeps, to be shown again after a reload: the file, and the example by its id. */
export const ComparisonState = z.object({ uri: z.string(), id: z.string(), pair: ComparedPair })
export type ComparisonState = z.infer<typeof ComparisonState>

export const ToComparison = z.object({
  type: z.literal('sides'),
  left: ComparedSide,
  right: ComparedSide,
  state: ComparisonState,
})
export type ToComparison = z.infer<typeof ToComparison>

const SideName = z.enum(['left', 'right'])
export type SideName = z.infer<typeof SideName>

export const FromComparison = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Show a place of the region of a side in its source. */
  z.object({ type: z.literal('go'), side: SideName, at: z.number().min(0) }),
  z.object({ type: z.literal('rule'), id: z.string().regex(/^[a-z][a-z-]*$/) }),
])
export type FromComparison = z.infer<typeof FromComparison>
