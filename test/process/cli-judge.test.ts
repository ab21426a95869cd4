import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { cli } from '../client.ts'
import { type Behaviour, type ModelRequest, type ModelServer, type Script, startModelServer } from '../model-server.ts'

// biome-ignore lint/suspicious/noExplicitAny: what is read from JSON is held against what it should be
type Json = any

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Place {
  readonly folder: string
  readonly server: ModelServer
  readonly limo: (...args: string[]) => Promise<Outcome>
  readonly start: (...args: string[]) => { readonly child: ChildProcess; readonly ended: Promise<Outcome> }
  /** The file of verdicts of a file. */
  readonly checks: (name?: string) => { readonly examples: Record<string, Json> }
}

/** A data set with a model of the user's, in a home of its own. */
async function place(
  t: TestContext,
  script: Script,
  { files = { 'set.limo': set }, profile = {} }: { files?: Record<string, string>; profile?: object } = {},
): Promise<Place> {
  const home = mkdtempSync(join(tmpdir(), 'limo-judge-'))
  const folder = join(home, 'set')
  const server = await startModelServer(script)
  t.after(async () => {
    await server.close()
    rmSync(home, { recursive: true, force: true })
  })
  const models = { local: { baseUrl: server.baseUrl, model: 'm', price: { input: 1, output: 2 }, ...profile } }
  for (const [name, text] of Object.entries({
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [join('set', name), text])),
    'config/limo/config.json': JSON.stringify({ models }),
  })) {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), text)
  }
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    NODE_COMPILE_CACHE: join(tmpdir(), 'limo-compile-cache'),
    NO_COLOR: '1',
    GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
  }
  writeFileSync(env.GIT_CONFIG_GLOBAL, '[user]\n\tname = Ada\n')
  const start: Place['start'] = (...args) => {
    const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env })
    const ended = new Promise<Outcome>((resolve, reject) => {
      let [out, err] = ['', '']
      child.stdout.setEncoding('utf8').on('data', chunk => (out += chunk))
      child.stderr.setEncoding('utf8').on('data', chunk => (err += chunk))
      child.on('error', reject)
      child.on('close', code => resolve({ code, out, err }))
    })
    return { child, ended }
  }
  return {
    folder,
    server,
    limo: (...args) => start(...args).ended,
    start,
    checks: (name = 'set.limo') => JSON.parse(readFileSync(join(folder, '.limo/checks', `${name}.json`), 'utf8')),
  }
}

const set = `@limo 1

@example sum
@problem
What is $1+1$?
@solution
@step
We add.
@step
$1+1=3$, so $\\boxed{3}$.
@answer: 3

@example half
@problem
Half of $1$?
@solution
It is $\\boxed{0.5}$.
@answer: \\frac12

@example proof
@problem
Prove that it holds.
@answer proof
`

function right({ messages, prompt, schema }: ModelRequest): string {
  const isSum = prompt.includes('1+1')
  if (!schema) return isSum ? 'It is $\\boxed{2}$.' : '\\boxed{\\frac{1}{2}}'
  const steps = [...messages.at(-1)!.content.matchAll(/ step \d+>>/g)].map((_, i) => {
    return { step: i + 1, reason: 'It is 2', verdict: isSum && i === 1 ? 'wrong' : 'correct' }
  })
  return JSON.stringify({ steps, first_wrong_step: isSum ? 2 : null })
}

