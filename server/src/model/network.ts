import * as http from 'node:http'
import { isLoopback } from '../core/model/endpoint.ts'
import type { Host } from '../core/model/http-ask.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Dispatcher = object
type DispatcherClass = new (options: object) => Dispatcher

const proxies = ['HTTPS_PROXY', 'HTTP_PROXY'] as const
/** No limit: the first byte of a reply may be minutes away, and so may the next one. `fetch` gives up after five. */
const patient = { headersTimeout: 0, bodyTimeout: 0 }

/**
 * The `fetch` of Node, through the proxy that the environment names, and as patient as a model is slow. What stays on this
 * machine goes through no proxy: a key may be in it.
 */
export function networkFetch(env: Environment = process.env, options: object = patient): Host['fetch'] {
  let dispatchers: Promise<{ readonly near?: Dispatcher; readonly far?: Dispatcher }> | undefined
  return async (url, init) => {
    dispatchers ??= makeDispatchers(env, options)
    const { far, near } = await dispatchers
    const dispatcher = isLoopback(new URL(url).hostname) ? near : far
    // The types of Node leave it to those of undici.
    return fetch(url, { ...init, ...(dispatcher && { dispatcher }) } as RequestInit)
  }
}

/** Why the proxy that the environment names would not be used; undefined where it is, or where there is none. */
export function proxyProblem(env: Environment = process.env): string | undefined {
  const name = proxies.find(name => proxyOf(env, name))
  if (name === undefined || 'setGlobalProxyFromEnv' in http) return undefined
  return `${name} is set, which Node ${process.versions.node} cannot follow; expected Node 24.14 or newer`
}

function proxyOf(env: Environment, name: string): string | undefined {
  return env[name.toLowerCase()] || env[name] || undefined
}

/**
 * Node shows the dispatcher of its `fetch` under a name that it shares with the package undici, and by that its class;
 * the package itself would make the bundle a third larger. Where there is none, `fetch` does as it likes.
 */
async function makeDispatchers(env: Environment, options: object): Promise<{ near?: Dispatcher; far?: Dispatcher }> {
  // The dispatcher is there when something was fetched.
  await fetch('data:,')
  const Near = dispatcherClass()
  const near = Near && new Near({ ...options, noProxy: '*' })
  const restore = proxies.some(name => proxyOf(env, name)) ? useProxies(env) : undefined
  const Far = dispatcherClass()
  restore?.()
  const far =
    Far &&
    new Far({
      ...options,
      httpProxy: proxyOf(env, 'HTTP_PROXY'),
      httpsProxy: proxyOf(env, 'HTTPS_PROXY'),
      noProxy: proxyOf(env, 'NO_PROXY') ?? '',
    })
  return { ...(near && { near }), ...(far && { far }) }
}

function useProxies(env: Environment): (() => void) | undefined {
  return 'setGlobalProxyFromEnv' in http
    ? (http.setGlobalProxyFromEnv as (env: Environment) => () => void)(env)
    : undefined
}

function dispatcherClass(): DispatcherClass | undefined {
  const dispatcher = (globalThis as Record<symbol, unknown>)[Symbol.for('undici.globalDispatcher.1')]
  return (dispatcher as { constructor: DispatcherClass } | undefined)?.constructor
}
