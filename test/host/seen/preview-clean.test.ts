import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { build } from 'esbuild'
import { drawFormula } from '../../../server/src/core/render/formula.ts'
import { latexCommands } from '../../../server/src/core/text/latex-commands.ts'
import { scan } from '../../../server/src/core/text/markup.ts'
import { seeds } from '../../seeds.ts'
import { browser, root } from '../vscode.ts'

test('what KaTeX draws passes the sanitizer whole', async () => {
  const formulas = new Set<string>([
    '\\sqrt{3}',
    '\\cancel{x}',
    '\\xrightarrow[a]{b}',
    '\\overbrace{x}^{y}',
    '\\ce{H2O}',
  ])
  for (const { name } of latexCommands) for (const end of ['', ' x', '{x}', '{x}{y}']) formulas.add(`\\${name}${end}`)
  for (const text of seeds) {
    for (const piece of scan(text))
      if (piece.type === 'math') formulas.add(text.slice(piece.innerStart, piece.innerEnd))
  }
  const drawn = [...formulas].flatMap(latex => {
    const result = drawFormula({ latex, display: true }, {})
    return result.type === 'drawn' ? [result.markup] : []
  })
  assert.ok(drawn.length > 1000, `${drawn.length}`)
  const bundle = await build({
    stdin: {
      contents: `export { cleanFormula, cleanPart } from './preview-clean.ts'`,
      resolveDir: join(root, 'media'),
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'clean',
    logLevel: 'warning',
  })
  const chromium = await browser()
  try {
    const page = await chromium.newPage()
    await page.setContent('<!DOCTYPE html><body></body>')
    await page.addScriptTag({ content: bundle.outputFiles[0]!.text })
    const changed = await page.evaluate(all => {
      const { cleanFormula } = Reflect.get(globalThis, 'clean') as { cleanFormula(markup: string): DocumentFragment }
      return all.filter(markup => {
        const raw = document.createElement('template')
        raw.innerHTML = markup
        const [before, after] = [document.createElement('div'), document.createElement('div')]
        before.append(document.importNode(raw.content, true))
        after.append(cleanFormula(markup))
        return !before.isEqualNode(after)
      })
    }, drawn)
    assert.deepEqual(changed.slice(0, 5), [])
    const kept = await page.evaluate(() => {
      const { cleanFormula, cleanPart } = Reflect.get(globalThis, 'clean') as Record<
        string,
        (markup: string) => DocumentFragment
      >
      const host = document.createElement('div')
      const bad =
        '<img src=x onerror=alert(1)><script>alert(1)</script><a href="javascript:alert(1)">a</a><svg><script>alert(1)</script></svg><iframe src="https://example.org"></iframe><style>*{}</style><form action="https://example.org"><input></form>'
      host.append(cleanPart!(bad), cleanFormula!(bad))
      return host.innerHTML
    })
    assert.doesNotMatch(kept, /<(?:img|script|iframe|style|form|input)|javascript:|onerror/)
  } finally {
    await chromium.close()
  }
})
