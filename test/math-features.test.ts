import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { contextOf } from '../server/src/core/context.ts'
import { inlays } from '../server/src/core/features/inlay.ts'
import { joinedHover, mathHover } from '../server/src/core/features/math-hover.ts'
import { parse, regionStarts } from '../server/src/core/format/parse.ts'
import { mathOf } from '../server/src/core/lint.ts'
import type { InlayHints } from '../server/src/core/settings.ts'
import { defaultSettings } from '../server/src/core/settings.ts'
import { span } from '../server/src/core/span.ts'

const head = '@example a\n\n@problem\nP\n\n'

/** What the hover at ▮ is about, and what it says. */
function hoverAt(marked: string, known = true): [string, string] | undefined {
  const at = marked.indexOf('▮')
  const document = parse(marked.replace('▮', ''))
  const starts = regionStarts(document)
  const index = starts.findLastIndex(start => start <= at)
  const region = document.regions[index]!
  const math = known ? mathOf(document, defaultSettings)(region) : undefined
  const { macros } = contextOf(document, defaultSettings)
  const found = mathHover(document, index, at - starts[index]!, { macros, math })
  return found && [region.text.slice(found.span.start, found.span.end), found.markdown]
}

const says = (solution: string): [string, string] | undefined => hoverAt(`${head}@solution\n${solution}\n`)

test('a claim says what was understood of it', () => {
  assert.deepEqual(says('So $2^{10} ▮= 1024$.'), ['2^{10} = 1024', '**True**: both sides are `1024`'])
  assert.deepEqual(says('So $2^{10} + 1 = 10▮24$.'), ['2^{10} + 1 = 1024', '**False**: `1025` against `1024`'])
  assert.deepEqual(says('It is 48/2 ▮= 25 in all.'), ['48/2 = 25', '**False**: `24` against `25`'])
  assert.match(says('So $\\frac13 ▮= 0.33$.')![1], /^\*\*Holds approximately\*\*: `1\/3` against /)
  assert.match(says('So $(a+b)^2 ▮= a^2+2ab+b^2$.')![1], /^\*\*True\*\* whatever/)
  assert.match(says('Solve $x^2 ▮= 2x + 1$.')![1], /^\*\*Not decided\*\*: /)
  assert.deepEqual(says('So $3 ▮< 5$.'), ['3 < 5', '**True**: `3` < `5`'])
  assert.deepEqual(says('So $2^{10} \\equiv ▮3 \\pmod 7$.'), ['2^{10} \\equiv 3', '**False**: `2` against `3`'])
})

test('of a chain, the side under the cursor decides', () => {
  assert.equal(says('So $2 + 2 = ▮4 = 5 - 2$.')![0], '2 + 2 = 4')
  assert.equal(says('So $2 + 2 = 4▮= 5 - 2$.')![0], '4= 5 - 2')
  assert.equal(says('So $2 + 2 = 4 = 5 ▮- 2$.')![0], '4 = 5 - 2')
})

test('a symbol says where it got its value', () => {
  const steps = '@solution\n@step derive\nSo $x = 3$.\n%% a comment\n\n@step compute\n'
  assert.deepEqual(hoverAt(`${head}${steps}Thus $▮x + 5$ is it.`), ['x', '`x = 3`, from step 1'])
  assert.deepEqual(hoverAt(`${head}${steps}Thus $2▮x + 1 = 7$.`), [
    'x',
    '`x = 3`, from step 1\n\n**True**: both sides are `7`\n\nWith `x = 3`, from step 1',
  ])
  assert.equal(hoverAt(`${head}${steps}Thus $y ▮+ 5$ is it.`), undefined)
  assert.deepEqual(says('So $▮x_1 = 3$.'), ['x_1', '`x_1 = 3`, given here'])
  assert.deepEqual(says('So $x_{12} ▮= 3$.'), ['x_{12} = 3', '`x_12 = 3` from here on'])
  assert.deepEqual(says('So $\\theta = 30$.\n\nAnd $\\sin \\th▮eta$.'), ['\\theta', '`theta = 30`, from paragraph 1'])
  assert.equal(says('See $▮x$. So $x = 3$.'), undefined)
})

