import {
  commands,
  type Disposable,
  EventEmitter,
  type LogOutputChannel,
  ProgressLocation,
  type QuickPickItem,
  QuickPickItemKind,
  TabInputText,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode'
import { type LanguageClient, ProgressType } from 'vscode-languageclient/node'
import { importHeader } from '../../server/src/core/formats/header.ts'
import { type ImportGuess, ImportProgress, importGuessRequest, importRequest } from '../../server/src/core/protocol.ts'
import { send } from './client.ts'
import { type Choice, choose } from './steps.ts'

const title = 'LIMO: Import Data Set'

/** Makes examples of the records of files that the user picks, or that are given, after a look at how they are read. */
export async function importDataSet(
  client: LanguageClient,
  output: LogOutputChannel,
  preview: ImportPreview,
  given: readonly Uri[],
): Promise<void> {
  const files = given.length ? given : await chooseFiles()
  if (!files.length) return
  const far = files.find(uri => uri.scheme !== 'file')
  if (far) {
    return void window.showErrorMessage(`Only files on disk can be imported, not those of "${far.scheme}"`)
  }
  const reading = await agree(client, preview, files).finally(() => preview.close())
  const target = reading && (await chooseTarget(files[0]!))
  if (!reading || !target) return
  await run(client, output, { uris: files.map(String), ...reading, ...target })
}

/** The example that a record becomes, as a document that nobody can save. */
export interface ImportPreview extends Disposable {
  show(text: string): Promise<void>
  close(): Promise<void>
}

/** The list of columns hangs over the upper lines of an editor. */
const hidden = 18

const previewUri = Uri.from({ scheme: 'limo-import', path: '/First example.limo' })

export function importPreview(): ImportPreview {
  const changed = new EventEmitter<Uri>()
  let content = ''
  const provider = workspace.registerTextDocumentContentProvider(previewUri.scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: () => content,
  })
  return {
    async show(text) {
      content = `${importHeader}\n%% The first example, below the list\n${'\n'.repeat(hidden)}${text}`
      changed.fire(previewUri)
      const document = await workspace.openTextDocument(previewUri)
      await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true })
    },
    async close() {
      const tabs = window.tabGroups.all.flatMap(group => group.tabs)
      const shown = tabs.filter(
        ({ input }) => input instanceof TabInputText && input.uri.toString() === previewUri.toString(),
      )
      await window.tabGroups.close(shown)
    },
    dispose() {
      provider.dispose()
      changed.dispose()
    },
  }
}

async function chooseFiles(): Promise<readonly Uri[]> {
  const chosen = await window.showOpenDialog({
    canSelectMany: true,
    openLabel: 'Import',
    title,
    filters: { 'Data sets': ['jsonl', 'ndjson', 'json', 'parquet', 'gz'], 'All files': ['*'] },
  })
  return chosen ?? []
}

/** How records are read, and what is said of them. */
interface Reading {
  readonly reader?: string
  readonly map: Record<string, string>
  readonly license?: string
  readonly source?: string
}

interface Row extends QuickPickItem {
  readonly does?: 'accept' | 'reader' | 'license' | 'source' | { readonly role: string }
}

/** Shows what is guessed of the first record until the user agrees; undefined where they do not. */
async function agree(
  client: LanguageClient,
  preview: ImportPreview,
  files: readonly Uri[],
): Promise<Reading | undefined> {
  let reading: Reading = { map: {} }
  for (;;) {
    const { map, reader, source } = reading
    const asked = { uri: String(files[0]), map, ...(reader && { reader }), ...(source && { source }) }
    const guess = await send(client, importGuessRequest, asked)
    if (guess.type === 'failed') {
      void window.showErrorMessage(guess.reason)
      return undefined
    }
    const { example } = guess
    await preview.show(example.type === 'example' ? example.text : `%% No example: ${example.reason}\n`)
    const row = await window.showQuickPick(rowsOf(guess, reading, files), {
      title: `${title}: ${guess.place}`,
      placeHolder: 'The first example stands beside; choose what is not right',
      ignoreFocusOut: true,
      matchOnDescription: true,
    })
    if (!row?.does) return undefined
    if (row.does === 'accept') return reading
    const changed = await change(row.does, guess, reading)
    if (changed) reading = changed
  }
}

function rowsOf(guess: ImportGuess, { license, map, reader, source }: Reading, files: readonly Uri[]): Row[] {
  const { example, readers, roles } = guess
  const format = readers.find(({ id }) => id === guess.reader)?.title ?? guess.reader
  const accept: Row =
    example.type === 'example'
      ? {
          label: '$(check) Import like this',
          description: files.length > 1 ? `${files.length} files` : '',
          does: 'accept',
        }
      : { label: '$(warning) No example comes of this record', detail: example.reason, does: 'accept' }
  const isAnswered = example.type === 'example' && example.text.includes('\n@answer')
  const inSolution = isAnswered ? 'none, taken from the solution' : 'none'
  const rows: Row[] = [
    accept,
    { label: 'how records are read', kind: QuickPickItemKind.Separator },
    {
      label: '$(symbol-structure) Format',
      description: format,
      detail: reader ? '' : 'guessed for each record',
      does: 'reader',
    },
    ...roles.map(
      ({ found, role }): Row => ({
        label: `$(symbol-field) ${role}`,
        description: (found?.column ?? (role === 'answer' ? inSolution : 'none')) + (map[role] ? ', as you said' : ''),
        detail: found?.sample ?? '',
        does: { role },
      }),
    ),
    { label: 'what is said of them', kind: QuickPickItemKind.Separator },
    { label: '$(law) Licence', description: license ?? 'none', does: 'license' },
    { label: '$(book) Source', description: source ?? 'none', does: 'source' },
  ]
  return rows
}

