import {
  commands,
  type ExtensionContext,
  type LogOutputChannel,
  type Progress,
  ProgressLocation,
  Uri,
  window,
  workspace,
} from 'vscode'
import { type LanguageClient, ProgressType } from 'vscode-languageclient/node'
import * as z from 'zod'
import { ExportPiece, exportRequest, type FormatDescription, formatsRequest } from '../../server/src/core/protocol.ts'
import { send } from './client.ts'
import { askOptions, GivenOptions, known, optionMemory, summary } from './export-options.ts'
import { activePlace, type TextPlace } from './export-preview.ts'
import { askScope, Scope, scopeFileName, scopeName, selectionScope, serverScope } from './export-scope.ts'
import {
  chooseTarget,
  exists,
  fileName,
  mayReplace,
  type Pending,
  pendingFile,
  pendingFolder,
  refusesLimo,
  reveal,
  type Target,
} from './save.ts'
import { type Answer, heading, type Place, pick, type } from './steps.ts'

const title = 'LIMO: Export Data Set'

/** What an export is made of, as it is remembered. */
const Job = z.object({ format: z.string(), options: GivenOptions, scope: Scope, target: z.string() })
type Job = z.infer<typeof Job>

interface Wanted {
  readonly format: FormatDescription
  readonly options: GivenOptions
  readonly scope: Scope
}

/**
 * Writes examples as the data set that a trainer reads: what the explorer has selected, else what the user chooses.
 * `shown` is the place of the preview.
 */
export async function exportDataSet(
  context: ExtensionContext,
  client: LanguageClient,
  output: LogOutputChannel,
  shown: TextPlace | undefined,
  selected: readonly Uri[] = [],
): Promise<void> {
  const { formats } = await send(client, formatsRequest, {})
  const last = lastJob(context, formats)
  const scope = selected.length ? selectionScope(selected) : undefined
  const answer = await ask(context, formats, last, scope, activePlace() ?? shown)
  if (!answer) return
  const { again, wanted } = answer
  const near = last && Uri.parse(last.target)
  const target = again ? await oldTarget(near!, wanted.format) : await newTarget(wanted, near)
  if (!target) return
  if (!again) optionMemory(context).keep(wanted.format, wanted.options)
  await run(context, client, output, wanted, target)
}

/** What to export and how, until the place is to be named; `again` where that is the old one too. */
async function ask(
  context: ExtensionContext,
  formats: readonly FormatDescription[],
  last: Job | undefined,
  selected: Scope | undefined,
  shown: TextPlace | undefined,
): Promise<{ readonly wanted: Wanted; readonly again: boolean } | undefined> {
  const steps = selected ? 2 : 3
  const memory = optionMemory(context)
  let format: FormatDescription | undefined
  let scope = selected
  for (let step = 1; ; ) {
    const place: Place = { title, step, steps, canGoBack: step > 1 }
    let answer: Answer<unknown>
    if (step === 1) {
      const chosen = await askFormat(formats, last, selected, place, format)
      if (chosen.type === 'chosen' && chosen.value === 'again') {
        const { format: id, options, scope: before } = last!
        const wanted = { format: formats.find(other => other.id === id)!, options, scope: selected ?? before }
        return { wanted, again: !selected }
      } else if (chosen.type === 'chosen') format = chosen.value as FormatDescription
      answer = chosen
    } else if (step === 2 && !selected) {
      const chosen = await askScope(shown, place)
      if (chosen.type === 'chosen') scope = chosen.value
      answer = chosen
    } else {
      const next = format!.type === 'file' ? 'Choose the file…' : 'Choose the folder…'
      const asked = { format: format!, given: memory.of(format!), among: () => true, next }
      const chosen = await askOptions(asked, place)
      if (chosen.type === 'chosen') {
        return { wanted: { format: format!, options: chosen.value, scope: scope! }, again: false }
      }
      answer = chosen
    }
    if (answer.type === 'closed') return undefined
    step += answer.type === 'back' ? -1 : 1
  }
}

