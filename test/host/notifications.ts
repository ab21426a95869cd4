import type { Locator } from 'playwright-core'
import { until, type Window } from './page.ts'

/** The notification that says such a thing, waited for. Under test VS Code shows none by itself, so their list is opened. */
export async function notified({ page }: Window, text: string): Promise<Locator> {
  const item = page.locator('.notification-list-item').filter({ hasText: text }).first()
  const bell = page.locator('[id="status.notifications"]')
  await until(`the notification "${text}"`, async () => {
    if (!(await page.locator('.notifications-center').isVisible())) await bell.click()
    return item.isVisible()
  })
  return item
}
