import { fileURLToPath } from 'node:url'
import {
  type CancellationToken,
  CancellationTokenSource,
  type Connection,
  ErrorCodes,
  MessageType,
  type Position,
  type PositionEncodingKind,
  ProgressType,
  ResponseError,
  type WorkDoneProgressReporter,
} from 'vscode-languageserver'
import * as z from 'zod'
import { isAsked, type JudgeOptions, judgeAll, requestsOf, type Target, unasked } from './core/judge.ts'
import {
  askRequest,
  clearVerdictsRequest,
  estimateRequest,
  type JudgedExample,
  type JudgeProgress,
  type JudgeScope,
  judgeRequest,
  projectModelsRequest,
} from './core/judge-protocol.ts'
import { costOf, estimation } from './core/judging/estimate.ts'
import { judgementsBy } from './core/judging/judgements.ts'
import { subjectsOf } from './core/judging/subject.ts'
import type { Ask } from './core/model/ask.ts'
import { queuedAsk } from './core/model/http-ask.ts'
import { stepSpan } from './core/rules/model-finds-error.ts'
import { quoted } from './core/rules/verdicts.ts'
import type { ExampleChecks } from './core/verdict.ts'
import { answer, ask } from './exchange.ts'
import { Failure } from './files.ts'
import { gitUser } from './git.ts'
import { type OpenText, placeAt, positionOf } from './lsp.ts'
import type { ResolvedModel } from './model/resolve.ts'
import { inTurns } from './turns.ts'
import type { Entry, Workspace } from './workspace.ts'

export interface JudgingHost {
  readonly connection: Connection
  readonly space: Workspace
  /** The entry of a document that is being asked about. */
  readonly known: (uri: string) => Promise<Entry | undefined>
  readonly encoding: () => PositionEncodingKind
  readonly secret: () => string
  /** The folders of the workspace, as URIs. */
  readonly folders: () => readonly string[]
  /** Tells the user how something ended. */
  readonly show: (type: MessageType, message: string) => void
  /** Verdicts have changed. */
  readonly judged: () => void
}

/** An example of an entry, as it was when it was looked at. */
interface Place extends Target {
  readonly entry: Entry
  readonly text: OpenText
  readonly index: number
}

