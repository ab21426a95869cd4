import { type FileHandle, open, rename } from 'node:fs/promises'
import { commands, env, UIKind, Uri, window, workspace } from 'vscode'
import { type Merged, mergeEntries } from '../../server/src/core/formats/entries.ts'
import { message, render } from '../../server/src/core/message.ts'
import { counted } from '../../server/src/core/numerals.ts'

export interface Target {
  readonly uri: Uri
  /** The user has seen that it exists, and agreed. */
  readonly replaces: boolean
}

/** `name` is proposed, without its ending, beside `near` or else in the workspace; else the name of the folder is. */
export async function chooseTarget(
  filters: Readonly<Record<string, string[]>>,
  name?: string,
  near?: Uri,
): Promise<Target | undefined> {
  const folder = workspace.workspaceFolders?.[0]
  const beside = near ? Uri.joinPath(near, '..') : folder?.uri
  const defaultUri =
    beside && Uri.joinPath(beside, `${name ?? folder?.name ?? 'export'}.${Object.values(filters)[0]![0]}`)
  const uri = await window.showSaveDialog({
    filters: { ...filters },
    saveLabel: 'Export',
    ...(defaultUri && { defaultUri }),
  })
  if (!uri || refusesLimo(uri)) return undefined
  return { uri, replaces: await exists(uri) }
}

/** Says so where a target is none for an export. */
export function refusesLimo({ path }: Uri): boolean {
  if (!/\.limo\/?$/i.test(path)) return false
  void window.showErrorMessage('A .limo file is never the target of an export: choose another name')
  return true
}

export function exists(uri: Uri): Promise<boolean> {
  return Promise.resolve(workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  )
}

/** A name that every file system takes. */
export function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._ -]+/gu, '-').slice(0, 100) || 'examples'
}

/** What is written somewhere beside its place until it is whole. */
export interface Pending {
  /**
   * In the order of the calls; `file` is its name below a folder, and empty for a file that is alone. `entries`: what
   * stands there already stays beside them.
   */
  write(file: string, content: string | Uint8Array, entries?: boolean): Promise<void>
  /** Puts all of it in its place; false where the user does not want that. */
  commit(): Promise<boolean>
  abandon(): Promise<void>
}

/** The target is either the old file or the whole new one. */
export function pendingFile({ replaces, uri }: Target): Pending {
  const beside = besides(uri)
  const file = growing(beside)
  return {
    write: (_, content) => file.append(bytesOf(content)),
    async commit() {
      await file.close()
      await move(beside, uri, replaces)
      return true
    },
    async abandon() {
      await file.close().catch(() => {})
      await remove(beside)
    },
  }
}

/** A folder that is not there yet comes all at once; in one that is there, nothing is replaced before the user agrees. */
export function pendingFolder(uri: Uri): Pending {
  const beside = besides(uri)
  const files = new Map<string, Growing>()
  const shared = new Set<string>()
  return {
    async write(name, content, entries) {
      if (entries) shared.add(name)
      let file = files.get(name)
      if (!file) {
        const place = Uri.joinPath(beside, name)
        await workspace.fs.createDirectory(Uri.joinPath(place, '..'))
        file = growing(place)
        files.set(name, file)
      }
      await file.append(bytesOf(content))
    },
    async commit() {
      for (const file of files.values()) await file.close()
      if (!(await exists(uri))) {
        await workspace.fs.rename(beside, uri, { overwrite: false })
        return true
      }
      const names = [...files.keys()]
      const old = (
        await Promise.all(names.map(async name => ((await exists(Uri.joinPath(uri, name))) ? [name] : [])))
      ).flat()
      const replaced = old.filter(name => !shared.has(name))
      const entries: string[] = []
      for (const name of old.filter(name => shared.has(name))) {
        for (const entry of await merge(Uri.joinPath(beside, name), Uri.joinPath(uri, name))) {
          entries.push(`"${entry}" in ${name}`)
        }
      }
      if (replaced.length + entries.length && !(await mayReplace(replaced, uri, entries))) {
        await remove(beside)
        return false
      }
      for (const name of names) {
        const place = Uri.joinPath(uri, name)
        await workspace.fs.createDirectory(Uri.joinPath(place, '..'))
        await move(Uri.joinPath(beside, name), place, old.includes(name))
      }
      await remove(beside)
      return true
    },
    async abandon() {
      for (const file of files.values()) await file.close().catch(() => {})
      await remove(beside)
    },
  }
}

