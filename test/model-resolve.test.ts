import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { WrongUse } from '../server/src/cli/command.ts'
import type { Heard } from '../server/src/core/model/ask.ts'
import { httpAsk } from '../server/src/core/model/http-ask.ts'
import { type FoundKey, findKey, type KeySources, variableIn } from '../server/src/core/model/key.ts'
import { Failure } from '../server/src/files.ts'
import { cacheFolder, configFolder } from '../server/src/model/folders.ts'
import { machineKeys } from '../server/src/model/key.ts'
import { networkFetch } from '../server/src/model/network.ts'
import { pause } from '../server/src/model/pause.ts'
import { diskCache } from '../server/src/model/reply-cache.ts'
import { type ModelChoice, resolveModel } from '../server/src/model/resolve.ts'
import { promptHost, question } from './model-asking.ts'
import { type Behaviour, type ModelServer, withModelServer } from './model-server.ts'

const temporary = mkdtempSync(join(tmpdir(), 'limo-model-'))
after(() => rmSync(temporary, { recursive: true, force: true }))
const newFolder = () => mkdtempSync(join(temporary, 'x'))

function write(path: string, content: unknown): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
}

/** Resolves in a home of its own, with a project whose config names models. */
function resolving({
  user,
  project,
  env,
  files = {},
}: {
  readonly user?: unknown
  readonly project?: unknown
  readonly env?: Record<string, string>
  readonly files?: Record<string, string>
}) {
  const home = newFolder()
  const folder = newFolder()
  if (user !== undefined) write(join(home, '.config/limo/config.json'), user)
  if (project !== undefined) write(join(folder, 'limo.config.json'), project)
  for (const [name, text] of Object.entries(files)) write(join(home, '.config/limo', name), text)
  const environment = {
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    PATH: process.env.PATH,
    ...env,
  }
  return (choice: Partial<ModelChoice> = {}) => resolveModel({ folders: [folder], env: environment, ...choice })
}

const local = { baseUrl: 'http://localhost:11434/v1', model: 'small' }
const hosted = { baseUrl: 'https://api.example.com/v1', model: 'large', keyEnv: 'EXAMPLE_KEY' }

test('with nothing configured one sentence says how to add a model', async () => {
  await assert.rejects(resolving({})(), (error: Error) => {
    assert.ok(error instanceof Failure)
    assert.match(error.message, /^There is no model to ask; to add one, write \{"models": .*\} into .*config\.json$/)
    return true
  })
})

test('what is proposed to be written works', async () => {
  const { message } = (await resolving({})().catch((error: Error) => error)) as Error
  const { info } = await resolving({ user: /write (\{.*\}) into/.exec(message)![1]! })()
  assert.equal(info.origin, 'http://localhost:11434')
})

test('the only model of the user is asked, else the chosen one, else the named one', async () => {
  const one = await resolving({ user: { models: { local } } })()
  assert.deepEqual([one.info.name, one.info.model, one.keySource], ['local', 'small', 'no key'])
  const both = { models: { local, hosted: { ...hosted, keyEnv: undefined } } }
  assert.equal((await resolving({ user: { ...both, model: 'hosted' } })()).info.model, 'large')
  assert.equal((await resolving({ user: both })({ profile: 'local' })).info.model, 'small')
  await assert.rejects(resolving({ user: both })(), /--profile is needed to choose a model; expected local, hosted/)
  await assert.rejects(resolving({ user: both })({ profile: 'lokal' }), /no model lokal; did you mean local\?/)
  await assert.rejects(
    resolving({ user: { ...both, model: 'hostet' } })(),
    /model: there is no hostet.*did you mean hosted/,
  )
})

const wrongConfigs: [name: string, user: unknown, reason: RegExp][] = [
  ['a field that there is not', { models: { a: { ...local, apiKey: 'sk-1' } } }, /config\.json: models\.a: .*apiKey/],
  ['a wrong value', { models: { a: { ...local, temperature: 3 } } }, /models\.a\.temperature: /],
  ['text that is no JSON', '{"models": {"a": sk-12345678', /config\.json: not valid JSON/],
  [
    'an address that is none',
    { models: { a: { baseUrl: 'localhost:1', model: 'm' } } },
    /models\.a: baseUrl is no http/,
  ],
  ['a model of the editor', { models: { a: { provider: 'vscode', model: 'm' } } }, /inside the editor only/],
]

for (const [name, user, reason] of wrongConfigs) {
  test(`the user's configuration with ${name}`, async () => {
    await assert.rejects(resolving({ user })(), (error: Error) => {
      assert.ok(error instanceof Failure)
      assert.match(error.message, reason)
      assert.doesNotMatch(error.message, /sk-1/)
      return true
    })
  })
}

