import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { parse, parseInParts } from '../../server/src/core/format/parse.ts'
import { formats } from '../../server/src/core/formats/index.ts'
import { cli } from '../client.ts'
import { seeds } from '../seeds.ts'

const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'limo-compile-cache'), NO_COLOR: '1' }

interface Outcome {
  readonly code: number | null
  readonly out: Buffer
  readonly err: string
}

/** A folder with these files, which goes when the test ends, and `limo export` called in it. */
async function folder(
  t: TestContext,
  files: Readonly<Record<string, string>>,
): Promise<{ at: string; limo: (...args: readonly string[]) => Promise<Outcome> }> {
  const at = await mkdtemp(join(tmpdir(), 'limo-export-'))
  t.after(() => rm(at, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(at, name)), { recursive: true })
    await writeFile(join(at, name), content)
  }
  return { at, limo: (...args) => run(at, args) }
}

function run(at: string, args: readonly string[]): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  const child = spawn(process.execPath, [cli, ...args], { cwd: at, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const out: Buffer[] = []
  let err = ''
  child.stdout.on('data', chunk => out.push(chunk))
  child.stderr.setEncoding('utf8').on('data', chunk => (err += chunk))
  child.on('error', reject)
  child.on('close', code => {
    if (/^ {4}at /m.test(err)) reject(new Error(`a stack trace: ${err}`))
    else resolve({ code, out: Buffer.concat(out), err })
  })
  return promise
}

const example = (id: string, fields = ''): string =>
  `@example ${id}\n${fields}@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n`
const two = `@limo 1\n${example('a')}${example('b', 'split: test\n')}`

async function filesBelow(at: string): Promise<string[]> {
  const entries = await readdir(at, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(at.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort()
}

describe('limo export', { concurrency: 4 }, () => {
  test('options are read, and what a format has no place for is refused', async t => {
    const { limo } = await folder(t, { 'a.limo': two })
    const think = await limo(
      'export',
      'a.limo',
      '--to',
      'messages',
      '--out',
      '-',
      '--reasoning',
      'think',
      '--system',
      'none',
    )
    assert.equal(think.code, 0, think.err)
    assert.match(think.out.toString(), /^\{"messages":\[\{"role":"user","content":"What is \$1\+1\$\?"\},/)
    assert.match(think.err, /^2 records written to standard output$/m)
    assert.match(think.err, /^limo: OpenAI wants at least 10 records, there are 2$/m)
    assert.match(think.err, /^limo: the file holds the records of several splits: train 1, test 1; /m)
    for (const [args, message] of [
      ['--to jsonl --out - --reasoning think', /--reasoning: jsonl has no place for it; it is for messages, /],
      ['--to messages --out - --reasoning thnk', /expected plain, think, .*; did you mean think\?/],
      ['--to openai-batch --out -', /--model: openai-batch needs it/],
      ['--to jsonl --out - --validation half', /--validation: expected a share from 0 to 1/],
      ['--to alpaca --out - ', /alpaca writes a folder/],
      ['--to alpaca --out x --name a/b', /--name: expected a name of letters/],
      ['--to jsonl --out - --skip-status final', /expected draft, review, accepted, rejected/],
    ] as const) {
      const { code, err } = await limo('export', 'a.limo', ...args.trim().split(' '))
      assert.equal(code, 2, args)
      assert.match(err, message)
    }
  })

  test('one split, and examples of one status left out', async t => {
    const { limo } = await folder(t, { 'a.limo': `${two}${example('c', 'status: draft\n')}` })
    const train = await limo(
      'export',
      'a.limo',
      '--to',
      'openai-batch',
      '--model',
      'm',
      '--out',
      '-',
      '--split',
      'train',
      '--skip-status',
      'draft',
    )
    const ids = train.out
      .toString()
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).custom_id)
    assert.deepEqual(ids, ['a'])
    assert.match(train.err, /a\.limo:\d+: "c" is left out: its status is "draft"/)
    assert.doesNotMatch(train.err, /several splits/)
  })

  test('a folder is made, never written into unasked, and what else is in it stays', async t => {
    const { at, limo } = await folder(t, { 'a.limo': two, 'old/README.md': 'mine', 'old/.gitattributes': 'kept' })
    const made = await limo('export', 'a.limo', '--to', 'huggingface', '--out', 'new')
    assert.equal(made.code, 0, made.err)
    const names = ['README.md', 'data/test-00000-of-00001.parquet', 'data/train-00000-of-00001.parquet']
    assert.deepEqual(await filesBelow(join(at, 'new')), names)
    const refused = await limo('export', 'a.limo', '--to', 'huggingface', '--out', 'old')
    assert.equal(refused.code, 2)
    assert.match(refused.err, /old: there is something in this folder already; --force writes into it/)
    assert.equal(await readFile(join(at, 'old/README.md'), 'utf8'), 'mine')
    const forced = await limo('export', 'a.limo', '--to', 'huggingface', '--out', 'old', '--force')
    assert.equal(forced.code, 0, forced.err)
    assert.deepEqual(await filesBelow(join(at, 'old')), ['.gitattributes', ...names])
    assert.match(await readFile(join(at, 'old/README.md'), 'utf8'), /^---\n/)
    assert.deepEqual((await readdir(at)).sort(), ['a.limo', 'new', 'old'])
    await mkdir(join(at, 'empty'))
    assert.equal((await limo('export', 'a.limo', '--to', 'alpaca', '--out', 'empty')).code, 0)
    assert.deepEqual(await filesBelow(join(at, 'empty')), [
      'dataset_info.json',
      'limo.json',
      'limo_test.json',
      'train_limo.yaml',
    ])
    assert.match((await limo('export', 'a.limo', '--to', 'alpaca', '--out', 'a.limo')).err, /never writes a \.limo/)
    await writeFile(join(at, 'file'), '')
    assert.match((await limo('export', 'a.limo', '--to', 'alpaca', '--out', 'file')).err, /it is a file/)
  })

  test("entries of others in LLaMA-Factory's list of data sets stay", async t => {
    const theirs = '{\n  "theirs":   {},\n  "limo": 1\n}\n'
    const { at, limo } = await folder(t, {
      'a.limo': two,
      'data/dataset_info.json': theirs,
      'bad/dataset_info.json': '{',
    })
    const args = ['export', 'a.limo', '--to', 'alpaca', '--split', 'train', '--force', '--out']
    const { code, err } = await limo(...args, 'data')
    assert.equal(code, 0, err)
    const info = await readFile(join(at, 'data/dataset_info.json'), 'utf8')
    assert.match(info, /^\{\n {2}"theirs": {3}\{\},\n {2}"limo": \{\n {4}"file_name": "limo.json",/)
    const bad = await limo(...args, 'bad')
    assert.equal(bad.code, 2)
    assert.match(bad.err, /dataset_info\.json: it is no JSON: .*; mend it, or move it away/)
    assert.deepEqual(await filesBelow(join(at, 'bad')), ['dataset_info.json'])
    assert.equal(await readFile(join(at, 'bad/dataset_info.json'), 'utf8'), '{')
    assert.deepEqual((await readdir(at)).sort(), ['a.limo', 'bad', 'data'])
  })

  test('where there is nothing to write, nothing is made and the old file stays', async t => {
    const { at, limo } = await folder(t, { 'a.limo': '@example a\n@problem\nP\n', 'old.jsonl': 'old' })
    for (const format of ['jsonl', 'parquet']) {
      const { code, err } = await limo('export', 'a.limo', '--to', format, '--out', 'old.jsonl', '--force')
      assert.equal(code, 0)
      assert.match(err, /nothing to write to old\.jsonl/)
    }
    assert.equal((await limo('export', 'a.limo', '--to', 'huggingface', '--out', 'new')).code, 0)
    assert.equal(await readFile(join(at, 'old.jsonl'), 'utf8'), 'old')
    assert.deepEqual((await readdir(at)).sort(), ['a.limo', 'old.jsonl'])
  })

  // Without a chance to clean up, as in a crash or a power cut.
  for (const [format, out] of [
    ['jsonl', 'out.jsonl'],
    ['parquet', 'out.parquet'],
    ['huggingface', 'out'],
  ] as const) {
    test(`killed in the middle, ${format} leaves what was there`, async t => {
      const many = Array.from({ length: 60_000 }, (_, i) => example(`e${i}`)).join('')
      const { at } = await folder(t, { 'a.limo': `@limo 1\n${many}` })
      const old = format === 'huggingface' ? join(out, 'README.md') : out
      await mkdir(dirname(join(at, old)), { recursive: true })
      await writeFile(join(at, old), 'old')
      const args = [cli, 'export', 'a.limo', '--to', format, '--out', out, '--force']
      const child = spawn(process.execPath, args, { cwd: at, env, stdio: 'ignore' })
      const closed = new Promise(resolve => child.on('close', (_, signal) => resolve(signal)))
      await begun(at)
      child.kill('SIGKILL')
      assert.equal(await closed, 'SIGKILL')
      assert.equal(await readFile(join(at, old), 'utf8'), 'old')
      assert.deepEqual((await readdir(at)).filter(name => !name.startsWith('.')).sort(), ['a.limo', out].sort())
      if (format === 'huggingface') assert.deepEqual(await filesBelow(join(at, out)), ['README.md'])
    })
  }

  test('told to end, it takes its temporary folder along', { skip: process.platform === 'win32' }, async t => {
    const many = Array.from({ length: 60_000 }, (_, i) => example(`e${i}`)).join('')
    const { at } = await folder(t, { 'a.limo': `@limo 1\n${many}` })
    const args = [cli, 'export', 'a.limo', '--to', 'huggingface', '--out', 'out']
    const child = spawn(process.execPath, args, { cwd: at, env, stdio: 'ignore' })
    const closed = new Promise(resolve => child.on('close', resolve))
    await begun(at)
    child.kill('SIGTERM')
    await closed
    assert.deepEqual(await readdir(at), ['a.limo'])
  })

  test('lines of what is left out are those of the whole file, however large', async t => {
    const many = Array.from({ length: 250 }, (_, i) => `%% A comment\n${example(`e${i}`)}`).join('')
    const text = `@limo 1\ntitle: Many\n\n${many}@example late\n@problem\nP\n`
    const { limo } = await folder(t, { 'a.limo': text })
    const { err } = await limo('export', 'a.limo', '--to', 'jsonl', '--out', '-')
    const line = text.slice(0, text.indexOf('@example late')).split('\n').length
    assert.match(err, new RegExp(`^a\\.limo:${line}: "late" is left out: it has no solution$`, 'm'))
    assert.match(err, /^250 records written/m)
  })
})

/** Waits until something of the export is on the disk. */
async function begun(at: string): Promise<void> {
  for (;;) {
    for (const name of await readdir(at)) {
      if (!name.endsWith('.tmp')) continue
      const path = join(at, name)
      const isFolder = (await stat(path)).isDirectory()
      const files = isFolder ? (await filesBelow(path)).map(file => join(path, file)) : [path]
      for (const file of files) if ((await stat(file)).size > 0) return
    }
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

test('a document in parts says what the whole one says', () => {
  for (const text of [
    ...seeds,
    '',
    '@limo 1\n',
    `\uFEFF${two}`,
    two.replaceAll('\n', '\r\n'),
    'stray\n%% note\n@example a',
  ]) {
    const whole = parse(text)
    for (const size of [1, 2, 100]) {
      const parts = [...parseInParts(text, size)]
      let lines = 0
      for (const { document, linesBefore } of parts) {
        assert.equal(document.bom, whole.bom)
        assert.deepEqual(document.regions[0], whole.regions[0])
        assert.equal(linesBefore, lines)
        lines += document.regions.slice(1).reduce((sum, { text }) => sum + (text.match(/\r\n|\n|\r/g)?.length ?? 0), 0)
      }
      assert.deepEqual(
        parts.flatMap(({ document }) => document.regions.slice(1)),
        whole.regions.slice(1),
      )
    }
  }
})

describe('limo formats', () => {
  test('lists them, describes one, and speaks JSON', async t => {
    const { limo } = await folder(t, {})
    const list = (await limo('formats')).out.toString()
    for (const { id, title } of formats)
      assert.match(list, new RegExp(`^ {2}${id} +${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'm'))
    const one = (await limo('formats', 'axolotl-segments')).out.toString()
    assert.match(one, /--reasoning +Where the reasoning goes\. plain, think, think-answer, dropped\./)
    assert.match(one, /becomes\n\n {4}\{"segments":/)
    const json = JSON.parse((await limo('formats', 'huggingface', '--json')).out.toString())
    assert.equal(json[0].options.find(({ name }: { name: string }) => name === 'columns').default, 'all')
    const wrong = await limo('formats', 'alpca')
    assert.equal(wrong.code, 2)
    assert.match(wrong.err, /alpca: no such format; did you mean alpaca\?/)
  })
})
