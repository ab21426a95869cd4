import type { FailureKind, Reply } from './ask.ts'
import { json } from './json-stream.ts'
import { type Problem, problemIn } from './problem.ts'

export type Failed = Extract<Reply, { type: 'failed' }>

/** A request that came to nothing, and what may come of another one. */
export interface Fault {
  readonly kind: FailureKind
  readonly reason: string
  /** How often the same is tried at most, this time included. */
  readonly tries: number
  /** What the server said, if it said something. */
  readonly problem?: Problem
  readonly status?: number
  /** Milliseconds. */
  readonly retryAfter?: number
}

export interface Asked {
  readonly origin: string
  readonly model: string
  readonly hasKey: boolean
  /** What the user does about a key, as in "store one with …". */
  readonly keyAdvice: string
}

const once = 1
/** A server that is overloaded recovers; who waits for it can cancel. */
const patient = 8
const some = 5
/** What was cut or took too long has cost tokens already. */
const few = 3

/** Why a request was refused, from the status and body of the response. */
export function refusal(status: number, body: string, asked: Asked): Fault {
  const problem = problemIn(json(body)) ?? plainProblem(body)
  return { ...refused(status, problem, asked), status, ...(problem && { problem }) }
}

/** Some servers say it in plain text. */
function plainProblem(body: string): Problem | undefined {
  const message = body.trim()
  return message === '' || /^[<{[]/.test(message) ? undefined : { message, code: undefined, reason: message }
}

function refused(status: number, problem: Problem | undefined, asked: Asked): Pick<Fault, 'kind' | 'reason' | 'tries'> {
  const { hasKey, keyAdvice, model, origin } = asked
  const said = problem ? `: ${problem.message}` : ''
  const cause = problem?.reason ?? ''
  if (status === 401) {
    const what = hasKey
      ? `refuses the key (401), another one is needed: ${keyAdvice}`
      : `wants a key (401): ${keyAdvice}`
    return { kind: 'key', tries: once, reason: `${origin} ${what}` }
  }
  if (status === 403) {
    if (/moderation|flagged|content policy/i.test(cause)) {
      return { kind: 'request', tries: once, reason: `${origin} refuses what is asked (403)${said}` }
    }
    const what = hasKey ? `does not let this key ask "${model}" (403)${said}` : `wants a key (403)${said}: ${keyAdvice}`
    return { kind: 'key', tries: once, reason: `${origin} ${what}` }
  }
  if (
    status === 402 ||
    /insufficient_quota|exceeded_current_quota|insufficient (?:balance|credits)|余额不足/i.test(cause)
  ) {
    return {
      kind: 'key',
      tries: once,
      reason: `The account of this key at ${origin} has no credit left (${status})${said}`,
    }
  }
  if (isUnknownModel(status, cause)) {
    return { kind: 'not-found', tries: once, reason: `${origin} knows no model "${model}" (${status})${said}` }
  }
  if (status === 404 || status === 405 || isUnknownAddress(cause)) {
    const reason = `${origin} takes no chats at this address (${status})${said}: the base URL usually ends in /v1`
    return { kind: 'not-found', tries: once, reason }
  }
  if (status === 429) {
    const reason = `${origin} takes no more requests for now (429)${said}: wait, or look at the limits of the account`
    return { kind: 'rate', tries: patient, reason }
  }
  if (status === 503 || status === 529) {
    // A model may be loading, which takes a while.
    return { kind: 'server', tries: patient, reason: `${origin} is not ready (${status})${said}: try again later` }
  }
  if (status === 408 || status === 409 || status === 425 || (status >= 500 && status !== 501)) {
    return { kind: 'server', tries: some, reason: `${origin} failed (${status})${said}: try again later` }
  }
  return { kind: 'request', tries: once, reason: `${origin} refuses the request (${status})${said}` }
}

function isUnknownModel(status: number, cause: string): boolean {
  if (status === 404 && /model\b.*(?:not[ _]available|unknown)/i.test(cause)) return true
  if (status !== 400 && status !== 404 && status !== 422) return false
  return /model\b.*(?:not[ _](?:found|exist)|doesn't exist|is not a valid)|(?:unknown|invalid|no such|not a valid) model\b|model_not_found/i.test(
    cause,
  )
}

/** LM Studio says so with a status of 200. */
function isUnknownAddress(cause: string): boolean {
  return /unexpected endpoint/i.test(cause)
}

/** What a server says in the middle of a reply. */
export function broken(problem: Problem, asked: Asked): Fault {
  const status = statusOf(problem.code)
  if (status !== undefined) return { ...refused(status, problem, asked), status, problem }
  if (isUnknownAddress(problem.reason)) return { ...refused(404, problem, asked), status: 404, problem }
  return { kind: 'server', tries: few, reason: `The model failed: ${problem.message}`, problem }
}

const statuses: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  api_error: 500,
  server_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
}

function statusOf(code: Problem['code']): number | undefined {
  const number = typeof code === 'string' && /^\d{3}$/.test(code) ? Number(code) : code
  if (typeof number === 'number') return number >= 400 && number < 600 ? number : undefined
  return number !== undefined && Object.hasOwn(statuses, number) ? statuses[number] : undefined
}

export function timedOut(seconds: number): Fault {
  return {
    kind: 'network',
    tries: 2,
    reason: `There was no complete reply within ${seconds} s, the timeout of this model`,
  }
}

export function cut({ origin }: Asked): Fault {
  return { kind: 'network', tries: few, reason: `The reply of ${origin} broke off before its end` }
}

export function foreign({ origin }: Asked): Fault {
  const reason = `${origin} answers something other than a chat, such as a web page: the base URL usually ends in /v1`
  return { kind: 'not-found', tries: once, reason }
}

/** From the code of an error alone: its message may quote what was sent. */
export function interrupted(error: unknown, asked: Asked): Fault {
  return silent(causeOf(error).code, asked) ?? cut(asked)
}

/** Where the host of `fetch` limits how long a server may be silent. */
function silent(code: string, { origin }: Asked): Fault | undefined {
  if (!/^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/.test(code)) return undefined
  return { kind: 'network', tries: few, reason: `${origin} said nothing for so long that the connection was given up` }
}

/** `met`: whether the server answered before. */
export function unreachable(error: unknown, asked: Asked, met: boolean): Fault {
  const { origin } = asked
  const { code, message } = causeOf(error)
  const quiet = silent(code, asked)
  if (quiet) return quiet
  if (message === 'unexpected redirect') {
    const reason = `${origin} redirects to another address, which is not followed: set the base URL to the final one`
    return { kind: 'not-found', tries: once, reason }
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO|SSL|TLS/.test(code)) {
    return { kind: 'network', tries: once, reason: `The certificate of ${origin} is not trusted (${code})` }
  }
  if (code === 'ECONNREFUSED') {
    return {
      kind: 'network',
      tries: met ? some : once,
      reason: `No server answers at ${origin} (${code}): is it running?`,
    }
  }
  const isAbsent = /^(?:ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(code)
  const reason = `${origin} cannot be reached${code ? ` (${code})` : ''}`
  return { kind: 'network', tries: isAbsent && !met ? once : some, reason }
}

/** Errors of fetch hold theirs inside, and those of several addresses several. */
function causeOf(error: unknown): { code: string; message: string } {
  let code = ''
  let message = ''
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 4; depth++) {
    const inside = at as { code?: unknown; message?: unknown; cause?: unknown; errors?: unknown }
    if (typeof inside.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(inside.code)) code = inside.code
    if (typeof inside.message === 'string') message = inside.message
    at = inside.cause ?? (Array.isArray(inside.errors) ? inside.errors[0] : undefined)
  }
  return { code, message }
}

/** A failure as the user sees it: on one line, not too long, and without what is secret. */
export function failed({ kind, reason }: Pick<Fault, 'kind' | 'reason'>, secrets: readonly string[] = []): Failed {
  return { type: 'failed', kind, reason: short(hide(reason, secrets)) }
}

export const cancelled: Failed = { type: 'failed', kind: 'cancelled', reason: 'Cancelled' }

/** Also as they look inside an address or in JSON. */
export function hide(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap(secret => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
  return forms
    .filter(form => form !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((result, form) => result.replaceAll(form, '•••'), text)
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 400 ? `${line.slice(0, 399)}…` : line
}