test('a project may name provider, model and address, and nothing else', async () => {
  for (const more of [
    { keyEnv: 'HOME' },
    { envFile: '/etc/passwd' },
    { keyCommand: ['id'] },
    { headers: { a: 'b' } },
  ]) {
    const project = { models: { theirs: { ...local, ...more } } }
    const field = Object.keys(more)[0]!
    await assert.rejects(resolving({ project })({ profile: 'theirs' }), (error: Error) => {
      assert.match(error.message, /limo\.config\.json: models\.theirs: /)
      assert.ok(error.message.includes(`${field} cannot be set for everybody`))
      return true
    })
  }
})

test('a model of the project is asked where the user agrees to its origin, exactly', async () => {
  const project = { models: { theirs: { ...hosted, keyEnv: undefined } } }
  const run = resolving({ project, env: { MINE: 'sk-mine' } })
  await assert.rejects(
    run(),
    /theirs of .*limo\.config\.json is at https:\/\/api\.example\.com, which you have not agreed to/,
  )
  const others = [
    'https://api.example.com:8443',
    'http://api.example.com',
    'https://example.com',
    'https://api.example.com.evil.org',
  ]
  for (const origin of others) {
    await assert.rejects(
      run({ origin }),
      (error: Error) => error instanceof WrongUse && /no model is there/.test(error.message),
    )
    await assert.rejects(
      run({ origin, profile: 'theirs' }),
      (error: Error) => error instanceof WrongUse && /is at https:\/\/api\.example\.com$/.test(error.message),
    )
  }
  await assert.rejects(run({ origin: 'api.example.com' }), /expected where the model is/)
  assert.equal((await run({ origin: 'https://api.example.com' })).keySource, 'no key')
  const keyed = await run({ origin: 'https://api.example.com', keyEnv: 'MINE' })
  assert.equal(keyed.keySource, 'the environment variable MINE')
  await assert.rejects(run({ keyEnv: 'MINE' }), /--key-env says no origin/)
})

test('a model of the project gets the key that the user has set up for its origin, and no other', async () => {
  const project = { models: { theirs: { baseUrl: 'https://api.example.com/other', model: 'x' } } }
  const env = { EXAMPLE_KEY: 'sk-1', OTHER_KEY: 'sk-2' }
  const other = { ...hosted, baseUrl: 'https://other.example.com', keyEnv: 'OTHER_KEY' }
  const known = resolving({ user: { models: { other, hosted } }, project, env })
  assert.equal((await known({ profile: 'theirs' })).keySource, 'the environment variable EXAMPLE_KEY')
  const unknown = resolving({ user: { models: { other } }, project, env })
  await assert.rejects(unknown({ profile: 'theirs' }), /not agreed to/)
})

test('an origin alone finds the model that is there', async () => {
  const theirs = { baseUrl: 'https://theirs.example.com/v1', model: 'x' }
  const models = { local, theirs: { ...theirs, model: 'mine' } }
  const project = { models: { theirs, other: { ...theirs, baseUrl: 'https://other.example.com' } } }
  const run = resolving({ user: { models: { local }, model: 'local' }, project })
  assert.equal((await run({ origin: 'https://other.example.com' })).info.name, 'other')
  assert.equal((await run({ origin: 'http://localhost:11434' })).info.name, 'local')
  const both = resolving({ user: { models: { ...models, more: models.theirs } }, project })
  await assert.rejects(both({ origin: 'https://theirs.example.com' }), /--profile is needed .* expected theirs, more$/)
})

test('a model of the user goes before one of the project of the same name', async () => {
  const run = resolving({
    user: { models: { a: local } },
    project: { models: { a: { ...local, baseUrl: 'http://localhost:1/v1' } } },
  })
  assert.equal((await run({ profile: 'a' })).info.origin, 'http://localhost:11434')
})

test('a checkout that wants a key of the environment does not get it', async () => {
  await withModelServer(
    () => '3',
    async server => {
      const project = { models: { theirs: { baseUrl: server.baseUrl, model: 'm' } } }
      const run = resolving({ project, env: { OPENAI_API_KEY: 'sk-1', ANTHROPIC_API_KEY: 'sk-2' } })
      await assert.rejects(run(), Failure)
      assert.equal(server.requests.length, 0)
      const { ask } = await run({ origin: server.origin })
      assert.equal((await ask(question)).type, 'reply')
      assert.doesNotMatch(JSON.stringify(server.requests[0]!.headers), /sk-[12]/)
    },
  )
})

