import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parse as parseHtml } from 'parse5'
import { contextOf } from '../server/src/core/context.ts'
import { parse } from '../server/src/core/format/parse.ts'
import { lint, mathOf } from '../server/src/core/lint.ts'
import { nothingSaid, type PageFile, page, saidOf, shownRegions } from '../server/src/core/render/page.ts'
import { fontsIn } from '../server/src/core/render/page-fonts.ts'
import { defaultSettings } from '../server/src/core/settings.ts'
import { pageParts } from '../server/src/page-files.ts'
import { hostile } from './eval/hostile.ts'
import { seeds } from './seeds.ts'

const parts = await pageParts()

function fileOf(name: string, text: string, findings = false): PageFile {
  const document = parse(text)
  const found = findings ? lint(document, defaultSettings) : []
  const math = mathOf(document, defaultSettings)
  return {
    name,
    document,
    macros: contextOf(document, defaultSettings).macros,
    regions: shownRegions(document).regions,
    said: index => {
      const region = document.regions[index]!
      return findings ? saidOf(region, found[index]!, math(region)) : nothingSaid
    },
  }
}

async function pageOf(files: readonly PageFile[], styles = parts.styles): Promise<string> {
  let text = ''
  for await (const piece of page('All of them', files, { ...parts, styles })) text += piece
  return text
}

type Element = DefaultTreeAdapterTypes.Element

/** All elements of a page in their order; a page that a parser has to mend is none. */
function elementsOf(text: string): Element[] {
  const errors: string[] = []
  const document = parseHtml(text, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startOffset }) => errors.push(`${code}: ${text.slice(startOffset - 60, startOffset + 20)}`),
  })
  assert.deepEqual(errors, [])
  const found: Element[] = []
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    assert.notEqual(node.nodeName, '#comment')
    if ('tagName' in node) found.push(node)
    if ('childNodes' in node) for (const child of node.childNodes) visit(child)
  }
  visit(document)
  return found
}

function attributes({ attrs }: Element): Record<string, string> {
  return Object.fromEntries(attrs.map(({ name, value }) => [name, value]))
}

function textOf(element: Element): string {
  return element.childNodes.map(node => ('value' in node ? node.value : 'tagName' in node ? textOf(node) : '')).join('')
}

const tags = new Set(
  [
    'html head meta title style body main nav header footer article section aside div span h1 h2 h3 h4 p ul ol li a',
    'blockquote pre code em strong s br hr table thead tbody tr th td',
    'math semantics annotation mrow mi mo mn ms mtext mspace mstyle mpadded mphantom menclose mfrac msqrt mroot',
    'msub msup msubsup munder mover munderover mtable mtr mtd mlabeledtr mmultiscripts mprescripts none mglyph',
    'svg path line',
  ].flatMap(line => line.split(' ')),
)

