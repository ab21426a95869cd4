import { commands, env, ProgressLocation, window } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { judgeRequest, type Verdict } from '../../server/src/core/protocol.ts'
import { send } from './client.ts'
import type { Models } from './models.ts'

/** Has the user's model solve the problem at the cursor, blind, and tells how its answer compares. */
export async function checkSolution(client: LanguageClient, models: Models): Promise<void> {
  const editor = window.activeTextEditor
  if (editor?.document.languageId !== 'limo') {
    return void window.showInformationMessage('Put the cursor into an example of a .limo file first')
  }
  const model = models.configured()
  if (model.type === 'failed') return explain(model)
  const { document, selection } = editor
  const params = {
    uri: client.code2ProtocolConverter.asUri(document.uri),
    position: client.code2ProtocolConverter.asPosition(selection.active),
  }
  const title = `${model.model} solves the problem`
  const options = { location: ProgressLocation.Notification, title, cancellable: true }
  await window.withProgress(options, async (_, token) => {
    try {
      const judged = await send(client, judgeRequest, params, token)
      if (token.isCancellationRequested) return
      if (judged.type === 'failed') void window.showErrorMessage(judged.reason)
      else tell(judged.verdict)
    } catch (error) {
      if (!token.isCancellationRequested) throw error
    }
  })
}

async function explain({ reason, unset }: { reason: string; unset?: boolean }): Promise<void> {
  const open = 'Open Settings'
  const chosen = await window.showErrorMessage(reason, ...(unset ? [open] : []))
  if (chosen !== open) return
  // Settings of a machine are among those of the remote where there is one.
  const command = env.remoteName ? 'workbench.action.openRemoteSettings' : 'workbench.action.openSettings'
  await commands.executeCommand(command, { query: '@ext:limo.limo model' })
}

/** In a notification that closes with the progress; what wants a second look also stands in the text. */
function tell({ type, model, found, expected }: Verdict): void {
  if (type === 'equal') void window.showInformationMessage(`${model} answers ${found} as well`)
  else if (type === 'different') void window.showWarningMessage(`${model} answers ${found}, the example ${expected}`)
  else if (found)
    void window.showInformationMessage(`${model} answers ${found}, the example ${expected}: compare them yourself`)
  else void window.showInformationMessage(`The reply of ${model} gives no final answer`)
}
