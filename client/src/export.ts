import { type LogOutputChannel, ProgressLocation, type QuickPickItem, Uri, window, workspace } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { type ExportScope, exportRequest, type Skip, type Skipped } from '../../server/src/core/protocol.ts'
import { send } from './client.ts'

/** Writes the rows of this file or of the workspace into a data set that the user names. */
export async function exportDataSet(client: LanguageClient, output: LogOutputChannel): Promise<void> {
  const scope = await chooseScope(client)
  const skip = scope && (await choose('Which examples to leave out', skips))
  const target = skip && (await chooseTarget())
  if (!scope || !skip || !target) return
  const options = { location: ProgressLocation.Notification, title: 'Exporting', cancellable: true }
  await window.withProgress(options, async (_, token) => {
    const params = { scope: scope.value, format: 'jsonl', skip: skip.value } as const
    const exported = await send(client, exportRequest, params, token).catch(error => {
      if (!token.isCancellationRequested) throw error
    })
    if (!exported || token.isCancellationRequested) return
    if (exported.written) await write(target, exported.text)
    void report(target, exported.written, exported.skipped, output)
  })
}

interface Choice<T> extends QuickPickItem {
  readonly value: T
}

const skips: readonly Choice<Skip>[] = [
  { label: 'Skip examples with errors', value: 'error' },
  { label: 'Skip examples with errors or warnings', value: 'warning' },
  { label: 'Export every complete example', value: 'none' },
]

async function chooseScope(client: LanguageClient): Promise<Choice<ExportScope> | undefined> {
  const document = window.activeTextEditor?.document
  const scopes: Choice<ExportScope>[] = []
  if (document?.languageId === 'limo') {
    const uri = client.code2ProtocolConverter.asUri(document.uri)
    scopes.push({
      label: 'This file',
      description: workspace.asRelativePath(document.uri),
      value: { type: 'file', uri },
    })
  }
  if (workspace.workspaceFolders?.length) {
    scopes.push({ label: 'All files of the workspace', value: { type: 'workspace' } })
  }
  if (scopes.length) return choose('What to export', scopes)
  void window.showInformationMessage('Open a .limo file, or a folder with some, first')
  return undefined
}

async function choose<T>(title: string, choices: readonly Choice<T>[]): Promise<Choice<T> | undefined> {
  return window.showQuickPick(choices, { title: `LIMO: Export Data Set: ${title}` })
}

interface Target {
  readonly uri: Uri
  /** The user has seen that it exists, and agreed. */
  readonly replaces: boolean
}

async function chooseTarget(): Promise<Target | undefined> {
  const folder = workspace.workspaceFolders?.[0]
  const defaultUri = folder && Uri.joinPath(folder.uri, `${folder.name}.jsonl`)
  const filters = { 'JSON lines': ['jsonl'] }
  const uri = await window.showSaveDialog({ filters, saveLabel: 'Export', ...(defaultUri && { defaultUri }) })
  if (!uri) return undefined
  if (/\.limo$/i.test(uri.path)) {
    void window.showErrorMessage('A .limo file is never the target of an export: choose another name')
    return undefined
  }
  const replaces = await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  )
  return { uri, replaces }
}

/** Into a file beside it first, so that the target is either the old one or the whole new one. */
async function write({ uri, replaces }: Target, text: string): Promise<void> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1)
  const beside = Uri.joinPath(uri, '..', `.${name}.${Math.random().toString(36).slice(2)}.tmp`)
  try {
    await workspace.fs.writeFile(beside, new TextEncoder().encode(text))
    await workspace.fs.rename(beside, uri, { overwrite: replaces })
  } catch (error) {
    await workspace.fs.delete(beside).then(undefined, () => {})
    throw error
  }
}

async function report(
  { uri }: Target,
  written: number,
  skipped: readonly Skipped[],
  output: LogOutputChannel,
): Promise<void> {
  for (const { uri: file, id, reason } of skipped) {
    output.info(
      `Not exported: ${workspace.asRelativePath(Uri.parse(file))}: ${id || 'an example without id'}: ${reason}`,
    )
  }
  const show = 'Show'
  const details = 'Details'
  const buttons = [...(written ? [show] : []), ...(skipped.length ? [details] : [])]
  const counts = `${written} ${written === 1 ? 'record' : 'records'} written, ${skipped.length} skipped`
  const chosen = written
    ? await window.showInformationMessage(counts, ...buttons)
    : await window.showWarningMessage(`Nothing to export, no file written; ${skipped.length} skipped`, ...buttons)
  if (chosen === show) await window.showTextDocument(uri)
  if (chosen === details) output.show()
}
