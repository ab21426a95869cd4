import { type QuickPickItem, Uri, window, workspace } from 'vscode'

export interface Choice<T> extends QuickPickItem {
  readonly value: T
}

export async function choose<C extends QuickPickItem>(
  title: string,
  question: string,
  choices: readonly C[],
): Promise<C | undefined> {
  return window.showQuickPick(choices, { title: `${title}: ${question}` })
}

export interface Target {
  readonly uri: Uri
  /** The user has seen that it exists, and agreed. */
  readonly replaces: boolean
}

/** `name` is proposed, without its ending; else that of the folder is. */
export async function chooseTarget(
  filters: Readonly<Record<string, string[]>>,
  name?: string,
): Promise<Target | undefined> {
  const folder = workspace.workspaceFolders?.[0]
  const defaultUri = folder && Uri.joinPath(folder.uri, `${name ?? folder.name}.${Object.values(filters)[0]![0]}`)
  const uri = await window.showSaveDialog({
    filters: { ...filters },
    saveLabel: 'Export',
    ...(defaultUri && { defaultUri }),
  })
  if (!uri) return undefined
  if (/\.limo$/i.test(uri.path)) {
    void window.showErrorMessage('A .limo file is never the target of an export: choose another name')
    return undefined
  }
  const replaces = await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  )
  return { uri, replaces }
}

/** Into a file beside it first, so that the target is either the old one or the whole new one. */
export async function write({ uri, replaces }: Target, content: string | Uint8Array): Promise<void> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1)
  const beside = Uri.joinPath(uri, '..', `.${name}.${Math.random().toString(36).slice(2)}.tmp`)
  try {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
    await workspace.fs.writeFile(beside, bytes)
    await workspace.fs.rename(beside, uri, { overwrite: replaces })
  } catch (error) {
    await workspace.fs.delete(beside).then(undefined, () => {})
    throw error
  }
}
