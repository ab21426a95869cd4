import { randomBytes } from 'node:crypto'
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Connection,
  createConnection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticReport,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  IPCMessageReader,
  IPCMessageWriter,
  LSPErrorCodes,
  MarkupKind,
  MessageType,
  PositionEncodingKind,
  ProgressType,
  ProposedFeatures,
  ResponseError,
  ShowMessageNotification,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentSyncKind,
  TextDocuments,
  type TextEdit,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node'
import manifest from '../../package.json' with { type: 'json' }
import { type ChecksFiles, checksFolder } from './checks.ts'
import { judgedClaims } from './core/features/math-places.ts'
import { takesLatex } from './core/features/place.ts'
import { fixAll } from './core/fix-all.ts'
import type { Region } from './core/format/document.ts'
import { parse } from './core/format/parse.ts'
import { format } from './core/format/print.ts'
import { writeChecksRequest } from './core/judge-protocol.ts'
import type { MathFacts } from './core/math/facts.ts'
import {
  claimsRequest,
  type ExportPiece,
  type ExportScope,
  examplesRequest,
  exportRequest,
  findFilesRequest,
  formatsRequest,
  Images,
  type ImportProgress,
  imagesNotification,
  importGuessRequest,
  importRequest,
  isLatexRequest,
  macrosRequest,
  pageRequest,
  readFileRequest,
  reportRequest,
  trainedRequest,
} from './core/protocol.ts'
import { EditorSettings, type SettingsPart } from './core/settings.ts'
import { aloneByUri, checksByUri, diskFiles } from './disk.ts'
import { answer, ask } from './exchange.ts'
import type { ExportEntry } from './export-entries.ts'
import { featureCapabilities, wireFeatures } from './features.ts'
import { Failure } from './files.ts'
import { judgeCommand, wireJudging } from './judging.ts'
import { lifecycle } from './lifecycle.ts'
import { listed } from './listed-examples.ts'
import {
  changedText,
  diagnosticOf,
  encodingFor,
  fixAction,
  notUtf8,
  type OpenText,
  openText,
  placeAt,
  type Rim,
  rangeOf,
  textEdits,
} from './lsp.ts'
import { mathWorker } from './math-worker.ts'
import type { PageSource } from './page-entries.ts'
import { refactorActions } from './refactor-actions.ts'
import { reportEntries } from './report-entries.ts'
import { scoreLenses } from './score-lenses.ts'
import { suppressActions } from './suppress-actions.ts'
import { wireTests } from './tests.ts'
import { tokenCounter } from './token-counter.ts'
import { typesetter } from './typesetter.ts'
import { type Entry, type Files, isInside, workspace } from './workspace.ts'

/** Speaks the language server protocol until the other side is gone. */
export function serve(kind: 'stdio' | 'node-ipc'): void {
  const [reader, writer] =
    kind === 'stdio'
      ? [new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout)]
      : [new IPCMessageReader(process), new IPCMessageWriter(process)]
  const connection = createConnection(ProposedFeatures.all, reader, writer, { messageStrategy: lifecycle(writer) })
  wire(connection)
  connection.listen()
}

/** What the client says of itself beyond the protocol. */
interface Options {
  /** It answers `limo/readFile` and `limo/findFiles`. */
  readonly files?: boolean
  /** Where the docs of a rule are; `{id}` stands for the rule. */
  readonly ruleLink?: string
  /** The command that shows the score of an example; it gets the URI and the position. */
  readonly scoreCommand?: string
  /** Where the score is explained. */
  readonly scoreDocs?: string
  /** The command that has an example judged by a model; it gets the URI and the position. */
  readonly checkCommand?: string
  /** What nobody knows who writes examples: the same from session to session, so that kept replies are found again. */
  readonly secret?: string
  readonly settings?: unknown
  /** It shows pictures in Markdown; `true`, or what they are to look like. */
  readonly images?: unknown
}

