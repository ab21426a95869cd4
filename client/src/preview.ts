import { randomBytes } from 'node:crypto'
import {
  Disposable,
  type ExtensionContext,
  type TextDocument,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { FromPreview, PreviewState, type ToPreview } from '../../server/src/core/preview.ts'
import { macrosRequest } from '../../server/src/core/protocol.ts'
import { send } from './client.ts'

export interface Preview extends Disposable {
  open(where: 'here' | 'beside'): void
}

const viewType = 'limo.preview'

/** One panel that shows the example at the cursor of the editor used last. */
export function preview(context: ExtensionContext, client: LanguageClient): Preview {
  let panel: WebviewPanel | undefined
  let document: TextDocument | undefined
  /** Where it was when an editor of the document was last on screen. */
  let cursor = 0
  const page = Uri.joinPath(context.extensionUri, 'dist/media')
  const options = { enableScripts: true, localResourceRoots: [page] }

  const listening = Disposable.from(
    window.onDidChangeActiveTextEditor(editor => {
      if (editor && isLimo(editor.document) && editor.document !== document) follow(editor.document)
    }),
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor.document !== document) return
      cursor = cursorIn(document) ?? cursor
      post({ type: 'cursor', cursor })
    }),
    workspace.onDidChangeTextDocument(event => {
      if (event.document === document) post(edit(event.document, event.contentChanges))
    }),
    workspace.onDidOpenTextDocument(opened => {
      // The same text under another language, or closed and opened again, is another document.
      if (isLimo(opened) && opened !== document && opened.uri.toString() === document?.uri.toString()) follow(opened)
    }),
    workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('limo') || event.affectsConfiguration('markdown.math')) void postAll()
    }),
    workspace.onDidSaveTextDocument(saved => {
      if (saved.uri.path.endsWith('/limo.config.json')) void postAll()
    }),
    window.registerWebviewPanelSerializer(viewType, { deserializeWebviewPanel: restore }),
  )
  return {
    open,
    dispose: () => {
      listening.dispose()
      panel?.dispose()
    },
  }

  function open(where: 'here' | 'beside'): void {
    const editor = window.activeTextEditor
    const shown = editor && isLimo(editor.document) ? editor.document : document
    if (!shown) return void window.showInformationMessage('Open a .limo file first')
    // Before the panel covers the editor and its cursor.
    follow(shown)
    const column = where === 'here' ? ViewColumn.Active : ViewColumn.Beside
    const show = { viewColumn: column, preserveFocus: where === 'beside' }
    if (panel) panel.reveal(column, show.preserveFocus)
    else attach(window.createWebviewPanel(viewType, titleOf(shown), show, options))
  }

  async function restore(restored: WebviewPanel, state: unknown): Promise<void> {
    const kept = PreviewState.safeParse(state)
    if (panel || !kept.success) return restored.dispose()
    try {
      follow(await workspace.openTextDocument(Uri.parse(kept.data.uri)))
    } catch {
      return restored.dispose()
    }
    restored.webview.options = options
    attach(restored)
  }

  function attach(to: WebviewPanel): void {
    panel = to
    to.iconPath = {
      light: Uri.joinPath(context.extensionUri, 'media/limo-file-light.svg'),
      dark: Uri.joinPath(context.extensionUri, 'media/limo-file-dark.svg'),
    }
    to.onDidDispose(() => {
      panel = undefined
    })
    to.webview.onDidReceiveMessage(message => {
      if (FromPreview.safeParse(message).success) void postAll()
    })
    to.webview.html = html(to.webview, page)
  }

  function follow(next: TextDocument): void {
    cursor = cursorIn(next) ?? (next === document ? cursor : 0)
    document = next
    if (panel) panel.title = titleOf(next)
    void postAll()
  }

  async function postAll(): Promise<void> {
    const shown = document
    if (!shown || !panel) return
    const macros = await macrosOf(shown)
    if (shown !== document || shown.isClosed) return
    const uri = shown.uri.toString()
    post({ type: 'document', uri, text: shown.getText(), cursor, macros })
  }

  function post(message: ToPreview): void {
    void panel?.webview.postMessage(message)
  }

  async function macrosOf(shown: TextDocument): Promise<Record<string, string>> {
    try {
      const uri = client.code2ProtocolConverter.asUri(shown.uri)
      return (await send(client, macrosRequest, { uri })).macros
    } catch {
      // Without the server, what the editor's settings say.
      return { ...workspace.getConfiguration('limo', shown).get<Record<string, string>>('macros') }
    }
  }
}

function titleOf({ uri }: TextDocument): string {
  return `Preview ${uri.path.slice(uri.path.lastIndexOf('/') + 1)}`
}

function isLimo(document: TextDocument): boolean {
  return document.languageId === 'limo'
}

function cursorIn(document: TextDocument): number | undefined {
  const editors = [window.activeTextEditor, ...window.visibleTextEditors]
  const editor = editors.find(candidate => candidate?.document === document)
  return editor && document.offsetAt(editor.selection.active)
}

function edit(
  document: TextDocument,
  changes: readonly { rangeOffset: number; rangeLength: number; text: string }[],
): ToPreview {
  return {
    type: 'edit',
    changes: changes.map(({ rangeOffset, rangeLength, text }) => ({
      start: rangeOffset,
      end: rangeOffset + rangeLength,
      text,
    })),
    length: document.offsetAt(document.lineAt(document.lineCount - 1).range.end),
  }
}

function html(webview: Webview, page: Uri): string {
  const nonce = randomBytes(16).toString('base64')
  const source = webview.cspSource
  const policy = `default-src 'none'; style-src ${source} 'unsafe-inline'; font-src ${source}; script-src 'nonce-${nonce}'`
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${webview.asWebviewUri(Uri.joinPath(page, 'preview.css'))}">
<title>Preview</title>
</head>
<body>
<main></main>
<script nonce="${nonce}" src="${webview.asWebviewUri(Uri.joinPath(page, 'preview.js'))}"></script>
</body>
</html>
`
}
