import assert from 'node:assert/strict'
import { seen, sharedWindow, until } from '../page.ts'

seen('a sample opens as LIMO text', sharedWindow, async window => {
  await window.openFile('algebra.limo')
  assert.match(await window.editorText(), /^@limo 1\n/)
  const language = window.page.locator('[id="status.editor.mode"]')
  await until(
    'the language',
    () => language.textContent(),
    text => /limo/i.test(text ?? ''),
  )
  await window.screenshot('editor')
})
