import assert from 'node:assert/strict'
import type { Frame } from 'playwright-core'
import { openWindow, seen, until, variants, type Window } from '../page.ts'

/** What a file may hold that must not run, load, hang or leave its place. */
const hostile = `@limo 1
title: <script>globalThis.ran = 'title'</script>
macros:
  \\bomb: \\bomb\\bomb
  \\img: \\includegraphics{https://example.org/macro.png}

@example hostile
title: <img src=x onerror="globalThis.ran='title'">
source: https://example.org/source
tags: ["<b onmouseover=alert(1)>"]

@problem
<script>globalThis.ran = 'problem'</script><img src="https://example.org/a.png" onerror="globalThis.ran='img'">
![cat](https://example.org/cat.png) ![](data:image/svg+xml,<svg/onload=alert(1)>)
<iframe src="https://example.org/frame"></iframe> <link rel=stylesheet href="https://example.org/a.css">
[script](javascript:globalThis.ran='link') [data](data:text/html,<script>alert(1)</script>) [command](command:workbench.action.quit)
[fine](https://example.org/fine "a\\" onmouseover=\\"alert(1)")

[evil]: javascript:globalThis.ran='reference'
[evil] <javascript:alert(1)> <https://example.org/"onclick="alert(1)>

@solution
@step derive {#a"onclick="x}: <svg onload="globalThis.ran='svg'">
$\\href{javascript:globalThis.ran='href'}{x}$ and $\\url{javascript:alert(1)}$ and $\\htmlData{x=y}{z}$ and $\\htmlId{main}{z}$
and $\\includegraphics{https://example.org/tex.png}$ and $\\img$ and $\\htmlStyle{position:fixed;inset:0}{z}$
@step
$\\rule{1e9em}{1e9em}$ $\\kern{1e9em} a$ $$\\bomb$$ $\\text{</annotation></math><script>globalThis.ran='annotation'</script>}$
$\\text{<img src=x onerror=alert(1)>}$ $\\def\\a{\\a\\a}\\a$ $<!--$ $]]>$
@step
$${'{'.repeat(10_000)}x${'}'.repeat(10_000)}$
$${'{'.repeat(2_400)}x${'}'.repeat(2_400)}$
@step
${'>'.repeat(10_000)} ${'['.repeat(10_000)} ${'*a_ '.repeat(3_000)}
@step
\`\`\`html
</code></pre><script>globalThis.ran = 'fence'</script>
\`\`\`
[asy]</code><script>globalThis.ran = 'asy'</script>[/asy]
\`</code><script>globalThis.ran = 'code'</script>\`
@answer: </span><script>globalThis.ran = 'answer'</script>

@example next
@problem
The page still lives: $x^2$.
`

/** Everything that the window asks the network for, and what policies report. */
function watched(window: Window): { requests: string[]; reports: string[] } {
  const seen = { requests: [] as string[], reports: [] as string[] }
  window.page.on('request', request => {
    const { hostname, protocol } = new URL(request.url())
    if (hostname.endsWith('example.org') || protocol === 'javascript:') seen.requests.push(request.url())
  })
  window.page.on('console', message => {
    if (/Content.Security.Policy|Refused to|violates/i.test(message.text()))
      seen.reports.push(`${message.location().url}: ${message.text()}`)
  })
  return seen
}

async function reported(page: Frame): Promise<unknown> {
  return await page.evaluate(() => Reflect.get(globalThis, 'reported'))
}