test('a model is asked with its key, and the reply is kept in the cache folder of the user', async () => {
  await withModelServer(
    () => 'Three',
    async server => {
      const run = resolving({ user: { models: { a: { ...profileAt(server), keyEnv: 'KEY' } } }, env: { KEY: 'sk-1' } })
      const { ask, cache } = await run()
      const reply = await ask(question)
      assert.equal(reply.type === 'reply' && reply.text, 'Three')
      assert.equal(server.requests[0]!.headers.authorization, 'Bearer sk-1')
      const again = await (await run()).ask(question)
      assert.deepEqual(again, { ...reply, cached: true })
      assert.equal(server.requests.length, 1)
      const { bytes, replies } = await cache.size()
      assert.equal(replies, 1)
      assert.ok(bytes > 50)
      assert.equal(await cache.clear(), 1)
      assert.deepEqual(await cache.size(), { replies: 0, bytes: 0 })
      await (await run()).ask(question)
      assert.equal(server.requests.length, 2)
    },
  )
})

const profileAt = (server: ModelServer) => ({ baseUrl: server.baseUrl, model: 'scripted' })

const print = (text: string) => [process.execPath, '-e', `process.stdout.write(${JSON.stringify(text)})`]
const keys: [
  name: string,
  sources: KeySources,
  expected: Partial<Extract<FoundKey, { type: 'key' }>> | RegExp | undefined,
][] = [
  ['nothing', {}, undefined],
  ['the environment', { keyEnv: 'SET' }, { key: 'sk-env', source: 'the environment variable SET' }],
  ['an environment that lacks it', { keyEnv: 'UNSET' }, /^The environment variable UNSET is not set$/],
  ['an env file', { keyEnv: 'UNSET', envFile: 'keys.env' }, { key: 'sk-file', source: 'UNSET in keys.env' }],
  ['both', { keyEnv: 'SET', envFile: 'keys.env' }, { key: 'sk-env' }],
  ['an env file that lacks it', { keyEnv: 'LACKS', envFile: 'keys.env' }, /keys\.env does not set it either$/],
  ['an env file that is not there', { keyEnv: 'UNSET', envFile: 'none.env' }, /there is no file none\.env$/],
  ['an env file without a name', { envFile: 'keys.env' }, /^envFile needs keyEnv/],
  [
    'a command',
    { keyCommand: print('sk-command\n') },
    { key: 'sk-command', source: `the command ${process.execPath}` },
  ],
  [
    'a command after an environment that lacks it',
    { keyEnv: 'UNSET', keyCommand: print('sk-command') },
    { key: 'sk-command' },
  ],
  ['a command that prints nothing', { keyCommand: print('') }, /printed no key$/],
  [
    'a command that fails',
    { keyCommand: [process.execPath, '-e', 'console.log("sk-x"); process.exit(3)'] },
    /ended with exit code 3$/,
  ],
  [
    'a command that is not there',
    { keyCommand: ['no-such-program-sk'] },
    /^keyCommand: no-such-program-sk: no such program$/,
  ],
  ['a command for a shell', { keyCommand: ['echo sk-1; true'] }, /no such program$/],
]

for (const [name, sources, expected] of keys) {
  test(`a key from ${name}`, async () => {
    const folder = newFolder()
    write(join(folder, 'keys.env'), '# keys\nOTHER=x\nexport UNSET="sk-file" # mine\n')
    const found = await findKey(sources, machineKeys(folder, { SET: ' sk-env\n' }))
    if (expected === undefined) assert.deepEqual(found, { type: 'none' })
    else if (expected instanceof RegExp) {
      assert.ok(found.type === 'failed')
      assert.match(found.reason, expected)
      assert.doesNotMatch(found.reason, /sk-x/)
    } else assert.deepEqual(found, { ...found, type: 'key', ...expected })
  })
}

const lines: [line: string, value: string | undefined][] = [
  ['A=b', 'b'],
  ['  A = b c  # d', 'b c'],
  ['A="b # c"', 'b # c'],
  ["export A='b'", 'b'],
  ['A=b#c', 'b#c'],
  ['A=', ''],
  ['# A=b', undefined],
  ['AB=c', undefined],
  ['A=1\r\nA=2', '2'],
]

for (const [line, value] of lines) {
  test(`an env file with ${JSON.stringify(line)}`, () => assert.equal(variableIn(line, 'A'), value))
}

