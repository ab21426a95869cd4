import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { contextOf } from '../server/src/core/context.ts'
import { parse, update } from '../server/src/core/format/parse.ts'
import { moved, movedBack } from '../server/src/core/preview.ts'
import { type Block, blocksOf, type View } from '../server/src/core/render/example.ts'
import { drawFormula, formulaHtml } from '../server/src/core/render/formula.ts'
import { type Html, html } from '../server/src/core/render/html.ts'
import { renderText } from '../server/src/core/render/markdown.ts'
import { defaultSettings } from '../server/src/core/settings.ts'
import { scan } from '../server/src/core/text/markup.ts'
import { realRecords } from './bench/records.ts'
import { hostile } from './eval/hostile.ts'
import { seeds } from './seeds.ts'

/** A formula as its source, between marks that no HTML has. */
const plain: View = {
  formula: formula => html`⟦${formula.latex}⟧`,
  formulaKey: '',
  findings: [],
  claims: new Map(),
}

function rendered(text: string, view: Partial<View> = {}): Record<string, string> {
  return Object.fromEntries(blocks(text, view).map(block => [block.name, block.render().html]))
}

function blocks(text: string, view: Partial<View> = {}): readonly Block[] {
  const document = parse(text)
  return blocksOf(document, document.regions.at(-1)!, { ...plain, ...view })
}

/** What a text becomes, places left out. */
function prose(text: string, formula: (latex: string) => Html = latex => html`⟦${latex}⟧`): string {
  const whole = { value: text, span: { start: 0, end: text.length }, runs: [{ at: 0, source: 0 }] }
  const around = { formula: ({ latex }: { latex: string }) => formula(latex), refer: () => undefined, from: 0 }
  return renderText(whole, around)
    .html.replace(/ data-at="\d+"/g, '')
    .trim()
}

