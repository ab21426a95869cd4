import { type LogOutputChannel, ProgressLocation, Uri, window, workspace } from 'vscode'
import { type LanguageClient, ProgressType } from 'vscode-languageclient/node'
import type { Skip } from '../../server/src/core/formats/options.ts'
import { ExportPiece, type ExportScope, exportRequest, type Skipped } from '../../server/src/core/protocol.ts'
import { send } from './client.ts'
import { type Choice, choose, chooseTarget, type Target, write } from './save.ts'

/** Writes the rows of this file or of the workspace into a data set that the user names. */
export async function exportDataSet(client: LanguageClient, output: LogOutputChannel): Promise<void> {
  const scope = await chooseScope(client)
  const skip = scope && (await choose(title, 'Which examples to leave out', skips))
  const target = skip && (await chooseTarget({ 'JSON lines': ['jsonl'] }))
  if (!scope || !skip || !target) return
  const options = { location: ProgressLocation.Notification, title: 'Exporting', cancellable: true }
  await window.withProgress(options, async (_, token) => {
    const pieces = `limo-export-${Math.random().toString(36).slice(2)}`
    let text = ''
    const progress = client.onProgress(new ProgressType<unknown>(), pieces, given => {
      const piece = ExportPiece.parse(given)
      if ('text' in piece) text += piece.text
    })
    const params = { scope: scope.value, format: 'jsonl', options: { skip: skip.value }, pieces }
    const exported = await send(client, exportRequest, params, token)
      .catch(error => {
        if (!token.isCancellationRequested) throw error
      })
      .finally(() => progress.dispose())
    if (!exported || token.isCancellationRequested) return
    if (exported.type === 'refused') throw new Error(exported.reason)
    if (exported.records) await write(target, text)
    void report(target, exported.records, exported.skipped, output)
  })
}

const title = 'LIMO: Export Data Set'

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
  if (scopes.length) return choose(title, 'What to export', scopes)
  void window.showInformationMessage('Open a .limo file, or a folder with some, first')
  return undefined
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
