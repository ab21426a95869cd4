import * as z from 'zod'
import { endpointOf } from '../../server/src/core/model/endpoint.ts'
import type { ProjectProfile } from '../../server/src/core/model/profile.ts'

export type ModelList =
  | { readonly type: 'models'; readonly names: readonly string[] }
  /** `key` where the server wants one, or another one. */
  | { readonly type: 'failed'; readonly reason: string; readonly key: boolean }

const Listed = z.object({ data: z.array(z.object({ id: z.string() })) })

/** How long a list may take to come, in milliseconds. */
const patience = 15_000

/** The names of the models that a server has, as it lists them. */
export async function modelsAt(
  { baseUrl, provider }: Pick<ProjectProfile, 'baseUrl' | 'provider'>,
  key?: string,
  signal: AbortSignal = AbortSignal.timeout(patience),
): Promise<ModelList> {
  const endpoint = endpointOf({ provider, ...(baseUrl !== undefined && { baseUrl }) })
  if (endpoint.type === 'invalid') return { type: 'failed', key: false, reason: endpoint.reason }
  const { keepsSecrets, origin } = endpoint
  if (key && !keepsSecrets) return { type: 'failed', key: false, reason: `No key goes to ${origin} over plain http` }
  const url = new URL(endpoint.url)
  url.pathname = url.pathname.replace(/\/(?:chat\/completions|messages)$/, '/models')
  const headers = provider === 'anthropic' ? anthropicHeaders(key) : { ...(key && { authorization: `Bearer ${key}` }) }
  try {
    const response = await fetch(url, { headers, redirect: 'error', signal })
    if (!response.ok) {
      await response.body?.cancel()
      const isKey = response.status === 401 || response.status === 403
      return { type: 'failed', key: isKey, reason: `${origin} lists no models (${response.status})` }
    }
    const read = Listed.safeParse(await response.json())
    return read.success
      ? { type: 'models', names: read.data.data.map(({ id }) => id) }
      : { type: 'failed', key: false, reason: `${origin} answers something other than a list of models` }
  } catch {
    return { type: 'failed', key: false, reason: `${origin} cannot be reached, or lists no models` }
  }
}

function anthropicHeaders(key: string | undefined): Record<string, string> {
  return { 'anthropic-version': '2023-06-01', ...(key && { 'x-api-key': key }) }
}

/** Where servers of models usually listen on one's own machine. */
export const localServers = [
  { name: 'Ollama', port: 11434 },
  { name: 'llama.cpp', port: 8080 },
  { name: 'vLLM', port: 8000 },
  { name: 'SGLang', port: 30000 },
  { name: 'LM Studio', port: 1234 },
] as const

export interface LocalModel {
  readonly server: string
  readonly baseUrl: string
  readonly model: string
}

/** Asks those ports of this machine for their models, without any key. */
export async function localModels(signal: AbortSignal): Promise<readonly LocalModel[]> {
  const found = await Promise.all(
    localServers.map(async ({ name, port }) => {
      const baseUrl = `http://127.0.0.1:${port}/v1`
      const list = await modelsAt({ provider: 'openai-compatible', baseUrl }, undefined, signal)
      return list.type === 'models' ? list.names.map(model => ({ server: name, baseUrl, model })) : []
    }),
  )
  return found.flat()
}
