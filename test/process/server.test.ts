import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import {
  CancellationTokenSource,
  type CodeLens,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node'
import { claimsRequest } from '../../server/src/core/protocol.ts'
import { applied, type Client, type ClientOptions, cli, pulling, startClient, until } from '../client.ts'

const whole = '@limo 1\n\n@example a\n\n@problem\nWhat is $1+1$?\n\n@solution\nIt is $\\boxed{2}$.\n\n@answer: 2\n'

async function withClient(options: ClientOptions, run: (client: Client) => Promise<void>): Promise<void> {
  const client = await startClient(options)
  try {
    await run(client)
  } finally {
    assert.equal(await client.close(), 0)
  }
}

async function withFolder(files: Record<string, string | Buffer>, run: (uri: string, path: string) => Promise<void>) {
  const path = mkdtempSync(join(tmpdir(), 'limo-server-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  try {
    await run(pathToFileURL(path).href, path)
  } finally {
    rmSync(path, { recursive: true })
  }
}

test('a whole example raises nothing; an edit that breaks it is told at its place', () =>
  withClient({}, async client => {
    client.open('untitled:a', whole)
    assert.deepEqual(await client.items('untitled:a'), [])
    // 😀 is two UTF-16 units; the near miss stands behind it, on a line of its own.
    client.change('untitled:a', 2, [
      { range: { start: { line: 5, character: 0 }, end: { line: 5, character: 4 } }, text: '😀\n@Step x' },
    ])
    const [found, ...more] = await client.items('untitled:a')
    assert.equal(more.length, 0)
    assert.equal(found?.code, 'unknown-directive')
    assert.deepEqual(found?.range, { start: { line: 6, character: 0 }, end: { line: 6, character: 5 } })
  }))

test('an unchanged document is answered as unchanged', () =>
  withClient({}, async client => {
    client.open('untitled:a', whole)
    const first = await client.diagnostics('untitled:a')
    assert.equal(first.kind, 'full')
    const second = await client.diagnostics('untitled:a', first.resultId)
    assert.deepEqual(second, { kind: 'unchanged', resultId: first.resultId })
    client.change('untitled:a', 2, [{ text: `${whole} ` }])
    assert.equal((await client.diagnostics('untitled:a', first.resultId)).kind, 'full')
  }))

for (const [encoding, column] of [
  ['utf-16', 4],
  ['utf-8', 8],
  ['utf-32', 3],
] as const) {
  test(`positions are in ${encoding} where that is agreed`, () =>
    withClient({ capabilities: { ...pulling, general: { positionEncodings: [encoding] } } }, async client => {
      assert.equal(client.initialized.capabilities.positionEncoding, encoding)
      client.open('untitled:a', whole.replace('What is', '😀中 $\\nix$ is'))
      const [found] = await client.items('untitled:a')
      assert.equal(found?.code, 'invalid-math')
      assert.equal(found?.range.start.character, column + 1)
      // An edit at that column lands there.
      const at = { line: 5, character: column + 1 }
      client.change('untitled:a', 2, [{ range: { start: at, end: { ...at, character: at.character + 4 } }, text: 'x' }])
      assert.deepEqual(await client.items('untitled:a'), [])
    }))
}

test('a byte-order mark that the client keeps counts as a character of its first line only', () =>
  withClient({}, async client => {
    client.open('untitled:a', `\uFEFF${whole.replace('@limo 1', '@limo 1 x')}`)
    const [found] = await client.items('untitled:a')
    assert.deepEqual(found?.range.start, { line: 0, character: 9 })
    client.change('untitled:a', 2, [
      { range: { start: { line: 0, character: 8 }, end: { line: 0, character: 10 } }, text: '' },
    ])
    assert.deepEqual(await client.items('untitled:a'), [])
  }))

test('the same id in two files of the workspace is told in both, and mended by an edit in one', () =>
  withFolder({ 'one.limo': whole, 'two.limo': whole.replace('@example a', '@example A') }, folder =>
    withClient({ folder, settings: { limo: { dedup: { enabled: false } } } }, async client => {
      await until('the workspace is read', async () => {
        const report: WorkspaceDiagnosticReport = await client.connection.sendRequest('workspace/diagnostic', {
          previousResultIds: [],
        })
        return report.items.filter(item => item.kind === 'full' && item.items.length === 1).length === 2
      })
      client.open(`${folder}/two.limo`, whole.replace('@example a', '@example A'))
      const [found] = await client.items(`${folder}/two.limo`)
      assert.equal(found?.code, 'duplicate-id')
      assert.equal(found?.relatedInformation?.[0]?.location.uri, `${folder}/one.limo`)
      const before = client.refreshes()
      client.change(`${folder}/two.limo`, 2, [{ text: whole.replace('@example a', '@example b') }])
      assert.deepEqual(await client.items(`${folder}/two.limo`), [])
      assert.deepEqual(await client.items(`${folder}/one.limo`), [])
      await until('the client is asked to look again', () => client.refreshes() > before)
    }),
  ))

test('nearly the same problems in two files are told in both, and no more when one is another', () => {
  const first = whole.replace('What is $1+1$?', 'In how many ways can six badgers queue for a round pond?')
  const second = first.replace('@example a', '@example b').replace('six badgers queue', 'six old badgers queue')
  return withFolder({ 'one.limo': first, 'two.limo': second }, folder =>
    withClient({ folder }, async client => {
      client.open(`${folder}/two.limo`, second)
      await until('both are compared', async () => (await client.items(`${folder}/two.limo`)).length === 1)
      const [found] = await client.items(`${folder}/two.limo`)
      assert.equal(found?.code, 'near-duplicate')
      assert.match(String(found?.message), /^The problem is nearly that of "a", the same to \d\d %/)
      const [related] = found?.relatedInformation ?? []
      assert.equal(related?.location.uri, `${folder}/one.limo`)
      assert.deepEqual(related?.location.range.start, { line: 5, character: 0 })
      const before = client.refreshes()
      client.change(`${folder}/two.limo`, 2, [
        { text: second.replace('six old badgers queue for', 'nine toads cross') },
      ])
      await until('nothing is found', async () => !(await client.items(`${folder}/two.limo`)).length)
      await until('nothing is found in the other', async () => !(await client.items(`${folder}/one.limo`)).length)
      await until('the client is asked to look again', () => client.refreshes() > before)
    }),
  )
})

test('a problem of a held-out file is told, also one that is added to it; a file that is missing is told once', () => {
  const asking = whole.replace('What is $1+1$?', 'In how many ways can six badgers queue for a round pond?')
  return withFolder(
    {
      'limo.config.json': '{"benchmarks":["ex*m.jsonl","no/exam.json"]}',
      'one.limo': asking,
      'exam.jsonl': '{"problem":"What is the sum of the first hundred odd numbers?"}\n',
    },
    (folder, path) =>
      withClient({ folder }, async client => {
        const told: string[] = []
        client.connection.onNotification('window/showMessage', ({ message }) => void told.push(message))
        client.open(`${folder}/one.limo`, asking)
        await until('it is told', async () => {
          assert.deepEqual(await client.items(`${folder}/one.limo`), [])
          return told.length > 0
        })
        const question = '{"question":"IN HOW MANY WAYS can six badgers queue, for a round pond"}\n'
        appendFileSync(join(path, 'exam.jsonl'), question)
        client.change(`${folder}/one.limo`, 2, [{ text: asking.replace('for a', 'for one') }])
        await until('it is found', async () => (await client.items(`${folder}/one.limo`)).length === 1)
        const [found] = await client.items(`${folder}/one.limo`)
        assert.equal(found?.code, 'benchmark-overlap')
        assert.match(String(found?.message), /^\d\d % of question 2 of exam\.jsonl stand/)
        assert.deepEqual(told, ['LIMO: benchmarks: no/exam.json: no such file'])
      }),
  )
})

test('limo.config.json goes before the settings of the editor', () =>
  withFolder(
    { 'one.limo': whole.replace('@answer: 2\n', ''), 'limo.config.json': '{"rules":{"missing-part":"hint"}}' },
    folder =>
      withClient({ folder, settings: { limo: { rules: { 'missing-part': 'warning' } } } }, async client => {
        client.open(`${folder}/one.limo`, whole.replace('@answer: 2\n', ''))
        assert.deepEqual(
          (await client.items(`${folder}/one.limo`)).map(item => item.severity),
          [4],
        )
        client.open('untitled:x', whole.replace('@answer: 2\n', ''))
        assert.deepEqual(
          (await client.items('untitled:x')).map(item => item.severity),
          [2],
        )
      }),
  ))

test('a file that is no UTF-8 gives one finding', () =>
  withFolder({ 'one.limo': Buffer.from([0x40, 0x6c, 0xff, 0xfe]) }, folder =>
    withClient({ folder }, async client => {
      await until('the workspace is read', async () => {
        const report: WorkspaceDiagnosticReport = await client.connection.sendRequest('workspace/diagnostic', {
          previousResultIds: [],
        })
        const [item] = report.items
        return item?.kind === 'full' && item.items.length === 1 && item.items[0]!.code === 'invalid-utf8'
      })
    }),
  ))

test('a quick fix mends what it names, and "fix all" only what is safe', () =>
  withClient({}, async client => {
    const text = whole.replace('@solution', '@soluton')
    client.open('untitled:a', text)
    const found = (await client.items('untitled:a')).find(item => item.code === 'unknown-directive')!
    const [fix] = await client.actions('untitled:a', found)
    assert.equal(fix?.title, 'Write @solution')
    assert.equal(applied(text, fix?.edit?.changes?.['untitled:a'] ?? []), whole)
    const all = (await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: 'untitled:a' },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [], only: ['source.fixAll'] },
    })) as { edit: { changes: Record<string, TextEdit[]> } }[]
    assert.equal(applied(text, all[0]!.edit.changes['untitled:a']!), whole)
  }))

