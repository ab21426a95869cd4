import { ProgressLocation, type QuickPickItem, QuickPickItemKind, window, workspace } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { endpointOf } from '../../server/src/core/model/endpoint.ts'
import type { Profile } from '../../server/src/core/model/profile.ts'
import { isKey } from './keys.ts'
import { type LocalModel, localModels, localServers, modelsAt } from './model-list.ts'
import { type Models, offerHelp, untrusted } from './models.ts'
import { addProfile, editorOffers, type Offer, projectOffers, userOffers } from './profiles.ts'

const title = 'LIMO: Select Model'

interface Item extends QuickPickItem {
  readonly act?: () => Promise<void>
}

/** Lets the user choose among the models that there are, or add one, and tells what the chosen one answers. */
export async function selectModel(client: LanguageClient, models: Models): Promise<void> {
  if (!workspace.isTrusted) return void window.showErrorMessage(untrusted)
  const chosen = await window.showQuickPick(items(client, models), {
    title,
    placeHolder: 'Which model solves problems and reviews solutions',
    matchOnDescription: true,
  })
  await chosen?.act?.()
}

async function items(client: LanguageClient, models: Models): Promise<Item[]> {
  const own = userOffers()
  const project = await projectOffers(client).catch(() => ({ offers: [], problems: [] }))
  const editor = await editorOffers()
  const found = await models.inUse()
  const isInUse = (offer: Offer): boolean =>
    found.type === 'offer' && found.offer.from === offer.from && found.offer.name === offer.name
  const of = (offer: Offer): Item => ({
    label: `${isInUse(offer) ? '$(check) ' : ''}${offer.title ?? offer.name}`,
    description: offer.from === 'editor' ? offer.profile.model : [offer.profile.model, offer.origin].join(' · '),
    detail: detailOf(offer, models),
    act: () => take(offer, models),
  })
  const broken = (problem: { name: string; reason: string }): Item => ({
    label: `$(warning) ${problem.name}`,
    detail: problem.reason,
  })
  const consented = models.consent.origins()
  return [
    ...group('Yours', [...own.offers.map(of), ...own.problems.map(broken)]),
    ...group('Named by this project', [...project.offers.map(of), ...project.problems.map(broken)]),
    ...group('Of the editor', editor.map(of)),
    ...group('More', [
      { label: '$(add) Add a Model…', detail: 'By the address of its server', act: () => add(models) },
      {
        label: '$(search) Find Local Servers',
        detail: `Asks this machine on the ports ${localServers.map(({ port }) => port).join(', ')}`,
        act: () => findLocal(models),
      },
      ...consented.map(origin => ({
        label: `$(circle-slash) Forget Consent for ${origin}`,
        detail: 'Nothing goes there any more on the word of a project',
        act: () => models.consent.forget(origin),
      })),
    ]),
  ]
}

function group(label: string, all: readonly Item[]): Item[] {
  return all.length ? [{ label, kind: QuickPickItemKind.Separator }, ...all] : []
}

function detailOf(offer: Offer, models: Models): string {
  if (offer.profile.provider === 'vscode') return 'asked through the editor'
  const key = models.keys.source(offer.origin, models.keyProfile(offer))
  return offer.from === 'project' ? `${key} · asks for your consent before anything is sent` : key
}

async function take(offer: Offer, models: Models): Promise<void> {
  const opened = await models.open(offer)
  if (opened.type === 'failed') {
    if (opened.missing === 'key') await models.use(offer)
    return opened.missing === 'key'
      ? offerHelp(opened.reason, 'Set Key', 'limo.setModelKey')
      : void window.showErrorMessage(opened.reason)
  }
  await models.use(offer)
  const title = `Asking ${offer.title ?? offer.name}`
  const progress = { location: ProgressLocation.Notification, title, cancellable: true }
  const reply = await window.withProgress(progress, (_, token) => {
    const controller = new AbortController()
    token.onCancellationRequested(() => controller.abort())
    return opened.ask(
      { messages: [{ role: 'user', content: 'What is 2 + 3? Answer with the number alone.' }], sample: 0 },
      { signal: controller.signal },
    )
  })
  models.changed()
  if (reply.type === 'failed') {
    if (reply.kind === 'cancelled') return
    const reason = `${offer.name} is chosen, but does not answer: ${reply.reason}`
    return reply.kind === 'key'
      ? offerHelp(reason, 'Set Key', 'limo.setModelKey')
      : void window.showErrorMessage(reason)
  }
  const where = offer.origin === 'vscode' ? 'in the editor' : `at ${offer.origin}`
  const { seconds } = reply
  const time =
    seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  void window.showInformationMessage(`${reply.model} answers ${where} in ${time}, ${opened.key}`)
}

