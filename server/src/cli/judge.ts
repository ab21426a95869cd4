import { createReadStream } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { type ChecksStore, checksStore, diskChecks } from '../checks.ts'
import { positionsIn } from '../core/format/position.ts'
import {
  isAsked,
  type JudgeOptions,
  judgeAll,
  type Outcome,
  type Run,
  requestsOf,
  type Stop,
  type Target,
  unasked,
} from '../core/judge.ts'
import { batchLimits, batchLines, batchResults } from '../core/judging/batch.ts'
import { costOf, estimation } from '../core/judging/estimate.ts'
import { type Judgements, judgementsBy } from '../core/judging/judgements.ts'
import { rateText } from '../core/judging/rate.ts'
import { type Subject, subjectsOf } from '../core/judging/subject.ts'
import type { Tokens } from '../core/model/ask.ts'
import { counted, grouped } from '../core/numerals.ts'
import { withRecords } from '../core/verdict.ts'
import { Failure, failureOf } from '../files.ts'
import { gitUser } from '../git.ts'
import { type ResolvedModel, replyCache, resolveModel } from '../model/resolve.ts'
import { hostSecret } from '../model/secret.ts'
import { command, exits, type Values, WrongUse } from './command.ts'
import { loadFiles } from './data-set.ts'
import { whenInterrupted } from './interrupt.ts'
import { placesOf } from './recorded.ts'
import { invalidMessage } from './report.ts'
import { openTarget } from './target.ts'
import { painter, status, tell, visible, writeOut } from './terminal.ts'

const options = {
  profile: {
    value: 'NAME',
    docs: 'The model to ask, of your config.json or the project; may be left out where there is one.',
  },
  samples: { value: 'N', docs: 'How often each problem is solved, without its solution; 4 unless given, 0 for never.' },
  review: { value: 'N', bare: '1', docs: 'Also have each solution reviewed, step by step, N times or once.' },
  told: { docs: 'Tell the reviewer the answer of the example.' },
  'max-requests': { value: 'N', docs: 'Make no more requests; replies that were kept do not count.' },
  again: { docs: 'Judge also what has a verdict of this model that is up to date.' },
  'dry-run': { docs: 'Only say how many requests and tokens that would take, and what it would cost.' },
  origin: { value: 'URL', docs: 'Where you agree to send what is judged, for a model that the project names.' },
  'key-env': { value: 'NAME', docs: 'The environment variable that holds the key for that origin.' },
  format: { value: 'FORMAT', values: ['pretty', 'json'], docs: 'pretty (default) or json.' },
  clear: { docs: 'Forget what models said of these files.' },
  'clear-cache': {
    docs: 'Forget all replies that are kept; verdicts stay. With --dry-run only say how many.',
  },
  'batch-out': {
    value: 'FILE',
    docs: 'Send nothing: write the requests as JSON Lines, in the format of OpenAI batches.',
  },
  'batch-in': { value: 'FILE', multiple: true, docs: 'Send nothing: read results of such a batch. May be repeated.' },
  force: { docs: 'Let --batch-out replace a file.' },
} as const

export const judge = command({
  name: 'judge',
  summary: 'Have a model judge whether answers and steps are right.',
  usage: 'PATH… [options]',
  docs: `
A model solves each problem without seeing its solution, several times, and its answer is compared with the
example's. With --review it also judges the steps of each solution. What it says is kept in .limo/checks beside
limo.config.json (else at the root of the git repository, else in the folder that is given), so only what is new or
has changed is asked about, and "limo check" reports it. Sent are the problem and, for a review, the steps.

"limo judge --batch-out requests.jsonl" and "--batch-in results.jsonl" have the requests made elsewhere, as by
"vllm run-batch". More than 50,000 requests or 200 MB become several numbered files.

Replies are kept in your own cache folder, so that none is paid for twice; "limo judge --clear-cache" forgets them.

Exit code: 0 the model agrees with all, 1 not with some, 3 with some it is undecided and with none it disagrees, 2 wrong
use or a file that cannot be read or written, 4 the endpoint failed (what was done is kept, and the next call goes on
from there), 130 interrupted (likewise).
`,
  options,
  async run(values, paths) {
    if (values['clear-cache']) return clearCache(values, paths)
    if (!paths.length) throw new WrongUse('limo judge needs files or folders')
    if (paths.includes('-')) throw new WrongUse('limo judge needs files or folders; verdicts are kept beside them')
    const inputs = values['batch-in']
    const ways = [values.clear, values['dry-run'], values['batch-out'] !== undefined, inputs.length > 0]
    if (ways.filter(Boolean).length > 1) {
      throw new WrongUse('--clear, --dry-run, --batch-out and --batch-in do different things; expected one of them')
    }
    let problem: string | undefined
    const store = checksStore(diskChecks, reason => {
      problem ??= reason
    })
    const found = await targetsIn(paths, store)
    // Before anything is paid for.
    if (problem !== undefined) throw new Failure(problem)
    if (values.clear) return clear(found, store)
    const model = await modelFor(values, paths)
    const judging = judgeOptions(values, model)
    const call: Call = { values, judging, model, store, found: fitOf(found, judging), unwritten: () => problem }
    if (values['dry-run']) return dryRun(call)
    if (values['batch-out'] !== undefined) return batchOut(call, values['batch-out'])
    if (inputs.length) return batchIn(call, inputs)
    return ask(call)
  },
})

