import assert from 'node:assert/strict'
import { join } from 'node:path'
import { openWindow, seen, until } from '../page.ts'
import { root } from '../vscode.ts'

seen(
  'the preview shows the example at the cursor, with its math',
  () => openWindow({ folder: join(root, 'media/samples') }),
  async window => {
    await window.openFile('flawed.limo:60')
    await window.command('LIMO: Open Preview to the Side')
    const page = await window.webview('main .katex')
    assert.equal(await page.locator('h1').textContent(), 'A quartic that stays positive')
    assert.ok((await page.locator('.step').count()) > 5)
    assert.ok((await page.locator('.katex math').count()) > 10, 'formulas keep their MathML')
    assert.equal(await page.locator('.broken').count(), 0)
    assert.match((await page.locator('aside.error').first().textContent()) ?? '', /never negative/)
    await window.screenshot('preview')
  },
)

seen(
  'the preview follows what is typed and where the cursor goes',
  () => openWindow({ files: { 'a.limo': two } }),
  async window => {
    await window.openFile('a.limo:5')
    await window.command('LIMO: Open Preview to the Side')
    const page = await window.webview('main .problem')
    const problem = page.locator('.problem')
    await until(
      'the first problem',
      () => problem.textContent(),
      text => text?.includes('What is one'),
    )
    await window.page.locator('.editor-group-container').first().locator('.view-line').nth(4).click()
    await window.page.keyboard.press('End')
    await window.type(' And <b>two</b> of $\\frac12$ and $\\nope$?')
    await until(
      'the bad formula',
      () => problem.locator('.broken').allTextContents(),
      all => all.length === 1 && /^\$\\nope\$.*undefined control sequence/i.test(all[0]!),
    )
    assert.match((await problem.textContent()) ?? '', /And <b>two<\/b> of/)
    assert.equal(await problem.locator('.katex').count(), 1)
    await window.page.keyboard.press('Control+End')
    await until(
      'the second problem',
      () => problem.textContent(),
      text => text?.includes('What is three'),
    )
  },
)

const two = `@limo 1

@example a
@problem
What is one?
@solution
It is $\\boxed{1}$.
@answer: 1

@example b
@problem
What is three?
@solution
It is $\\boxed{3}$.
@answer: 3
`

seen(
  'the preview knows the macros of settings and project, and comes back after a reload',
  () =>
    openWindow({
      files: {
        'a.limo': two.replace('What is one?', 'What is $\\one + \\two$ in $\\three$?'),
        'limo.config.json': '{ "macros": { "\\\\one": "1" } }',
      },
      settings: { 'limo.macros': { '\\two': '2' }, 'markdown.math.macros': { '\\three': '\\mathbb{Z}' } },
    }),
  async window => {
    await window.openFile('a.limo:5')
    await window.command('LIMO: Open Preview to the Side')
    const shown = async () => (await window.webview('main .problem')).locator('.problem')
    await until(
      'the formulas',
      async () => (await shown()).locator('.katex').count(),
      count => count === 2,
    )
    assert.equal(await (await shown()).locator('.broken').count(), 0)
    // VS Code in a browser writes down what is open every five seconds.
    await window.page.waitForTimeout(6000)
    await window.reload()
    await until(
      'the formulas after the reload',
      async () => (await shown()).locator('.katex').count(),
      count => count === 2,
    )
  },
)
