import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import type { Browser, Frame, Locator, Page } from 'playwright-core'
import { cleanEnv, until, WaitedInVain } from './process.ts'
import { startServer } from './server.ts'
import { browser, codeServer, root, temporary } from './vscode.ts'

export { until } from './process.ts'

export interface WindowOptions {
  /** Opened as a copy, so that a test may write. Without it, an empty folder. */
  folder?: string
  /** Written into that copy: path in the folder, text. */
  files?: Record<string, string>
  /** A folder with an extension under development, or a packed `.vsix`. Default: this project. */
  extension?: string
  /** false: Workspace Trust is on and the folder is not trusted (Restricted Mode). Default: true. */
  trust?: boolean
  /** User settings. */
  settings?: Record<string, unknown>
}

export type Window = Awaited<ReturnType<typeof openWindow>>

/** A VS Code as a person sees it: own data, own folder, 1400 x 900. */
export async function openWindow(options: WindowOptions = {}) {
  const { extension = process.env.EXTENSION ?? root, trust = true } = options
  const packed = extension.endsWith('.vsix')
  const folder = fill(options)
  const dataDir = temporary('data')
  if (packed) install(extension, dataDir)
  const server = await startServer({
    dataDir,
    trust,
    driver: true,
    settings: { 'security.workspace.trust.startupPrompt': 'never', ...options.settings },
  })
  let chromium: Browser | undefined
  try {
    chromium = await browser()
    const page = await chromium.newPage({ viewport: { width: 1400, height: 900 }, deviceScaleFactor: 1 })
    page.setDefaultTimeout(30_000)
    const develop: [string, string] = ['extensionDevelopmentPath', server.remote(resolve(extension))]
    await page.goto(server.address(folder, [...(packed ? [] : [develop]), ['skipWelcome', 'true']]))
    const window = { folder, server, page, close, ...controls(page, folder) }
    await window.ready()
    return window
  } catch (error) {
    await close()
    throw error
  }

  async function close(): Promise<void> {
    await chromium?.close()
    server.end()
  }
}

/** Where time is short, of cases that differ little one stands for all: the last. */
export function variants<T>(all: readonly T[]): readonly T[] {
  return process.env.CI ? all.slice(-1) : all
}

/** No test is begun any more, if that was limited. */
function isLate(): boolean {
  return Date.now() / 1000 > (Number(process.env.WINDOW_TESTS_BEGIN_UNTIL) || Number.POSITIVE_INFINITY)
}

/** So often what is waited for in vain is tried. */
const attempts = 3

/**
 * A test in front of a window. A failure leaves a picture: test/pictures/failed-NAME.png. What was waited for in vain, as
 * a key that a busy machine lost, is tried again in a new window, and told; a false assertion is not.
 */
export function seen(name: string, open: () => Promise<Window>, body: (window: Window) => Promise<void>): void {
  test(name, async context => {
    if (isLate()) return context.skip('no time is left for it on this machine')
    for (let tried = 1; ; tried++) {
      try {
        return await attempt()
      } catch (error) {
        if (!isTimeout(error) || tried === attempts) throw shortened(error)
        console.error(`${name}: again, after ${(error as Error).message.split('\n')[0]}`)
      }
    }
  })

  async function attempt(): Promise<void> {
    const window = await open()
    try {
      await body(window)
    } catch (error) {
      const picture = await window.screenshot(`failed-${name.replace(/\W+/g, '-')}`).catch(() => 'no picture')
      console.error(`${name}: see ${picture}`)
      throw error
    } finally {
      await window.close()
    }
  }
}

function onlyTimeouts(error: unknown): false {
  if (isTimeout(error)) return false
  throw error
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error instanceof WaitedInVain)
}

