import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readChecks } from '../../server/src/core/verdict.ts'
import { cli } from '../client.ts'
import { judgeHome } from '../judge-home.ts'
import { startModelServer } from '../model-server.ts'

const examples = 817
const samples = 8
const atOnce = 32

/** As many examples as LIMO has; each problem is another one. */
function dataSet(): string {
  const all = Array.from(
    { length: examples },
    (_, i) => `@example e${i}\n@problem\nWhat is $${i}+1$?\n@solution\nIt is $\\boxed{${i + 1}}$.\n@answer: ${i + 1}\n`,
  )
  return `@limo 1\n\n${all.join('\n')}`
}

test(`${examples} examples times ${samples} samples, ${atOnce} at once: killed in the middle and resumed, none is lost`, async t => {
  const home = mkdtempSync(join(tmpdir(), 'limo-load-'))
  const answered = new Map<string, number>()
  const server = await startModelServer(({ prompt }) => {
    answered.set(prompt, (answered.get(prompt) ?? 0) + 1)
    return `\\boxed{${Number(/\d+/.exec(prompt)![0]) + 1}}`
  })
  t.after(async () => {
    await server.close()
    rmSync(home, { recursive: true, force: true })
  })
  const { env, folder } = judgeHome(home, server.baseUrl, atOnce, dataSet())
  const start = () => {
    const child = spawn(process.execPath, [cli, 'judge', '.', '--samples', `${samples}`], { cwd: folder, env })
    let err = ''
    child.stdout.resume()
    child.stderr.setEncoding('utf8').on('data', chunk => {
      err += chunk
    })
    return {
      child,
      ended: new Promise<{ code: number | null; err: string }>(end => child.on('close', code => end({ code, err }))),
    }
  }
  const all = examples * samples
  const first = start()
  while (server.requests.length < all * 0.4) await new Promise(resolve => setTimeout(resolve, 5))
  first.child.kill('SIGKILL')
  await first.ended
  const before = server.requests.length
  assert.ok(before < all)

  const { code, err } = await start().ended
  assert.equal(code, 0, err)
  const again = server.requests.length - all
  assert.ok(again >= 0 && again <= atOnce, `${again} requests were sent again`)
  assert.ok(server.most <= atOnce)
  assert.equal(answered.size, examples)

  const read = readChecks(readFileSync(join(folder, '.limo/checks/set.limo.json'), 'utf8'))
  const checks = read.type === 'checks' ? read.checks : assert.fail(read.reason)
  assert.equal(checks.size, examples)
  for (const [id, { solves }] of checks) {
    const expected = `${Number(id.slice(1)) + 1}`
    assert.deepEqual(
      solves?.map(({ answers }) => answers),
      [new Array(samples).fill(expected)],
    )
  }
})
