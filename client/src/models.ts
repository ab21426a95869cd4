import { type CancellationToken, type ExtensionContext, type SecretStorage, window, workspace } from 'vscode'
import { endpointOf, type UsableEndpoint } from '../../server/src/core/model/endpoint.ts'
import { httpAsk } from '../../server/src/core/model/http-ask.ts'
import { Profile } from '../../server/src/core/model/profile.ts'
import type { ChatMessage, Reply } from '../../server/src/core/protocol.ts'

/** The models that the user has set up. It owns the keys: none of them leaves this file but in a request to its origin. */
export interface Models {
  configured(): Configured
  ask(messages: readonly ChatMessage[], token: CancellationToken): Promise<Reply>
  setKey(): Promise<void>
  clearKey(): Promise<void>
}

export type Configured =
  | { readonly type: 'ready'; readonly endpoint: UsableEndpoint; readonly profile: Profile; readonly model: string }
  /** `unset` where settings are missing, so that they can be opened. */
  | { readonly type: 'failed'; readonly reason: string; readonly unset?: boolean }

export function userModels({ secrets }: ExtensionContext): Models {
  return {
    configured,
    ask: (messages, token) => ask(secrets, messages, token),
    setKey: () => setKey(secrets),
    clearKey: () => clearKey(secrets),
  }
}

function configured(): Configured {
  if (!workspace.isTrusted) {
    return { type: 'failed', reason: 'LIMO asks no model in Restricted Mode: trust this workspace first' }
  }
  return userModel()
}

const noModel = 'To add a model, set limo.models in your user settings'

function userModel(): Configured {
  const models = userSetting('models')
  const names = typeof models === 'object' && models !== null ? Object.keys(models) : []
  const chosen = userSetting('model')
  const name = typeof chosen === 'string' && chosen.trim() ? chosen.trim() : names.length === 1 ? names[0] : undefined
  if (names.length === 0) return { type: 'failed', unset: true, reason: noModel }
  if (name === undefined || !names.includes(name)) {
    return { type: 'failed', unset: true, reason: `limo.model names none of limo.models; expected ${names.join(', ')}` }
  }
  const profile = Profile.safeParse((models as Record<string, unknown>)[name])
  if (!profile.success) {
    const { message, path } = profile.error.issues[0]!
    return { type: 'failed', unset: true, reason: `limo.models: ${[name, ...path].join('.')}: ${message}` }
  }
  const endpoint = endpointOf(profile.data)
  return endpoint.type === 'endpoint'
    ? { type: 'ready', endpoint, profile: profile.data, model: profile.data.model }
    : { type: 'failed', unset: true, reason: `limo.models: ${name}: ${endpoint.reason}` }
}

/** What the user set for every workspace; what a workspace says does not count. */
function userSetting(name: string): unknown {
  return workspace.getConfiguration('limo').inspect<unknown>(name)?.globalValue
}

async function ask(secrets: SecretStorage, messages: readonly ChatMessage[], token: CancellationToken): Promise<Reply> {
  const model = configured()
  if (model.type === 'failed') return { type: 'failed', reason: model.reason }
  const { endpoint, profile } = model
  const controller = new AbortController()
  const listening = token.onCancellationRequested(() => controller.abort())
  if (token.isCancellationRequested) controller.abort()
  const asking = httpAsk(profile, {
    fetch,
    key: async () => secrets.get(keyName(endpoint)),
    keyAdvice: 'store it with "LIMO: Set Model Key…"',
    pause,
    random: Math.random,
    now: Date.now,
  })
  try {
    const reply = await asking({ messages, sample: 0 }, { signal: controller.signal })
    if (reply.type === 'failed') return { type: 'failed', reason: reply.reason }
    return { type: 'reply', text: reply.text, model: reply.model, origin: endpoint.origin }
  } finally {
    listening.dispose()
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** A key belongs to one origin, so that a change of the endpoint never sends it elsewhere. */
function keyName({ origin }: UsableEndpoint): string {
  return `limo.model.key ${origin}`
}

async function setKey(secrets: SecretStorage): Promise<void> {
  const model = userModel()
  if (model.type === 'failed') return void window.showErrorMessage(model.reason)
  const { endpoint } = model
  if (!endpoint.keepsSecrets) {
    const reason = `A key goes over plain http to this machine only, not to ${endpoint.origin}: use https`
    return void window.showErrorMessage(reason)
  }
  const key = await window.showInputBox({
    title: `Key for ${endpoint.origin}`,
    prompt: 'Kept in the secret storage of the editor and sent to this origin only',
    password: true,
    ignoreFocusOut: true,
    validateInput: text => (/^[\x21-\x7e]+$/.test(text.trim()) ? undefined : 'A key is one word of ASCII characters'),
  })
  if (key === undefined) return
  await secrets.store(keyName(endpoint), key.trim())
  void window.showInformationMessage(`The key for ${endpoint.origin} is stored`)
}

async function clearKey(secrets: SecretStorage): Promise<void> {
  const model = userModel()
  if (model.type === 'failed') return void window.showErrorMessage(model.reason)
  const { endpoint } = model
  await secrets.delete(keyName(endpoint))
  void window.showInformationMessage(`There is no key for ${endpoint.origin} any more`)
}
