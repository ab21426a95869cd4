import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { KeyAbilities } from '../core/model/key.ts'

/** Looks for keys on this machine. Relative paths start from a folder, `~` is the user's home. */
export function machineKeys(folder: string, env: NodeJS.ProcessEnv = process.env): KeyAbilities {
  return {
    environment: name => env[name],
    readFile: path => readEnvFile(path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(folder, path)),
    run,
  }
}

async function readEnvFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new Error(`envFile: ${path} cannot be read (${code})`)
  }
}

/** Without a shell. The program may ask the person at the terminal for what opens its safe. */
function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['inherit', 'pipe', 'inherit'], windowsHide: true })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    child.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'no such program' : `it cannot be run (${error.code})`
      reject(new Error(`keyCommand: ${program}: ${reason}`))
    })
    child.once('close', (code, signal) => {
      if (code === 0) resolve(printed)
      else reject(new Error(`keyCommand: ${program} ended with ${signal ?? `exit code ${code}`}`))
    })
  })
}
