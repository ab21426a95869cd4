import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { ProgressType } from 'vscode-languageserver/node'
import { type PageScope, pageRequest } from '../../server/src/core/protocol.ts'
import { type Client, startClient, until } from '../client.ts'

const text = `@limo 1
title: Sums

@example one
@problem
What is $1+1$?
@answer: 2
@check: 1 + 1 = 2

@example two
@problem
What is $2+2$?
@answer: 4
@check: 2 + 2 = 5
`

/** A page as the server hands it over, and what it says of it. */
async function pageOf(client: Client, scope: PageScope, findings: boolean) {
  let page = ''
  const pieces = client.connection.onProgress(new ProgressType<string>(), 'pieces', piece => {
    page += piece
  })
  try {
    const params = { scope, findings, title: 'All', pieces: 'pieces' }
    const made = pageRequest.result.parse(await client.connection.sendRequest(pageRequest.method, params))
    return { ...made, page }
  } finally {
    pieces.dispose()
  }
}

test('a page has the text as it is typed, of an example, a file or all files', async () => {
  const path = mkdtempSync(join(tmpdir(), 'limo-page-'))
  writeFileSync(join(path, 'a.limo'), text)
  writeFileSync(join(path, 'b.limo'), Buffer.from([0xff]))
  const client = await startClient({ folder: pathToFileURL(path).href })
  try {
    const uri = pathToFileURL(join(path, 'a.limo')).href
    client.open(uri, text.replace('$2+2$', '$3+3$'))
    const example = await pageOf(client, { type: 'example', uri, position: { line: 10, character: 0 } }, false)
    assert.equal(example.examples, 1)
    assert.match(example.page, /<title>two<\/title>[\s\S]*>3\+3<\/annotation>/)
    assert.doesNotMatch(example.page, /id="one"|holds/)
    const file = await pageOf(client, { type: 'file', uri }, true)
    assert.equal(file.examples, 2)
    assert.match(file.page, /<title>Sums<\/title>[\s\S]*✓ holds[\s\S]*✗ does not hold: 4 against 5/)
    assert.match(file.page, /class="findings"[\s\S]*check-failed/)
    await until('both files are known', async () => {
      const all = await pageOf(client, { type: 'workspace' }, false)
      return all.examples === 2 && all.skipped.some(({ reason }) => reason === 'the file is not valid UTF-8')
    })
    const nothing = await pageOf(client, { type: 'example', uri, position: { line: 0, character: 0 } }, false)
    assert.deepEqual([nothing.examples, nothing.page], [0, ''])
  } finally {
    assert.equal(await client.close(), 0)
    rmSync(path, { recursive: true })
  }
})