type Given = Values<typeof options>

interface Call {
  readonly values: Given
  readonly judging: JudgeOptions
  readonly model: ResolvedModel
  readonly store: ChecksStore
  readonly found: Found
  /** Why verdicts could not be written. */
  readonly unwritten: () => string | undefined
}

/** An example of a file. */
interface Place extends Target {
  readonly path: string
  readonly line: number
  /** Where its verdicts are kept. */
  readonly checks: string
}

interface Unfit {
  readonly path: string
  readonly line: number
  readonly id: string
  readonly reason: string
}

interface Found {
  readonly places: readonly Place[]
  readonly unfit: readonly Unfit[]
  /** Where the verdicts of all files are kept. */
  readonly checks: readonly string[]
}

async function targetsIn(paths: readonly string[], store: ChecksStore): Promise<Found> {
  const placeOf = placesOf(paths)
  const places: Place[] = []
  const unfit: Unfit[] = []
  const all: string[] = []
  for await (const file of loadFiles(paths)) {
    if (file.type === 'invalid-utf8') throw new Failure(`${file.path}: ${invalidMessage(file.read)}`)
    const { document, path, settings } = file
    const position = positionsIn(document)
    const checks = await placeOf(path)
    all.push(checks)
    const records = await store.load(checks)
    for (const { index, read, region } of subjectsOf(document, settings)) {
      const { line } = position(index, region.example!.directive!.line.start)
      if (read.type === 'subject') {
        places.push({ subject: read.subject, records: records.get(read.subject.id), path, line, checks })
      } else unfit.push({ path, line, id: region.example?.id?.text ?? '', reason: read.reason })
    }
  }
  return { places, unfit, checks: all }
}

/** Leaves out what nothing is asked about. */
function fitOf({ checks, places, unfit }: Found, judging: JudgeOptions): Found {
  const left = places.filter(({ subject }) => !isAsked(subject, judging))
  return {
    checks,
    places: places.filter(({ subject }) => isAsked(subject, judging)),
    unfit: [
      ...unfit,
      ...left.map(({ line, path, subject }) => ({ path, line, id: subject.id, reason: unasked(subject, judging) })),
    ],
  }
}

async function clear({ checks }: Found, store: ChecksStore): Promise<number> {
  let cleared = 0
  for (const place of checks) cleared += await store.clear(place)
  await store.flush()
  tell(`The verdicts of ${counted(cleared, 'example')} are forgotten`)
  return exits.clean
}

async function clearCache(values: Given, paths: readonly string[]): Promise<number> {
  const { 'clear-cache': _, 'dry-run': isDry, ...others } = values
  if (paths.length || Object.values(others).some(value => (Array.isArray(value) ? value.length : value))) {
    throw new WrongUse(
      '--clear-cache forgets the replies of all models and files; expected it alone, or with --dry-run',
    )
  }
  const cache = replyCache()
  const { bytes, replies } = await cache.size()
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
  if (isDry) await writeOut(`${counted(replies, 'reply', 'replies')} kept, ${size}\n`)
  else tell(`${counted(await cache.clear(), 'reply', 'replies')} forgotten, ${size}`)
  return exits.clean
}

async function modelFor(values: Given, paths: readonly string[]): Promise<ResolvedModel> {
  const folders = [...new Set(paths.map(path => (path.endsWith('.limo') ? dirname(path) : path)))]
  const model = await resolveModel({
    profile: values.profile,
    origin: values.origin,
    keyEnv: values['key-env'],
    folders,
  })
  if (model.notice) tell(`limo: ${model.notice}`)
  return model
}

