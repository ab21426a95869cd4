import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { helpOf } from '../../server/src/cli/command.ts'
import { commands, main } from '../../server/src/cli/main.ts'
import { Failure } from '../../server/src/files.ts'
import { cli } from '../client.ts'

/** Compiled once for all calls. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'limo-compile-cache'), NO_COLOR: '1' }

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

type Limo = (args: readonly string[], input?: string | Buffer) => Promise<Outcome>

/** A folder with these files, which goes when the test ends, and `limo` called in it. */
async function folder(
  t: TestContext,
  files: Readonly<Record<string, string | Buffer>> = {},
): Promise<{ at: string; limo: Limo }> {
  const at = await mkdtemp(join(tmpdir(), 'limo-cli-'))
  t.after(() => rm(at, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(at, name)), { recursive: true })
    await writeFile(join(at, name), content)
  }
  return { at, limo: (args, input = '') => run(at, args, input) }
}

function run(at: string, args: readonly string[], input: string | Buffer): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  const child = spawn(process.execPath, [cli, ...args], { cwd: at, env })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', chunk => (out += chunk))
  child.stderr.setEncoding('utf8').on('data', chunk => (err += chunk))
  child.on('error', reject)
  child.on('close', code => {
    if (/^ {4}at /m.test(err)) reject(new Error(`a stack trace: ${err}`))
    else resolve({ code, out, err })
  })
  child.stdin.on('error', () => undefined).end(input)
  return promise
}

const good = `@limo 1

@example a

@problem
What is $1+1$?

@solution
It is $\\boxed{2}$.

@answer: 2
`
const example = (id: string): string => good.slice('@limo 1\n\n'.length).replace('@example a', `@example ${id}`)
const noAnswer = `@example b

@problem
What is $2+2$?

@solution
It is $\\boxed{4}$.
`

