import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import {
  CancellationToken,
  CancellationTokenSource,
  type CodeAction,
  type CodeLens,
  RequestType,
} from 'vscode-languageserver/node'
import type * as z from 'zod'
import {
  askRequest,
  clearVerdictsRequest,
  estimateRequest,
  JudgeProgress,
  judgeRequest,
  writeChecksRequest,
} from '../../server/src/core/judge-protocol.ts'
import type { Question, Reply } from '../../server/src/core/model/ask.ts'
import { readChecks } from '../../server/src/core/verdict.ts'
import { type Client, type ClientOptions, startClient, until } from '../client.ts'
import { startModelServer } from '../model-server.ts'

const text = `@example sum
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
`

const model = {
  name: 'local',
  provider: 'openai-compatible' as const,
  model: 'm',
  origin: 'http://localhost:1',
  parameters: {},
  concurrency: 2,
  price: { input: 1, output: 1 },
}

type Answering = (question: Question, count: number, token: CancellationToken) => Reply | Promise<Reply>

/** A folder with a file in it, a server, and an editor that answers for the model. */
async function withEditor(
  answering: Answering,
  run: (editor: {
    client: Client
    folder: string
    uri: string
    asked: Question[]
    judge: (options?: Partial<z.input<typeof judgeRequest.params>>) => Promise<z.output<typeof judgeRequest.result>>
  }) => Promise<void>,
  options: ClientOptions = {},
  prepare: (folder: string) => void = () => undefined,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'limo-judging-'))
  mkdirSync(join(folder, 'sets'))
  const path = join(folder, 'sets', 'a b.limo')
  writeFileSync(path, text)
  prepare(folder)
  const uri = pathToFileURL(path).href
  const client = await startClient({ folder: pathToFileURL(folder).href, ...options })
  const asked: Question[] = []
  const type = new RequestType<unknown, Reply, void>(askRequest.method)
  client.connection.onRequest(type, async (params, token) => {
    const { profile, question } = askRequest.params.parse(params)
    assert.equal(profile, 'local')
    return answering(question, asked.push(question), token)
  })
  try {
    client.open(uri, text)
    const judge = async (more: object = {}) =>
      judgeRequest.result.parse(
        await client.connection.sendRequest(judgeRequest.method, {
          scope: { type: 'file', uri },
          model,
          samples: 2,
          reviews: 1,
          progress: 'p',
          ...more,
        }),
      )
    await run({ client, folder, uri, asked, judge })
    assert.equal(await client.close(), 0)
  } finally {
    client.process.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

function said(answer: string): Reply {
  return { type: 'reply', text: answer, model: 'm', tokens: { input: 5, output: 7 }, seconds: 1, cached: false }
}

const right: Answering = ({ messages, schema }) => {
  if (!schema) return said(messages[1]!.content.includes('1+1') ? '\\boxed{2}' : '\\boxed{\\frac12}')
  const isSum = messages[1]!.content.includes('1+1')
  const steps = (isSum ? ['correct', 'wrong'] : ['correct']).map((verdict, i) => ({
    step: i + 1,
    reason: 'It is 2',
    verdict,
  }))
  return said(JSON.stringify({ steps, first_wrong_step: isSum ? 2 : null }))
}

const checksIn = (folder: string): string => join(folder, '.limo/checks/sets/a b.limo.json')

test('what a model says is told, kept beside the files and found in the text, until that changes', () =>
  withEditor(right, async ({ asked, client, folder, judge, uri }) => {
    const told: z.output<typeof JudgeProgress>[] = []
    client.connection.onNotification('$/progress', ({ token, value }: { token: string; value: unknown }) => {
      if (token === 'p') told.push(JudgeProgress.parse(value))
    })
    const estimate = estimateRequest.result.parse(
      await client.connection.sendRequest(estimateRequest.method, {
        scope: { type: 'workspace' },
        model,
        samples: 2,
        reviews: 1,
      }),
    )
    assert.deepEqual([estimate.examples, estimate.requests, estimate.unfit], [2, 6, 0])
    const ended = await judge()
    assert.equal(asked.length, 6)
    assert.deepEqual([ended.requests, ended.cached, ended.upToDate, ended.stopped], [6, 0, 0, undefined])
    assert.deepEqual(ended.tokens, { input: 30, output: 42 })
    assert.equal(ended.cost, 72e-6)
    assert.deepEqual(
      ended.judged.map(({ id, reviews, solves }) => [id, solves?.solved, solves?.agreement, reviews[0]?.agrees]),
      [
        ['sum', 0, 'different', false],
        ['half', 2, 'equal', true],
      ],
    )
    assert.deepEqual(ended.judged[0]!.reviews[0], {
      solution: 0,
      flawed: false,
      step: 2,
      reason: 'It is 2',
      position: { line: 7, character: 0 },
      agrees: false,
    })
    assert.deepEqual([told.at(-1)!.done, told.at(-1)!.of], [6, 6])
    assert.equal(told.filter(({ judged }) => judged).length, 2)

    const kept = JSON.parse(readFileSync(checksIn(folder), 'utf8'))
    assert.deepEqual(Object.keys(kept.examples), ['half', 'sum'])
    assert.doesNotMatch(JSON.stringify(kept), /1\+1|We add/)

    const found = async () => (await client.items(uri)).filter(({ code }) => /^model|verdict/.test(`${code}`))
    const now = await found()
    assert.deepEqual(
      now.map(({ code, range, severity }) => [code, range.start.line, severity]),
      [
        ['model-disagrees', 10, 2],
        ['model-finds-error', 7, 2],
      ],
    )
    assert.match(
      String(now[1]!.message),
      /^The model m calls this step wrong in 1 of 1 reviews: It is 2; recorded \d{4}-/,
    )

    const again = await judge()
    assert.deepEqual([again.requests, again.upToDate, again.judged.length], [0, 2, 2])
    assert.ok(again.judged.every(({ recorded }) => recorded))

    const range = { start: { line: 6, character: 0 }, end: { line: 6, character: 2 } }
    client.change(uri, 2, [{ range, text: 'You' }])
    await until('the review is out of date', async () =>
      (await found()).some(({ code }) => code === 'verdict-out-of-date'),
    )
    assert.deepEqual((await found()).map(({ code }) => code).sort(), ['model-disagrees', 'verdict-out-of-date'])
    client.change(uri, 3, [{ range: { ...range, end: { line: 6, character: 3 } }, text: 'We' }])
    await until('it is not any more', async () => (await found()).some(({ code }) => code === 'model-finds-error'))

    const { cleared } = clearVerdictsRequest.result.parse(
      await client.connection.sendRequest(clearVerdictsRequest.method, {
        scope: { type: 'example', uri, position: { line: 3, character: 0 } },
      }),
    )
    assert.equal(cleared, 1)
    assert.deepEqual(await found(), [])
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(checksIn(folder), 'utf8')).examples), ['half'])
    await client.connection.sendRequest(clearVerdictsRequest.method, { scope: { type: 'workspace' } })
    assert.ok(!existsSync(join(folder, '.limo')))
  }))