test('limo judge tells what does not agree, keeps it beside the files, and asks no more than once', async t => {
  const { checks, limo, server } = await place(t, right)
  const first = await limo('judge', '.', '--samples', '2', '--review')
  assert.equal(first.code, 1, first.err)
  assert.equal(
    first.out,
    `set.limo:3: sum: the model answers 2 in 2 of 2, the example 3 (different; solved in 0 of 2, 0 to 66 %)
set.limo:3: sum: solution 1: the model calls step 2 wrong in 1 of 1: It is 2
1 example agreed with, 1 not, 1 cannot be judged so
6 requests, ${first.out.split('6 requests, ')[1]}`,
  )
  assert.match(first.out, /tokens in, [\d,]+ out, cost 0\.0\d+\n$/)
  assert.equal(server.requests.length, 6)
  for (const { form, messages } of server.requests) {
    if (form) continue
    assert.doesNotMatch(messages.map(({ content }) => content).join(), /We add|0\.5|3/)
  }
  const { half, sum } = checks().examples
  assert.deepEqual(sum.solves[0].answers, ['2', '2'])
  assert.deepEqual([sum.solves[0].by, sum.solves[0].model, sum.solves[0].origin], ['Ada', 'm', server.origin])
  assert.deepEqual(half.reviews[0].samples, [{ steps: 1, unsure: {}, wrong: {} }])

  const second = await limo('judge', '.', '--samples', '2', '--review', '1', '--format', 'json')
  assert.equal(second.code, 1)
  assert.equal(server.requests.length, 6)
  const { examples, summary, unfit } = JSON.parse(second.out)
  assert.deepEqual(
    examples.map(({ agrees, id, line }: Json) => [id, line, agrees]),
    [
      ['sum', 3, false],
      ['half', 13, true],
    ],
  )
  assert.deepEqual([summary.agree, summary.disagree, summary.upToDate, summary.requests], [1, 1, 2, 0])
  assert.deepEqual(
    unfit.map(({ id, reason }: Json) => [id, reason]),
    [['proof', 'it has neither an answer to compare nor a solution to review']],
  )

  const checked = await limo('check', '.', '--format', 'json')
  const found = JSON.parse(checked.out).files[0].findings.filter(({ rule }: Json) => rule.startsWith('model-'))
  assert.deepEqual(
    found.map(({ rule, step }: Json) => [rule, step]),
    [
      ['model-finds-error', 2],
      ['model-disagrees', null],
    ],
  )
  assert.match(found[0].message, /: It is 2; recorded \d{4}-\d\d-\d\d by Ada$/)

  const third = await limo('judge', '.', '--samples=3', '--review=2')
  assert.equal(third.code, 1)
  assert.equal(server.requests.length, 6 + 4)
  await limo('judge', '.', '--samples=1', '--again')
  assert.equal(server.requests.length, 6 + 4 + 2)
})

test('limo judge says what it would take, and sends nothing', async t => {
  const { folder, limo, server } = await place(t, right)
  const dry = await limo('judge', 'set.limo', '--dry-run', '--review', '3')
  assert.equal(dry.code, 0)
  assert.match(
    dry.out,
    /^14 requests about 2 examples to m at http:\/\/127\.0\.0\.1:\d+ \(no key\)\nabout [\d,]+ tokens in/,
  )
  assert.equal(server.requests.length, 0)
  assert.ok(!existsSync(join(folder, '.limo')))
})

test('all that agrees is exit code 0, and forgotten when asked', async t => {
  const { folder, limo } = await place(t, right, { files: { 'a/b.limo': set.replaceAll('3', '2') } })
  mkdirSync(join(folder, '.git'))
  assert.equal((await limo('judge', 'a', '--samples', '1', '--review')).code, 1, 'step 2 is called wrong still')
  assert.equal((await limo('judge', 'a', '--samples', '1')).code, 0)
  // At the root of the repository.
  assert.deepEqual(readdirSync(join(folder, '.limo/checks/a')), ['b.limo.json'])
  const cleared = await limo('judge', '--clear', 'a')
  assert.deepEqual([cleared.code, cleared.err], [0, 'The verdicts of 2 examples are forgotten\n'])
  assert.ok(!existsSync(join(folder, '.limo')))
})

test('verdicts stand beside the nearest limo.config.json', async t => {
  const files = { 'limo.config.json': '{}', 'a/limo.config.json': '{}', 'a/b/c.limo': set, 'd.limo': set }
  const { checks, folder, limo } = await place(t, right, { files })
  mkdirSync(join(folder, '.git'))
  assert.equal((await limo('judge', 'a/b/c.limo', 'd.limo', '--samples', '1')).code, 1)
  assert.deepEqual(Object.keys(checks('d.limo').examples), ['half', 'sum'])
  assert.deepEqual(readdirSync(join(folder, 'a/.limo/checks/b')), ['c.limo.json'])
  assert.match((await limo('check', 'a/b')).out, /model-disagrees/)
})

test('what cannot be compared is no agreement, and exit code 3 where nothing disagrees', async t => {
  const open = '@limo 1\n\n@example game\n@problem\nWho wins?\n@answer: Alice wins\n'
  const vaguely: Script = ({ prompt }) => {
    if (prompt.includes('1+1')) return '\\boxed{2}'
    return prompt === 'Who wins?' ? 'It is $\\boxed{\\text{the first player}}$.' : 'I cannot tell.'
  }
  const vague = await place(t, vaguely, { files: { 'set.limo': open } })
  const { code, out } = await vague.limo('judge', '.', '--samples', '1')
  assert.equal(code, 3, out)
  assert.match(out, /the first player\} in 1 of 1.*\(undecided; .*\n0 examples agreed with, 0 not, 1 undecided\n/)
  const { summary } = JSON.parse((await vague.limo('judge', '.', '--samples', '1', '--format', 'json')).out)
  assert.deepEqual([summary.agree, summary.disagree, summary.undecided], [0, 0, 1])
  const sum = '@example sum\n@problem\nWhat is $1+1$?\n@answer: 3\n'
  const both = await place(t, vaguely, { files: { 'set.limo': `${open}\n${sum}` } })
  assert.equal((await both.limo('judge', '.', '--samples', '1')).code, 1)
})

