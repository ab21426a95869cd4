import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { cli } from '../client.ts'

const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'limo-compile-cache'), NO_COLOR: '1' }

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function limo(args: readonly string[], input: string | Buffer = ''): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  const child = spawn(process.execPath, [cli, ...args], { env })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', chunk => (out += chunk))
  child.stderr.setEncoding('utf8').on('data', chunk => (err += chunk))
  child.on('error', reject)
  child.on('close', code => resolve({ code, out, err }))
  child.stdin.on('error', () => undefined).end(input)
  return promise
}

const lines = (...records: readonly object[]): string => records.map(record => `${JSON.stringify(record)}\n`).join('')
const read = (out: string): unknown[] =>
  out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

describe('limo equal', { concurrency: 8 }, () => {
  for (const [args, verdict, code] of [
    [['1/2', '\\frac{1}{2}'], 'equal', 0],
    [['1/2', '1/3'], 'different', 1],
    [['B', '(B) 12', '--kind', 'proof'], 'undecided', 3],
    [['-1/2', '-0.5'], 'equal', 0],
    [['--', '-1/2', '-0.5'], 'equal', 0],
    [['-x', '-\\sqrt{x}'], 'different', 1],
    [['3.14', '3.15', '--tolerance', '1%'], 'equal', 0],
    [['5', '5 cm', '--unit=cm'], 'equal', 0],
    [['', '5'], 'different', 1],
  ] as const) {
    test(`${args.join(' ')} is ${verdict}`, async () => {
      assert.deepEqual(await limo(['equal', ...args]), { code, out: `${verdict}\n`, err: '' })
    })
  }

  test('--json', async () => {
    const { code, out } = await limo(['equal', '-5', '-4', '--json'])
    assert.deepEqual([code, JSON.parse(out)], [1, { verdict: 'different', gold: '-5', pred: '-4' }])
  })

  test('wrong use', async () => {
    for (const [args, says] of [
      [[], /needs two answers, and there are 0/],
      [['1'], /there is 1/],
      [['1', '2', '3'], /there are 3/],
      [['1', '2', '--tolerance', 'few'], /expected a number/],
      [['1', '2', '--kind', 'numbr'], /did you mean number/],
      [['1', '2', '--tolerence', '3'], /did you mean --tolerance/],
      [['1', '--jsonl'], /takes no answers/],
    ] as const) {
      const { code, err, out } = await limo(['equal', ...args])
      assert.deepEqual([code, out], [2, ''], args.join(' '))
      assert.match(err, says)
    }
    const { code, out } = await limo(['equal', '-h'])
    assert.deepEqual([code, out.startsWith('Usage: limo equal A B')], [0, true])
  })

  test('--jsonl compares lines, takes answers out of solutions, and keeps what it does not know', async () => {
    const input = lines(
      { id: 7, gold: '1/2', pred: 'First $\\boxed{3}$, then it is $\\boxed{0.5}$.' },
      { gold: 'B', pred: 'The answer is (C).', kind: 'choice', verdict: 'old' },
      { gold: 42, pred: 'All in all\n#### 42' },
      { gold: '12345678901', pred: 12345678901 },
      { gold: 'any', pred: 'such', kind: 'proof' },
    )
    const { code, err, out } = await limo(['equal', '--jsonl'], `\uFEFF${input.replaceAll('\n', '\r\n\n').trimEnd()}`)
    assert.deepEqual(read(out), [
      { verdict: 'equal', gold: '1/2', pred: '0.5', id: 7 },
      { verdict: 'different', gold: 'B', pred: '(C)', kind: 'choice' },
      { verdict: 'equal', gold: 42, pred: '42' },
      { verdict: 'equal', gold: '12345678901', pred: '12345678901' },
      { verdict: 'undecided', gold: 'any', pred: 'such', kind: 'proof' },
    ])
    assert.equal(code, 0)
    assert.equal(err, '5 pairs: 3 equal, 1 different, 1 undecided\n')
  })

  test('--jsonl names a bad line by its number and goes on', async () => {
    const input = `no\n${lines({ gold: '1' }, { gold: '1', pred: '1', kind: 'x' })}[1]\n{"gold":"1","pred":"1"}`
    const { code, err, out } = await limo(['equal', '--jsonl'], input)
    assert.equal(code, 1)
    assert.deepEqual(read(out), [{ verdict: 'equal', gold: '1', pred: '1' }])
    const told = err.split('\n').map(line => line.slice(0, 28))
    assert.deepEqual(told.slice(0, 4), [
      'limo: line 1: no valid JSON:',
      'limo: line 2: "pred" is miss',
      'limo: line 3: "kind" is none',
      'limo: line 4: an object with',
    ])
    assert.match(err, /1 pair: 1 equal, 0 different, 0 undecided; 4 lines left out/)
  })

  test('--jsonl writes as it reads', async () => {
    const child = spawn(process.execPath, [cli, 'equal', '--jsonl'], { env })
    child.stdin.write(lines({ gold: 'é', pred: 'é' }))
    const [first] = (await child.stdout.setEncoding('utf8').take(1).toArray()) as string[]
    assert.match(first!, /"verdict":"equal"/)
    child.stdin.end()
  })
})

test('limo check --no-math leaves the mathematics out', async () => {
  const text =
    '@limo 1\n\n@example a\n\n@problem\nWhat is $1+1$?\n\n@solution\nAs $2+2=5$, $\\boxed{2}$.\n\n@answer: 2\n'
  const [all, form] = await Promise.all([limo(['check', '-'], text), limo(['check', '-', '--no-math'], text)])
  assert.match(all.out, /false-equality/)
  assert.deepEqual([all.code, form.code, form.err], [1, 0, ''])
  assert.match(form.out, /^No findings/)
})
