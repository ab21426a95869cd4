import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { parse } from '../../../server/src/core/format/parse.ts'
import { nothingSaid, page } from '../../../server/src/core/render/page.ts'
import { fontsIn } from '../../../server/src/core/render/page-fonts.ts'
import { latexCommands } from '../../../server/src/core/text/latex-commands.ts'
import { pageParts } from '../../../server/src/page-files.ts'
import { notified } from '../notifications.ts'
import { openWindow, seen, until, variants, type Window } from '../page.ts'
import { browser, root, temporary } from '../vscode.ts'

const picture = (name: string): string => join(root, 'test/pictures', `${name}.png`)

/** Takes what is proposed by its label, in the quick picks that follow one another, and names the file. */
async function exportTo(window: Window, choices: readonly string[], name: string): Promise<string> {
  await window.command('LIMO: Export Preview…')
  const pick = window.page.locator('.quick-input-widget:visible')
  for (const choice of choices) await pick.getByText(choice, { exact: true }).click()
  const target = join(window.folder, name)
  await window.nameFile(target)
  return target
}

for (const trust of variants([true, false])) {
  seen(
    `an example and all files become a page, unsaved text included${trust ? '' : ', in Restricted Mode too'}`,
    () => openWindow({ folder: join(root, 'media/samples'), trust }),
    async window => {
      await window.openFile('flawed.limo:21')
      await window.page.keyboard.press('End')
      await window.type(' Typed just now.')
      const target = await exportTo(window, ['This example', 'The examples with findings'], 'one.html')
      const message = await notified(window, '1 example written')
      await window.screenshot(`export-preview${trust ? '' : '-restricted'}`)
      const one = readFileSync(target, 'utf8')
      assert.match(one, /<title>A quartic that stays positive<\/title>/)
      assert.match(one, /Typed just now\./)
      assert.match(one, /✓ holds/)
      assert.equal(one.match(/<article /g)?.length, 1)
      await message.getByText('Show').press('Enter')
      await window.page.locator('.explorer-folders-view .monaco-list-row.selected', { hasText: 'one.html' }).waitFor()
      // The preview has the focus and no editor shows its file.
      await window.openFile('chinese.limo:20')
      await window.command('LIMO: Open Preview')
      await window.webview('main .step')
      const chinese = await exportTo(window, ['This example', 'The examples'], 'two.html')
      await until('the page', () => readdirSync(window.folder).includes('two.html'))
      assert.match(readFileSync(chinese, 'utf8'), /^<!DOCTYPE html>\n<html lang="zh/)
      const all = await exportTo(window, ['All files of the workspace', 'The examples'], 'all.html')
      await until('the page', () => readdirSync(window.folder).includes('all.html'))
      assert.equal(readFileSync(all, 'utf8').match(/<article /g)?.length, 25)
      assert.deepEqual(
        readdirSync(window.folder).filter(name => name.endsWith('.tmp')),
        [],
        'no temporary file stays',
      )
    },
  )
}

/** A page in a browser that tells what it asks for and what its policy forbids. */
async function opened(
  html: string,
): Promise<{ page: Page; asked: string[]; said: string[]; close: () => Promise<void> }> {
  const file = join(temporary('page'), 'page.html')
  writeFileSync(file, html)
  const chromium = await browser()
  const page = await chromium.newPage({ viewport: { width: 1000, height: 1300 }, javaScriptEnabled: true })
  const asked: string[] = []
  const said: string[] = []
  page.on('request', request => {
    if (!/^data:font\/woff2/.test(request.url())) asked.push(request.url())
  })
  page.on('console', message => said.push(message.text()))
  page.on('dialog', dialog => {
    said.push(dialog.message())
    void dialog.dismiss()
  })
  await page.goto(pathToFileURL(file).href)
  asked.shift()
  return { page, asked, said, close: () => chromium.close() }
}

async function htmlOf(names: readonly string[], texts: readonly string[]): Promise<string> {
  const files = texts.map((text, i) => {
    const document = parse(text)
    const regions = document.regions.flatMap(({ example }, index) => (example ? [index] : []))
    return { name: names[i]!, document, regions, macros: {}, said: () => nothingSaid }
  })
  let html = ''
  for await (const piece of page('Samples', files, await pageParts())) html += piece
  return html
}

test('a page is light or dark, asks for nothing, and its steps are whole on paper', async () => {
  const names = ['flawed.limo', 'chinese.limo', 'logic-and-code.limo']
  const html = await htmlOf(
    names,
    names.map(name => readFileSync(join(root, 'media/samples', name), 'utf8')),
  )
  const { asked, close, page, said } = await opened(html)
  try {
    const colours = () =>
      page.evaluate(() => {
        const { backgroundColor, color } = getComputedStyle(document.body)
        return [backgroundColor, color]
      })
    await page.emulateMedia({ colorScheme: 'light' })
    await page.screenshot({ path: picture('page-light') })
    const light = await colours()
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.screenshot({ path: picture('page-dark') })
    assert.notDeepEqual(await colours(), light)
    // Paper is white, whatever the screen is like.
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
    assert.deepEqual(await colours(), light)
    // Contents lead to their example, references to their step, and no tag is a button.
    await page.emulateMedia({ media: 'screen' })
    await page.locator('.contents a').last().click()
    assert.ok(
      await page
        .locator('article')
        .last()
        .evaluate(article => Math.abs(article.getBoundingClientRect().top) < 900),
    )
    await page.locator('a.reference').first().click()
    assert.match(await page.evaluate(() => location.hash), /^#[\w-]+\/step-1-\d+$/)
    assert.equal(await page.locator('button, script').count(), 0)
    assert.ok((await page.locator('math').count()) > 20, 'formulas keep their MathML')
    assert.ok(
      (await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0,
      'nothing is wider than the page',
    )
    await page.emulateMedia({ media: null })
    const pdf = await page.pdf({
      path: join(root, 'test/pictures/page.pdf'),
      format: 'A4',
      tagged: true,
      outline: true,
    })
    assert.ok(pdf.length > 10_000)
    assert.deepEqual([asked, said], [[], []])
  } finally {
    await close()
  }
})

test('every face that a formula is set in is among those that a page takes along', async () => {
  const { usedBy } = fontsIn((await pageParts()).styles)
  const wrapped = [
    'mathbf',
    'mathit',
    'mathsf',
    'mathtt',
    'mathcal',
    'mathfrak',
    'mathscr',
    'mathbb',
    'boldsymbol',
    'mathrm',
  ]
  const texts = ['textbf', 'textit', 'textsf', 'texttt', 'textrm', 'text']
  const formulas = [
    ...latexCommands
      .filter(({ text }) => !text)
      .map(({ args, name }) => `\\${name}${args.replaceAll('{}', '{x1A}').replaceAll('[]', '')}`),
    ...wrapped.flatMap(outer => [
      `\\${outer}{Ax1\\Gamma\\alpha+\\sum}`,
      ...wrapped.map(inner => `\\${outer}{\\${inner}{Ax1}\\operatorname{a}}`),
    ]),
    ...texts.flatMap(outer => texts.map(inner => `\\${outer}{Ax1 \\${inner}{Ax1} $x^2$}`)),
    '\\left(\\frac{\\frac{\\frac{a}{b}}{c}}{\\frac{a}{\\frac{b}{c}}}\\right)',
    '\\left\\{\\begin{matrix}1\\\\2\\\\3\\\\4\\\\5\\\\6\\\\7\\\\8\\end{matrix}\\right|',
    '\\big( \\Big( \\bigg( \\Bigg( \\sum \\int \\displaystyle\\sum\\int\\bigoplus',
    '\\sqrt{\\sqrt{\\frac{a}{\\frac{b}{c}}}} \\ce{H2O ->[a] B}',
  ]
  const text = `@limo 1\n@example a\n@problem\n${formulas.map(formula => `$${formula}$`).join('\n\n')}\n`
  const { close, page } = await opened(
    (await htmlOf(['a.limo'], [text])).replace('</style>', 'article{content-visibility:visible!important}</style>'),
  )
  try {
    const found = await page.locator('.math:has(.katex)').evaluateAll(all =>
      all.map(math => ({
        latex: math.querySelector('annotation')?.textContent,
        classes: [...math.querySelectorAll('[class]')].map(element => element.getAttribute('class')!),
        faces: [...math.querySelectorAll('.katex-html *')]
          .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.textContent?.trim()))
          .map(element => {
            const { fontFamily, fontStyle, fontWeight } = getComputedStyle(element)
            return { family: fontFamily.split(',')[0]!, bold: Number(fontWeight) > 500, italic: fontStyle === 'italic' }
          }),
      })),
    )
    assert.ok(found.length > 500, `${found.length}`)
    const lacking = found.flatMap(({ classes, faces, latex }) => {
      const used = usedBy(classes)
      return faces
        .filter(
          face =>
            !used.some(
              ({ bold, family, italic }) => family === face.family && bold === face.bold && italic === face.italic,
            ),
        )
        .map(face => `${latex}: ${JSON.stringify(face)}`)
    })
    assert.deepEqual(lacking, [])
  } finally {
    await close()
  }
})