test('an example becomes a block for each of its parts', () => {
  const found = rendered(example)
  assert.deepEqual(Object.keys(found), [
    'header',
    'problem',
    'solution-1',
    'step-1-1',
    'step-1-2',
    'solution-2',
    'step-2-1',
    'step-2-2',
    'answer',
    'check-1',
  ])
  assert.match(found.header!, /<h1>Two &lt;and&gt; two<\/h1>.*difficulty 3/)
  assert.match(found['step-1-1']!, /<span class="number">1<\/span>.*derive.*Counting.*#count/)
  assert.match(found['step-1-2']!, /by <a class="reference" href="#step-1-1">Step 1<\/a> and .*there is no step/)
  assert.match(found['solution-2']!, /flawed/)
  assert.match(found['step-2-1']!, /class="block step wrong".*first wrong step.*Error.*not so/s)
  assert.match(found['step-2-2']!, /class="block step after"/)
  assert.match(found.answer!, /⟦4⟧/)
})

const example = `@limo 1

@example two
title: Two <and> two
difficulty: 3

@problem
What is $2+2$?

@solution
@step derive {#count}: Counting
It is $4$.
@step
So by [#count] and [#nothing] it is $\\boxed{4}$.

@solution flawed
@step
It is $5$.
@error: not so
@step
Then $\\boxed{5}$.

@answer: 4
@check: 2 + 2 = 4
`

test('claims have their verdict, findings stand where they were found', () => {
  const at = example.indexOf('It is $4$') - example.indexOf('@example')
  const found = rendered(example, {
    claims: new Map([['2 + 2 = 4', { verdict: 'true' }]]),
    findings: [{ start: at, severity: 'warning', rule: 'some-rule', message: 'Not <so>' }],
  })
  assert.match(found['check-1']!, /verdict true">✓ holds/)
  assert.match(found['step-1-1']!, /<li class="warning">.*Not &lt;so&gt;.*data-rule="some-rule"/)
  assert.equal(Object.values(found).filter(block => block.includes('findings')).length, 1)
})

test('a change makes the key of its own block new, and no other', () => {
  const before = parse(example)
  const keys = (document: ReturnType<typeof parse>) =>
    new Map(blocksOf(document, document.regions.at(-1)!, plain).map(block => [block.name, block.key]))
  const changed = (at: number, text: string, end = at) => {
    const [old, now] = [keys(before), keys(update(before, { start: at, end, text }))]
    return [...now].filter(([name, key]) => old.get(name) !== key).map(([name]) => name)
  }
  assert.deepEqual(changed(example.indexOf('is $4$'), 'surely '), ['step-1-1'])
  assert.deepEqual(changed(example.indexOf('@example'), 'title: Another file\n\n'), [])
  assert.deepEqual(changed(example.indexOf('{#count}'), '', example.indexOf(': Counting')), ['step-1-1', 'step-1-2'])
})

test('Markdown is rendered, and HTML is text', () => {
  assert.equal(prose('**a** *b* ~~c~~'), '<p><strong>a</strong> <em>b</em> <s>c</s></p>')
  assert.match(prose('- a\n- b'), /<ul>\s*<li>a<\/li>\s*<li>b<\/li>\s*<\/ul>/)
  assert.match(prose('|a|b|\n|-|-|\n|$|x|$|y|'), /<td>⟦\|x\|⟧<\/td>\s*<td>y<\/td>/)
  assert.match(prose('# a'), /<h4>a<\/h4>/)
  assert.equal(prose('    not code'), '<p>not code</p>')
  assert.equal(prose('<b>a</b> <script>b</script>'), '<p>&lt;b&gt;a&lt;/b&gt; &lt;script&gt;b&lt;/script&gt;</p>')
  assert.equal(prose('a price of $5 or \\$6'), '<p>a price of $5 or $6</p>')
  assert.match(
    prose('- a\n\n  ```python\n  x = 1\n  ```'),
    /<li>\s*<p>a<\/p>\s*<pre><code>x = <span class="hljs-number">1/,
  )
  assert.match(prose('[asy]draw(a--b);[/asy]'), /Drawing in Asymptote.*draw\(a--b\);/)
  assert.match(prose('![a cat](https://e.org/cat.png)'), /Image: a cat.*https:\/\/e\.org\/cat\.png/)
})

test('links lead only where the editor may follow', () => {
  assert.match(prose('[a](https://e.org/$x$)'), /<a href="https:\/\/e\.org\/\$x\$"/)
  assert.match(prose('<mailto:a@e.org>'), /<a href="mailto:a@e\.org"/)
  for (const target of [
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'command:x',
    'http://e.org',
    'file:///x',
    '//e.org',
    'vscode://x',
    '#x',
  ]) {
    assert.doesNotMatch(prose(`[a](${target}) <${target}>`), /<a /, target)
  }
})

test('what is math is never touched by Markdown', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '$a_1*b_2*c$',
      '$$x\n\n*y*$$',
      '\\(|z|_1\\)',
      '\\[ # a \\]',
      '\\begin{align}a&=b\\\\ *c*\\end{align}',
      '$\\text{[a](b)}$',
    ),
    fc.constantFrom(
      '*',
      '_',
      '**',
      '`',
      '~~',
      '[',
      '](',
      ')',
      '|',
      '\n',
      '\n\n',
      '\n- ',
      '\n> ',
      '\n# ',
      '<b>',
      '&amp;',
      '\\',
      '```\n',
      ' ',
      'a',
      '1. ',
      '|-|\n',
      '!',
      '\uFDD0',
      '0\uFDD1',
      '[#a]',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
      const text = pieces.join('').replace(/^\n+/, '')
      const expected = scan(text).flatMap(found =>
        found.type === 'math' ? [text.slice(found.innerStart, found.innerEnd)] : [],
      )
      const seen: string[] = []
      const shown = prose(text, latex => {
        seen.push(latex)
        return html`⟦${seen.length - 1}⟧`
      })
      assert.deepEqual(seen, expected)
      // Each is somewhere in the page, but for those that stand in a link's target or an image, which are shown as typed,
      // and for cells that a table has no column for, which Markdown leaves out.
      const there = [...shown.matchAll(/⟦(\d+)⟧/g)].map(match => Number(match[1]))
      assert.equal(new Set(there).size, there.length)
      if (!/\]\(|!\[|\]:|\|-\|/.test(text)) assert.equal(there.length, expected.length, shown)
    }),
    { numRuns: 2000 },
  )
})

test('every paragraph knows where it stands', () => {
  const text = `@example a\n@problem\n%% a comment\nfirst $a\n%% another\n+b$ on\n\n- second\n- third\n\n\\@step fourth\n\n| fifth |\n|--|\n| sixth |\n`
  const [, problem] = blocks(text)
  const places = [...problem!.render().html.matchAll(/data-at="(\d+)"[^>]*>(?:<t[hd]>)?(?:<p[^>]*>)?@?(\w+)/g)]
  assert.deepEqual(
    places.map(([, at, word]) => [word, text.slice(problem!.from + Number(at)).match(/\w+/)![0]]),
    ['first', 'second', 'third', 'step', 'fifth', 'sixth'].map(word => [word, word]),
  )
})

