import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Frame } from 'playwright-core'
import { escapeText } from '../../server/src/core/format/lines.ts'
import { scan } from '../../server/src/core/text/markup.ts'
import { openWindow, until, type Window, type WindowOptions } from '../host/page.ts'
import { codeServer, store } from '../host/vscode.ts'
import { limoText, type Record, realRecords, take } from './records.ts'
import { writeSection } from './section.ts'

// Measures what the reader of a preview waits for: LIMO's beside VS Code's own Markdown preview, in a real VS Code, on the
// same text. Writes the end of README.md.

/** In UTF-16 units. */
const length = 100_000
const keys = 25
/** So long the servers may take to look at a file, in milliseconds. */
const patience = 30_000
/** The first ones warm the compiler up. */
const warm = 5

const settings = {
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'editor.wordBasedSuggestions': 'off',
  'editor.minimap.enabled': false,
  'editor.wordWrap': 'on',
}

const tables = await previewTables(realRecords().records)
writeSection('preview', tables)
console.log(tables)
process.exit()

interface Typing {
  readonly median: number
  readonly p90: number
  /** From the command to the first formula on screen. */
  readonly first: number
  /** Of the page's scripts, in MB. */
  readonly memory: number
  readonly elements: number
}

interface Subject {
  readonly window: WindowOptions
  readonly file: string
  readonly command: string
  /** Something in the page that shows what is typed at the line. */
  readonly line: number
}