/** How long a request waits for what is worked out elsewhere, in milliseconds. */
const longestWait = 20_000

/** Of the action that has an example judged, in editors that have no command for it. */
const judgeKind = `${CodeActionKind.Source}.judge.limo`

export const fixAllKind = `${CodeActionKind.SourceFixAll}.limo`

function wire(connection: Connection): void {
  let client: ClientCapabilities = {}
  let options: Options = {}
  let encoding: PositionEncodingKind = PositionEncodingKind.UTF16
  let folders: string[] = []
  let files: Files = diskFiles(() => folders)
  let checks: ChecksFiles = checksByUri
  const secret = randomBytes(16).toString('hex')
  let pushedSettings: unknown
  let refreshing = false
  let images: Images | undefined
  const setter = typesetter()
  const tokens = tokenCounter()
  let scanned = (): void => {}
  /** All files of the workspace are known. */
  const isScanned = new Promise<void>(resolve => {
    scanned = resolve
  })

  const texts = new TextDocuments<OpenText>({
    create: (uri, languageId, version, content) => openText(uri, languageId, version, parse(content)),
    update: (text, changes, version) => changedText(text, changes, version, encoding),
  })
  const space = workspace({
    files: { find: () => files.find(), read: uri => files.read(uri) },
    folders: () => folders,
    editorSettings,
    refresh,
    math: mathWorker(),
    tokens,
    checks: {
      read: uri => checks.read(uri),
      write: (uri, text) => checks.write(uri, text),
      alone: (uri, work) => checks.alone(uri, work),
    },
    // A notification, which every client knows; the connection's own way is a request, and a refusal would be the end.
    report: problem =>
      void connection.sendNotification(ShowMessageNotification.type, {
        type: MessageType.Warning,
        message: `LIMO: ${problem}`,
      }),
  })
  const rim: Rim = {
    get encoding() {
      return encoding
    },
    get ruleLink() {
      return options.ruleLink ?? ''
    },
    textOf: uri => space.entries.get(uri)?.text,
  }

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    client = params.capabilities
    options = (params.initializationOptions ?? {}) as Options
    pushedSettings = options.settings
    folders = (params.workspaceFolders ?? []).map(folder => folder.uri)
    if (!folders.length && params.rootUri) folders = [params.rootUri]
    encoding = encodingFor(client.general?.positionEncodings)
    if (options.files) {
      files = editorFiles(connection)
      checks = editorChecks(connection, files, () => folders)
    }
    if (options.images) images = Images.safeParse(Object(options.images)).data
    return {
      serverInfo: { name: 'limo', version: manifest.version },
      capabilities: {
        positionEncoding: encoding,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        diagnosticProvider: {
          identifier: 'limo',
          interFileDependencies: true,
          workspaceDiagnostics: true,
        },
        documentFormattingProvider: true,
        documentRangeFormattingProvider: true,
        codeActionProvider: {
          codeActionKinds: [
            CodeActionKind.QuickFix,
            CodeActionKind.RefactorRewrite,
            fixAllKind,
            ...(options.files ? [] : [judgeKind]),
          ],
        },
        ...featureCapabilities,
        // Two clients that both register a command of one name would not go together.
        ...(!options.files && { executeCommandProvider: { commands: [judgeCommand], workDoneProgress: true } }),
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          fileOperations: {
            didRename: {
              filters: [
                { pattern: { glob: '**/*.limo', matches: 'file' } },
                { pattern: { glob: '**', matches: 'folder' } },
              ],
            },
          },
        },
      },
    }
  })

  connection.onInitialized(async () => {
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: ['limo', 'markdown.math'] })
    }
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration && !options.files) {
      await connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: ['**/*.limo', '**/limo.config.json', `**/${checksFolder}/**/*.json`].map(globPattern => ({
          globPattern,
        })),
      })
    }
    if (client.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(async event => {
        const removed = new Set(event.removed.map(folder => folder.uri))
        folders = [...folders.filter(uri => !removed.has(uri)), ...event.added.map(folder => folder.uri)]
        for (const entry of [...space.entries.values()]) {
          if (entry.open || ![...removed].some(folder => entry.uri.startsWith(`${folder}/`))) continue
          space.fileDeleted(entry.uri)
          if (!pulls()) void connection.sendDiagnostics({ uri: entry.uri, diagnostics: [] })
        }
        await space.scan()
        await space.reconfigure()
        lenses.refresh()
      })
    }
    await space.scan().finally(scanned)
    lenses.refresh()
    if (!pulls()) for (const entry of space.entries.values()) void push(entry)
  })

  connection.onDidChangeConfiguration(async params => {
    pushedSettings = (params.settings as { limo?: unknown } | null)?.limo ?? pushedSettings
    await space.reconfigure()
    lenses.refresh()
  })

  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    for (const { type, uri } of changes) {
      if (type === FileChangeType.Deleted && uri.endsWith('.limo')) {
        space.fileDeleted(uri)
        if (!pulls()) void connection.sendDiagnostics({ uri, diagnostics: [] })
      } else await space.fileChanged(uri)
    }
    refresh()
    lenses.refresh()
  })

  connection.workspace.onDidRenameFiles(async ({ files }) => {
    for (const { newUri, oldUri } of files) await space.renamed(oldUri, newUri)
  })

  texts.onDidOpen(({ document }) => space.open(document).then(() => pushLater(document.uri)))
  texts.onDidChangeContent(({ document }) => {
    space.change(document)
    pushLater(document.uri)
  })
  texts.onDidClose(async ({ document }) => {
    await space.close(document.uri)
    const entry = space.entries.get(document.uri)
    if (pulls()) return
    if (entry) void push(entry)
    else void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] })
  })
  texts.listen(connection)
  const lenses = scoreLenses({
    connection,
    space,
    known,
    encoding: () => encoding,
    command: () => options.scoreCommand ?? '',
    checkCommand,
    docs: () => options.scoreDocs ?? '',
    canRefresh: () => client.workspace?.codeLens?.refreshSupport ?? false,
  })
  wireFeatures(
    connection,
    uri => space.entries.get(uri),
    () => encoding,
    {
      mathOf: (entry, region) => space.mathOf(entry, region),
      inlayHintsOf: entry => entry.settings.inlayHints,
    },
    {
      galleryFor: entry =>
        images && entry.settings.hoverImages ? { typesetter: setter, color: images.color } : undefined,
      knowsMarkdown,
      showsLabelDetails: () => client.textDocument?.completion?.completionItem?.labelDetailsSupport === true,
    },
    lenses.hoverAt,
  )

  const reports = reportEntries(space, tokens)

  connection.languages.diagnostics.on(async (params, token): Promise<DocumentDiagnosticReport> => {
    const entry = await known(params.textDocument.uri)
    if (!entry) return { kind: 'full', items: [] }
    const resultId = space.resultId(entry)
    if (params.previousResultId === resultId) return { kind: 'unchanged', resultId }
    const items = await diagnostics(entry, () => token.isCancellationRequested, canRefresh())
    if (!items) throw new ResponseError(LSPErrorCodes.ServerCancelled, 'cancelled', { retriggerRequest: true })
    return { kind: 'full', resultId, items }
  })

  connection.languages.diagnostics.onWorkspace(async (params, token, _work, progress) => {
    const previous = new Map(params.previousResultIds.map(({ uri, value }) => [uri, value]))
    const items: WorkspaceDocumentDiagnosticReport[] = []
    for (const entry of [...space.entries.values()]) {
      const resultId = space.resultId(entry)
      const version = entry.open ? entry.text.version : null
      const report: WorkspaceDocumentDiagnosticReport | undefined =
        previous.get(entry.uri) === resultId
          ? { kind: 'unchanged', uri: entry.uri, version, resultId }
          : await fullReport(entry, version, resultId)
      previous.delete(entry.uri)
      if (token.isCancellationRequested) break
      if (!report) continue
      if (progress) progress.report({ items: [report] })
      else items.push(report)
    }
    for (const uri of previous.keys()) {
      const gone: WorkspaceDocumentDiagnosticReport = { kind: 'full', uri, version: null, items: [] }
      if (progress) progress.report({ items: [gone] })
      else items.push(gone)
    }
    return { items }

    async function fullReport(
      entry: Entry,
      version: number | null,
      resultId: string,
    ): Promise<WorkspaceDocumentDiagnosticReport | undefined> {
      const found = await diagnostics(entry, () => token.isCancellationRequested, false)
      return found && { kind: 'full', uri: entry.uri, version, resultId, items: found }
    }
  })

  connection.onCodeAction(async (params, token): Promise<CodeAction[]> => {
    const entry = space.entries.get(params.textDocument.uri)
    if (!entry) return []
    return codeActions(entry, params, () => token.isCancellationRequested)
  })

  connection.onNotification(imagesNotification.method, (params: unknown) => {
    const read = Images.safeParse(params)
    if (read.success) images = read.data
  })

  answer(connection, isLatexRequest, ({ uri, positions }) => {
    const text = space.entries.get(uri)?.text
    const isLatex = positions.map(position => {
      if (!text) return false
      const { region, offset } = placeAt(text, position, encoding)
      return takesLatex(text.document.regions[region]!, offset)
    })
    return { isLatex }
  })

  answer(connection, macrosRequest, ({ uri }) => ({ macros: space.entries.get(uri)?.settings.macros ?? {} }))

  answer(connection, claimsRequest, async ({ uri, position }, token) => {
    const entry = await known(uri)
    const region = entry?.text.document.regions[placeAt(entry.text, position, encoding).region]
    const math = entry && region && (await mathKnown(entry, region, () => token.isCancellationRequested))
    return {
      claims: math
        ? judgedClaims(region, math).map(({ decision, part }) => ({ ...decision, text: part.text.value }))
        : [],
    }
  })

  answer(connection, exportRequest, async ({ pieces, scope, ...asked }, token) => {
    const { exportEntries, jobOf } = await import('./export-entries.ts')
    const read = jobOf(asked)
    if (read.type === 'refused') return read
    const isCancelled = (): boolean => token.isCancellationRequested
    const exported = await exportEntries(
      await entriesOf(scope),
      read.job,
      foundIn(isCancelled),
      piece => connection.sendProgress(new ProgressType<ExportPiece>(), pieces, piece),
      isCancelled,
    )
    if (!exported) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled')
    return { type: 'done' as const, ...exported }
  })

  answer(connection, formatsRequest, async () => {
    const { formatDescriptions } = await import('./export-entries.ts')
    return { formats: formatDescriptions }
  })

  answer(connection, trainedRequest, async ({ count, position, uri, ...asked }, token) => {
    const { shownJobOf, tokensOf, trainedOf } = await import('./export-entries.ts')
    const read = shownJobOf(asked)
    if (read.type === 'refused') return read
    const entry = await known(uri)
    const region = entry?.text.document.regions[placeAt(entry.text, position, encoding).region]
    if (!entry || !region?.example) return { type: 'refused' as const, reason: 'there is no example here' }
    const trained = trainedOf(entry, region, read.job)
    if (!count) return { type: 'rows' as const, ...trained }
    const isWanted = (): boolean => !token.isCancellationRequested
    return {
      type: 'rows' as const,
      ...trained,
      tokens: await tokensOf(trained.rows, entry.settings.tokens, tokens, isWanted),
    }
  })

  // Loaded when first asked for.
  answer(connection, importGuessRequest, async params => (await import('./import-requests.ts')).guessImport(params))

  answer(connection, importRequest, async (params, token) => {
    const { runImport } = await import('./import-requests.ts')
    const tell = (progress: ImportProgress): void =>
      void connection.sendProgress(new ProgressType<ImportProgress>(), params.progress, progress)
    return runImport(params, tell, () => token.isCancellationRequested)
  })

  answer(connection, pageRequest, async ({ findings, pieces, scope, title }, token) => {
    const entry = scope.type === 'workspace' ? undefined : await known(scope.uri)
    const region = scope.type === 'example' && entry ? placeAt(entry.text, scope.position, encoding).region : undefined
    const all = entry ? [entry] : scope.type === 'workspace' ? [...space.entries.values()] : []
    const isCancelled = (): boolean => token.isCancellationRequested
    const source = foundIn(isCancelled)
    // Loaded when first asked for.
    const { pageEntries } = await import('./page-entries.ts')
    const written = await pageEntries(
      title,
      all.sort((a, b) => (a.uri < b.uri ? -1 : 1)).map(entry => ({ entry, ...(region !== undefined && { region }) })),
      findings ? source : undefined,
      piece => connection.sendProgress(new ProgressType<string>(), pieces, piece),
      isCancelled,
    )
    if (!written) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled')
    return written
  })

  answer(connection, reportRequest, async ({ complete, scope, title }, token) => {
    await isScanned
    const chosen = scope.type === 'file' ? [await known(scope.uri)] : [...space.entries.values()]
    const inside = chosen.filter(entry => entry && (scope.type !== 'folder' || isInside(entry.uri, scope.uri)))
    const entries = inside.filter(entry => entry !== undefined)
    const reported = await reports.of(entries, title, complete, () => token.isCancellationRequested)
    if (!reported) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled')
    return reported
  })

  answer(connection, examplesRequest, async ({ known }) => {
    await isScanned
    return { files: [...space.entries.values()].map(entry => listed(entry, known[entry.uri])) }
  })

  wireJudging({
    connection,
    space,
    known,
    encoding: () => encoding,
    secret: () => options.secret ?? secret,
    folders: () => folders,
    show: (type, message) =>
      void connection.sendNotification(ShowMessageNotification.type, { type, message: `LIMO: ${message}` }),
    judged: () => lenses.refresh(),
  })

  wireTests({ connection, space, known, encoding: () => encoding })

  function foundIn(isCancelled: () => boolean): PageSource {
    return {
      findings: entry => space.findings(entry, isCancelled),
      mathOf: (entry, region) => space.mathOf(entry, region),
    }
  }

  /** What an export is made of, in the order of the files. */
  async function entriesOf(scope: ExportScope): Promise<ExportEntry[]> {
    if (scope.type === 'example' || scope.type === 'file') {
      const entry = await known(scope.uri)
      if (!entry) return []
      const region = scope.type === 'example' && placeAt(entry.text, scope.position, encoding).region
      return [{ entry, ...(region !== false && { region }) }]
    }
    const isWanted = (uri: string): boolean =>
      scope.type === 'workspace' ||
      scope.uris.some(wanted => uri === wanted || uri.startsWith(`${wanted.replace(/\/$/, '')}/`))
    return [...space.entries.values()]
      .filter(({ uri }) => isWanted(uri))
      .sort((a, b) => (a.uri < b.uri ? -1 : 1))
      .map(entry => ({ entry }))
  }

  connection.onDocumentFormatting(params => formatting(params.textDocument.uri, () => true))

  connection.onDocumentRangeFormatting(({ textDocument, range }) =>
    formatting(
      textDocument.uri,
      edit => edit.range.start.line <= range.end.line && edit.range.end.line >= range.start.line,
    ),
  )

  function formatting(uri: string, wanted: (edit: TextEdit) => boolean): TextEdit[] {
    const entry = space.entries.get(uri)
    if (!entry) return []
    return format(entry.text.document)
      .flatMap((edits, i) => textEdits(entry.text, i, edits, encoding))
      .filter(wanted)
  }

  async function diagnostics(
    entry: Entry,
    isCancelled: () => boolean,
    atOnce: boolean,
  ): Promise<Diagnostic[] | undefined> {
    if (entry.invalid) return [notUtf8]
    const { text } = entry
    const found = await space.findings(entry, isCancelled, atOnce)
    if (!found) return undefined
    const items: Diagnostic[] = []
    for (let i = 0; i < found.length; i++) {
      for (const finding of found[i]!) items.push(diagnosticOf(text, i, finding, rim))
    }
    return items
  }

  async function codeActions(
    entry: Entry,
    { context, range }: CodeActionParams,
    isCancelled: () => boolean,
  ): Promise<CodeAction[]> {
    const { text } = entry
    const wants = (kind: string): boolean =>
      !context.only || context.only.some(only => kind === only || kind.startsWith(`${only}.`))
    const found = await space.findings(entry, isCancelled)
    if (!found) return []
    const actions: CodeAction[] = []
    if (wants(CodeActionKind.QuickFix)) {
      for (const [i, findings] of found.entries()) {
        for (const finding of findings) {
          const at = rangeOf(text, i, finding.span, encoding)
          if (at.end.line < range.start.line || at.start.line > range.end.line) continue
          if (!touches(at, range)) continue
          for (const [n, fix] of (finding.fixes ?? []).entries()) {
            actions.push(fixAction(text, i, finding, fix, n === 0, rim))
          }
          actions.push(...suppressActions(text, i, finding, rim))
        }
      }
    }
    if (wants(CodeActionKind.RefactorRewrite)) {
      actions.push(...refactorActions(text, placeAt(text, range.start, encoding), entry.settings, rim))
    }
    if (wants(judgeKind) && !options.files) {
      const { region } = placeAt(text, range.start, encoding)
      if (text.document.regions[region]!.example?.directive) {
        const title = 'Have a model judge this example'
        const args = [entry.uri, range.start]
        actions.push({ title, kind: judgeKind, command: { title, command: judgeCommand, arguments: args } })
      }
    }
    if (wants(fixAllKind) && context.only) {
      const edits = fixAll(text.document, entry.settings)
      if (edits.some(list => list.length)) {
        const all = edits.flatMap((list, i) => textEdits(text, i, list, encoding))
        actions.push({
          title: 'Fix all LIMO findings of form',
          kind: fixAllKind,
          edit: { changes: { [text.uri]: all } },
        })
      }
    }
    return actions
  }

  /** The entry of a document that is being asked about, also while it is only being opened. */
  async function known(uri: string): Promise<Entry | undefined> {
    const entry = space.entries.get(uri)
    if (entry?.root) return entry
    const text = texts.get(uri)
    if (text) await space.open(text)
    return space.entries.get(uri)
  }

  /** Its own where the client names none. */
  function checkCommand(): string {
    return options.checkCommand ?? (options.files ? '' : judgeCommand)
  }

  /** Of what it knows the client names the kinds; where it says nothing, it knows Markdown as most do. */
  function knowsMarkdown(where: 'hover' | 'completion'): boolean {
    const { completion, hover } = client.textDocument ?? {}
    const kinds = where === 'hover' ? hover?.contentFormat : completion?.completionItem?.documentationFormat
    return kinds?.includes(MarkupKind.Markdown) ?? true
  }

  function pulls(): boolean {
    return client.textDocument?.diagnostic !== undefined
  }

  /** Whether the client asks again when it is told that there is more to know. */
  function canRefresh(): boolean {
    return client.workspace?.diagnostics?.refreshSupport === true
  }

  function pushLater(uri: string): void {
    if (pulls()) return
    setImmediate(() => {
      const entry = space.entries.get(uri)
      if (entry) void push(entry)
    })
  }

  async function push(entry: Entry): Promise<void> {
    const { text } = entry
    const items = await diagnostics(entry, () => entry.text !== text, true)
    if (!items || entry.text !== text) return
    void connection.sendDiagnostics({
      uri: entry.uri,
      diagnostics: items,
      ...(entry.open && { version: text.version }),
    })
  }

  /** Once for all that happens at about the same time. */
  function refresh(): void {
    if (refreshing) return
    refreshing = true
    setTimeout(() => {
      refreshing = false
      if (!pulls()) for (const entry of space.entries.values()) void push(entry)
      else if (canRefresh()) connection.languages.diagnostics.refresh()
      if (client.workspace?.inlayHint?.refreshSupport) void connection.languages.inlayHint.refresh()
    }, 100)
  }

  /** The mathematics of a region, which is worked out elsewhere: waits while it is, and as long as the region stands. */
  async function mathKnown(entry: Entry, region: Region, isCancelled: () => boolean): Promise<MathFacts | undefined> {
    for (let waited = 0; waited < longestWait; waited += 100) {
      const math = space.mathOf(entry, region)
      if (math || !entry.settings.math || isCancelled() || !entry.text.document.regions.includes(region)) return math
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    return undefined
  }

  async function editorSettings(folder: string | undefined): Promise<SettingsPart> {
    if (!client.workspace?.configuration) return settingsOf(pushedSettings, undefined)
    const [limo, mathMacros] = await connection.workspace.getConfiguration([
      { section: 'limo', ...(folder && { scopeUri: folder }) },
      { section: 'markdown.math.macros', ...(folder && { scopeUri: folder }) },
    ])
    return settingsOf(limo, mathMacros)
  }
}