test('paragraphs are made into steps on request', () =>
  withClient({}, async client => {
    const text = '@problem\nA?\n@solution\nAdd $1$ and $1$.\n\nIt is $\\boxed{2}$.\n@answer: 2\n'
    client.open('untitled:a', text)
    const [action] = (await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: 'untitled:a' },
      range: { start: { line: 3, character: 4 }, end: { line: 3, character: 4 } },
      context: { diagnostics: [], only: ['refactor'] },
    })) as { kind: string; edit: { changes: Record<string, TextEdit[]> } }[]
    assert.equal(action?.kind, 'refactor.rewrite')
    assert.equal(
      applied(text, action.edit.changes['untitled:a']!),
      text.replace('Add', '@step understand\nAdd').replace('It is', '@step conclude\nIt is'),
    )
  }))

test('formatting leads to the canonical form', () =>
  withClient({}, async client => {
    const text = whole.replaceAll('\n\n', '\n').replace('@answer:', '@answer :  ')
    client.open('untitled:a', text)
    const edits: TextEdit[] = await client.connection.sendRequest('textDocument/formatting', {
      textDocument: { uri: 'untitled:a' },
      options: { tabSize: 2, insertSpaces: true },
    })
    assert.equal(applied(text, edits), whole)
  }))

test('completion, hover, outline, folding, rename and definition work on what is typed, unsaved', () =>
  withClient({}, async client => {
    const text = whole.replace('It is', '\n@step derive {#sum}: Add\n$1+1=2$.\n\n@step conclude\nBy [#sum] it is')
    client.open('untitled:a', text)
    const textDocument = { uri: 'untitled:a' }
    const lines = text.split('\n')
    const at = (line: string, character: number) => ({
      textDocument,
      position: { line: lines.findIndex(other => other.startsWith(line)), character },
    })
    const ask = <T>(method: string, params: object): Promise<T> => client.connection.sendRequest(method, params)

    const kinds = await ask<{ label: string }[]>('textDocument/completion', at('@step derive', 6))
    assert.ok(kinds.some(item => item.label === 'verify'))
    const docs = await ask<{ contents: { value: string } }>('textDocument/hover', at('@answer', 2))
    assert.match(docs.contents.value, /final answer/i)
    const symbols = await ask<{ name: string; children: { name: string }[] }[]>('textDocument/documentSymbol', {
      textDocument,
    })
    assert.deepEqual(
      symbols.map(symbol => symbol.name),
      ['Header', 'a'],
    )
    const folds = await ask<{ startLine: number }[]>('textDocument/foldingRange', { textDocument })
    assert.ok(folds.length > 2)
    const [target] = await ask<{ range: { start: { line: number } } }[]>('textDocument/definition', at('By [#sum]', 6))
    assert.equal(target?.range.start.line, at('@step derive', 0).position.line)
    const renamed = await ask<{ changes: Record<string, TextEdit[]> }>('textDocument/rename', {
      ...at('By [#sum]', 6),
      newName: 'total',
    })
    assert.equal(applied(text, renamed.changes['untitled:a']!), text.replaceAll('#sum', '#total'))
    await assert.rejects(ask('textDocument/rename', { ...at('By [#sum]', 6), newName: 'a b' }), /is no label/)
  }))