function controls(page: Page, folder: string) {
  const quickInput = page.locator('.quick-input-widget:visible')
  /** Of one thing that is done again if it fails, in milliseconds. */
  const timeout = 5_000
  const editor = page.locator('.editor-group-container.active .editor-instance')
  return {
    ...{ ready, reload, screenshot, frames, webview, editor, editorText, problems },
    ...{ act, command, openFile, question, focusRow, nameFile, chooseInMenu, type },
  }

  /** The workbench is there, and what it had to restore is restored. */
  async function ready(): Promise<void> {
    await page.waitForFunction('globalThis.driver !== undefined', undefined, { timeout: 60_000 })
    await page.evaluate('globalThis.driver.whenWorkbenchRestored()')
    await page.locator('.statusbar-item').first().waitFor()
  }

  async function reload(): Promise<void> {
    await page.reload()
    await ready()
  }

  /** Saved as test/pictures/NAME.png, whose path is returned. */
  async function screenshot(name: string): Promise<string> {
    const path = join(root, 'test/pictures', `${name}.png`)
    mkdirSync(dirname(path), { recursive: true })
    await page.screenshot({ path })
    return path
  }

  /** By its path in the folder, with `:line:column` if wanted. Resolves when the editor shows it and has the focus. */
  async function openFile(name: string): Promise<Locator> {
    const [, path, position] = /^(.*?)((?::\d+)*)$/.exec(name)!
    await quickOpen('Control+P')
    // The history stands there first; Enter takes the row that has the focus.
    await focusRow(join(folder, path!) + position, path!.split('/').at(-1)!)
    await page.keyboard.press('Enter')
    await page.locator(`.tab.active[data-resource-name="${path!.split('/').at(-1)}"]`).waitFor()
    await editor.locator('.monaco-editor.focused .view-line').first().waitFor()
    return editor
  }

  /**
   * Does something again until it has its effect. A key that is pressed while the focus moves into a page goes to neither,
   * a menu takes no click in its first moment, and what is typed into a question is gone when the next one takes its place.
   */
  async function act(what: string, deed: () => Promise<unknown>, effect: Locator | (() => Promise<unknown>)) {
    const has = () => (typeof effect === 'function' ? effect() : effect.first().isVisible())
    const patience = 5
    await until(what, async () => {
      if (!(await deed().then(() => true, onlyTimeouts))) return has()
      return until(what, has, Boolean, patience).catch(onlyTimeouts)
    })
  }

  async function quickOpen(key: string): Promise<void> {
    await act(`the input of ${key}`, () => page.keyboard.press(key), quickInput.locator('input'))
  }

  /** The question whose title says such a thing, waited for: one takes the place of the other. */
  async function question(title: string): Promise<Locator> {
    const asked = quickInput.filter({ has: page.locator('.quick-input-title', { hasText: title }) })
    await asked.waitFor()
    return asked
  }

  /** Types a filter into the question that is open, until the row is the one that Enter takes. */
  async function focusRow(filter: string, row = filter): Promise<void> {
    const input = quickInput.locator('input[type=text]').first()
    const focused = quickInput.locator('.monaco-list-row.focused', { hasText: row })
    await act(`"${row}" to have the focus`, () => input.fill(filter, { timeout }), focused)
  }

  /** In the dialog for files, which fills in its own proposal some time after it opens. */
  async function nameFile(path: string, isProposal = (value: string) => /\.\w+$/.test(value)): Promise<void> {
    const input = quickInput.locator('input[type=text]').first()
    await until(
      'the dialog',
      () => input.inputValue(),
      value => value.startsWith('/') && isProposal(value),
    )
    await act(
      'the path',
      () => input.fill(path, { timeout }),
      async () => (await input.inputValue({ timeout })) === path,
    )
    await page.keyboard.press('Enter')
  }

  /** In the context menu of an element. */
  async function chooseInMenu(target: Locator, name: string, effect: Parameters<typeof act>[2]): Promise<void> {
    const item = page.locator('.monaco-menu .action-label', { hasText: name })
    const deed = async () => {
      if (!(await item.isVisible())) await target.click({ button: 'right', timeout })
      await item.waitFor({ timeout })
      await page.waitForTimeout(500)
      await item.click({ timeout })
    }
    await act(name, deed, effect)
  }

  /** By its title in the palette, "LIMO: Open Preview". */
  async function command(title: string): Promise<void> {
    await quickOpen('F1')
    const input = quickInput.locator('input').first()
    const names = quickInput.locator('.quick-input-list-row .label-name')
    const row = names.getByText(title, { exact: true }).first()
    const isOpen = async () => (await input.isVisible()) && (await input.inputValue({ timeout })).startsWith('>')
    try {
      await act(title, () => input.fill(`>${title}`, { timeout }), row)
    } catch (error) {
      onlyTimeouts(error)
      throw new WaitedInVain(`The palette has no "${title}", but: ${(await names.allInnerTexts()).join(' | ')}`)
    }
    await act(
      `${title} to be taken`,
      () => row.click({ timeout }),
      async () => !(await isOpen()),
    )
    // Away from the title bar, which would show a tooltip.
    await page.mouse.move(0, 450)
  }

  /** To where the focus is, key by key, with all that the editor does to it. */
  async function type(text: string): Promise<void> {
    await page.keyboard.type(text)
  }

  /** The lines on screen. */
  async function editorText(): Promise<string> {
    const lines = await editor
      .first()
      .locator('.view-line')
      .evaluateAll(all =>
        all
          .map(line => ({ top: Number.parseFloat((line as HTMLElement).style.top), text: line.textContent ?? '' }))
          .sort((a, b) => a.top - b.top)
          .map(line => line.text),
      )
    return lines.join('\n').replaceAll('\u00a0', ' ').replaceAll('\u200c', '')
  }

  /** What the Problems panel lists now, a text each; the focus stays in the editor. Wait with `until`. */
  async function problems(): Promise<string[]> {
    const panel = page.locator('.markers-panel')
    if (!(await panel.isVisible())) {
      await command('Problems: Focus on Problems View')
      await panel.waitFor()
      await page.keyboard.press('Control+1')
    }
    const rows = await panel.locator('.monaco-list-row:has(.marker-icon)').allInnerTexts()
    return rows.map(row => row.replace(/\s+/g, ' ').trim())
  }

  /** The documents of all webviews; VS Code nests each in two frames of its own. */
  async function frames(): Promise<Frame[]> {
    const found = await Promise.all(
      page.frames().map(async frame => {
        if (!frame.parentFrame()) return []
        const element = await frame.frameElement().catch(() => undefined)
        return (await element?.getAttribute('id').catch(() => null)) === 'active-frame' ? [frame] : []
      }),
    )
    return found.flat()
  }

  /** The webview that has such an element, waited for. */
  async function webview(selector = 'body > *'): Promise<Frame> {
    const has = (frame: Frame) =>
      frame
        .locator(selector)
        .count()
        .catch(() => 0)
    const find = async () => {
      for (const frame of await frames()) if (await has(frame)) return frame
      return undefined
    }
    const frame = await until(`a webview with "${selector}"`, find, Boolean, 30, () => 'none')
    return frame!
  }
}

/** Without the hundreds of lines that a dead browser leaves in it. */
function shortened(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const cut = (text: string) => (text.length < 6000 ? text : `${text.slice(0, 1000)}\n…\n${text.slice(-2000)}`)
  error.stack = cut(error.stack ?? '')
  error.message = cut(error.message)
  return error
}

function fill(options: WindowOptions): string {
  // Without symbolic links in its path: VS Code resolves some names and not others.
  const folder = realpathSync(temporary('folder'))
  if (options.folder) cpSync(options.folder, folder, { recursive: true })
  for (const [path, text] of Object.entries(options.files ?? {})) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

function install(vsix: string, dataDir: string): void {
  const out = execFileSync(
    process.execPath,
    [codeServer(), '--install-extension', resolve(vsix), '--server-data-dir', dataDir, '--accept-server-license-terms'],
    { env: cleanEnv(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  )
  if (!out.includes('successfully installed')) throw new Error(`The extension could not be installed:\n${out}`)
}
