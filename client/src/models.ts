import { type CancellationToken, type ExtensionContext, type SecretStorage, window, workspace } from 'vscode'
import { chatBody, type Endpoint, endpointOf, readChat, refusal } from '../../server/src/core/chat.ts'
import type { ChatMessage, Reply } from '../../server/src/core/protocol.ts'

/** The models that the user has set up. It owns the keys: none of them leaves this file but in a request to its origin. */
export interface Models {
  configured(): Configured
  ask(messages: readonly ChatMessage[], token: CancellationToken): Promise<Reply>
  setKey(): Promise<void>
  clearKey(): Promise<void>
}

type Usable = Extract<Endpoint, { type: 'endpoint' }>

export type Configured =
  | { readonly type: 'ready'; readonly endpoint: Usable; readonly model: string }
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
  const endpoint = userEndpoint()
  if (endpoint.type === 'failed') return endpoint
  const model = userSetting('model.name')
  return model ? { type: 'ready', endpoint, model } : { type: 'failed', unset: true, reason: noModel }
}

const noModel = 'To add a model, set limo.model.baseUrl and limo.model.name in your user settings'

function userEndpoint(): Usable | Extract<Configured, { type: 'failed' }> {
  const baseUrl = userSetting('model.baseUrl')
  if (!baseUrl) return { type: 'failed', unset: true, reason: noModel }
  const endpoint = endpointOf(baseUrl)
  return endpoint.type === 'endpoint' ? endpoint : { type: 'failed', unset: true, reason: endpoint.reason }
}

/** What the user set for every workspace; what a workspace says does not count. */
function userSetting(name: string): string {
  const value = workspace.getConfiguration('limo').inspect<unknown>(name)?.globalValue
  return typeof value === 'string' ? value.trim() : ''
}

async function ask(secrets: SecretStorage, messages: readonly ChatMessage[], token: CancellationToken): Promise<Reply> {
  const model = configured()
  if (model.type === 'failed') return { type: 'failed', reason: model.reason }
  const { endpoint } = model
  const key = endpoint.keepsSecrets ? await secrets.get(keyName(endpoint)) : undefined
  const controller = new AbortController()
  const listening = token.onCancellationRequested(() => controller.abort())
  if (token.isCancellationRequested) controller.abort()
  try {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: chatBody(model.model, messages),
      redirect: 'error',
      signal: controller.signal,
    })
    const body = await response.text()
    if (!response.ok) {
      const asked = { origin: endpoint.origin, model: model.model, ...(key && { key }) }
      return { type: 'failed', reason: refusal(response.status, body, asked) }
    }
    const read = readChat(body, key)
    if (read.type === 'failed') return read
    return { type: 'reply', text: read.text, model: read.model ?? model.model, origin: endpoint.origin }
  } catch (error) {
    const reason = token.isCancellationRequested ? 'Cancelled' : unreachable(endpoint, error)
    return { type: 'failed', reason }
  } finally {
    listening.dispose()
  }
}

/** From the code of the error alone: its message may quote what was sent. */
function unreachable({ origin }: Usable, error: unknown): string {
  const cause = (error as { cause?: { code?: unknown; message?: unknown } }).cause
  if (cause?.message === 'unexpected redirect') {
    return `${origin} redirects to another address, which is not followed: set limo.model.baseUrl to the final one`
  }
  return `${origin} cannot be reached${typeof cause?.code === 'string' ? ` (${cause.code})` : ''}`
}

/** A key belongs to one origin, so that a change of the endpoint never sends it elsewhere. */
function keyName({ origin }: Usable): string {
  return `limo.model.key ${origin}`
}

async function setKey(secrets: SecretStorage): Promise<void> {
  const endpoint = userEndpoint()
  if (endpoint.type === 'failed') return void window.showErrorMessage(endpoint.reason)
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
  const endpoint = userEndpoint()
  if (endpoint.type === 'failed') return void window.showErrorMessage(endpoint.reason)
  await secrets.delete(keyName(endpoint))
  void window.showInformationMessage(`There is no key for ${endpoint.origin} any more`)
}
