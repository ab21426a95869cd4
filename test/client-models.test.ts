import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { test } from 'node:test'
import type { CancellationToken, Memento, SecretStorage } from 'vscode'
import { keys } from '../client/src/keys.ts'
import { modelsAt } from '../client/src/model-list.ts'
import { diskCache } from '../client/src/reply-cache.ts'
import { runs } from '../client/src/runs.ts'
import type { Ask, Question } from '../server/src/core/model/ask.ts'
import type { Profile } from '../server/src/core/model/profile.ts'
import { withModelServer } from './model-server.ts'

// What of the client needs no editor.

const origin = 'https://models.example'
const profile: Profile = { provider: 'openai-compatible', baseUrl: `${origin}/v1`, model: 'm' }

/** What an editor would keep. */
function storage() {
  const secrets = new Map<string, string>()
  const state = new Map<string, unknown>()
  const secretStorage = {
    get: async (name: string) => secrets.get(name),
    store: async (name: string, value: string) => void secrets.set(name, value),
    delete: async (name: string) => void secrets.delete(name),
  } as unknown as SecretStorage
  const memento = {
    get: (name: string, otherwise: unknown) => state.get(name) ?? otherwise,
    update: async (name: string, value: unknown) => void state.set(name, value),
  } as unknown as Memento
  return keys(secretStorage, memento)
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'limo-client-'))
  try {
    await run(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('a key comes from the storage for its origin, else from where the profile says, and the source is told', () =>
  inFolder(async folder => {
    const all = storage()
    const envFile = join(folder, '.env')
    writeFileSync(envFile, '# mine\nexport LIMO_TEST_FILE_KEY="sk-file"\n')
    const inFile = { ...profile, keyEnv: 'LIMO_TEST_FILE_KEY', envFile }
    assert.deepEqual(await all.find(origin, inFile), {
      type: 'key',
      key: 'sk-file',
      from: `LIMO_TEST_FILE_KEY in ${envFile}`,
    })
    env.LIMO_TEST_FILE_KEY = 'sk-env'
    try {
      const found = await all.find(origin, inFile)
      assert.equal(found.type === 'key' && found.key, 'sk-env')
      assert.equal(all.source(origin, inFile), 'key from the environment variable LIMO_TEST_FILE_KEY')
      await all.store(origin, 'sk-stored')
      const stored = await all.find(origin, inFile)
      assert.equal(stored.type === 'key' && stored.key, 'sk-stored')
      assert.equal(all.source(origin, inFile), 'key from secret storage')
    } finally {
      delete env.LIMO_TEST_FILE_KEY
    }
    assert.deepEqual(await all.find('https://elsewhere.example', undefined), { type: 'none' })
    await all.clear(origin)
    assert.deepEqual(await all.find(origin, undefined), { type: 'none' })
  }))

test(
  'a key command runs without a shell, and its output is told to nobody',
  { skip: process.platform === 'win32' },
  () =>
    inFolder(async folder => {
      const program = join(folder, 'keeper')
      writeFileSync(program, '#!/bin/sh\nif [ "$1" = fail ]; then echo sk-leak; exit 3; fi\nprintf "%s\\n" "$1"\n')
      chmodSync(program, 0o755)
      const by = (argument: string) => storage().find(origin, { ...profile, keyCommand: [program, argument] })
      assert.deepEqual(await by('sk-$(id)'), { type: 'key', key: 'sk-$(id)', from: `the command ${program}` })
      assert.deepEqual(await by('fail'), { type: 'failed', reason: `keyCommand: ${program} ended with 3` })
      const words = await by('two words')
      assert.equal(words.type, 'failed')
      assert.doesNotMatch(JSON.stringify(words), /two words/)
    }),
)

test('an env file has an absolute path, wherever the workspace is', async () => {
  const found = await storage().find(origin, { ...profile, keyEnv: 'LIMO_TEST_NOWHERE', envFile: '.env' })
  assert.equal(found.type, 'failed')
})

const question: Question = { messages: [{ role: 'user', content: 'A?' }], sample: 0 }
const never = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) }
const token = never as unknown as CancellationToken

test('what the server asks goes out only while a run is going on, and only to the model of that run', async () => {
  let asked = 0
  const ask: Ask = async () => {
    asked++
    return { type: 'reply', text: 'B', model: 'm', tokens: { input: 0, output: 0 }, seconds: 0, cached: false }
  }
  const all = runs()
  const kinds = async (name: string) => {
    const reply = await all.answer(name, question, token)
    return reply.type === 'failed' ? reply.kind : reply.type
  }
  assert.equal(await kinds('mine'), 'refused-here')
  const run = all.begin({ name: 'mine', identity: '1', ask })
  assert.equal(await kinds('mine'), 'reply')
  assert.equal(await kinds('other'), 'refused-here')
  assert.equal(all.begin({ name: 'mine', identity: '2', ask }), undefined)
  run!.end()
  assert.equal(await kinds('mine'), 'refused-here')
  assert.equal(asked, 1)
})

test('a server lists its models, and no key goes to another machine over plain http', async () => {
  await withModelServer(
    () => '',
    async ({ baseUrl }) => {
      const provider = 'openai-compatible'
      assert.deepEqual(await modelsAt({ provider, baseUrl }), { type: 'models', names: ['scripted'] })
      const beyond = await modelsAt({ provider, baseUrl: 'http://192.0.2.1/v1' }, 'sk-secret')
      assert.deepEqual(beyond, {
        type: 'failed',
        key: false,
        reason: 'No key goes to http://192.0.2.1 over plain http',
      })
    },
  )
})

test('replies are kept on disk, counted and cleared', () =>
  inFolder(async folder => {
    const kept = diskCache(join(folder, 'replies'))
    assert.equal(await kept.get('abcdef'), undefined)
    await kept.set('abcdef', '{"a":1}')
    assert.equal(await diskCache(join(folder, 'replies')).get('abcdef'), '{"a":1}')
    assert.deepEqual(await kept.size(), { count: 1, bytes: 7 })
    await kept.clear()
    assert.deepEqual(await kept.size(), { count: 0, bytes: 0 })
    assert.equal(await kept.get('abcdef'), undefined)
  }))
