import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import * as vscode from 'vscode'
import { test } from '../runner.ts'
import { checksOf, example, open, until } from '../scripted.ts'

test('a model of the editor checks a solution', async () => {
  await using('adder', async () => {
    const kept = await checked('editor-model.limo', example)
    assert.match(kept, /"limo-test\/adder"/)
    assert.match(kept, /"origin": *"vscode"/)
    assert.match(kept, /"answers": *\[\s*"3"/)
    assert.match(kept, /It is 3/)
    assert.doesNotMatch(kept, /one and two/)
  })
})

test('a model of the editor that refuses leaves no verdict', async () => {
  await using('refuser', async () => {
    await open('editor-refused.limo', example.replace('1+2', '1+2+0'))
    await vscode.commands.executeCommand('limo.checkSolution')
    assert.equal(existsSync(checksOf('editor-refused.limo')), false)
  })
})

async function using(model: string, body: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('limo')
  try {
    await settings.update('model', `vscode/limo-test/${model}`, vscode.ConfigurationTarget.Global)
    await body()
  } finally {
    await settings.update('model', undefined, vscode.ConfigurationTarget.Global)
  }
}

async function checked(name: string, text: string): Promise<string> {
  await open(name, text)
  await vscode.commands.executeCommand('limo.checkSolution')
  await until(() => existsSync(checksOf(name)))
  return readFileSync(checksOf(name), 'utf8')
}
