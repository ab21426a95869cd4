import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cleanEnv, spawnTied } from './process.ts'
import { codeServer, temporary } from './vscode.ts'

export interface ServerOptions {
  /** Everything the server writes, settings included. */
  dataDir: string
  /** User settings of a new data folder; quiet ones are added. */
  settings?: Record<string, unknown>
  /** Workspace Trust: every folder trusted (true), or only what the person trusts. */
  trust?: boolean
  /** Opens the door to development parameters in the address, and to `driver` in the page. For tests only. */
  driver?: boolean
  token?: string
  port?: number
}

export interface Server {
  port: number
  /** Address of the page, with development parameters. */
  address(folder: string, payload?: [string, string][]): string
  /** A path of this machine, as the page names it. */
  remote(path: string): string
  log(): string
  exited: Promise<number | null>
  end(): void
}

/** What would make noise, reach for the network or cover what a test looks at. */
export const quiet = {
  'chat.agentHost.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'git.enabled': false,
}

/** What moves by itself is drawn over and over, which is a lot without a graphics card. */
const still = { 'workbench.reduceMotion': 'on', 'editor.cursorBlinking': 'solid' }

export async function startServer(options: ServerOptions): Promise<Server> {
  const { dataDir, token, driver = false, trust = true, port = 0 } = options
  writeSettings(join(dataDir, 'data'), { ...quiet, ...(driver ? still : {}), ...options.settings })
  const child = spawnTied(
    process.execPath,
    [
      ...endWithParent,
      codeServer(),
      ...['--host', '127.0.0.1', '--port', String(port), '--server-data-dir', dataDir],
      ...['--accept-server-license-terms', '--disable-telemetry'],
      ...(token ? ['--connection-token', token] : ['--without-connection-token']),
      ...(trust ? ['--disable-workspace-trust'] : []),
      ...(driver ? ['--enable-smoke-test-driver'] : []),
    ],
    // Its sockets lie there and would stay, as it is killed at the end.
    { env: { ...cleanEnv(), XDG_RUNTIME_DIR: temporary('run') }, stdio: ['pipe', 'pipe', 'pipe'] },
  )
  let log = ''
  const exited = new Promise<number | null>(resolve => child.once('exit', resolve))
  const ready = new Promise<number>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      log += chunk
      const found = /Web UI available at \S*?:(\d+)/.exec(log)
      if (found) resolve(Number(found[1]))
    }
    child.stdout!.on('data', listen)
    child.stderr!.on('data', listen)
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`The server ended with ${code}:\n${log.slice(-4000)}`)))
    setTimeout(() => reject(new Error(`The server did not start within 60 s:\n${log.slice(-4000)}`)), 60_000).unref()
  })
  const bound = await ready.catch(error => {
    child.end()
    throw error
  })
  const remote = (path: string) => `vscode-remote://127.0.0.1:${bound}${path}`
  return {
    port: bound,
    remote,
    address(folder, payload = []) {
      const query = new URLSearchParams(token ? { tkn: token, folder } : { folder })
      if (payload.length) query.set('payload', JSON.stringify(payload))
      return `http://127.0.0.1:${bound}/?${query}`
    },
    log: () => log,
    exited,
    end: child.end,
  }
}

/** `dir` is what VS Code calls the user data directory. Settings that a person made stay. */
export function writeSettings(dir: string, settings: Record<string, unknown>): void {
  const file = join(dir, 'User/settings.json')
  if (existsSync(file)) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(settings, null, 2))
}

// Even when this process is killed outright: its end of the pipe closes. Processes that the server forks inherit the flag,
// so only the server itself listens.
const endWithParent = [
  '--import',
  `data:text/javascript,if (process.argv[1]?.endsWith('server-main.js')) process.stdin.resume().on('close', () => process.exit())`,
]
