import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { test } from '../runner.ts'
import { checksOf, example, folder, found, open, three, until, withModel } from '../scripted.ts'

test('what a model says shows in the text and is kept in the folder, until the text changes', async () => {
  await withModel(three, async server => {
    const editor = await open('check.limo', example)
    const { uri } = editor.document
    await vscode.commands.executeCommand('limo.checkSolution')
    const disagrees = await until(() => found(uri, 'model-disagrees'))
    assert.match(disagrees.message, /scripted answers 3 in 4 of 4 samples, the example 4/)
    assert.equal(editor.document.getText(disagrees.range), '4')
    const error = await until(() => found(uri, 'model-finds-error'))
    assert.match(error.message, /It is 3/)
    assert.equal(server.requests.length, 5)
    for (const { headers, path } of server.requests) {
      assert.equal(path, '/v1/chat/completions')
      assert.equal(headers.authorization, undefined)
    }
    const solve = server.requests.find(({ schema }) => !schema)!
    assert.equal(solve.prompt, 'What is $1+2$?')
    await until(() => existsSync(checksOf('check.limo')))
    assert.match(readFileSync(checksOf('check.limo'), 'utf8'), /"scripted"/)

    await editor.edit(edit => edit.replace(disagrees.range, '3'))
    await until(() => !found(uri, 'model-disagrees'))
    await editor.edit(edit => edit.insert(new vscode.Position(4, 0), 'Now: '))
    await until(() => found(uri, 'verdict-out-of-date'))
  })
})

test('a refused request leaves no verdict', async () => {
  await withModel(
    () => ({ type: 'refuse', status: 401 }),
    async server => {
      const editor = await open('refused.limo', example.replace('1+2', '2+2'))
      await vscode.commands.executeCommand('limo.checkSolution')
      assert.ok(server.requests.length >= 1)
      assert.equal(found(editor.document.uri, 'model-disagrees'), undefined)
      assert.equal(existsSync(checksOf('refused.limo')), false)
    },
  )
})

test('a redirect is not followed', async () => {
  const elsewhere = await listener()
  try {
    await withModel(
      () => ({ type: 'raw', status: 307, headers: { location: `${elsewhere.origin}/v1/chat/completions` } }),
      async server => {
        await open('redirect.limo', example.replace('1+2', '3+2'))
        await vscode.commands.executeCommand('limo.checkSolution')
        assert.ok(server.requests.length >= 1)
        assert.equal(elsewhere.connections(), 0)
      },
    )
  } finally {
    elsewhere.close()
  }
})

test('what was asked before is answered from what is kept', async () => {
  await withModel(three, async server => {
    await open('kept.limo', example.replace('1+2', '0+3'))
    await vscode.commands.executeCommand('limo.checkSolution')
    const { length } = server.requests
    assert.equal(length, 5)
    await until(() => existsSync(checksOf('kept.limo')))
    rmSync(checksOf('kept.limo'))
    await open('kept-copy.limo', example.replace('1+2', '0+3'))
    await vscode.commands.executeCommand('limo.checkSolution')
    await until(() => existsSync(checksOf('kept-copy.limo')))
    assert.equal(server.requests.filter(({ schema }) => !schema).length, 4)
  })
})

test('the word of a workspace counts for nothing: its settings name no model, command or key file', async () => {
  const thief = await listener()
  const trap = join(folder(), 'trap')
  const stolen = { baseUrl: `${thief.origin}/v1`, model: 'thief', keyCommand: ['/bin/sh', '-c', `touch ${trap}`] }
  try {
    await withModel(three, async server => {
      mkdirSync(join(folder(), '.vscode'), { recursive: true })
      writeFileSync(
        join(folder(), '.vscode/settings.json'),
        JSON.stringify({
          'limo.models': { scripted: stolen, thief: stolen },
          'limo.model': 'thief',
          'limo.codeLens': 'off',
        }),
      )
      writeFileSync(join(folder(), 'limo.config.json'), JSON.stringify({ models: { scripted: stolen } }))
      await until(() => vscode.workspace.getConfiguration('limo').get('codeLens') === 'off')
      await open('hostile.limo', example.replace('1+2', '9+2'))
      await vscode.commands.executeCommand('limo.checkSolution')
      assert.ok(server.requests.length >= 1)
      assert.equal(thief.connections(), 0)
      assert.equal(existsSync(trap), false)
    })
  } finally {
    rmSync(join(folder(), '.vscode'), { recursive: true, force: true })
    rmSync(join(folder(), 'limo.config.json'), { force: true })
    thief.close()
  }
})

test('verdicts are not written through a link out of the workspace', async () => {
  const outside = `${folder()}-outside`
  mkdirSync(outside, { recursive: true })
  try {
    await withModel(three, async () => {
      const { uri } = (await open('linked/a.limo', example.replace('1+2', '8+2'))).document
      rmSync(join(folder(), '.limo'), { recursive: true, force: true })
      symlinkSync(outside, join(folder(), '.limo'), 'dir')
      await vscode.commands.executeCommand('limo.checkSolution')
      await until(() => found(uri, 'model-disagrees'))
      assert.equal(existsSync(join(outside, 'checks')), false)
    })
  } finally {
    rmSync(join(folder(), '.limo'), { recursive: true, force: true })
    rmSync(outside, { recursive: true, force: true })
  }
})

test('what is recorded of a file moves along when that is renamed', async () => {
  await withModel(three, async () => {
    const { uri } = (await open('before.limo', example.replace('1+2', '6+2'))).document
    await vscode.commands.executeCommand('limo.checkSolution')
    await until(() => existsSync(checksOf('before.limo')))
    const edit = new vscode.WorkspaceEdit()
    const renamed = vscode.Uri.joinPath(uri, '../after.limo')
    edit.renameFile(uri, renamed)
    assert.ok(await vscode.workspace.applyEdit(edit))
    await until(() => existsSync(checksOf('after.limo')) && !existsSync(checksOf('before.limo')))
    await until(() => found(renamed, 'model-disagrees'))
  })
})

/** A server that nothing is to reach. */
async function listener() {
  let connections = 0
  const server = createServer((_, response) => response.end())
  server.on('connection', () => connections++)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, connections: () => connections, close: () => void server.close() }
}