/** Has models judge examples, and forget what they said. The words go out through the client. */
export function wireJudging(host: JudgingHost): void {
  const { connection, known, space } = host

  answer(connection, estimateRequest, async ({ scope, ...options }) => {
    const { places, unfit } = await placesIn(scope)
    const expected = estimation(options)
    for await (const place of inTurns(places)) expected.add(place)
    for (const _ of unfit) expected.addUnfit()
    return expected.result()
  })

  answer(connection, judgeRequest, async ({ progress, scope, ...options }, token) => {
    const { places, unfit } = await placesIn(scope)
    const told = new ProgressType<JudgeProgress>()
    return judge(places, options, {
      // Whatever the client does, no more go at once than the model allows.
      ask: queuedAsk(clientAsk(connection, options.model.name), options.model, options.model.origin),
      token,
      // Of a whole file, only what is fit for it is told.
      left: positionsIn(scope) ? [...unfit, ...unaskedIn(places, options)] : [],
      tell: value => void connection.sendProgress(told, progress, value),
    })
  })

  answer(connection, clearVerdictsRequest, async ({ scope }) => {
    let cleared = 0
    const positions = positionsIn(scope)
    if (positions && scope.type !== 'workspace') {
      const entry = await known(scope.uri)
      for (const position of entry ? positions : []) {
        const region = entry!.text.document.regions[placeAt(entry!.text, position, host.encoding()).region]
        const id = region?.example?.id?.text
        if (id !== undefined) cleared += await space.forget(entry!, id)
      }
    } else for (const entry of await entriesOf(scope)) cleared += await space.forget(entry)
    await space.flush()
    host.judged()
    return { cleared }
  })

  answer(connection, projectModelsRequest, async () => {
    const models = (await space.configs()).flatMap(({ config, directory }) =>
      Object.entries(config.models ?? {}).map(
        ([name, model]) => [name, { ...model, config: `${directory}/limo.config.json` }] as const,
      ),
    )
    return { models: Object.fromEntries(models) }
  })

  connection.onExecuteCommand(async ({ arguments: args, command }, token, progress) => {
    const read = CommandArguments.safeParse(args)
    if (command !== judgeCommand || !read.success) throw new ResponseError(ErrorCodes.InvalidParams, `no such command`)
    const [uri, position] = read.data
    await judgeHere(uri, position, token, progress)
    return null
  })

  /** For editors that know nothing of models: asks one of those that the command line knows. */
  async function judgeHere(
    uri: string,
    position: Position,
    token: CancellationToken,
    progress: WorkDoneProgressReporter,
  ): Promise<void> {
    const { places, unfit } = await placesIn({ type: 'example', uri, position })
    const [left] = unfit
    if (left?.failed !== undefined) return host.show(MessageType.Warning, left.failed)
    if (!places.length) return host.show(MessageType.Warning, 'There is no example here')
    // Loaded when first asked for.
    const { resolveModel } = await import('./model/resolve.ts')
    let model: ResolvedModel
    try {
      const folders = [...host.folders(), new URL('.', uri).href].filter(folder => folder.startsWith('file:'))
      model = await resolveModel({ folders: folders.map(folder => fileURLToPath(folder)) })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return host.show(MessageType.Error, error.message)
    }
    const options = { model: model.info, ...usual }
    progress.begin(`${model.info.model} judges the example`, 0, undefined, true)
    const { judged, stopped } = await judge(places, options, {
      ask: model.ask,
      token,
      left: [],
      tell: ({ done, of }) => progress.report(of ? Math.round((100 * done) / of) : 100, `${done} of ${of}`),
    }).finally(() => progress.done())
    if (stopped !== undefined) return host.show(MessageType.Error, stopped)
    for (const example of judged) host.show(agrees(example) ? MessageType.Info : MessageType.Warning, told(example))
  }

  async function judge(
    places: readonly Place[],
    options: JudgeOptions,
    run: {
      readonly ask: Ask
      readonly token: CancellationToken
      readonly left: readonly JudgedExample[]
      readonly tell: (progress: JudgeProgress) => void
    },
  ) {
    const { model } = options
    const judged: JudgedExample[] = [...run.left]
    const fit = places.filter(place => isAsked(place.subject, options))
    let of = 0
    for await (const place of inTurns(fit)) {
      const { reviews, solves } = requestsOf(place, options)
      of += solves + reviews.length
    }
    const controller = new AbortController()
    const listening = run.token.onCancellationRequested(() => controller.abort())
    if (run.token.isCancellationRequested) controller.abort()
    const first = fit[0]?.entry.uri
    const by = first?.startsWith('file:') ? await gitUser(fileURLToPath(new URL('.', first))) : undefined
    let spent = { done: 0, tokens: { input: 0, output: 0 } }
    const recording: Promise<void>[] = []
    const report = (example?: JudgedExample): void => {
      const cost = costOf(spent.tokens, model)
      run.tell({ ...spent, of, ...(cost !== undefined && { cost }), ...(example && { judged: example }) })
    }
    const note = (example: JudgedExample): void => {
      judged.push(example)
      report(example)
    }
    const { cached, requests, stopped, tokens, upToDate } = await judgeAll(
      inTurns(fit),
      options,
      {
        ask: run.ask,
        secret: host.secret(),
        now: () => new Date().toISOString(),
        ...(by !== undefined && { by }),
      },
      {
        signal: controller.signal,
        upToDate: place => note({ ...judgedExample(place, place.records ?? {}, options), recorded: true }),
        outcome({ failed, fresh, target }) {
          if (fresh.solves || fresh.reviews) recording.push(space.record(target.entry, target.subject.id, fresh))
          note({ ...judgedExample(target, fresh, options), ...(failed !== undefined && { failed }) })
        },
        spent({ cached, requests, tokens }) {
          spent = { done: Math.min(of, cached + requests), tokens: { ...tokens } }
          report()
        },
      },
    ).finally(() => listening.dispose())
    await Promise.all(recording)
    await space.flush()
    host.judged()
    const cost = costOf(tokens, model)
    return {
      judged,
      upToDate,
      requests,
      cached,
      tokens,
      ...(cost !== undefined && { cost }),
      ...(stopped && { stopped: stopped.reason }),
    }
  }

  /** What of a scope can be judged, and what cannot, with the reason. */
  async function placesIn(scope: JudgeScope): Promise<{ places: Place[]; unfit: JudgedExample[] }> {
    const places: Place[] = []
    const unfit: JudgedExample[] = []
    for (const entry of await entriesOf(scope)) {
      const records = await space.verdicts(entry)
      const { text } = entry
      const only = positionsIn(scope)?.map(position => placeAt(text, position, host.encoding()).region)
      const wanted = only && new Set(only)
      for await (const { index, read, region } of inTurns(subjectsOf(text.document, entry.settings))) {
        if (wanted && !wanted.has(index)) continue
        if (read.type === 'subject') {
          places.push({ subject: read.subject, records: records.get(read.subject.id), entry, text, index })
        } else {
          const position = positionOf(text, index, region.example!.directive!.nameSpan.start, host.encoding())
          const id = region.example?.id?.text ?? ''
          unfit.push({ uri: entry.uri, id, position, reviews: [], recorded: false, failed: sentence(read.reason) })
        }
      }
    }
    return { places, unfit }
  }

  async function entriesOf(scope: JudgeScope): Promise<Entry[]> {
    const all = scope.type === 'workspace' ? [...space.entries.values()] : [await known(scope.uri)]
    return all
      .filter(entry => entry !== undefined && !entry.invalid)
      .sort((a, b) => (a!.uri < b!.uri ? -1 : 1)) as Entry[]
  }

  function unaskedIn(places: readonly Place[], options: JudgeOptions): JudgedExample[] {
    return places.filter(({ subject }) => !isAsked(subject, options)).map(place => judgedExample(place, {}, options))
  }

  function judgedExample(place: Place, records: ExampleChecks, options: JudgeOptions): JudgedExample {
    const { entry, index, subject, text } = place
    const at = (offset: number): Position => positionOf(text, index, offset, host.encoding())
    const found = judgementsBy(subject, records, options)
    const [solves] = found.solves
    const failed = isAsked(subject, options) ? undefined : unasked(subject, options)
    return {
      uri: entry.uri,
      id: subject.id,
      position: at(subject.region.example!.directive!.nameSpan.start),
      ...(solves && {
        solves: {
          solved: solves.rate.count,
          of: solves.rate.of,
          answer: solves.answer,
          expected: subject.answer!.text.value,
          agreement: solves.agreement,
        },
      }),
      reviews: found.reviews.map(({ agrees, reason, solution, step }) => ({
        solution: solution.index,
        flawed: solution.solution.flawed,
        ...(step !== undefined && { step }),
        reason,
        position: at(step === undefined ? solution.solution.directive.nameSpan.start : stepSpan(solution, step).start),
        agrees,
      })),
      recorded: false,
      ...(failed !== undefined && { failed: sentence(failed) }),
    }
  }
}

