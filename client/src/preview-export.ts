import {
  type CancellationToken,
  CancellationTokenSource,
  CodeLens,
  Disposable,
  EventEmitter,
  type ExtensionContext,
  type FileChangeEvent,
  FileChangeType,
  type FileStat,
  FileSystemError,
  FileType,
  languages,
  Position,
  Range,
  type TextDocument,
  ThemeColor,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import * as z from 'zod'
import {
  type FormatDescription,
  formatsRequest,
  type TrainedTokens,
  trainedRequest,
} from '../../server/src/core/protocol.ts'
import { send } from './client.ts'
import { askOptions, optionMemory, summary } from './export-options.ts'
import { isLimo } from './preview-panel.ts'
import { pick } from './steps.ts'

export interface TrainedText extends Disposable {
  /** Shows what a model sees of the example at the cursor; `as` asks for the format first. */
  open(as: boolean): Promise<void>
  changeOptions(): Promise<void>
}

const uri = Uri.from({ scheme: 'limo-export', path: '/Trained Text' })
const title = 'LIMO: Preview Export'
const formatKey = 'limo.export.preview'
const sourceKey = 'limo.export.preview.source'

/** How long after the last change the text follows, in milliseconds. */
const delay = 150

/** A stretch of the text. */
interface Stretch {
  readonly start: number
  readonly end: number
  readonly trained: boolean
  readonly note?: string
}

interface ShownRow {
  readonly id: string
  readonly stretches: readonly Stretch[]
}

interface Source {
  readonly document: TextDocument
  readonly position: Position
}

const KeptPlace = z.object({ uri: z.string(), line: z.int().min(0), character: z.int().min(0) })
type KeptPlace = z.infer<typeof KeptPlace>

/** What the document says. */
interface Shown {
  readonly format: FormatDescription
  readonly options: string
  readonly text: string
  readonly rows: readonly ShownRow[]
  /** Why there is nothing, or not all of the example. */
  readonly problem?: string
  /** Undefined while they are being counted. */
  readonly tokens?: TrainedTokens
}

/** The text that the example at the cursor is trained as, in a document of its own, which follows the cursor. */
export function trainedText(context: ExtensionContext, client: LanguageClient): TrainedText {
  const memory = optionMemory(context)
  const textChanged = new EventEmitter<FileChangeEvent[]>()
  const lensesChanged = new EventEmitter<void>()
  const masked = window.createTextEditorDecorationType({ color: new ThemeColor('limo.maskedForeground') })
  const beginning = window.createTextEditorDecorationType({
    isWholeLine: true,
    borderWidth: '1px 0 0 0',
    borderStyle: 'solid',
    borderColor: new ThemeColor('limo.maskedForeground'),
  })
  let source: Source | undefined
  let shown: Shown | undefined
  /** When the text changed, in milliseconds: no two changes at the same time. */
  let changed = Date.now()
  let waiting: ReturnType<typeof setTimeout> | undefined
  let working: CancellationTokenSource | undefined

  const listening = Disposable.from(
    textChanged,
    lensesChanged,
    masked,
    beginning,
    // A file system, as VS Code opens only files of one again after a reload.
    workspace.registerFileSystemProvider(
      uri.scheme,
      { ...onlyOneFile, onDidChangeFile: textChanged.event, stat, readFile },
      { isReadonly: true },
    ),
    languages.registerCodeLensProvider(
      { scheme: uri.scheme },
      { onDidChangeCodeLenses: lensesChanged.event, provideCodeLenses: document => lenses(document, shown) },
    ),
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (isLimo(textEditor.document)) later()
    }),
    window.onDidChangeActiveTextEditor(editor => {
      if (editor && isLimo(editor.document)) later()
    }),
    window.onDidChangeVisibleTextEditors(decorate),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document === source?.document) later()
      else if (isOurs(document)) decorate()
    }),
    workspace.onDidChangeConfiguration(event => {
      if (!event.affectsConfiguration('limo')) return
      shown = undefined
      later()
    }),
  )
  return {
    open,
    changeOptions,
    dispose() {
      clearTimeout(waiting)
      working?.cancel()
      listening.dispose()
    },
  }

  async function open(as: boolean): Promise<void> {
    if (!follow()) return void window.showInformationMessage('Put the cursor into an example of a .limo file first')
    if (as && !(await chooseFormat())) return
    await update()
    if (window.visibleTextEditors.some(({ document }) => isOurs(document))) return
    const document = await workspace.openTextDocument(uri)
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: false })
  }

  function stat(): FileStat {
    return { type: FileType.File, ctime: 0, mtime: changed, size: encoded(shown?.text ?? '').length }
  }

  async function readFile(): Promise<Uint8Array> {
    // One that VS Code has restored.
    if (!shown && (follow() || (await followKept()))) await update().catch(() => {})
    return encoded(shown?.text ?? '')
  }

  /** Takes the place that was shown before the window was reloaded. */
  async function followKept(): Promise<boolean> {
    const kept = KeptPlace.safeParse(context.workspaceState.get(sourceKey)).data
    if (!kept) return false
    try {
      const document = await workspace.openTextDocument(Uri.parse(kept.uri, true))
      source ??= { document, position: new Position(kept.line, kept.character) }
      return true
    } catch {
      return false
    }
  }

  async function remember({ document, position: { character, line } }: Source): Promise<void> {
    const place: KeptPlace = { uri: document.uri.toString(), line, character }
    const kept = KeptPlace.safeParse(context.workspaceState.get(sourceKey)).data
    if (kept?.uri !== place.uri || kept.line !== line || kept.character !== character) {
      await context.workspaceState.update(sourceKey, place)
    }
  }

  async function chooseFormat(): Promise<boolean> {
    const formats = await formatsOf()
    const active = await formatNow()
    const choices = formats.map(format => ({ label: format.title, detail: format.readers, value: format }))
    const question = 'The format whose text is shown'
    const chosen = await pick({ title, question, choices, canGoBack: false, ...(active && { active }) })
    if (chosen.type !== 'chosen') return false
    await context.workspaceState.update(formatKey, chosen.value.id)
    return true
  }

  async function changeOptions(): Promise<void> {
    const format = await formatNow()
    if (!format) return
    const asked = {
      format,
      given: memory.of(format),
      among: ({ name }: { name: string }) => !choosing.includes(name),
      next: 'Show the text',
    }
    const chosen = await askOptions(asked, { title: `${title}: ${format.title}`, canGoBack: false })
    if (chosen.type !== 'chosen') return
    memory.keep(format, chosen.value)
    await update()
  }

  async function formatsOf(): Promise<readonly FormatDescription[]> {
    return (await send(client, formatsRequest, {})).formats
  }

  async function formatNow(): Promise<FormatDescription | undefined> {
    const formats = await formatsOf()
    return formats.find(({ id }) => id === context.workspaceState.get(formatKey)) ?? formats[0]
  }

  /** Takes the place of the active editor; where that is another, the old one stays, or one on screen is taken. */
  function follow(): boolean {
    const active = window.activeTextEditor
    const isFollowed = active && isLimo(active.document)
    if (!isFollowed && source && !source.document.isClosed) return true
    const editor = isFollowed ? active : window.visibleTextEditors.find(({ document }) => isLimo(document))
    if (editor) source = { document: editor.document, position: editor.selection.active }
    return source !== undefined
  }

  function later(): void {
    clearTimeout(waiting)
    if (workspace.textDocuments.some(isOurs)) {
      waiting = setTimeout(() => {
        if (follow()) update().catch(() => {})
      }, delay)
    }
  }

  /** Resolves when the text is there; the tokens may come later. */
  async function update(): Promise<void> {
    working?.cancel()
    working = new CancellationTokenSource()
    const { token } = working
    const format = await formatNow()
    if (!format || !source || token.isCancellationRequested) return
    const given = memory.of(format)
    const params = {
      uri: client.code2ProtocolConverter.asUri(source.document.uri),
      position: client.code2ProtocolConverter.asPosition(source.position),
      format: format.id,
      options: given,
    }
    const found = await send(client, trainedRequest, params, token)
    if (token.isCancellationRequested) return
    const options = summary(format, given, ({ name }) => !choosing.includes(name))
    const before = shown
    if (found.type === 'refused') {
      // What was shown stays.
      shown = { text: '', rows: [], ...before, format, options, problem: found.reason }
    } else {
      const { rows, text } = joined(found.rows)
      const problem = found.left && `${found.rows.length ? 'Not all of it is exported' : 'Not exported'}: ${found.left}`
      const isKnown = before?.text === text && before.format.id === format.id
      const tokens = isKnown && before?.rows.length === rows.length ? before.tokens : undefined
      shown = { format, options, text, rows, ...(problem && { problem }), ...(tokens && { tokens }) }
    }
    if (shown.text !== before?.text) {
      changed = Math.max(Date.now(), changed + 1)
      textChanged.fire([{ type: FileChangeType.Changed, uri }])
    }
    void remember(source)
    lensesChanged.fire()
    decorate()
    if (found.type === 'rows' && found.rows.length && shown.tokens?.type !== 'counted') void count(params, token)
  }

  async function count(params: Omit<z.input<typeof trainedRequest.params>, 'count'>, token: CancellationToken) {
    const counted = await send(client, trainedRequest, { ...params, count: true }, token).catch(() => undefined)
    if (token.isCancellationRequested || !shown || counted?.type !== 'rows' || !counted.tokens) return
    shown = { ...shown, tokens: counted.tokens }
    lensesChanged.fire()
  }

  function decorate(): void {
    if (!shown) return
    const { rows, text } = shown
    for (const editor of window.visibleTextEditors) {
      const { document } = editor
      if (!isOurs(document) || document.getText() !== text) continue
      const hidden = rows.flatMap(({ stretches }) => stretches.filter(({ trained }) => !trained))
      editor.setDecorations(
        masked,
        hidden.map(({ end, note, start }) => ({
          range: new Range(document.positionAt(start), document.positionAt(end)),
          hoverMessage: note ? `${maskedMeans}: ${note}` : maskedMeans,
        })),
      )
      editor.setDecorations(
        beginning,
        rows.slice(1).map(({ stretches: [first] }) => {
          const at = document.positionAt(first?.start ?? 0)
          return new Range(at, at)
        }),
      )
    }
  }
}

