import { appendFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Server, startServer } from './server.ts'
import { browser, store, temporary } from './vscode.ts'

// Takes the arguments that @vscode/test-electron gives to VS Code, and runs the suite in code-server's extension host with a
// browser as its window. The end of the suite is the end of this process.

const { values, positionals } = parseArgs({
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
  strict: false,
  allowPositionals: true,
})
const minutes = 5
const tests = values.extensionTestsPath
const extensions = (values.extensionDevelopmentPath ?? []) as string[]
if (typeof tests !== 'string') throw new Error('Expected --extensionTestsPath')

// `runTests` holds the other end of the pipe: when it dies, so does this.
process.stdin.resume().on('end', () => process.exit(1))

/** Lines of the workbench, which come in the same stream as the suite's. */
const workbench = new RegExp(
  [
    /\/code-server\/lib\/vscode\/|\/static\/out\/vs\//, // traces of its own errors, most from parts that npm leaves out
    /^\[[A-Z]\w+[\]:]/, // [AgentHost], [ChatModelSelection], [AccountPolicyGate]
    /^\[(Service Worker|reconnection-grace-time|[0-9a-f-]{36})/,
    /^(Resolv(ing|ed) connection token|Creating a socket|Updating additional builtin)/,
  ]
    .map(one => one.source)
    .join('|'),
)
const fullLog = join(store, 'launch.log')
mkdirSync(store, { recursive: true })
rmSync(fullLog, { force: true })

process.exit(await run())

async function run(): Promise<number> {
  const dataDir = temporary('host')
  const installed = values['extensions-dir']
  if (typeof installed === 'string') symlinkSync(installed, join(dataDir, 'extensions'), 'junction')
  const server = await startServer({ dataDir, driver: true })
  try {
    return await runIn(server)
  } finally {
    appendFileSync(fullLog, server.log())
    server.end()
  }
}

async function runIn(server: Server): Promise<number> {
  const window = await browser()
  const page = await window.newPage({ viewport: { width: 1400, height: 900 } })
  const { promise: end, resolve: exit } = Promise.withResolvers<number | string>()
  await page.exposeFunction('codeAutomationLog', print)
  await page.exposeFunction('codeAutomationExit', exit)
  page.once('crash', () => exit('The page crashed'))
  window.once('disconnected', () => exit('The browser ended'))
  void server.exited.then(code => exit(`The server ended with ${code}`))
  await page.goto(
    server.address(resolve(positionals[0] ?? temporary('folder')), [
      ...extensions.map(path => ['extensionDevelopmentPath', server.remote(resolve(path))] as [string, string]),
      ['extensionTestsPath', server.remote(resolve(tests as string))],
      ['skipWelcome', 'true'],
    ]),
  )
  const timer = setTimeout(() => exit(`The suite did not end within ${minutes} minutes`), minutes * 60_000)
  const code = await end
  clearTimeout(timer)
  await window.close()
  if (typeof code === 'number') return code
  console.error(code)
  return 1
}

function print(type: string, args: unknown[]): void {
  const text = args.map(arg => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ')
  appendFileSync(fullLog, `${type} ${text}\n`)
  if (/^[✔✖]/.test(text) || !workbench.test(text)) process.stdout.write(`${text}\n`)
}
