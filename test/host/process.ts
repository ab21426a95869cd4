import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'

/** Runs at the end of this process, however it ends short of SIGKILL. Returns what takes it back. */
export function atExit(end: () => void): () => void {
  if (!ends.size) listen()
  ends.add(end)
  return () => void ends.delete(end)
}

/** A child that does not outlive this process, nor do its own children: it leads a process group, which is killed whole. */
export function spawnTied(command: string, args: string[], options: SpawnOptions = {}): ChildProcess & { end(): void } {
  const child = spawn(command, args, { detached: !windows, ...options })
  const end = () => {
    release()
    try {
      if (child.pid) windows ? child.kill() : process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Already gone.
    }
  }
  const release = atExit(end)
  return Object.assign(child, { end })
}

/** What a child gets: nothing of the editor, debugger or test runner that this process may itself run in. */
export function cleanEnv(): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_TEST_CONTEXT$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

export class WaitedInVain extends Error {}

/** Asks again until there is an answer, and tells what the last one was when there never is. */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  good: (answer: T) => unknown = Boolean,
  seconds = 30,
  show: (answer: T) => unknown = answer => answer,
): Promise<T> {
  const end = Date.now() + seconds * 1000
  while (true) {
    const answer = await ask()
    if (good(answer)) return answer
    if (Date.now() > end)
      throw new WaitedInVain(
        `Waited ${seconds} s for ${what}, last seen: ${JSON.stringify(show(answer))?.slice(0, 2000)}`,
      )
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

const windows = process.platform === 'win32'
const ends = new Set<() => void>()
let listening = false

function listen() {
  if (listening) return
  listening = true
  process.on('exit', () => {
    for (const end of ends) end()
  })
  // A signal alone would end the process without its exit event.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))
}
