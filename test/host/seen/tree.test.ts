import assert from 'node:assert/strict'
import { join } from 'node:path'
import { openWindow, seen, until, type Window } from '../page.ts'
import { root } from '../vscode.ts'

const broken = `@limo 1

@example without-an-answer
domain: algebra
status: draft

@problem
What is $1+1$?

@solution
It is $2$.
`

const panes = (window: Window) => window.page.locator('.pane', { has: window.page.locator('[aria-label^="Data Set"]') })

const rows = (window: Window) =>
  panes(window)
    .locator('.monaco-list-row')
    .evaluateAll(all =>
      all
        .map(row => ({ top: Number.parseFloat((row as HTMLElement).style.top), text: row.textContent?.trim() ?? '' }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    )

async function press(window: Window, title: string): Promise<void> {
  await panes(window).hover()
  await window.page
    .locator('.pane-header .action-label, .composite.title .action-label, .title-actions .action-label')
    .and(window.page.getByLabel(title, { exact: true }))
    .first()
    .click()
}

seen(
  'the examples of the workspace stand in the side bar: by file, domain or status, and filtered',
  () =>
    openWindow({
      folder: join(root, 'media/samples'),
      files: { 'broken.limo': broken },
      settings: { 'workbench.colorTheme': 'Default Dark Modern' },
    }),
  async window => {
    await window.openFile('algebra.limo')
    await window.page.locator('.activitybar').getByRole('tab', { name: 'LIMO' }).click()
    await until(
      'the files',
      () => rows(window),
      all => all.length === 10 && all.includes('algebra.limo4'),
    )
    await window.screenshot('tree-file')
    await press(window, 'Group by Status')
    await until(
      'the states',
      () => rows(window),
      all => all[0] === 'draft2' && all.some(text => text.startsWith('without-an-answer')),
    )
    await window.screenshot('tree-status')
    await press(window, 'Group by Domain')
    await until(
      'the domains',
      () => rows(window),
      all => all.includes('algebra5') && all.includes('geometry3'),
    )
    await press(window, 'Filter Examples…')
    await window.page.locator('.quick-input-widget:visible input').fill('answer algebra')
    await window.page.keyboard.press('Enter')
    await until(
      'what has the words',
      () => rows(window),
      all => all.length === 2 && all[1]!.startsWith('without-an-answer'),
    )
    const example = panes(window).locator('.monaco-list-row', { hasText: 'without-an-answer' })
    // What is found in it shows as its icon.
    await example.locator('.codicon-error').waitFor()
    await window.screenshot('tree-filter')
    await example.click()
    await window.page.locator('.tab.active[data-resource-name="broken.limo"]').waitFor()
    await until('the example', window.editorText, text => text.includes('without-an-answer'))
    await example.hover()
    await example.getByLabel('Open Preview of Example').click()
    const preview = await window.webview('main .block')
    await until(
      'its preview',
      () => preview.locator('h1').first().textContent(),
      text => text === 'without-an-answer',
    )
    await press(window, 'Clear Filter')
    const all = await until(
      'all of them',
      () => rows(window),
      all => all.length > 5,
    )
    // Groups are open by themselves only while a filter leaves few.
    assert.ok(!all.some(text => text.startsWith('without-an-answer')))
    await window.screenshot('tree-domain')
  },
)