test('hostile texts become harmless HTML', () => {
  const harmless = new Set(
    'p ul ol li table thead tbody tr th td h4 pre code em strong s br hr blockquote a span section header div h1 h2 h3 aside button'.split(
      ' ',
    ),
  )
  const texts = [
    '<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>',
    '[a](https://e.org/"onmouseover="alert(1)) ![x" onerror="alert(1)](y "t\\" onload=\\"z")',
    '[asy]</code></span><script>alert(1)</script>[/asy] `</code><script>` $</span><script>$',
    '```"><script>\n</pre><script>alert(1)</script>\n```',
    '\ud800 $\udc00$ [\ud800](https://e.org/\udc00) \uFDD00\uFDD1',
    '>'.repeat(20_000),
    '['.repeat(20_000),
    '*a_ '.repeat(10_000),
    '[a](javascript:b) '.repeat(5_000),
    Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}- a`).join('\n'),
  ]
  for (const text of texts) {
    const shown = prose(text)
    for (const [tag, name] of shown.matchAll(/<\/?([a-z0-9]+)\b[^>]*>/g)) {
      assert.ok(harmless.has(name!), tag)
      assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), / on|src|style/)
    }
    assert.doesNotMatch(shown.replace(/<\/?[a-z0-9]+(?: [a-z-]+(?:="[^"<>]*")?)*>/g, ''), /[<>]/)
  }
})

test('hostile formulas are drawn or named, never a hang or a crash', () => {
  const more = [
    `${'{'.repeat(10_000)}x${'}'.repeat(10_000)}`,
    `${'{'.repeat(4_900)}x${'}'.repeat(4_900)}`,
    `${'\\frac{1}{'.repeat(900)}2${'}'.repeat(900)}`,
    '\\def\\a{\\a\\a}\\a',
    '\\href{javascript:alert(1)}{x}',
    '\\htmlData{a=b}{x}\\htmlId{a}{x}\\url{javascript:alert(1)}\\includegraphics{https://e.org/x.png}',
    '\\rule{1e9em}{1e9em}',
    '\ud800',
  ]
  for (const latex of [...hostile.map(([, formula]) => formula), ...more]) {
    const drawn = drawFormula({ latex, display: true }, {})
    if (drawn.type === 'broken') assert.notEqual(drawn.reason, '')
    else assert.doesNotMatch(drawn.markup, /<(?:a|img|script)\b|href=|data-a=|id=|1000000000em/)
  }
})

test('every formula of the samples and of real records is drawn', () => {
  const records = realRecords().records.flatMap(record => [record.question, record.solution])
  const texts = [
    ...seeds.map(text => ({ text, macros: contextOf(parse(text), defaultSettings).macros })),
    ...records.map(text => ({ text, macros: {} })),
  ]
  let drawn = 0
  const failed: string[] = []
  for (const { macros, text } of texts) {
    for (const piece of scan(text)) {
      if (piece.type !== 'math') continue
      const formula = { latex: text.slice(piece.innerStart, piece.innerEnd), display: piece.display }
      const result = drawFormula(formula, macros)
      if (result.type === 'drawn') drawn++
      else failed.push(`${formula.latex}: ${result.reason}`)
    }
  }
  assert.deepEqual(failed, [])
  assert.ok(drawn > 500, `${drawn}`)
})

test('a broken formula shows its source and the reason', () => {
  const shown = formulaHtml({ latex: '\\nope<', display: false, typed: '$\\nope<$' }, {}).html
  assert.match(
    shown,
    /<code>\$\\nope&lt;\$<\/code> <button [^>]*data-rule="invalid-math">undefined control sequence: \\nope/,
  )
})

test('a part can be copied as Markdown, with references in words', () => {
  const [, , , first, second] = blocks(example)
  assert.equal(first!.markdown(), '**Step 1 (derive): Counting**\n\nIt is $4$.')
  assert.equal(second!.markdown(), '**Step 2**\n\nSo by Step 1 and [#nothing] it is $\\boxed{4}$.')
})

test('places move with the text, and back', () => {
  const change = fc.record({ start: fc.nat(50), removed: fc.nat(10), text: fc.string({ maxLength: 10 }) })
  fc.assert(
    fc.property(fc.nat(60), fc.array(change, { maxLength: 5 }), (at, all) => {
      const changes = all.map(({ removed, start, text }) => ({ start, end: start + removed, text }))
      const there = moved(at, changes)
      assert.ok(there >= 0)
      const untouched = changes.every(
        ({ end, start }, i) => moved(at, changes.slice(0, i)) < start || moved(at, changes.slice(0, i)) >= end,
      )
      if (untouched) assert.equal(movedBack(there, changes), at)
    }),
  )
  assert.equal(moved(5, [{ start: 2, end: 3, text: 'abc' }]), 7)
  assert.equal(moved(2, [{ start: 2, end: 2, text: 'abc' }]), 5)
})
