import pLimit from 'p-limit'
import { whenAborted } from './abort.ts'
import { type Ask, type Question, Reply } from './ask.ts'
import { chatCompletions } from './chat-completions.ts'
import { connection } from './connection.ts'
import type { Dialect } from './dialect.ts'
import { endpointOf } from './endpoint.ts'
import { cancelled, failed } from './failure.ts'
import { hashOf } from './hash.ts'
import { json } from './json-stream.ts'
import { messages } from './messages.ts'
import type { ModelInfo, Profile } from './profile.ts'

/** What asking takes from outside. */
export interface Host {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** The key that may go to the origin of the profile. Rejects with an error whose message is for the user. */
  key(): Promise<string | undefined>
  /** What the user does about a key, as in `store one with "…"`. */
  readonly keyAdvice: string
  /** Resolves after some milliseconds, and at once when the signal is aborted. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>
  /** From 0 to 1. */
  random(): number
  /** Milliseconds since 1970. */
  now(): number
  readonly cache?: ReplyCache
}

/** Keeps good replies by the hash of what was asked. It never rejects: what cannot be kept is asked again. */
export interface ReplyCache {
  get(key: string): Promise<string | undefined>
  set(key: string, text: string): Promise<void>
}

const dialects: Readonly<Record<Exclude<Profile['provider'], 'vscode'>, Dialect>> = {
  'openai-compatible': chatCompletions,
  anthropic: messages,
}

/**
 * Asks over HTTP. One for each profile: it holds how many requests are under way and what the server has refused. A
 * request that is tried again begins anew: what was heard before a `retry` is no part of the reply.
 */
export function httpAsk(profile: Profile, host: Host): Ask {
  const endpoint = endpointOf(profile)
  if (endpoint.type === 'invalid' || profile.provider === 'vscode') {
    const reason = endpoint.type === 'invalid' ? endpoint.reason : 'not asked over HTTP'
    return async () => failed({ kind: 'refused-here', reason })
  }
  return queuedAsk(connection(profile, endpoint, dialects[profile.provider], host), profile, endpoint.url, host.cache)
}

export const defaultConcurrency = 4

/**
 * Answers from what was kept of an address, and else lets as many requests go at once as the profile says. Cancelled, it
 * answers at once.
 */
export function queuedAsk(ask: Ask, profile: Profile, address: string, cache?: ReplyCache): Ask {
  const limit = pLimit(profile.concurrency ?? defaultConcurrency)
  return (question, options = {}) => {
    const { signal } = options
    const controller = new AbortController()
    return new Promise(resolve => {
      const stop = () => {
        controller.abort()
        resolve(cancelled)
      }
      if (signal?.aborted) return stop()
      const ignore = signal && whenAborted(signal, stop)
      answer()
        .catch(() => failed({ kind: 'request', reason: 'The request could not be made' }))
        .then(end)

      function end(reply: Reply): void {
        ignore?.()
        resolve(reply)
      }

      async function answer(): Promise<Reply> {
        const key = cache && keyOf(question)
        return (key && (await remembered(key))) || limit(() => asked(key))
      }

      async function asked(key: string | undefined): Promise<Reply> {
        const { signal } = controller
        if (signal.aborted) return cancelled
        const reply = await ask(question, { ...options, signal })
        if (reply.type === 'failed') {
          // Who hears of it may want no more: none that waits goes before that.
          end(reply)
          await new Promise(resolve => setTimeout(resolve))
        }
        // Also when nobody waits for it any more. Who has it can rely on its being kept; until then it is under way.
        else if (key && !reply.cached) await cache!.set(key, JSON.stringify(reply))
        return reply
      }
    })
  }

  function keyOf({ messages, sample, schema }: Question): string {
    const { maxTokens, model, provider, reasoningEffort, temperature } = profile
    const parameters = { maxTokens, reasoningEffort, temperature }
    return hashOf({ version: 1, provider, address, model, parameters, messages, schema, sample })
  }

  async function remembered(key: string): Promise<Reply | undefined> {
    const kept = await cache?.get(key)
    const read = kept === undefined ? undefined : Reply.safeParse(json(kept))
    return read?.success && read.data.type === 'reply' ? { ...read.data, cached: true } : undefined
  }
}

/** What the judging side may know of a profile. */
export function modelInfo(name: string, profile: Profile): ModelInfo {
  const { concurrency = defaultConcurrency, maxTokens, model, price, provider, reasoningEffort, temperature } = profile
  const endpoint = endpointOf(profile)
  return {
    name,
    provider,
    model,
    origin: endpoint.type === 'endpoint' ? endpoint.origin : provider,
    parameters: {
      ...(temperature !== undefined && { temperature }),
      ...(maxTokens !== undefined && { maxTokens }),
      ...(reasoningEffort !== undefined && { reasoningEffort }),
    },
    concurrency,
    ...(price && { price }),
  }
}
