import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { type Thread, thread } from '../server/src/thread.ts'
import { temporary } from './host/vscode.ts'

const library = pathToFileURL(join(import.meta.dirname, '../server/src/thread.ts')).href

/** A thread that doubles numbers, after what it does first. */
function doubling(limit: number, first = ''): Thread<number | string, number | undefined> {
  const file = join(temporary('thread'), 'thread.mjs')
  writeFileSync(
    file,
    `import { serve } from ${JSON.stringify(library)}
     ${first}
     serve(task => {
       if (task === 'hang') for (;;);
       if (task === 'throw') throw new Error('no number')
       if (task === 'end') process.exit()
       return task === 'nothing' ? undefined : task * 2
     })`,
  )
  return thread(() => file, limit, {})
}

test('a thread answers task after task', async () => {
  const { ask, dispose } = doubling(5_000)
  assert.deepEqual(await ask(2), { type: 'answer', answer: 4 })
  assert.deepEqual(await ask('nothing'), { type: 'answer', answer: undefined })
  assert.deepEqual(await ask(3), { type: 'answer', answer: 6 })
  dispose()
  assert.deepEqual(await ask(4), { type: 'answer', answer: 8 }, 'and starts anew')
  dispose()
})

test('the time that a thread takes to start is not that of its task', async () => {
  const { ask, dispose } = doubling(400, 'const end = Date.now() + 1000; while (Date.now() < end);')
  assert.deepEqual(await ask(2), { type: 'answer', answer: 4 })
  dispose()
})

test('after a task that hangs, fails or ends the thread the next one is answered', async () => {
  const { ask, dispose } = doubling(500)
  for (const [task, reason] of [
    ['hang', 'it took longer than 0.5 s'],
    ['throw', 'no number'],
    ['end', 'the thread has ended'],
  ]) {
    assert.deepEqual(await ask(task!), { type: 'broken', reason })
    assert.deepEqual(await ask(2), { type: 'answer', answer: 4 })
  }
  dispose()
})

test('what is under way when a thread is disposed of is broken', async () => {
  const { ask, dispose } = doubling(60_000)
  await ask(1)
  const hanging = ask('hang')
  dispose()
  assert.equal((await hanging).type, 'broken')
})