function judgeOptions(values: Given, { info }: ResolvedModel): JudgeOptions {
  const samples = countOf('--samples', values.samples ?? '4')
  const reviews = countOf('--review', values.review ?? '0')
  if (samples + reviews === 0) throw new WrongUse('--samples 0 without --review asks for nothing; expected one of them')
  return {
    model: info,
    samples,
    reviews,
    told: values.told,
    again: values.again,
    ...(values['max-requests'] !== undefined && { maxRequests: countOf('--max-requests', values['max-requests']) }),
  }
}

function countOf(option: string, text: string): number {
  if (!/^\d{1,4}$/.test(text) && !(option === '--max-requests' && /^\d{1,9}$/.test(text))) {
    throw new WrongUse(`${option} ${text}: expected a whole number from 0 on`)
  }
  return Number(text)
}

async function dryRun({ found, judging, model, values }: Call): Promise<number> {
  const estimating = estimation(judging)
  for (const place of found.places) estimating.add(place)
  for (const _ of found.unfit) estimating.addUnfit()
  const expected = estimating.result()
  if (values.format === 'json') {
    await writeOut(
      `${JSON.stringify({ model: model.info.model, origin: model.info.origin, ...expected }, undefined, 2)}\n`,
    )
    return exits.clean
  }
  const { cost, examples, requests, tokens, unfit, upToDate } = expected
  await writeOut(
    `${[
      `${counted(requests, 'request')} about ${counted(examples, 'example')} to ${model.info.model} at ${model.info.origin} (${model.keySource})`,
      `about ${spendOf(tokens, cost)}; how long replies are is a guess`,
      ...(upToDate ? [`${counted(upToDate, 'example')} up to date`] : []),
      ...(unfit ? [`${counted(unfit, 'example')} that cannot be judged so`] : []),
    ]
      .map(visible)
      .join('\n')}\n`,
  )
  return exits.clean
}

function spendOf({ input, output }: Tokens, cost: number | undefined): string {
  const tokens = `${grouped(input)} tokens in, ${grouped(output)} out`
  return cost === undefined ? tokens : `${tokens}, cost ${cost < 0.1 ? cost.toFixed(4) : cost.toFixed(2)}`
}

async function ask(call: Call): Promise<number> {
  const { found, judging, model, store } = call
  const { places } = found
  const controller = new AbortController()
  let interrupted: number | undefined
  whenInterrupted(code => {
    interrupted = code
    tell('limo: what is done is kept; interrupt again to leave at once')
    controller.abort()
  })
  const of = places.reduce((sum, place) => {
    const { reviews, solves } = requestsOf(place, judging)
    return sum + solves + reviews.length
  }, 0)
  const shown = status()
  const started = Date.now()
  const outcomes: Outcome<Place>[] = []
  const recording: Promise<void>[] = []
  const by = places[0] && (await gitUser(dirname(places[0].path)))
  let run: Run
  try {
    run = await judgeAll(
      places,
      judging,
      {
        ask: model.ask,
        secret: await hostSecret(),
        now: () => new Date().toISOString(),
        ...(by !== undefined && { by }),
      },
      {
        signal: controller.signal,
        upToDate: target => outcomes.push({ target, fresh: {} }),
        outcome(outcome) {
          outcomes.push(outcome)
          recording.push(record(store, outcome))
        },
        spent({ cached, requests, tokens }) {
          const done = Math.min(of, cached + requests)
          const seconds = (Date.now() - started) / 1000
          const left = requests && done < of ? `, ${durationOf((seconds / done) * (of - done))} left` : ''
          shown.show(
            `${grouped(done)} of ${grouped(of)} requests${left}, ${spendOf(tokens, costOf(tokens, judging.model))}`,
          )
        },
      },
    )
  } finally {
    shown.end()
    await Promise.all(recording)
    await store.flush()
  }
  whenInterrupted(undefined)
  const said = await report(call, outcomes, run)
  if (interrupted !== undefined) return interrupted
  return said
}

function record(store: ChecksStore, { fresh, target }: Outcome<Place>): Promise<void> {
  if (!fresh.solves && !fresh.reviews) return Promise.resolve()
  return store.record(target.checks, target.subject.id, fresh)
}

