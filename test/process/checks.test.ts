import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { writeChecksRequest } from '../../server/src/core/judge-protocol.ts'
import { readChecks } from '../../server/src/core/verdict.ts'
import { writeText } from '../../server/src/files.ts'
import { startClient } from '../client.ts'

/** Records something of each of the examples, one after another, in a process of its own. */
const program = `
import { checksStore, diskChecks } from ${JSON.stringify(new URL('../../server/src/checks.ts', import.meta.url).href)}
const [path, ...ids] = process.argv.slice(1)
const store = checksStore(diskChecks, problem => { throw new Error(problem) })
const at = '2026-11-26T12:00:00.000Z'
const who = { model: 'm', origin: 'http://localhost:1', parameters: {}, prompt: 1, hash: '0123456789abcdef', at }
const solves = [{ ...who, seconds: 1, tokens: { input: 1, output: 1 }, answers: ['2'] }]
console.log('ready')
process.stdin.once('data', async () => {
  for (const id of ids) {
    await store.record(path, id, { solves })
    await store.flush()
  }
  process.exit()
})
`

interface Recorder {
  readonly start: () => void
  readonly ended: Promise<number | null>
  readonly child: ChildProcess
}

async function recorder(path: string, ids: readonly string[]): Promise<Recorder> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, path, ...ids], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  await new Promise(resolve => child.stdout.once('data', resolve))
  return { start: () => void child.stdin.write('go\n'), ended, child }
}

function place(t: TestContext): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'limo-checks-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return { folder, path: join(folder, '.limo', 'checks', 'sets', 'a.limo.json') }
}

function idsAt(path: string): string[] {
  const read = readChecks(readFileSync(path, 'utf8'))
  return read.type === 'checks' ? [...read.checks.keys()] : []
}

suite('verdicts in one file', { concurrency: true }, () => {
  test('processes that record in one file at once lose nothing, and leave nothing behind', async t => {
    const { path } = place(t)
    const wanted = ['a', 'b', 'c', 'd'].map(name => Array.from({ length: 15 }, (_, i) => `${name}${i}`))
    const recorders = await Promise.all(wanted.map(ids => recorder(path, ids)))
    for (const { start } of recorders) start()
    assert.deepEqual(await Promise.all(recorders.map(({ ended }) => ended)), [0, 0, 0, 0])
    assert.deepEqual(idsAt(path), wanted.flat().sort())
    assert.deepEqual(readdirSync(dirname(path)), ['a.limo.json'])
  })

  test('the lock of a process that was killed is nothing that git takes up, and ends', async t => {
    const { folder, path } = place(t)
    const lock = join(dirname(path), '.a.limo.json.lock')
    mkdirSync(lock, { recursive: true })
    utimesSync(lock, 1, 1)
    execFileSync('git', ['init', '--quiet'], { cwd: folder })
    assert.equal(execFileSync('git', ['status', '--porcelain'], { cwd: folder, encoding: 'utf8' }), '')
    const { ended, start } = await recorder(path, ['a'])
    start()
    assert.equal(await ended, 0)
    assert.deepEqual(readdirSync(dirname(path)), ['a.limo.json'])
  })

  test('an editor that writes for the server and another process do not undo each other', async t => {
    const { folder, path } = place(t)
    const file = join(folder, 'sets', 'a.limo')
    const text = '@limo 1\n\n@example one\n@problem\nWhat is $1+1$?\n@answer: 2\n'
    mkdirSync(dirname(file))
    writeFileSync(file, text)
    const { ended, start } = await recorder(path, ['other'])
    const client = await startClient({ folder: pathToFileURL(folder).href, initializationOptions: { files: true } })
    try {
      const { connection } = client
      connection.onRequest('limo/findFiles', () => ({ uris: [] }))
      connection.onRequest('limo/readFile', ({ uri }: { uri: string }): { type: string; text?: string } => {
        try {
          return { type: 'text', text: readFileSync(new URL(uri), 'utf8') }
        } catch {
          return { type: 'missing' }
        }
      })
      connection.onRequest('limo/ask', () => {
        const tokens = { input: 1, output: 1 }
        return { type: 'reply', text: '\\boxed{2}', model: 'm', tokens, seconds: 1, cached: false }
      })
      connection.onRequest(writeChecksRequest.method, async (params: unknown) => {
        start()
        // Time enough for the other one to read what stands there, were it not kept from that.
        await new Promise(resolve => setTimeout(resolve, 300))
        await writeText(path, writeChecksRequest.params.parse(params).text!)
        return {}
      })
      const uri = pathToFileURL(file).href
      client.open(uri, text)
      const model = { name: 'local', provider: 'openai-compatible', model: 'm', origin: 'http://localhost:1' }
      await connection.sendRequest('limo/judge', {
        scope: { type: 'file', uri },
        model: { ...model, parameters: {}, concurrency: 1 },
        samples: 1,
        reviews: 0,
        progress: 'p',
      })
      assert.equal(await ended, 0)
      assert.deepEqual(idsAt(path), ['one', 'other'])
      assert.deepEqual(readdirSync(dirname(path)), ['a.limo.json'])
      await client.close()
    } finally {
      client.process.kill()
    }
  })
})