async function change(
  what: Exclude<Row['does'], 'accept' | undefined>,
  { columns, reader, readers }: ImportGuess,
  reading: Reading,
): Promise<Reading | undefined> {
  if (what === 'reader') {
    const items = readers.map(({ id, title }) => ({ label: id, description: title, picked: id === reader, value: id }))
    const chosen = await choose(title, 'How records are read', items)
    // Columns were named for the roles of another format.
    return chosen && { ...reading, reader: chosen.value, map: {} }
  }
  if (what === 'license' || what === 'source') {
    const prompt =
      what === 'license'
        ? 'The licence of the examples, such as CC-BY-4.0'
        : 'The source of the examples, such as a book or a data set'
    const value = await window.showInputBox({ title, prompt, value: reading[what] ?? '', ignoreFocusOut: true })
    const { [what]: _, ...rest } = reading
    if (value === undefined) return undefined
    return value.trim() ? { ...rest, [what]: value.trim() } : rest
  }
  const { role } = what
  const guessed = '$(sparkle) As guessed'
  const items: Choice<string | undefined>[] = [
    ...columns.map(({ column, sample }) => ({ label: column, detail: sample, value: column })),
    ...(reading.map[role] ? [{ label: guessed, value: undefined }] : []),
  ]
  const chosen = await choose(title, `The column for ${role}`, items)
  if (!chosen) return undefined
  const { [role]: _, ...others } = reading.map
  return { ...reading, map: chosen.value === undefined ? others : { ...others, [role]: chosen.value } }
}

interface Target {
  readonly target: string
  readonly isFolder: boolean
  readonly replace: boolean
}

async function chooseTarget(file: Uri): Promise<Target | undefined> {
  const into = await choose(title, 'Where the examples go', [
    { label: 'One file for all', description: 'a .limo file', value: 'file' },
    { label: 'One file for each example', description: 'in a folder', value: 'folder' },
  ])
  if (!into) return undefined
  const beside = file.with({ path: `${file.path.replace(/(?:\.[A-Za-z]\w*)+$/, '')}.limo` })
  if (into.value === 'file') {
    const uri = await window.showSaveDialog({
      title,
      saveLabel: 'Import',
      filters: { 'LIMO examples': ['limo'] },
      defaultUri: beside,
    })
    // The dialog has asked whether to replace a file that is there.
    return uri && { target: String(uri), isFolder: false, replace: true }
  }
  const [folder] =
    (await window.showOpenDialog({
      title,
      openLabel: 'Import here',
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: Uri.joinPath(file, '..'),
    })) ?? []
  return folder && { target: String(folder), isFolder: true, replace: false }
}

type Job = Reading & Target & { readonly uris: readonly string[] }

async function run(client: LanguageClient, output: LogOutputChannel, job: Job): Promise<void> {
  const options = { location: ProgressLocation.Notification, title: 'Importing', cancellable: true }
  const result = await window.withProgress(options, async (progress, token) => {
    const id = `limo-import-${Math.random().toString(36).slice(2)}`
    let before = 0
    const listening = client.onProgress(new ProgressType<unknown>(), id, told => {
      const { records, share } = ImportProgress.parse(told)
      progress.report({ message: `${records.toLocaleString('en')} records`, increment: 100 * (share - before) })
      before = share
    })
    try {
      return await send(client, importRequest, { ...job, uris: [...job.uris], progress: id }, token)
    } catch (error) {
      if (!token.isCancellationRequested) throw error
      return undefined
    } finally {
      listening.dispose()
    }
  })
  if (!result) return
  switch (result.type) {
    case 'failed':
      return void window.showErrorMessage(result.reason)
    case 'exists': {
      const what = result.count === 1 ? 'a file' : `${result.count} files`
      const message = `The import would replace ${what}, such as ${result.first}`
      const replace = 'Replace'
      if ((await window.showWarningMessage(message, { modal: true }, replace)) !== replace) return
      return run(client, output, { ...job, replace: true })
    }
    case 'done':
      for (const note of result.notes) output.info(`Import: ${note}`)
      void report(job, result, output)
  }
}

async function report(
  { isFolder, target }: Target,
  { cancelled, imported, notes, refused }: { imported: number; refused: number; cancelled: boolean; notes: string[] },
  output: LogOutputChannel,
): Promise<void> {
  const show = 'Show'
  const details = 'Details'
  const isWritten = imported > 0 && (isFolder || !cancelled)
  const buttons = [...(isWritten ? [show] : []), ...(notes.length ? [details] : [])]
  const examples = `${imported} ${imported === 1 ? 'example' : 'examples'}`
  const left = refused ? `, ${refused} ${refused === 1 ? 'record' : 'records'} left out` : ''
  const chosen = isWritten
    ? await window.showInformationMessage(`${examples} imported${left}`, ...buttons)
    : await window.showWarningMessage(
        cancelled ? 'The import was cancelled, no file written' : `Nothing to import, no file written${left}`,
        ...buttons,
      )
  if (chosen === show) {
    if (isFolder) await commands.executeCommand('revealInExplorer', Uri.parse(target))
    else await window.showTextDocument(Uri.parse(target))
  }
  if (chosen === details) output.show()
}
