import { ConfigurationTarget, type LanguageModelChat, lm, workspace } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { projectModelsRequest } from '../../server/src/core/judge-protocol.ts'
import { endpointOf } from '../../server/src/core/model/endpoint.ts'
import { Profile } from '../../server/src/core/model/profile.ts'
import { send } from './client.ts'

/** A model that can be asked, and who names it. */
export interface Offer {
  readonly from: 'user' | 'project' | 'editor'
  readonly name: string
  /** What people call it, where that is something else than its name. */
  readonly title?: string
  readonly profile: Profile
  /** Where requests go; `vscode` for the editor's own models. */
  readonly origin: string
}

export interface Offers {
  readonly offers: readonly Offer[]
  /** What cannot be used, and why. */
  readonly problems: readonly { readonly name: string; readonly reason: string }[]
}

/** The name of an editor's model in the setting `limo.model` begins with it. */
const editorPrefix = 'vscode/'

/** What the user set for every workspace; what a workspace says does not count. */
export function userOffers(): Offers {
  const all = Object.entries(Object(userSetting('models'))).map(([name, value]) => {
    const read = Profile.safeParse(value)
    return read.success ? offerOf('user', name, read.data) : whyNot(name, read.error.issues[0])
  })
  return apart(all)
}

/** What the `limo.config.json` of the workspace names: an address and a model, nothing that opens a door. */
export async function projectOffers(client: LanguageClient): Promise<Offers> {
  const { models } = await send(client, projectModelsRequest, {})
  const all = Object.entries(models).map(([name, { baseUrl, model, provider }]) =>
    offerOf('project', name, { provider, model, ...(baseUrl !== undefined && { baseUrl }) }),
  )
  return apart(all)
}

export async function editorOffers(): Promise<readonly Offer[]> {
  return (await editorModels()).map(model => ({
    from: 'editor',
    name: `${editorPrefix}${model.vendor}/${model.id}`,
    title: model.name,
    profile: { provider: 'vscode', model: `${model.vendor}/${model.id}` },
    origin: 'vscode',
  }))
}

/** The editor's model of a name in the setting; whether it is there shows when it is asked. */
export function editorOffer(name: string): Offer | undefined {
  const model = name.startsWith(editorPrefix) ? name.slice(editorPrefix.length) : ''
  return model ? { from: 'editor', name, profile: { provider: 'vscode', model }, origin: 'vscode' } : undefined
}

/** Editors without models of their own have no `lm`. */
export async function editorModels(): Promise<readonly LanguageModelChat[]> {
  const models = (await (lm as typeof lm | undefined)?.selectChatModels({})) ?? []
  return models
}

export function chosenName(): string {
  const value = userSetting('model')
  return typeof value === 'string' ? value.trim() : ''
}

export async function choose(name: string): Promise<void> {
  await workspace.getConfiguration('limo').update('model', name, ConfigurationTarget.Global)
}

/** Keeps a profile of the user under a name that is still free, and answers that name. */
export async function addProfile(wanted: string, profile: Profile): Promise<string> {
  const models = Object(userSetting('models')) as Record<string, unknown>
  const same = Object.keys(models).find(name => JSON.stringify(models[name]) === JSON.stringify(profile))
  if (same !== undefined) return same
  let name = wanted
  for (let n = 2; Object.hasOwn(models, name); n++) name = `${wanted} ${n}`
  await workspace.getConfiguration('limo').update('models', { ...models, [name]: profile }, ConfigurationTarget.Global)
  return name
}

function userSetting(name: string): unknown {
  return workspace.getConfiguration('limo').inspect<unknown>(name)?.globalValue
}

type Problem = Offers['problems'][number]

function offerOf(from: Offer['from'], name: string, profile: Profile): Offer | Problem {
  if (profile.provider === 'vscode') return { from, name, profile, origin: 'vscode' }
  const endpoint = endpointOf(profile)
  return endpoint.type === 'endpoint'
    ? { from, name, profile, origin: endpoint.origin }
    : { name, reason: `The model "${name}" cannot be used: ${endpoint.reason}` }
}

function whyNot(name: string, issue: { path: PropertyKey[]; message: string } | undefined): Problem {
  const field = issue?.path.join('.')
  return {
    name,
    reason: `The model "${name}" in limo.models cannot be used: ${field ? `${field}: ` : ''}${issue?.message}`,
  }
}

function apart(all: readonly (Offer | Problem)[]): Offers {
  return {
    offers: all.filter(one => 'profile' in one),
    problems: all.filter(one => 'reason' in one),
  }
}
