import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import * as vscode from 'vscode'
import { consents } from '../../../client/src/consent.ts'
import { localModels, localServers } from '../../../client/src/model-list.ts'
import type { Offer } from '../../../client/src/profiles.ts'
import { readChecks } from '../../../server/src/core/verdict.ts'
import { test } from '../runner.ts'
import { checksOf, example, open, three, until, withModel } from '../scripted.ts'

/** Takes what a list has its focus on, or the text of a box, if one is shown. */
const accept = () => vscode.commands.executeCommand('quickInput.accept')

test('how difficult a problem is comes from as many blind solves as are asked for', async () => {
  await withModel(three, async server => {
    await open('difficulty.limo', example.replace('1+2', '3+0'))
    const estimated = vscode.commands.executeCommand('limo.estimateDifficulty')
    // The example at the cursor, and eight times.
    await until(() => existsSync(checksOf('difficulty.limo')), accept)
    await estimated
    assert.equal(server.requests.length, 8)
    assert.ok(server.requests.every(({ prompt, schema }) => !schema && prompt === 'What is $3+0$?'))
    const { reviews, solves } = recordsOf('difficulty.limo', 'a')
    assert.deepEqual([solves![0]!.answers, reviews], [new Array(8).fill('3'), undefined])
  })
})

test('the workspace is checked once the user has seen what it takes, and only what is new', async () => {
  await withModel(three, async server => {
    await open('one.limo', example.replace('1+2', '4+2'))
    await open('two.limo', example.replace('1+2', '5+2'))
    await vscode.commands.executeCommand('limo.checkSolution')
    const { length } = server.requests
    assert.equal(length, 5)
    void vscode.commands.executeCommand('limo.checkWorkspace')
    assert.equal(server.requests.length, length)
    await until(() => existsSync(checksOf('one.limo')), accept)
    await vscode.commands.executeCommand('notifications.clearAll')
    assert.equal(recordsOf('one.limo', 'a').solves![0]!.answers.length, 4)
    assert.equal(server.requests.filter(({ prompt }) => prompt.includes('5+2')).length, 5)
  })
})

test('a run of the Test Explorer that is cancelled asks nothing more, and keeps what is done', async () => {
  const slow = { type: 'hang' } as const
  await withModel(
    request => (request.index < 2 ? three(request) : slow),
    async server => {
      await open('cancelled.limo', example.replace('1+2', '2+1+0'))
      await vscode.commands.executeCommand('workbench.view.testing.focus')
      // The model's profile is the last one of those to run, which have this number inside the editor.
      const chosen = vscode.commands.executeCommand('testing.selectDefaultTestProfiles', 2)
      await pause()
      await vscode.commands.executeCommand('quickInput.last')
      await vscode.commands.executeCommand('quickInput.toggleCheckbox')
      await accept()
      await chosen
      const ran = run(() => server.requests.length > 0)
      await until(() => server.open === 3)
      await vscode.commands.executeCommand('testing.cancelRun')
      await until(() => server.open === 0)
      await ran
      assert.equal(server.requests.length, 5)
      await until(() => existsSync(checksOf('cancelled.limo')))
      assert.deepEqual(recordsOf('cancelled.limo', 'a').solves![0]!.answers.filter(Boolean), ['3', '3'])
    },
  )
})

test('servers of this machine are looked for when that is asked for, without a key', async () => {
  const heard: (string | undefined)[] = []
  const server = createServer(({ headers, url }, response) => {
    heard.push(url, headers.authorization)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ object: 'list', data: [{ id: 'small' }, { id: 'large' }] }))
  })
  const port = await listening(server)
  // All of them are those of somebody else.
  if (port === undefined) return
  const found = async () => (await localModels(AbortSignal.timeout(3_000))).filter(({ baseUrl }) => baseUrl === at)
  const at = `http://127.0.0.1:${port}/v1`
  try {
    void vscode.commands.executeCommand('limo.selectModel')
    await pause()
    assert.deepEqual(heard, [])
    // Below the models that there are.
    await until(
      () => heard.length,
      async () => {
        if (heard.length) return
        await vscode.commands.executeCommand('quickInput.last')
        await accept()
      },
    )
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen')
    assert.deepEqual(heard.slice(0, 2), ['/v1/models', undefined])
    assert.deepEqual(
      (await found()).map(({ model }) => model),
      ['small', 'large'],
    )
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('consent is asked for once for each origin, and again when it is forgotten', async () => {
  const kept = new Map<string, unknown>()
  const state: vscode.Memento = {
    keys: () => [...kept.keys()],
    get: <T>(key: string, other?: T) => (kept.get(key) ?? other) as T,
    update: async (key, value) => void kept.set(key, value),
  }
  const offer = (origin: string): Offer => ({
    from: 'project',
    name: 'theirs',
    origin,
    profile: { provider: 'openai-compatible', baseUrl: `${origin}/v1`, model: 'm' },
  })
  const questions: string[] = []
  const { showWarningMessage } = vscode.window
  let answer: string | undefined = 'Send'
  // Nobody is there to press the button, and the editor shows no dialog to a test.
  Object.assign(vscode.window, {
    showWarningMessage: async (question: string) => {
      questions.push(question)
      return answer
    },
  })
  try {
    const asked = () => questions.splice(0).length
    const consent = consents(state)
    assert.deepEqual([await consent.given(offer('https://a.test')), asked()], [true, 1])
    assert.deepEqual([await consents(state).given(offer('https://a.test')), asked()], [true, 0])
    answer = undefined
    assert.deepEqual([await consent.given(offer('https://b.test')), asked()], [false, 1])
    assert.deepEqual(consent.origins(), ['https://a.test'])
    await consent.forget('https://a.test')
    assert.deepEqual(consent.origins(), [])
    assert.deepEqual([await consent.given(offer('https://a.test')), asked()], [false, 1])
  } finally {
    Object.assign(vscode.window, { showWarningMessage })
  }
})

/** Runs the test at the cursor, as soon as the editor has found them. */
async function run(hasBegun: () => boolean): Promise<void> {
  const end = Date.now() + 15_000
  while (!hasBegun() && Date.now() < end) {
    await vscode.commands.executeCommand('testing.runAtCursor')
    await pause()
  }
}

function recordsOf(name: string, id: string) {
  const read = readChecks(readFileSync(checksOf(name), 'utf8'))
  return (read.type === 'checks' && read.checks.get(id)) || assert.fail(`nothing of ${id}`)
}

/** The first of the usual ports that is free. */
async function listening(server: ReturnType<typeof createServer>): Promise<number | undefined> {
  for (const { port } of localServers) {
    const isFree = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (isFree) return port
  }
  return undefined
}

function pause(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 300))
}
