import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { notified } from '../notifications.ts'
import { openWindow, seen, until } from '../page.ts'

const records = [
  { statement: 'What is $1+1$?', question: 'no question', response: 'It is $\\boxed{2}$.', id: 'one' },
  { statement: 'What is $2+2$?', question: 'no question', response: 'It is $\\boxed{4}$.', id: 'two' },
  { statement: 'What is $3+3$?', question: 'no question', response: 'Nobody knows.', id: 'three' },
]

seen(
  'a data set is imported from the palette, a wrong guess put right',
  () => openWindow({ files: { 'a.jsonl': records.map(record => JSON.stringify(record)).join('\n') } }),
  async window => {
    const pick = window.page.locator('.quick-input-widget:visible')
    await window.openFile('a.jsonl')
    await window.command('LIMO: Import Data Set…')
    await pick.getByText('a.jsonl', { exact: true }).click()
    const shown = () => window.page.locator('.editor-instance .view-lines').allInnerTexts()
    await until('the first example', shown, texts => texts.join('\n').includes('no'))
    await pick.getByText('no question', { exact: true }).waitFor()
    await window.screenshot('import-guess')
    await pick.getByText('question', { exact: true }).first().click()
    await pick.getByText('statement', { exact: true }).click()
    await pick.getByText('Import like this', { exact: true }).waitFor()
    await until('the example as it should be', shown, texts => plain(texts.join('\n')).includes('What is $1+1$?'))
    await window.screenshot('import-right')
    await pick.getByText('Import like this', { exact: true }).click()
    await pick.getByText('One file for all', { exact: true }).click()
    const target = join(window.folder, 'a.limo')
    await window.nameFile(target)
    const message = await notified(window, '2 examples imported, 1 record left out')
    const text = readFileSync(target, 'utf8')
    assert.match(text, /^@limo 1\n\n@example one\n[\s\S]*@problem\nWhat is \$1\+1\$\?\n[\s\S]*@example two\n/)
    assert.deepEqual(readdirSync(window.folder).sort(), ['a.jsonl', 'a.limo'])
    await message.getByText('Show').click()
    await window.page.locator('.tab.active[data-resource-name="a.limo"]').waitFor()
    assert.equal(await window.page.locator('.tab', { hasText: 'First example' }).count(), 0, 'the preview is closed')
  },
)

seen(
  'a copied record is pasted as an example, and a new one is begun',
  () =>
    openWindow({
      files: {
        'a.jsonl': JSON.stringify(records[0]),
        'b.limo': '@limo 1\n\n@example a\n\n@problem\nWhat?\n\n@solution\n$\\boxed{1}$\n\n@answer: 1\n\n',
      },
    }),
  async window => {
    const { keyboard } = window.page
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const has = (text: string) => until(text, window.editorText, shown => shown.includes(text))
    await window.openFile('a.jsonl')
    await keyboard.press('Control+A')
    await keyboard.press('Control+C')
    await window.openFile('b.limo:12:1')
    // The extension is there.
    await window.editor.locator('.codelens-decoration a', { hasText: 'LIMO score' }).first().waitFor()
    await keyboard.press('Control+V')
    await has('@example one')
    await window.screenshot('paste')
    await keyboard.press('Control+Z')
    await until('the text as it was', window.editorText, text => !text.includes('@example one'))

    await window.openFile('b.limo:6:3')
    await window.command('LIMO: Paste as Example')
    await has('@example one')
    await has('What?')
    await window.command('LIMO: New Example')
    await window.page.locator('.quick-input-widget:visible').getByText('Example with a proof').click()
    await has('@example b-3')
    await window.type('squares')
    await has('@example squares')
    await window.command('File: Save')
    await until(
      'the file',
      () =>
        readFileSync(join(window.folder, 'b.limo'), 'utf8')
          .match(/@example \S+/g)
          ?.join() ?? '',
      text => text === '@example a,@example one,@example squares',
    )
  },
)

function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ')
}