test('what cannot be judged is told of one example, and counted of many', () =>
  withEditor(right, async ({ asked, client, judge, uri }) => {
    const proof = '@example proof\n@problem\nProve it.\n@solution\nClear.\n@answer proof\n'
    client.change(uri, 2, [{ text: proof }])
    const scope = { type: 'example' as const, uri, position: { line: 1, character: 0 } }
    const { judged } = await judge({ scope, reviews: 0 })
    assert.deepEqual(
      judged.map(({ failed, id }) => [id, failed]),
      [['proof', 'Not judged: it has no answer to compare']],
    )
    assert.deepEqual((await judge({ reviews: 0 })).judged, [])
    const params = { scope, model, samples: 2, reviews: 0 }
    const estimate = estimateRequest.result.parse(await client.connection.sendRequest(estimateRequest.method, params))
    assert.deepEqual([estimate.examples, estimate.unfit, asked.length], [0, 1, 0])
    // A proof has steps to look at.
    assert.equal((await judge({ scope })).judged[0]!.reviews.length, 1)
  }))

test('a cancelled run keeps what is done and answers with it', () => {
  let started = 0
  const stalling: Answering = (question, count, token) => {
    started = count
    if (count <= 2) return right(question, count, token)
    const cancelled: Reply = { type: 'failed', kind: 'cancelled', reason: 'Cancelled' }
    return new Promise<Reply>(resolve => token.onCancellationRequested(() => resolve(cancelled)))
  }
  return withEditor(stalling, async ({ client, folder, uri }) => {
    let done = 0
    client.connection.onNotification('$/progress', ({ value }: { value: z.output<typeof JudgeProgress> }) => {
      done = value.done
    })
    const source = new CancellationTokenSource()
    const params = { scope: { type: 'file', uri }, model, samples: 2, reviews: 1, progress: 'p' }
    const answer = client.connection.sendRequest(judgeRequest.method, params, source.token)
    await until('two are done and two more are asked', () => done === 2 && started === 4)
    source.cancel()
    const ended = judgeRequest.result.parse(await answer)
    assert.equal(ended.stopped, 'cancelled')
    assert.deepEqual(
      ended.judged.map(({ failed, id, solves }) => [id, failed, solves?.of]),
      [['sum', 'cancelled', 2]],
    )
    const kept = JSON.parse(readFileSync(checksIn(folder), 'utf8'))
    assert.deepEqual(kept.examples.sum.solves[0].answers, ['2', '2'])
  })
})

