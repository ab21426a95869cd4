import { join } from 'node:path'
import * as vscode from 'vscode'
import type { Profile } from '../../server/src/core/model/profile.ts'
import { type ModelServer, type Script, withModelServer } from '../model-server.ts'

// What the suites share that have a model of their own judge examples.

export const example = '@limo 1\n\n@example a\n@problem\nWhat is $1+2$?\n@solution\nIt is $\\boxed{4}$.\n@answer: 4\n'

/** It answers 3, and calls the first step wrong. */
export const three: Script = ({ schema }) =>
  schema
    ? JSON.stringify({ steps: [{ step: 1, reason: 'It is 3', verdict: 'wrong' }], first_wrong_step: 1 })
    : '$1+2=3$, so $\\boxed{3}$'

/** Has a scripted model in use as long as the body goes on. */
export async function withModel(script: Script, body: (server: ModelServer) => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('limo')
  const set = async (name: string, value: unknown) => settings.update(name, value, vscode.ConfigurationTarget.Global)
  await withModelServer(script, async server => {
    const profile: Profile = { provider: 'openai-compatible', baseUrl: server.baseUrl, model: 'scripted' }
    try {
      await set('models', { scripted: profile })
      await set('model', 'scripted')
      await body(server)
    } finally {
      await set('models', undefined)
      await set('model', undefined)
    }
  })
}

export function folder(): string {
  return vscode.workspace.workspaceFolders![0]!.uri.fsPath
}

export function checksOf(name: string): string {
  return join(folder(), `.limo/checks/${name}.json`)
}

/** Writes a file and opens it with the cursor in its first example. */
export async function open(name: string, text: string): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name)
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text))
  const editor = await vscode.window.showTextDocument(uri)
  const inside = editor.document.positionAt(text.indexOf('@problem'))
  editor.selection = new vscode.Selection(inside, inside)
  return editor
}

export function found(uri: vscode.Uri, rule: string): vscode.Diagnostic | undefined {
  const codeOf = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? code.value : code)
  return vscode.languages.getDiagnostics(uri).find(diagnostic => codeOf(diagnostic) === rule)
}

/** What was asked for, as soon as there is something. What is `meanwhile` to be done is done before each time. */
export async function until<T>(
  ask: () => T,
  meanwhile: () => unknown = () => undefined,
): Promise<NonNullable<Awaited<T>>> {
  const end = Date.now() + 15_000
  for (;;) {
    await meanwhile()
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > end) throw new Error(`Not in time: ${ask}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
