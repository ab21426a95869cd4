import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Format } from '../../../server/src/core/formats/format.ts'
import { formats } from '../../../server/src/core/formats/index.ts'
import { filesOf, needed, optionsOf, rowsOf } from '../../exports.ts'
import { notified } from '../notifications.ts'
import { openWindow, seen, until, type Window } from '../page.ts'

const good = `@limo 1

@example a
@problem
What is $1+1+1$?
@solution
@step
$1+1=2$
@step
$2+1=\\boxed{3}$
@solution flawed
@step
$1+1=2$
@step
$2+1=\\boxed{4}$
@error
@answer: 3
`
const wrong = `
@example b
@problem
What is $\\nope$?
@solution
It is $\\boxed{3}$.
@answer: 3
`

/** Takes the row that a filter leaves first in the question of that title, by keys alone. */
async function take(window: Window, title: string, filter: string): Promise<void> {
  await window.question(title)
  await window.focusRow(filter)
  await window.page.keyboard.press('Enter')
}

/** From the palette to the question for the place. */
async function exportAs(window: Window, format: Format, scope: string): Promise<void> {
  await window.command('LIMO: Export Data Set…')
  await take(window, '(1/3)', format.title)
  await take(window, '(2/3)', scope)
  await window.question('(3/3)')
  await window.page.keyboard.press('Enter')
  for (const [name, value] of Object.entries(needed(format))) {
    if (!format.needs?.includes(name as 'model')) continue
    await window.question(format.title)
    await window.type(String(value))
    await window.page.keyboard.press('Enter')
    await window.question('(3/3)')
    await window.page.keyboard.press('Enter')
  }
}

/** What the core makes of the good examples. */
function expectedOf(format: Format): Promise<Map<string, Buffer>> {
  const needs = Object.entries(needed(format)).filter(([name]) => format.needs?.includes(name as 'model'))
  const options = { skip: 'error' as const, ...Object.fromEntries(needs) }
  return filesOf(format, rowsOf(format, good, options).rows, optionsOf(format, options))
}

const half = formats.length / 2
/** Where time is short, one of each kind: text, binary, folder, and one with an option that it needs. */
const kinds = ['jsonl', 'parquet', 'alpaca', 'openai-batch']
const short = formats.filter(({ id }) => kinds.includes(id))

for (const some of process.env.CI ? [short] : [formats.slice(0, half), formats.slice(half)]) {
  seen(
    `examples are exported from the palette to ${some.map(({ id }) => id).join(', ')}, by keys alone`,
    () => openWindow({ files: { 'a.limo': good + wrong } }),
    async window => {
      await window.openFile('a.limo:5:16')
      for (const format of some) {
        await exportAs(window, format, 'All files of the workspace')
        const name = `${format.id}${format.type === 'file' ? `.${format.extension}` : ''}`
        const target = join(window.folder, format.type === 'file' ? name : `all-${name}`)
        if (format.type === 'file') await window.nameFile(target)
        else {
          await take(window, 'LIMO: Export Data Set: Folder', 'Another new folder')
          const named = (await window.question('LIMO: Export Data Set: Folder')).filter({ hasText: 'Its path' })
          await named.locator('input').first().fill(`all-${name}`)
          await window.page.keyboard.press('Enter')
        }
        await until(target, () => existsSync(target))
        for (const [file, content] of await expectedOf(format)) {
          assert.deepEqual(readFileSync(join(target, file)), content, `${format.id} ${file}`)
        }
      }
      assert.deepEqual(
        readdirSync(window.folder).filter(name => name.startsWith('.')),
        [],
        'no temporary file stays',
      )
    },
  )
}