const words = /^[\w .:/~#-]*$/
const numbers = /^-?[\d.]+(?:em|ex|px|pt|%)?$/
/** Of each attribute what its value may be. */
const values: Record<string, RegExp> = {
  class: words,
  id: /^[\w.~-]+(?:\/[a-z0-9-]+)?$/,
  href: /^(?:https:|mailto:|#)/i,
  lang: /./,
  title: /^(?:https:|mailto:|)/i,
  style: /^(?:[a-z-]+:[\w .#%(),-]+;?)*$/,
  'aria-label': /^[\s\S]*$/,
  'aria-hidden': /^true$/,
  'aria-level': /^[2-6]$/,
  role: /^(?:group|img)$/,
  rel: /^noreferrer$/,
  start: /^\d+$/,
  xmlns: /^http:\/\/www\.w3\.org\/(?:1998\/Math\/MathML|2000\/svg)$/,
  display: /^block$/,
  encoding: /^application\/x-tex$/,
  charset: /^utf-8$/,
  name: /^(?:viewport|color-scheme|generator)$/,
  content:
    /^(?:width=device-width, initial-scale=1|light dark|LIMO|default-src 'none'; style-src 'unsafe-inline'; font-src data:)$/,
  'http-equiv': /^Content-Security-Policy$/,
  viewBox: /^[\d. ]+$/,
  preserveAspectRatio: words,
  d: /^[\w\s.,-]*$/,
  width: numbers,
  height: numbers,
}
const mathAttribute =
  /^(?:mathvariant|stretchy|fence|form|separator|accent|accentunder|linethickness|displaystyle|scriptlevel|columnalign|columnspacing|columnlines|rowspacing|rowlines|rowalign|lspace|rspace|minsize|maxsize|movablelimits|notation|mathcolor|mathbackground|mathsize|depth|voffset|linebreak|symmetric|side|framespacing|frame|largeop|x1|x2|y1|y2|stroke-width|columnwidth|width|height|class)$/

/** Holds a page to what it may consist of, whatever its text says. */
function isClosed(text: string): Element[] {
  const elements = elementsOf(text)
  const ids = new Set<string>()
  for (const element of elements) {
    assert.ok(tags.has(element.tagName), element.tagName)
    if (element.tagName === 'style') {
      const styles = textOf(element).replace(/url\(data:font\/woff2;base64,[\w+/=]*\)/g, '')
      assert.deepEqual(styles.match(/url\(|@import|<|expression\(|image-set/gi), null)
    }
    for (const [name, value] of Object.entries(attributes(element))) {
      if (name === 'id') {
        assert.ok(!ids.has(value), `${value} twice`)
        ids.add(value)
      }
      const foreign = element.namespaceURI !== 'http://www.w3.org/1999/xhtml' && mathAttribute.test(name)
      if (foreign) assert.match(value, /^[\w\s.,#%+-]*$/, `${element.tagName} ${name}`)
      else {
        assert.ok(Object.hasOwn(values, name), `${element.tagName} ${name}="${value}"`)
        assert.match(value, values[name]!, `${element.tagName} ${name}`)
      }
    }
  }
  for (const element of elements) {
    const { href } = attributes(element)
    if (href?.startsWith('#')) assert.ok(ids.has(href.slice(1)), `${href} leads nowhere`)
  }
  return elements
}

const small = `@limo 1
title: Two & <two>
license: CC-BY-4.0

@example one
title: The <first>
@problem
What is $1+1$?
@solution
@step {#a}
It is $2$.
@step
By [#a] it is $\\boxed{2}$, see [there](https://e.org/a).
@answer: 2
@check: 1 + 1 = 2

@example 二
language: zh
@problem
多少？
@answer: 3
@check: 1 + 1 = 3
`

test('a page of several examples has a title, contents and anchors', async () => {
  const elements = isClosed(await pageOf([fileOf('a.limo', small)]))
  const named = (tag: string) => elements.filter(({ tagName }) => tagName === tag)
  assert.deepEqual(named('title').map(textOf), ['Two & <two>'])
  assert.deepEqual(
    named('h1').map(element => [textOf(element), attributes(element)['aria-level']]),
    [
      ['Two & <two>', undefined],
      ['The <first>', '2'],
      ['二', '2'],
    ],
  )
  assert.deepEqual(
    named('a').map(element => [textOf(element), attributes(element).href]),
    [
      ['The <first>', '#one'],
      ['二', '#example'],
      ['Step 1', '#one/step-1-1'],
      ['there', 'https://e.org/a'],
    ],
  )
  assert.equal(attributes(named('html')[0]!).lang, 'en')
  assert.equal(attributes(named('article')[1]!).lang, 'zh')
  assert.ok(named('annotation').some(element => textOf(element) === '\\boxed{2}'))
  assert.equal(named('button').length, 0)
})

test('one example alone needs no contents, and says where it is from', async () => {
  const file = fileOf('a.limo', small)
  const elements = isClosed(await pageOf([{ ...file, regions: [2] }]))
  assert.equal(attributes(elements[0]!).lang, 'zh')
  assert.ok(!elements.some(({ tagName }) => tagName === 'nav'))
  assert.deepEqual(elements.filter(({ tagName }) => tagName === 'title').map(textOf), ['二'])
  assert.deepEqual(elements.filter(({ tagName }) => tagName === 'footer').map(textOf), ['Two & <two>CC-BY-4.0'])
})

test('files follow one another, each below its title', async () => {
  const elements = isClosed(
    await pageOf([fileOf('a.limo', small), fileOf('b.limo', small.replace(/^title: Two.*\n/m, ''))]),
  )
  const heads = elements.filter(({ tagName }) => tagName === 'h1').map(e => [textOf(e), attributes(e)['aria-level']])
  assert.deepEqual(heads, [
    ['All of them', undefined],
    ['Two & <two>', '2'],
    ['The <first>', '3'],
    ['二', '3'],
    ['b.limo', '2'],
    ['The <first>', '3'],
    ['二', '3'],
  ])
  // The same id twice makes two anchors.
  assert.ok(elements.some(element => attributes(element).id === 'one~2/step-1-1'))
})

test('findings and verdicts stand there only if they are asked for', async () => {
  const [plain, judged] = [await pageOf([fileOf('a.limo', small)]), await pageOf([fileOf('a.limo', small, true)])]
  isClosed(judged)
  for (const said of ['class="findings"', '✓ holds', '✗ does not hold: 2 against 3', '>missing-part<']) {
    assert.ok(!plain.includes(said), said)
    assert.ok(judged.includes(said), said)
  }
})

test('a step that fills more than a page of paper may be cut there', async () => {
  const steps = `@step\nShort.\n@step\n${'A long line. '.repeat(300)}\n`
  const elements = isClosed(await pageOf([fileOf('a.limo', `@limo 1\n@example a\n@solution\n${steps}`)]))
  const found = elements.flatMap(element => attributes(element).class?.match(/^block (?:long )?step$/) ?? [])
  assert.deepEqual(found, ['block step', 'block long step'])
})

test('every sample becomes a page in which nothing is mended', async () => {
  isClosed(await pageOf(seeds.map((text, i) => fileOf(`${i}.limo`, text, true))))
})

test('a page carries the fonts that it uses, and no others', async () => {
  const { faces } = fontsIn(parts.styles)
  assert.equal(faces.length, 20)
  const used = async (text: string) =>
    [
      ...(await pageOf([fileOf('a.limo', `@limo 1\n@example a\n@problem\n${text}\n`)])).matchAll(
        /@font-face\{font-family:KaTeX_(\w+);font-style:(\w+);font-weight:(\d+)/g,
      ),
    ].map(([, family, style, weight]) => `${family} ${style} ${weight}`)
  assert.deepEqual(await used('no formula'), [])
  assert.deepEqual(await used('$1 + 1$'), ['Main normal 400'])
  assert.deepEqual(await used('$x$'), ['Main normal 400', 'Math italic 400'])
  assert.deepEqual(await used('$\\mathbb{R}$'), ['AMS normal 400', 'Main normal 400'])
  assert.deepEqual(await used('$\\mathbf{1}$'), ['Main normal 700', 'Main normal 400'])
  for (const { file } of faces) assert.ok((await parts.font(file)).length > 1000)
})

test('a large page is handed over before it is whole, with all fonts', async () => {
  const document = parse(`@limo 1\n\n@example a\n@problem\n${'A long text. '.repeat(100_000)}\n`)
  const files = Array.from({ length: 12 }, (_, i) => ({ ...fileOf(`${i}.limo`, ''), document, regions: [1] }))
  let rendered = 0
  const counting = files.map(file => ({
    ...file,
    said: () => {
      rendered++
      return nothingSaid
    },
  }))
  let faces = 0
  let firstAt: number | undefined
  for await (const piece of page('', counting, parts)) {
    firstAt ??= rendered
    faces += piece.match(/@font-face/g)?.length ?? 0
  }
  assert.equal(faces, 20)
  assert.ok(firstAt! < rendered, `${firstAt} of ${rendered}`)
})

test('the styles name nothing that is not inside', () => {
  assert.deepEqual(fontsIn(parts.styles).rest.match(/url\(|@import/g), null)
  for (const { file } of fontsIn(parts.styles).faces) {
    assert.ok(existsSync(join(import.meta.dirname, '../node_modules/katex/dist/fonts', file)))
  }
})

test('whatever a text holds, the page stays closed', async () => {
  const snippet = fc.oneof(
    fc.constantFrom(
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '<svg/onload=alert(1)>',
      '"><b onmouseover="alert(1)',
      "' onclick='alert(1)",
      '</style><script>',
      '</title>',
      '-->',
      '<!--',
      ']]>',
      '<![CDATA[',
      '&lt;script&gt;',
      '&#x3c;',
      '[a](javascript:alert(1))',
      '[a](https://e.org/"onx="y)',
      '<https://e.org/>',
      '<javascript:alert(1)>',
      '![a](data:text/html,b)',
      '[a]: javascript:b',
      '[#a]',
      '[#"x]',
      '$\\href{javascript:alert(1)}{x}$',
      '$\\url{javascript:alert(1)}$',
      '$\\htmlData{onclick=x}{y}$',
      '$\\htmlId{a}{y}$',
      '$\\htmlClass{a" b="c}{y}$',
      '$\\htmlStyle{background:url(https://e.org)}{y}$',
      '$\\includegraphics{https://e.org/x.png}$',
      '$\\text{</annotation></math><script>}$',
      '$\\text{<img src=x onerror=alert(1)>}$',
      '$\\color{red;background:url(x)}x$',
      '$\\textcolor{#"onx}{x}$',
      '$\\rule{1e9em}{1e9em}$',
      '$\\def\\a{\\a\\a}\\a$',
      '$\\unicode{x3c}$ $\\char60 script\\char62$',
      '$x_{$',
      '$$\\begin{array}{c|c}a&b\\\\\\hline c&d\\end{array}$$',
      '$\\overbrace{a}^b \\xrightarrow{c} \\sqrt{d} \\cancel{e} \\boxed{f} \\ce{H2O}$',
      '\\begin{align}a&=b\\\\c&=d\\end{align}',
      '```html\n</code></pre><script>\n```',
      '```"onx="y\nz\n```',
      '`</code>`',
      '[asy]</span><script>[/asy]',
      '|a|b|\n|:-|-:|\n|c|d|',
      '3. three',
      '> quote',
      '# head',
      '\ud800',
      '\u0000',
      '\uFDD00\uFDD1',
      ' data-at="1"',
      '<button class="x" onclick="y">',
      '\u202e',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(...hostile.map(([, formula]) => `$${formula}$`).filter(formula => formula.length < 3000)),
  )
  const line = fc.oneof(
    snippet,
    fc
      .tuple(
        fc.constantFrom(
          '@example ',
          '@problem: ',
          '@solution flawed {#a}: ',
          '@solution: ',
          '@step derive {#a}: ',
          '@step {#',
          '@error: ',
          '@hint: ',
          '@check: ',
          '@answer: ',
          '@answer text: ',
          '@answer {unit="',
          'title: ',
          'language: ',
          'domain: ',
          'source: ',
          'tags: ["',
          'license: ',
          'macros:\n  \\a: ',
          '- ',
          '',
        ),
        snippet,
      )
      .map(([start, rest]) => start + rest),
  )
  const text = fc.array(line, { maxLength: 25 }).map(lines => `@limo 1\n${lines.join('\n')}`)
  await fc.assert(
    fc.asyncProperty(text, text, fc.boolean(), async (one, two, findings) => {
      isClosed(await pageOf([fileOf('<a>.limo', one, findings), fileOf('"b', two, findings)], '.katex{}'))
    }),
    { numRuns: 100 },
  )
})
