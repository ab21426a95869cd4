import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Locator } from 'playwright-core'
import { notified } from '../notifications.ts'
import { openWindow, seen, until } from '../page.ts'

const text = '@limo 1\n\n@example a\n@problem\nWhat is $1+2$?\n@solution\nIt is $\\boxed{4}$.\n@answer: 4\n'

seen(
  'in Restricted Mode no model is asked, and everything else works',
  () => openWindow({ files: { 'a.limo': text.replace('@answer', '@anwser') }, trust: false }),
  async window => {
    await window.openFile('a.limo:5')
    await until(
      'the findings',
      () => window.problems(),
      problems => problems.some(problem => /@anwser/.test(problem)),
    )
    await window.command('LIMO: Check Solution with Model')
    await notified(window, 'LIMO asks no model in Restricted Mode: trust this workspace first')
    await window.command('LIMO: Open Preview')
    await window.webview('main .katex')
    await window.screenshot('restricted')
  },
)

seen(
  'a model is set up from the first refusal on, and asked with its key',
  () => openWindow({ files: { 'a.limo': text } }),
  async window => {
    const asked: IncomingHttpHeaders[] = []
    const server = createServer((request, response) => {
      asked.push(request.headers)
      request.resume().on('end', () => response.end('{"choices":[{"message":{"content":"$\\\\boxed{3}$"}}]}'))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      await window.openFile('a.limo:5')
      await window.command('LIMO: Check Solution with Model')
      const message = await notified(window, 'To add a model, set limo.models in your user settings')
      // By key: what the pointer rests on shows a tooltip, and that may lie over the button.
      await message.getByText('Open Settings').press('Enter')
      const setting = (name: string) =>
        window.page.locator('.setting-item-contents').filter({ hasText: name }).locator('input')
      await enter(setting('Model: Base Url'), `${origin}/v1`)
      await enter(setting('Model: Name'), 'scripted')
      await window.screenshot('model-settings')

      await window.command('LIMO: Set Model Key…')
      const input = window.page.locator('.quick-input-widget:visible input[type=password]')
      await input.fill('sk-test-123')
      await input.press('Enter')
      await notified(window, `The key for ${origin} is stored`)

      await window.page.locator('.tab[data-resource-name="a.limo"]').click()
      await window.command('LIMO: Check Solution with Model')
      await notified(window, 'scripted answers 3, the example 4')
      assert.deepEqual(
        asked.map(headers => headers.authorization),
        ['Bearer sk-test-123'],
      )
      await until(
        'the finding',
        () => window.problems(),
        problems => problems.some(problem => /The model scripted answers 3, the example 4/.test(problem)),
      )
      await window.screenshot('model-disagrees')
    } finally {
      server.closeAllConnections()
      server.close()
    }
  },
)

/** The settings editor draws itself anew when its search has ended, and forgets what was typed before. */
async function enter(input: Locator, value: string): Promise<void> {
  await until(`the setting ${value}`, async () => {
    if ((await input.inputValue()) === value) return true
    await input.fill(value)
    await input.page().waitForTimeout(1500)
    return (await input.inputValue()) === value
  })
}
