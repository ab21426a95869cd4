import assert from 'node:assert/strict'
import type { Frame } from 'playwright-core'
import { openWindow, seen, until, type Window } from '../page.ts'

/** So many steps of a paragraph each, some longer than the others. */
function chain(id: string, steps: number): string {
  const texts = Array.from(
    { length: steps },
    (_, i) =>
      `@step derive {#s${i + 1}}\nStep number ${i + 1} of ${id} says $a_{${i}} + 1 = a_{${i + 1}}$.\n${i % 3 ? '' : `\nA second paragraph of ${id}, number ${i + 1}, with $\\frac{${i}}{7}$.\n`}`,
  )
  return `@example ${id}\nstatus: draft\n@problem\nWhat is $a_{${steps}}$?\n@solution\n${texts.join('\n')}\n@answer: ${steps}\n\n`
}

const long = `@limo 1\n\n${chain('first', 60)}${chain('second', 60)}`
const lineOf = (text: string): number => long.slice(0, long.indexOf(text)).split('\n').length

/** The number that the editor shows at the top. */
async function topLine(window: Window): Promise<number> {
  return await window.page.evaluate(() => {
    const editor = document.querySelector('.editor-group-container .monaco-editor')!
    const top = editor.getBoundingClientRect().top
    const numbers = [...editor.querySelectorAll('.margin-view-overlays > div')].flatMap(row => {
      const number = Number(row.querySelector('.line-numbers')?.textContent)
      return number && row.getBoundingClientRect().bottom > top + 4
        ? [{ number, y: row.getBoundingClientRect().top }]
        : []
    })
    return numbers.sort((a, b) => a.y - b.y)[0]?.number ?? 0
  })
}

async function cursorLine(window: Window): Promise<number> {
  return Number(await window.page.locator('.active-line-number').first().textContent())
}

/** The editor moves at most two lines with a turn of the wheel. */
async function wheel(window: Window, turns: number, by: number): Promise<void> {
  for (let i = 0; i < turns; i++) await window.page.mouse.wheel(0, by)
}

/** The part that is at the top of the page, below its bar. */
async function topPart(page: Frame): Promise<string> {
  return await page.evaluate(() => {
    const bar = document.querySelector('.bar')!.getBoundingClientRect().bottom
    const parts = [...document.querySelectorAll('main > .block')]
    return parts.find(part => part.getBoundingClientRect().bottom > bar + 2)?.id ?? ''
  })
}

const quietEditor = {
  'editor.stickyScroll.enabled': false,
  'editor.minimap.enabled': false,
  'editor.smoothScrolling': false,
  // Lines of one height, so that the first one that is seen is seen whole.
  'editor.codeLens': false,
}

seen(
  'editor and preview scroll together, exact to the part, and the source is a double click away',
  () => openWindow({ files: { 'long.limo': long }, settings: quietEditor }),
  async window => {
    await window.openFile('long.limo:3')
    await window.command('LIMO: Open Preview to the Side')
    const page = await window.webview('main .step')
    // The editor leads: its wheel takes the page along.
    await window.page.mouse.move(500, 500)
    await wheel(window, 30, 100)
    await until(
      'the page to follow the editor',
      async () => {
        const [line, part] = [await topLine(window), await topPart(page)]
        const step = Number(/^step-1-(\d+)$/.exec(part)?.[1])
        // The part at the top of the page is the one whose source is at the top of the editor.
        return { line, part, good: line > 20 && lineOf(`{#s${step}}`) <= line && line < lineOf(`{#s${step + 1}}`) }
      },
      ({ good }) => good,
    )
    // The page leads: the editor comes along, the cursor stays.
    await window.page.mouse.move(1100, 500)
    await window.page.mouse.wheel(0, 2500)
    const after = await until(
      'the editor to follow the page',
      async () => {
        const [line, part] = [await topLine(window), await topPart(page)]
        const step = Number(/^step-1-(\d+)$/.exec(part)?.[1])
        return { line, part, good: line > 60 && lineOf(`{#s${step}}`) <= line && line < lineOf(`{#s${step + 1}}`) }
      },
      ({ good }) => good,
    )
    // With the keyboard as well: J goes to the next part.
    await page.locator(`#${after.part}`).focus()
    await window.page.keyboard.press('j')
    const next = Number(/\d+$/.exec(after.part)![0]) + 1
    await until(
      'the focus on the next part',
      () => page.evaluate(() => document.activeElement?.id),
      id => id === `step-1-${next}`,
    )
    await until(
      'the editor at its source',
      () => topLine(window),
      line => line === lineOf(`{#s${next}}`),
    )
    // A double click brings the cursor there, and the part is marked.
    await page.locator('#step-1-40 p').first().dblclick()
    await until(
      'the cursor in the step',
      () => cursorLine(window),
      line => line === lineOf('Step number 40 of first'),
    )
    await until(
      'the mark',
      () => page.locator('.block.active').getAttribute('id'),
      id => id === 'step-1-40',
    )
    assert.equal(await page.locator('#step-1-40').getAttribute('aria-current'), 'true')
    // A reference jumps to its step, and the next example is a key away.
    await page.locator('#step-1-41').focus()
    await window.page.keyboard.press('n')
    await until(
      'the second example',
      () => page.locator('h1').textContent(),
      text => text === 'second',
    )
    assert.equal(await page.locator('.position').textContent(), '2 of 2')
    await until(
      'the cursor in it',
      () => cursorLine(window),
      line => line === lineOf('@example second'),
    )
    // The editor scrolled to another example shows that one.
    await window.page.mouse.move(500, 500)
    await wheel(window, 150, -100)
    await until(
      'the first example',
      () => page.locator('h1').textContent(),
      text => text === 'first',
    )
  },
)

seen(
  'scroll sync can be switched off, and the preview updates on save if that is wanted',
  () =>
    openWindow({
      files: { 'long.limo': long },
      settings: {
        ...quietEditor,
        'limo.preview.scrollSync': false,
        'limo.preview.updateOn': 'save',
        'files.autoSave': 'off',
      },
    }),
  async window => {
    await window.openFile(`long.limo:${lineOf('What is $a_{60}$')}`)
    await window.command('LIMO: Open Preview to the Side')
    const page = await window.webview('main .step')
    await window.page.keyboard.press('Control+1')
    await window.page.keyboard.press('Home')
    await window.type('Unsaved. ')
    await window.page.mouse.move(1100, 500)
    await window.page.mouse.wheel(0, 2000)
    await until(
      'the page scrolled',
      () => page.evaluate(() => globalThis.scrollY),
      y => y > 500,
    )
    assert.ok((await topLine(window)) < 5)
    assert.doesNotMatch((await page.locator('.problem').textContent())!, /Unsaved/)
    await window.page.keyboard.press('Control+S')
    await until(
      'what was saved',
      () => page.locator('.problem').textContent(),
      text => text?.includes('Unsaved. What is'),
    )
  },
)