test('the replies that are kept are forgotten when asked, and the verdicts stay', async t => {
  const { checks, limo, server } = await place(t, right)
  assert.match((await limo('judge', '--clear-cache')).err, /^0 replies forgotten, 0 kB\n$/)
  await limo('judge', '.', '--samples', '2')
  assert.match((await limo('judge', '--clear-cache', '--dry-run')).out, /^4 replies kept, \d+ kB\n$/)
  await limo('judge', '.', '--clear')
  await limo('judge', '.', '--samples', '2')
  assert.equal(server.requests.length, 4)
  const { code, err } = await limo('judge', '--clear-cache')
  assert.deepEqual([code, /^4 replies forgotten/.test(err)], [0, true], err)
  assert.deepEqual(Object.keys(checks().examples), ['half', 'sum'])
  await limo('judge', '.', '--clear')
  await limo('judge', '.', '--samples', '2')
  assert.equal(server.requests.length, 8)
})

const wrong: [args: string[], message: RegExp][] = [
  [[], /needs files or folders/],
  [['-'], /verdicts are kept beside/],
  [['.', '--samples', 'x'], /--samples x: expected a whole number/],
  [['.', '--samples', '0'], /asks for nothing/],
  [['.', '--clear', '--dry-run'], /expected one of them/],
  [['.', '--clear-cache'], /replies of all models and files; expected it alone/],
  [['--clear-cache', '--samples', '2'], /expected it alone/],
  [['.', '--profile', 'locl'], /did you mean local/],
  [['.', '--key-env', 'KEY'], /--origin URL beside it/],
  [['.', '--batch-in', 'missing.jsonl'], /missing\.jsonl: no such file/],
  [['nowhere'], /no such file or folder/],
]
test('a wrong use is exit code 2', async t => {
  const { limo, server } = await place(t, right)
  for (const [args, message] of wrong) {
    const { code, err } = await limo('judge', ...args)
    assert.equal(code, 2, args.join(' '))
    assert.match(err, message)
  }
  assert.equal(server.requests.length, 0)
})

test('a key that is refused ends the run with one message', async t => {
  const many = Array.from({ length: 30 }, (_, i) => set.replaceAll('@example ', `@example e${i}-`)).join('\n')
  const refusing: Script = ({ index }) =>
    index < 5 ? '\\boxed{2}' : ({ type: 'refuse', status: 401 } satisfies Behaviour)
  const { checks, limo, server } = await place(t, refusing, {
    files: { 'set.limo': many.replaceAll(/\n@limo 1\n/g, '') },
  })
  const { code, err, out } = await limo('judge', '.')
  assert.equal(code, 4, err)
  assert.equal(err.match(/401/g)?.length, 1, err)
  assert.ok(server.requests.length <= 5 + 4)
  assert.equal(checks().examples['e0-sum'].solves[0].answers.length, 4)
  assert.match(out, /^set\.limo:3: e0-sum: the model answers 2/)
})

test('a file of verdicts that is none costs no request', async t => {
  const { folder, limo, server } = await place(t, right)
  mkdirSync(join(folder, '.limo/checks'), { recursive: true })
  const path = join(folder, '.limo/checks/set.limo.json')
  writeFileSync(path, '{"version": 9}')
  const { code, err } = await limo('judge', '.')
  assert.equal(code, 2)
  assert.match(err, /set\.limo\.json: a newer LIMO has written it; it is left as it is/)
  assert.equal(readFileSync(path, 'utf8'), '{"version": 9}')
  assert.equal(server.requests.length, 0)
  assert.match((await limo('check', '.')).err, /a newer LIMO has written it/)
})

test('no more requests are made than allowed', async t => {
  const { limo, server } = await place(t, right)
  const { code, err } = await limo('judge', '.', '--max-requests', '5')
  assert.equal(server.requests.length, 5)
  assert.match(err, /5 requests were made, as many as allowed/)
  assert.equal(code, 1)
})

test('interrupted, it keeps what is done', async t => {
  const { checks, server, start } = await place(t, ({ index }) => (index < 8 ? '\\boxed{2}' : { type: 'hang' }))
  const { child, ended } = start('judge', '.', '--samples', '6')
  // Four at once: when the last is asked for, eight replies are there.
  while (server.requests.length < 12) await new Promise(resolve => setTimeout(resolve, 10))
  child.kill('SIGINT')
  const { code, err } = await ended
  assert.equal(code, 130, err)
  const answers = Object.values(checks().examples).flatMap(({ solves }) => solves[0].answers)
  assert.equal(answers.filter(answer => answer === '2').length, 8)
})

