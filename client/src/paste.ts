import {
  type Disposable,
  DocumentDropOrPasteEditKind,
  DocumentPasteEdit,
  type DocumentPasteEditProvider,
  env,
  languages,
  Range,
  type TextDocument,
  WorkspaceEdit,
  window,
} from 'vscode'
import { insertExample, typedExample } from '../../server/src/core/features/insert-example.ts'
import type { Document } from '../../server/src/core/format/document.ts'
import { parse } from '../../server/src/core/format/parse.ts'
import { idsOf, limoEditor, stemOf } from './new-example.ts'

/** Puts what the clipboard holds behind the example at the cursor, as an example. */
export async function pasteAsExample(): Promise<void> {
  const copied = await env.clipboard.readText()
  const { exampleOf } = await import('../../server/src/core/formats/paste.ts')
  if (exampleOf(copied) === undefined) {
    return void window.showInformationMessage(
      'The clipboard holds no example; expected a JSON record, a chat, or a problem and its solution under headings',
    )
  }
  const editor = await limoEditor()
  const { document } = editor
  const example = await exampleIn(document, copied)
  if (example === undefined) return
  const offset = document.offsetAt(editor.selection.active)
  const place = behind(document, parse(document.getText()), offset, example)
  await editor.edit(edits => edits.replace(place.range, place.text))
  editor.revealRange(new Range(place.range.start, place.range.start.translate(12)))
}

const kind = DocumentDropOrPasteEditKind.Text.append('limo', 'example')

/** Offers, when something is pasted, to make an example of it; between examples that is what pasting does. */
export function pasteEdits(): Disposable {
  const provider: DocumentPasteEditProvider = {
    async provideDocumentPasteEdits(document, [range], data, context, token) {
      const copied = await data.get('text/plain')?.asString()
      if (!copied || !range || token.isCancellationRequested) return undefined
      const example = await exampleIn(document, copied)
      if (example === undefined) return undefined
      const parsed = parse(document.getText())
      const offset = document.offsetAt(range.start)
      const typed = range.isEmpty ? typedExample(parsed, offset, example) : undefined
      const edit = new DocumentPasteEdit(typed ?? '', 'Paste as example', kind)
      if (typed === undefined) {
        // The example goes behind the one at the cursor, and nothing where the cursor is.
        const { range: place, text } = behind(document, parsed, offset, example)
        const more = new WorkspaceEdit()
        more.replace(document.uri, place, text)
        edit.additionalEdit = more
        if (!context.only?.contains(kind)) edit.yieldTo = [DocumentDropOrPasteEditKind.Text]
      }
      return [edit]
    },
  }
  return languages.registerDocumentPasteEditProvider({ language: 'limo' }, provider, {
    providedPasteEditKinds: [kind],
    pasteMimeTypes: ['text/plain'],
  })
}

async function exampleIn(document: TextDocument, copied: string): Promise<string | undefined> {
  // Loaded when first needed: it reads formulas.
  const { exampleOf } = await import('../../server/src/core/formats/paste.ts')
  return exampleOf(copied, idsOf(parse(document.getText())), stemOf(document))
}

function behind(
  document: TextDocument,
  parsed: Document,
  offset: number,
  example: string,
): { readonly range: Range; readonly text: string } {
  const { span, text } = insertExample(parsed, offset, example)
  return { range: new Range(document.positionAt(span.start), document.positionAt(span.end)), text }
}