for (const trust of variants([true, false])) {
  seen(
    `nothing of a hostile file runs, loads or hangs${trust ? '' : ', in Restricted Mode either'}`,
    () =>
      openWindow({
        files: { 'hostile.limo': hostile, 'calm.limo': '@limo 1\n\n@example calm\n@problem\nCalm $x$.\n' },
        trust,
      }),
    async window => {
      const { reports, requests } = watched(window)
      await window.openFile('calm.limo:4')
      await window.command('LIMO: Open Preview to the Side')
      const page = await window.webview('main .katex')
      await page.evaluate(() => {
        const all: string[] = []
        Reflect.set(globalThis, 'reported', all)
        document.addEventListener('securitypolicyviolation', event =>
          all.push(`${event.violatedDirective} ${event.blockedURI}`),
        )
      })
      await window.page.keyboard.press('Control+1')
      await window.openFile('hostile.limo:14')
      const started = Date.now()
      await until(
        'the hostile example',
        () => page.locator('.block.problem').textContent(),
        text => text?.includes('globalThis.ran'),
      )
      const took = Date.now() - started
      // Everything is looked at, so that everything is drawn.
      for (const block of await page.locator('main > .block').all()) await block.scrollIntoViewIfNeeded()
      await until(
        'all formulas',
        () => page.locator('.math:not([data-drawn])').count(),
        count => count === 0,
      )
      for (const link of await page.locator('main a').all())
        assert.match((await link.getAttribute('href'))!, /^(?:https:\/\/example\.org\/|#)/)
      assert.equal(
        await page
          .locator('main :is(script, img, iframe, link, object, embed, base, form, style, svg[onload])')
          .count(),
        0,
      )
      assert.deepEqual(
        await page.evaluate(() =>
          [...document.querySelectorAll('main *')].flatMap(element =>
            [...element.attributes]
              .filter(({ name }) => /^on|^src|^data-x$|^action$/.test(name))
              .map(({ name }) => name),
          ),
        ),
        [],
      )
      assert.equal(await page.evaluate(() => Reflect.get(globalThis, 'ran')), undefined)
      assert.ok(
        (await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0,
        'nothing is wider than the page',
      )
      await window.screenshot(`preview-hostile${trust ? '' : '-restricted'}`)
      // And it goes on.
      await window.page.keyboard.press('Control+1')
      await window.page.keyboard.press('Control+End')
      await until(
        'the next example',
        () => page.locator('.block.problem').textContent(),
        text => text?.includes('still lives'),
      )
      await until(
        'its formula',
        () => page.locator('.block.problem .katex').count(),
        count => count === 1,
      )
      assert.deepEqual(await reported(page), [])
      assert.deepEqual(reports, [])
      assert.deepEqual(requests, [])
      console.log(`the hostile example was there after ${took} ms`)
    },
  )
}

seen(
  'a formula that is half typed keeps its place, and its neighbours stand',
  () =>
    openWindow({
      files: {
        'a.limo':
          '@limo 1\n\n@example a\n@problem\nBefore $u$ it\n$$\\int_0^1 \\frac{\\sin x}{1 + x^2} \\, dx$$\nand after $v$.\n@solution\n@step\nAs $w$.\n@answer: 1\n',
      },
    }),
  async window => {
    await window.openFile('a.limo:6:25')
    await window.command('LIMO: Open Preview to the Side')
    const page = await window.webview('main .step .katex')
    const height = () => page.locator('.math.display').evaluate(element => element.getBoundingClientRect().height)
    const below = () => page.locator('.step').evaluate(element => element.getBoundingClientRect().top)
    const before = { height: await height(), below: await below() }
    await page.evaluate(() => {
      const formulas = [...document.querySelectorAll('.math:not(.display)')]
      Reflect.set(
        globalThis,
        'neighbours',
        formulas.map(formula => formula.firstElementChild),
      )
    })
    await window.page.keyboard.press('Control+1')
    await window.type('}')
    await until(
      'the reason',
      () =>
        page
          .locator('.math.display .reason')
          .textContent()
          .catch(() => ''),
      text => text?.includes('extra }'),
    )
    assert.match((await page.locator('.math.display code').textContent())!, /^\$\$\\int_0\^1/)
    assert.ok(Math.abs((await height()) - before.height) < 1, `${await height()} instead of ${before.height}`)
    assert.ok(Math.abs((await below()) - before.below) < 1, 'what stands below did not move')
    // The others are the same elements as before.
    assert.ok(
      await page.evaluate(() => {
        const formulas = [...document.querySelectorAll('.math:not(.display)')]
        const kept = Reflect.get(globalThis, 'neighbours') as Element[]
        return formulas.length === kept.length && formulas.every((formula, i) => formula.firstElementChild === kept[i])
      }),
    )
    await window.page.keyboard.press('Backspace')
    await until(
      'the formula',
      () => page.locator('.math.display .katex').count(),
      count => count === 1,
    )
    assert.ok(Math.abs((await height()) - before.height) < 1)
  },
)