test('a batch goes out as requests and comes back as the same verdicts, in any order and in parts', async t => {
  const { checks, folder, limo, server } = await place(t, right, { profile: { temperature: 0.6, maxTokens: 500 } })
  const out = await limo('judge', '.', '--review', '2', '--batch-out', 'requests.jsonl')
  assert.equal(out.code, 0, out.err)
  assert.equal(out.err, '12 requests written to requests.jsonl\n')
  assert.equal(server.requests.length, 0)
  const text = readFileSync(join(folder, 'requests.jsonl'), 'utf8')
  const requests = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.equal(new Set(requests.map(({ custom_id }) => custom_id)).size, 12)
  for (const { body, custom_id, method, url } of requests) {
    assert.deepEqual([method, url], ['POST', '/v1/chat/completions'])
    assert.match(custom_id, /^[\w-]{1,64}$/)
    assert.deepEqual([body.model, body.temperature, body.max_completion_tokens], ['m', 0.6, 500])
    assert.ok(!('stream' in body))
  }
  const refused = await limo('judge', '.', '--batch-out', 'requests.jsonl')
  assert.equal(refused.code, 2)
  await limo('judge', '.', '--review', '2', '--batch-out', 'requests.jsonl', '--force')
  assert.equal(readFileSync(join(folder, 'requests.jsonl'), 'utf8'), text)

  const usage = { prompt_tokens: 3, completion_tokens: 4 }
  const result = ({ body, custom_id }: Json) => {
    const schema = body.response_format?.json_schema.schema
    const content = right({ messages: body.messages, prompt: body.messages[1].content, schema } as ModelRequest)
    const message = { role: 'assistant', content }
    const completion = {
      object: 'chat.completion',
      model: 'm',
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage,
    }
    return { id: 'x', custom_id, response: { status_code: 200, request_id: 'y', body: completion }, error: null }
  }
  const results = requests.map(result).toReversed()
  const [first, second, ...others] = results as [Json, Json, ...Json[]]
  const failed = { ...first, response: { status_code: 500, body: { error: { message: 'out of memory' } } } }
  const cut = { ...second, response: null, error: { code: 'expired', message: 'too late' } }
  const foreign = { ...first, custom_id: 'solve-0-0' }
  const lines = [...others, failed, cut, foreign].map(one => JSON.stringify(one))
  writeFileSync(join(folder, 'results.jsonl'), `${lines.join('\r\n')}\r\n\r\n`)
  const part = await limo('judge', '.', '--review', '2', '--batch-in', 'results.jsonl')
  assert.equal(part.code, 4, part.err)
  assert.match(part.err, /results\.jsonl:11: review-[0-9a-f]{40}-\d: The request failed \(500\): out of memory/)
  assert.match(part.err, /results\.jsonl:12: review-[0-9a-f]{40}-\d: The request failed: too late/)
  assert.match(part.err, /10 results taken\n1 result left out/)

  const rest = await limo('judge', '.', '--review', '2', '--batch-out', 'rest.jsonl')
  assert.equal(rest.err, '2 requests written to rest.jsonl\n')
  // As Ray Data writes rows.
  const rows = [first, second].map(({ custom_id, response }) => {
    return { custom_id, generated_text: response.body.choices[0].message.content, num_generated_tokens: 4 }
  })
  writeFileSync(join(folder, 'rows.jsonl'), rows.map(row => JSON.stringify(row)).join('\n'))
  const all = await limo('judge', '.', '--review', '2', '--batch-in', 'rows.jsonl', '--batch-in', 'results.jsonl')
  assert.match(all.err, /2 results taken\n13 results left out/)
  const batched = checks().examples

  await limo('judge', '.', '--clear')
  await limo('judge', '.', '--review', '2')
  const plain = (examples: Record<string, Json>): unknown =>
    JSON.parse(JSON.stringify(examples), (key, value) =>
      ['at', 'seconds', 'tokens', 'cost'].includes(key) ? 0 : value,
    )
  assert.deepEqual(plain(checks().examples), plain(batched))
})

test('a git repository shows one example judged anew as a small change', async t => {
  const { folder, limo } = await place(t, right)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=a@b', ...args], { cwd: folder, encoding: 'utf8' })
  git('init', '-q')
  await limo('judge', '.')
  git('add', '.')
  git('commit', '-qm', 'Judged')
  writeFileSync(join(folder, 'set.limo'), set.replace('Half of $1$?', 'What is half of $1$?'))
  await limo('judge', '.')
  const changed = git('diff', '--numstat', '--', '.limo').split('\t')
  assert.ok(Number(changed[0]) <= 4 && Number(changed[1]) <= 4, changed.join(' '))
})
