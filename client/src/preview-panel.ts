import {
  commands,
  DiagnosticSeverity,
  Disposable,
  type ExtensionContext,
  env,
  languages,
  Range,
  Selection,
  type TextDocument,
  TextEditorRevealType,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import {
  type Copied,
  FromPreview,
  largestZoom,
  type PreviewFinding,
  type PreviewView,
  smallestZoom,
  type ToPreview,
} from '../../server/src/core/preview.ts'
import { claimsRequest, macrosRequest } from '../../server/src/core/protocol.ts'
import { EditorSettings } from '../../server/src/core/settings.ts'
import { send } from './client.ts'
import { pageHtml } from './page.ts'

export interface PreviewPanel {
  readonly panel: WebviewPanel
  readonly pinned: boolean
  readonly document: TextDocument
  /** An offset in the example that is shown. */
  readonly cursor: number
  follow(document: TextDocument): void
  pin(pinned: boolean): void
  copy(what: Copied): void
  /** What the view is like has changed elsewhere: the zoom is the same in all. */
  viewChanged(): void
}

export interface Host {
  readonly context: ExtensionContext
  readonly client: LanguageClient
  closed(panel: PreviewPanel): void
  zoomChanged(): void
  pin(panel: PreviewPanel, pinned: boolean): void
}

type Macros = Record<string, string>

/** How long the page waits for the macros of a project before it shows the text without them, in milliseconds. */
const patience = 50
const zoomKey = 'preview.zoom'
/** How long the editor may take to come where it was told to scroll, in milliseconds. */
const scrollTime = 300

export function pageOf({ extensionUri }: ExtensionContext): Uri {
  return Uri.joinPath(extensionUri, 'dist/media')
}

export function optionsOf(context: ExtensionContext) {
  return { enableScripts: true, localResourceRoots: [pageOf(context)] }
}

/** One panel, which shows the example at the cursor of one document at a time. */
export function previewPanel(
  host: Host,
  first: TextDocument,
  /** What is shown where no editor has a cursor. */
  place: number,
  panelFor: () => WebviewPanel,
  startsPinned: boolean,
): PreviewPanel {
  const { client, context } = host
  let document = first
  let pinned = startsPinned
  /** Where it was when an editor of the document was last on screen. */
  let cursor = cursorIn(first) ?? place
  // Only now, as it may cover the editor and its cursor.
  const panel = panelFor()
  /** The line that the page had the editor scroll to, until it is there. */
  let scrolledTo: { readonly line: number; readonly until: number } | undefined

  const listening = Disposable.from(
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor.document !== document) return
      cursor = cursorIn(document) ?? cursor
      post({ type: 'cursor', cursor })
    }),
    window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
      const [visible] = visibleRanges
      if (!visible || textEditor !== editorOf(document)) return
      if (scrolledTo && Date.now() < scrolledTo.until) {
        if (visible.start.line === scrolledTo.line) scrolledTo = undefined
        return
      }
      scrolledTo = undefined
      post({ type: 'scroll', start: document.offsetAt(visible.start), end: document.offsetAt(visible.end) })
    }),
    workspace.onDidChangeTextDocument(event => {
      if (event.document === document) post(edit(event.document, event.contentChanges))
    }),
    workspace.onDidOpenTextDocument(opened => {
      // The same text under another language, or closed and opened again, is another document.
      if (isLimo(opened) && opened !== document && opened.uri.toString() === document.uri.toString()) follow(opened)
    }),
    workspace.onDidChangeConfiguration(event => {
      if (!event.affectsConfiguration('limo') && !event.affectsConfiguration('markdown.math')) return
      postView()
      void postAll()
    }),
    workspace.onDidSaveTextDocument(saved => {
      if (saved === document) post({ type: 'saved' })
      if (saved.uri.path.endsWith('/limo.config.json')) void postAll()
    }),
    languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some(uri => uri.toString() === document.uri.toString())) postFindings()
    }),
    panel.webview.onDidReceiveMessage(message => {
      const read = FromPreview.safeParse(message)
      if (read.success) void receive(read.data)
    }),
  )
  panel.onDidDispose(() => {
    listening.dispose()
    host.closed(self)
  })
  panel.iconPath = {
    light: Uri.joinPath(context.extensionUri, 'media/limo-file-light.svg'),
    dark: Uri.joinPath(context.extensionUri, 'media/limo-file-dark.svg'),
  }
  panel.webview.options = optionsOf(context)
  const self: PreviewPanel = {
    panel,
    get pinned() {
      return pinned
    },
    get document() {
      return document
    },
    get cursor() {
      return cursor
    },
    follow,
    pin,
    copy: what => post({ type: 'copy', what }),
    viewChanged: postView,
  }
  name()
  panel.webview.html = pageHtml(panel.webview, pageOf(context), 'preview', 'Preview')
  return self

  async function receive(message: FromPreview): Promise<void> {
    switch (message.type) {
      case 'ready':
        postView()
        await postAll()
        return
      case 'claims':
        return await postClaims(message.at)
      case 'scrolled':
        return scrollEditor(message.at)
      case 'go':
        return await go(message.at, message.focus)
      case 'rule':
        await commands.executeCommand('limo.openRule', message.id)
        return
      case 'copied':
        await env.clipboard.writeText(message.text)
        window.setStatusBarMessage('LIMO: copied', 2000)
        return
      case 'zoom':
        await context.globalState.update(zoomKey, message.zoom)
        host.zoomChanged()
        return
      case 'pin':
        host.pin(self, message.pinned)
    }
  }

  function follow(next: TextDocument): void {
    cursor = cursorIn(next) ?? (next === document ? cursor : 0)
    document = next
    name()
    postView()
    void postAll()
  }

  function pin(wanted: boolean): void {
    pinned = wanted
    name()
    postView()
  }

  function name(): void {
    const { path } = document.uri
    const file = path.slice(path.lastIndexOf('/') + 1)
    panel.title = pinned ? `[Preview] ${file}` : `Preview ${file}`
  }

  function post(message: ToPreview): void {
    void panel.webview.postMessage(message)
  }

  async function postAll(): Promise<void> {
    // VS Code closes a document that no editor shows, in its own time.
    if (document.isClosed) document = await workspace.openTextDocument(document.uri)
    const shown = document
    const asked = macrosOf(client, shown)
    const early = await Promise.race([asked, new Promise<undefined>(done => setTimeout(done, patience))])
    postDocument(shown, early ?? { ...macrosInSettings(shown), ...knownMacros.get(shown) })
    if (!early) postDocument(shown, await asked)
  }

  function postDocument(shown: TextDocument, macros: Macros): void {
    if (shown !== document || shown.isClosed) return
    knownMacros.set(shown, macros)
    post({ type: 'document', uri: shown.uri.toString(), text: shown.getText(), cursor, macros })
    postFindings()
  }

  function postView(): void {
    const settings = workspace.getConfiguration('limo', document)
    const read = EditorSettings.parse({
      'preview.delay': settings.get('preview.delay'),
      'preview.updateOn': settings.get('preview.updateOn'),
      'preview.scrollSync': settings.get('preview.scrollSync'),
    })
    const zoom = Number(context.globalState.get(zoomKey)) || 1
    const view: PreviewView = {
      pinned,
      zoom: Math.min(largestZoom, Math.max(smallestZoom, zoom)),
      delay: read['preview.delay'],
      updateOn: read['preview.updateOn'],
      scrollSync: read['preview.scrollSync'],
    }
    post({ type: 'view', view })
  }

  function postFindings(): void {
    const findings = languages
      .getDiagnostics(document.uri)
      .map(({ code, message, range, severity }): PreviewFinding => {
        const rule = typeof code === 'object' ? code.value : code
        return {
          start: document.offsetAt(range.start),
          end: document.offsetAt(range.end),
          severity: severities[severity],
          rule: /^[a-z][a-z-]*$/.test(`${rule}`) ? `${rule}` : '',
          message,
        }
      })
    post({ type: 'findings', findings })
  }

  async function postClaims(at: number): Promise<void> {
    const shown = document
    const params = {
      uri: client.code2ProtocolConverter.asUri(shown.uri),
      position: client.code2ProtocolConverter.asPosition(shown.positionAt(at)),
    }
    try {
      const { claims } = await send(client, claimsRequest, params)
      if (shown === document && claims.length) post({ type: 'claims', claims })
    } catch {
      // Without the server, nothing is known of them.
    }
  }

  function scrollEditor(at: number): void {
    const editor = editorOf(document)
    if (!editor) return
    const position = document.positionAt(at)
    if (editor.visibleRanges[0]?.start.line === position.line) return
    scrolledTo = { line: position.line, until: Date.now() + scrollTime }
    editor.revealRange(new Range(position, position), TextEditorRevealType.AtTop)
  }

  async function go(at: number, focus: boolean): Promise<void> {
    const position = document.positionAt(at)
    const selection = new Selection(position, position)
    const editor = editorOf(document)
    if (focus) {
      await window.showTextDocument(document, {
        ...(editor?.viewColumn && { viewColumn: editor.viewColumn }),
        selection,
      })
      return
    }
    cursor = at
    if (!editor) return post({ type: 'cursor', cursor })
    scrolledTo = { line: -1, until: Date.now() + scrollTime }
    editor.selection = selection
    editor.revealRange(selection, TextEditorRevealType.InCenterIfOutsideViewport)
  }
}

const severities = {
  [DiagnosticSeverity.Error]: 'error',
  [DiagnosticSeverity.Warning]: 'warning',
  [DiagnosticSeverity.Information]: 'info',
  [DiagnosticSeverity.Hint]: 'hint',
} as const

/** What the server said last. */
const knownMacros = new WeakMap<TextDocument, Macros>()

export async function macrosOf(client: LanguageClient, shown: TextDocument): Promise<Macros> {
  try {
    const uri = client.code2ProtocolConverter.asUri(shown.uri)
    return (await send(client, macrosRequest, { uri })).macros
  } catch {
    return macrosInSettings(shown)
  }
}

/** Without the server, what the editor's settings say. */
function macrosInSettings(shown: TextDocument): Macros {
  return { ...workspace.getConfiguration('limo', shown).get<Record<string, string>>('macros') }
}

export function isLimo(document: TextDocument): boolean {
  return document.languageId === 'limo'
}

/** The editor that shows a document: the one used last, where it is split. */
function editorOf(document: TextDocument) {
  return [window.activeTextEditor, ...window.visibleTextEditors].find(editor => editor?.document === document)
}

function cursorIn(document: TextDocument): number | undefined {
  const editor = editorOf(document)
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
