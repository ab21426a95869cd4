import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, temporary } from './vscode.ts'

/** The extension as it is handed out. What is in dist is taken as it is: build first. */
export function pack(extension = process.env.EXTENSION ?? root): { vsix: string; names: string[]; size: number } {
  const vsix = join(temporary('vsix'), 'limo.vsix')
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce')
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links']
  try {
    execFileSync(process.execPath, [vsce, 'package', ...flags, '--out', vsix], { cwd: extension, stdio: 'pipe' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer }
    throw new Error(`vsce could not pack the extension:\n${stdout}${stderr}`)
  }
  const bytes = readFileSync(vsix)
  return { vsix, names: zipNames(bytes), size: bytes.length }
}

/** The names in a zip's directory: it stands at the end, and the last record says where it begins. */
function zipNames(bytes: Buffer): string[] {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  let at = bytes.readUInt32LE(end + 16)
  return Array.from({ length: bytes.readUInt16LE(end + 10) }, () => {
    const name = bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28))
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    return name
  })
}
