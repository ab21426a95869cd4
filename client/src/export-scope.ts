import { Uri, window, workspace } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import * as z from 'zod'
import { parse } from '../../server/src/core/format/parse.ts'
import { regionAt } from '../../server/src/core/format/region-at.ts'
import type { ExportScope } from '../../server/src/core/protocol.ts'
import { isId } from '../../server/src/core/row.ts'
import type { TextPlace } from './export-preview.ts'
import { type Answer, type Choice, type Place, pick } from './steps.ts'

/** What is exported, by names that still say the same tomorrow. */
export const Scope = z.discriminatedUnion('type', [
  z.object({ type: z.literal('example'), uri: z.string(), id: z.string() }),
  z.object({ type: z.literal('file'), uri: z.string() }),
  /** Files and folders. */
  z.object({ type: z.literal('selection'), uris: z.array(z.string()) }),
  z.object({ type: z.literal('workspace') }),
])
export type Scope = z.infer<typeof Scope>

export function askScope(place: TextPlace | undefined, among: Place): Promise<Answer<Scope>> {
  const choices = [...(place ? placeScopes(place) : []), ...workspaceScopes()]
  if (choices.length) return pick({ ...among, question: 'What to export', choices })
  void window.showInformationMessage('Open a .limo file, or a folder with some, first')
  return Promise.resolve({ type: 'closed' })
}

/** What was selected in the explorer. */
export function selectionScope(uris: readonly Uri[]): Scope {
  return { type: 'selection', uris: uris.map(uri => uri.toString()) }
}

/** As the server is asked for it; undefined where the example is gone. */
export async function serverScope(client: LanguageClient, scope: Scope): Promise<ExportScope | undefined> {
  const uriOf = (uri: string): string => client.code2ProtocolConverter.asUri(Uri.parse(uri))
  switch (scope.type) {
    case 'workspace':
      return scope
    case 'selection':
      return { type: 'selection', uris: scope.uris.map(uriOf) }
    case 'file':
      // A file that is no part of the workspace is known while it is open.
      await workspace.openTextDocument(Uri.parse(scope.uri))
      return { type: 'file', uri: uriOf(scope.uri) }
    case 'example': {
      const document = await workspace.openTextDocument(Uri.parse(scope.uri))
      const parsed = parse(document.getText())
      let start = parsed.bom ? 1 : 0
      for (const { example, text } of parsed.regions) {
        if (example?.id?.text === scope.id) {
          const position = client.code2ProtocolConverter.asPosition(document.positionAt(start))
          return { type: 'example', uri: uriOf(scope.uri), position }
        }
        start += text.length
      }
      return undefined
    }
  }
}

/** What it is called, in a list and as a file. */
export function scopeName(scope: Scope): string {
  switch (scope.type) {
    case 'example':
      return scope.id
    case 'file':
      return workspace.asRelativePath(Uri.parse(scope.uri))
    case 'selection': {
      const [first = '', ...others] = scope.uris.map(uri => workspace.asRelativePath(Uri.parse(uri)))
      return others.length ? `${first} and ${others.length} more` : first
    }
    case 'workspace':
      return 'all files of the workspace'
  }
}

export function scopeFileName(scope: Scope): string {
  switch (scope.type) {
    case 'example':
      return isId(scope.id) ? scope.id : 'example'
    case 'file':
      return baseName(scope.uri)
    case 'selection':
      return scope.uris.length === 1 ? baseName(scope.uris[0]!) : workspaceName()
    case 'workspace':
      return workspaceName()
  }
}

function placeScopes({ cursor, document }: TextPlace): Choice<Scope>[] {
  const uri = document.uri.toString()
  const id = regionAt(parse(document.getText()), cursor).region.example?.id?.text
  const folder = Uri.joinPath(document.uri, '..')
  const roots = workspace.workspaceFolders ?? []
  const isRoot = roots.some(root => root.uri.toString() === folder.toString())
  const isInside = workspace.getWorkspaceFolder(document.uri) !== undefined
  return [
    ...(id ? [{ label: 'This example', description: id, value: { type: 'example' as const, uri, id } }] : []),
    { label: 'This file', description: workspace.asRelativePath(document.uri), value: { type: 'file', uri } },
    ...(isInside && !isRoot ? [folderScope('The folder of this file', folder)] : []),
  ]
}

function workspaceScopes(): Choice<Scope>[] {
  const folders = workspace.workspaceFolders ?? []
  if (!folders.length) return []
  return [
    ...(folders.length > 1 ? folders.map(({ name, uri }) => folderScope(`The folder ${name}`, uri)) : []),
    { label: 'All files of the workspace', value: { type: 'workspace' } },
  ]
}

function folderScope(label: string, uri: Uri): Choice<Scope> {
  return { label, description: workspace.asRelativePath(uri), value: selectionScope([uri]) }
}

function baseName(uri: string): string {
  const { path } = Uri.parse(uri)
  return path
    .replace(/\/$/, '')
    .split('/')
    .at(-1)!
    .replace(/\.limo$/i, '')
}

function workspaceName(): string {
  return workspace.workspaceFolders?.[0]?.name ?? 'examples'
}
