import type { Ask, AskOptions, Question, Reply } from './ask.ts'
import { type Body, type Dialect, fullShape, type Shape } from './dialect.ts'
import type { UsableEndpoint } from './endpoint.ts'
import { exchange } from './exchange.ts'
import { type Asked, cancelled, type Fault, failed } from './failure.ts'
import type { Host } from './http-ask.ts'
import type { Profile } from './profile.ts'
import { backoff } from './retry.ts'

/** The longest that a server may ask to wait. */
const longestWait = 24 * 3_600_000
const secretHeader = /authorization|cookie|key|token|secret/i
/** Reasons that have nothing to do with how it was asked. */
const otherCause =
  /context|too (?:long|large|many)|exceed|maximum|credit|quota|balance|policy|safety|moderation|failed_generation|json_validate/i

/** Asks a server, until it answers or there is no use in it. */
export function connection(profile: Profile, endpoint: UsableEndpoint, dialect: Dialect, host: Host): Ask {
  const { origin } = endpoint
  /** What the server is known to take. */
  let shape = fullShape
  /** When it takes requests again. */
  let opensAt = 0
  /** Whether it ever answered. */
  let met = false
  return ask

  async function ask(
    question: Question,
    { heard, signal = new AbortController().signal }: AskOptions = {},
  ): Promise<Reply> {
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
    let guess: Partial<Shape> | undefined
    let guesses: Partial<Shape>[] | undefined
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
      const current: Shape = { ...shape, ...guess }
      const body = dialect.body(question, profile, current)
      const outcome = await exchange({
        asked,
        body,
        dialect,
        heard,
        host,
        key,
        met,
        profile,
        secrets,
        signal,
        url: endpoint.url,
      })
      met ||= outcome.type === 'reply' || outcome.fault.kind !== 'network'
      if (outcome.type === 'reply') {
        shape = { ...shape, ...guess }
        return outcome
      }
      if (signal.aborted) return cancelled
      const { fault } = outcome
      const named = refusedFeature(fault, body, current)
      if (named) {
        shape = { ...shape, ...named.less }
        guess = { ...guess, ...named.less }
        tell(`${origin} takes no request with ${named.feature}`, 0)
        continue
      }
      if (mayBePlainer(fault)) {
        guesses ??= plainerShapes(question, current)
        guess = guesses.shift()
        if (guess) {
          tell(`${origin} may take a plainer request`, 0)
          continue
        }
      }
      if (tries >= fault.tries) return failed(fault, secrets)
      const wait = fault.retryAfter || backoff(tries - 1, host.random)
      if (wait > longestWait) {
        const reason = `${origin} takes no more requests for ${Math.ceil(wait / 3_600_000)} hours`
        return failed({ kind: fault.kind, reason }, secrets)
      }
      tries++
      tell(fault.reason, wait / 1000)
      // Who is asked to wait asks for nothing else meanwhile either.
      waits = Boolean(fault.retryAfter)
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

  /** What of a request the server says it does not take, and how to ask without it. */
  function refusedFeature(
    { kind, problem, status = 0 }: Fault,
    body: Body,
    current: Shape,
  ): { readonly feature: string; readonly less: Partial<Shape> } | undefined {
    if (!problem || status < 400 || (kind !== 'request' && kind !== 'server')) return undefined
    const { reason } = problem
    const found = dialect.fallbacks.find(fallback => fallback.sent(body) && fallback.named(reason))
    if (!found) return undefined
    const less = found.without(current, reason)
    const changes = Object.entries(less).some(([name, value]) => current[name as keyof Shape] !== value)
    return changes ? { feature: found.feature, less } : undefined
  }

  /** The guesses that make another request of this question. */
  function plainerShapes(question: Question, current: Shape): Partial<Shape>[] {
    const seen = new Set([JSON.stringify(dialect.body(question, profile, current))])
    return dialect.guesses.filter(guess => {
      const body = JSON.stringify(dialect.body(question, profile, { ...current, ...guess }))
      return !seen.has(body) && seen.add(body)
    })
  }
}

function mayBePlainer({ kind, problem, status = 0 }: Fault): boolean {
  return kind === 'request' && [400, 422, 501].includes(status) && !otherCause.test(problem?.reason ?? '')
}
