import pLimit from 'p-limit'
import { type Ask, type AskOptions, type Question, Reply } from './ask.ts'
import { chatCompletions } from './chat-completions.ts'
import { type Body, type Dialect, type Draft, fullShape, type Shape } from './dialect.ts'
import { endpointOf, type UsableEndpoint } from './endpoint.ts'
import {
  type Asked,
  broken,
  cancelled,
  cut,
  type Fault,
  failed,
  foreign,
  hide,
  refusal,
  timedOut,
  unreachable,
} from './failure.ts'
import { hashOf } from './hash.ts'
import { json, jsonStream } from './json-stream.ts'
import { messages } from './messages.ts'
import { problemIn } from './problem.ts'
import type { ModelInfo, Profile } from './profile.ts'
import { backoff, retryAfter } from './retry.ts'
import { thinkSplitter, withoutThinking } from './thinking.ts'

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
    const reason = endpoint.type === 'invalid' ? endpoint.reason : 'vscode'
    return async () => failed({ kind: 'refused-here', reason })
  }
  const connection = connect(profile, endpoint, dialects[profile.provider], host)
  const limit = pLimit(profile.concurrency ?? defaultConcurrency)
  return (question, options = {}) => {
    const { signal } = options
    return new Promise(resolve => {
      const stop = () => resolve(cancelled)
      if (signal?.aborted) return stop()
      signal?.addEventListener('abort', stop, { once: true })
      const finish = (reply: Reply) => {
        signal?.removeEventListener('abort', stop)
        resolve(reply)
      }
      remembered(question)
        .then(reply => reply ?? limit(() => (signal?.aborted ? cancelled : connection(question, options))))
        .then(async reply => {
          // Also when nobody waits for it any more. Who has it can rely on its being kept.
          if (reply.type === 'reply' && !reply.cached) await host.cache?.set(keyOf(question), JSON.stringify(reply))
          finish(reply)
        })
        .catch(() => finish(failed({ kind: 'request', reason: 'The request could not be made' })))
    })
  }

  function keyOf({ messages, sample, schema }: Question): string {
    const { maxTokens, model, provider, reasoningEffort, temperature } = profile
    const parameters = { maxTokens, reasoningEffort, temperature }
    const { url } = endpoint as UsableEndpoint
    return hashOf({ version: 1, provider, url, model, parameters, messages, schema, sample })
  }

  async function remembered(question: Question): Promise<Reply | undefined> {
    const kept = await host.cache?.get(keyOf(question))
    const read = kept === undefined ? undefined : Reply.safeParse(json(kept))
    return read?.success && read.data.type === 'reply' ? { ...read.data, cached: true } : undefined
  }
}

export const defaultConcurrency = 4

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

type Connection = (question: Question, options: AskOptions) => Promise<Reply>

type Outcome =
  | Extract<Reply, { type: 'reply' }>
  | { readonly type: 'cancelled' }
  | { readonly type: 'fault'; readonly fault: Fault; readonly body: Body }

