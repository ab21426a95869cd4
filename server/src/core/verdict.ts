import * as z from 'zod'

/** A model's answer to a problem beside the answer that the example gives. An edit of either makes it unreachable. */
export const Verdict = z.object({
  type: z.enum(['equal', 'different', 'undecided']),
  /** The final answer of the model; empty where its reply has none. */
  found: z.string(),
  /** The answer of the example when the model was asked. */
  expected: z.string(),
  model: z.string(),
  origin: z.string(),
})
export type Verdict = z.infer<typeof Verdict>
