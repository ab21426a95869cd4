import type { Heard, Question, Reply } from '../server/src/core/model/ask.ts'
import { type Host, httpAsk, type ReplyCache } from '../server/src/core/model/http-ask.ts'
import type { Profile } from '../server/src/core/model/profile.ts'
import { pause } from '../server/src/model/pause.ts'
import { type ModelServer, type Script, startModelServer } from './model-server.ts'

export interface Asking {
  readonly reply: Reply
  readonly heard: readonly Heard[]
  readonly server: ModelServer
  /** How long was waited before each further try, in seconds. */
  readonly waits: readonly number[]
}

export const question: Question = {
  messages: [
    { role: 'system', content: 'Answer in JSON' },
    { role: 'user', content: 'What is $1+2$?' },
  ],
  sample: 0,
}

/** A host whose waiting takes no time: its clock goes on instead. */
export function hastyHost(options: Partial<Host> = {}): Host & { readonly waits: readonly number[] } {
  const waits: number[] = []
  let clock = 1_800_000_000_000
  return {
    fetch,
    key: async () => undefined,
    keyAdvice: 'store one',
    async pause(milliseconds, signal) {
      if (signal.aborted) return
      waits.push(milliseconds / 1000)
      clock += milliseconds
    },
    random: () => 0.5,
    now: () => clock,
    ...options,
    waits,
  }
}

export function promptHost(options: Partial<Host> = {}): Host {
  return {
    fetch,
    key: async () => undefined,
    keyAdvice: 'store one',
    pause,
    random: Math.random,
    now: Date.now,
    ...options,
  }
}

/** Asks a server of its own once. */
export async function askOnce(
  script: Script,
  options: {
    readonly profile?: Partial<Profile>
    readonly question?: Partial<Question>
    readonly host?: Partial<Host>
    readonly signal?: AbortSignal
  } = {},
): Promise<Asking> {
  const server = await startModelServer(script)
  const host = hastyHost(options.host)
  const heard: Heard[] = []
  try {
    const ask = httpAsk(profileOf(server, options.profile), host)
    const reply = await ask(
      { ...question, ...options.question },
      { heard: part => heard.push(part), ...(options.signal && { signal: options.signal }) },
    )
    return { reply, heard, server, waits: host.waits.filter(wait => wait !== 1) }
  } finally {
    await server.close()
  }
}

export function profileOf(server: ModelServer, profile: Partial<Profile> = {}): Profile {
  return { provider: 'openai-compatible', baseUrl: server.baseUrl, model: 'scripted', ...profile }
}

export function memoryCache(): ReplyCache & { readonly kept: ReadonlyMap<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    get: async key => kept.get(key),
    async set(key, text) {
      kept.set(key, text)
    },
  }
}
