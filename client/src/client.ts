import { randomBytes } from 'node:crypto'
import {
  type CancellationToken,
  type ExtensionContext,
  FileType,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  type LogOutputChannel,
  languages,
  Uri,
  workspace,
} from 'vscode'
import { LanguageClient, State, TransportKind } from 'vscode-languageclient/node'
import type * as z from 'zod'
import { askRequest, writeChecksRequest } from '../../server/src/core/judge-protocol.ts'
import { findFilesRequest, type Request, readFileRequest } from '../../server/src/core/protocol.ts'
import { images } from './images.ts'
import type { Models } from './models.ts'
import { writeChecks } from './verdict-files.ts'

/** The language server, not started yet. */
export function languageClient(context: ExtensionContext, output: LogOutputChannel, models: Models): LanguageClient {
  const server = { module: context.asAbsolutePath('dist/limo.cjs'), args: ['serve'], transport: TransportKind.ipc }
  const client = new LanguageClient(
    'limo',
    'LIMO',
    { run: server, debug: { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } } },
    {
      documentSelector: [{ language: 'limo' }],
      outputChannel: output,
      initializationOptions: () => ({
        files: true,
        ruleLink: 'command:limo.openRule?%5B%22{id}%22%5D',
        images: images(),
        scoreCommand: 'limo.showScore',
        checkCommand: 'limo.checkSolution',
        secret: secretOf(context),
        scoreDocs: 'command:limo.openScoreDocs',
      }),
      // Hovers quote what stands in files: they may open docs and do nothing else.
      markdown: { isTrusted: { enabledCommands: ['limo.openScoreDocs'] } },
      synchronize: {
        fileEvents: ['**/*.limo', '**/limo.config.json', '**/.limo/checks/**/*.json'].map(pattern => {
          const watcher = workspace.createFileSystemWatcher(pattern)
          context.subscriptions.push(watcher)
          return watcher
        }),
      },
    },
  )
  answer(client, readFileRequest, ({ uri }) => readFile(Uri.parse(uri)))
  answer(client, findFilesRequest, async (_, token) => {
    const found = await workspace.findFiles('**/*.limo', '**/node_modules/**', undefined, token)
    return { uris: found.map(uri => client.code2ProtocolConverter.asUri(uri)) }
  })
  answer(client, askRequest, ({ profile, question }, token) => models.answer(profile, question, token))
  answer(client, writeChecksRequest, ({ text, uri }) => writeChecks(client.protocol2CodeConverter.asUri(uri), text))
  return client
}

/** What the server makes delimiters of. The same from session to session, so that replies that are kept are found. */
function secretOf({ globalState }: ExtensionContext): string {
  const known = globalState.get<string>('limo.secret')
  if (known) return known
  const secret = randomBytes(16).toString('hex')
  void globalState.update('limo.secret', secret)
  return secret
}

/** Sends a request of ours and reads what comes back. */
export async function send<P extends z.ZodType, R extends z.ZodType>(
  client: LanguageClient,
  request: Request<P, R>,
  params: z.input<P>,
  token?: CancellationToken,
): Promise<z.output<R>> {
  // A token that is undefined would be sent as a second parameter.
  const rest = token ? [token] : []
  return request.result.parse(await client.sendRequest<unknown>(request.method, params, ...rest))
}

function answer<P extends z.ZodType, R extends z.ZodType>(
  client: LanguageClient,
  request: Request<P, R>,
  handle: (params: z.output<P>, token: CancellationToken) => Promise<z.input<R>>,
): void {
  client.onRequest(request.method, (params: unknown, token: CancellationToken) =>
    handle(request.params.parse(params), token),
  )
}

/** Through the editor, so that virtual and remote workspaces read like local ones. */
async function readFile(uri: Uri): Promise<z.input<(typeof readFileRequest)['result']>> {
  let bytes: Uint8Array
  try {
    // A device or a pipe may never end.
    if (!((await workspace.fs.stat(uri)).type & FileType.File)) return { type: 'missing' }
    bytes = await workspace.fs.readFile(uri)
  } catch {
    return { type: 'missing' }
  }
  try {
    return { type: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { type: 'invalid' }
  }
}

/** Shows beside the language of the editor how the server is. */
export function statusItem(client: LanguageClient): LanguageStatusItem {
  const item = languages.createLanguageStatusItem('limo.server', { language: 'limo' })
  item.name = 'LIMO'
  show(State.Starting)
  client.onDidChangeState(({ newState }) => show(newState))
  return item

  function show(state: State): void {
    item.busy = state === State.Starting
    item.severity = state === State.Stopped ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information
    item.text = state === State.Stopped ? 'LIMO has stopped' : state === State.Running ? 'LIMO' : 'LIMO starts'
    item.detail = state === State.Stopped ? 'nothing is checked' : state === State.Running ? 'checks as you type' : ''
    item.command =
      state === State.Starting
        ? undefined
        : { command: 'limo.restartServer', title: 'Restart', tooltip: 'Restart LIMO' }
  }
}
