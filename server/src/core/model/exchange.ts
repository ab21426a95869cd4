import type { AskOptions, Reply } from './ask.ts'
import { type Body, type Dialect, type Draft, emptyDraft } from './dialect.ts'
import {
  type Asked,
  broken,
  cut,
  type Fault,
  foreign,
  hide,
  interrupted,
  refusal,
  timedOut,
  unreachable,
} from './failure.ts'
import type { Host } from './http-ask.ts'
import { jsonStream } from './json-stream.ts'
import { problemIn } from './problem.ts'
import type { Profile } from './profile.ts'
import { retryAfter } from './retry.ts'
import { thinkSplitter, withoutThinking } from './thinking.ts'

export interface Request {
  readonly url: string
  readonly body: Body
  readonly key: string | undefined
  /** What no reason may hold. */
  readonly secrets: readonly string[]
  readonly profile: Profile
  readonly dialect: Dialect
  readonly asked: Asked
  /** Whether the server answered before. */
  readonly met: boolean
  readonly signal: AbortSignal
  readonly heard: AskOptions['heard']
  readonly host: Host
}

export type Outcome = Extract<Reply, { type: 'reply' }> | { readonly type: 'fault'; readonly fault: Fault }

/** Sends one request and reads what comes back. What is cancelled is a fault, too. */
export async function exchange(request: Request): Promise<Outcome> {
  const { asked, body, host, met, profile, secrets, signal, url } = request
  const controller = new AbortController()
  const stop = () => controller.abort()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const { timeout } = profile
  const over = timeout ? new AbortController() : undefined
  let late = false
  if (over) {
    void host.pause(timeout! * 1000, over.signal).then(() => {
      if (over.signal.aborted) return
      late = true
      stop()
    })
  }
  const started = host.now()
  let left: Promise<void> | undefined
  const fault = (fault: Fault): Outcome => ({ type: 'fault', fault })
  let response: Response | undefined
  try {
    response = await host.fetch(url, {
      method: 'POST',
      headers: headersOf(request),
      body: JSON.stringify(body),
      redirect: 'error',
      signal: controller.signal,
    })
    const rest = chunksOf(response)
    if (!response.ok) {
      const after = retryAfter(response.headers, host.now())
      const text = await beginning(rest.chunks)
      return fault({ ...refusal(response.status, text, asked), ...(after !== undefined && { retryAfter: after }) })
    }
    const read = await readReply(rest.chunks, request)
    if (read.type === 'fault') return fault(read.fault)
    const { model, text, tokens } = read
    const seconds = (host.now() - started) / 1000
    left = rest.drain()
    return {
      type: 'reply',
      text,
      model: hide(model ?? profile.model, secrets),
      tokens,
      seconds,
      cached: false,
    }
  } catch (error) {
    if (late) return fault(timedOut(timeout!))
    return fault(response ? interrupted(error, asked) : unreachable(error, asked, met))
  } finally {
    signal.removeEventListener('abort', stop)
    over?.abort()
    // A connection is free for the next request when the body has ended; it is not waited for long.
    if (left) {
      const ended = new AbortController()
      // With a reason: making one that says what is known would cost more than all else here.
      void left.finally(() => ended.abort('ended'))
      void host.pause(1000, ended.signal).then(() => ended.signal.aborted || stop())
    } else stop()
  }
}

function headersOf({ dialect, key, profile }: Request): Headers {
  const headers = new Headers({ 'content-type': 'application/json', ...dialect.headers })
  for (const [name, value] of Object.entries(profile.headers ?? {})) headers.set(name, value)
  if (key !== undefined) headers.set(...dialect.keyHeader(key))
  return headers
}

type Read =
  | (Pick<Draft, 'text' | 'model' | 'tokens'> & { readonly type: 'text' })
  | { readonly type: 'fault'; readonly fault: Fault }

async function readReply(chunks: AsyncIterable<Uint8Array>, { asked, dialect, heard }: Request): Promise<Read> {
  const draft = emptyDraft()
  const splitter = thinkSplitter()
  let values = 0
  try {
    for await (const received of jsonStream(chunks)) {
      if (received.type === 'foreign') return { type: 'fault', fault: foreign(asked) }
      if (received.type === 'cut') return { type: 'fault', fault: cut(asked) }
      if (received.type === 'done') {
        draft.done = true
        break
      }
      const problem = problemIn(received.value)
      if (problem) return { type: 'fault', fault: broken(problem, asked) }
      const taken = dialect.take(received.value, draft)
      if (taken.type === 'foreign') return { type: 'fault', fault: foreign(asked) }
      values++
      for (const said of taken.said) {
        if (said.type === 'thinking') {
          draft.thought = true
          heard?.(said)
        } else {
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
  const text = withoutThinking(draft.text)
  if (text !== draft.text) draft.thought = true
  const fault = values === 0 ? foreign(asked) : ending({ ...draft, text }, dialect, asked)
  return fault ? { type: 'fault', fault } : { type: 'text', ...draft, text }
}

/** What is wrong with a reply that has come to its end. */
function ending(
  { done, finish, refusal, text, thought }: Draft,
  { finishField }: Dialect,
  asked: Asked,
): Fault | undefined {
  if (finish === undefined && !done) return cut(asked)
  const wrong = (reason: string): Fault => ({ kind: 'reply', reason, tries: 1 })
  const why = finish === undefined ? '' : ` (${finishField}: ${finish})`
  const isEmpty = text.trim() === ''
  switch (finish) {
    case 'length':
    case 'max_tokens':
    case 'model_context_window_exceeded': {
      const advice = 'expected a higher maxTokens, or a larger context of the server'
      return wrong(
        isEmpty
          ? `The model spent all its tokens before it answered${why}; ${advice}`
          : `The reply was cut off at the token limit${why}; ${advice}`,
      )
    }
    // vLLM and SGLang, when the request is ended from their side.
    case 'abort':
      return cut(asked)
    // DeepSeek: https://api-docs.deepseek.com/api/create-chat-completion
    case 'insufficient_system_resource':
    case 'error':
      return { kind: 'server', reason: `The model failed${why}${refusal && `: ${refusal}`}`, tries: 3 }
    case 'content_filter':
    case 'refusal':
      return wrong(`The model may not answer this${why}`)
  }
  if (!isEmpty) return undefined
  if (refusal) return wrong(`The model refuses to answer: ${refusal}`)
  return wrong(thought ? `The model thought and then said nothing${why}` : `The model sent an empty reply${why}`)
}

const longestReason = 100_000

/** As much of a refusal as anybody reads. */
async function beginning(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of chunks) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length > longestReason) break
    }
  } catch {
    // The status says enough.
  }
  return text
}

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
