import { type QuickPickItem, Selection, Uri, window, workspace } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import * as z from 'zod'
import { clearVerdictsRequest, type JudgedExample, type JudgeScope } from '../../server/src/core/judge-protocol.ts'
import { Position } from '../../server/src/core/protocol.ts'
import { send } from './client.ts'
import {
  agreement,
  counted,
  type Estimate,
  estimate,
  type Judged,
  judgeVisibly,
  spend,
  usualCounts,
  type Wanted,
} from './judging.ts'
import type { Models, Ready } from './models.ts'
import { type Choice, choose } from './steps.ts'

const here = 'Put the cursor into an example of a .limo file first'

/** Has the model in use solve and review the example at the cursor, or at the place that a lens names. */
export async function checkSolution(client: LanguageClient, models: Models, ...asked: unknown[]): Promise<void> {
  const scope = placeOf(asked) ?? exampleHere(client)
  if (!scope) return void window.showInformationMessage(here)
  const model = await models.ready()
  if (!model) return
  const wanted = { scope, ...usualCounts() }
  const judged = await judgeVisibly(client, models, model, wanted, `${model.info.model} checks the solution`)
  if (!judged) return
  const [example] = judged.judged
  if (judged.stopped !== undefined || judged.cancelled || !example?.recorded) return tellOne(judged, model)
  const again = 'Check Again'
  const recorded = `Up to date: ${wordsOn(example, model.info.model)}`
  if ((await window.showInformationMessage(recorded, again)) !== again) return
  const anew = await judgeVisibly(client, models, model, { ...wanted, again: true }, `${model.info.model} checks again`)
  if (anew) tellOne(anew, model)
}

export async function checkFile(client: LanguageClient, models: Models): Promise<void> {
  const document = window.activeTextEditor?.document
  if (document?.languageId !== 'limo') return void window.showInformationMessage('Open a .limo file first')
  const scope = { type: 'file', uri: client.code2ProtocolConverter.asUri(document.uri) } as const
  await checkMany(client, models, 'LIMO: Check File', { scope, ...usualCounts() })
}

export async function checkWorkspace(client: LanguageClient, models: Models): Promise<void> {
  await checkMany(client, models, 'LIMO: Check Workspace', { scope: { type: 'workspace' }, ...usualCounts() })
}

/** Has problems solved blind as often as the user says: how often that succeeds is how difficult they are. */
export async function estimateDifficulty(client: LanguageClient, models: Models): Promise<void> {
  const title = 'LIMO: Estimate Difficulty'
  const scope = await choose(title, 'Of what', scopes(client))
  if (!scope) return
  const typed = await window.showInputBox({
    title: `${title}: How often each problem is solved`,
    prompt: 'More tell more: LIMO keeps problems that a model solves 1 to 3 times of 32',
    value: '8',
    validateInput: text => (/^[1-9]\d{0,2}$/.test(text.trim()) ? undefined : 'A number from 1 to 999 is expected'),
  })
  if (typed === undefined) return
  const wanted = { scope: scope.value, samples: Number(typed), reviews: 0 }
  if (scope.value.type !== 'example') return checkMany(client, models, title, wanted)
  const model = await models.ready()
  if (!model) return
  const judged = await judgeVisibly(client, models, model, wanted, `${model.info.model} solves the problem`)
  if (judged) tellOne(judged, model)
}

export async function clearVerdicts(client: LanguageClient): Promise<void> {
  const scope = await choose('LIMO: Clear Verdicts', 'Of what', scopes(client))
  if (!scope) return
  const { cleared } = await send(client, clearVerdictsRequest, { scope: scope.value })
  const text = cleared ? `The verdicts of ${counted(cleared, 'example')} are cleared` : 'There are no verdicts to clear'
  void window.showInformationMessage(text)
}

export async function clearCache({ replies }: Models): Promise<void> {
  const { bytes, count } = await replies.size()
  if (!count) return void window.showInformationMessage('No replies of models are kept')
  const clear = 'Clear'
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
  const question = `Clear ${counted(count, 'kept reply', 'kept replies')} of models (${size})?`
  const detail = 'Verdicts stay. What is asked again is then sent again.'
  if ((await window.showWarningMessage(question, { modal: true, detail }, clear)) !== clear) return
  await replies.clear()
  void window.showInformationMessage(`${counted(count, 'kept reply', 'kept replies')} of models cleared`)
}

interface Plan extends QuickPickItem {
  readonly again: boolean
}

/** Only once the user has seen what it takes. */
async function checkMany(client: LanguageClient, models: Models, title: string, wanted: Wanted): Promise<void> {
  const model = await models.ready()
  if (!model) return
  const fresh = await estimate(client, model, wanted)
  const all = fresh.upToDate ? await estimate(client, model, { ...wanted, again: true }) : undefined
  if (!fresh.requests && !all?.requests) {
    const unfit = fresh.unfit ? `: ${counted(fresh.unfit, 'example')} cannot be judged` : ''
    return void window.showInformationMessage(`There is nothing to check${unfit}`)
  }
  const plans: Plan[] = [
    ...(fresh.requests
      ? [{ label: 'Check What Is New or Out of Date', detail: planned(fresh, fresh.upToDate), again: false }]
      : []),
    ...(all ? [{ label: 'Check All Again', detail: planned(all, 0), again: true }] : []),
  ]
  const plan = await window.showQuickPick(plans, {
    title: `${title} with ${model.info.model}`,
    placeHolder: fresh.requests ? 'What is asked, about' : 'Every example is up to date',
    ignoreFocusOut: true,
  })
  if (!plan) return
  const judged = await judgeVisibly(client, models, model, { ...wanted, again: plan.again }, title)
  if (judged) await tellMany(judged, model)
}

