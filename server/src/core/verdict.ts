import * as z from 'zod'
import { ModelInfo } from './model/profile.ts'

// What models said of examples, as it is kept beside the files: `.limo/checks/<path>.json`. A checkout may bring such
// files, so each is read as what strangers wrote.

/** Of the shape of the files. */
const version = 1

/** Longer ones are cut. */
export const answerLimit = 2_000
export const reasonLimit = 1_000
/** No file of verdicts is as long as this, in UTF-16 units. */
const fileLimit = 64 * 2 ** 20
const samplesLimit = 10_000

const count = z.number().min(0).max(1e15)
/** Of one example; those that are older are dropped. */
const recordsLimit = { solves: 64, reviews: 1000 } as const
const Judged = z.strictObject({
  /** Of what was judged: text, model, parameters and prompt. */
  hash: z.string().regex(/^[0-9a-f]{16,128}$/),
  /** Which version of the prompt asked. */
  prompt: z.int().min(1).max(1e6),
  model: z.string().min(1).max(500),
  /** Where it was asked. */
  origin: z.string().max(500),
  parameters: ModelInfo.shape.parameters,
  /** The number of the first sample, where it is not 0. */
  first: z.int().min(1).max(1e9).optional(),
  /** All requests together. */
  seconds: z.number().min(0).max(1e12),
  tokens: z.strictObject({ input: count, output: count }),
  /** In the currency of the prices that were set. */
  cost: z.number().min(0).max(1e12).optional(),
  /** When it was recorded, and by whom where that is known. */
  at: z.iso.datetime(),
  by: z.string().max(200).optional(),
})

/** What a model answered that saw the problem alone. Whether that is right is told when it is read. */
export const Solves = Judged.extend({
  /** One for each sample: empty where a reply has no final answer, null where there was no reply. */
  answers: z.array(z.string().max(answerLimit).nullable()).max(samplesLimit),
  /** Where the mathematics could not compare: what the model said of the two answers. */
  compared: z
    .array(z.strictObject({ found: z.string().max(answerLimit), expected: z.string().max(20_000), same: z.boolean() }))
    .max(samplesLimit)
    .optional(),
})
export type Solves = z.infer<typeof Solves>

const reasons = z.record(z.string().regex(/^[1-9]\d{0,5}$/), z.string().max(reasonLimit))

/** One reading of all steps: those that are not called correct, with the reason. */
export const ReviewSample = z.strictObject({ steps: z.int().min(1).max(100_000), wrong: reasons, unsure: reasons })
export type ReviewSample = z.infer<typeof ReviewSample>

/** What a model said of the steps of a solution. */
export const Review = Judged.extend({
  /** From 0. */
  solution: z.int().min(0).max(100_000),
  /** Whether it was told the answer. */
  told: z.boolean().optional(),
  samples: z.array(ReviewSample.nullable()).max(samplesLimit),
})
export type Review = z.infer<typeof Review>

/** What is recorded of one example. */
export const ExampleChecks = z.strictObject({
  solves: z.array(Solves).max(recordsLimit.solves).optional(),
  reviews: z.array(Review).max(recordsLimit.reviews).optional(),
})
export type ExampleChecks = z.infer<typeof ExampleChecks>

const ChecksFile = z.strictObject({ version: z.literal(version), examples: z.record(z.string(), ExampleChecks) })

/** What is recorded of the examples of a file, by id. */
export type Checks = ReadonlyMap<string, ExampleChecks>

export type ChecksRead =
  | { readonly type: 'checks'; readonly checks: Checks }
  /** Why the text is no file of verdicts that is known here. It quotes nothing of it. */
  | { readonly type: 'problem'; readonly reason: string }

export function readChecks(text: string): ChecksRead {
  if (text.length > fileLimit) return { type: 'problem', reason: 'it is longer than any file of verdicts' }
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return { type: 'problem', reason: 'it is not valid JSON' }
  }
  const found = Object(json).version
  if (typeof found === 'number' && found > version) {
    return { type: 'problem', reason: 'a newer LIMO has written it' }
  }
  const read = ChecksFile.safeParse(json)
  if (read.success) return { type: 'checks', checks: new Map(Object.entries(read.data.examples)) }
  const issue = read.error.issues[0]!
  const field = issue.path.map(part => String(part).slice(0, 40)).join('.')
  return { type: 'problem', reason: `it is no file of verdicts${field ? `: ${field.slice(0, 200)}` : ''}` }
}

/** The text of a file of verdicts: keys in order, so that what is judged anew is a small change. */
export function printChecks(checks: Checks): string {
  const kept = [...checks].filter(([, { reviews, solves }]) => solves?.length || reviews?.length)
  const examples = kept
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, records]) => `    ${JSON.stringify(id)}: ${printed(records)}`)
  const inside = examples.length ? `{\n${examples.join(',\n')}\n  }` : '{}'
  return `{\n  "examples": ${inside},\n  "version": ${version}\n}\n`
}

const known = new WeakMap<ExampleChecks, string>()

/** Remembered, since a file is written anew for each example that is judged. */
function printed(records: ExampleChecks): string {
  let text = known.get(records)
  if (text === undefined) {
    text = JSON.stringify(sorted(records), undefined, 2).replaceAll('\n', '\n    ')
    known.set(records, text)
  }
  return text
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}

/** What was recorded, with what is new in place of what the same model said before. */
export function withRecords(old: ExampleChecks | undefined, fresh: ExampleChecks): ExampleChecks {
  const solves = replaced(recordsLimit.solves, old?.solves ?? [], fresh.solves ?? [], whoOf)
  const reviews = replaced(
    recordsLimit.reviews,
    old?.reviews ?? [],
    fresh.reviews ?? [],
    review => `${review.solution} ${review.told ?? false} ${whoOf(review)}`,
  )
  return { ...(solves.length && { solves }), ...(reviews.length && { reviews }) }
}

/** In the order of their keys, so that it does not matter who was first. */
function replaced<T extends { readonly at: string }>(
  limit: number,
  old: readonly T[],
  fresh: readonly T[],
  keyOf: (record: T) => string,
): T[] {
  const byKey = new Map([...old, ...fresh].map(record => [keyOf(record), record]))
  const newest = [...byKey].sort(([, a], [, b]) => (a.at > b.at ? -1 : 1)).slice(0, limit)
  return newest.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record)
}

/** Who said it, and set up how. */
function whoOf({ model, origin, parameters }: z.infer<typeof Judged>): string {
  return JSON.stringify([model, origin, sorted(parameters)])
}