test('folders are where each system has them', () => {
  const home = { HOME: '/home/me' }
  assert.equal(configFolder(home, 'linux'), '/home/me/.config/limo')
  assert.equal(cacheFolder({ ...home, XDG_CACHE_HOME: '/fast' }, 'linux'), '/fast/limo')
  assert.equal(cacheFolder({ ...home, XDG_CACHE_HOME: 'relative' }, 'linux'), '/home/me/.cache/limo')
  assert.equal(cacheFolder(home, 'darwin'), '/home/me/Library/Caches/limo')
  assert.equal(configFolder(home, 'darwin'), '/home/me/Library/Application Support/limo')
  assert.equal(cacheFolder({ ...home, LOCALAPPDATA: '/local' }, 'win32'), '/local/limo')
  assert.equal(configFolder({ ...home, APPDATA: '/roaming' }, 'win32'), '/roaming/limo')
})

test('what is kept is for the eyes of the user', { skip: process.platform === 'win32' }, async () => {
  const folder = join(newFolder(), 'deep', 'replies')
  await diskCache(folder).set('ab12', '{}')
  assert.equal(statSync(join(folder, 'ab/ab12.json')).mode & 0o777, 0o600)
  assert.equal(statSync(join(folder, 'ab')).mode & 0o077, 0)
})

test('a folder that cannot be written to costs only the cache', async () => {
  const file = join(newFolder(), 'file')
  write(file, '')
  const cache = diskCache(join(file, 'replies'))
  await cache.set('ab12', '{}')
  assert.equal(await cache.get('ab12'), undefined)
  assert.deepEqual(await cache.size(), { replies: 0, bytes: 0 })
  assert.equal(await cache.clear(), 0)
})

test('a process that is killed leaves no half a reply', { skip: process.platform === 'win32' }, async () => {
  const folder = newFolder()
  const code = `
    import { diskCache } from ${JSON.stringify(join(import.meta.dirname, '../server/src/model/reply-cache.ts'))}
    const cache = diskCache(${JSON.stringify(folder)})
    const text = JSON.stringify({ text: 'x'.repeat(300000) })
    for (let i = 0; ; i++) {
      await Promise.all([0, 1, 2].map(n => cache.set(((i * 3 + n) % 256).toString(16).padStart(2, '0') + i, text)))
      if (i === 5) console.log('writing')
    }`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise(resolve => child.stdout.once('data', resolve))
  child.kill('SIGKILL')
  await new Promise(resolve => child.once('exit', resolve))
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json'))
  assert.ok(files.length >= 15)
  for (const name of files) assert.equal(JSON.parse(readFileSync(join(folder, name), 'utf8')).text.length, 300_000)
  const cache = diskCache(folder)
  assert.equal(await cache.clear(), files.length)
  assert.deepEqual(readdirSync(folder), [])
})

test('waiting ends in time, and at once when it is aborted', async () => {
  const controller = new AbortController()
  const long = pause(2 ** 40, controller.signal)
  await pause(1, controller.signal)
  controller.abort()
  await long
  await pause(2 ** 40, controller.signal)
})

test('the proxy of the environment is used, but for this machine and where NO_PROXY says so', async () => {
  const through: string[] = []
  const proxy = createServer().on('connect', (request, socket) => {
    through.push(request.url!)
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  try {
    await withModelServer(
      () => '3',
      async server => {
        const fetch = networkFetch({ HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: 'direct.invalid' })
        await fetch(server.origin, {})
        await assert.rejects(fetch('https://model.invalid/v1', {}))
        await assert.rejects(fetch('https://direct.invalid/v1', {}))
        assert.deepEqual(through, ['model.invalid:443'])
      },
    )
  } finally {
    proxy.closeAllConnections()
    proxy.close()
  }
})

test('how long a server may be silent is ours to say, and a silence that ended the connection is told as one', async () => {
  const silences: Behaviour[] = [{ type: 'hang' }, { type: 'say', text: 'So it is', gap: 60_000 }]
  const told = silences.map(silence =>
    withModelServer(
      () => silence,
      async server => {
        const fetch = networkFetch({}, { headersTimeout: 50, bodyTimeout: 50 })
        const controller = new AbortController()
        const profile = { provider: 'openai-compatible', ...profileAt(server) } as const
        const retried = new Promise<string>(resolve => {
          const heard = (part: Heard) => part.type === 'retry' && resolve(part.reason)
          void httpAsk(profile, promptHost({ fetch }))(question, { heard, signal: controller.signal })
        })
        const reason = await retried
        controller.abort()
        return reason
      },
    ),
  )
  for (const reason of await Promise.all(told)) assert.match(reason, /said nothing for so long/)
})