function askFormat(
  formats: readonly FormatDescription[],
  last: Job | undefined,
  selected: Scope | undefined,
  place: Place,
  before: FormatDescription | undefined,
): Promise<Answer<FormatDescription | 'again'>> {
  const lastFormat = formats.find(({ id }) => id === last?.format)
  const first =
    last && lastFormat
      ? [
          {
            label: `$(history) Export as last time: ${lastFormat.title}`,
            description: scopeName(selected ?? last.scope),
            detail: [
              ...(selected ? [] : [`To ${workspace.asRelativePath(Uri.parse(last.target))}`]),
              summary(lastFormat, last.options),
            ]
              .filter(Boolean)
              .join('; '),
            value: 'again' as const,
          },
          heading('Formats'),
        ]
      : []
  const choices = formats.map(format => ({
    label: format.title,
    description: format.type === 'folder' ? 'a folder' : `.${format.extension}`,
    detail: format.readers,
    value: format,
  }))
  return pick<FormatDescription | 'again'>({
    ...place,
    question: 'The format of the data set',
    choices: [...first, ...choices],
    ...(before && { active: before }),
  })
}

const lastKey = 'limo.export.last'

function lastJob({ workspaceState }: ExtensionContext, formats: readonly FormatDescription[]): Job | undefined {
  const { data } = Job.safeParse(workspaceState.get(lastKey))
  const format = formats.find(({ id }) => id === data?.format)
  return data && format && { ...data, options: known(format, data.options) }
}

/** Where the last export went, if it may go there again. */
async function oldTarget(uri: Uri, { type: kind }: FormatDescription): Promise<Target | undefined> {
  // What stands in a folder is asked about when it is known what goes there.
  if (kind === 'folder' || !(await exists(uri))) return { uri, replaces: false }
  const name = uri.path.split('/').at(-1)!
  return (await mayReplace([name], Uri.joinPath(uri, '..'))) ? { uri, replaces: true } : undefined
}

async function newTarget({ format, scope }: Wanted, near: Uri | undefined): Promise<Target | undefined> {
  const own = fileName(scopeFileName(scope))
  const name = format.id === format.extension ? own : `${own}-${format.id}`
  if (format.type === 'file') return chooseTarget({ [format.title]: [format.extension!] }, name, near)
  const base = near ? Uri.joinPath(near, '..') : workspace.workspaceFolders?.[0]?.uri
  const uri = base ? await chooseFolder(base, name) : await openFolder()
  return uri && !refusesLimo(uri) ? { uri, replaces: false } : undefined
}

