import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

// A server of models over real HTTP, scripted by a function from what was asked to what it does. It speaks chat
// completions (POST …/chat/completions) and messages (POST …/messages), streamed and not, refuses what the servers of
// those protocols refuse, and lists its models (GET …/models).

export interface ModelRequest {
  /** From 0, in the order of arrival. */
  readonly index: number
  readonly protocol: 'chat' | 'messages'
  /** With its query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** As it was sent. */
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it as they like
  readonly body: any
  /** The system message of the messages protocol comes first. */
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  /** What the user messages say. */
  readonly prompt: string
  readonly stream: boolean
  /** How a schema was asked for. */
  readonly form: 'json_schema' | 'json_object' | undefined
  /** The schema itself. */
  readonly schema: Record<string, unknown> | undefined
  /** Whether the client went away before the end. */
  readonly aborted: boolean
}

/** What the server does; a string is what the model says. */
export type Behaviour = string | Say | Refuse | Raw | { readonly type: 'hang' } | { readonly type: 'drop' }

export interface Say {
  readonly type: 'say'
  readonly text: string
  readonly thinking?: string
  /** How chat completions show thinking: a field (`reasoning_content` unless set), tags in the text, or parts of the content. */
  readonly thinkingAs?: 'reasoning_content' | 'reasoning' | 'tags' | 'parts'
  /** Why it stops, in the words of the protocol; null for never saying so. */
  readonly finish?: string | null
  /** False where the server does not tell. */
  readonly usage?: { readonly input: number; readonly output: number } | false
  readonly model?: string
  /** Streams though it was not asked to, or the other way round. */
  readonly stream?: boolean
  /** Milliseconds before the first byte of the response. */
  readonly delay?: number
  /** Milliseconds between what is written. */
  readonly gap?: number
  /** How many characters a streamed delta has; 3 unless set. */
  readonly piece?: number
  /** How many bytes are written at once; else an event at a time. */
  readonly bytes?: number
  /** Cuts the connection behind this many bytes of the body. */
  readonly cutAt?: number
  /** Ends the response in good order, but behind this many bytes of the body. */
  readonly endAt?: number
  /** How lines of a stream end; `\n` unless set. */
  readonly newline?: '\n' | '\r\n' | '\r'
  /** Whether a space follows the colons of a stream. */
  readonly space?: boolean
  /** Comments between events, as OpenRouter sends while it waits. */
  readonly comments?: boolean
  /** Whether `[DONE]` is sent. */
  readonly done?: boolean
  /** Sent as an event behind the text, instead of an end. */
  readonly error?: unknown
  /** The same as a line `error: …`, which old servers of llama.cpp send. */
  readonly errorLine?: unknown
  readonly gzip?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

export interface Refuse {
  readonly type: 'refuse'
  readonly status: number
  readonly message?: string
  /** How the reason is wrapped: as its protocol does unless set; `text` is `{"error": "…"}`, `detail` that of FastAPI. */
  readonly as?: 'text' | 'detail' | 'html' | 'empty' | 'top'
  /** Further fields of the error, such as `param` and `code`. */
  readonly error?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly delay?: number
}

export interface Raw {
  readonly type: 'raw'
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly delay?: number
  /** Cuts the connection behind the body. */
  readonly cut?: boolean
}

export interface ModelServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** What a profile names; both protocols are served below it. */
  readonly baseUrl: string
  readonly requests: readonly ModelRequest[]
  /** How many are being answered, and how many were at most. */
  readonly open: number
  readonly most: number
  close(): Promise<void>
}

export type Script = (request: ModelRequest) => Behaviour | Promise<Behaviour>

