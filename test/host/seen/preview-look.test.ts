import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Frame } from 'playwright-core'
import { openWindow, seen, until } from '../page.ts'
import { darkTheme, themes } from '../themes.ts'
import { root } from '../vscode.ts'

/** How much the text stands out from what is behind it, as WCAG counts it. */
async function contrast(page: Frame, selector: string): Promise<number> {
  return await page
    .locator(selector)
    .first()
    .evaluate(element => {
      const channels = (color: string) =>
        color
          .match(/[\d.]+/g)!
          .slice(0, 3)
          .map(Number)
      const light = (color: string) => {
        const [r, g, b] = channels(color).map(value => {
          const part = value / 255
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
        }) as [number, number, number]
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      const [text, behind] = [getComputedStyle(element).color, getComputedStyle(document.body).backgroundColor].map(
        light,
      ) as [number, number]
      return (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05)
    })
}

seen(
  'the preview wears the theme of the editor, and changes with it',
  () => openWindow({ folder: join(root, 'media/samples'), settings: { 'workbench.colorTheme': darkTheme } }),
  async window => {
    await window.openFile('flawed.limo:50')
    await window.command('LIMO: Open Preview to the Side')
    const page = await window.webview('main .step .katex')
    const kept = await page.locator('#problem').elementHandle()
    const looks = new Set<string>()
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
      looks.add(
        await page.evaluate(() =>
          [document.body, document.querySelector('a')!]
            .map(element => getComputedStyle(element))
            .map(({ backgroundColor, color }) => `${backgroundColor} ${color}`)
            .join(),
        ),
      )
      for (const selector of [
        'h1',
        '#problem p',
        '.number',
        '.kind',
        '.wrong .flawed',
        'aside.error .name',
        '.verdict.true',
        '.katex',
        '.bar .position',
        'a.reference',
      ]) {
        assert.ok((await contrast(page, selector)) >= 4.5, `${selector} in ${theme}: ${await contrast(page, selector)}`)
      }
      await window.screenshot(`preview-${theme.toLowerCase().replaceAll(' ', '-')}`)
    }
    assert.equal(looks.size, themes.length)
    // Drawn lines are whole.
    assert.ok((await page.locator('.katex svg path[d]').count()) > 0)
    // Without being made anew.
    assert.ok(await page.evaluate(element => element?.isConnected, kept))
    assert.ok((await page.locator('.katex math').count()) > 10, 'formulas keep their MathML')
  },
)

seen(
  'an empty file, a broken one and a Chinese one are shown as far as they go',
  () =>
    openWindow({
      folder: join(root, 'media/samples'),
      files: {
        'empty.limo': '',
        'broken.limo':
          '@soluton\nstray [#nothing]\n@example\n@solution\n@step\nA step $\\nope{1}$ of **nothing and $x\n\n```python\nx = 1\n@answer\n@problem\n',
        'plain.limo':
          '@example plain\n@problem\nTwo?\n@solution\nOne and one.\n\nThat makes $\\boxed{2}$.\n@answer: 2\n',
      },
    }),
  async window => {
    await window.openFile('empty.limo')
    await window.command('LIMO: Open Preview to the Side')
    const page = await window.webview('main h1')
    assert.deepEqual(await page.locator('main :is(h1, span)').allTextContents(), ['Data set', '0 examples'])
    await window.page.keyboard.press('Control+1')
    await window.openFile('broken.limo:6')
    await until(
      'the broken formula',
      () => page.locator('.broken').allTextContents(),
      all => all.some(text => text.includes('\\nope{1}')),
    )
    await window.screenshot('preview-broken')
    await window.openFile('plain.limo:6')
    await until(
      'paragraphs as steps',
      () => page.locator('.step').count(),
      count => count === 2,
    )
    assert.equal(await page.locator('.block.active').getAttribute('id'), 'step-1-1')
    await window.openFile('chinese.limo:20')
    await until(
      'the language',
      () => page.locator('#problem').getAttribute('lang'),
      language => language?.startsWith('zh'),
    )
    await window.screenshot('preview-chinese')
  },
)
