import type { Question, Tokens } from './ask.ts'
import type { Profile } from './profile.ts'
import type { Said } from './thinking.ts'

/** What of the protocol a server takes part in. It starts with everything, and loses what the server refuses. */
export interface Shape {
  readonly schema: 'json_schema' | 'json_object' | 'none'
  readonly stream: boolean
  /** Asks a stream to tell its tokens. */
  readonly usage: boolean
  readonly limit: 'max_tokens' | 'max_completion_tokens'
  /** How many tokens a reply may have where the profile does not say and the protocol insists. */
  readonly defaultLimit: number
  readonly temperature: boolean
  readonly effort: boolean
  readonly thinking: 'adaptive' | 'budget' | 'none'
  /** Whether there is a role for system messages. */
  readonly system: boolean
}

export const fullShape: Shape = {
  schema: 'json_schema',
  stream: true,
  usage: true,
  limit: 'max_tokens',
  defaultLimit: 32_000,
  temperature: true,
  effort: true,
  thinking: 'adaptive',
  system: true,
}

/** Something that a server may refuse, and how to ask without it. */
export interface Fallback {
  /** What it is, in words. */
  readonly feature: string
  /** Whether a request of this body has it. */
  sent(body: Body): boolean
  /** Whether the reason of a refusal speaks of it. */
  named(reason: string): boolean
  without(shape: Shape, reason: string): Partial<Shape>
}

export type Body = Readonly<Record<string, unknown>>

/** A reply as far as it has come. */
export interface Draft {
  /** Thoughts between tags included. */
  text: string
  /** Whether it thought. */
  thought: boolean
  model: string | undefined
  /** Why it ended, in the words of the server. */
  finish: string | undefined
  /** Whether the server said that it is complete. */
  done: boolean
  tokens: Tokens
  /** What the server says instead of an answer. */
  refusal: string
}

/** Nothing has come yet. */
export function emptyDraft(): Draft {
  return {
    text: '',
    thought: false,
    model: undefined,
    finish: undefined,
    done: false,
    tokens: { input: 0, output: 0 },
    refusal: '',
  }
}

export type Taken =
  | { readonly type: 'said'; readonly said: readonly Said[] }
  /** Nothing of this protocol. */
  | { readonly type: 'foreign' }

/** A protocol: what is sent, and what the answers mean. */
export interface Dialect {
  readonly headers: Readonly<Record<string, string>>
  keyHeader(key: string): [name: string, value: string]
  body(question: Question, profile: Profile, shape: Shape): Body
  /** What a server may refuse, the likeliest first. */
  readonly fallbacks: readonly Fallback[]
  /** What is tried, one after another, where a server refuses a request and does not say what of it. */
  readonly guesses: readonly Partial<Shape>[]
  /** Takes one value of a response into the draft. */
  take(value: unknown, draft: Draft): Taken
  /** What the protocol calls the reason of an end. */
  readonly finishField: string
}

/** Whether a reason says that something is not known or not taken here, rather than that its value is wrong. */
export function isUnsupported(reason: string): boolean {
  if (/supported values|one of|should be/i.test(reason)) return false
  return /support|verified|not (?:allowed|permitted|available|valid)|unknown|unrecogni[sz]ed|unexpected|extra|deprecated|only the default|may only be|must be (?:unset|1\b)|invalid (?:parameter|argument|field)|cannot be|incompatible|no such/i.test(
    reason,
  )
}
