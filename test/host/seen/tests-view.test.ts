import { openWindow, seen, until, type Window } from '../page.ts'
import { testRow } from '../test-rows.ts'

const text = `@limo 1
license: MIT

@example right
@problem
What is $1 + 1$?
@solution
That is $\\boxed{2}$.
@answer: 2

@example wrong
@problem
What is $2 + 2$?
@solution
@step
Here $2 + 2 = 5$.
@step
That is $\\boxed{4}$.
@answer: 4
`

seen(
  'examples and solutions are tests that fail at the step, and are out of date when it changes',
  () => openWindow({ files: { 'a.limo': text } }),
  async window => {
    const { page } = window
    await window.openFile('a.limo:16')
    await openTests(window)
    await window.command('Test: Run All Tests')
    const failed = await testRow(window, /^wrong/)
    await until('the failure', failed, row => /Failed/.test(row))
    await until('the passed', await testRow(window, /^right/), row => /Passed/.test(row))
    await until(
      'expected and actual',
      async () => page.locator('.test-error-content-widget').allInnerTexts(),
      all => all.some(said => /5 != 4/.test(said)),
    )
    await window.screenshot('tests-failed')

    await replaceResult(window, '4')
    await until('out of date', failed, row => /outdated/.test(row))
    await until('the other is not', await testRow(window, /^right/), row => /Passed/.test(row) && !/outdated/.test(row))
    await window.screenshot('tests-outdated')

    await window.command('Test: Rerun Failed Tests')
    await until('what was mended', failed, row => /Passed/.test(row) && !/outdated/.test(row))
  },
)

seen(
  'what is saved is run again by itself when that is wanted',
  () => openWindow({ files: { 'a.limo': text } }),
  async window => {
    await window.openFile('a.limo:16:16')
    await openTests(window)
    await window.command('Test: Start Continuous Run')
    await replaceResult(window, '4')
    await window.command('File: Save')
    await until('the result', await testRow(window, /^wrong/), row => /Passed/.test(row))
    await replaceResult(window, '7')
    await window.command('File: Save')
    await until('the next result', await testRow(window, /^wrong/), row => /Failed/.test(row))
  },
)

/** The digit in front of column 16. */
async function replaceResult(window: Window, digit: string): Promise<void> {
  await window.openFile('a.limo:16:16')
  await window.page.keyboard.press('Backspace')
  await window.type(digit)
}

async function openTests({ page }: Window): Promise<void> {
  await page.locator('.activitybar a[aria-label="Testing"]').click()
  await page.locator('.test-explorer .monaco-list-row').first().waitFor()
}
