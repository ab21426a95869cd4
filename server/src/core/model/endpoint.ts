import type { ProjectProfile } from './profile.ts'

export type Endpoint =
  | {
      readonly type: 'endpoint'
      readonly url: string
      readonly origin: string
      /** Whether a key may travel there: encrypted, or not beyond this machine. */
      readonly keepsSecrets: boolean
    }
  | { readonly type: 'invalid'; readonly reason: string }

export type UsableEndpoint = Extract<Endpoint, { type: 'endpoint' }>

const paths = { 'openai-compatible': '/chat/completions', anthropic: '/v1/messages' } as const
const anthropicUrl = 'https://api.anthropic.com'

/** Where to send what a model is asked, for a base URL such as `http://localhost:11434/v1`. */
export function endpointOf({ baseUrl = '', provider }: Pick<ProjectProfile, 'baseUrl' | 'provider'>): Endpoint {
  if (provider === 'vscode') {
    return {
      type: 'invalid',
      reason: 'the models of the editor have no address; "vscode" works inside the editor only',
    }
  }
  const written = baseUrl.trim() || (provider === 'anthropic' ? anthropicUrl : '')
  const url = URL.canParse(written) ? new URL(written) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    return { type: 'invalid', reason: 'baseUrl is no http or https URL, such as http://localhost:11434/v1' }
  }
  if (url.username || url.password) {
    return { type: 'invalid', reason: 'baseUrl holds a user or password; a key is set up beside it, not in it' }
  }
  const path = url.pathname.replace(/\/+$/, '')
  url.pathname =
    provider === 'anthropic'
      ? `${path.replace(/(?:\/v1)?(?:\/messages)?$/, '')}${paths.anthropic}`
      : `${path.replace(/\/chat\/completions$/, '')}${paths[provider]}`
  url.hash = ''
  return {
    type: 'endpoint',
    url: url.href,
    origin: url.origin,
    keepsSecrets: url.protocol === 'https:' || isLoopback(url.hostname),
  }
}

export function isLoopback(host: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(host)
}
