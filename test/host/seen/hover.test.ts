import assert from 'node:assert/strict'
import { openWindow, seen, until, type Window } from '../page.ts'

const text = `@limo 1
macros:
  \\half: \\frac{#1}{2}

@example sums

@problem
What is $\\half{4} + \\sum_{i=1}^{3} i$?

@solution

@step derive {#sum}: The sum $S$
Here $S = \\sum_{i=1}^{3} i = 6$, and
$$
\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}
$$
counts for nothing.

@step conclude
By [#sum] it is $\\boxed{8}$.

@answer: 8
`

/** The cursor is at a place, and the server knows the file. */
async function goTo({ openFile, page }: Window, place: string): Promise<void> {
  await openFile(`sums.limo:${place}`)
  await page.locator('.breadcrumbs-below-tabs', { hasText: /Problem|Solution/ }).waitFor()
}

/** The pictures of the hover at a place, drawn, with their colour. */
async function hoverAt(window: Window, place: string) {
  const { page } = window
  await goTo(window, place)
  await page.keyboard.press('Control+K')
  await page.keyboard.press('Control+I')
  const pictures = page.locator('.monaco-hover:not(.hidden) img')
  await pictures.first().waitFor()
  return until(
    'pictures',
    () =>
      pictures.evaluateAll(all =>
        all.map(one => {
          const { alt, complete, naturalWidth, src } = one as HTMLImageElement
          const svg = atob(src.split(',')[1] ?? '')
          return { alt, drawn: complete && naturalWidth > 0, color: /color="(#\w+)"/.exec(svg)?.[1] ?? '' }
        }),
      ),
    all => all.length > 0 && all.every(({ drawn }) => drawn),
  )
}

seen(
  'hovers show formulas, commands and steps as pictures in the colour of the theme, in Restricted Mode as well',
  () =>
    openWindow({
      files: { 'sums.limo': text },
      trust: false,
      settings: { 'workbench.colorTheme': 'Default Dark Modern' },
    }),
  async window => {
    const { page } = window
    const [formula, ...more] = await hoverIn('#cccccc', '8:21')
    assert.match(formula!.alt, /\\half/)
    assert.equal(more.length, 1, 'and the command below the cursor')
    await window.screenshot('hover-dark')
    await page.keyboard.press('Escape')

    const step = await hoverAt(window, '20:6')
    assert.deepEqual(
      step.map(({ alt }) => alt.slice(0, 5)),
      ['S', 'S = \\', '\\begi'],
    )
    await window.screenshot('hover-reference')
    await page.keyboard.press('Escape')

    await window.command('Preferences: Toggle between Light/Dark Themes')
    await page.locator('.monaco-workbench.vs').waitFor()
    assert.ok((await hoverIn('#3b3b3b', '15:12')).length >= 2)
    await window.screenshot('hover-light')

    /** The theme is told some time after it is there. */
    async function hoverIn(color: string, place: string) {
      return until(
        `a hover in ${color}`,
        () => hoverAt(window, place),
        ([first]) => first?.color === color,
      )
    }
  },
)

seen(
  'completion shows symbols and pictures; Insert Symbol types what is chosen',
  () => openWindow({ files: { 'sums.limo': text } }),
  async window => {
    const { page } = window
    await goTo(window, '17:20')
    await page.keyboard.press('End')
    await window.type(' So $\\hba')
    const row = page.locator('.suggest-widget.visible .monaco-list-row', { hasText: '\\hbar' })
    await row.first().waitFor()
    assert.match((await row.first().textContent()) ?? '', /ℏ/)
    if (!(await page.locator('.suggest-details img').isVisible())) await page.keyboard.press('Control+Space')
    await page.locator('.suggest-details img').waitFor()
    await window.screenshot('completion-symbol')
    await page.keyboard.press('Escape')
    await window.type('r$ and ')

    const input = page.locator('.quick-input-widget:visible input[type="text"]')
    const insert = async (query: string, command: string) => {
      await window.command('LIMO: Insert Symbol…')
      await input.fill(query)
      const first = page.locator('.quick-input-list .monaco-list-row').first()
      await until(
        command,
        () => first.textContent(),
        found => Boolean(found?.includes(command)),
      )
      await window.screenshot(`symbols-${command.replace(/\W/g, '')}`)
      await page.keyboard.press('Enter')
      await input.waitFor({ state: 'detached' }).catch(() => undefined)
    }
    await insert('<=', '\\le')
    await until('the symbol outside of math', window.editorText, found => found.includes('and $\\le$'))
    await window.openFile('sums.limo:8:10')
    await insert('for all', '\\forall')
    await until('the symbol in math', window.editorText, found => found.includes('$\\forall\\half'))
    await window.openFile('sums.limo:8:10')
    await window.command('LIMO: Insert Symbol…')
    const rows = page.locator('.quick-input-list .monaco-list-row')
    await until(
      'those used lately',
      () => rows.allInnerTexts(),
      all => Boolean(all[0]?.includes('\\forall') && all[1]?.includes('\\le')),
    )
    await page.keyboard.press('Escape')
  },
)