test('a formula that is no claim says its value, if that is news', () => {
  assert.deepEqual(says('There are $\\binom{10}▮{3}$ ways.'), ['\\binom{10}{3}', 'Value: `120`'])
  assert.deepEqual(hoverAt('@example a\n@problem\nWhat is $▮6 \\cdot 7$?'), ['6 \\cdot 7', 'Value: `42`'])
  assert.deepEqual(hoverAt(`${head}@answer: \\frac{10!}▮{9!}\n`), ['\\frac{10!}{9!}', 'Value: `10`'])
  assert.deepEqual(hoverAt('@limo 1\nmacros:\n  \\C: \\binom{#1}{#2}\n@example a\n@problem\n$\\C{5▮}{2}$'), [
    '\\C{5}{2}',
    'Value: `10`',
  ])
  for (const none of ['$▮5$', '$▮n!$', '$1 ▮/ 0$', 'six ▮words', '`6 *▮ 7`', '$9^{9^{9^▮9}}$']) {
    assert.equal(says(none), undefined, none)
  }
})

test('a claim of @check is judged, what stands behind an error is not', () => {
  assert.deepEqual(hoverAt(`${head}@solution\nA\n@check: 2 + 2 ▮= 5\n`), ['2 + 2 = 5', '**False**: `4` against `5`'])
  const flawed = '@solution flawed\n@step derive\nA $1+1=2$.\n@step compute\nB $1+1▮=3$.\n@error: no\n'
  assert.equal(hoverAt(head + flawed), undefined)
  assert.match(hoverAt(head + flawed.replace('▮', '').replace('1=2', '1▮=2'))![1], /True/)
})

test('while nothing is known, values are still told', () => {
  assert.equal(hoverAt(`${head}@solution\n$1+1 ▮= 3$`, false), undefined)
  assert.deepEqual(hoverAt(`${head}@solution\n$4▮!$`, false)?.[1], 'Value: `24`')
})

test('two hovers become one', () => {
  const [a, b] = [
    { span: span(0, 1), markdown: 'A' },
    { span: span(0, 2), markdown: 'B' },
  ]
  assert.deepEqual(joinedHover(a, b), { span: a.span, markdown: 'A\n\n---\n\nB' })
  assert.equal(joinedHover(a, undefined), a)
  assert.equal(joinedHover(undefined, b), b)
})

/** The text with ⟨what is shown behind⟩. */
function shown(text: string, which: InlayHints): string {
  const document = parse(head + text)
  const math = mathOf(document, defaultSettings)
  return document.regions
    .map(region => {
      const facts = math(region)
      let result = region.text
      for (const { at, label } of facts ? inlays(region, facts, which).toReversed() : []) {
        result = `${result.slice(0, at)}⟨${label}⟩${result.slice(at)}`
      }
      return result
    })
    .join('')
    .slice(head.length)
}

test('inlay hints stand behind what was decided', () => {
  const text = '@solution\nSo $2+2=4=3$, $x^2=2$, 48/2 = 24.\n@check: 1 < 0\n@step derive\n$7\\cdot 8 \\approx 57$\n'
  assert.equal(shown(text, 'off'), text)
  assert.equal(
    shown('@solution\nSo $2+2=4=3+0$, $x^2=2$, 48/2 = 24.\n%% comment\n\n$3^2 > 10$\n@check: 1 < 0\n', 'all'),
    '@solution\nSo $2+2=4⟨✓⟩=3+0⟨= 4⟩$, $x^2=2$, 48/2 = 24⟨✓⟩.\n%% comment\n\n$3^2 > 10⟨✗⟩$\n@check: 1 < 0⟨✗⟩\n',
  )
  assert.equal(
    shown('@solution\n\\begin{align}\n 2 + 2 &= 4 \\\\\n &= 5 - 0\n\\end{align}\n', 'wrong'),
    '@solution\n\\begin{align}\n 2 + 2 &= 4 \\\\\n &= 5 - 0⟨= 4⟩\n\\end{align}\n',
  )
})

test('a hover never throws, whatever stands there', () => {
  const bits = [
    '$',
    '\\frac',
    '{',
    '}',
    '1',
    'x',
    '=',
    ' ',
    '\n\n',
    '@step\n',
    '@check: ',
    '\\\\',
    '_',
    '^',
    '%% ',
    '\\(',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...bits), { maxLength: 40 }), fc.nat(60), (parts, at) => {
      const text = `${head}@solution\n${parts.join('')}`
      const cut = Math.min(text.length, head.length + at)
      hoverAt(`${text.slice(0, cut)}▮${text.slice(cut)}`)
      shown(parts.join(''), 'all')
    }),
    { numRuns: 60 },
  )
})