/** A long chain of reasoning: paragraphs of real solutions, so many characters with what they hold of formulas. */
function chain(records: readonly Record[]): { paragraphs: string[]; formulas: number } {
  const paragraphs: string[] = []
  let size = 0
  let formulas = 0
  for (let i = 0; size < length; i = (i + 1) % records.length) {
    for (const paragraph of records[i]!.solution.split(/\n\s*\n/)) {
      // Each counts as one where formulas are closed in it.
      const pieces = scan(paragraph)
      if (!paragraph.trim() || /^[ \t]*(?:[`~]{3}|\[asy\]|@|%%)/m.test(paragraph)) continue
      if (pieces.some(piece => piece.type === 'unclosed')) continue
      paragraphs.push(paragraph.trim())
      size += paragraph.length + 2
      formulas += pieces.filter(piece => piece.type === 'math').length
      if (size >= length) break
    }
  }
  return { paragraphs, formulas }
}

async function previewTables(records: readonly Record[]): Promise<string> {
  const { formulas, paragraphs } = chain(records)
  const middle = paragraphs.length >> 1
  const marked = paragraphs.map((text, i) => (i === middle ? `The place to type: \n${text}` : text))
  const limo = `@limo 1\n\n@example long\n@problem\nHow long is it?\n\n@solution\n${marked.map(text => `@step derive\n${escapeText(text)}\n`).join('\n')}\n@answer: 1\n`
  const markdown = `# Long\n\n${marked.join('\n\n')}\n`
  const ours = await typing(subject('long.limo', limo, 'LIMO: Open Preview to the Side'))
  const theirs = await typing(subject('long.md', markdown, 'Markdown: Open Preview to the Side'))
  const quick = await typing(subject('long.md', markdown, 'Markdown: Open Preview to the Side', withoutDelay()))
  const opened: string[] = []
  for (const size of [10, 1000]) {
    const file = `${size}.limo`
    const text = limoText(take(records, size), 0)
    const line = text.slice(0, text.indexOf(`@example bench-${size >> 1}\n`)).split('\n').length + 4
    const times: number[] = []
    for (let i = 0; i < 3; i++)
      times.push(
        await opening({
          window: { files: { [file]: text }, settings },
          file,
          line,
          command: 'LIMO: Open Preview to the Side',
        }),
      )
    opened.push(`| ${size.toLocaleString('en')} | ${(text.length / 1e6).toFixed(2)} MB | ${ms(median(times))} |`)
  }
  const row = (name: string, found: Typing): string =>
    `| ${name} | ${ms(found.median)} (${ms(found.p90)}) | ${(found.median / ours.median).toFixed(1)} | ${ms(found.first)} | ${found.memory.toFixed(0)} MB | ${found.elements.toLocaleString('en')} |`
  return `## The preview

In the VS Code of the tests: one chain of ${(limo.length).toLocaleString('en')} characters with ${formulas.toLocaleString('en')} formulas in ${paragraphs.length} steps, typed into in the middle,
${keys - warm} keystrokes each. Milliseconds from the key to the change in the page's document, the editor and all messages included. VS
Code's own Markdown preview shows the same paragraphs; it waits 300 ms by itself, so it is measured as it is and with that
delay set to 0.

| preview | keystroke to page, median (p90) | times LIMO's | command to first formula | memory of the page | elements |
|:---|---:|---:|---:|---:|---:|
${row('LIMO', ours)}
${row('Markdown, as it is', theirs)}
${row('Markdown, without its delay', quick)}

From the command to the first formula of the example at the cursor, in the middle of the file (median of three windows):

| examples | size | command to first formula |
|---:|---:|---:|
${opened.join('\n')}
`
}

function subject(file: string, text: string, command: string, extension?: string): Subject {
  const line = text.slice(0, text.indexOf('The place to type: ')).split('\n').length
  return { window: { files: { [file]: text }, settings, ...(extension && { extension }) }, file, command, line }
}

/** VS Code's own extension with its wait for further keys set to nothing: the rest is as it is. */
function withoutDelay(): string {
  const own = join(dirname(codeServer()), '../extensions/markdown-language-features')
  const copy = join(store, 'markdown-without-delay')
  if (existsSync(copy)) return copy
  cpSync(own, copy, { recursive: true })
  const file = join(copy, 'dist/extension.js')
  const code = readFileSync(file, 'utf8')
  const changed = code.replace(/(#\w+)=300;(?=#\w+;#\w+;)/, '$1=0;')
  if (changed === code) throw new Error('The delay of the Markdown preview is not where it was')
  writeFileSync(file, changed)
  return copy
}

/** Once more where a key was lost on the way, as happens on a busy machine. */
async function typing(what: Subject): Promise<Typing> {
  try {
    return await typed(what)
  } catch (error) {
    console.log(`${what.file} once more: ${error}`)
    return await typed(what)
  }
}

async function typed(what: Subject): Promise<Typing> {
  const window = await openWindow(what.window)
  try {
    await window.openFile(`${what.file}:${what.line}`)
    await settled(window)
    const { first, page } = await shown(window, what.command)
    await window.page.waitForTimeout(3000)
    await window.page.keyboard.press('Control+1')
    await window.page.keyboard.press('End')
    await window.page.evaluate(() => {
      addEventListener(
        'keydown',
        () => Reflect.set(globalThis, 'pressed', performance.timeOrigin + performance.now()),
        true,
      )
    })
    await page.evaluate(() => {
      const look = (): boolean => {
        const wanted = Reflect.get(globalThis, 'wanted') as string
        return document.body.textContent!.includes(wanted)
      }
      new MutationObserver(() => {
        const now = performance.timeOrigin + performance.now()
        if (!Reflect.get(globalThis, 'changed') && look()) Reflect.set(globalThis, 'changed', now)
      }).observe(document.body, { subtree: true, childList: true, characterData: true })
    })
    const times: number[] = []
    for (let i = 1; i <= keys; i++) {
      await page.evaluate(
        text => {
          Reflect.set(globalThis, 'wanted', text)
          Reflect.set(globalThis, 'changed', undefined)
        },
        `The place to type: ${'q'.repeat(i)}`,
      )
      await window.page.keyboard.press('q')
      const changed = await until('the change', () =>
        page.evaluate(() => Reflect.get(globalThis, 'changed') as number | undefined),
      )
      times.push(changed! - (await window.page.evaluate(() => Reflect.get(globalThis, 'pressed') as number)))
      await window.page.waitForTimeout(150)
    }
    const sorted = times.slice(warm).sort((a, b) => a - b)
    const { elements, memory } = await page.evaluate(() => ({
      elements: document.querySelectorAll('*').length,
      memory: (Reflect.get(performance, 'memory') as { usedJSHeapSize: number }).usedJSHeapSize / 1e6,
    }))
    return { median: median(sorted), p90: sorted[Math.floor(sorted.length * 0.9)]!, first, memory, elements }
  } finally {
    await window.close()
  }
}

async function opening(what: Subject): Promise<number> {
  const window = await openWindow(what.window)
  try {
    await window.openFile(`${what.file}:${what.line}`)
    await settled(window)
    return (await shown(window, what.command)).first
  } finally {
    await window.close()
  }
}

/** Extensions and servers have started and looked at the file, the mathematics of its examples included. */
async function settled(window: Window): Promise<void> {
  await window.page.waitForTimeout(patience)
}

async function shown(window: Window, command: string): Promise<{ first: number; page: Frame }> {
  await window.command(command)
  const start = Date.now()
  for (;;) {
    for (const page of await window.frames()) {
      const there = await page
        .locator('.katex')
        .count()
        .catch(() => 0)
      if (there) return { first: Date.now() - start, page }
    }
    if (Date.now() - start > 60_000) throw new Error('The preview shows no formula')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`
}
