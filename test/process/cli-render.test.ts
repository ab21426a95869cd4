import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { cli } from '../client.ts'

const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'limo-compile-cache'), NO_COLOR: '1' }

function example(id: string): string {
  return `@example ${id}\n@problem\nWhat is $1+1$?\n@solution\nIt is $\\boxed{2}$.\n@answer: 2\n@check: 1 + 1 = 2\n\n`
}

const sample = `@limo 1\ntitle: Sums\n\n${example('one')}${example('two')}`

function folder(t: TestContext, files: Readonly<Record<string, string | Buffer>>) {
  const at = mkdtempSync(join(tmpdir(), 'limo-render-'))
  t.after(() => rmSync(at, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(at, name), text)
  return {
    at,
    read: (name: string) => readFileSync(join(at, name), 'utf8'),
    limo: async (...args: string[]) => {
      const options = { cwd: at, env, maxBuffer: 1 << 26 }
      try {
        return { code: 0, ...(await promisify(execFile)(process.execPath, [cli, 'render', ...args], options)) }
      } catch (error) {
        return error as { code: number; stdout: string; stderr: string }
      }
    },
  }
}

describe('limo render', { concurrency: 4 }, () => {
  test('makes one page of files and folders, and replaces none unless told', async t => {
    const { at, limo, read } = folder(t, { 'a.limo': sample, 'b.limo': example('three') })
    const first = await limo('.', '--out', 'page.html')
    assert.deepEqual([first.code, first.stdout, first.stderr], [0, '', '3 examples written to page.html\n'])
    const page = read('page.html')
    assert.match(page, /^<!DOCTYPE html>\n<html lang="en">/)
    assert.match(page, /<\/html>\n$/)
    assert.deepEqual(
      [...page.matchAll(/<article id="(\w+)"/g)].map(match => match[1]),
      ['one', 'two', 'three'],
    )
    assert.ok(!page.includes('✓ holds'))
    const again = await limo('a.limo', '--out', 'page.html')
    assert.equal(again.code, 2)
    assert.match(again.stderr, /page\.html: there is such a file already; --force replaces it/)
    assert.equal(read('page.html'), page)
    assert.equal((await limo('a.limo', '--out', 'page.html', '--force', '--findings')).code, 0)
    assert.match(read('page.html'), /<title>Sums<\/title>.*✓ holds/s)
    assert.deepEqual(readdirSync(at).sort(), ['a.limo', 'b.limo', 'page.html'], 'no temporary file stays')
  })

  test('shows examples by their ids', async t => {
    const { at, limo } = folder(t, { 'a.limo': sample })
    const { stdout } = await limo('a.limo', '--example', 'two', '--out', '-')
    assert.match(stdout, /<title>two<\/title>/)
    assert.doesNotMatch(stdout, /<nav|id="one"/)
    const unknown = await limo('a.limo', '--example', 'tow', '--out', 'page.html')
    assert.equal(unknown.code, 2)
    assert.match(unknown.stderr, /--example tow: no such example; did you mean two\?/)
    assert.deepEqual(readdirSync(at), ['a.limo'])
  })

  test('wrong use says what is wrong, and no .limo file is written', async t => {
    const { at, limo } = folder(t, { 'a.limo': sample })
    symlinkSync('a.limo', join(at, 'link.html'))
    for (const [args, message] of [
      [['--out', 'page.html'], /needs files, folders or "-"/],
      [['a.limo'], /needs --out/],
      [['a.limo', '--out', 'a.limo', '--force'], /an export never writes a \.limo file/],
      [['a.limo', '--out', 'link.html', '--force'], /an export never writes a \.limo file/],
      [['a.limo', '--out', 'no/page.html'], /no folder no/],
    ] as const) {
      const { code, stderr } = await limo(...args)
      assert.equal(code, 2)
      assert.match(stderr, message)
    }
    assert.equal(readFileSync(join(at, 'a.limo'), 'utf8'), sample)
  })

  test('what cannot be read or is of another version is named and left out', async t => {
    const { limo, read } = folder(t, {
      'a.limo': Buffer.from([0x40, 0xff]),
      'b.limo': `@limo 2\n${example('new')}`,
      'c.limo': sample,
    })
    const { code, stderr } = await limo('.', '--out', 'page.html')
    assert.equal(code, 1)
    assert.match(
      stderr,
      /a\.limo: The file is not valid UTF-8.*\nb\.limo: nothing of it is shown: .* version .*\n2 examples/,
    )
    assert.doesNotMatch(read('page.html'), /id="new"/)
  })

  test('macros of the file, its config and its header count', async t => {
    const { limo } = folder(t, {
      'limo.config.json': '{"macros":{"\\\\one":"1+1"}}',
      'a.limo': `@limo 1\nmacros:\n  \\two: 2+2\n\n@example a\n@problem\n$\\one$ and $\\two$\n`,
    })
    const { stdout } = await limo('a.limo', '--out', '-')
    assert.doesNotMatch(stdout, /class="broken"/)
    assert.match(stdout, /<annotation encoding="application\/x-tex">\\two</)
  })
})
