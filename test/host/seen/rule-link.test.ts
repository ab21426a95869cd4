import assert from 'node:assert/strict'
import { openWindow, seen, until } from '../page.ts'

seen(
  'the code of a finding leads to the docs of its rule',
  () => openWindow({ files: { 'a.limo': '@limo 1\n\n@example a\n@problem\nWhat is $\\nope$?\n' } }),
  async window => {
    await window.openFile('a.limo')
    await until(
      'the finding',
      () => window.problems(),
      problems => problems.some(problem => problem.includes('invalid-math')),
    )
    await window.page.locator('.markers-panel').getByText('invalid-math').click()
    const page = await window.webview('#invalid-math')
    assert.deepEqual(await page.locator('h2').allInnerTexts(), ['invalid-math'])
    await window.screenshot('rule-docs')
  },
)
