import * as z from 'zod'
import type { ChatMessage } from './protocol.ts'

// The chat completions protocol, as far as it takes no network: what is sent, and what the answers mean.

export type Endpoint =
  | {
      readonly type: 'endpoint'
      readonly url: string
      readonly origin: string
      /** Whether a key may travel there: encrypted, or not beyond this machine. */
      readonly keepsSecrets: boolean
    }
  | { readonly type: 'invalid'; readonly reason: string }

/** Where to send a chat, for a base URL such as `http://localhost:11434/v1`. */
export function endpointOf(baseUrl: string): Endpoint {
  const url = URL.canParse(baseUrl.trim()) ? new URL(baseUrl.trim()) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    return { type: 'invalid', reason: 'limo.model.baseUrl is no http or https URL, such as http://localhost:11434/v1' }
  }
  if (url.username || url.password) {
    return {
      type: 'invalid',
      reason: 'limo.model.baseUrl holds a user or password; store the key with "LIMO: Set Model Key…" instead',
    }
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')}/chat/completions`
  url.hash = ''
  return {
    type: 'endpoint',
    url: url.href,
    origin: url.origin,
    keepsSecrets: url.protocol === 'https:' || isLoopback(url.hostname),
  }
}

function isLoopback(host: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(host)
}

/** Streamed, so that a model that thinks for minutes is not taken for a dead connection. */
export function chatBody(model: string, messages: readonly ChatMessage[]): string {
  return JSON.stringify({ model, messages, stream: true })
}

const Choice = z.object({
  message: z.object({ content: z.string().nullish() }).nullish(),
  delta: z.object({ content: z.string().nullish() }).nullish(),
  finish_reason: z.string().nullish(),
})
const Completion = z.object({ model: z.string().nullish(), choices: z.array(Choice) })
const Failure = z.object({ error: z.union([z.string(), z.object({ message: z.string() })]) })

export type ChatRead =
  | { readonly type: 'text'; readonly text: string; readonly model: string | undefined }
  | { readonly type: 'failed'; readonly reason: string }

/** What a model said, from the body of a good response: one JSON object, or a stream of them. No reason quotes the key. */
export function readChat(body: string, key?: string): ChatRead {
  const parts = isStream(body) ? [...events(body)] : [json(body)]
  let text = ''
  let model: string | undefined
  let finish: string | undefined
  for (const part of parts) {
    const failure = Failure.safeParse(part)
    if (failure.success) return { type: 'failed', reason: `The model failed: ${failureText(failure.data, key)}` }
    const read = Completion.safeParse(part)
    if (!read.success) {
      return { type: 'failed', reason: 'The endpoint answers something other than a chat completion in JSON' }
    }
    const choice = read.data.choices[0]
    model ??= read.data.model ?? undefined
    finish = choice?.finish_reason ?? finish
    text += choice?.message?.content ?? choice?.delta?.content ?? ''
  }
  if (finish === 'length') {
    return {
      type: 'failed',
      reason: text.trim()
        ? 'The reply was cut off at the token limit of the model (finish_reason: length)'
        : 'The model spent all its tokens before it answered (finish_reason: length); it needs a higher token limit',
    }
  }
  if (!text.trim()) {
    const why = finish ? ` (finish_reason: ${short(finish)})` : ''
    return { type: 'failed', reason: `The model sent an empty reply${why}` }
  }
  return { type: 'text', text, model }
}

/** Why a request was refused, from the status and body of the response. It never quotes the key. */
export function refusal(status: number, body: string, asked: { origin: string; model: string; key?: string }): string {
  const { origin, model, key } = asked
  const said = detailOf(body, key)
  switch (true) {
    case status === 401 || status === 403:
      return key
        ? `${origin} refuses the key (${status}): store another with "LIMO: Set Model Key…"`
        : `${origin} wants a key (${status}): store it with "LIMO: Set Model Key…"`
    case status === 404:
      return `${origin} knows no model "${model}", or takes no chats at this address (404)${said}: the base URL usually ends in /v1`
    case status === 429:
      return `${origin} takes no more requests for now (429)${said}: wait, or look at the limits of the account`
    case status >= 500:
      return `${origin} failed (${status})${said}: try again later`
    default:
      return `${origin} refuses the request (${status})${said}`
  }
}

function detailOf(body: string, key: string | undefined): string {
  const failure = Failure.safeParse(json(body))
  if (!failure.success) return ''
  return `: ${failureText(failure.data, key)}`
}

function failureText({ error }: z.infer<typeof Failure>, key: string | undefined): string {
  const text = typeof error === 'string' ? error : error.message
  return short(key ? text.replaceAll(key, '•••') : text)
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}

function isStream(body: string): boolean {
  return /^\s*(?:data|event|id|retry)?:/.test(body)
}

/** The data of server-sent events, each read as JSON. */
function* events(body: string): Generator<unknown> {
  for (const event of body.split(/(?:\r\n|\n|\r){2,}/)) {
    const data = event
      .split(/\r\n|\n|\r/)
      .filter(line => line.startsWith('data:'))
      .map(line => line.slice(5).replace(/^ /, ''))
      .join('\n')
    if (data && data !== '[DONE]') yield json(data)
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
