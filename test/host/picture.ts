import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openWindow } from './page.ts'
import { browser, root, temporary } from './vscode.ts'

// Takes the pictures of the README: `node test/host/picture.ts`, after a build.

/** A sample with two slips, as they happen while one writes. */
const text = readFileSync(join(root, 'media/samples/flawed.limo'), 'utf8')
  .replace('The cases [#nonnegative]', 'The cases [#nonegative]')
  .replace('\\sqrt{3}', '\\sqrtt{3}')
const line = text.split('\n').findIndex(found => found.includes('[#nonegative]')) + 1

const settings = {
  'workbench.colorTheme': 'Default Light Modern',
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'breadcrumbs.enabled': false,
  'window.commandCenter': false,
  'workbench.sideBar.location': 'left',
}

await editorPicture()
await previewPicture('light', 'Default Light Modern')
await previewPicture('dark', 'Default Dark Modern')
await reportPicture()

async function editorPicture(): Promise<void> {
  const window = await openWindow({ files: { 'quartics.limo': text }, settings })
  try {
    await window.openFile(`quartics.limo:${line}`)
    await window.command('LIMO: Open Preview to the Side')
    await window.webview('main .katex')
    await window.page.locator('.pane-header').first().click()
    await window.page.locator('.pane-header', { hasText: 'Outline' }).click()
    await window.page.locator('.outline-pane .monaco-list-row').first().waitFor({ timeout: 5000 })
    await window.page.locator('.squiggly-error').first().waitFor()
    copyFileSync(await window.screenshot('editor'), join(root, 'media/editor.png'))
  } finally {
    await window.close()
  }
}

/** Of the preview alone, where a solution goes wrong. */
async function previewPicture(name: string, theme: string): Promise<void> {
  const flawed = readFileSync(join(root, 'media/samples/flawed.limo'), 'utf8')
  const window = await openWindow({
    files: { 'quartics.limo': flawed },
    settings: { ...settings, 'workbench.colorTheme': theme },
  })
  try {
    const wrong = flawed.slice(0, flawed.indexOf('@error')).split('\n').length
    await window.openFile(`quartics.limo:${wrong}`)
    await window.command('LIMO: Open Preview to the Side')
    const page = await window.webview('main .step .katex')
    await page.locator('.verdict').first().waitFor()
    await page.locator('.check').first().scrollIntoViewIfNeeded()
    await window.page.waitForTimeout(1000)
    const frame = await window.page.locator('.webview.ready').first().boundingBox()
    const path = join(root, `media/preview-${name}.png`)
    await window.page.screenshot({ path, ...(frame && { clip: frame }) })
  } finally {
    await window.close()
  }
}

/** The top of the report on the samples. */
async function reportPicture(): Promise<void> {
  const page = join(temporary('report'), 'report.html')
  const args = [join(root, 'dist/limo.cjs'), 'stats', join(root, 'media/samples'), '--format', 'html']
  writeFileSync(page, execFileSync(process.execPath, args))
  const chromium = await browser()
  const shown = await chromium.newPage({ viewport: { width: 1200, height: 760 } })
  await shown.goto(`file://${page}`)
  await shown.screenshot({ path: join(root, 'media/report.png') })
  await chromium.close()
}
