import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ChecksFiles, checksStore } from '../server/src/checks.ts'
import { type ExampleChecks, printChecks, readChecks } from '../server/src/core/verdict.ts'
import { Failure } from '../server/src/files.ts'

function solved(answer: string, model = 'm'): ExampleChecks {
  const at = '2026-11-26T12:00:00.000Z'
  const who = { model, origin: 'http://localhost:1', parameters: {}, prompt: 1, hash: '0123456789abcdef', at }
  return { solves: [{ ...who, seconds: 1, tokens: { input: 1, output: 1 }, answers: [answer] }] }
}

/** Files in memory, which take a moment. */
function slowFiles() {
  const texts = new Map<string, string>()
  let refusing = false
  const moment = () => new Promise(resolve => setTimeout(resolve, 2))
  const files: ChecksFiles = {
    async read(place) {
      const text = texts.get(place)
      await moment()
      return text === undefined ? { type: 'missing' } : { type: 'text', text }
    },
    async write(place, text) {
      await moment()
      if (refusing) throw new Failure('no permission')
      if (text === undefined) texts.delete(place)
      else texts.set(place, text)
    },
    alone: (_, work) => work(),
  }
  const idsAt = (place: string): string[] => {
    const read = readChecks(texts.get(place) ?? '')
    return read.type === 'checks' ? [...read.checks.keys()] : []
  }
  return { files, texts, idsAt, refuse: (now: boolean) => (refusing = now) }
}

test('nothing is lost, whoever else writes and whatever is read meanwhile', async () => {
  const { files, idsAt, texts } = slowFiles()
  const store = checksStore(files, assert.fail)
  const work: Promise<unknown>[] = []
  for (let i = 0; i < 40; i++) {
    work.push(store.record('x', `e${i}`, solved('2')))
    if (i % 4 === 0) work.push(store.flush())
    if (i % 5 === 0) work.push(store.reload('x'))
    if (i === 20) {
      await Promise.all(work)
      await store.flush()
      const read = readChecks(texts.get('x')!)
      const checks = new Map(read.type === 'checks' ? read.checks : [])
      texts.set('x', printChecks(checks.set('other', solved('5'))))
    }
  }
  await Promise.all(work)
  await store.flush()
  assert.equal(idsAt('x').length, 41)
  assert.equal(store.known('x')!.size, 41)
})

test('what several models say of an example stands side by side, and the newest of each', async () => {
  const { files } = slowFiles()
  const store = checksStore(files, assert.fail)
  await store.record('x', 'a', solved('2', 'small'))
  await store.record('x', 'a', solved('3', 'large'))
  await store.flush()
  const other = checksStore(files, assert.fail)
  await other.record('x', 'a', solved('4', 'small'))
  await other.flush()
  await store.reload('x')
  assert.deepEqual(
    store
      .known('x')!
      .get('a')!
      .solves!.map(({ answers, model }) => [model, answers[0]]),
    [
      ['large', '3'],
      ['small', '4'],
    ],
  )
})

test('what cannot be written is told once, kept, and written later', async () => {
  const { files, idsAt, refuse } = slowFiles()
  const told: string[] = []
  const store = checksStore(files, problem => told.push(problem))
  refuse(true)
  await store.record('x', 'a', solved('2'))
  await store.flush()
  await store.record('x', 'b', solved('2'))
  await store.flush()
  assert.deepEqual(told, ['x: no permission'])
  assert.deepEqual([...store.known('x')!.keys()], ['a', 'b'])
  refuse(false)
  await store.flush()
  assert.deepEqual(idsAt('x'), ['a', 'b'])
})

test('a file that is none is never written, until it is mended', async () => {
  const { files, idsAt, texts } = slowFiles()
  const told: string[] = []
  texts.set('x', 'mine')
  const store = checksStore(files, problem => told.push(problem))
  await store.record('x', 'a', solved('2'))
  assert.equal(await store.clear('x', 'b'), 0)
  await store.flush()
  assert.equal(texts.get('x'), 'mine')
  assert.deepEqual(told, ['x: it is not valid JSON; it is left as it is: mend or delete it'])
  assert.equal(store.known('x')!.size, 1)
  texts.delete('x')
  await store.flush()
  assert.deepEqual(idsAt('x'), ['a'])
  assert.equal(await store.clear('x'), 1)
  await store.flush()
  assert.equal(texts.has('x'), false)
})
