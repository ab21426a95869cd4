import {
  commands,
  Disposable,
  type ExtensionContext,
  FileType,
  languages,
  Range,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { ReportScope, reportRequest } from '../../server/src/core/protocol.ts'
import { FromReport, type Report, ReportState, type ToReport } from '../../server/src/core/report.ts'
import { send } from './client.ts'
import { pageHtml } from './page.ts'
import { isLimo, optionsOf, pageOf } from './preview-panel.ts'

export interface Reports extends Disposable {
  /** Of a file or folder; of all that is open where none is named. */
  open(uri?: unknown): Promise<void>
}

const viewType = 'limo.report'

/** How long nothing must have changed before the report is made anew, in milliseconds. */
const delay = 700

/** The reports: at most one for each file or folder, and one for the workspace. */
export function reports(context: ExtensionContext, client: LanguageClient): Reports {
  const panels = new Map<string, WebviewPanel>()
  const serializer = window.registerWebviewPanelSerializer(viewType, { deserializeWebviewPanel: restore })
  return {
    open,
    dispose() {
      serializer.dispose()
      for (const panel of panels.values()) panel.dispose()
    },
  }

  async function open(uri?: unknown): Promise<void> {
    const scope = await scopeOf(uri instanceof Uri ? uri : undefined)
    if (!scope) return void window.showInformationMessage('Open a .limo file or a folder first')
    const known = panels.get(JSON.stringify(scope))
    if (known) known.reveal()
    else show(scope, window.createWebviewPanel(viewType, '', ViewColumn.Active, optionsOf(context)))
  }

  async function scopeOf(uri: Uri | undefined): Promise<ReportScope | undefined> {
    if (uri) {
      const isFolder = ((await workspace.fs.stat(uri)).type & FileType.Directory) !== 0
      return { type: isFolder ? 'folder' : 'file', uri: client.code2ProtocolConverter.asUri(uri) }
    }
    if (workspace.workspaceFolders?.length) return { type: 'workspace' }
    const shown = window.activeTextEditor?.document
    return shown && isLimo(shown) ? { type: 'file', uri: client.code2ProtocolConverter.asUri(shown.uri) } : undefined
  }

  async function restore(restored: WebviewPanel, state: unknown): Promise<void> {
    const kept = ReportState.safeParse(state)
    const scope = kept.success ? ReportScope.safeParse(parsed(kept.data.scope)) : undefined
    if (!scope?.success || panels.has(JSON.stringify(scope.data))) return restored.dispose()
    show(scope.data, restored)
  }

  function show(scope: ReportScope, panel: WebviewPanel): void {
    const key = JSON.stringify(scope)
    panels.set(key, panel)
    panel.onDidDispose(() => panels.delete(key))
    reportPanel(context, client, scope, panel)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function reportPanel(context: ExtensionContext, client: LanguageClient, scope: ReportScope, panel: WebviewPanel): void {
  const title = titleOf(client, scope)
  let report: Report | undefined
  /** What the page has, as text. */
  let posted = ''
  let waiting: ReturnType<typeof setTimeout> | undefined
  let isAsking = false
  let isStale = false
  let isReady = false
  let isGone = false
  const listening = Disposable.from(
    workspace.onDidChangeTextDocument(({ document }) => isLimo(document) && later()),
    workspace.onDidChangeConfiguration(event => event.affectsConfiguration('limo') && later()),
    // Files that are in no editor, too: the server looks at what has changed and says what is found there.
    languages.onDidChangeDiagnostics(({ uris }) => uris.some(uri => uri.path.endsWith('.limo')) && later()),
    watching(later),
    panel.onDidChangeViewState(() => panel.visible && isStale && later()),
    panel.webview.onDidReceiveMessage(message => {
      const read = FromReport.safeParse(message)
      if (read.success) void receive(read.data)
    }),
  )
  panel.onDidDispose(() => {
    isGone = true
    clearTimeout(waiting)
    listening.dispose()
  })
  panel.title = `Report: ${title}`
  panel.iconPath = {
    light: Uri.joinPath(context.extensionUri, 'media/limo-file-light.svg'),
    dark: Uri.joinPath(context.extensionUri, 'media/limo-file-dark.svg'),
  }
  panel.webview.options = optionsOf(context)
  panel.webview.html = pageHtml(panel.webview, pageOf(context), 'report', 'Report')

  async function receive(message: FromReport): Promise<void> {
    switch (message.type) {
      case 'ready':
        isReady = true
        // A page that was hidden is made anew when it is shown again.
        posted = ''
        if (report) post(report)
        // What is known at once comes first.
        else await ask(false)
        await ask(true)
        return
      case 'rule':
        await commands.executeCommand('limo.openRule', message.id)
        return
      case 'open':
        await openExample(message)
    }
  }

  /** Once for all that changes at about the same time. */
  function later(): void {
    isStale = true
    clearTimeout(waiting)
    if (panel.visible && isReady) waiting = setTimeout(() => void ask(true), delay)
  }

  async function ask(complete: boolean): Promise<void> {
    if (isAsking || isGone) return
    isAsking = true
    isStale = false
    try {
      const answer = await send(client, reportRequest, { scope, title, complete })
      if (isGone) return
      report = answer
      post(answer)
    } catch (error) {
      const reason = `The report could not be made: ${(error as Error).message}`
      const message: ToReport = { type: 'failed', reason }
      if (!isGone) void panel.webview.postMessage(message)
    } finally {
      isAsking = false
    }
    if (isStale && !isGone) later()
  }

  /** Only what is new: a page that is made anew under the pointer is a nuisance. */
  function post(now: Report): void {
    const text = JSON.stringify(now)
    if (text === posted) return
    posted = text
    const message: ToReport = { type: 'report', report: now, scope: JSON.stringify(scope) }
    void panel.webview.postMessage(message)
  }

  /** The page can name nothing but files of its report. */
  async function openExample({ beside, file, line }: Extract<FromReport, { type: 'open' }>): Promise<void> {
    const uri = report?.examples.paths[file]
    if (uri === undefined) return
    const others = window.visibleTextEditors.map(({ viewColumn }) => viewColumn)
    const free = others.find(column => column !== undefined && column !== panel.viewColumn)
    const start = new Range(line - 1, 0, line - 1, 0)
    const editor = await window.showTextDocument(client.protocol2CodeConverter.asUri(uri), {
      viewColumn: free ?? (beside ? ViewColumn.Beside : (panel.viewColumn ?? ViewColumn.Active)),
      selection: start,
    })
    editor.revealRange(start, 3)
  }
}

function watching(changed: () => void): Disposable {
  const watcher = workspace.createFileSystemWatcher('**/*.limo')
  return Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
  )
}

function titleOf(client: LanguageClient, scope: ReportScope): string {
  if (scope.type === 'workspace') return workspace.name ?? 'Data set'
  const { path } = client.protocol2CodeConverter.asUri(scope.uri)
  return path.slice(path.lastIndexOf('/') + 1)
}