function durationOf(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

/** What is found of one example; the shape of the JSON. */
interface Said {
  readonly path: string
  readonly line: number
  readonly id: string
  readonly agrees: boolean | null
  readonly solves?: object
  readonly reviews?: readonly object[]
  readonly failed?: string
}

/** Tells what was found, and gives the exit code. */
async function report(
  { judging, found, unwritten, values }: Call,
  outcomes: readonly Outcome<Place>[],
  { stopped, ...run }: Partial<Run> & { readonly stopped?: Stop },
): Promise<number> {
  const order = new Map(found.places.map((place, i) => [place as Target, i]))
  const sorted = [...outcomes].sort((a, b) => order.get(a.target)! - order.get(b.target)!)
  const paint = painter(process.stdout)
  const counts = { agree: 0, disagree: 0, undecided: 0, failed: 0 }
  const examples: Said[] = []
  for (const { failed, fresh, target } of sorted) {
    const judged = judgementsBy(target.subject, withRecords(target.records, fresh), judging)
    const agrees = agreementIn(judged)
    if (agrees !== undefined) counts[agrees]++
    if (failed !== undefined && failed !== stopped?.reason) counts.failed++
    examples.push({
      path: target.path,
      line: target.line,
      id: target.subject.id,
      agrees: agrees === 'agree' ? true : agrees === 'disagree' ? false : null,
      ...jsonOf(judged, target.subject),
      ...(failed !== undefined && { failed }),
    })
    if (values.format === 'json') continue
    for (const line of linesOf(judged, target.subject)) {
      await writeOut(`${visible(`${target.path}:${target.line}: ${target.subject.id}: ${line}`)}\n`)
    }
    if (failed !== undefined && failed !== stopped?.reason)
      tell(`${target.path}:${target.line}: ${target.subject.id}: ${failed}`)
  }
  const { cached = 0, requests = 0, tokens = { input: 0, output: 0 }, upToDate = 0 } = run
  const cost = costOf(tokens, judging.model)
  const { agree, disagree, failed, undecided } = counts
  if (values.format === 'json') {
    const summary = {
      model: judging.model.model,
      origin: judging.model.origin,
      agree,
      disagree,
      undecided,
      failed,
      unfit: found.unfit.length,
      upToDate,
      requests,
      cached,
      tokens,
      ...(cost !== undefined && { cost }),
      ...(stopped && { stopped: stopped.reason }),
    }
    await writeOut(`${JSON.stringify({ examples, unfit: found.unfit, summary }, undefined, 2)}\n`)
  } else {
    const words = [
      `${counted(agree, 'example')} agreed with`,
      paint(disagree ? 'red' : 'dim', `${grouped(disagree)} not`),
      ...(undecided ? [`${grouped(undecided)} undecided`] : []),
      ...(failed ? [`${grouped(failed)} failed`] : []),
      ...(found.unfit.length ? [`${grouped(found.unfit.length)} cannot be judged so`] : []),
    ]
    const kept = cached ? `, ${grouped(cached)} replies were kept` : ''
    await writeOut(`${words.join(', ')}\n`)
    if (requests + cached) await writeOut(`${counted(requests, 'request')}${kept}, ${spendOf(tokens, cost)}\n`)
  }
  if (stopped && stopped.type !== 'cancelled') tell(`limo: ${stopped.reason}`)
  const problem = unwritten()
  if (problem !== undefined) throw new Failure(problem)
  if (stopped?.type === 'failed' || failed) return exits.endpoint
  return disagree ? exits.findings : undecided ? exits.undecided : exits.clean
}

function agreementIn({ reviews, solves }: Judgements): 'agree' | 'disagree' | 'undecided' | undefined {
  if (solves.some(({ agreement }) => agreement === 'different') || reviews.some(({ agrees }) => !agrees))
    return 'disagree'
  if (solves.some(({ agreement }) => agreement === 'undecided')) return 'undecided'
  return solves.length + reviews.length ? 'agree' : undefined
}

function jsonOf({ reviews, solves }: Judgements, { answer }: Subject): Pick<Said, 'solves' | 'reviews'> {
  const [solved] = solves
  return {
    ...(solved && {
      solves: {
        solved: solved.rate.count,
        of: solved.rate.of,
        low: solved.rate.low,
        high: solved.rate.high,
        answer: solved.answer,
        expected: answer?.text.value,
        agreement: solved.agreement,
        answers: solved.record.answers,
      },
    }),
    ...(reviews.length && {
      reviews: reviews.map(({ agrees, reason, share, solution, step }) => ({
        solution: solution.index + 1,
        flawed: solution.solution.flawed,
        step: step ?? null,
        count: share.count,
        of: share.of,
        reason,
        agrees,
      })),
    }),
  }
}

/** What a person should look at. */
function linesOf({ reviews, solves }: Judgements, { answer }: Subject): string[] {
  const lines = solves.flatMap(({ agreement, answer: found, rate, share }) => {
    if (agreement === 'equal') return []
    const said = found
      ? `answers ${found} in ${share.count} of ${share.of}`
      : `gives no answer in ${share.count} of ${share.of}`
    const solved = `solved in ${rateText(rate)}`
    return [`the model ${said}, the example ${answer!.text.value} (${agreement}; ${solved})`]
  })
  for (const { agrees, reason, share, solution, step } of reviews) {
    if (agrees) continue
    const where = `solution ${solution.index + 1}`
    const marked = solution.marked === undefined ? '' : `, the author step ${solution.marked}`
    lines.push(
      step === undefined
        ? `${where}: the model finds no wrong step${marked}`
        : `${where}: the model calls step ${step} wrong in ${share.count} of ${share.of}${marked}: ${reason}`,
    )
  }
  return lines
}

async function batchOut({ found, judging, values }: Call, path: string): Promise<number> {
  const secret = await hostSecret()
  const sizes: { requests: number; bytes: number }[] = []
  for (const line of batchLines(found.places, judging, secret)) {
    const bytes = Buffer.byteLength(line) + 1
    const last = sizes.at(-1)
    if (last && last.requests < batchLimits.requests && last.bytes + bytes <= batchLimits.bytes) {
      last.requests++
      last.bytes += bytes
    } else sizes.push({ requests: 1, bytes })
  }
  if (!sizes.length) {
    tell('All is up to date: there is nothing to ask')
    return exits.clean
  }
  if (path === '-' && sizes.length > 1) {
    throw new WrongUse(`--batch-out -: the requests need ${sizes.length} files; expected the name of a file`)
  }
  const lines = batchLines(found.places, judging, secret)
  for (const [i, { requests }] of sizes.entries()) {
    const name = sizes.length > 1 ? numbered(path, i + 1, sizes.length) : path
    const target = await openTarget(name, values.force)
    try {
      for (let n = 0; n < requests; n++) await target.write(`${lines.next().value}\n`)
    } catch (error) {
      await target.abandon()
      throw failureOf(error, name)
    }
    await target.commit()
    tell(`${counted(requests, 'request')} written to ${name === '-' ? 'standard output' : name}`)
  }
  return exits.clean
}

/** `requests.jsonl` as `requests-03.jsonl`. */
function numbered(path: string, number: number, of: number): string {
  const padded = String(number).padStart(String(of).length, '0')
  return /\.[^./\\]+$/.test(path) ? path.replace(/(\.[^./\\]+)$/, `-${padded}$1`) : `${path}-${padded}`
}

async function batchIn(call: Call, inputs: readonly string[]): Promise<number> {
  const { found, judging, store } = call
  const by = found.places[0] && (await gitUser(dirname(found.places[0].path)))
  const host = { now: () => new Date().toISOString(), ...(by !== undefined && { by }) }
  const results = batchResults(found.places, judging, host)
  const counts = { taken: 0, foreign: 0, failed: 0, unreadable: 0 }
  for (const input of inputs) {
    let number = 0
    for await (const line of linesIn(input)) {
      number++
      if (!line.trim()) continue
      const taken = results.take(line)
      counts[taken.type]++
      if (taken.type === 'unreadable') tell(`${input}:${number}: ${taken.reason}`)
      if (taken.type === 'failed') tell(`${input}:${number}: ${taken.id}: ${taken.reason}`)
    }
  }
  const outcomes = [...results.outcomes()]
  await Promise.all(outcomes.map(outcome => record(store, outcome)))
  await store.flush()
  tell(`${counted(counts.taken, 'result')} taken`)
  if (counts.foreign) {
    tell(`${counted(counts.foreign, 'result')} left out: of another text, model or run, or recorded already`)
  }
  const code = await report(call, outcomes, {})
  return counts.unreadable ? exits.wrongUse : code
}

async function* linesIn(path: string): AsyncGenerator<string> {
  const stream = path === '-' ? process.stdin : createReadStream(path)
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  } catch (error) {
    throw failureOf(error, path)
  }
}