describe('limo', { concurrency: 8 }, () => {
  test('help and version', async t => {
    const { limo } = await folder(t, { 'a.limo': good })
    for (const args of [['--help'], ['help', 'import'], ['check', '-h']]) {
      const { code, err, out } = await limo(args)
      assert.deepEqual([code, err, /^Usage: limo /.test(out)], [0, '', true], args.join(' '))
    }
    for (const load of Object.values(commands)) {
      const command = await load()
      const help = helpOf(command)
      for (const line of help.split('\n')) assert.ok(line.length <= 120, line)
      for (const [name, { hidden }] of Object.entries(command.options))
        assert.equal(help.includes(`--${name}`), !hidden)
    }
    assert.match((await limo(['--version'])).out, /^\d+\.\d+\.\d+\n$/)
    const nothing = await limo([])
    assert.deepEqual([nothing.code, nothing.out], [2, ''])
    const slip = await limo(['chek'])
    assert.deepEqual(slip, {
      code: 2,
      out: '',
      err: 'limo: unknown command chek; did you mean check?\n"limo --help" shows how it is used.\n',
    })
  })

  test('wrong use says what is wrong', async t => {
    const { at } = await folder(t, { 'a.limo': good })
    const wrong: [string, RegExp][] = [
      ['check', /needs files, folders or "-"/],
      ['check a.limo --formt json', /unknown option --formt of "limo check"; did you mean --format\?/],
      ['check a.limo --format yaml', /--format yaml: expected pretty, json, github, sarif/],
      ['check a.limo --format', /--format needs a value/],
      ['check a.limo --rule missing-prat=off', /no rule "missing-prat"; did you mean missing-part\?/],
      ['check a.limo --rule missing-part=eror', /expected off, hint, info, warning, error; did you mean error\?/],
      ['check a.limo --rule missing-part', /expected RULE=SEVERITY/],
      ['check a.limo --max-warnings few', /expected a whole number/],
      ['check nowhere', /nowhere: no such file or folder/],
      ['check -- --help', /--help: no such file or folder/],
      ['format a.limo --check --write', /either --check or --write/],
      ['format - --write', /cannot write standard input/],
      ['import a.jsonl', /needs --out/],
      ['import a.jsonl --out b.limo', /a\.jsonl: no such file or folder/],
      ['import a.limo --out b.limo', /is a \.limo file already/],
      ['import a.limo --out b.limo --map qestion=x', /did you mean question\?/],
      ['export a.limo --out b.jsonl', /needs --to: jsonl/],
      ['export a.limo --to jsonl', /needs --out/],
      ['export a.limo --to jsonl --out a.limo --force', /an export never writes a \.limo file/],
      ['export a.limo --to jsonl --out no/b.jsonl', /b\.jsonl: no folder .*no$/],
      ['export a.limo --to jsonl --out .', /it is a folder/],
      ['stats', /needs files, folders or "-"/],
      ['stats a.limo --sort scor', /--sort scor: expected file, score, .*; did you mean score\?/],
      ['serve', /either --stdio or --node-ipc/],
    ]
    for (const [call, message] of wrong) {
      const args = call.split(' ').map(arg => (/^(?:\w+\.\w+|no\/.*|nowhere|\.)$/.test(arg) ? join(at, arg) : arg))
      await assert.rejects(main(args), (error: Error) => error instanceof Failure && message.test(error.message), call)
    }
  })

  test('stats: counts and scores of a data set, file by file', async t => {
    const say = (id: string, solution: string): string => example(id).replace('It is $', `${solution} $`)
    const plain = Array.from({ length: 18 }, (_, i) => say(`p${i}`, 'It is')).join('\n')
    const { limo } = await folder(t, {
      'a.limo': `@limo 1\n\n${plain}`,
      'b.limo': `@limo 1\n\n${noAnswer}\n${say('rich', 'Perhaps two. Check it: therefore it is')}\n${say('zh', '也许是二，验算得，因此')}`,
    })
    const { code, err, out } = await limo(['stats', '.', '--format', 'json', '--sort', 'score'])
    assert.deepEqual([code, err], [0, ''])
    const { counts, files, score } = JSON.parse(out)
    assert.deepEqual(
      [files, counts.examples, counts.complete, counts.solutions],
      [2, 21, 20, { correct: 21, flawed: 0 }],
    )
    assert.equal(counts.steps, 21)
    assert.deepEqual([score.examples, score.compared, score.list.length], [20, true, 21])
    const [first, second, third] = score.list
    assert.deepEqual([first.id, first.rank, first.parts.exploration.count], ['rich', 1, 1])
    assert.deepEqual([second.id, second.rank, second.parts.verification.count], ['zh', 2, 1])
    assert.deepEqual([third.id, third.rank, third.line, third.path], ['p0', 3, 3, 'a.limo'])
    const last = score.list.at(-1)
    assert.deepEqual([last.id, last.score, last.left], ['b', null, 'it has no answer'])
    const mean = score.list.slice(0, 20).reduce((sum: number, one: { score: number }) => sum + one.score, 0) / 20
    assert.ok(Math.abs(mean) < 1e-9 && Math.abs(score.score.mean) < 1e-9)

    const pretty = await limo(['stats', '.', '--sort', 'exploration'])
    assert.equal(pretty.code, 0)
    assert.match(pretty.out, /^LIMO score of 20 complete examples\n.*\n {5}1 +\+\d\.\d\d .* rich {2}b\.limo:11\n/)
    assert.match(pretty.out, /b is not compared: it has no answer\n/)
    assert.match(pretty.out, /\n21 examples in 2 files\n {2}examples +21 +20 complete\n/)
  })

  test('stats: a small set shows counts only; what is no UTF-8 is told', async t => {
    const { limo } = await folder(t, { 'a.limo': good, 'b.limo': Buffer.from([0xff]) })
    const small = await limo(['stats', 'a.limo'])
    assert.equal(small.code, 0)
    assert.match(small.out, / – +– +4 +0 +0 +0 {2}a {2}a\.limo:3\n {2}Not compared: 1 complete example, and 20 are/)
    const { code, err, out } = await limo(['stats', '.', '--format=json'])
    assert.deepEqual([code, JSON.parse(out).score.list[0].score], [1, null])
    assert.match(err, /^b\.limo: The file is not valid UTF-8/)
    const empty = await limo(['stats', '-'], '')
    assert.deepEqual([empty.code, empty.err], [0, ''])
    assert.match(empty.out, /^0 examples in 1 file\n/)
  })

  test('stats: as a file with plots, with findings, and never over another', async t => {
    const { at, limo } = await folder(t, { 'in/a.limo': good, 'in/b.limo': `@limo 1\n\n${noAnswer}` })
    const page = await limo(['stats', 'in', '--format', 'html', '--findings', '--out', 'out.html'])
    assert.deepEqual([page.code, page.err], [0, ''])
    const html = await readFile(join(at, 'out.html'), 'utf8')
    assert.match(html, /<title>in<\/title>[\s\S]*data-chart="tokens"[\s\S]*missing-part/)
    assert.doesNotMatch(html, /<script|https?:/)
    const again = await limo(['stats', 'in', '--out', 'out.html'])
    assert.deepEqual([again.code, again.out], [2, ''])
    assert.match(again.err, /out\.html: there is such a file already/)
    const { out } = await limo(['stats', 'in', '--format', 'json', '--findings'])
    const { fields, findings, lengths } = JSON.parse(out)
    assert.deepEqual(fields.status, { groups: [], without: 2 })
    assert.equal(findings.find(({ rule }: { rule: string }) => rule === 'missing-part').examples, 1)
    assert.deepEqual([lengths.tokens.cutoff, lengths.tokens.tokenizer, lengths.beyond], [16384, 'o200k_base', 0])
    const plain = await limo(['stats', 'in', '--no-tokens', '--format=json'])
    assert.deepEqual([JSON.parse(plain.out).findings, JSON.parse(plain.out).lengths.tokens], [null, null])
  })

  test('check: clean', async t => {
    const { limo } = await folder(t, { 'a.limo': good })
    assert.deepEqual(await limo(['check', 'a.limo']), { code: 0, out: 'No findings in 1 example in 1 file\n', err: '' })
  })

  test('check: every format of the report', async t => {
    const { limo } = await folder(t, { 'in, here/a.limo': `@limo 1\n\n${noAnswer}` })
    const pretty = await limo(['check', '.'])
    assert.equal(pretty.code, 1)
    assert.equal(
      pretty.out,
      'in, here/a.limo\n  3:1  error  The example has no @answer  missing-part\n\n1 error in 1 example in 1 file\n',
    )
    const json = await limo(['check', '.', '--format=json'])
    assert.equal(json.code, 1)
    assert.deepEqual(JSON.parse(json.out), {
      files: [
        {
          path: 'in, here/a.limo',
          findings: [
            {
              rule: 'missing-part',
              severity: 'error',
              message: 'The example has no @answer',
              example: 'b',
              step: null,
              start: { line: 3, column: 1 },
              end: { line: 3, column: 9 },
            },
          ],
        },
      ],
      summary: { files: 1, examples: 1, error: 1, warning: 0, info: 0, hint: 0 },
    })
    assert.equal(
      (await limo(['check', '.', '--format', 'github'])).out,
      '::error file=in%2C here/a.limo,line=3,endLine=3,col=1,endColumn=9,title=missing-part::The example has no @answer\n',
    )
    const { runs, version } = JSON.parse((await limo(['check', '.', '--format', 'sarif'])).out)
    const [{ results, tool }] = runs
    assert.equal(version, '2.1.0')
    assert.equal(tool.driver.rules[results[0].ruleIndex].id, results[0].ruleId)
    assert.deepEqual(results[0].locations[0].physicalLocation, {
      artifactLocation: { uri: 'in%2C%20here/a.limo', index: 0 },
      region: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 9 },
    })
  })

  test('check: positions count UTF-16 units, and any line end', async t => {
    const text =
      '\uFEFF@limo 1\r\n\r@example a\r\n@problem\r😀 题\r\n@ step\n@solution\none\n\ntwo\n\t@step x\n@answer: 1'
    const { limo } = await folder(t, { 'a.limo': text })
    const { out } = await limo(['check', 'a.limo', '--format', 'json'])
    const findings = (
      JSON.parse(out).files[0].findings as { rule: string; step: number; start: unknown; end: unknown }[]
    )
      .filter(finding => finding.rule === 'unknown-directive')
      .map(({ end, start, step }) => ({ start, end, step }))
    assert.deepEqual(findings, [
      { start: { line: 6, column: 1 }, end: { line: 6, column: 7 }, step: null },
      { start: { line: 11, column: 1 }, end: { line: 11, column: 7 }, step: 2 },
    ])
  })

  test('check: standard input', async t => {
    const { limo } = await folder(t)
    const { code, out } = await limo(['check', '-', '--format', 'json'], noAnswer)
    assert.equal(code, 1)
    assert.equal(JSON.parse(out).files[0].path, '<stdin>')
  })

  test('check: severities from the nearest limo.config.json, then from --rule', async t => {
    const { limo } = await folder(t, {
      'limo.config.json': '{"rules":{"missing-part":{"severity":"warning"}}}',
      'deep/er/a.limo': `@limo 1\n\n${noAnswer}`,
    })
    assert.equal((await limo(['check', 'deep'])).code, 0)
    assert.equal((await limo(['check', 'deep', '--max-warnings', '1'])).code, 0)
    assert.equal((await limo(['check', 'deep', '--max-warnings', '0'])).code, 1)
    assert.equal((await limo(['check', 'deep', '--rule', 'missing-part=error'])).code, 1)
    assert.match((await limo(['check', 'deep', '--rule=missing-part=off'])).out, /^No findings/)
  })

  test('check: a limo.config.json that cannot be read', async t => {
    const { limo } = await folder(t, {
      'one/limo.config.json': '{"rules":',
      'one/a.limo': good,
      'two/limo.config.json': '{"rules":{"missing-part":"eror"}}',
      'two/a.limo': good,
      'three/limo.config.json': '{"rulez":{}}',
      'three/a.limo': good,
      'four/limo.config.json': '{"rules":{"missing-prat":"off"}}',
      'four/a.limo': good,
      'five/limo.config.json': '{"tokens":{"tokenizer":"\\\\\\\\host\\\\share\\\\tokenizer.json"}}',
      'five/a.limo': good,
    })
    for (const [name, message] of [
      ['one', /one\/limo\.config\.json: not valid JSON/],
      ['two', /two\/limo\.config\.json: rules\.missing-part: expected off, hint/],
      ['three', /three\/limo\.config\.json: .*rulez/],
      ['five', /five\/limo\.config\.json: tokens\.tokenizer: it names a file on another machine/],
    ] as const) {
      const { code, err } = await limo(['check', name])
      assert.equal(code, 2)
      assert.match(err, message)
    }
    const { code, err } = await limo(['check', 'four'])
    assert.equal(code, 0)
    assert.match(err, /rules\.missing-prat: no such rule; did you mean missing-part\?/)
  })

  const long = good.replace('It is', `${'Again, $1+1=2$. '.repeat(20)}It is`)

  test('check and export: a solution beyond the cutoff', async t => {
    const { limo } = await folder(t, {
      'limo.config.json': '{"tokens":{"cutoff":120},"rules":{"repeated-step":"off"},"dedup":{"enabled":false}}',
      'a.limo': long,
      'b.limo': good.replace('@example a', '@example b'),
    })
    const { code, err, out } = await limo(['check', '.', '--max-warnings', '0'])
    assert.deepEqual([code, err], [1, ''])
    assert.match(
      out,
      /^a\.limo\n {2}8:1 {2}warning {2}Problem and solution have 2\d\d tokens by o200k_base, .* {2}beyond-cutoff\n\n1 /,
    )
    assert.match((await limo(['check', '.', '--rule', 'beyond-cutoff=off'])).out, /^No findings/)
    const exported = await limo(['export', '.', '--to', 'jsonl', '--out', '-', '--skip', 'warning'])
    assert.equal(exported.out.trimEnd().split('\n').length, 1)
    assert.match(exported.err, /a\.limo:3: "a" is left out: warning beyond-cutoff/)
  })

  test('check: a tokenizer that cannot be read is told once, when something must be counted by it', async t => {
    const { at, limo } = await folder(t, {
      'limo.config.json':
        '{"tokens":{"cutoff":500,"tokenizer":"tokenizer.json"},"rules":{"repeated-step":"off","near-duplicate":"off"}}',
      'deep/long.limo': long + long.slice(9).replace('@example a', '@example b'),
      'short.limo': good.replace('@example a', '@example c'),
    })
    assert.deepEqual((await limo(['check', 'short.limo'])).err, '')
    const { code, err, out } = await limo(['check', '.'])
    assert.deepEqual([code, out], [0, 'No findings in 3 examples in 2 files\n'])
    assert.equal(
      err,
      `limo: tokens are not counted by "tokenizer.json": ${join(at, 'tokenizer.json')}: no such file or folder; expected o200k_base, cl100k_base or the path of a tokenizer.json\n`,
    )
  })

  test('check: a problem of a held-out file; what cannot be read of them is told', async t => {
    const { limo } = await folder(t, {
      'limo.config.json': '{"benchmarks":["exams/*.json*","no.jsonl"]}',
      'exams/a.jsonl':
        '{"question":"How old is Ann?"}\n{"text":1}\n{"question":"How many badgers queue, for a pond"}\n',
      'exams/b.json': '[{"problem": "What is the sum of the first hundred odd numbers?"}]',
      'deep/a.limo': good.replace('What is $1+1$?', 'How many BADGERS queue for a pond?'),
    })
    const { code, err, out } = await limo(['check', 'deep'])
    assert.equal(code, 0)
    assert.match(
      out,
      /a\.limo\n {2}6:1 {2}warning {2}100 % of question 3 of a\.jsonl stand in this problem; .* {2}benchmark-overlap\n/,
    )
    assert.match(err, /^limo: benchmarks: no\.jsonl: no such file\n/)
    assert.match(err, /a\.jsonl: 1 of 3 records have no question; expected a column "question" or "problem"\n$/)
    assert.match((await limo(['check', 'deep', '--rule', 'benchmark-overlap=off'])).out, /^No findings/)
  })

  test('check: the files of one call are one data set, each file once', async t => {
    const { at, limo } = await folder(t, {
      'a.limo': good,
      'b/c.limo': `@limo 1\n\n${example('A')}`,
      'b/node_modules/d.limo': good,
      'b/.git/d.limo': good,
      'b/d.txt': good,
    })
    await symlink('..', join(at, 'b/loop'))
    await symlink('nowhere', join(at, 'b/dangling.limo'))
    const { files } = JSON.parse((await limo(['check', '.', 'a.limo', 'b', '--format', 'json'])).out)
    assert.deepEqual(
      files.map((file: { path: string; findings: { rule: string }[] }) => [
        file.path,
        file.findings.map(one => one.rule),
      ]),
      [
        ['a.limo', ['duplicate-id', 'near-duplicate']],
        ['b/c.limo', ['duplicate-id', 'near-duplicate']],
      ],
    )
    assert.equal((await limo(['check', 'a.limo'])).code, 0)
  })

  test('a file that is not valid UTF-8 is reported and never written', async t => {
    const bytes = Buffer.concat([
      Buffer.from('@example a\n@problem\n题 '),
      Buffer.from([0xe9, 0x20]),
      Buffer.from('\n'),
    ])
    const { at, limo } = await folder(t, { 'a.limo': bytes, 'b.limo': Buffer.from('\uFEFF@limo 1\n', 'utf16le') })
    const { out } = await limo(['check', '.', '--format', 'json'])
    const [a, b] = JSON.parse(out).files
    assert.equal(a.findings.length, 1)
    assert.equal(a.findings[0].rule, 'invalid-utf8')
    assert.deepEqual(a.findings[0].start, { line: 3, column: 3 })
    assert.match(b.findings[0].message, /it looks like UTF-16/)
    const formatted = await limo(['format', '--write', '.'])
    assert.equal(formatted.code, 1)
    assert.match(formatted.err, /a\.limo: The file is not valid UTF-8/)
    assert.deepEqual(await readFile(join(at, 'a.limo')), bytes)
    const exported = await limo(['export', '.', '--to', 'jsonl', '--out', '-'])
    assert.deepEqual([exported.code, exported.out], [1, ''])
  })

  test('format: to standard output, --check, --write', async t => {
    const loose = good.replaceAll('\n\n', '\n\n\n').replace('@answer: 2', '@answer:2')
    const { at, limo } = await folder(t, { 'a.limo': loose, 'b.limo': good.replace('@example a', '@example b') })
    assert.equal((await limo(['format', 'a.limo'])).out, good)
    assert.equal((await limo(['format', '-'], loose)).out, good)
    assert.equal((await limo(['format', '-', '--check'], good)).code, 0)
    const checked = await limo(['format', '--check', '.'])
    assert.deepEqual([checked.code, checked.out], [1, 'a.limo\n'])
    const many = await limo(['format', '.'])
    assert.equal(many.code, 2)
    assert.match(many.err, /say --write or --check/)
    await chmod(join(at, 'a.limo'), 0o600)
    await symlink('a.limo', join(at, 'link.limo'))
    assert.equal((await limo(['format', '--write', 'link.limo', 'b.limo'])).code, 0)
    assert.equal(await readFile(join(at, 'a.limo'), 'utf8'), good)
    assert.equal((await stat(join(at, 'a.limo'))).mode & 0o777, 0o600)
    assert.deepEqual((await readdir(at)).sort(), ['a.limo', 'b.limo', 'link.limo'])
    assert.equal((await limo(['format', '--check', '.'])).code, 0)
  })

  test('many fields and many findings are no fault', async t => {
    const fields = Array.from({ length: 150_000 }, (_, i) => `k${i}: v\n`).join('')
    const { limo } = await folder(t, { 'a.limo': `@limo 1\n\n@example a\n${fields}` })
    assert.match((await limo(['check', 'a.limo'])).out, /150000 warnings/)
    assert.equal((await limo(['format', '--check', 'a.limo'])).code, 0)
  })

  test('format: another version stays as it is', async t => {
    const { limo } = await folder(t)
    const text = '@limo 2\n\n\n\n@example  a\n'
    assert.equal((await limo(['format', '-'], text)).out, text)
  })

  const records = [
    { question: 'What is $1+1$?', solution: 'It is $\\boxed{2}$.', answer: '2', id: 'one' },
    { question: 'Where?', solution: 'Here.', answer: 'the left side', id: 'two/2' },
  ]
  const lines = records.map(record => JSON.stringify(record)).join('\n')

  test('import and export: records come back', async t => {
    const { at, limo } = await folder(t, { 'a.jsonl': `\uFEFF${lines}` })
    const read = await limo(['import', 'a.jsonl', '--out', 'a.limo'])
    assert.deepEqual([read.code, read.out, read.err], [0, '', '2 examples imported into a.limo\n'])
    assert.equal((await limo(['format', '--check', 'a.limo'])).code, 0)
    const back = await limo(['export', 'a.limo', '--to', 'jsonl', '--out', '-'])
    assert.equal(back.code, 0)
    assert.deepEqual(
      back.out
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
      records.map(({ answer, question, solution }) => ({ question, solution, answer })),
    )
    assert.deepEqual((await readdir(at)).sort(), ['a.jsonl', 'a.limo'])
  })

  test('import: into a folder, one file each', async t => {
    const { at, limo } = await folder(t, { 'a.jsonl': lines, 'b.jsonl': lines.replace('"one"', '"three"') })
    assert.equal((await limo(['import', 'a.jsonl', '--out', 'new/er'])).code, 0)
    assert.deepEqual((await readdir(join(at, 'new/er'))).sort(), ['one.limo', 'two-2.limo'])
    assert.match(await readFile(join(at, 'new/er/one.limo'), 'utf8'), /^@limo 1\n\n@example one\n\n@problem\n/)
    assert.equal((await limo(['check', 'new'])).code, 0)
    const again = await limo(['import', 'b.jsonl', '--out', 'new/er'])
    assert.equal(again.code, 2)
    assert.match(again.err, /two-2\.limo: there is such a file already; --force replaces it/)
    assert.deepEqual((await readdir(join(at, 'new/er'))).sort(), ['one.limo', 'two-2.limo'])
    assert.equal((await limo(['import', 'b.jsonl', '--out', 'new/er', '--force'])).code, 0)
    assert.deepEqual((await readdir(join(at, 'new/er'))).sort(), ['one.limo', 'three.limo', 'two-2.limo'])
  })

  test('import: a bad record is named by its line, the rest goes on', async t => {
    const bad = Buffer.concat([
      Buffer.from(`${lines}\r\n\n{"question": "Q"}\nno JSON\n{"question":"\\u0000","solution":"S","answer":"A"}\n"`),
      Buffer.from([0xff]),
      Buffer.from('"\n[]\n{"question":"Q","solution":"S","answer":"A","id":"\\ud800"}'),
    ])
    const { at, limo } = await folder(t, { 'a.jsonl': bad })
    const { code, err } = await limo(['import', 'a.jsonl', '--out', 'a.limo'])
    assert.equal(code, 1)
    assert.deepEqual(
      err
        .trimEnd()
        .split('\n')
        .map(line => line.replace(/(: it (?:is not JSON|has no \w+)).*/, '$1')),
      [
        'a.jsonl:4: it has no solution',
        'a.jsonl:5: it is not JSON',
        'a.jsonl:6: it holds a NUL character, which no text file can hold',
        'a.jsonl:7: it is not valid UTF-8',
        'a.jsonl:8: it is no object with columns',
        'a.jsonl:9: it holds half of a surrogate pair, which is no character',
        '2 examples imported into a.limo',
        '6 records left out',
      ],
    )
    assert.equal((await readFile(join(at, 'a.limo'), 'utf8')).match(/@example/g)?.length, 2)
    const none = await limo(['import', 'a.jsonl', '--out', 'b.limo', '--map', 'question=no'])
    assert.equal(none.code, 1)
    assert.deepEqual((await readdir(at)).sort(), ['a.jsonl', 'a.limo'])
  })

  test('import: a JSON list, and one object alone', async t => {
    const [one, two] = records
    const list = `\n[\n  ${JSON.stringify(one)},\n  {"question": "a ] } , \\" ["},\n  ${JSON.stringify(two, null, 2)}\n]\n`
    const { limo } = await folder(t, {
      'a.json': list,
      'b.json': JSON.stringify(one, null, 2),
      'c.json': list.slice(0, list.indexOf('},', 20) + 2),
      'd.json': `[${JSON.stringify(one)}] ${JSON.stringify(two)}`,
      'e.json': '[]',
      'f.json': '',
    })
    const a = await limo(['import', 'a.json', '--out', 'a.limo'])
    assert.equal(a.code, 1)
    assert.match(
      a.err,
      /^a\.json:4 \(item 1\): it has no solution.*\n2 examples imported into a\.limo\n1 record left out\n$/,
    )
    const b = await limo(['import', 'b.json', '--out', '-'])
    assert.deepEqual([b.code, b.out], [0, `@limo 1\n\n${example('one')}`])
    const c = await limo(['import', 'c.json', '--out', 'c.limo'])
    assert.match(c.err, /^c\.json:3 \(item 1\): the file ends before its list does\n1 example imported/)
    const d = await limo(['import', 'd.json', '--out', 'd.limo'])
    assert.match(d.err, /^d\.json:1 \(item 1\): it stands after the end of the list\n1 example imported/)
    for (const empty of ['e', 'f']) {
      const { code, out } = await limo(['import', `${empty}.json`, '--out', '-'])
      assert.deepEqual([code, out], [0, '@limo 1\n'])
    }
  })

  test('import: other shapes, compressed and Parquet, a licence and a source', async t => {
    const chat = (question: string): object => ({
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: 'It is $\\boxed{2}$.' },
      ],
    })
    const lines = [chat('A?'), { ...chat('B?'), id: 'b' }, { ...chat('C?'), id: 'b' }, { messages: [] }]
    const parquet = parquetWriteBuffer({
      columnData: [
        { name: 'prompt', data: ['P?', 'Q?'], type: 'STRING' },
        { name: 'completion', data: ['It is $\\boxed{2}$.', 'Who knows.'], type: 'STRING' },
      ],
    })
    const { at, limo } = await folder(t, {
      'a.jsonl.gz': gzipSync(lines.map(line => JSON.stringify(line)).join('\n')),
      'b.parquet': Buffer.from(parquet),
    })
    const all = ['--out', 'all.limo', '--license', 'MIT', '--source', 'mine']
    const { code, err } = await limo(['import', 'a.jsonl.gz', 'b.parquet', ...all])
    assert.equal(code, 1)
    assert.deepEqual(
      err
        .trimEnd()
        .split('\n')
        .map(line => line.replace(/(it has no \w+).*/, '$1')),
      [
        'a.jsonl.gz:3: there is a record "b" already; it is "b-2" here',
        'a.jsonl.gz:4: it has no question',
        'b.parquet, row 2: it has no answer',
        '4 examples imported into all.limo',
        '2 records left out',
      ],
    )
    const text = await readFile(join(at, 'all.limo'), 'utf8')
    assert.match(text, /^@limo 1\nlicense: MIT\n\n@example a-[0-9a-f]{8}\nsource: mine\n\n@problem\nA\?\n/)
    assert.match(text, /@example b-2\nsource:\n {2}name: mine\n {2}id: b\n/)
    assert.equal((await limo(['check', 'all.limo'])).code, 0)
    const guess = await limo(['import', 'b.parquet', '--guess'])
    assert.deepEqual([guess.code, guess.err.split('\n')[1]], [0, '  question    prompt: P?'])
    assert.match(guess.out, /^@example b-[0-9a-f]{8}\n\n@problem\nP\?\n/)
    const forced = await limo(['import', 'a.jsonl.gz', '--from', 'columns', '--out', '-'])
    assert.match(forced.err, /^a\.jsonl\.gz:1: it has no question: /)
    assert.match((await limo(['import', 'b.parquet', '--from', 'chats', '--out', '-'])).err, /did you mean chat\?/)
  })

  test('import: killed in the middle, it leaves the old file', { skip: process.platform === 'win32' }, async t => {
    const { at } = await folder(t, { 'a.limo': good })
    execFileSync('mkfifo', [join(at, 'a.jsonl')])
    const child = spawn(process.execPath, [cli, 'import', 'a.jsonl', '--out', 'a.limo', '--force'], { cwd: at, env })
    const pipe = await open(join(at, 'a.jsonl'), 'w')
    const record = `${JSON.stringify({ question: 'Q?', solution: 'x'.repeat(10_000), answer: '2' })}\n`
    await pipe.write(record.repeat(500))
    const isBegun = async (): Promise<boolean> => {
      const begun = (await readdir(at)).find(name => name.endsWith('.tmp'))
      return begun !== undefined && (await stat(join(at, begun))).size > 0
    }
    while (!(await isBegun())) await setTimeout(20)
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    await pipe.close()
    assert.equal(await readFile(join(at, 'a.limo'), 'utf8'), good)
  })

  test('import and export refuse to replace a file', async t => {
    const { at, limo } = await folder(t, { 'a.jsonl': lines, 'a.limo': good, 'old.jsonl': 'old' })
    await symlink('a.limo', join(at, 'link.jsonl'))
    for (const args of [
      ['import', 'a.jsonl', '--out', 'a.limo'],
      ['export', 'a.limo', '--to', 'jsonl', '--out', 'old.jsonl'],
    ]) {
      const { code, err } = await limo(args)
      assert.equal(code, 2)
      assert.match(err, /there is such a file already; --force replaces it/)
    }
    assert.equal((await limo(['export', 'a.limo', '--to', 'jsonl', '--out', 'link.jsonl', '--force'])).code, 2)
    assert.equal(await readFile(join(at, 'a.limo'), 'utf8'), good)
    assert.equal(await readFile(join(at, 'old.jsonl'), 'utf8'), 'old')
    assert.equal((await limo(['export', 'a.limo', '--to', 'jsonl', '--out', 'old.jsonl', '--force'])).code, 0)
    assert.match(await readFile(join(at, 'old.jsonl'), 'utf8'), /^\{"question"/)
    assert.equal((await limo(['import', 'a.jsonl', '--out', 'a.limo', '--force'])).code, 0)
    assert.deepEqual((await readdir(at)).sort(), ['a.jsonl', 'a.limo', 'link.jsonl', 'old.jsonl'])
  })

  test('a device or a pipe is written to, never replaced', { skip: process.platform === 'win32' }, async t => {
    const { at, limo } = await folder(t, { 'a.limo': good })
    const pipe = join(at, 'pipe')
    execFileSync('mkfifo', [pipe])
    const [{ code }, read] = await Promise.all([
      limo(['export', 'a.limo', '--to', 'jsonl', '--out', 'pipe', '--force']),
      readFile(pipe, 'utf8'),
    ])
    assert.equal(code, 0)
    assert.match(read, /^\{"question"/)
    assert.ok((await stat(pipe)).isFIFO())
  })

  test('nobody listening to what is told stops nothing', async t => {
    const { at } = await folder(t, { 'a.jsonl': `${'{bad\n'.repeat(2000)}${lines}` })
    const child = spawn(process.execPath, [cli, 'import', 'a.jsonl', '--out', 'a.limo'], { cwd: at, env })
    child.stderr.once('data', () => child.stderr.destroy())
    const { promise, resolve } = Promise.withResolvers<number | null>()
    child.on('close', resolve)
    assert.equal(await promise, 1)
    assert.deepEqual((await readdir(at)).sort(), ['a.jsonl', 'a.limo'])
  })

  test('export: what is left out is listed', async t => {
    const second = '\n@solution\nAnother: $\\boxed{2}$.\n'
    const proof = '@example p\n\n@problem\nProve it.\n\n@solution\nDone.\n\n@answer proof\n'
    const flawed = '@example f\n\n@problem\nP\n\n@solution flawed\n\n@step\nS\n@error: wrong\n\n@answer: 1\n'
    const slip = example('s').replace('It is', '@ step\nIt is')
    const { limo } = await folder(t, {
      'a.limo': [good.replace('\n@answer', `${second}\n@answer`), noAnswer, proof, flawed, slip].join('\n'),
      'z.limo': `@limo 7\n\n${example('v')}`,
    })
    const all = await limo(['export', '.', '--to', 'jsonl', '--out', '-'])
    assert.equal(all.code, 0)
    assert.equal(all.out.trimEnd().split('\n').length, 3)
    assert.deepEqual(all.err.trimEnd().split('\n'), [
      'a.limo:16: "b" is left out: it has no answer',
      'a.limo:24: "p" is left out: a proof has no answer to grade by',
      'a.limo:34: "f" is left out: all its solutions are flawed',
      'z.limo:3: "v" is left out: its file is of a version of the format that is not known here',
      '3 records written to standard output',
      '4 examples left out',
      'limo: It has no licence; nobody may train on it (2 examples)',
    ])
    const skipping = await limo(['export', 'a.limo', '--to', 'jsonl', '--out', '-', '--skip', 'error'])
    assert.equal(skipping.code, 0)
    assert.equal(skipping.out.trimEnd().split('\n').length, 2)
    assert.match(skipping.err, /a\.limo:\d+: "s" is left out: error unknown-directive: /)
  })

  test('a reader that goes away is no fault', async t => {
    const { at } = await folder(t, {
      'a.limo': `@limo 1\n${Array.from({ length: 3000 }, (_, i) => `\n${example(`e${i}`)}`).join('')}`,
    })
    const child = spawn(process.execPath, [cli, 'export', 'a.limo', '--to', 'jsonl', '--out', '-'], { cwd: at, env })
    let err = ''
    child.stderr.setEncoding('utf8').on('data', chunk => (err += chunk))
    child.stdout.once('data', () => child.stdout.destroy())
    const { promise, resolve } = Promise.withResolvers<number | null>()
    child.on('close', resolve)
    assert.equal(await promise, 0)
    assert.doesNotMatch(err, /EPIPE|fault/)
  })
})
