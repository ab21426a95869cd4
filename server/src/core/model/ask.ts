import * as z from 'zod'

// What is asked of a model and what comes back, whoever carries it: the words go out through the `Ask` that the host gives.

export const ChatMessage = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })
export type ChatMessage = z.infer<typeof ChatMessage>

/** One request to a model. */
export const Question = z.object({
  messages: z.array(ChatMessage).readonly(),
  /** From 0: which of several samples of the same words this is. Samples are never answered from one another's cache. */
  sample: z.int().min(0),
  /** The JSON schema that the reply is to follow; providers that know none are asked in words only. */
  schema: z.object({ name: z.string(), schema: z.record(z.string(), z.unknown()) }).optional(),
})
export type Question = z.infer<typeof Question>

/** Of one request or of many. Zero where the endpoint does not tell. */
export const Tokens = z.object({ input: z.number(), output: z.number() })
export type Tokens = z.infer<typeof Tokens>

/** Why there is no reply. It decides whether it is tried again, and what a run does next. */
export const FailureKind = z.enum([
  /** The user stopped it. */
  'cancelled',
  /** Nothing was sent: no consent, no key that may go there, no such profile. */
  'refused-here',
  /** 401, 403: the key is wrong or missing. Every further request would fail too. */
  'key',
  /** 404: no such model or address. Every further request would fail too. */
  'not-found',
  /** 429, after all retries. */
  'rate',
  /** 5xx, after all retries. */
  'server',
  /** No connection, a cut stream, a timeout; after all retries. */
  'network',
  /** Any other refusal, as a 400: of this request, not of the next. */
  'request',
  /** An empty reply, or one cut off by the token limit. */
  'reply',
])
export type FailureKind = z.infer<typeof FailureKind>

/** What became of asking. A reason is a sentence for people and never holds a key. */
export const Reply = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('reply'),
    /** What was said, without what was thought. */
    text: z.string(),
    /** As the endpoint calls it, else as it was asked for. */
    model: z.string(),
    tokens: Tokens,
    /** From the request to the last byte, without waiting for a turn. */
    seconds: z.number(),
    /** Whether it was said before and kept. */
    cached: z.boolean(),
  }),
  z.object({ type: z.literal('failed'), kind: FailureKind, reason: z.string() }),
])
export type Reply = z.infer<typeof Reply>

/** What is heard of a reply that is on its way. */
export type Heard =
  | { readonly type: 'thinking' | 'text'; readonly text: string }
  /** It is tried again, for what reason and after how many seconds. */
  | { readonly type: 'retry'; readonly reason: string; readonly seconds: number }

export interface AskOptions {
  readonly signal?: AbortSignal
  readonly heard?: (heard: Heard) => void
}

/** Sends words to a model; given from outside. It never throws: what goes wrong is a failed reply. */
export type Ask = (question: Question, options?: AskOptions) => Promise<Reply>