function connect(profile: Profile, endpoint: UsableEndpoint, dialect: Dialect, host: Host): Connection {
  const { origin, url } = endpoint
  /** What the server is known to take. */
  let shape = fullShape
  /** When it takes requests again. */
  let opensAt = 0
  /** Whether it ever answered. */
  let met = false
  return ask

  async function ask(question: Question, { heard, signal = new AbortController().signal }: AskOptions): Promise<Reply> {
    const secrets = Object.values(profile.headers ?? {}).filter(value => value.length >= 8)
    let key: string | undefined
    try {
      key = (await host.key())?.trim() || undefined
    } catch (error) {
      return failed({ kind: 'refused-here', reason: (error as Error).message }, secrets)
    }
    if (key !== undefined) secrets.push(key)
    const complaint = unsendable(key)
    if (complaint) return failed({ kind: 'refused-here', reason: complaint }, secrets)
    const asked: Asked = { origin, model: profile.model, hasKey: key !== undefined, keyAdvice: host.keyAdvice }

    /** What this request goes without, beside what the server is known to refuse: only its success makes it known. */
    let guesses: Partial<Shape> = {}
    let waits = false
    for (let tries = 1; ; ) {
      const pause = opensAt - host.now()
      if (pause > 0) {
        if (!waits) tell(`${origin} takes no more requests for now`, pause / 1000)
        waits = true
        await host.pause(pause + host.random() * 1000, signal)
        if (signal.aborted) return cancelled
        continue
      }
      waits = false
      const current: Shape = { ...shape, ...guesses }
      const outcome = await once(question, current, key, asked, { signal, ...(heard && { heard }) })
      if (signal.aborted && outcome.type !== 'reply') return cancelled
      if (outcome.type === 'cancelled') return cancelled
      if (outcome.type === 'reply') {
        shape = { ...shape, ...guesses }
        return outcome
      }
      const { body, fault } = outcome
      const plainer = without(fault, body, current)
      if (plainer) {
        if (plainer.type === 'named') shape = { ...shape, ...plainer.less }
        guesses = { ...guesses, ...plainer.less }
        tell(`${origin} takes no request with ${plainer.feature}`, 0)
        continue
      }
      if (tries >= fault.tries) return failed(fault, secrets)
      const wait = fault.retryAfter ?? backoff(tries - 1, host.random)
      if (wait > longestWait) {
        const reason = `${origin} takes no more requests for ${Math.ceil(wait / 3_600_000)} hours`
        return failed({ kind: fault.kind, reason }, secrets)
      }
      tries++
      tell(fault.reason, wait / 1000)
      // Who is asked to wait asks for nothing else meanwhile either.
      waits = fault.retryAfter !== undefined
      if (waits) opensAt = Math.max(opensAt, host.now() + wait)
      else await host.pause(wait, signal)
      if (signal.aborted) return cancelled
    }

    function tell(reason: string, seconds: number): void {
      heard?.({ type: 'retry', reason: failed({ kind: 'server', reason }, secrets).reason, seconds })
    }
  }

  /** Why a request is not sent at all. */
  function unsendable(key: string | undefined): string | undefined {
    if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) return 'The key is not one word of ASCII characters'
    for (const [name, value] of Object.entries(profile.headers ?? {})) {
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
        return `headers: "${name}" is no header that can be sent`
      }
      if (!endpoint.keepsSecrets && secretHeader.test(name)) {
        return `The header ${name} goes over plain http to this machine only, not to ${origin}: use https`
      }
    }
    if (key !== undefined && !endpoint.keepsSecrets) {
      return `A key goes over plain http to this machine only, not to ${origin}: use https`
    }
    return undefined
  }

  /** A plainer request, where something in this one may have been refused. */
  function without(
    fault: Fault,
    body: Body,
    current: Shape,
  ): { readonly type: 'named' | 'guessed'; readonly feature: string; readonly less: Partial<Shape> } | undefined {
    const { kind, problem, status = 0 } = fault
    if (kind !== 'request' && kind !== 'server') return undefined
    const reason = problem?.reason ?? ''
    const sent = dialect.fallbacks.filter(fallback => fallback.sent(body))
    const named = status >= 400 ? sent.find(fallback => fallback.named(reason)) : undefined
    const mayGuess = (status === 400 || status === 422 || status === 501) && !otherCause.test(reason)
    const found = named ?? (mayGuess ? sent.find(fallback => fallback.guessed) : undefined)
    if (!found) return undefined
    const less = found.without(current, reason)
    const changes = Object.entries(less).some(([name, value]) => current[name as keyof Shape] !== value)
    return changes ? { type: named ? 'named' : 'guessed', feature: found.feature, less } : undefined
  }

  async function once(
    question: Question,
    shape: Shape,
    key: string | undefined,
    asked: Asked,
    { heard, signal }: AskOptions & { readonly signal: AbortSignal },
  ): Promise<Outcome> {
    const body = dialect.body(question, profile, shape)
    const controller = new AbortController()
    const over = new AbortController()
    const stop = () => controller.abort()
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    let late = false
    const { timeout } = profile
    if (timeout) {
      void host.pause(timeout * 1000, over.signal).then(() => {
        if (over.signal.aborted) return
        late = true
        controller.abort()
      })
    }
    const started = host.now()
    let left: Promise<void> | undefined
    const fault = (fault: Fault): Outcome => ({ type: 'fault', fault, body })
    let response: Response | undefined
    try {
      response = await host.fetch(url, {
        method: 'POST',
        headers: {
          ...profile.headers,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...dialect.headers(key),
        },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: controller.signal,
      })
      met = true
      if (!response.ok) {
        const after = retryAfter(response.headers, host.now())
        const text = await response.text()
        return fault({ ...refusal(response.status, text, asked), ...(after !== undefined && { retryAfter: after }) })
      }
      const rest = chunksOf(response)
      const read = await reply(rest.chunks, asked, heard)
      if (read.type === 'fault') return fault(read.fault)
      const { model, text, tokens } = read
      const seconds = (host.now() - started) / 1000
      left = rest.drain()
      return {
        type: 'reply',
        text,
        model: hide(model ?? profile.model, key ? [key] : []),
        tokens,
        seconds,
        cached: false,
      }
    } catch (error) {
      if (late) return fault(timedOut(timeout!))
      if (signal.aborted) return { type: 'cancelled' }
      return fault(response ? cut(asked) : unreachable(error, asked, met))
    } finally {
      signal.removeEventListener('abort', stop)
      over.abort()
      // A connection is free for the next request when the body has ended; it is not waited for long.
      if (left) {
        const ended = new AbortController()
        void left.finally(() => ended.abort())
        void host.pause(1000, ended.signal).then(stop)
      } else stop()
    }
  }

  async function reply(
    chunks: AsyncIterable<Uint8Array>,
    asked: Asked,
    heard: AskOptions['heard'],
  ): Promise<(Pick<Draft, 'text' | 'model' | 'tokens'> & { type: 'text' }) | { type: 'fault'; fault: Fault }> {
    const draft: Draft = {
      text: '',
      model: undefined,
      finish: undefined,
      done: false,
      tokens: { input: 0, output: 0 },
      refusal: '',
    }
    const splitter = thinkSplitter()
    let values = 0
    const fault = (fault: Fault) => ({ type: 'fault', fault }) as const
    try {
      for await (const received of jsonStream(chunks)) {
        if (received.type === 'foreign') return fault(foreign(asked))
        if (received.type === 'cut') return fault(cut(asked))
        if (received.type === 'done') {
          draft.done = true
          break
        }
        const problem = problemIn(received.value)
        if (problem) return fault(broken(problem, asked))
        const taken = dialect.take(received.value, draft)
        if (taken.type === 'foreign') return fault(foreign(asked))
        values++
        for (const said of taken.said) {
          if (said.type === 'thinking') heard?.(said)
          else {
            draft.text += said.text
            for (const part of splitter.push(said.text)) heard?.(part)
          }
        }
      }
    } catch (error) {
      // A connection that ends without a farewell, when everything was said.
      if (draft.finish === undefined && !draft.done) throw error
    }
    for (const part of splitter.end()) heard?.(part)
    if (values === 0) return fault(foreign(asked))
    const problem = ending(draft)
    return problem ? fault(problem) : { type: 'text', ...draft, text: withoutThinking(draft.text) }

    /** What is wrong with a reply that has come to its end. */
    function ending({ done, finish, refusal, text }: Draft): Fault | undefined {
      const wrong = (reason: string): Fault => ({ kind: 'reply', reason, tries: 1 })
      const why = finish === undefined ? '' : ` (${dialect.finishField}: ${finish})`
      const said = withoutThinking(text).trim()
      if (finish === undefined && !done) return cut(asked)
      if (/^(?:length|max_tokens|model_context_window_exceeded)$/.test(finish ?? '')) {
        const advice = 'set a higher maxTokens, or the context of the server'
        return wrong(
          said
            ? `The reply was cut off at the token limit${why}: ${advice}`
            : `The model spent all its tokens before it answered${why}: ${advice}`,
        )
      }
      if (finish === 'error') return { kind: 'server', reason: `The model failed${why}`, tries: 3 }
      if (finish === 'content_filter' || finish === 'refusal') return wrong(`The model may not answer this${why}`)
      if (said) return undefined
      return wrong(refusal ? `The model refuses to answer: ${refusal}` : `The model sent an empty reply${why}`)
    }
  }
}

/** The longest that a server may ask to wait. */
const longestWait = 24 * 3_600_000
const secretHeader = /authorization|cookie|key|token|secret/i
/** Reasons that have nothing to do with how it was asked. */
const otherCause = /context|too (?:long|large|many)|exceed|maximum|credit|quota|balance|policy|safety|moderation/i

interface Chunks {
  readonly chunks: AsyncIterable<Uint8Array>
  /** Reads what is left to the end. */
  drain(): Promise<void>
}

function chunksOf(response: Response): Chunks {
  const reader = response.body?.getReader()
  return { chunks: chunks(), drain }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    if (!reader) return
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  }

  async function drain(): Promise<void> {
    try {
      while (reader && !(await reader.read()).done);
    } catch {
      // What is not needed may break off.
    }
  }
}