test('a false equality is found while typing, explained by hover and hint, and mended by its fix', () =>
  withClient({ settings: { limo: { inlayHints: 'all' } } }, async client => {
    const text = whole.replace('It is', 'Since $3 \\cdot 4 = 13$ and $1+1=2$, it is')
    client.open('untitled:a', text)
    await until('the mathematics is known', async () => (await client.items('untitled:a')).length > 0)
    const [found, ...more] = await client.items('untitled:a')
    assert.equal(more.length, 0)
    assert.equal(found?.code, 'false-equality')
    const textDocument = { uri: 'untitled:a' }
    const hover: { contents: { value: string } } = await client.connection.sendRequest('textDocument/hover', {
      textDocument,
      position: found!.range.start,
    })
    assert.match(hover.contents.value, /12/)
    const hints: object[] = await client.connection.sendRequest('textDocument/inlayHint', {
      textDocument,
      range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
    })
    assert.equal(hints.length, 2)
    const [fix] = await client.actions('untitled:a', found!)
    const mended = applied(text, fix?.edit?.changes?.['untitled:a'] ?? [])
    assert.equal(mended, text.replace('= 13', '= 12'))
    client.change('untitled:a', 2, [{ text: mended }])
    await until('nothing is found any more', async () => (await client.items('untitled:a')).length === 0)
  }))