function planned({ cost, examples, requests, tokens, unfit }: Estimate, upToDate: number): string {
  const spent = spend(tokens, cost)
  return [
    counted(examples, 'example'),
    counted(requests, 'request'),
    spent && `about ${spent}`,
    upToDate && `${upToDate} up to date`,
    unfit && `${unfit} cannot be judged`,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** In a notification that closes with the progress; what wants a second look also stands in the text. */
function tellOne({ cancelled, judged, stopped }: Judged, { info }: Ready): void {
  const [example] = judged
  const said = example && wordsOn(example, info.model)
  const failure = stopped ?? (cancelled ? undefined : example?.failed)
  if (!said) return void (failure !== undefined && window.showErrorMessage(failure))
  const text = [said, failure, cancelled && 'cancelled: what was done is kept'].filter(Boolean).join('; ')
  void (agreement(example) === 'yes' && failure === undefined
    ? window.showInformationMessage(text)
    : window.showWarningMessage(text))
}

/** "m answers 3 in 1 of 4 solves, the example 4; it calls step 2 wrong: 1 + 1 is 2" */
export function wordsOn({ reviews, solves }: JudgedExample, model: string): string {
  const parts: string[] = []
  if (solves) parts.push(wordsOnSolves(solves, model))
  for (const { agrees: same, flawed, reason, solution, step } of reviews) {
    const which = reviews.length > 1 ? ` of solution ${solution + 1}` : ''
    const who = parts.length ? 'it' : model
    if (step !== undefined) {
      const asMarked = flawed ? (same ? ', as marked' : ', not the one that is marked') : ''
      parts.push(`${who} calls step ${step}${which} wrong${asMarked}${reason && `: ${reason}`}`)
    } else parts.push(`${who} calls no step${which} wrong${flawed ? ', though one is marked' : ''}`)
  }
  return parts.join('; ')
}

function wordsOnSolves(
  { agreement, answer, expected, of, solved }: NonNullable<JudgedExample['solves']>,
  model: string,
) {
  const rate = `${solved} of ${counted(of, 'solve')}`
  if (!answer) return `the replies of ${model} give no final answer`
  if (agreement === 'equal') return `${model} answers ${answer} as well, in ${rate}`
  return agreement === 'different'
    ? `${model} answers ${answer}, the example ${expected}; it comes to that in ${rate}`
    : `${model} answers ${answer}, the example ${expected}: compare them yourself`
}

async function tellMany(run: Judged, { info }: Ready): Promise<void> {
  const failed = run.cancelled ? [] : run.judged.filter(example => example.failed !== undefined)
  const said = run.judged.filter(example => !failed.includes(example)).map(agreement)
  const count = (what: ReturnType<typeof agreement>): number => said.filter(one => one === what).length
  const [same, other, undecided] = [count('yes'), count('no'), count('undecided')]
  const spent = spend(run.tokens, run.cost)
  const text = [
    `${info.model} on ${counted(run.judged.length, 'example')}`,
    `${same} agree`,
    `${other} do not`,
    undecided && `${undecided} undecided`,
    failed.length && `${failed.length} failed: ${failed[0]!.failed}`,
    run.upToDate && `${run.upToDate} were up to date`,
    counted(run.requests, 'request'),
    run.cached && `${run.cached} answered from what is kept`,
    spent,
    run.stopped,
    run.cancelled && 'cancelled: what was done is kept',
  ]
    .filter(Boolean)
    .join(' · ')
  const show = other + undecided + failed.length && !run.stopped ? 'Show First' : undefined
  const message = run.stopped || failed.length ? window.showWarningMessage : window.showInformationMessage
  const chosen = await message(text, ...(show ? [show] : []))
  const first = run.judged.find(example => example.failed !== undefined || agreement(example) !== 'yes')
  if (chosen !== show || !first) return
  const position = first.reviews.find(review => !review.agrees)?.position ?? first.position
  const { character, line } = position
  const editor = await window.showTextDocument(Uri.parse(first.uri))
  editor.selection = new Selection(line, character, line, character)
  editor.revealRange(editor.selection)
}

function placeOf(asked: readonly unknown[]): JudgeScope | undefined {
  const read = z.tuple([z.string(), Position]).safeParse(asked)
  return read.success ? { type: 'example', uri: read.data[0], position: read.data[1] } : undefined
}

function exampleHere(client: LanguageClient): JudgeScope | undefined {
  const editor = window.activeTextEditor
  if (editor?.document.languageId !== 'limo') return undefined
  return {
    type: 'example',
    uri: client.code2ProtocolConverter.asUri(editor.document.uri),
    position: client.code2ProtocolConverter.asPosition(editor.selection.active),
  }
}

function scopes(client: LanguageClient): Choice<JudgeScope>[] {
  const example = exampleHere(client)
  const document = window.activeTextEditor?.document
  return [
    ...(example && document
      ? [
          { label: 'The example at the cursor', value: example },
          {
            label: 'This file',
            description: workspace.asRelativePath(document.uri),
            value: { type: 'file', uri: client.code2ProtocolConverter.asUri(document.uri) } as const,
          },
        ]
      : []),
    { label: 'All files of the workspace', value: { type: 'workspace' } },
  ]
}
