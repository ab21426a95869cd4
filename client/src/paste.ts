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
import { insertExample, isBetweenExamples } from '../../server/src/core/features/insert-example.ts'
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
  const place = await insertion(document, copied, document.offsetAt(editor.selection.active))
  if (!place) return
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
      const offset = document.offsetAt(range.start)
      const place = await insertion(document, copied, offset)
      if (!place) return undefined
      // What is pasted goes where the example belongs; nothing goes where the cursor is.
      const edit = new DocumentPasteEdit('', 'Paste as example', kind)
      const more = new WorkspaceEdit()
      more.replace(document.uri, place.range, place.text)
      edit.additionalEdit = more
      const isAsked = context.only?.contains(kind) ?? false
      if (!isAsked && !(range.isEmpty && isBetweenExamples(parse(document.getText()), offset))) {
        edit.yieldTo = [DocumentDropOrPasteEditKind.Text]
      }
      return [edit]
    },
  }
  return languages.registerDocumentPasteEditProvider({ language: 'limo' }, provider, {
    providedPasteEditKinds: [kind],
    pasteMimeTypes: ['text/plain'],
  })
}

async function insertion(
  document: TextDocument,
  copied: string,
  offset: number,
): Promise<{ readonly range: Range; readonly text: string } | undefined> {
  // Loaded when first needed: it reads formulas.
  const { exampleOf } = await import('../../server/src/core/formats/paste.ts')
  const parsed = parse(document.getText())
  const example = exampleOf(copied, idsOf(parsed), stemOf(document))
  if (example === undefined) return undefined
  const { span, text } = insertExample(parsed, offset, example)
  return { range: new Range(document.positionAt(span.start), document.positionAt(span.end)), text }
}