function settingsOf(limo: unknown, mathMacros: unknown): SettingsPart {
  const read = EditorSettings.parse(dotted(limo))
  const { inlayHints, macros, math, rules } = read
  const shared = EditorSettings.shape.macros.parse(mathMacros ?? {})
  return {
    rules,
    macros: { ...shared, ...macros },
    math,
    inlayHints,
    hoverImages: read['hover.images'],
    codeLens: read.codeLens,
    tokens: { cutoff: read['tokens.cutoff'], tokenizer: read['tokens.tokenizer'] },
    dedup: {
      enabled: read['dedup.enabled'],
      threshold: read['dedup.threshold'],
      ngram: read['dedup.ngram'],
    },
  }
}

/** Clients send `limo.tokens.cutoff` as `{ tokens: { cutoff } }`. */
function dotted(limo: unknown): Readonly<Record<string, unknown>> {
  const given = Object(limo) as Readonly<Record<string, unknown>>
  const result: Record<string, unknown> = { ...given }
  for (const name of Object.keys(EditorSettings.shape)) {
    const [group, key] = name.split('.')
    const inner = key === undefined ? undefined : given[group!]
    if (key !== undefined && inner instanceof Object && key in inner) result[name] = (inner as typeof given)[key]
  }
  return result
}

function touches(a: Diagnostic['range'], b: Diagnostic['range']): boolean {
  const before = (x: { line: number; character: number }, y: { line: number; character: number }): boolean =>
    x.line < y.line || (x.line === y.line && x.character < y.character)
  return !before(a.end, b.start) && !before(b.end, a.start)
}

/** Files of verdicts, which the client writes, since it may be elsewhere that has the files. */
function editorChecks(connection: Connection, files: Files, folders: () => readonly string[]): ChecksFiles {
  return {
    read: uri => files.read(uri),
    async write(uri, text) {
      const params = { uri, text: text ?? null }
      const { failed } = await ask(connection, writeChecksRequest, params).catch((error: Error) => ({
        failed: error.message,
      }))
      if (failed !== undefined) throw new Failure(failed)
    },
    alone: (uri, work) => aloneByUri(folders(), uri, work),
  }
}

function editorFiles(connection: Connection): Files {
  return {
    find: async () => (await ask(connection, findFilesRequest, {})).uris,
    read: uri => ask(connection, readFileRequest, { uri }),
  }
}
