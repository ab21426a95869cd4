import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  type ClientCapabilities,
  type CodeAction,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from 'vscode-languageserver/node'

export const cli = fileURLToPath(new URL('../dist/limo.cjs', import.meta.url))

/** The server as a process, spoken to over stdio as an editor would. */
export interface Client {
  readonly connection: ProtocolConnection
  readonly process: ChildProcess
  readonly initialized: InitializeResult
  readonly pushed: Map<string, PublishDiagnosticsParams>
  /** How often the server asked for fresh diagnostics. */
  refreshes(): number
  open(uri: string, text: string, languageId?: string): void
  change(uri: string, version: number, changes: object[]): void
  diagnostics(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport>
  items(uri: string): Promise<readonly Diagnostic[]>
  actions(uri: string, diagnostic: Diagnostic): Promise<readonly CodeAction[]>
  close(): Promise<number | null>
}

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities
  readonly folder?: string
  readonly settings?: Record<string, unknown>
  readonly command?: readonly string[]
  readonly initializationOptions?: object
  readonly env?: NodeJS.ProcessEnv
}

export const pulling: ClientCapabilities = {
  textDocument: { diagnostic: { dynamicRegistration: false } },
  workspace: { diagnostics: { refreshSupport: true }, configuration: true, workspaceFolders: true },
}

export async function startClient(options: ClientOptions = {}): Promise<Client> {
  const [program, ...args] = options.command ?? [process.execPath, cli, 'serve', '--stdio']
  const child = spawn(program!, args, { stdio: ['pipe', 'pipe', 'inherit'], env: options.env ?? process.env })
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  )
  const exited = new Promise<number | null>(resolve => child.once('exit', resolve))
  const pushed = new Map<string, PublishDiagnosticsParams>()
  let refreshes = 0
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    pushed.set(params.uri, params)
  })
  connection.onRequest('workspace/diagnostic/refresh', () => {
    refreshes++
    return null
  })
  connection.onRequest('client/registerCapability', () => null)
  connection.onRequest('workspace/configuration', (params: { items: { section: string }[] }) =>
    params.items.map(item => options.settings?.[item.section] ?? null),
  )
  connection.listen()
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: options.folder ? [{ uri: options.folder, name: 'test' }] : null,
    capabilities: options.capabilities ?? pulling,
    initializationOptions: options.initializationOptions,
  })
  await connection.sendNotification('initialized', {})
  const diagnostics = (uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
    connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri },
      ...(previousResultId && { previousResultId }),
    })
  return {
    connection,
    process: child,
    initialized,
    pushed,
    refreshes: () => refreshes,
    diagnostics,
    open(uri, text, languageId = 'limo') {
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: 1, text },
      })
    },
    change(uri, version, contentChanges) {
      void connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges })
    },
    async items(uri) {
      const report = await diagnostics(uri)
      return report.kind === 'full' ? report.items : []
    },
    actions(uri, diagnostic) {
      return connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range: diagnostic.range,
        context: { diagnostics: [diagnostic] },
      })
    },
    async close() {
      await connection.sendRequest('shutdown')
      await connection.sendNotification('exit')
      const code = await exited
      connection.dispose()
      return code
    },
  }
}

/** Text edits applied as an editor would, on lines that end in LF. */
export function applied(text: string, edits: readonly TextEdit[]): string {
  const starts = [0]
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length)
  const offset = (position: { line: number; character: number }): number =>
    Math.min(text.length, starts[position.line]! + position.character)
  const sorted = edits
    .map((edit, i) => ({ edit, i }))
    .sort((a, b) => offset(a.edit.range.start) - offset(b.edit.range.start) || a.i - b.i)
  let result = ''
  let at = 0
  for (const { edit } of sorted) {
    result += text.slice(at, offset(edit.range.start)) + edit.newText
    at = offset(edit.range.end)
  }
  return result + text.slice(at)
}

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
