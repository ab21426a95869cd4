import assert from 'node:assert/strict'
import { join } from 'node:path'
import { openWindow, seen, until } from '../page.ts'
import { root } from '../vscode.ts'

seen(
  'the score stands above each example and follows what is typed; a click shows its parts, and a link there what is counted',
  () => openWindow({ folder: join(root, 'media/samples') }),
  async window => {
    const { page } = window
    const editor = await window.openFile('number-theory.limo:121')
    const lens = editor.locator('.codelens-decoration a', { hasText: 'LIMO score' })
    const titles = await until(
      'the lenses',
      () => lens.allInnerTexts(),
      all => all.some(text => / of 25$/.test(text)),
    )
    assert.match(titles.join('\n'), /LIMO score \+\d\.\d\d, \d+(?:st|nd|rd|th) of 25/)
    await window.screenshot('score-lens')
    const hover = page.locator('.monaco-hover:visible', { hasText: 'exploration' })
    // VS Code may draw a lens anew without asking what it does now, until it is scrolled into view: "Actual command not found".
    // A second click while the hover is on its way would send it away.
    await until(
      'the hover',
      async () => {
        await page.mouse.move(800, 600)
        for (const rows of [900, -900]) {
          await page.mouse.wheel(0, rows)
          // Two turns at once would come to none.
          await page.waitForTimeout(300)
        }
        await lens.last().click()
        return hover.waitFor({ timeout: 10_000 }).then(
          () => true,
          () => false,
        )
      },
      Boolean,
      60,
    )
    await window.screenshot('score-hover')
    assert.match((await hover.textContent()) ?? '', /exploration: \d+ markers? in \d+ words, \d+\w\w of 25/)
    await hover.getByText('What is counted').click()
    const docs = await window.webview('h1')
    assert.equal(await docs.locator('h1').textContent(), 'The LIMO score')
    await window.screenshot('score-docs')
    // The text of the first step.
    await window.openFile('number-theory.limo:133')
    const shown = () => lens.allInnerTexts()
    const before = await until('the lenses again', shown, all => all.some(text => / of 25$/.test(text)))
    await page.keyboard.press('End')
    await window.type(' Perhaps we might check it.')
    await until('another score', shown, all => all.length > 0 && all.join() !== before.join())
  },
)