seen(
  'unsaved text counts, what is left out is told, and the last export is repeated by two keys',
  () => openWindow({ files: { 'a.limo': good + wrong }, trust: false }),
  async window => {
    const { page } = window
    await window.openFile('a.limo:5:17')
    await window.type('?')
    const target = join(window.folder, 'out.jsonl')
    await window.command('LIMO: Export Data Set…')
    await window.question('(1/3)')
    await page.waitForTimeout(500)
    await window.screenshot('export-formats')
    await take(window, '(1/3)', 'Chat: messages')
    await take(window, '(2/3)', 'This file')
    await take(window, '(3/3)', 'Reasoning')
    await take(window, 'Chat: messages: Reasoning', 'reasoning_content')
    await window.question('(3/3)')
    await page.waitForTimeout(500)
    await window.screenshot('export-options')
    await page.keyboard.press('Enter')
    // The focus is on the option that was changed.
    await window.question('Chat: messages: Reasoning')
    await page.keyboard.press('Control+Alt+Minus')
    await take(window, '(3/3)', 'Choose the file')
    await window.nameFile(target)
    const message = await notified(window, '1 record written, 1 skipped; OpenAI wants at least 10 records, there are 1')
    await window.screenshot('export')
    const [record] = readFileSync(target, 'utf8').trimEnd().split('\n')
    const { messages } = JSON.parse(record!)
    assert.equal(messages[1].content, 'What is $1+1+1$??')
    assert.equal(messages[2].reasoning_content, '$1+1=2$\n\n$2+1=\\boxed{3}$')
    await message.getByText('Show').press('Enter')
    await page.locator('.tab.active[data-resource-name="out.jsonl"]').waitFor()
    writeFileSync(target, 'old')
    for (const agrees of [false, true]) {
      await window.command('LIMO: Export Data Set…')
      await page.locator('.quick-input-list-row', { hasText: 'Export as last time: Chat: messages' }).waitFor()
      await page.keyboard.press('Enter')
      const dialog = page.locator('.monaco-dialog-box', { hasText: 'out.jsonl is there already' })
      await dialog.waitFor()
      await page.keyboard.press(agrees ? 'Enter' : 'Escape')
      await dialog.waitFor({ state: 'detached' })
      if (agrees) await until('the file', () => readFileSync(target, 'utf8') === `${record}\n`)
      else assert.equal(readFileSync(target, 'utf8'), 'old')
    }
  },
)

seen(
  'what is selected in the explorer is exported; files of a folder are not replaced before the user agrees',
  () =>
    openWindow({
      files: {
        'some/a.limo': good,
        'b.limo': good.replace('@example a', '@example c'),
        'some-alpaca/limo.json': 'old',
      },
    }),
  async window => {
    const { page } = window
    const old = join(window.folder, 'some-alpaca/limo.json')
    const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: /^some$/ })
    // The extension is there.
    await window.openFile('b.limo:5')
    await window.command('LIMO: Open Preview to the Side')
    await window.webview('main .katex')
    for (const agrees of [false, true]) {
      const first = page.locator('.quick-input-title', { hasText: 'LIMO: Export Data Set (1/2)' })
      await window.chooseInMenu(row, 'LIMO: Export…', first)
      await take(window, '(1/2)', 'LLaMA-Factory: alpaca')
      await window.question('(2/2)')
      await page.keyboard.press('Enter')
      await window.question('LIMO: Export Data Set: Folder')
      await page.keyboard.press('Enter')
      const dialog = page.locator('.monaco-dialog-box', { hasText: 'limo.json is there already. Replace it?' })
      await dialog.waitFor()
      await page.keyboard.press(agrees ? 'Enter' : 'Escape')
      await dialog.waitFor({ state: 'detached' })
      if (agrees) await until('the file', () => readFileSync(old, 'utf8') !== 'old')
      else assert.equal(readFileSync(old, 'utf8'), 'old')
    }
    assert.equal(JSON.parse(readFileSync(old, 'utf8')).length, 1)
    await until('the rest', () => readdirSync(join(window.folder, 'some-alpaca')).length > 2)
    assert.ok(statSync(join(window.folder, 'some-alpaca/dataset_info.json')).isFile())
    await until('nothing but these', () => readdirSync(window.folder).sort().join() === 'b.limo,some,some-alpaca')
  },
)
