import { until, type Window } from './page.ts'

/** The row of a test, as it is read out, and whether it is shown as out of date; that of its file is opened. */
export async function testRow({ page }: Window, name: RegExp): Promise<() => Promise<string>> {
  const rows = page.locator('.test-explorer .monaco-list-row')
  const file = rows.filter({ hasText: 'a.limo' }).first()
  await until('the file open', async () => {
    if ((await file.getAttribute('aria-expanded')) === 'true') return true
    await file.locator('.monaco-tl-twistie').click()
    return (await file.getAttribute('aria-expanded')) === 'true'
  })
  return async () => {
    const labels = await rows.evaluateAll(all =>
      all.map(row => `${row.getAttribute('aria-label')}${row.querySelector('.retired') ? ' outdated' : ''}`),
    )
    return labels.find(label => name.test(label)) ?? ''
  }
}