export async function startModelServer(script: Script, models = ['scripted']): Promise<ModelServer> {
  const requests: ModelRequest[] = []
  let open = 0
  let most = 0
  const server = createServer(async (incoming, response) => {
    if (incoming.method === 'GET' && /\/models(?:\?|$)/.test(incoming.url!)) {
      const data = models.map(id => ({ id, object: 'model', type: 'model', created: 1_700_000_000, owned_by: 'test' }))
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ object: 'list', data, has_more: false }))
    }
    const request = await read(incoming, requests.length)
    if (!request) return void response.writeHead(404).end('404 page not found\n')
    requests.push(request)
    open++
    most = Math.max(most, open)
    response.once('close', () => {
      open--
      if (!response.writableFinished) (request as { aborted: boolean }).aborted = true
    })
    try {
      const behaviour = complaint(request) ?? (await script(request))
      await act(request, typeof behaviour === 'string' ? { type: 'say', text: behaviour } : behaviour, response)
    } catch (error) {
      response.destroy(error as Error)
      throw error
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    baseUrl: `${origin}/v1`,
    requests,
    get open() {
      return open
    },
    get most() {
      return most
    },
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Runs a body with a server of its own. */
export async function withModelServer<T>(script: Script, body: (server: ModelServer) => Promise<T>): Promise<T> {
  const server = await startModelServer(script)
  try {
    return await body(server)
  } finally {
    await server.close()
  }
}

/** What a server does not know, and says so with a 400 as real servers word it. */
export interface Lacks {
  readonly streamOptions?: boolean
  /** Streams to nobody. */
  readonly stream?: boolean
  readonly jsonSchema?: boolean
  readonly jsonObject?: boolean
  readonly temperature?: boolean
  /** Wants `max_completion_tokens`. */
  readonly maxTokens?: boolean
  readonly reasoningEffort?: boolean
  readonly systemMessages?: boolean
  /** Whether its refusals do not tell what is refused. */
  readonly silent?: boolean
}

/** A server that lacks something, and else does as scripted. */
export function lacking(lacks: Lacks, script: Script): Script {
  return request => {
    const { body, form } = request
    const refuse = (message: string, param: string, code = 'unsupported_parameter'): Refuse => ({
      type: 'refuse',
      status: 400,
      message: lacks.silent ? 'Bad Request' : message,
      ...(!lacks.silent && { error: { param, code } }),
    })
    if (lacks.stream && request.stream) {
      return refuse('Your organization must be verified to stream this model.', 'stream', 'unsupported_value')
    }
    if (lacks.streamOptions && body.stream_options) {
      return refuse('Extra inputs are not permitted: stream_options', 'stream_options')
    }
    if (lacks.jsonSchema && form === 'json_schema') {
      return request.protocol === 'messages'
        ? refuse('output_config.format: Extra inputs are not permitted', 'output_config')
        : refuse("Invalid parameter: 'response_format' of type 'json_schema' is not supported", 'response_format')
    }
    if (lacks.jsonObject && form === 'json_object') {
      return refuse("'response_format.type' must be 'json_schema' or 'text'", 'response_format')
    }
    if (lacks.temperature && body.temperature !== undefined) {
      return refuse(
        `Unsupported value: 'temperature' does not support ${body.temperature} with this model. Only the default (1) value is supported.`,
        'temperature',
        'unsupported_value',
      )
    }
    if (lacks.maxTokens && body.max_tokens !== undefined) {
      return refuse(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        'max_tokens',
      )
    }
    if (lacks.reasoningEffort && (body.reasoning_effort !== undefined || body.output_config?.effort !== undefined)) {
      return refuse('This model does not support the effort parameter: reasoning_effort', 'reasoning_effort')
    }
    if (lacks.systemMessages && request.messages.some(message => message.role === 'system')) {
      return refuse("Unsupported value: 'messages[0].role' does not support 'system' with this model.", 'messages')
    }
    return script(request)
  }
}

async function read(incoming: IncomingMessage, index: number): Promise<ModelRequest | undefined> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const path = incoming.url!
  const protocol = /\/chat\/completions(?:\?|$)/.test(path)
    ? 'chat'
    : /\/messages(?:\?|$)/.test(path)
      ? 'messages'
      : undefined
  if (incoming.method !== 'POST' || !protocol) return undefined
  const text = Buffer.concat(chunks).toString()
  // What is no JSON throws, and ends the connection.
  const body = JSON.parse(text)
  const messages = [
    ...(protocol === 'messages' && body.system !== undefined ? [{ role: 'system', content: body.system }] : []),
    ...(Array.isArray(body.messages) ? body.messages : []),
  ]
  const form = body.response_format?.type ?? body.output_config?.format?.type
  return {
    index,
    protocol,
    path,
    headers: incoming.headers,
    text,
    body,
    messages,
    prompt: messages
      .filter(message => message.role === 'user')
      .map(message => message.content)
      .join('\n'),
    stream: body.stream === true,
    form,
    schema: body.response_format?.json_schema?.schema ?? body.output_config?.format?.schema,
    aborted: false,
  }
}

