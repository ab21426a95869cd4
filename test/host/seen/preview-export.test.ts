import assert from 'node:assert/strict'
import { join } from 'node:path'
import { openWindow, seen, until } from '../page.ts'
import { root } from '../vscode.ts'

seen(
  'the text that is trained stands beside its example, what is masked greyed, with its tokens, in Restricted Mode too',
  () => openWindow({ folder: join(root, 'media/samples'), trust: false }),
  async window => {
    const { page } = window
    await window.openFile('number-theory.limo:133')
    await window.command('LIMO: Preview Export')
    const shown = page.locator('.editor-instance', { has: page.locator('[data-uri^="limo-export:"]') })
    const text = async () => ((await shown.locator('.view-lines').textContent()) ?? '').replaceAll('\u00a0', ' ')
    await until('the text', text, all => all.includes('<|im_start|>assistant'))
    const lenses = async () =>
      (await shown.locator('.codelens-decoration').allInnerTexts()).join(' | ').replaceAll(/\s*\|\s*/g, ' | ')
    const counted = await until('the tokens', lenses, all => / of 16,384 tokens/.test(all))
    const [, ...counts] = /(\d+) of 16,384 tokens \| masked: (\d+) tokens \| trained: (\d+) tokens/.exec(counted) ?? []
    const [all, masked, trained] = counts.map(Number)
    assert.ok(trained! > 500 && masked! > 50, counted)
    assert.equal(all, trained! + masked!)
    for (const [theme, name, grey] of [
      ['vs', 'light', 'rgb(113, 113, 113)'],
      ['vs-dark', 'dark', 'rgb(143, 143, 143)'],
    ] as const) {
      if (!(await page.locator(`.monaco-workbench.${theme}`).count())) {
        await window.command('Preferences: Toggle between Light/Dark Themes')
        await page.locator(`.monaco-workbench.${theme}`).waitFor()
      }
      const colorOf = (words: string) =>
        shown
          .locator('.view-line span span', { hasText: words })
          .last()
          .evaluate(span => getComputedStyle(span).color)
      await until(
        'the grey',
        () => colorOf('im_start|>system'),
        color => color === grey,
      )
      assert.notEqual(await colorOf('Step 1'), grey)
      await page.waitForTimeout(500)
      await window.screenshot(`trained-${name}`)
    }
    // It follows what is typed, the format and the cursor.
    await window.openFile('number-theory.limo:133')
    await page.keyboard.press('End')
    await window.type(' Typed just now.')
    await until('what is typed', text, now => now.includes('Typed just now.'))
    await window.command('LIMO: Preview Export As…')
    await window.focusRow('NeMo RL', 'NeMo RL: input and output')
    await page.keyboard.press('Enter')
    await until('the other format', lenses, now => now.includes('masked (what replies are judged by)'))
    assert.doesNotMatch(await text(), /Typed just now/)
    await window.openFile('number-theory.limo:60')
    await until('another example', text, now => !now.includes('divisible by $91$'))
  },
)