test('the mathematics of a file stays known while files with other heads are judged', () =>
  withClient({ capabilities: pulling }, async client => {
    const text = whole.replace('It is', '@step\nIt is').replace('@answer', '@check: 1 + 1 = 2\n\n@answer')
    const heads = ['license: MIT', 'authors: [A]', 'language: en']
    const uris = heads.map((_, i) => `untitled:${i}`)
    for (const [i, uri] of uris.entries()) client.open(uri, text.replace('@limo 1', `@limo 1\n${heads[i]}`))
    for (const uri of uris) await client.items(uri)
    for (const uri of uris) {
      const position = { line: 4, character: 0 }
      const { claims }: { claims: { verdict: string }[] } = await client.connection.sendRequest(claimsRequest.method, {
        uri,
        position,
      })
      assert.deepEqual(
        claims.map(({ verdict }) => verdict),
        ['true'],
      )
    }
  }))

test('a solution beyond the cutoff is found, and no more when it is shorter', () =>
  withClient({ settings: { limo: { tokens: { cutoff: 120 }, rules: { 'repeated-step': 'off' } } } }, async client => {
    const long = whole.replace('It is', `${'Again, $1+1=2$. '.repeat(20)}It is`)
    client.open('untitled:a', long)
    await until('the tokens are counted', async () => (await client.items('untitled:a')).length > 0)
    const [found, ...more] = await client.items('untitled:a')
    assert.equal(more.length, 0)
    assert.equal(found?.code, 'beyond-cutoff')
    assert.deepEqual(found?.range.start, { line: 7, character: 0 })
    assert.match(String(found?.message), /have \d{3} tokens by o200k_base, \d+ beyond the cutoff of 120;/)
    assert.equal(found?.relatedInformation?.[0]?.location.range.start.line, 8)
    client.change('untitled:a', 2, [{ text: whole }])
    await until('nothing is found any more', async () => (await client.items('untitled:a')).length === 0)
  }))

