import { dirname, join, resolve } from 'node:path'
import { meant, WrongUse } from '../cli/command.ts'
import type { Ask } from '../core/model/ask.ts'
import { endpointOf, type UsableEndpoint } from '../core/model/endpoint.ts'
import { type Host, httpAsk, modelInfo } from '../core/model/http-ask.ts'
import { type FoundKey, findKey, type KeySources } from '../core/model/key.ts'
import type { ModelInfo, Profile, ProjectProfile } from '../core/model/profile.ts'
import { configReader, Failure } from '../files.ts'
import { cacheFolder } from './folders.ts'
import { machineKeys } from './key.ts'
import { networkFetch, proxyProblem } from './network.ts'
import { pause } from './pause.ts'
import { type DiskCache, diskCache } from './reply-cache.ts'
import { readUserConfig, type UserConfig, userConfigPath } from './user-config.ts'

/** What the command line says of a model. */
export interface ModelChoice {
  /** The name of a profile, of the user or of the project. */
  readonly profile?: string | undefined
  /** Where the user agrees to send what is judged, and the key of `keyEnv`. */
  readonly origin?: string | undefined
  /** The environment variable that holds the key for `origin`. */
  readonly keyEnv?: string | undefined
  /** Whose `limo.config.json` counts; the working folder unless set. */
  readonly folders?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

export interface ResolvedModel {
  readonly info: ModelInfo
  readonly ask: Ask
  /** Where the key comes from, in words and without the key; `no key` where none is sent. */
  readonly keySource: string
  readonly cache: DiskCache
  /** What the user should know, as that a proxy is not used. */
  readonly notice?: string
}

/** Where replies are kept for the command line. */
export function replyCache(env: NodeJS.ProcessEnv = process.env): DiskCache {
  return diskCache(join(cacheFolder(env), 'replies'))
}

/** Finds the model that a call of the command line asks. Nothing is sent yet. Throws a `Failure` for the user. */
export async function resolveModel(choice: ModelChoice): Promise<ResolvedModel> {
  const { env = process.env, folders = ['.'], keyEnv } = choice
  const origin = choice.origin === undefined ? undefined : originOf(choice.origin)
  if (keyEnv !== undefined && origin === undefined) {
    throw new WrongUse('--key-env says no origin that the key may go to; expected --origin URL beside it')
  }
  const path = userConfigPath(env)
  const user = await readUserConfig(path)
  const { endpoint, name, profile, sources } = chosen(choice, origin, user, path, await projectModels(folders))
  const asked: KeySources = keyEnv === undefined ? sources : { keyEnv }
  const found = await findKey(asked, machineKeys(dirname(path), env))
  if (found.type === 'failed') throw new Failure(`No key for ${endpoint.origin}: ${found.reason}`)
  const cache = replyCache(env)
  const notice = endpoint.keepsSecrets && endpoint.url.startsWith('http:') ? undefined : proxyProblem(env)
  return {
    info: modelInfo(name, profile),
    ask: httpAsk(profile, machineHost(found, cache, env)),
    keySource: found.type === 'key' ? found.source : 'no key',
    cache,
    ...(notice && { notice }),
  }
}

function machineHost(found: FoundKey, cache: DiskCache, env: NodeJS.ProcessEnv): Host {
  return {
    fetch: networkFetch(env),
    key: async () => (found.type === 'key' ? found.key : undefined),
    keyAdvice: 'keyEnv of the model, or --origin URL --key-env NAME, names the environment variable that holds it',
    pause,
    random: Math.random,
    now: Date.now,
    cache,
  }
}

interface Chosen {
  readonly name: string
  readonly profile: Profile
  readonly endpoint: UsableEndpoint
  /** Of the key that the user lets go there. */
  readonly sources: KeySources
}

interface ProjectModel {
  readonly profile: ProjectProfile
  /** The file that names it. */
  readonly path: string
}

function chosen(
  { profile: wanted }: ModelChoice,
  origin: string | undefined,
  user: UserConfig,
  path: string,
  project: ReadonlyMap<string, ProjectModel>,
): Chosen {
  const name = wanted ?? (origin && nameAt(origin, user, project)) ?? defaultName(user, path, project)
  if (Object.hasOwn(user.models, name)) {
    const profile = user.models[name]!
    const endpoint = usable(profile, `${path}: models.${name}`)
    if (origin !== undefined && origin !== endpoint.origin) {
      throw new WrongUse(`--origin ${origin}: the model ${name} is at ${endpoint.origin}`)
    }
    return { name, profile, endpoint, sources: profile }
  }
  const found = project.get(name)
  if (!found) {
    const known = [...Object.keys(user.models), ...project.keys()]
    const expected = known.length > 0 ? `; expected ${known.join(', ')}` : `; ${adding(path)}`
    throw new WrongUse(`no model ${name}${meant(name, known) || expected}`)
  }
  const endpoint = usable(found.profile, `${found.path}: models.${name}`)
  if (origin !== undefined && origin !== endpoint.origin) {
    throw new WrongUse(`--origin ${origin}: the model ${name} of ${found.path} is at ${endpoint.origin}`)
  }
  const own = Object.values(user.models).filter(profile => isAt(endpoint.origin, profile))
  if (origin === undefined && own.length === 0) {
    throw new Failure(
      `The model ${name} of ${found.path} is at ${endpoint.origin}, which you have not agreed to; expected --origin ${endpoint.origin}, or a model of that origin in ${path}`,
    )
  }
  const sources = own.find(profile => profile.keyEnv !== undefined || profile.keyCommand !== undefined) ?? {}
  return { name, profile: found.profile, endpoint, sources }
}

/** The model at an origin; undefined where the user's own choice is there. */
function nameAt(origin: string, user: UserConfig, project: ReadonlyMap<string, ProjectModel>): string | undefined {
  const all = new Map<string, ProjectProfile>([...project].map(([name, { profile }]) => [name, profile]))
  for (const [name, profile] of Object.entries(user.models)) all.set(name, profile)
  const there = [...all].flatMap(([name, profile]) => (isAt(origin, profile) ? [name] : []))
  if (there.length === 1) return there[0]
  if (user.model !== undefined && there.includes(user.model)) return user.model
  if (there.length > 1) throw new WrongUse(`--profile is needed to choose a model; expected ${there.join(', ')}`)
  throw new WrongUse(`--origin ${origin}: no model is there; it only says where one may be`)
}

function isAt(origin: string, profile: ProjectProfile): boolean {
  const endpoint = endpointOf(profile)
  return endpoint.type === 'endpoint' && endpoint.origin === origin
}

function defaultName(user: UserConfig, path: string, project: ReadonlyMap<string, ProjectModel>): string {
  const own = Object.keys(user.models)
  if (user.model !== undefined) {
    if (own.includes(user.model)) return user.model
    throw new Failure(`${path}: model: there is no ${user.model} among models${meant(user.model, own)}`)
  }
  if (own.length === 1) return own[0]!
  const names = own.length > 0 ? own : [...project.keys()]
  if (names.length === 1) return names[0]!
  if (names.length === 0) throw new Failure(`There is no model to ask; ${adding(path)}`)
  throw new WrongUse(`--profile is needed to choose a model; expected ${names.join(', ')}`)
}

function adding(path: string): string {
  const example = '{"models": {"local": {"baseUrl": "http://localhost:11434/v1", "model": "qwen3:8b"}}}'
  return `to add one, write ${example} into ${path}`
}

function usable(profile: ProjectProfile, place: string): UsableEndpoint {
  const endpoint = endpointOf(profile)
  if (endpoint.type === 'invalid') throw new Failure(`${place}: ${endpoint.reason}`)
  return endpoint
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new WrongUse(`--origin ${text}: expected where the model is, such as https://api.example.com`)
  }
  return url.origin
}

async function projectModels(folders: readonly string[]): Promise<ReadonlyMap<string, ProjectModel>> {
  const nearest = configReader()
  const models = new Map<string, ProjectModel>()
  for (const folder of folders) {
    const found = await nearest(resolve(folder))
    for (const [name, profile] of Object.entries(found?.config.models ?? {})) {
      const known = models.get(name)
      if (known && known.path !== found!.path) {
        throw new Failure(
          `Both ${known.path} and ${found!.path} name a model ${name}; expected the files of one of them`,
        )
      }
      models.set(name, { profile, path: found!.path })
    }
  }
  return models
}
