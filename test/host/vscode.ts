import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { downloadAndUnzipVSCode } from '@vscode/test-electron'
import { type Browser, chromium } from 'playwright-core'
import { atExit, cleanEnv } from './process.ts'

// A real VS Code, and a browser to see it with.
//
// For suites inside the extension host (`executable`):
//   1. VSCODE_EXECUTABLE, if set
//   2. where there is a display: the VS Code that @vscode/test-electron downloads (VSCODE_VERSION, else the stable one)
//   3. no display, or nothing to be downloaded: code-server from the npm registry behind launch.ts, in a browser without a window
// For looking at the page (`codeServer`, `browser`): always code-server, and as Chromium
//   1. CHROMIUM_EXECUTABLE, if set   2. an installed one   3. the one in @sparticuz/chromium
//
// What npm brings is kept in .vscode-test/, exact versions, no install scripts, no compiler, no root.

export const root = join(import.meta.dirname, '../..')
export const store = join(root, '.vscode-test')

/** What `runTests` takes as `vscodeExecutablePath`. */
export async function executable(): Promise<string> {
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE
  if (process.platform !== 'linux') return await download()
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) {
    try {
      return await download()
    } catch (error) {
      console.log(`VS Code cannot be downloaded (${firstLine(error)}), taking code-server from the npm registry`)
    }
  }
  codeServer()
  return shim()
}

/** The entry of VS Code's server, to be run with Node 24. */
export function codeServer(): string {
  const folder = installed(['code-server@4.139.1'], folder =>
    npm(join(folder, 'node_modules/code-server/lib/vscode'), 'install', '--omit=dev'),
  )
  return join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js')
}

/** A headless Chromium. It ends with this process. */
export async function browser(): Promise<Browser> {
  const { executablePath, env } = findChromium()
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  return await chromium.launch({
    executablePath,
    env: { ...cleanEnv(), ...env } as Record<string, string>,
    args: ['--disable-gpu', '--disable-quic', '--font-render-hinting=none', ...quiet],
  })
}

/** A folder of its own under the system's temporary one, gone when this process ends. */
export function temporary(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `limo-${name}-`))
  atExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

function download(): Promise<string> {
  return downloadAndUnzipVSCode({
    version: process.env.VSCODE_VERSION ?? 'stable',
    cachePath: store,
    extensionDevelopmentPath: root,
    timeout: 10_000,
  })
}

/** `runTests` starts one file; this one names the Node that runs now, which need not be first on the PATH. */
function shim(): string {
  const file = join(temporary('launch'), 'code')
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dirname, 'launch.ts')}" "$@"\n`, {
    mode: 0o755,
  })
  return file
}

function findChromium(): { executablePath: string; env: Record<string, string> } {
  const known = [
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]
  const executablePath = process.env.CHROMIUM_EXECUTABLE ?? known.find(path => existsSync(path))
  if (executablePath) return { executablePath, env: {} }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('No Chromium found: install one, or name it in CHROMIUM_EXECUTABLE')
  return packedChromium()
}

function packedChromium() {
  const folder = installed(['@sparticuz/chromium@153.0.0', 'dejavu-fonts-ttf@2.37.3'], unpackChromium)
  const executablePath = join(folder, 'chromium')
  const env: Record<string, string> = { FONTCONFIG_FILE: join(folder, 'fonts.conf') }
  if (missing(executablePath, env).length) env.LD_LIBRARY_PATH = join(folder, 'al2023/lib')
  const lacking = missing(executablePath, env)
  if (lacking.length) throw new Error(`Chromium needs ${lacking.join(', ')}, which this system lacks`)
  return { executablePath, env }
}

/** By the package's own function, which writes to the temporary folder, and libraries only if it believes to be in a Lambda. */
function unpackChromium(folder: string): void {
  execFileSync(
    process.execPath,
    ['--input-type=module', '-e', "await (await import('@sparticuz/chromium')).default.executablePath()"],
    { cwd: folder, env: { ...cleanEnv(), TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' } },
  )
  // Chromium ends at once where there is no font, and the package's own fonts are looked for in /tmp.
  renameSync(join(folder, 'node_modules/dejavu-fonts-ttf/ttf'), join(folder, 'dejavu'))
  writeFileSync(
    join(folder, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">dejavu</dir>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>serif</family><prefer><family>DejaVu Serif</family></prefer></alias>
</fontconfig>
`,
  )
  // 70 MB that are no longer needed.
  rmSync(join(folder, 'node_modules'), { recursive: true })
}

function missing(file: string, env: Record<string, string>): string[] {
  const lines = execFileSync('ldd', [file], { env: { ...process.env, ...env }, encoding: 'utf8' }).split('\n')
  return lines.filter(line => line.includes('not found')).map(line => line.trim().split(' ')[0]!)
}

/** Installs packages once. They are made beside their place and moved there when whole: what is there can be trusted. */
function installed(packages: [string, ...string[]], finish: (folder: string) => void): string {
  const place = join(store, basename(packages[0]).replace('@', '-'))
  if (existsSync(place)) return place
  removeAbandoned()
  const start = Date.now()
  console.log(`Installing ${packages[0]} into .vscode-test (first time only)`)
  const folder = `${place}.tmp-${process.pid}`
  const release = atExit(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  npm(folder, 'install', ...packages)
  finish(folder)
  try {
    renameSync(folder, place)
  } catch (error) {
    // Another process was faster; its copy is as good.
    if (!existsSync(place)) throw error
    rmSync(folder, { recursive: true, force: true })
  }
  release()
  console.log(`Installed in ${Math.round((Date.now() - start) / 1000)} s`)
  return place
}

function npm(cwd: string, ...args: string[]): void {
  const script = process.env.npm_execpath
  const command = script?.endsWith('.js') ? [process.execPath, script] : ['npm']
  const flags = ['--prefix', cwd, '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error']
  // The settings of the npm that started this process are for this project, not for that folder.
  const env = Object.fromEntries(Object.entries(cleanEnv()).filter(([key]) => !/^npm_(package|lifecycle)_/i.test(key)))
  try {
    execFileSync(command[0]!, [...command.slice(1), ...args, ...flags], {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command.length === 1,
    })
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: string; stdout?: string }
    throw new Error(`npm ${args.join(' ')} failed:\n${stderr || stdout || firstLine(error)}`)
  }
}

/** What an install left behind that was killed. */
function removeAbandoned(): void {
  if (!existsSync(store)) return
  for (const entry of readdirSync(store)) {
    const pid = Number(/\.tmp-(\d+)$/.exec(entry)?.[1])
    if (pid && !alive(pid)) rmSync(join(store, entry), { recursive: true, force: true })
  }
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!
}
