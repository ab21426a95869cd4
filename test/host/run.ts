import { globSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { runTests } from '@vscode/test-electron'
import { build } from 'esbuild'
import { runInHalves } from '../halves.ts'
import { quiet, writeSettings } from './server.ts'
import { browser, codeServer, executable, root, store, temporary } from './vscode.ts'

// Everything that needs a real VS Code: suite/ inside its extension host, then seen/ in front of its window.
// An argument picks files by a part of their name: `npm run test:host preview`.
//
// EXTENSION: another extension than this one, to try out these tools.

const wanted = process.argv[2] ?? ''
const extension = process.env.EXTENSION ?? root
const suites = find('suite/*.ts')
const seen = find('seen/*.test.ts')
if (!suites.length && !seen.length) throw new Error(`No test file has "${wanted}" in its name`)

const failed = [suites.length && !(await runSuites()), seen.length && !(await runSeen())].some(Boolean)
console.log(failed ? 'Host tests failed' : 'Host tests passed')
process.exit(failed ? 1 : 0)

async function runSuites(): Promise<boolean> {
  const bundle = join(store, 'suite.cjs')
  await build({
    stdin: {
      contents: [...suites.map(file => `import ${JSON.stringify(file)}`), `export { run } from './runner.ts'`].join(
        '\n',
      ),
      resolveDir: import.meta.dirname,
    },
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  })
  // A short path: VS Code makes a socket there, and those have a limit of about 100 characters.
  const userData = temporary('user')
  writeSettings(userData, quiet)
  const extensions = temporary('extensions')
  // It offers models as the editor's own are offered.
  symlinkSync(join(import.meta.dirname, 'models'), join(extensions, 'limo-test.models-0.0.1'), 'junction')
  try {
    await runTests({
      vscodeExecutablePath: await executable(),
      extensionDevelopmentPath: extension,
      extensionTestsPath: bundle,
      launchArgs: [temporary('folder'), '--user-data-dir', userData, '--extensions-dir', extensions],
    })
    return true
  } catch (error) {
    console.error(`${(error as Error).message}; everything VS Code said is in .vscode-test/launch.log`)
    return false
  }
}

/** The files of a process can share a window. Much of a test is waiting, so there are two such processes. */
async function runSeen(): Promise<boolean> {
  if (process.platform !== 'linux') {
    console.log('Tests of the window need code-server, which its package carries ready-made for Linux only: left out')
    return true
  }
  // What is installed when first needed is there before both need it.
  codeServer()
  await (await browser()).close()
  return runInHalves(seen, ['--test-force-exit', '--test-timeout=300000'])
}

function find(pattern: string): string[] {
  return globSync(pattern, { cwd: import.meta.dirname })
    .filter(file => file.includes(wanted))
    .sort()
    .map(file => join(import.meta.dirname, file))
}
