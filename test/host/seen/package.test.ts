import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pack } from '../pack.ts'
import { openWindow, seen, until } from '../page.ts'

const { vsix, names, size } = pack()

const wanted = [
  /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/i,
  /^extension\/(package\.nls(\.[\w-]+)?\.json|l10n\/.+\.json)$/,
  /^extension\/dist\/.+\.(cjs|js|css|json|svg|woff2)$/,
  // That of MathJax, which is in the file beside it.
  /^extension\/dist\/formula-thread\.license\.txt$/,
  /^extension\/media\/(samples\/.+|benchmarks\.bin|[^/]+\.(svg|png))$/,
  /^extension\/syntaxes\/.+\.json$/,
  // The docs of the rules, the formats, the score and the fingerprints, which the editor shows.
  /^extension\/server\/src\/core\/((rules|formats)\/README|dataset\/(SCORE|FINGERPRINTS))\.md$/,
  /^(extension\.vsixmanifest|\[Content_Types\]\.xml)$/,
]

test('the package holds what it needs and no sources', () => {
  assert.deepEqual(
    names.filter(name => !wanted.some(one => one.test(name))),
    [],
    'files that do not belong in the package',
  )
  for (const name of [
    'dist/extension.cjs',
    'dist/limo.cjs',
    'dist/formula-thread.cjs',
    'dist/token-thread.cjs',
    'package.json',
    'readme.md',
    'LICENSE.txt',
  ])
    assert.ok(names.includes(`extension/${name}`), `${name} is in the package`)
})

test('the package is smaller than 5 MB, of which the vocabularies are 1.5 MB', () => {
  assert.ok(size < 5_000_000, `It has ${size} bytes`)
})

const broken = '@limo 1\n\n@example broken\n\n@problem\nCompute $\\frac{1}{$.\n\n@solution\nIt is hard to say.\n'
const config = '{ "tokens": { "cutoff": 40 } }'

seen(
  'the packed extension, installed, checks a .limo file',
  () => openWindow({ extension: vsix, files: { 'broken.limo': broken, 'limo.config.json': config } }),
  async window => {
    await window.openFile('broken.limo')
    const problems = await until('problems', window.problems, all => all.length)
    await until('tokens are counted', window.problems, all =>
      all.some(problem => / tokens by o200k_base/.test(problem)),
    )
    for (const problem of problems) assert.match(problem, /\p{L}{2,}.*\[Ln \d+, Col \d+\]/u)
    const language = window.page.locator('[id="status.editor.mode"]')
    assert.match((await language.textContent()) ?? '', /limo/i)
    await window.screenshot('packed')
  },
)
