import assert from 'node:assert/strict'
import { join } from 'node:path'
import { openWindow, seen, until } from '../page.ts'
import { root } from '../vscode.ts'

seen(
  'a sample opens as LIMO text',
  () => openWindow({ folder: join(root, 'media/samples') }),
  async window => {
    const editor = await window.openFile('algebra.limo')
    assert.match(await window.editorText(), /@limo 1/)
    assert.ok((await editor.locator('.view-line span[class*="mtk"]').count()) > 10, 'the text is coloured')
    const language = window.page.locator('[id="status.editor.mode"]')
    await until(
      'the language',
      () => language.textContent(),
      text => /limo/i.test(text ?? ''),
    )
    await window.screenshot('sample')
  },
)

const slips = `@limo 1

@example sums

@problem
What is $1+1$?

@soluton
It is $\\boxed{2}$.

@answer: 2
`

seen(
  'slips are underlined, and mended by a quick fix; outline and completion know the language',
  () => openWindow({ files: { 'slips.limo': slips } }),
  async window => {
    const { page } = window
    await window.openFile('slips.limo:8:3')
    await page.locator('.squiggly-error').first().waitFor()
    await window.screenshot('squiggles')
    const problems = await until('the problem', window.problems, all => all.length)
    assert.ok(problems.some(problem => problem.includes('the directive is @solution')))

    await window.openFile('slips.limo:8:3')
    await page.keyboard.press('Control+.')
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'Write @solution' })
    await fix.waitFor()
    await window.screenshot('quick-fix')
    await page.keyboard.press('Enter')
    await until('the fix', window.editorText, text => text.includes('@solution'))
    await page.locator('.squiggly-error').first().waitFor({ state: 'detached' })

    await page.locator('.pane-header', { hasText: 'Outline' }).click()
    const outline = page.locator('.outline-pane .monaco-list-row')
    await until(
      'the outline',
      () => outline.allInnerTexts(),
      rows => rows.some(row => row.includes('sums')) && rows.some(row => row.includes('Solution')),
    )

    await window.openFile('slips.limo:9:3')
    await page.keyboard.press('End')
    await window.type('\n\n@st')
    await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: '@step' }).first().waitFor()
    await window.screenshot('completion')
    await page.keyboard.press('Escape')
  },
)

const miscalculated = slips.replace('@soluton', '@solution').replace('It is', 'Since $3 \\cdot 4 = 13$, it is')

seen(
  'a false equality is underlined with the right value, and set right by its fix',
  () => openWindow({ files: { 'product.limo': miscalculated } }),
  async window => {
    const { page } = window
    await window.openFile('product.limo:9:20')
    const problems = await until('the problem', window.problems, all => all.length)
    assert.match(problems.join('\n'), /is 12, not 13/)
    await window.openFile('product.limo:9:20')
    await window.screenshot('false-equality')
    await page.keyboard.press('Control+.')
    await page.locator('.action-widget .monaco-list-row').first().waitFor()
    await page.keyboard.press('Enter')
    await until('the fix', window.editorText, text => text.includes('= 12$'))
    await page.locator('.squiggly-error').first().waitFor({ state: 'detached' })
  },
)
