import { commands, type ExtensionContext, Selection, Uri, window } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import * as z from 'zod'
import { Position } from '../../server/src/core/protocol.ts'

/** What the lens above an example asks for: the hover at its id, which says what the score is made of. */
export async function showScore(client: LanguageClient, ...asked: readonly unknown[]): Promise<void> {
  const [uri, position] = z.tuple([z.string(), Position]).parse(asked)
  const editor = await window.showTextDocument(client.protocol2CodeConverter.asUri(uri))
  const at = client.protocol2CodeConverter.asPosition(position)
  editor.selection = new Selection(at, at)
  editor.revealRange(editor.selection)
  await commands.executeCommand('editor.action.showHover')
}

export async function openScoreDocs({ extensionUri }: ExtensionContext): Promise<void> {
  const page = Uri.joinPath(extensionUri, 'server/src/core/dataset/SCORE.md')
  await commands.executeCommand('markdown.showPreview', page)
}