const chatFields = new Set(
  'model messages stream stream_options response_format temperature max_tokens max_completion_tokens reasoning_effort seed n'.split(
    ' ',
  ),
)
const messagesFields = new Set('model messages max_tokens system stream temperature thinking output_config'.split(' '))

/** What the published protocols refuse. */
function complaint(request: ModelRequest): Refuse | undefined {
  const { body, headers, protocol } = request
  const refuse = (message: string, error?: Refuse['error']): Refuse => ({
    type: 'refuse',
    status: 400,
    message,
    ...(error && { error }),
  })
  if (!headers['content-type']?.startsWith('application/json')) {
    return { type: 'refuse', status: 415, message: 'Unsupported Media Type' }
  }
  const known = protocol === 'chat' ? chatFields : messagesFields
  for (const field of Object.keys(body)) {
    if (!known.has(field)) return refuse(`${field}: Extra inputs are not permitted`)
  }
  if (typeof body.model !== 'string' || body.model === '') return refuse('model: Field required')
  if (!Array.isArray(body.messages) || body.messages.length === 0) {
    return refuse('messages: at least one message is required')
  }
  if (body.stream_options && !body.stream) {
    return refuse("The 'stream_options' parameter is only allowed when 'stream' is enabled.")
  }
  if (protocol === 'messages') {
    if (!headers['anthropic-version']) return refuse('anthropic-version: header is required')
    if (!Number.isInteger(body.max_tokens) || body.max_tokens < 1) return refuse('max_tokens: Field required')
    if (body.temperature > 1) return refuse('temperature: range: 0..1')
    if (body.messages.some((message: { role: string }) => message.role === 'system')) {
      return refuse('messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter')
    }
  }
  const { response_format } = body
  if (response_format?.type === 'json_schema') {
    const { json_schema } = response_format
    if (!/^[\w-]{1,64}$/.test(json_schema?.name ?? '')) return refuse("Invalid 'response_format.json_schema.name'")
    if (typeof json_schema.schema !== 'object') return refuse("Missing parameter 'response_format.json_schema.schema'")
  }
  if (response_format?.type === 'json_object' && !/json/i.test(JSON.stringify(body.messages))) {
    return refuse(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      {
        param: 'messages',
      },
    )
  }
  if (request.schema) {
    const { schema } = request
    const bound = /"(minimum|maximum|exclusiveMinimum|exclusiveMaximum|minLength|maxLength|maxItems|multipleOf)":/.exec(
      JSON.stringify(schema),
    )
    if (protocol === 'messages' && bound) {
      return refuse(`output_config.format.schema: For this type, property '${bound[1]}' is not supported`)
    }
    if (schema.type === 'object' && schema.additionalProperties !== false) {
      const about = protocol === 'chat' ? "Invalid schema for response_format 'x': " : 'output_config.format.schema: '
      if (protocol === 'messages' || response_format.json_schema.strict) {
        return refuse(`${about}'additionalProperties' is required to be supplied and to be false`)
      }
    }
  }
  return undefined
}

async function act(
  request: ModelRequest,
  behaviour: Exclude<Behaviour, string>,
  response: ServerResponse,
): Promise<void> {
  switch (behaviour.type) {
    case 'hang':
      return
    case 'drop':
      return void response.socket?.destroy()
    case 'raw':
      if (behaviour.delay) await wait(behaviour.delay, response)
      response.writeHead(behaviour.status ?? 200, { ...behaviour.headers })
      if (!behaviour.cut) return void response.end(behaviour.body ?? '')
      await new Promise(resolve => response.write(behaviour.body ?? '', resolve))
      return void response.socket?.destroy()
    case 'refuse': {
      if (behaviour.delay) await wait(behaviour.delay, response)
      const [type, body] = refusalBody(request, behaviour)
      return void response.writeHead(behaviour.status, { 'content-type': type, ...behaviour.headers }).end(body)
    }
    case 'say':
      return say(request, behaviour, response)
  }
}