test('a tokenizer that cannot be read is told once, when something must be counted by it, and nothing is counted', () =>
  withFolder(
    {
      'limo.config.json':
        '{"tokens":{"cutoff":120,"tokenizer":"no/tokenizer.json"},"rules":{"repeated-step":"off"},"dedup":{"enabled":false}}',
      'short.limo': whole,
    },
    (folder, path) =>
      withClient({ folder, settings: { limo: { tokens: { cutoff: 9, tokenizer: 'cl100k_base' } } } }, async client => {
        const told: string[] = []
        client.connection.onNotification('window/showMessage', ({ message }) => void told.push(message))
        client.open(`${folder}/short.limo`, whole.replace('What is $1+1$?', '?').replace('It is ', ''))
        assert.deepEqual(await client.items(`${folder}/short.limo`), [])
        assert.deepEqual(told, [])
        const long = whole.replace('It is', `${'Again, $1+1=2$. '.repeat(20)}It is`)
        for (const name of ['long', 'longer']) {
          client.open(`${folder}/${name}.limo`, long.replace('@example a', `@example ${name}`))
          await until('it is told', async () => {
            assert.deepEqual(await client.items(`${folder}/${name}.limo`), [])
            return told.length > 0
          })
        }
        assert.deepEqual(told, [
          `LIMO: tokens are not counted by "no/tokenizer.json": ${join(path, 'no/tokenizer.json')}: no such file or folder; expected o200k_base, cl100k_base or the path of a tokenizer.json`,
        ])
      }),
  ))

test('the score stands above each example and on its hover, and follows edits in any file of the data set', () => {
  const say = (id: string, solution: string): string =>
    `@example ${id}\n\n@problem\nWhat is $1+1$?\n\n@solution\n${solution} $\\boxed{2}$.\n\n@answer: 2\n\n`
  const plain = Array.from({ length: 19 }, (_, i) => say(`p${i}`, 'It is')).join('')
  const one = `@limo 1\n\n${plain}`
  const two = say('rich', 'Perhaps two. Check it: therefore it is') + say('open', 'It is').replace(/@answer.*/, '')
  const capabilities = { ...pulling, workspace: { ...pulling.workspace, codeLens: { refreshSupport: true } } }
  return withFolder({ 'one.limo': one, 'two.limo': two }, folder =>
    withClient({ folder, capabilities, settings: { limo: { codeLens: 'score' } } }, async client => {
      let refreshed = 0
      client.connection.onRequest('workspace/codeLens/refresh', () => {
        refreshed++
        return null
      })
      const lenses = async (name: string): Promise<CodeLens[]> => {
        const textDocument = { uri: `${folder}/${name}` }
        const found: CodeLens[] | null = await client.connection.sendRequest('textDocument/codeLens', { textDocument })
        return Promise.all((found ?? []).map(lens => client.connection.sendRequest<CodeLens>('codeLens/resolve', lens)))
      }
      const titles = async (name: string) => (await lenses(name)).map(lens => lens.command?.title)
      client.open(`${folder}/one.limo`, one)
      client.open(`${folder}/two.limo`, two)
      await until('the workspace is read', async () => /, 1st of 20$/.test((await titles('two.limo'))[0] ?? ''))
      const [rich, open] = await lenses('two.limo')
      assert.match(rich!.command!.title, /^LIMO score \+\d\.\d\d, 1st of 20$/)
      assert.match(rich!.command!.tooltip!, /\nexploration: 1 marker in 9 words, 1st of 20\n/)
      assert.deepEqual(rich!.range, { start: { line: 0, character: 9 }, end: { line: 0, character: 13 } })
      assert.equal(open!.command!.title, 'LIMO score: 4 words, 0 verifying, 0 exploring, 0 connecting')
      assert.equal((await titles('one.limo')).length, 19)
      const hover: { contents: { value: string } } = await client.connection.sendRequest('textDocument/hover', {
        textDocument: { uri: `${folder}/two.limo` },
        position: { line: 0, character: 10 },
      })
      assert.match(hover.contents.value, /exploration: 1 marker in 9 words, 1st of 20 .*\*perhaps\*/)
      assert.match(hover.contents.value, /the id of this example/)

      // What is typed in one file shows in the other, which is told when it is quiet.
      const before = refreshed
      client.change(`${folder}/one.limo`, 2, [
        {
          range: { start: { line: 8, character: 0 }, end: { line: 8, character: 0 } },
          text: 'Perhaps check; maybe verify, so hence try, and therefore ',
        },
      ])
      assert.match((await titles('one.limo'))[0]!, /, 1st of 20$/)
      await until('the other is asked for again', () => refreshed > before)
      assert.match((await titles('two.limo'))[0]!, /, 2nd of 20$/)

      // The nineteenth is no longer enough.
      client.change(`${folder}/two.limo`, 2, [{ text: '' }])
      assert.match((await titles('one.limo'))[0]!, /^LIMO score: 13 words, 2 verifying, 3 exploring, 3 connecting$/)
    }),
  )
})

