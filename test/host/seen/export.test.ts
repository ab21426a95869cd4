import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { notified } from '../notifications.ts'
import { openWindow, seen, until } from '../page.ts'

const text = `@limo 1

@example a
@problem
What is $1+1$?
@solution
It is $\\boxed{2}$.
@answer: 2

@example b
@problem
What is $\\nope$?
@solution
It is $\\boxed{3}$.
@answer: 3
`

seen(
  'a data set is exported from the palette, unsaved text included',
  () => openWindow({ files: { 'a.limo': text } }),
  async window => {
    await window.openFile('a.limo:5:16')
    await window.type('?')
    await window.command('LIMO: Export Data Set…')
    const pick = window.page.locator('.quick-input-widget:visible')
    await pick.getByText('All files of the workspace', { exact: true }).click()
    await pick.getByText('Skip examples with errors', { exact: true }).click()
    const path = pick.locator('input[type=text]').first()
    const target = join(window.folder, 'out.jsonl')
    // The dialog fills in its own proposal some time after it opens.
    await until(
      'the save dialog',
      () => path.inputValue(),
      value => value.endsWith('.jsonl'),
    )
    await path.fill(target)
    await until(
      'the name',
      () => path.inputValue(),
      value => value === target,
    )
    await window.page.keyboard.press('Enter')
    const message = await notified(window, '1 record written, 1 skipped')
    await window.screenshot('export')
    const rows = readFileSync(target, 'utf8').trimEnd().split('\n')
    assert.deepEqual(
      rows.map(row => JSON.parse(row).question),
      ['What is $1+1$??'],
    )
    assert.deepEqual(readdirSync(window.folder).sort(), ['a.limo', 'out.jsonl'], 'no temporary file stays')
    await message.getByText('Show').click()
    await window.page.locator('.tab.active[data-resource-name="out.jsonl"]').waitFor()
  },
)