function refusalBody(request: ModelRequest, refuse: Refuse): [type: string, body: string] {
  const { error, message = 'No', status } = refuse
  const json = (value: unknown): [string, string] => ['application/json', JSON.stringify(value)]
  switch (refuse.as) {
    case 'empty':
      return ['text/plain', '']
    case 'html':
      return ['text/html', `<html><head><title>${status}</title></head><body>${message}</body></html>`]
    case 'text':
      return json({ error: message })
    case 'detail':
      return json({ detail: message })
    case 'top':
      return json({ object: 'error', message, type: 'BadRequestError', code: status })
    default:
      if (request.protocol === 'messages') {
        return json({
          type: 'error',
          error: { type: anthropicTypes[status] ?? 'api_error', message },
          request_id: 'req_1',
        })
      }
      return json({ error: { message, type: 'invalid_request_error', param: null, code: null, ...error } })
  }
}

const anthropicTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

async function say(request: ModelRequest, words: Say, response: ServerResponse): Promise<void> {
  if (words.delay) await wait(words.delay, response)
  const streams = words.stream ?? request.stream
  let parts: Buffer[]
  if (streams) {
    const events = request.protocol === 'chat' ? chatEvents(request, words) : messagesEvents(request, words)
    parts = [...events].map(event => Buffer.from(written(event, words)))
  } else {
    const whole = request.protocol === 'chat' ? chatCompletion(request, words) : message(request, words)
    parts = [Buffer.from(JSON.stringify(whole))]
  }
  if (words.gzip) parts = [gzipSync(Buffer.concat(parts))]
  const { bytes, cutAt, endAt } = words
  const limit = cutAt ?? endAt
  if (bytes !== undefined || limit !== undefined) {
    const all = Buffer.concat(parts).subarray(0, limit)
    parts = []
    for (let at = 0; at < all.length; at += bytes ?? all.length)
      parts.push(all.subarray(at, at + (bytes ?? all.length)))
  }
  response.writeHead(200, {
    'content-type': streams ? 'text/event-stream; charset=utf-8' : 'application/json',
    ...(words.gzip && { 'content-encoding': 'gzip' }),
    ...words.headers,
  })
  response.socket?.setNoDelay(true)
  response.flushHeaders()
  for (const part of parts) {
    if (response.destroyed) return
    await new Promise(resolve => response.write(part, resolve))
    if (words.gap !== undefined) await wait(words.gap, response)
    else if (bytes !== undefined) await new Promise(resolve => setImmediate(resolve))
  }
  if (cutAt !== undefined) response.socket?.destroy()
  else response.end()
}

interface Event {
  readonly event?: string
  readonly data?: unknown
  readonly comment?: string
  readonly error?: unknown
}

function written({ comment, data, error, event }: Event, { newline = '\n', space = true }: Say): string {
  const gap = space ? ' ' : ''
  if (comment !== undefined) return `:${gap}${comment}${newline}${newline}`
  if (error !== undefined) return `error:${gap}${JSON.stringify(error)}${newline}${newline}`
  const lines = [
    ...(event === undefined ? [] : [`event:${gap}${event}`]),
    `data:${gap}${typeof data === 'string' ? data : JSON.stringify(data)}`,
  ]
  return `${lines.join(newline)}${newline}${newline}`
}

function piecesOf(text: string, size = 3): string[] {
  const characters = [...text]
  const pieces: string[] = []
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(''))
  return pieces
}

function usageOf(words: Say): { input: number; output: number } | undefined {
  return words.usage === false ? undefined : (words.usage ?? { input: 11, output: 7 })
}

function chatUsage(words: Say): object | undefined {
  const usage = usageOf(words)
  return (
    usage && { prompt_tokens: usage.input, completion_tokens: usage.output, total_tokens: usage.input + usage.output }
  )
}