/** Makes the new file hold the entries of the old one too; says which of those it replaces. */
async function merge(ours: Uri, old: Uri): Promise<readonly string[]> {
  const [before, after] = await Promise.all([old, ours].map(async uri => utf8(await workspace.fs.readFile(uri))))
  const merged: Merged =
    before === undefined
      ? { type: 'unreadable', reason: message('it is not valid UTF-8') }
      : mergeEntries(before, after!)
  if (merged.type === 'unreadable') {
    throw new Error(`${workspace.asRelativePath(old)}: ${render(merged.reason)}; mend it, or move it away`)
  }
  await workspace.fs.writeFile(ours, bytesOf(merged.text))
  return merged.replaced
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Asks whether files, and entries of files that stay, may be replaced. */
export async function mayReplace(
  files: readonly string[],
  folder: Uri,
  entries: readonly string[] = [],
): Promise<boolean> {
  const replace = 'Replace'
  const [first] = files.length ? files : entries
  const others = (files.length || entries.length) - 1
  const counts = files.length ? counted(others, 'other file') : counted(others, 'other entry', 'other entries')
  const what = others ? `${first} and ${counts}` : first
  const question = `${what} ${others ? 'are' : 'is'} there already. Replace ${others ? 'them' : 'it'}?`
  const all = [...files, ...entries]
  const detail = [workspace.asRelativePath(folder), ...(all.length > 1 ? all : [])].join('\n')
  return (await window.showWarningMessage(question, { modal: true, detail }, replace)) === replace
}

export async function write(target: Target, content: string | Uint8Array): Promise<void> {
  const pending = pendingFile(target)
  try {
    await pending.write('', content)
    await pending.commit()
  } catch (error) {
    await pending.abandon()
    throw error
  }
}

/** Whether the editor runs on the machine that the file is on. */
export function isHere(uri: Uri): boolean {
  return uri.scheme === 'file' && env.uiKind === UIKind.Desktop && !env.remoteName
}

/** In the folder of the system, or in the Explorer, which can download it. */
export async function reveal(uri: Uri): Promise<void> {
  if (isHere(uri)) await commands.executeCommand('revealFileInOS', uri)
  else if (workspace.getWorkspaceFolder(uri)) await commands.executeCommand('revealInExplorer', uri)
  else await commands.executeCommand('vscode.open', uri)
}

interface Growing {
  append(bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}

/** The editor's file systems write whole files; where it is one of this machine, pieces need not be kept until then. */
function growing(uri: Uri): Growing {
  let handle: Promise<FileHandle> | undefined
  const kept: Uint8Array[] = []
  const isLocal = uri.scheme === 'file'
  return {
    async append(bytes) {
      if (!isLocal) return void kept.push(bytes)
      handle ??= open(uri.fsPath, 'wx')
      await (await handle).appendFile(bytes)
    },
    async close() {
      if (!isLocal) return workspace.fs.writeFile(uri, Buffer.concat(kept))
      handle ??= open(uri.fsPath, 'wx')
      const file = await handle
      await file.sync()
      await file.close()
    },
  }
}

/** The editor deletes what it replaces before it renames; on this machine there is always one of both. */
async function move(from: Uri, to: Uri, replaces: boolean): Promise<void> {
  if (replaces && from.scheme === 'file') await rename(from.fsPath, to.fsPath)
  else await workspace.fs.rename(from, to, { overwrite: replaces })
}

function besides(uri: Uri): Uri {
  const name = uri.path.replace(/\/$/, '').split('/').at(-1)
  return Uri.joinPath(uri, '..', `.${name}.${Math.random().toString(36).slice(2)}.tmp`)
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content
}

async function remove(uri: Uri): Promise<void> {
  await workspace.fs.delete(uri, { recursive: true }).then(undefined, () => {})
}
