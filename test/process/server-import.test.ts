import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { CancellationTokenSource, ProgressType } from 'vscode-languageserver/node'
import { ImportProgress, importGuessRequest, importRequest } from '../../server/src/core/protocol.ts'
import { pulling, startClient } from '../client.ts'

async function setUp(t: TestContext, files: Readonly<Record<string, string>>) {
  const at = await mkdtemp(join(tmpdir(), 'limo-import-'))
  t.after(() => rm(at, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(at, name), text)
  const client = await startClient({ capabilities: pulling })
  t.after(() => client.close())
  const uri = (name: string): string => pathToFileURL(join(at, name)).href
  return { at, uri, guess, run, client }

  async function guess(name: string, options: object = {}) {
    const params = { uri: name.includes(':') ? name : uri(name), map: {}, ...options }
    return importGuessRequest.result.parse(await client.connection.sendRequest(importGuessRequest.method, params))
  }

  async function run(names: readonly string[], target: string, options: object = {}) {
    const params = {
      uris: names.map(uri),
      target: uri(target),
      map: {},
      isFolder: false,
      replace: false,
      progress: 'p',
    }
    return importRequest.result.parse(
      await client.connection.sendRequest(importRequest.method, { ...params, ...options }),
    )
  }
}

const record = (more: object): string =>
  `${JSON.stringify({ text: 'What?', question: 'Not this', response: 'It is $\\boxed{2}$.', ...more })}\n`

test('a guess is shown, put right, and imported', async t => {
  const { at, guess, run } = await setUp(t, { 'a.jsonl': `${record({ id: 'x' })}{"no": 1}\n${record({ id: 'x' })}` })
  const shown = await guess('a.jsonl')
  assert.ok(shown.type === 'guess' && shown.example.type === 'example')
  assert.deepEqual([shown.place, shown.reader], ['a.jsonl:1', 'columns'])
  assert.deepEqual(shown.roles[0], { role: 'question', found: { column: 'question', sample: 'Not this' } })
  assert.match(shown.example.text, /@problem\nNot this\n/)
  const map = { question: 'text' }
  const right = await guess('a.jsonl', { map })
  assert.ok(right.type === 'guess' && right.example.type === 'example')
  assert.match(right.example.text, /@problem\nWhat\?\n/)
  const done = await run(['a.jsonl'], 'a.limo', { map, license: 'MIT', source: 'here' })
  assert.ok(done.type === 'done')
  assert.deepEqual([done.imported, done.refused, done.cancelled], [2, 1, false])
  assert.deepEqual(
    done.notes.map(note => note.replace(at, '').replace(/(has no column "text").*/, '$1')),
    ['/a.jsonl:2: it has no column "text"', '/a.jsonl:3: there is a record "x" already; it is "x-2" here'],
  )
  assert.match(
    await readFile(join(at, 'a.limo'), 'utf8'),
    /^@limo 1\nlicense: MIT\n\n@example x\nsource: here\nmeta:\n {2}question: Not this\n/,
  )
})

test('the first record that makes an example is shown, and what cannot be read is said', async t => {
  const { guess } = await setUp(t, {
    'a.jsonl': `no JSON\n{"no": 1}\n${record({})}`,
    'b.jsonl': '{"no": 1}\n[]',
    'c.json': '[]',
    'd.jsonl': 'x',
  })
  const a = await guess('a.jsonl')
  assert.ok(a.type === 'guess' && a.place === 'a.jsonl:3')
  const b = await guess('b.jsonl')
  assert.ok(b.type === 'guess' && b.example.type === 'refused')
  assert.match(b.example.reason, /^it has no question: /)
  assert.deepEqual(await guess('c.json'), { type: 'failed', reason: 'c.json: there are no records in it' })
  const d = await guess('d.jsonl')
  assert.ok(d.type === 'failed' && d.reason.startsWith('d.jsonl:1: it is not JSON'))
  const missing = await guess('e.jsonl')
  assert.ok(missing.type === 'failed' && missing.reason.endsWith('no such file or folder'))
  const far = await guess('vscode-vfs://github/a/b.jsonl')
  assert.deepEqual(far, {
    type: 'failed',
    reason: 'Only files on disk can be imported, not vscode-vfs://github/a/b.jsonl',
  })
})

test('nothing is replaced unasked, and nothing stays of what was cancelled', async t => {
  const { at, client, run, uri } = await setUp(t, {
    'a.jsonl': record({ id: 'x' }) + record({ id: 'y' }),
    'old.limo': 'old',
    'big.jsonl': record({ more: 'x'.repeat(1000) }).repeat(50_000),
  })
  assert.deepEqual(await run(['a.jsonl'], 'old.limo'), { type: 'exists', count: 1, first: join(at, 'old.limo') })
  assert.equal(await readFile(join(at, 'old.limo'), 'utf8'), 'old')
  const folder = { isFolder: true }
  assert.equal((await run(['a.jsonl'], 'set', folder)).type, 'done')
  assert.deepEqual((await readdir(join(at, 'set'))).sort(), ['x.limo', 'y.limo'])
  const again = await run(['a.jsonl'], 'set', folder)
  assert.deepEqual(again, { type: 'exists', count: 2, first: join(at, 'set/x.limo') })
  assert.equal((await run(['a.jsonl'], 'set', { ...folder, replace: true })).type, 'done')

  const cancel = new CancellationTokenSource()
  const told: ImportProgress[] = []
  client.connection.onProgress(new ProgressType<unknown>(), 'p', progress => {
    told.push(ImportProgress.parse(progress))
    cancel.cancel()
  })
  const params = {
    uris: [uri('big.jsonl')],
    target: uri('old.limo'),
    map: {},
    isFolder: false,
    replace: true,
    progress: 'p',
  }
  const answer = await client.connection
    .sendRequest(importRequest.method, params, cancel.token)
    .catch((error: Error) => error)
  assert.ok(told.length > 0 && told[0]!.records > 0 && told[0]!.share > 0)
  if (!(answer instanceof Error)) assert.equal((answer as { cancelled?: boolean }).cancelled, true)
  assert.equal(await readFile(join(at, 'old.limo'), 'utf8'), 'old')
  assert.deepEqual((await readdir(at)).sort(), ['a.jsonl', 'big.jsonl', 'old.limo', 'set'])
})