/** Dialogs choose folders that are there; this names new ones too. */
async function chooseFolder(base: Uri, name: string): Promise<Uri | undefined> {
  const proposed = Uri.joinPath(base, name)
  const place: Place = { title: `${title}: Folder`, canGoBack: false }
  for (;;) {
    const answer = await pick<Uri | 'other' | 'browse'>({
      ...place,
      question: 'The folder that the data set is written into',
      choices: [
        {
          label: `$(new-folder) ${workspace.asRelativePath(proposed)}`,
          description: (await exists(proposed)) ? 'is there already' : 'new',
          value: proposed,
        },
        { label: '$(edit) Another new folder…', value: 'other' },
        { label: '$(folder-opened) A folder that is there…', value: 'browse' },
      ],
    })
    if (answer.type !== 'chosen') return undefined
    if (answer.value === 'browse') return openFolder(base)
    if (answer.value !== 'other') return answer.value
    const named = await type(
      { ...place, question: `Its path, from ${workspace.asRelativePath(base)}`, canGoBack: true },
      name,
      text => (/^[^\\:*?"<>|]+$/.test(text.trim()) ? undefined : 'Expected the path of a folder'),
    )
    if (named.type === 'closed') return undefined
    if (named.type === 'chosen') return Uri.joinPath(base, named.value.trim())
  }
}

async function openFolder(base?: Uri): Promise<Uri | undefined> {
  const options = { canSelectFiles: false, canSelectFolders: true, openLabel: 'Export' }
  const [uri] = (await window.showOpenDialog({ ...options, ...(base && { defaultUri: base }) })) ?? []
  return uri
}

interface Done {
  readonly records: number
  readonly skipped: readonly { readonly uri: string; readonly id: string; readonly reason: string }[]
  readonly warnings: readonly string[]
}

async function run(
  context: ExtensionContext,
  client: LanguageClient,
  output: LogOutputChannel,
  wanted: Wanted,
  target: Target,
): Promise<void> {
  const { format, options, scope } = wanted
  const asked = await serverScope(client, scope).catch(() => undefined)
  if (!asked) {
    return void window.showErrorMessage(`${scopeName(scope)} is not there any more: choose anew what to export`)
  }
  const pending = format.type === 'file' ? pendingFile(target) : pendingFolder(target.uri)
  const shown = { location: ProgressLocation.Notification, title: 'Exporting', cancellable: true }
  const done = await window.withProgress(shown, async (progress, token): Promise<Done | undefined> => {
    const pieces = `limo-export-${Math.random().toString(36).slice(2)}`
    const writing = writer(pending, progress)
    const listening = client.onProgress(new ProgressType<unknown>(), pieces, piece => writing.take(piece))
    try {
      const params = { scope: asked, format: format.id, options, pieces }
      const exported = await send(client, exportRequest, params, token)
      await writing.all()
      if (exported.type === 'refused') throw new Error(exported.reason)
      const isWanted = exported.records > 0 && !token.isCancellationRequested
      if (isWanted && (await pending.commit())) return exported
      await pending.abandon()
      return exported.records ? undefined : exported
    } catch (error) {
      await writing.all().catch(() => {})
      await pending.abandon()
      if (token.isCancellationRequested) return undefined
      void window.showErrorMessage(`Nothing is exported: ${(error as Error).message}`)
      return undefined
    } finally {
      listening.dispose()
    }
  })
  if (!done) return
  if (done.records) {
    const job: Job = { format: format.id, options, scope, target: target.uri.toString() }
    void context.workspaceState.update(lastKey, job)
  }
  void report(wanted, target.uri, done, output)
}

/** Writes the pieces one after the other, as they come. */
function writer(pending: Pending, progress: Progress<{ message: string }>) {
  let last: Promise<void> = Promise.resolve()
  let size = 0
  return {
    take(given: unknown): void {
      const piece = ExportPiece.parse(given)
      const content = 'text' in piece ? piece.text : Buffer.from(piece.base64, 'base64')
      size += content.length
      progress.report({ message: `${(size / 1e6).toFixed(1)} MB` })
      last = last.then(() => pending.write(piece.file, content, 'entries' in piece && piece.entries))
      // It is told to whoever waits for all of them.
      last.catch(() => {})
    },
    all: () => last,
  }
}

/** How many of the examples that are left out are named one by one. */
const named = 1_000

async function report(
  { format, scope }: Wanted,
  uri: Uri,
  { records, skipped, warnings }: Done,
  output: LogOutputChannel,
): Promise<void> {
  const counts = `${counted(records, 'record')} written, ${skipped.length} skipped`
  output.info(`Export of ${scopeName(scope)} as ${format.title} to ${workspace.asRelativePath(uri)}: ${counts}`)
  for (const warning of warnings) output.warn(warning)
  for (const { id, reason, uri: file } of skipped.slice(0, named)) {
    output.info(
      `Not exported: ${workspace.asRelativePath(Uri.parse(file))}: ${id || 'an example without id'}: ${reason}`,
    )
  }
  if (skipped.length > named) output.info(`Not exported: ${skipped.length - named} more`)
  const show = 'Show'
  const details = 'Details'
  const buttons = [...(records ? [show] : []), ...(skipped.length || warnings.length ? [details] : [])]
  const message = records
    ? [counts, ...warnings].join('; ')
    : `Nothing to export, no file written; ${skipped.length} skipped`
  const tell = records && !warnings.length ? window.showInformationMessage : window.showWarningMessage
  const chosen = await tell(message, ...buttons)
  if (chosen === show) await (isText(format) ? commands.executeCommand('vscode.open', uri) : reveal(uri))
  if (chosen === details) output.show()
}

function isText({ extension }: FormatDescription): boolean {
  return extension === 'jsonl' || extension === 'json'
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
