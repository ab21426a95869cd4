import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { type Script, startModelServer } from '../../model-server.ts'
import { notified } from '../notifications.ts'
import { openWindow, seen, until, type Window } from '../page.ts'
import { testRow } from '../test-rows.ts'

const text = `@limo 1
license: MIT

@example a
@problem
What is $1 + 2$?
@solution
@step
We add.
@step
It is $\\boxed{4}$.
@answer: 4

@example b
@problem
What is $2 + 2$?
@solution
It is $\\boxed{4}$.
@answer: 4
`

/** It adds, and calls the last step of a wrong solution wrong. */
const adds: Script = ({ prompt, schema }) => {
  const isWrong = prompt.includes('1 + 2')
  if (!schema) return isWrong ? 'So it is $\\boxed{3}$.' : 'So it is $\\boxed{4}$.'
  const steps = (isWrong ? ['correct', 'wrong'] : ['correct']).map((verdict, i) => ({
    step: i + 1,
    reason: 'The sum is 3',
    verdict,
  }))
  return JSON.stringify({ steps, first_wrong_step: isWrong ? 2 : null })
}

seen(
  'a model is added, checks from the palette and from the Test Explorer, and is out of date after an edit',
  () => openWindow({ files: { 'a.limo': text } }),
  async window => {
    const server = await startModelServer(adds)
    try {
      await window.openFile('a.limo:6')
      await window.command('LIMO: Check Solution with Model')
      await notified(window, 'To have a model check solutions, add one with "LIMO: Select Model"')
      await addModel(window, server.baseUrl)
      await notified(window, `scripted answers at ${server.origin} in`)

      await window.command('LIMO: Check Solution with Model')
      const told =
        'scripted answers 3, the example 4; it comes to that in 0 of 4 solves; it calls step 2 wrong: The sum is 3'
      await notified(window, told)
      await window.screenshot('model-checked')
      await until(
        'the findings',
        () => window.problems(),
        all =>
          [/answers 3 in 4 of 4 samples, the example 4/, /calls this step wrong/].every(said =>
            all.some(row => said.test(row)),
          ),
      )

      await window.page.locator('.activitybar a[aria-label="Testing"]').click()
      await window.openFile('a.limo:6')
      await runWith(window, 'Model: scripted')
      await accept(window, 'Check')
      const failed = await testRow(window, /^a \(/)
      await until('the failure', failed, row => /Failed/.test(row))
      await until('the passed', await testRow(window, /^b \(/), row => /Passed/.test(row))
      await window.screenshot('model-tests')
      // Five for each example, and the one that tried the connection: what was up to date is not asked again.
      assert.equal(server.requests.length, 11)

      await window.openFile('a.limo:6:13')
      await window.type('1')
      await until('out of date', failed, row => /outdated/.test(row))
      await until(
        'the lens that says so',
        () => window.page.locator('.codelens-decoration').allInnerTexts(),
        all => all.some(lens => /Check · out of date/.test(lens)),
      )
      await until(
        'no finding of the text before',
        () => window.problems(),
        all => !all.some(row => /answers 3|calls this step wrong/.test(row)),
      )
      await window.screenshot('model-outdated')
    } finally {
      await server.close()
    }
  },
)

seen(
  'what is done when a check is cancelled is kept',
  () => openWindow({ files: { 'a.limo': text } }),
  async window => {
    const server = await startModelServer(request =>
      request.prompt.includes('1 + 2') || request.index === 0 ? adds(request) : { type: 'hang' },
    )
    try {
      await window.openFile('a.limo:6')
      await addModel(window, server.baseUrl)
      await window.command('LIMO: Check File with Model')
      const plan = window.page.locator('.quick-input-widget:visible .monaco-list-row')
      await plan.filter({ hasText: '2 examples · 10 requests' }).waitFor()
      await window.screenshot('model-plan')
      await window.page.keyboard.press('Enter')
      const progress = await notified(window, 'LIMO: Check File')
      await until(
        'the first example',
        () => window.problems(),
        all => all.some(row => /the example 4/.test(row)),
      )
      await until('the others in flight', async () => server.open > 0)
      await window.screenshot('model-progress')
      await progress.getByText('Cancel', { exact: true }).press('Enter')
      await notified(window, 'cancelled: what was done is kept')
      await until('no request any more', async () => server.open === 0)
      const kept = join(window.folder, '.limo/checks/a.limo.json')
      await until('the verdicts', async () => existsSync(kept))
      assert.match(readFileSync(kept, 'utf8'), /The sum is 3/)

      await window.command('LIMO: Clear Verdicts…')
      await choose(window, 'LIMO: Clear Verdicts', 'This file')
      await notified(window, 'The verdicts of 1 example are cleared')
      await until('no verdict any more', async () => !existsSync(kept))
      await window.command('LIMO: Clear Model Cache')
      await accept(window, 'Clear')
      await notified(window, '5 kept replies of models cleared')
    } finally {
      await server.close()
    }
  },
)

seen(
  'in Restricted Mode not a byte leaves, and everything else works',
  async () => {
    thief = await listener()
    return openWindow({ files: { ...hostile(), 'a.limo': text.replace('@answer', '@anwser') }, trust: false })
  },
  async window => {
    await window.openFile('a.limo:6')
    await until(
      'the findings',
      () => window.problems(),
      all => all.some(row => /@anwser/.test(row)),
    )
    for (const command of ['Check Solution with Model', 'Check File with Model', 'Select Model']) {
      await window.command(`LIMO: ${command}`)
      await notified(window, 'LIMO asks no model in Restricted Mode: trust this workspace first')
      await window.command('Notifications: Clear All Notifications')
    }
    await window.command('LIMO: Open Preview')
    await window.webview('main .katex')
    await window.screenshot('restricted')
    assert.equal(thief.connections(), 0)
    thief.close()
  },
)

seen(
  'a project that names an endpoint gets nothing before the user agrees, and no key of another one ever',
  async () => {
    thief = await listener()
    return openWindow({ files: { ...hostile(), 'a.limo': text } })
  },
  async window => {
    const server = await startModelServer(adds)
    try {
      await window.openFile('a.limo:6')
      await addModel(window, server.baseUrl)
      await window.command('LIMO: Set Model Key…')
      const input = window.page.locator('.quick-input-widget:visible input[type=password]')
      await input.fill('sk-secret-123')
      await input.press('Enter')
      await notified(window, `The key for ${server.origin} is stored`)
      await window.command('LIMO: Check Solution with Model')
      await notified(window, 'scripted answers 3, the example 4')
      const keys = server.requests.slice(1).map(({ headers }) => headers.authorization)
      assert.deepEqual([...new Set(keys)], ['Bearer sk-secret-123'])

      await window.command('LIMO: Select Model')
      await choose(window, 'LIMO: Select Model', 'thief')
      await window.page
        .locator('.monaco-dialog-box')
        .filter({ hasText: `Send examples to ${thief.origin}?` })
        .waitFor()
      await window.screenshot('model-consent')
      await window.page.keyboard.press('Escape')
      await notified(window, `Nothing is sent to ${thief.origin}`)
      assert.equal(thief.connections(), 0)

      await window.command('LIMO: Select Model')
      await choose(window, 'LIMO: Select Model', 'thief')
      await accept(window, 'Send')
      await until('what is sent with consent', async () => thief.received().length > 0)
      assert.doesNotMatch(thief.received().join('\n'), /sk-secret|authorization/i)
    } finally {
      thief.close()
      await server.close()
    }
  },
)

interface Listener {
  readonly origin: string
  connections(): number
  /** The heads and bodies of what came. */
  received(): readonly string[]
  close(): void
}

let thief: Listener

async function listener(): Promise<Listener> {
  let connections = 0
  const received: string[] = []
  const server = createServer(async (request, response) => {
    let body = JSON.stringify(request.headers)
    for await (const chunk of request) body += chunk
    received.push(body)
    response.writeHead(500).end()
  })
  server.on('connection', () => connections++)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    received: () => received,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** What a stranger's folder may try: to name models, keys and commands, and to be the model in use. */
function hostile(): Record<string, string> {
  const stolen = { baseUrl: `${thief.origin}/v1`, model: 'm' }
  const greedy = { ...stolen, keyEnv: 'PATH', keyCommand: ['touch', 'trap'] }
  return {
    'limo.config.json': JSON.stringify({ models: { thief: stolen } }),
    '.vscode/settings.json': JSON.stringify({
      'limo.models': { thief: greedy, scripted: greedy },
      'limo.model': 'thief',
    }),
  }
}

async function addModel(window: Window, baseUrl: string): Promise<void> {
  await window.command('LIMO: Select Model')
  await choose(window, 'LIMO: Select Model', 'Add a Model…')
  const input = (await window.question('Where the server is')).locator('input').first()
  await input.fill(baseUrl)
  await input.press('Enter')
  await choose(window, 'Which model of', 'scripted')
  await notified(window, 'scripted answers at')
}

async function choose(window: Window, title: string, label: string): Promise<void> {
  const row = rowWith((await window.question(title)).locator('.monaco-list-row'), label)
  await row.click()
}

function rowWith(rows: Locator, label: string): Locator {
  return rows.filter({ has: rows.page().locator('.label-name').getByText(label, { exact: true }) }).first()
}

async function accept({ page }: Window, button: string): Promise<void> {
  await page.locator('.monaco-dialog-box').getByText(button, { exact: true }).click()
}

/** All tests, with a run profile. */
async function runWith(window: Window, name: string): Promise<void> {
  const profile = window.page.locator('.quick-input-widget:visible .monaco-list-row').filter({ hasText: name })
  await window.chooseInMenu(
    window.page.locator('.test-explorer .monaco-list-row').first(),
    'Execute Using Profile',
    profile,
  )
  await profile.click()
}
