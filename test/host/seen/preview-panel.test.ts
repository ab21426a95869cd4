import assert from 'node:assert/strict'
import { openWindow, seen, until, type Window } from '../page.ts'

function example(id: string, status: string): string {
  return `@example ${id}\nstatus: ${status}\n@problem\nWhat is $${id.length} + \\frac12$?\n@solution\n@step derive {#one}: First\nIt is $x^2$ and $y^2$.\n@step\nBy [#one] it is $\\boxed{1}$.\n@answer: 1\n\n`
}

const clipboard = (window: Window): Promise<string> => window.page.evaluate(() => navigator.clipboard.readText())

seen(
  'a pinned preview stays with its file, keeps its zoom, and both come back after a reload',
  () =>
    openWindow({
      files: { 'a.limo': `@limo 1\n${example('alpha', 'draft')}`, 'b.limo': `@limo 1\n${example('beta', 'draft')}` },
    }),
  async window => {
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await window.openFile('a.limo:5')
    await window.command('LIMO: Open Preview to the Side')
    const page = await window.webview('main .step')
    const title = () => page.locator('h1').textContent()
    await until('the first file', title, text => text === 'alpha')
    // It follows the active editor until it is pinned.
    await window.page.keyboard.press('Control+1')
    await window.openFile('b.limo:5')
    await until('the file of the active editor', title, text => text === 'beta')
    await page.getByRole('button', { name: 'Pin' }).click()
    await window.page.locator('.tab', { hasText: '[Preview] b.limo' }).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Pin' }).getAttribute('aria-pressed'), 'true')
    await page.getByRole('button', { name: 'Larger' }).click()
    await page.getByRole('button', { name: 'Larger' }).click()
    // Formulas and parts are copied with keys, and by the menu.
    await page.locator('#step-1-1').focus()
    await window.page.keyboard.press('l')
    await window.page.keyboard.press('l')
    await window.page.keyboard.press('c')
    await until(
      'LaTeX',
      () => clipboard(window),
      text => text === 'y^2',
    )
    await window.page.keyboard.press('m')
    await until(
      'MathML',
      () => clipboard(window),
      text => /^<math .*<msup><mi>y<\/mi><mn>2<\/mn><\/msup>/.test(text),
    )
    const copied = (text: string) => async () => (await clipboard(window)) === text
    const markdown = '**Step 2**\n\nBy Step 1 it is $\\boxed{1}$.'
    await window.chooseInMenu(page.locator('#step-1-2'), 'Copy Part as Markdown', copied(markdown))
    const formula = page.locator('#step-1-1 .math .mord').first()
    await window.chooseInMenu(formula, 'Copy Formula as LaTeX', copied('x^2'))
    // A reference jumps to its step.
    await page.locator('#step-1-2 a.reference').click()
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'step-1-1')
    await window.page.keyboard.press('Control+1')
    await window.page.locator('.monaco-editor.focused').first().waitFor()
    await window.openFile('a.limo:5')
    await window.page.waitForTimeout(500)
    assert.equal(await title(), 'beta')
    // VS Code in a browser writes down what is open every five seconds.
    await window.page.waitForTimeout(6000)
    await window.reload()
    const again = await window.webview('main .step')
    assert.equal(await again.locator('h1').textContent(), 'beta')
    await window.page.locator('.tab', { hasText: '[Preview] b.limo' }).waitFor()
    await until(
      'the zoom',
      () => again.getByRole('button', { name: 'Reset zoom' }).textContent(),
      text => text === '120%',
    )
  },
)

const statuses = ['draft', 'review', 'accepted']
const thousand = `@limo 1\n\n${Array.from({ length: 1000 }, (_, i) => example(`number-${i + 1}`, statuses[i % 3]!)).join('')}`

seen(
  'a file of 1,000 examples has an outline, a filter, and a way to the next',
  () => openWindow({ files: { 'many.limo': thousand } }),
  async window => {
    await window.openFile('many.limo:3')
    await window.command('LIMO: Open Preview to the Side')
    const page = await window.webview('main .step')
    const title = () => page.locator('h1').textContent()
    // Only the example at the cursor is in the page.
    assert.equal(await page.locator('.block.problem').count(), 1)
    assert.equal(await page.locator('.outline li').count(), 0)
    await page.getByRole('button', { name: /^Outline/ }).click()
    assert.equal(await page.locator('.outline li').count(), 1000)
    await page.locator('.outline button', { hasText: 'number-500' }).click()
    await until('the example in the middle', title, text => text === 'number-500')
    assert.equal(await page.locator('.position').textContent(), '500 of 1000')
    await page.getByRole('combobox', { name: 'Status' }).selectOption('accepted')
    assert.equal(await page.locator('.outline li').count(), 333)
    await page.getByRole('button', { name: /^Next/ }).click()
    await until('the next of that status', title, text => text === 'number-501')
    await page.getByRole('button', { name: /^Next/ }).click()
    await until('the next but one', title, text => text === 'number-504')
    await page.locator('.block.problem').focus()
    await window.page.keyboard.press('p')
    await until('the one before', title, text => text === 'number-501')
    assert.equal(await page.locator('.outline [aria-current] .called').textContent(), 'number-501')
    await until('the list to show where it is', () =>
      page.locator('.outline').evaluate(list => {
        const [all, row] = [list, list.querySelector('[aria-current]')!].map(element => element.getBoundingClientRect())
        return row!.top >= all!.top && row!.bottom <= all!.bottom
      }),
    )
    await window.screenshot('preview-outline')
  },
)

seen(
  'findings and verdicts stand where they belong, and lead to the docs of their rule',
  () =>
    openWindow({
      files: {
        'a.limo':
          '@limo 1\n\n@example a\n@problem\nWhat is $2 + 2$?\n@solution\n@step\nIt is $2 + 2 = 5$.\n@check: 2 \\cdot 2 = 4\n@step\nSo it is $\\boxed{4}$.\n@answer: 5\n@check: 2 + 2 = 5\n@check: p \\text{ is prime}\n',
      },
    }),
  async window => {
    await window.openFile('a.limo:8')
    await window.command('LIMO: Open Preview to the Side')
    const page = await window.webview('main .step')
    await until(
      'the finding of the first step',
      () => page.locator('#step-1-1 .findings').textContent(),
      text => text?.includes('false-equality'),
    )
    await until(
      'the verdicts',
      () => page.locator('.verdict').allTextContents(),
      all => all.length === 3,
    )
    const verdicts = await page.locator('.verdict').allTextContents()
    assert.deepEqual(
      verdicts.map(text => text[0]),
      ['✓', '✗', '?'],
    )
    assert.match((await page.locator('#step-1-2 .findings').textContent())!, /answer-mismatch/)
    const above = await page.locator('#problem .findings').allTextContents()
    assert.doesNotMatch(above.join(' '), /false-equality|answer-mismatch/)
    // Mended, it goes.
    await window.page.keyboard.press('Control+1')
    await window.page.keyboard.press('End')
    for (let i = 0; i < 3; i++) await window.page.keyboard.press('ArrowLeft')
    await window.page.keyboard.press('Shift+ArrowRight')
    await window.type('4')
    await until(
      'the finding to go',
      () => page.locator('#step-1-1 .findings').count(),
      count => count === 0,
    )
    await page.locator('#step-1-2 .rule', { hasText: 'answer-mismatch' }).click()
    await window.page.locator('.tab', { hasText: 'answer-mismatch' }).waitFor()
  },
)
