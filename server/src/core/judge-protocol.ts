import * as z from 'zod'
import { Question, Reply, Tokens } from './model/ask.ts'
import { ModelInfo, ProjectProfile } from './model/profile.ts'
import { Position, request } from './protocol.ts'

// What client and server say to each other when a model judges examples. The server builds the prompts, reads the
// replies and keeps the verdicts; the client owns keys, consent and network.

export const JudgeScope = z.discriminatedUnion('type', [
  z.object({ type: z.literal('example'), uri: z.string(), position: Position }),
  /** Several of one file. */
  z.object({ type: z.literal('examples'), uri: z.string(), positions: z.array(Position) }),
  z.object({ type: z.literal('file'), uri: z.string() }),
  z.object({ type: z.literal('workspace') }),
])
export type JudgeScope = z.infer<typeof JudgeScope>

/** What is to be judged, and how. */
export const JudgeParams = z.object({
  scope: JudgeScope,
  model: ModelInfo,
  /** Blind solves of each problem; 0 for none. */
  samples: z.int().min(0).max(10_000),
  /** Reviews of each solution, step by step; 0 for none. */
  reviews: z.int().min(0).max(10_000),
  /** Whether reviewers are told the answer of the example. */
  told: z.boolean().default(false),
  /** Judges also what has a verdict of this model that is up to date. */
  again: z.boolean().default(false),
})

/** What a run would ask: of examples that are not up to date, unless asked for `again`. */
export const estimateRequest = request(
  'limo/estimate',
  JudgeParams,
  z.object({
    examples: z.number(),
    /** Those that need nothing. */
    upToDate: z.number(),
    /** Those that cannot be judged, as an example without a problem. */
    unfit: z.number(),
    requests: z.number(),
    /** About; replies are guessed. */
    tokens: Tokens,
    /** In the currency of the prices; only where prices are set. */
    cost: z.number().optional(),
  }),
)

/** What was found of one example. Positions are those of the text when it was judged. */
export const JudgedExample = z.object({
  uri: z.string(),
  id: z.string(),
  /** Of its `@example` line. */
  position: Position,
  solves: z
    .object({
      /** Of how many samples the answer equals the example's. */
      solved: z.number(),
      of: z.number(),
      /** What most samples answer; empty where most give none. */
      answer: z.string(),
      expected: z.string(),
      agreement: z.enum(['equal', 'different', 'undecided']),
    })
    .optional(),
  /** One for each solution that was reviewed. */
  reviews: z
    .array(
      z.object({
        /** From 0. */
        solution: z.number(),
        flawed: z.boolean(),
        /** Of the first step that most samples call wrong, from 1; none where they call none wrong. */
        step: z.number().optional(),
        reason: z.string(),
        /** Of that step, else of the solution. */
        position: Position,
        /** Whether the review says what the author says: no wrong step in a correct solution, the marked one in a flawed one. */
        agrees: z.boolean(),
      }),
    )
    .default([]),
  /** Whether that was recorded before and is up to date, so that nothing was asked. */
  recorded: z.boolean().default(false),
  /** Why there is no verdict, or not of all that was asked; an error is never a verdict. */
  failed: z.string().optional(),
})
export type JudgedExample = z.infer<typeof JudgedExample>

/** Progress of `limo/judge`, as `$/progress` of its token. */
export const JudgeProgress = z.object({
  /** Requests that have an answer, kept ones included, of those that are foreseen. */
  done: z.number(),
  of: z.number(),
  tokens: Tokens,
  cost: z.number().optional(),
  /** What has just been judged, or was up to date. */
  judged: JudgedExample.optional(),
})
export type JudgeProgress = z.infer<typeof JudgeProgress>

/**
 * Client to server: have examples judged. What is judged is kept at once; a cancelled run keeps what is done and answers
 * with it. A failure that every further request would share ends the run.
 */
export const judgeRequest = request(
  'limo/judge',
  JudgeParams.extend({ progress: z.string() }),
  z.object({
    /** Those that were up to date included. */
    judged: z.array(JudgedExample),
    upToDate: z.number(),
    requests: z.number(),
    cached: z.number(),
    tokens: Tokens,
    cost: z.number().optional(),
    /** Why the run ended before its end. */
    stopped: z.string().optional(),
  }),
)

/** Server to client, which owns the keys and the network. Cancelled with the run that it serves. */
export const askRequest = request('limo/ask', z.object({ profile: z.string(), question: Question }), Reply)

/** Client to server: forget what models said. Answers how many examples had verdicts. */
export const clearVerdictsRequest = request(
  'limo/clearVerdicts',
  z.object({ scope: JudgeScope }),
  z.object({ cleared: z.number() }),
)

/** Client to server: the profiles that the `limo.config.json` of the workspace name, by name, with where each stands. */
export const projectModelsRequest = request(
  'limo/projectModels',
  z.object({}),
  z.object({ models: z.record(z.string(), ProjectProfile.extend({ config: z.string() })) }),
)

/**
 * Server to client, where the client has the files: write a file of verdicts, or delete it where `text` is null. The
 * client refuses any other path than `.limo/checks/…json` inside a folder of the workspace.
 */
export const writeChecksRequest = request(
  'limo/writeChecks',
  z.object({ uri: z.string(), text: z.string().nullable() }),
  z.object({ failed: z.string().optional() }),
)
