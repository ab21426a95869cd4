import { env, type LogOutputChannel, ProgressLocation, type TextDocument, Uri, window, workspace } from 'vscode'
import { type LanguageClient, ProgressType } from 'vscode-languageclient/node'
import { parse } from '../../server/src/core/format/parse.ts'
import { regionAt } from '../../server/src/core/format/region-at.ts'
import { PagePiece, type PageScope, pageRequest, type Skipped } from '../../server/src/core/protocol.ts'
import { isId } from '../../server/src/core/row.ts'
import { send } from './client.ts'
import { isLimo } from './preview-panel.ts'
import { chooseTarget, fileName, isHere, reveal, type Target, write } from './save.ts'
import { type Choice, choose } from './steps.ts'

const title = 'LIMO: Export Preview'

/** A text and a place in it. */
export interface TextPlace {
  readonly document: TextDocument
  readonly cursor: number
}

/** Writes a page of this example, this file or the workspace, to be read in a browser or printed. */
export async function exportPreview(
  client: LanguageClient,
  output: LogOutputChannel,
  shown: TextPlace | undefined,
): Promise<void> {
  const scope = await chooseScope(client, activePlace() ?? shown)
  const findings = scope && (await choose(title, 'What to show', contents))
  const target = findings && (await chooseTarget({ HTML: ['html'] }, fileName(scope.name)))
  if (!scope || !findings || !target) return
  const options = { location: ProgressLocation.Notification, title: 'Exporting', cancellable: true }
  await window.withProgress(options, async (_, token) => {
    const pieces: Uint8Array[] = []
    const id = `limo-page-${Math.random().toString(36).slice(2)}`
    const listening = client.onProgress(new ProgressType<unknown>(), id, piece => {
      pieces.push(new TextEncoder().encode(PagePiece.parse(piece)))
    })
    try {
      const params = { scope: scope.value, title: scope.name, findings: findings.value, pieces: id }
      const made = await send(client, pageRequest, params, token).catch(error => {
        if (!token.isCancellationRequested) throw error
      })
      if (!made || token.isCancellationRequested) return
      if (made.examples) await write(target, joined(pieces))
      void report(target, made.examples, made.skipped, output)
    } finally {
      listening.dispose()
    }
  })
}

interface ScopeChoice extends Choice<PageScope> {
  /** What the page and its file are called. */
  readonly name: string
}

const contents: readonly Choice<boolean>[] = [
  { label: 'The examples', description: 'for their readers', value: false },
  {
    label: 'The examples with findings',
    description: 'for those who revise them: findings where they stand, verdicts of claims',
    value: true,
  },
]

export function activePlace(): TextPlace | undefined {
  const editor = window.activeTextEditor
  if (!editor || !isLimo(editor.document)) return undefined
  return { document: editor.document, cursor: editor.document.offsetAt(editor.selection.active) }
}

async function chooseScope(client: LanguageClient, place: TextPlace | undefined): Promise<ScopeChoice | undefined> {
  const scopes = [...(place ? placeScopes(client, place) : []), ...workspaceScopes()]
  if (scopes.length) return choose(title, 'What to export', scopes)
  void window.showInformationMessage('Open a .limo file, or a folder with some, first')
  return undefined
}

function placeScopes(client: LanguageClient, { cursor, document }: TextPlace): ScopeChoice[] {
  const uri = client.code2ProtocolConverter.asUri(document.uri)
  const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1).replace(/\.limo$/i, '')
  const file: ScopeChoice = {
    label: 'This file',
    description: workspace.asRelativePath(document.uri),
    name,
    value: { type: 'file', uri },
  }
  const { example } = regionAt(parse(document.getText()), cursor).region
  if (!example) return [file]
  const id = example.id?.text ?? ''
  const position = client.code2ProtocolConverter.asPosition(document.positionAt(cursor))
  return [
    {
      label: 'This example',
      description: id,
      name: isId(id) ? id : name,
      value: { type: 'example', uri, position },
    },
    file,
  ]
}

function workspaceScopes(): ScopeChoice[] {
  const folders = workspace.workspaceFolders ?? []
  if (!folders.length) return []
  const name = folders.map(folder => folder.name).join(', ')
  return [{ label: 'All files of the workspace', name, value: { type: 'workspace' } }]
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

async function report(
  { uri }: Target,
  examples: number,
  skipped: readonly Skipped[],
  output: LogOutputChannel,
): Promise<void> {
  for (const { reason, uri: file } of skipped) {
    output.info(`Not exported: ${workspace.asRelativePath(Uri.parse(file))}: ${reason}`)
  }
  const counts = `${examples} ${examples === 1 ? 'example' : 'examples'} written`
  const left = skipped.length ? `, ${skipped.length} ${skipped.length === 1 ? 'file' : 'files'} left out` : ''
  const open = 'Open'
  const show = 'Show'
  const details = 'Details'
  const buttons = [...(!examples ? [] : isHere(uri) ? [open, show] : [show]), ...(skipped.length ? [details] : [])]
  const chosen = examples
    ? await window.showInformationMessage(`${counts}${left}`, ...buttons)
    : await window.showWarningMessage(`There is no example to export, no file written${left}`, ...buttons)
  if (chosen === open) await env.openExternal(uri)
  if (chosen === show) await reveal(uri)
  if (chosen === details) output.show()
}
