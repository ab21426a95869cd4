import { type CancellationToken, type Progress, ProgressLocation, window, workspace } from 'vscode'
import { type LanguageClient, ProgressType } from 'vscode-languageclient/node'
import type * as z from 'zod'
import {
  estimateRequest,
  type JudgedExample,
  JudgeProgress,
  type JudgeScope,
  judgeRequest,
} from '../../server/src/core/judge-protocol.ts'
import type { Tokens } from '../../server/src/core/model/ask.ts'
import { send } from './client.ts'
import type { Models, Ready } from './models.ts'
import type { HeardOf } from './runs.ts'

// What the commands and the Test Explorer share: a run of `limo/judge`, with all that is seen of it.

export interface Wanted {
  readonly scope: JudgeScope
  readonly samples: number
  readonly reviews: number
  readonly again?: boolean
}

/** `stopped` is why it ended before its end, where nobody cancelled it. */
export type Judged = z.infer<(typeof judgeRequest)['result']> & { readonly cancelled: boolean }
export type Estimate = z.infer<(typeof estimateRequest)['result']>

/** How often problems are solved and solutions reviewed, unless the user says otherwise. */
export function usualCounts(): { samples: number; reviews: number } {
  const settings = workspace.getConfiguration('limo.check')
  return { samples: settings.get('samples', 4), reviews: settings.get('reviews', 1) }
}

export function estimate(client: LanguageClient, model: Ready, wanted: Wanted): Promise<Estimate> {
  return send(client, estimateRequest, { ...wanted, model: model.info })
}

const progressType = new ProgressType<unknown>()
let count = 0

/** Undefined where it cannot begin; what was done before it was cancelled is kept, and told. */
export async function judge(
  client: LanguageClient,
  models: Models,
  model: Ready,
  wanted: Wanted,
  token: CancellationToken,
  tell: (progress: z.infer<typeof JudgeProgress>) => void,
  heard?: HeardOf,
): Promise<Judged | undefined> {
  const progress = `limo/judge ${++count}`
  const listening = client.onProgress(progressType, progress, value => {
    const read = JudgeProgress.safeParse(value)
    if (read.success) tell(read.data)
  })
  try {
    const ask = () => send(client, judgeRequest, { ...wanted, model: model.info, progress }, token)
    const judged = await models.run(model, ask, heard)
    if (!judged || !token.isCancellationRequested) return judged && { ...judged, cancelled: false }
    const { stopped: _, ...rest } = judged
    return { ...rest, cancelled: true }
  } catch (error) {
    if (token.isCancellationRequested) return undefined
    throw error
  } finally {
    listening.dispose()
  }
}

/** In a notification with counts, time left, spend, and what the model says where one example is judged. */
export async function judgeVisibly(
  client: LanguageClient,
  models: Models,
  model: Ready,
  wanted: Wanted,
  title: string,
): Promise<Judged | undefined> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true }
  return window.withProgress(options, async (shown, token) => {
    const { heard, tell } = teller(shown, wanted.scope.type === 'example')
    return judge(client, models, model, wanted, token, tell, heard)
  })
}

/** How long what one reply says is shown before another one may take its place, in milliseconds. */
const sticks = 1_500
/** How often the notification changes, in milliseconds. */
const pace = 150

function teller(shown: Progress<{ message?: string; increment?: number }>, showsWords: boolean) {
  const started = Date.now()
  let counts = ''
  let reported = 0
  let last = 0
  let words = ''
  let speaking: unknown
  let spoke = 0

  const show = (increment = 0): void => {
    const now = Date.now()
    if (!increment && now - last < pace) return
    last = now
    const said = words.replace(/\s+/g, ' ').trim()
    const message = [counts, said && `“…${said.slice(-90)}”`].filter(Boolean).join(' · ')
    shown.report({ message, ...(increment && { increment }) })
  }
  const tell = ({ cost, done, of, tokens }: z.infer<typeof JudgeProgress>): void => {
    const seconds = (Date.now() - started) / 1000
    const left = done && done < of ? `${duration((seconds / done) * (of - done))} left` : ''
    counts = [`${done} of ${of}`, left, spend(tokens, cost)].filter(Boolean).join(' · ')
    const percent = of ? (100 * done) / of : 0
    const increment = percent - reported
    reported = percent
    show(increment)
  }
  const heard: HeardOf = (what, question) => {
    const now = Date.now()
    if (what.type === 'retry') {
      words = `${what.reason}; tried again in ${Math.ceil(what.seconds)} s`
      speaking = undefined
      return show()
    }
    if (speaking !== question && now - spoke < sticks) return
    words = speaking === question ? `${words}${what.text}`.slice(-400) : what.text
    speaking = question
    spoke = now
    show()
  }
  return { tell, ...(showsWords && { heard }) }
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

export function spend({ input, output }: Tokens, cost: number | undefined): string {
  const all = input + output
  const tokens = all ? `${rounded(all)} tokens` : ''
  return [tokens, cost !== undefined && `cost ${cost < 0.01 ? cost.toFixed(4) : cost.toFixed(2)}`]
    .filter(Boolean)
    .join(' · ')
}

function rounded(count: number): string {
  if (count < 10_000) return `${count}`
  return count < 1_000_000 ? `${Math.round(count / 1000)} k` : `${(count / 1_000_000).toFixed(1)} M`
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** Whether a model says of an example what its author says; undecided where the answers cannot be compared. */
export function agreement({ reviews, solves }: JudgedExample): 'yes' | 'no' | 'undecided' {
  if (solves?.agreement === 'different' || reviews.some(review => !review.agrees)) return 'no'
  return solves?.agreement === 'undecided' ? 'undecided' : 'yes'
}