/** What a file system must have, of one file that only we write. */
const onlyOneFile = {
  watch: () => new Disposable(() => {}),
  readDirectory: (): [string, FileType][] => [],
  createDirectory: refuse,
  writeFile: refuse,
  delete: refuse,
  rename: refuse,
}

function refuse(at: Uri): never {
  throw FileSystemError.NoPermissions(at)
}

/** With the mark of UTF-8 before it, which goes before the encoding that files have by the settings. */
function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(`\uFEFF${text}`)
}

/** Options that choose examples say nothing of the text of one. */
const choosing: readonly string[] = ['skip', 'skipStatus', 'split', 'validation', 'test']

function isOurs(document: TextDocument): boolean {
  return document.uri.scheme === uri.scheme
}

/** The rows one below the other, each from the beginning of a line. */
function joined(
  rows: readonly {
    readonly id: string
    readonly segments: readonly {
      readonly text: string
      readonly trained: boolean
      readonly note?: string | undefined
    }[]
  }[],
): { readonly text: string; readonly rows: readonly ShownRow[] } {
  let text = ''
  const shown = rows.map(({ id, segments }): ShownRow => {
    if (text && !text.endsWith('\n')) text += '\n'
    const stretches = segments.map(({ note, text: own, trained }): Stretch => {
      const start = text.length
      text += own
      return { start, end: text.length, trained, ...(note && { note }) }
    })
    return { id, stretches }
  })
  return { text, rows: shown }
}

