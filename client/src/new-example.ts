import { Range, SnippetString, type TextDocument, type TextEditor, window, workspace } from 'vscode'
import { idFrom } from '../../server/src/core/dataset/ids.ts'
import { insertExample } from '../../server/src/core/features/insert-example.ts'
import { exampleSkeletons } from '../../server/src/core/features/skeletons.ts'
import { escapeSnippet } from '../../server/src/core/features/snippet.ts'
import type { Document } from '../../server/src/core/format/document.ts'
import { parse } from '../../server/src/core/format/parse.ts'
import { uniqueId } from '../../server/src/core/formats/ids.ts'

/** Puts the skeleton of an example at the end of the file, its places to be filled in one by one. */
export async function newExample(): Promise<void> {
  const items = exampleSkeletons.map(({ docs, label, snippet }) => ({
    label: label.replace(/^@/, '').replace(/^./, first => first.toUpperCase()),
    description: docs,
    snippet,
  }))
  const chosen = await window.showQuickPick(items, { title: 'LIMO: New Example' })
  if (!chosen) return
  const editor = await limoEditor()
  const text = editor.document.getText()
  const document = parse(text)
  const id = nextId(document, stemOf(editor.document))
  const snippet = chosen.snippet.replace(/(\$\{1:)id\}/, (_, open) => `${open}${escapeSnippet(id)}}`)
  const { span, text: written } = insertExample(document, text.length, snippet)
  const range = new Range(editor.document.positionAt(span.start), editor.document.positionAt(span.end))
  await editor.insertSnippet(new SnippetString(written), range)
  editor.revealRange(new Range(range.start, range.start.translate(12)))
}

/** The active editor, if it shows a `.limo` file; else one on a new file. */
export async function limoEditor(): Promise<TextEditor> {
  const active = window.activeTextEditor
  if (active?.document.languageId === 'limo' && active.document.uri.scheme !== 'limo-import') return active
  return window.showTextDocument(await workspace.openTextDocument({ language: 'limo' }))
}

/** What ids begin with where there are none. */
export function stemOf(document: TextDocument): string {
  if (document.isUntitled) return 'example'
  return document.uri.path.replace(/^.*\//, '').replace(/(?:\.[A-Za-z]\w*)+$/, '')
}

export function idsOf(document: Document): string[] {
  return document.regions.flatMap(({ example }) => (example?.id ? [example.id.text] : []))
}

function nextId(document: Document, stem: string): string {
  const ids = idsOf(document)
  const taken = new Map(ids.map(id => [id.toLowerCase(), 1]))
  return uniqueId(`${(idFrom(stem) ?? 'example').slice(0, 100)}-${ids.length + 1}`, taken)
}
