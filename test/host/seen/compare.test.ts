import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Frame } from 'playwright-core'
import { notified } from '../notifications.ts'
import { openWindow, seen, until, type Window } from '../page.ts'
import { darkTheme, themes } from '../themes.ts'
import { root, temporary } from '../vscode.ts'

const relations = (page: Frame) =>
  page.locator('.row').evaluateAll(all => all.map(row => row.className.replace(/^row /, '')))

async function compare(window: Window, choice?: string): Promise<Frame> {
  await window.command('LIMO: Compare Solutions')
  if (choice) await window.page.locator('.quick-input-widget:visible').getByText(choice, { exact: true }).click()
  return await window.webview('.row')
}

seen(
  'two solutions stand side by side, in every theme, with the first difference marked',
  () => openWindow({ folder: join(root, 'media/samples'), settings: { 'workbench.colorTheme': darkTheme } }),
  async window => {
    await window.openFile('flawed.limo:30')
    const page = await compare(window)
    assert.deepEqual(await page.locator('h1').allTextContents(), ['Solution 1', 'Solution 2'])
    await until(
      'formulas',
      () => page.locator('.katex').count(),
      count => count > 10,
    )
    const found = await relations(page)
    assert.equal(found.filter(name => name.includes('first')).length, 1)
    assert.match(found[0]!, /same across/)
    assert.equal(await page.locator('.row.first .block.step').first().locator('.number').textContent(), '1')
    assert.match((await page.locator('.summary').textContent())!, /^0 of \d steps are the same$/)
    // All there is is there once.
    assert.equal(await page.locator('.block.step').count(), 6 + 4)
    for (const [theme, name] of themes) {
      if (theme !== darkTheme) {
        await window.command('Preferences: Color Theme')
        await window.focusRow(name)
        await window.page.keyboard.press('Enter')
        await until(
          'the theme',
          () => page.evaluate(() => document.body.dataset.vscodeThemeId),
          id => id === theme || id === name,
        )
      }
      await window.page.waitForTimeout(300)
      await window.screenshot(`compare-${theme.toLowerCase().replaceAll(' ', '-')}`)
    }
    // By the keyboard: to the first difference, to the other side, to its source.
    await page.locator('.block').first().focus()
    const at = () => page.evaluate(() => document.activeElement?.id)
    await window.page.keyboard.press('n')
    const first = await page.locator('.row:not(.same) .block').first().getAttribute('id')
    assert.equal(await at(), first)
    await window.page.keyboard.press('n')
    await window.page.keyboard.press('l')
    assert.match((await at())!, /^right\/step-2-\d/)
    await window.page.keyboard.press('k')
    await window.page.keyboard.press('p')
    await window.page.keyboard.press('n')
    await window.page.keyboard.press('l')
    await window.page.keyboard.press('Enter')
    await window.page.locator('.tab.active[data-resource-name="flawed.limo"]').waitFor()
    await until('the source', window.editorText, text => text.includes('@solution flawed'))
  },
)

/** The samples in a repository, as they were committed. */
function repository(): string {
  const folder = temporary('repository')
  cpSync(join(root, 'media/samples/flawed.limo'), join(folder, 'flawed.limo'))
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd: folder,
      stdio: 'pipe',
    })
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'First')
  writeFileSync(join(folder, 'new.limo'), '@limo 1\n\n@example new\n@problem\nOne?\n@solution\nOne.\n@answer: 1\n')
  return folder
}

seen(
  'a solution stands beside what the last commit has, while it is typed',
  () => openWindow({ folder: repository(), settings: { 'git.enabled': true } }),
  async window => {
    await window.openFile('flawed.limo:26')
    await window.page.keyboard.press('End')
    await compare(window, 'Solution 1: last commit, now')
    await window.command('View: Move Editor into Next Group')
    const page = await window.webview('.row')
    assert.deepEqual(await page.locator('h1').allTextContents(), ['Last commit', 'Now, in the editor'])
    assert.equal(await page.locator('.summary').textContent(), 'Both are the same')
    const kept = await page.locator('.row .step').nth(4).elementHandle()
    await window.page.keyboard.press('Control+1')
    await window.openFile('flawed.limo:26')
    // Of the line, not only of what fits into one row.
    await window.page.keyboard.press('End')
    await window.page.keyboard.press('End')
    await window.type(' Indeed $t \\ge 1$ is not needed.')
    await until(
      'the change',
      () => relations(page),
      all => all.some(name => /alike.*first/.test(name)),
    )
    assert.equal(await page.locator('.summary').textContent(), '5 of 6 steps are the same')
    await until(
      'the marks',
      () => page.locator('.row.first mark').allTextContents(),
      marks => marks.join() === 'Indeed,is not needed.',
    )
    assert.equal(await page.locator('.row.first .math.differs').count(), 1)
    await window.screenshot('compare-commit')
    // What did not change is not made anew.
    assert.ok(await page.evaluate(element => element?.isConnected, kept))
    await window.page.keyboard.press('Enter')
    await window.type('\n@step verify: One more\nIt holds.\n')
    await until(
      'the new step',
      () => relations(page),
      all => all.includes('right'),
    )
    await window.screenshot('compare-new-step')
    await page.locator('.row.first .block').first().dblclick()
    await until(
      'the committed text',
      window.editorText,
      text => !text.includes('Indeed') && text.includes('@step plan'),
    )
    // What is not committed has nothing to be compared with.
    await window.openFile('new.limo:4')
    await window.command('LIMO: Compare Solutions')
    await notified(window, 'This example has one solution, and no version of it in git to compare it with')
  },
)
