import assert from 'node:assert/strict'
import { join } from 'node:path'
import { openWindow, seen, until } from '../page.ts'
import { root } from '../vscode.ts'

for (const [name, theme] of [
  ['light', 'Default Light Modern'],
  ['dark', 'Default Dark Modern'],
]) {
  seen(
    `the text that is trained stands beside its example, what is masked greyed, with its tokens (${name})`,
    () =>
      openWindow({
        folder: join(root, 'media/samples'),
        settings: { 'workbench.colorTheme': theme },
        trust: name === 'light',
      }),
    async window => {
      const { page } = window
      await window.openFile('number-theory.limo:133')
      await window.command('LIMO: Preview Export')
      const shown = page.locator('.editor-instance', { has: page.locator('[data-uri^="limo-export:"]') })
      const text = async () => ((await shown.locator('.view-lines').textContent()) ?? '').replaceAll('\u00a0', ' ')
      await until('the text', text, all => all.includes('<|im_start|>assistant'))
      const lenses = () => shown.locator('.codelens-decoration').allInnerTexts()
      const counted = await until('the tokens', lenses, all => all.some(lens => lens.includes('at most 16,384')))
      const [, all, trained, masked] =
        /([\d,]+) tokens by o200k_base: ([\d,]+) trained, ([\d,]+) masked/.exec(counted.join('\n')) ?? []
      const number = (words = '') => Number(words.replaceAll(',', ''))
      assert.ok(number(trained) > 100 && number(masked) > 20, counted.join('\n'))
      assert.equal(number(all), number(trained) + number(masked))
      const colorOf = (words: string) =>
        shown
          .locator('.view-line span span', { hasText: words })
          .last()
          .evaluate(span => getComputedStyle(span).color)
      const grey = name === 'light' ? 'rgb(113, 113, 113)' : 'rgb(143, 143, 143)'
      assert.equal(await colorOf('im_start|>system'), grey)
      await window.screenshot(`trained-${name}`)
      // It follows what is typed, and the format.
      await page.keyboard.press('End')
      await window.type(' Typed just now.')
      await until('what is typed', text, all => all.includes('Typed just now.'))
      await window.command('LIMO: Preview Export As…')
      const pick = page.locator('.quick-input-widget:visible')
      await pick.locator('input[type=text]').first().fill('NeMo RL')
      await pick.locator('.monaco-list-row.focused', { hasText: 'NeMo RL: input and output' }).waitFor()
      await page.keyboard.press('Enter')
      await until('the other format', lenses, all => all.some(lens => lens.includes('what replies are judged by')))
      assert.doesNotMatch(await text(), /Typed just now/)
      await window.screenshot(`trained-asked-${name}`)
      await window.openFile('number-theory.limo:20')
      const before = await text()
      await window.openFile('number-theory.limo:60')
      await until('another example', text, all => all !== before)
    },
  )
}