/** Above the text its format and how long it is; above each stretch whether it is trained. */
function lenses(document: TextDocument, shown: Shown | undefined): CodeLens[] {
  if (!shown) return []
  const { format, options, problem, rows, text, tokens } = shown
  const lensAt = (offset: number, words: string, tooltip = '', command = ''): CodeLens => {
    const at = document.positionAt(offset)
    return new CodeLens(new Range(at, at), { title: words, command, tooltip })
  }
  const top = [
    lensAt(0, `$(list-selection) ${format.id}`, `${format.title}: show another format`, 'limo.previewExportAs'),
    lensAt(0, '$(settings) Options', options || 'The defaults of the format', 'limo.previewExportOptions'),
    ...(problem ? [lensAt(0, `$(warning) ${problem}`)] : []),
  ]
  if (document.getText() !== text) return top
  return [...top, ...rows.flatMap(rowLenses)]

  function rowLenses({ id, stretches }: ShownRow, index: number): CodeLens[] {
    const counts = tokens?.type === 'counted' ? tokens.counts[index] : undefined
    const start = stretches[0]?.start ?? 0
    const sum = lensAt(start, ...lengthOf(counts, tokens))
    const each = stretches.map(({ note, start: at, trained }, i) => {
      const kind = `${trained ? 'trained' : 'masked'}${note ? ` (${note})` : ''}`
      return lensAt(at, counts ? `${kind}: ${tokensIn(counts[i] ?? 0)}` : kind, trained ? '' : maskedMeans)
    })
    return [...(rows.length > 1 ? [lensAt(start, `${index + 1} of ${rows.length}`, id)] : []), sum, ...each]
  }
}

const maskedMeans = 'A model is given this and does not learn to say it'

/** In words, with what it was counted by. */
function lengthOf(
  counts: readonly number[] | undefined,
  tokens: TrainedTokens | undefined,
): readonly [words: string, tooltip?: string] {
  if (tokens?.type === 'failed') return ['$(warning) tokens not counted', tokens.reason]
  if (!tokens || !counts) return ['counting tokens…']
  const { cutoff, tokenizer } = tokens
  const all = counts.reduce((sum, count) => sum + count, 0)
  if (!cutoff) return [tokensIn(all), `Counted by ${tokenizer}`]
  const words = `${grouped(all)} of ${grouped(cutoff)} tokens`
  const how = `Counted by ${tokenizer}; training stops at the cutoff of ${grouped(cutoff)}`
  return [all > cutoff ? `$(warning) ${words}` : words, how]
}

function tokensIn(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'token' : 'tokens'}`
}

function grouped(count: number): string {
  return count.toLocaleString('en')
}