test('the lens above the examples can be switched off', () =>
  withClient({ settings: { limo: { codeLens: 'off' } } }, async client => {
    client.open('untitled:a', whole)
    const textDocument = { uri: 'untitled:a' }
    assert.equal(await client.connection.sendRequest('textDocument/codeLens', { textDocument }), null)
  }))

test('formulas without end keep nothing waiting', () =>
  withClient({}, async client => {
    const hostile = [
      '9^{9^{9^9}} = 1',
      `${'{'.repeat(100_000)}x${'}'.repeat(100_000)} = 1`,
      '\\sum_{n=1}^{10^{12}} n = 1',
      `${'1+'.repeat(500_000)}1 = 2`,
      '\\binom{10^9}{5\\cdot 10^8} = 1',
    ]
    const text = whole.replace('It is', `${hostile.map(formula => `$${formula}$`).join('\n\n')}\n\nIt is`)
    client.open('untitled:hostile', text)
    client.open('untitled:a', whole.replace('@problem', '@Problem'))
    assert.notDeepEqual(await client.items('untitled:a'), [])
    const found = await client.items('untitled:hostile')
    assert.ok(found.every(item => item.code !== 'false-equality'))
    assert.ok(found.some(item => item.code === 'long-formula'))
  }))

test('a client that cannot pull is told by itself', () =>
  withClient({ capabilities: {} }, async client => {
    client.open('untitled:a', whole.replace('@problem', '@Problem'))
    await until('findings are pushed', () => (client.pushed.get('untitled:a')?.diagnostics.length ?? 0) > 0)
    client.change('untitled:a', 2, [{ text: whole }])
    await until('they are taken back', () => client.pushed.get('untitled:a')?.diagnostics.length === 0)
    assert.equal(client.pushed.get('untitled:a')?.version, 2)
  }))

test('a file is one, however its URI is spelt, and in the workspace once', () =>
  withFolder({ "a+b(c)'.limo": whole }, folder =>
    withClient({ folder }, async client => {
      const listed = async (): Promise<readonly string[]> => {
        const params = { previousResultIds: [] }
        const report: WorkspaceDiagnosticReport = await client.connection.sendRequest('workspace/diagnostic', params)
        return report.items.map(item => item.uri)
      }
      const uri = `${folder}/a%2Bb%28c%29%27.limo`
      client.open(uri, whole)
      assert.deepEqual(await client.items(uri), [])
      await until('the folder is read', async () => (await listed()).length === 1)
      const changes = [{ uri: `${folder}/a+b(c)'.limo`, type: 2 }]
      await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes })
      assert.deepEqual(await listed(), [uri])
      assert.deepEqual(await client.items(uri), [])
    }),
  ))

