import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Frame } from 'playwright-core'
import { openWindow, seen, until, type Window } from '../page.ts'
import { root } from '../vscode.ts'

async function openReport(window: Window): Promise<Frame> {
  await window.openFile('algebra.limo')
  await window.command('LIMO: Open Data Set Report')
  return await window.webview('.plot')
}

/** The names and sizes of the bars of a chart, as they are read out. */
const bars = (page: Frame, chart: string) =>
  page.locator(`#${chart} .plot [data-group]`).evaluateAll(all => all.map(bar => bar.getAttribute('aria-label')))

const draft = '@limo 1\n\n@example added-later\nstatus: rejected\n\n@problem\nWhat is $1+1$?\n'

seen(
  'the report of a data set: a bar leads to its examples, an example to its source, and it follows the files',
  () =>
    openWindow({ folder: join(root, 'media/samples'), settings: { 'workbench.colorTheme': 'Default Light Modern' } }),
  async window => {
    const page = await openReport(window)
    await until(
      'tokens and findings',
      () => page.locator('#tokens .plot, #findings .plot').count(),
      count => count === 2,
      90,
    )
    assert.deepEqual(await bars(page, 'status'), ['draft: 1 example', 'review: 1 example', 'accepted: 23 examples'])
    await window.screenshot('report-light')
    await page.locator('#difficulty-length').scrollIntoViewIfNeeded()
    await window.screenshot('report-light-length')
    await page.locator('#status [aria-label^="review"]').click()
    const members = page.locator('#status .members')
    assert.equal(await members.locator('li').count(), 1)
    const [id, where] = [members.locator('[data-example]'), members.locator('.where')]
    const name = await id.textContent()
    const [, file] = /^(.*):\d+$/.exec((await where.textContent())!)!
    // A file that is in no editor changes on the disk.
    writeFileSync(join(window.folder, 'later.limo'), draft)
    await until(
      'the new example',
      () => bars(page, 'status'),
      all => all.at(-1) === 'rejected: 1 example',
    )
    assert.equal(await members.locator('li').count(), 1, 'what was pressed stays')
    await window.screenshot('report-light-members')
    await id.click()
    await window.page.locator(`.tab.active[data-resource-name="${file}"]`).waitFor()
    await until('the example', window.editorText, text => text.includes(`@example ${name}`))
  },
)

seen(
  'the report in a dark theme and by the keyboard, in an untrusted folder, is there again after a reload',
  () =>
    openWindow({
      folder: join(root, 'media/samples'),
      settings: { 'workbench.colorTheme': 'Default Dark Modern' },
      trust: false,
    }),
  async window => {
    // A comparison behind it comes back too.
    await window.openFile('flawed.limo:30')
    await window.command('LIMO: Compare Solutions')
    await window.webview('.row')
    await openReport(window)
    // VS Code in a browser writes down what is open every five seconds.
    await window.page.waitForTimeout(6000)
    await window.reload()
    const page = await window.webview('.plot')
    await until(
      'tokens and findings',
      () => page.locator('#tokens .plot, #findings .plot').count(),
      count => count === 2,
      90,
    )
    await window.screenshot('report-dark')
    await page.locator('#coverage').scrollIntoViewIfNeeded()
    await window.screenshot('report-dark-coverage')
    await page.locator('#domain .plot [tabindex="0"]').focus()
    await window.page.keyboard.press('ArrowDown')
    await window.page.keyboard.press('Enter')
    const members = page.locator('#domain .members')
    await members.waitFor()
    assert.equal(await members.locator('li').count(), 4)
    await page.locator('#domain summary').click()
    assert.equal(await page.locator('#domain tbody tr').count(), 10)
    await window.screenshot('report-dark-members')
    await window.page.keyboard.press('Escape')
    assert.equal(await members.count(), 0)
    await window.page.locator('.tab', { hasText: 'Compare quartic-that-stays-positive' }).click()
    const compared = await window.webview('.row')
    assert.deepEqual(await compared.locator('h1').allTextContents(), ['Solution 1', 'Solution 2'])
  },
)
