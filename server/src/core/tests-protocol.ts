import * as z from 'zod'
import { Position, request } from './protocol.ts'
import { SeveritySetting } from './settings.ts'

// What the Test Explorer of an editor is told: each example is a test, and each of its solutions.

const Range = z.object({ start: Position, end: Position })

export const TestExample = z.object({
  /** The id of the example, or its number where it has none; told apart where several are the same. */
  key: z.string(),
  /** Changes with its text, and not with what stands above it. */
  edition: z.string(),
  /** From its first line to its last. */
  range: Range,
  answer: Range.optional(),
  solutions: z.array(z.object({ title: z.string(), flawed: z.boolean(), range: Range })),
})
export type TestExample = z.infer<typeof TestExample>

/** Client to server: the examples of a file, in brief. */
export const testsRequest = request(
  'limo/tests',
  z.object({ uri: z.string() }),
  z.object({
    /** Changes with what stands before the first example. */
    head: z.string(),
    examples: z.array(TestExample),
  }),
)

export const TestFinding = z.object({
  rule: z.string(),
  severity: SeveritySetting,
  message: z.string(),
  range: Range,
  /** The solution that it stands in, from 0. */
  solution: z.number().optional(),
  /** What should stand there, and what stands there; only where the finding knows both. */
  expected: z.string().optional(),
  actual: z.string().optional(),
})
export type TestFinding = z.infer<typeof TestFinding>

export const TestResult = z.object({
  /** Of the example; empty for what stands before the first. */
  key: z.string(),
  findings: z.array(TestFinding),
  /** Whether its mathematics could not be worked out in time. */
  undecided: z.boolean(),
})
export type TestResult = z.infer<typeof TestResult>

/** Progress of `limo/runTests`, as `$/progress` of its token: those that have come to an end. */
export const TestProgress = z.array(TestResult)

/**
 * Client to server: what the rules and the mathematics find in the examples of a file, or in some of them, as soon as it
 * is known. What models said is no part of it.
 */
export const runTestsRequest = request(
  'limo/runTests',
  z.object({ uri: z.string(), keys: z.array(z.string()).optional(), progress: z.string() }),
  z.object({ run: z.number() }),
)
