import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openWindow } from './page.ts'
import { root } from './vscode.ts'

// Takes the picture of the README: `node test/host/picture.ts`, after a build.

/** A sample with two slips, as they happen while one writes. */
const text = readFileSync(join(root, 'media/samples/flawed.limo'), 'utf8')
  .replace('The cases [#nonnegative]', 'The cases [#nonegative]')
  .replace('\\sqrt{3}', '\\sqrtt{3}')
const line = text.split('\n').findIndex(found => found.includes('[#nonegative]')) + 1

const window = await openWindow({
  files: { 'quartics.limo': text },
  settings: {
    'workbench.colorTheme': 'Default Light Modern',
    'editor.minimap.enabled': false,
    'editor.stickyScroll.enabled': false,
    'breadcrumbs.enabled': false,
    'window.commandCenter': false,
    'workbench.sideBar.location': 'left',
  },
})
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