async function add(models: Models): Promise<void> {
  const baseUrl = await window.showInputBox({
    title: `${title}: Where the server is`,
    prompt: 'The base URL, as the docs of the server call it: most end in /v1',
    value: 'http://localhost:11434/v1',
    ignoreFocusOut: true,
    validateInput: text => {
      const endpoint = endpointOf({ provider: providerAt(text), baseUrl: text })
      return endpoint.type === 'invalid' ? endpoint.reason : undefined
    },
  })
  if (baseUrl === undefined) return
  const endpoint = { provider: providerAt(baseUrl), baseUrl: baseUrl.trim() }
  const model = await modelThere(endpoint, models)
  if (model) await keep(model, { ...endpoint, model }, models)
}

function providerAt(baseUrl: string): 'anthropic' | 'openai-compatible' {
  const host = URL.canParse(baseUrl.trim()) ? new URL(baseUrl.trim()).hostname : ''
  return /(?:^|\.)anthropic\.com$/.test(host) ? 'anthropic' : 'openai-compatible'
}

/** From the list of the server where it has one, which may take a key; else as the user types it. */
async function modelThere(
  endpoint: { provider: 'anthropic' | 'openai-compatible'; baseUrl: string },
  models: Models,
): Promise<string | undefined> {
  const { origin } = new URL(endpoint.baseUrl)
  const stored = await models.keys.find(origin, undefined)
  let list = await modelsAt(endpoint, stored.type === 'key' ? stored.key : undefined)
  if (list.type === 'failed' && list.key) {
    const key = await keyFor(origin)
    if (key !== undefined) {
      await models.keys.store(origin, key)
      list = await modelsAt(endpoint, key)
    }
  }
  if (list.type === 'models' && list.names.length) {
    return window.showQuickPick([...list.names], { title: `${title}: Which model of ${origin}`, ignoreFocusOut: true })
  }
  const typed = await window.showInputBox({
    title: `${title}: The name of the model at ${origin}`,
    prompt: list.type === 'failed' ? list.reason : `${origin} lists no models`,
    ignoreFocusOut: true,
  })
  return typed?.trim() || undefined
}

async function findLocal(models: Models): Promise<void> {
  const progress = { location: ProgressLocation.Notification, title: 'Looking for local servers', cancellable: true }
  const found = await window.withProgress(progress, (_, token) => {
    const controller = new AbortController()
    token.onCancellationRequested(() => controller.abort())
    return localModels(AbortSignal.any([controller.signal, AbortSignal.timeout(3_000)]))
  })
  if (!found.length) {
    const reason = 'No server lists models on the usual ports of this machine'
    return void window.showInformationMessage(`${reason}: start one, such as Ollama, or add its address`)
  }
  const all = found.map(local => ({ label: local.model, description: `${local.server} · ${local.baseUrl}`, local }))
  const chosen = await window.showQuickPick(all, { title: `${title}: Which local model` })
  if (chosen) await keepLocal(chosen.local, models)
}

function keepLocal({ baseUrl, model }: LocalModel, models: Models): Promise<void> {
  return keep(model, { provider: 'openai-compatible', baseUrl, model }, models)
}

async function keep(name: string, profile: Profile, models: Models): Promise<void> {
  const kept = await addProfile(name, profile)
  const offer = userOffers().offers.find(one => one.name === kept)
  if (offer) await take(offer, models)
}

/** Stores a key for the origin of the model in use. */
export async function setKey(models: Models): Promise<void> {
  const found = await models.inUse()
  if (found.type === 'none') return offerHelp(found.reason, 'Select Model', 'limo.selectModel')
  const { origin, profile } = found.offer
  const endpoint = endpointOf(profile)
  if (endpoint.type === 'invalid') {
    return void window.showInformationMessage(`${found.offer.name} needs no key here: the editor asks it`)
  }
  if (!endpoint.keepsSecrets) {
    const reason = `A key goes over plain http to this machine only, not to ${origin}: use https`
    return void window.showErrorMessage(reason)
  }
  const key = await keyFor(origin)
  if (key === undefined) return
  await models.keys.store(origin, key)
  models.changed()
  void window.showInformationMessage(`The key for ${origin} is stored`)
}

async function keyFor(origin: string): Promise<string | undefined> {
  const key = await window.showInputBox({
    title: `Key for ${origin}`,
    prompt: 'Kept in the secret storage of the editor and sent to this origin only',
    password: true,
    ignoreFocusOut: true,
    validateInput: text => (isKey(text.trim()) ? undefined : 'A key is one word of ASCII characters'),
  })
  return key?.trim()
}

/** Clears a stored key: the one there is, else that of the origin which the user names. */
export async function clearKey(models: Models): Promise<void> {
  const found = await models.inUse()
  const known = models.keys.origins()
  const origins = [
    ...new Set([...(found.type === 'offer' && found.offer.origin !== 'vscode' ? [found.offer.origin] : []), ...known]),
  ]
  if (!origins.length) return void window.showInformationMessage('No key is stored')
  const origin =
    origins.length === 1 ? origins[0] : await window.showQuickPick(origins, { title: 'LIMO: Clear Model Key' })
  if (origin === undefined) return
  await models.keys.clear(origin)
  await models.consent.forget(origin)
  models.changed()
  void window.showInformationMessage(`There is no key for ${origin} any more`)
}
