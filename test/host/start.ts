import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startServer } from './server.ts'
import { root, store } from './vscode.ts'

// `npm start`: the samples in a VS Code with this extension. The installed one, if there is a `code`; else the one from the
// npm registry, in any browser on this machine.
//
//   --browser   even if there is a `code`
//   --port N    instead of a free one

const { values } = parseArgs({ options: { browser: { type: 'boolean' }, port: { type: 'string' } } })
const extension = process.env.EXTENSION ?? root
const samples = join(root, 'media/samples')

if (!values.browser && hasCode()) openCode()
else await serve()

function hasCode(): boolean {
  return spawnSync('code', ['--version'], { shell: windows(), stdio: 'ignore' }).status === 0
}

function openCode(): void {
  console.log('Opening VS Code with LIMO and the samples')
  const args = [`--extensionDevelopmentPath=${extension}`, samples]
  // cmd takes arguments apart at spaces.
  const child = spawn('code', windows() ? args.map(arg => `"${arg}"`) : args, { shell: windows(), stdio: 'inherit' })
  child.on('exit', code => process.exit(code ?? 1))
}

function windows(): boolean {
  return process.platform === 'win32'
}

async function serve(): Promise<void> {
  // Kept from one start to the next: what the person set, trusted and left open.
  const dataDir = join(store, 'start')
  linkExtension(join(dataDir, 'extensions'))
  const server = await startServer({
    dataDir,
    trust: false,
    token: randomBytes(20).toString('hex'),
    port: Number(values.port ?? 0),
    settings: { 'security.workspace.trust.startupPrompt': 'always' },
  })
  console.log(
    `\nVS Code with LIMO runs. Open this address in a browser:\n\n    ${server.address(samples)}\n\nCtrl+C ends it.`,
  )
  const code = await server.exited
  console.error(`The server ended with ${code}:\n${server.log().slice(-2000)}`)
  process.exit(1)
}

/** Installed by a link: `npm run build`, then "Developer: Reload Window" shows a change. */
function linkExtension(extensions: string): void {
  // The server lists the folder's extensions anew when its own list is gone.
  rmSync(extensions, { recursive: true, force: true })
  mkdirSync(extensions, { recursive: true })
  const { publisher, name, version } = JSON.parse(readFileSync(join(extension, 'package.json'), 'utf8'))
  symlinkSync(extension, join(extensions, `${publisher}.${name}-${version}`), windows() ? 'junction' : 'dir')
}