test('a file of verdicts that is none is told, and left as it is', () =>
  withEditor(
    right,
    async ({ client, folder, judge, uri }) => {
      let shown = ''
      client.connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
        shown = message
      })
      const { judged } = await judge()
      assert.equal(judged.length, 2)
      assert.match(shown, /a%20b\.limo\.json: it is not valid JSON; it is left as it is/)
      assert.equal(readFileSync(checksIn(folder), 'utf8'), '<<<<<<< HEAD\n')
      // What was found is known for the session.
      assert.ok((await client.items(uri)).some(({ code }) => code === 'model-disagrees'))
    },
    {},
    folder => {
      mkdirSync(join(folder, '.limo/checks/sets'), { recursive: true })
      writeFileSync(checksIn(folder), '<<<<<<< HEAD\n')
    },
  ))

test('verdicts are neither read nor written through links that come with a checkout', () => {
  const outside = mkdtempSync(join(tmpdir(), 'limo-outside-'))
  return withEditor(
    right,
    async ({ client, judge }) => {
      let shown = ''
      client.connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
        shown = message
      })
      await judge()
      assert.match(shown, /expected no link/)
      assert.deepEqual(existsSync(join(outside, 'sets')), false)
    },
    {},
    folder => {
      mkdirSync(join(folder, '.limo'))
      symlinkSync(outside, join(folder, '.limo/checks'))
    },
  ).finally(() => rmSync(outside, { recursive: true, force: true }))
})

test('verdicts that others have written are read again', () =>
  withEditor(right, async ({ client, folder, judge, uri }) => {
    await judge()
    const place = pathToFileURL(checksIn(folder)).href
    writeFileSync(checksIn(folder), readFileSync(checksIn(folder), 'utf8').replaceAll('"2"', '"3"'))
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: place, type: 2 }] })
    await until('they agree', async () => !(await client.items(uri)).some(({ code }) => code === 'model-disagrees'))
    rmSync(checksIn(folder))
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: place, type: 3 }] })
    await until('nothing is recorded', async () =>
      (await client.items(uri)).every(({ code }) => code !== 'model-finds-error'),
    )
  }))

test('what models said moves along with a file that is renamed, and with a folder', () =>
  withEditor(right, async ({ client, folder, judge, uri }) => {
    const { fileOperations } = client.initialized.capabilities.workspace!
    assert.deepEqual(
      fileOperations!.didRename!.filters.map(({ pattern }) => pattern.matches),
      ['file', 'folder'],
    )
    await judge()
    const recorded = readFileSync(checksIn(folder), 'utf8')
    const at = (name: string): string => join(folder, name)
    const rename = async (from: string, to: string): Promise<void> => {
      renameSync(at(from), at(to))
      const files = [{ oldUri: pathToFileURL(at(from)).href, newUri: pathToFileURL(at(to)).href }]
      await client.connection.sendNotification('workspace/didRenameFiles', { files })
    }
    const isMoved = (from: string, to: string) => () =>
      !existsSync(at(`.limo/checks/${from}`)) && existsSync(at(`.limo/checks/${to}`))
    await rename('sets/a b.limo', 'sets/c.limo')
    await until('they moved', isMoved('sets/a b.limo.json', 'sets/c.limo.json'))
    assert.equal(readFileSync(at('.limo/checks/sets/c.limo.json'), 'utf8'), recorded)
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
    const moved = pathToFileURL(at('sets/c.limo')).href
    client.open(moved, text)
    assert.ok((await client.items(moved)).some(({ code }) => code === 'model-disagrees'))

    // What is recorded of other examples at the new place stays.
    mkdirSync(at('.limo/checks/other'))
    const other = recorded.replaceAll(/"(half|sum)": /g, '"other-$1": ')
    writeFileSync(at('.limo/checks/other/c.limo.json'), other)
    await rename('sets', 'other')
    await until('they moved', isMoved('sets', 'other/c.limo.json'))
    const read = readChecks(readFileSync(at('.limo/checks/other/c.limo.json'), 'utf8'))
    assert.deepEqual(read.type === 'checks' && [...read.checks.keys()], ['half', 'other-half', 'other-sum', 'sum'])
  }))