test('what a client without pulling was told of a folder is taken back with the folder', () =>
  withFolder({ 'a.limo': '@soluton\n' }, folder =>
    withClient({ folder, capabilities: { workspace: { workspaceFolders: true } } }, async client => {
      const told = (): number | undefined => client.pushed.get(`${folder}/a.limo`)?.diagnostics.length
      await until('findings are pushed', () => (told() ?? 0) > 0)
      const event = { added: [], removed: [{ uri: folder, name: 'test' }] }
      await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event })
      await until('they are taken back', () => told() === 0)
    }),
  ))

test('requests before "initialize" and after "shutdown" are refused', async () => {
  const child = spawn(process.execPath, [cli, 'serve', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  )
  connection.listen()
  const textDocument = { uri: 'untitled:a', languageId: 'limo', version: 1, text: '@soluton\n' }
  const capabilities = { capabilities: {}, processId: null, rootUri: null }
  await assert.rejects(connection.sendRequest('textDocument/diagnostic', { textDocument }), { code: -32002 })
  await connection.sendNotification('textDocument/didOpen', { textDocument })
  await connection.sendRequest('initialize', capabilities)
  await assert.rejects(connection.sendRequest('initialize', capabilities), { code: -32600 })
  const report = await connection.sendRequest('textDocument/diagnostic', { textDocument })
  assert.deepEqual(report, { kind: 'full', items: [] })
  await connection.sendRequest('shutdown')
  await assert.rejects(connection.sendRequest('textDocument/diagnostic', { textDocument }), { code: -32600 })
  const exited = once(child, 'exit')
  await connection.sendNotification('exit')
  assert.deepEqual(await exited, [0, null])
  connection.dispose()
})

test('a long check can be cancelled, and keeps no other document waiting', () =>
  // One who could be told that there is more gets the beginning at once.
  withClient({ capabilities: { textDocument: pulling.textDocument! } }, async client => {
    const examples = Array.from(
      { length: 4000 },
      (_, i) =>
        `@example e${i}\n\n@problem\n${`What is $\\frac{${i}}{2} + x_{${i}}$? `.repeat(8)}\n\n@solution\n$\\boxed{2}$\n\n@answer: 2\n\n`,
    )
    client.open('untitled:big', `@limo 1\n\n${examples.join('')}`)
    client.open('untitled:small', whole.replace('@problem', '@Problem'))
    const answered: string[] = []
    const cancel = new CancellationTokenSource()
    const cancelled = client.connection
      .sendRequest('textDocument/diagnostic', { textDocument: { uri: 'untitled:big' } }, cancel.token)
      .then(
        () => answered.push('cancelled one'),
        () => answered.push('refused'),
      )
    const small = client.items('untitled:small').then(items => answered.push(`small ${items.length > 0}`))
    await small
    cancel.cancel()
    const big = client.items('untitled:big').then(() => answered.push('big'))
    await Promise.all([cancelled, big])
    assert.deepEqual(answered, ['small true', 'refused', 'big'])
  }))

test('the beginning of a large file is told at once, the rest later, and nothing of it is called unused too early', () =>
  withClient({}, async client => {
    const slip = (i: number): string =>
      `@example e${i}\n\n%% limo-disable-next-line unknown-directive\n@Hint one\n\n@problem\n${`What is $\\frac{${i}}{2} + x_{${i}}$? `.repeat(8)}\n\n@solution\nIt is $\\boxed{${i}}$.\n\n@anwser: ${i}\n\n`
    const examples = Array.from({ length: 4000 }, (_, i) => slip(i))
    client.open('untitled:big', `@limo 1\n\n${examples.join('')}`)
    const places: number[] = []
    const whole = async (): Promise<boolean> => {
      const items = await client.items('untitled:big')
      const near = items.filter(item => item.code === 'unknown-directive')
      assert.ok(items.every(item => item.code !== 'unused-suppression'))
      places.push(near.length)
      return near.length === examples.length
    }
    await until('all of them are found', whole)
    assert.ok(places[0]! > 0 && places[0]! < examples.length, `${places}`)
  }))
