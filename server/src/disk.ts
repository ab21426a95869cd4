import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { FileRead, Files } from './workspace.ts'

/** The files of the given folders, read from the disk. */
export function diskFiles(folders: () => readonly string[]): Files {
  return { find, read }

  async function find(): Promise<readonly string[]> {
    const found: string[] = []
    for (const folder of folders()) if (folder.startsWith('file:')) await walk(fileURLToPath(folder), found)
    return found
  }

  async function read(uri: string): Promise<FileRead> {
    if (!uri.startsWith('file:')) return { type: 'missing' }
    try {
      const bytes = await readFile(fileURLToPath(uri))
      try {
        return { type: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
      } catch {
        return { type: 'invalid' }
      }
    } catch {
      return { type: 'missing' }
    }
  }
}

async function walk(folder: string, found: string[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.name === 'node_modules' || entry.name === '.git') continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await walk(path, found)
    else if (entry.isFile() && entry.name.endsWith('.limo')) found.push(pathToFileURL(path).href)
  }
}