function* chatEvents(request: ModelRequest, words: Say): Generator<Event> {
  const { finish = 'stop', thinking, thinkingAs = 'reasoning_content' } = words
  const head = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: words.model ?? request.body.model,
  }
  const wantsUsage = request.body.stream_options?.include_usage === true
  const delta = (delta: object, finish_reason: string | null = null) => ({
    data: {
      ...head,
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
      ...(wantsUsage && { usage: null }),
    },
  })
  if (words.comments) yield { comment: 'OPENROUTER PROCESSING' }
  yield delta({ role: 'assistant', content: thinking === undefined ? '' : null })
  if (words.comments) yield { comment: '' }
  const tagged = thinking !== undefined && thinkingAs === 'tags'
  if (thinking !== undefined && !tagged) {
    for (const piece of piecesOf(thinking, words.piece)) {
      if (thinkingAs === 'parts') {
        yield delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: piece }] }] })
      } else yield delta({ content: thinkingAs === 'reasoning' ? '' : null, [thinkingAs]: piece })
    }
  }
  const text = tagged ? `<think>\n${thinking}\n</think>\n\n${words.text}` : words.text
  for (const piece of piecesOf(text, words.piece)) {
    yield delta(
      thinkingAs === 'parts' && thinking !== undefined
        ? { content: [{ type: 'text', text: piece }] }
        : { content: piece },
    )
  }
  if (words.errorLine !== undefined) return void (yield { error: words.errorLine })
  if (words.error !== undefined) return void (yield { data: words.error })
  if (finish !== null) yield delta({}, finish)
  const usage = chatUsage(words)
  if (wantsUsage && usage) yield { data: { ...head, choices: [], usage } }
  if (words.done !== false) yield { data: '[DONE]' }
}

function chatCompletion(request: ModelRequest, words: Say): object {
  const { finish = 'stop', thinking, thinkingAs = 'reasoning_content' } = words
  const content =
    thinking === undefined
      ? words.text
      : thinkingAs === 'tags'
        ? `<think>\n${thinking}\n</think>\n\n${words.text}`
        : thinkingAs === 'parts'
          ? [
              { type: 'thinking', thinking: [{ type: 'text', text: thinking }] },
              { type: 'text', text: words.text },
            ]
          : words.text
  const asField = thinking !== undefined && (thinkingAs === 'reasoning' || thinkingAs === 'reasoning_content')
  const usage = chatUsage(words)
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: words.model ?? request.body.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: content || null,
          refusal: null,
          ...(asField && { [thinkingAs]: thinking }),
        },
        logprobs: null,
        ...(finish !== null && { finish_reason: finish }),
      },
    ],
    ...(usage && { usage }),
  }
}

function* messagesEvents(request: ModelRequest, words: Say): Generator<Event> {
  const { finish = 'end_turn', thinking } = words
  const usage = usageOf(words)
  const event = (type: string, data: object) => ({ event: type, data: { type, ...data } })
  yield event('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: words.model ?? request.body.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: usage && { input_tokens: usage.input, output_tokens: 1 },
    },
  })
  let index = 0
  if (thinking !== undefined) {
    yield event('content_block_start', { index, content_block: { type: 'thinking', thinking: '', signature: '' } })
    yield event('ping', {})
    for (const piece of piecesOf(thinking, words.piece)) {
      yield event('content_block_delta', { index, delta: { type: 'thinking_delta', thinking: piece } })
    }
    yield event('content_block_delta', { index, delta: { type: 'signature_delta', signature: 'c2ln' } })
    yield event('content_block_stop', { index })
    index++
  } else yield event('ping', {})
  if (words.text !== '') {
    yield event('content_block_start', { index, content_block: { type: 'text', text: '' } })
    for (const piece of piecesOf(words.text, words.piece)) {
      yield event('content_block_delta', { index, delta: { type: 'text_delta', text: piece } })
    }
    if (words.error === undefined) yield event('content_block_stop', { index })
  }
  if (words.error !== undefined) return void (yield { event: 'error', data: words.error })
  if (finish === null) return
  yield event('message_delta', {
    delta: { stop_reason: finish, stop_sequence: null },
    ...(usage && { usage: { output_tokens: usage.output } }),
  })
  yield event('message_stop', {})
}

function message(request: ModelRequest, words: Say): object {
  const { finish = 'end_turn', text, thinking } = words
  const usage = usageOf(words)
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: words.model ?? request.body.model,
    content: [
      ...(thinking === undefined ? [] : [{ type: 'thinking', thinking, signature: 'c2ln' }]),
      ...(text === '' ? [] : [{ type: 'text', text }]),
    ],
    stop_reason: finish,
    stop_sequence: null,
    ...(usage && { usage: { input_tokens: usage.input, output_tokens: usage.output } }),
  }
}

/** Ends early when the client goes away. */
function wait(milliseconds: number, response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer)
      response.off('close', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    response.once('close', end)
  })
}