/** The command of the server that has an example judged, where the client has none of its own. */
export const judgeCommand = 'limo.judge'
const CommandArguments = z.tuple([z.string(), z.object({ line: z.int().min(0), character: z.int().min(0) })])
/** How often a problem is solved and a solution reviewed. */
const usual = { samples: 4, reviews: 1 } as const

function agrees({ failed, reviews, solves }: JudgedExample): boolean {
  return failed === undefined && (solves?.agreement ?? 'equal') === 'equal' && reviews.every(review => review.agrees)
}

/** What was found of an example, in a line. */
function told({ failed, id, reviews, solves }: JudgedExample): string {
  const parts = [
    ...(solves ? [`solved in ${solves.solved} of ${solves.of}`] : []),
    ...(solves && solves.agreement !== 'equal' ? [`the model answers ${quoted(solves.answer) || 'nothing'}`] : []),
    ...reviews.map(({ solution, step }) => {
      return `solution ${solution + 1}: ${step === undefined ? 'no step called wrong' : `step ${step} called wrong`}`
    }),
    ...(failed === undefined ? [] : [failed]),
  ]
  return `${id}: ${parts.join('; ')}`
}

/** Of the examples of a file that are meant; undefined where all are. */
function positionsIn(scope: JudgeScope): readonly Position[] | undefined {
  if (scope.type === 'example') return [scope.position]
  return scope.type === 'examples' ? scope.positions : undefined
}

/** Asks through the client, which owns the keys and the network. */
function clientAsk(connection: Connection, profile: string): Ask {
  return async (question, { signal } = {}) => {
    const source = new CancellationTokenSource()
    const cancel = (): void => source.cancel()
    signal?.addEventListener('abort', cancel)
    try {
      return await ask(connection, askRequest, { profile, question }, source.token)
    } catch (error) {
      if (source.token.isCancellationRequested) return { type: 'failed', kind: 'cancelled', reason: 'Cancelled' }
      return { type: 'failed', kind: 'refused-here', reason: (error as Error).message }
    } finally {
      signal?.removeEventListener('abort', cancel)
      source.dispose()
    }
  }
}

/** "it has no problem" as something that is told by itself. */
function sentence(reason: string): string {
  return `Not judged: ${reason}`
}