test('an editor that has the files writes the verdicts', async () => {
  const written = new Map<string, string | null>()
  await withEditor(
    right,
    async ({ client, judge, uri, folder }) => {
      client.connection.onRequest('limo/findFiles', () => ({ uris: [uri] }))
      client.connection.onRequest('limo/readFile', ({ uri: asked }: { uri: string }) => {
        const text = written.get(asked)
        return { type: typeof text === 'string' ? 'text' : 'missing', text }
      })
      client.connection.onRequest(writeChecksRequest.method, (params: unknown) => {
        const { text, uri: place } = writeChecksRequest.params.parse(params)
        written.set(place, text)
        return {}
      })
      await judge()
      assert.deepEqual([...written.keys()], [`${pathToFileURL(folder).href}/.limo/checks/sets/a%20b.limo.json`])
      assert.ok(!existsSync(join(folder, '.limo')))
      await client.connection.sendRequest(clearVerdictsRequest.method, { scope: { type: 'file', uri } })
      assert.deepEqual([...written.values()], [null])
    },
    { initializationOptions: { files: true } },
  )
})

test('what models said stands above each example', () =>
  withEditor(
    right,
    async ({ client, judge, uri }) => {
      const titles = async (): Promise<string[]> => {
        const textDocument = { uri }
        const found: CodeLens[] = await client.connection.sendRequest('textDocument/codeLens', { textDocument })
        const all = await Promise.all(
          found.map(lens => client.connection.sendRequest<CodeLens>('codeLens/resolve', lens)),
        )
        return all.filter(({ command }) => command?.command === 'limo.check').map(({ command }) => command!.title)
      }
      assert.deepEqual(await titles(), ['Check', 'Check'])
      await judge()
      assert.deepEqual(await titles(), ['Check · 0/2 · step 2?', 'Check · 2/2 · steps ✓'])
      client.change(uri, 2, [
        { range: { start: { line: 2, character: 0 }, end: { line: 2, character: 4 } }, text: 'How much' },
      ])
      assert.deepEqual(await titles(), ['Check · out of date', 'Check · 2/2 · steps ✓'])
    },
    { initializationOptions: { checkCommand: 'limo.check' } },
  ))

test('an editor that knows nothing of models has the models of the command line judge', async t => {
  const home = mkdtempSync(join(tmpdir(), 'limo-home-'))
  const server = await startModelServer(({ prompt, schema }) => {
    const reply = right(
      {
        messages: [
          { role: 'system', content: '' },
          { role: 'user', content: prompt },
        ],
        sample: 0,
        ...(schema && { schema: { name: '', schema } }),
      },
      0,
      CancellationToken.None,
    )
    return reply instanceof Promise || reply.type === 'failed' ? '' : reply.text
  })
  t.after(async () => {
    await server.close()
    rmSync(home, { recursive: true, force: true })
  })
  mkdirSync(join(home, 'limo'))
  const models = { local: { baseUrl: server.baseUrl, model: 'm' } }
  writeFileSync(join(home, 'limo/config.json'), JSON.stringify({ models }))
  await withEditor(
    right,
    async ({ asked, client, folder, uri }) => {
      const shown: string[] = []
      client.connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
        shown.push(message)
      })
      const position = { line: 0, character: 0 }
      const actions: CodeAction[] = await client.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range: { start: position, end: position },
        context: { diagnostics: [] },
      })
      const { command } = actions.find(({ kind }) => kind === 'source.judge.limo')!
      await client.connection.sendRequest('workspace/executeCommand', command)
      assert.deepEqual(shown, ['LIMO: sum: solved in 0 of 4; the model answers 2; solution 1: step 2 called wrong'])
      assert.equal(asked.length, 0)
      assert.equal(server.requests.length, 5)
      assert.deepEqual(Object.keys(JSON.parse(readFileSync(checksIn(folder), 'utf8')).examples), ['sum'])
    },
    { env: { ...process.env, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home } },
  )
})
