import { setTimeout } from 'node:timers/promises'
import {
  type CancellationToken,
  commands,
  type Event,
  EventEmitter,
  type ExtensionContext,
  Uri,
  window,
  workspace,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import type { Ask, Question, Reply } from '../../server/src/core/model/ask.ts'
import { endpointOf } from '../../server/src/core/model/endpoint.ts'
import { type Host, httpAsk, modelInfo, queuedAsk } from '../../server/src/core/model/http-ask.ts'
import type { ModelInfo, Profile } from '../../server/src/core/model/profile.ts'
import { type Consent, consents } from './consent.ts'
import { editorAsk } from './editor-model.ts'
import { type Keys, keys } from './keys.ts'
import { choose, chosenName, editorOffer, type Offer, projectOffers, userOffers } from './profiles.ts'
import { type DiskCache, diskCache } from './reply-cache.ts'
import { type HeardOf, runs } from './runs.ts'

/** The models that can be asked from this window. It owns keys and consent: no request goes out but through it. */
export interface Models {
  readonly keys: Keys
  readonly consent: Consent
  readonly replies: DiskCache
  /** The model in use, or what is missing. */
  inUse(): Promise<InUse>
  /** What it is called, as far as that is known at once; empty where none is chosen. */
  name(): string
  /** Takes a model into use: for this workspace where the project names it, else for all. */
  use(offer: Offer): Promise<void>
  /** The model in use with its key, once all that is needed is there. What is missing, the user is told and offered. */
  ready(): Promise<Ready | undefined>
  /** The same of any model, without a word; its replies are never those of the cache. */
  open(offer: Offer): Promise<Opened>
  /** Lets the server ask the model as long as the body goes on. */
  run<T>(model: Ready, body: () => Promise<T>, heard?: HeardOf): Promise<T | undefined>
  /** What the server asks. */
  answer(profile: string, question: Question, token: CancellationToken): Promise<Reply>
  /** The profile of the user that may lead to a key for that origin. */
  keyProfile(offer: Offer): Profile | undefined
  /** Another model is in use, or its key has changed. */
  readonly onDidChange: Event<void>
  changed(): void
}

export type InUse =
  | { readonly type: 'offer'; readonly offer: Offer }
  | { readonly type: 'none'; readonly reason: string }

export interface Ready {
  readonly offer: Offer
  readonly info: ModelInfo
  readonly ask: Ask
  /** In words: "key from secret storage", "no key". */
  readonly key: string
}

export type Opened =
  | ({ readonly type: 'ready' } & Ready)
  | { readonly type: 'failed'; readonly reason: string; readonly missing: 'trust' | 'model' | 'consent' | 'key' }

const projectChoice = 'limo.projectModel'
const setUp =
  'To have a model check solutions, add one with "LIMO: Select Model", such as one that runs on this machine'
export const untrusted = 'LIMO asks no model in Restricted Mode: trust this workspace first'

export function models(context: ExtensionContext, client: () => LanguageClient): Models {
  const { globalState, secrets, workspaceState } = context
  const going = runs()
  const changes = new EventEmitter<void>()
  /** What is asked over HTTP with the cache, by what it was set up as: each holds what its server is known to take. */
  const lines = new Map<string, Line>()
  const self: Models = {
    keys: keys(secrets, globalState),
    consent: consents(globalState),
    replies: diskCache(Uri.joinPath(context.globalStorageUri, 'replies').fsPath),
    inUse,
    name: () => workspaceState.get(projectChoice, '') || chosenName() || onlyOne()?.name || '',
    use,
    ready,
    open: offer => open(offer),
    run,
    answer: going.answer,
    keyProfile,
    onDidChange: changes.event,
    changed: () => changes.fire(),
  }
  context.subscriptions.push(
    changes,
    workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('limo.model') || event.affectsConfiguration('limo.models')) changes.fire()
    }),
  )
  return self

  async function inUse(): Promise<InUse> {
    const ofProject = workspaceState.get(projectChoice, '')
    if (ofProject) {
      const { offers } = await projectOffers(client())
      const offer = offers.find(({ name }) => name === ofProject)
      return offer
        ? { type: 'offer', offer }
        : {
            type: 'none',
            reason: `The project names no model "${ofProject}" any more: choose one with "LIMO: Select Model"`,
          }
    }
    const name = chosenName()
    const { offers, problems } = userOffers()
    const offer = name ? (offers.find(one => one.name === name) ?? editorOffer(name)) : onlyOne()
    if (offer) return { type: 'offer', offer }
    const problem = problems.find(one => !name || one.name === name)
    if (problem) return { type: 'none', reason: problem.reason }
    return {
      type: 'none',
      reason: name ? `limo.models has no model "${name}": choose one with "LIMO: Select Model"` : setUp,
    }
  }

  async function use(offer: Offer): Promise<void> {
    await workspaceState.update(projectChoice, offer.from === 'project' ? offer.name : undefined)
    if (offer.from !== 'project') await choose(offer.name)
    changes.fire()
  }

  async function ready(): Promise<Ready | undefined> {
    if (!workspace.isTrusted) return void window.showErrorMessage(untrusted)
    const found = await inUse()
    if (found.type === 'none') return void offerHelp(found.reason, 'Select Model', 'limo.selectModel')
    const opened = await open(found.offer, self.replies)
    if (opened.type === 'ready') return opened
    if (opened.missing === 'key') void offerHelp(opened.reason, 'Set Key', 'limo.setModelKey')
    else void window.showErrorMessage(opened.reason)
    return undefined
  }

  async function open(offer: Offer, cache?: DiskCache): Promise<Opened> {
    if (!workspace.isTrusted) return { type: 'failed', missing: 'trust', reason: untrusted }
    const { from, name, origin, profile } = offer
    if (from === 'project' && !isUsers(origin) && !(await self.consent.given(offer))) {
      return { type: 'failed', missing: 'consent', reason: `Nothing is sent to ${origin}, which the project names` }
    }
    const info = modelInfo(name, profile)
    if (profile.provider === 'vscode') {
      const ask = queuedAsk(editorAsk(profile), profile, origin, cache)
      return { type: 'ready', offer, info, key: 'no key', ask }
    }
    const endpoint = endpointOf(profile)
    if (endpoint.type === 'invalid') return { type: 'failed', missing: 'model', reason: endpoint.reason }
    const key = await self.keys.find(origin, keyProfile(offer))
    if (key.type === 'failed') return { type: 'failed', missing: 'key', reason: key.reason }
    if (key.type === 'key' && !endpoint.keepsSecrets) {
      return {
        type: 'failed',
        missing: 'key',
        reason: `A key goes over plain http to this machine only, not to ${origin}: use https`,
      }
    }
    const line = lineFor(offer, cache)
    line.key = key.type === 'key' ? key.key : undefined
    return { type: 'ready', offer, info, key: key.type === 'key' ? `key from ${key.from}` : 'no key', ask: line.ask }
  }

  function lineFor(offer: Offer, cache: DiskCache | undefined): Line {
    const identity = identityOf(offer)
    const known = cache && lines.get(identity)
    if (known) return known
    const host: Host = {
      fetch,
      key: async () => line.key,
      keyAdvice: 'store one with "LIMO: Set Model Key…"',
      pause,
      random: Math.random,
      now: Date.now,
      ...(cache && { cache }),
    }
    const line: Line = { ask: httpAsk(offer.profile, host), key: undefined }
    if (cache) lines.set(identity, line)
    return line
  }

  async function run<T>(model: Ready, body: () => Promise<T>, heard?: HeardOf): Promise<T | undefined> {
    const { ask, info, offer } = model
    const begun = going.begin({ name: info.name, identity: identityOf(offer), ask, ...(heard && { heard }) })
    if (!begun) {
      return void window.showErrorMessage(
        `A check with the earlier settings of ${info.name} is still going on: wait, or cancel it`,
      )
    }
    try {
      return await body()
    } finally {
      begun.end()
    }
  }

  /** A profile that the project names leads to no key by itself; one of the user for the same origin does. */
  function keyProfile({ from, origin, profile }: Offer): Profile | undefined {
    return from === 'user' ? profile : userOffers().offers.find(own => own.origin === origin)?.profile
  }

  function isUsers(origin: string): boolean {
    return userOffers().offers.some(own => own.origin === origin)
  }
}

interface Line {
  readonly ask: Ask
  /** As it was found when the model was last taken up. */
  key: string | undefined
}

function identityOf({ from, profile }: Offer): string {
  return JSON.stringify([from, profile])
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => {})
}

function onlyOne(): Offer | undefined {
  const { offers, problems } = userOffers()
  return offers.length === 1 && !problems.length ? offers[0] : undefined
}

export async function offerHelp(reason: string, button: string, command: string): Promise<void> {
  if ((await window.showErrorMessage(reason, button)) === button) await commands.executeCommand(command)
}
