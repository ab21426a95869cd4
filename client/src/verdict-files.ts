import { lstat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Uri, workspace } from 'vscode'
import { write } from './save.ts'

/** Writes a file of verdicts for the server, or deletes it; nothing else is ever written for it. */
export async function writeChecks(uri: Uri, text: string | null): Promise<{ failed?: string }> {
  const folder = workspace.workspaceFolders?.find(({ uri: root }) => isChecks(uri, root))?.uri
  if (!folder) return { failed: 'Verdicts are kept in .limo/checks of a folder of the workspace only' }
  try {
    if (uri.scheme === 'file' && !(await staysInside(uri.fsPath, folder.fsPath))) {
      return { failed: `${workspace.asRelativePath(uri)} leads out of the workspace by a symbolic link` }
    }
    if (text !== null) {
      await workspace.fs.createDirectory(uri.with({ path: uri.path.slice(0, uri.path.lastIndexOf('/')) }))
      await write({ uri, replaces: true }, text)
    } else if (await exists(uri)) await workspace.fs.delete(uri)
    return {}
  } catch (error) {
    return { failed: `${workspace.asRelativePath(uri)} cannot be written: ${(error as Error).message}` }
  }
}

/** A data set in a folder further down keeps its verdicts there. */
function isChecks(uri: Uri, folder: Uri): boolean {
  const start = `${folder.path.replace(/\/$/, '')}/`
  if (uri.scheme !== folder.scheme || uri.authority !== folder.authority || !uri.path.startsWith(start)) return false
  const below = uri.path.slice(start.length)
  const parts = below.split('/')
  const isPlain = parts.every(part => part && !/^\.{1,2}$/.test(part) && !/[\\\0]/.test(part))
  return isPlain && /(?:^|\/)\.limo\/checks\/.+\.json$/.test(below)
}

/** Whether no folder below that of the workspace, nor the file itself, is a link to somewhere else. */
async function staysInside(path: string, folder: string): Promise<boolean> {
  for (let there = path; there.length > folder.length; there = dirname(there)) {
    const found = await lstat(there).catch(() => undefined)
    if (found?.isSymbolicLink()) return false
  }
  return true
}

async function exists(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    () => true,
    () => false,
  )
}
