import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { test } from '../runner.ts'

test('a .limo file is of the language limo and activates the extension', async () => {
  const extension = vscode.extensions.getExtension('limo.limo')
  assert.ok(extension, 'limo.limo is installed')
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'new.limo')
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('Problem\n'))
  const document = await vscode.workspace.openTextDocument(uri)
  await vscode.window.showTextDocument(document)
  assert.equal(document.languageId, 'limo')
  const end = Date.now() + 20_000
  while (!extension.isActive && Date.now() < end) await new Promise(resolve => setTimeout(resolve, 50))
  assert.ok(extension.isActive, 'limo.limo is active')
})
