import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { contextOf } from '../server/src/core/context.ts'
import { type Illustrated, illustrated } from '../server/src/core/features/illustrated.ts'
import { illustratedHover } from '../server/src/core/features/illustrated-hover.ts'
import { plainWords } from '../server/src/core/features/plain-words.ts'
import { parse, regionStarts } from '../server/src/core/format/parse.ts'
import { defaultSettings } from '../server/src/core/settings.ts'

/** Formulas between ⟨ and ⟩, displayed ones doubled. */
function shown(parts: Illustrated): string {
  return parts
    .map(part => {
      if (typeof part === 'string') return part
      const { display, source } = part.formula
      return display ? `⟪${source}⟫` : `⟨${source}⟩`
    })
    .join('')
}

/** What the hover at ▮ is about, and its sections. */
function hoverAt(marked: string): [string, ...string[]] | undefined {
  const at = marked.indexOf('▮')
  const document = parse(marked.replace('▮', ''))
  const starts = regionStarts(document)
  const region = starts.findLastIndex(start => start <= at)
  const context = { macros: contextOf(document, defaultSettings).macros, math: undefined }
  const found = illustratedHover(document, region, at - starts[region]!, context)
  if (!found) return undefined
  const { start, end } = found.span
  return [document.regions[region]!.text.slice(start, end), ...found.sections.map(shown)]
}

const head = '@limo 1\nmacros:\n  \\half: \\frac{#1}{2}\n\n@example a\n@problem\nP\n\n'

test('a hover shows the formula around it', () => {
  assert.deepEqual(hoverAt(`${head}@solution\nSo $a ▮< b$.`), ['$a < b$', '⟨a < b⟩'])
  assert.deepEqual(hoverAt(`${head}@solution\n$$\na ▮< b\n$$`), ['$$\na < b\n$$', '⟪\na < b\n⟫'])
  assert.deepEqual(hoverAt(`${head}@solution\n@step: From $a▮$`), ['$a$', '⟨a⟩'])
  assert.deepEqual(hoverAt(`${head}@answer: a▮b`), ['ab', '⟪ab⟫'])
  assert.equal(hoverAt(`${head}@solution\nSo $a ▮< b.`), undefined)
  assert.equal(hoverAt(`${head}@solution\nSo \`a ▮< b\`.`), undefined)
})

test('a hover shows what a command, a macro or an environment makes', () => {
  assert.deepEqual(hoverAt(`${head}@solution\n$n + \\sq▮rt2$`), [
    '\\sqrt',
    '⟨n + \\sqrt2⟩',
    '`\\sqrt[…]{…}` ⟪\\sqrt{x} \\quad \\sqrt[3]{x}⟫\n\nA root; `\\sqrt[3]{x}` is the third one',
  ])
  assert.deepEqual(
    hoverAt(`${head}@solution\n$1 + \\ha▮lf2$`)?.[2]?.split('\n')[0],
    '`\\half → \\frac{#1}{2}` ⟪\\half{x}⟫',
  )
  assert.match(hoverAt(`${head}@answer: \\begin{pma▮trix}1\\end{pmatrix}`)![2]!, /⟪\\begin\{pmatrix\} a & b/)
  assert.match(hoverAt('@limo 1\nmacros:\n  \\half: \\fr▮ac{#1}{2}\n')![1]!, /⟪\\frac\{a\}\{b\}⟫/)
  // The formula shows it already.
  assert.deepEqual(hoverAt(`${head}@solution\n$\\al▮pha$`), ['\\alpha', '⟨\\alpha⟩', '`\\alpha` α'])
})

test('a reference shows what it names: title, text, formulas, other references', () => {
  const steps =
    '@solution\n@step {#a}: One\nA\n@step derive {#b}: Two, $x^2$\nBy [#a] and `[#a]`,\n\\[ 1 \\]\n*so*.\n@step\n'
  assert.deepEqual(hoverAt(`${head}${steps}By [#▮b].`), [
    '[#b]',
    '**Step 2 (derive): Two, ⟨x^2⟩**\n\nBy Step 1 and `[#a]`,\n\n\n⟪ 1 ⟫\n\n\n*so*.',
  ])
})

const none = (): undefined => undefined

test('prose brings no picture, no HTML and no code by indentation along', () => {
  const text = '![a](https://example.org/a.png) <img src="b"> !$x$[c]\n    indented\n\ttoo [#no]'
  assert.equal(
    shown(illustrated(text, {}, none, 1000)),
    '!\\[a](https://example.org/a.png) &lt;img src="b"> !⟨x⟩[c]\n  indented\n  too [#no]',
  )
  assert.equal(shown(illustrated('[asy]draw();[/asy]', {}, none, 1000)).trim(), '*Drawing in Asymptote*')
})

test('a long text is cut between words, never in a formula', () => {
  assert.equal(shown(illustrated('one two three', {}, none, 9)), 'one two …')
  assert.equal(shown(illustrated('one $a + b$ two', {}, none, 8)), 'one …')
  assert.equal(shown(illustrated('one $a$', {}, none, 7)), 'one ⟨a⟩')
  const many = illustrated('$a$ '.repeat(100), {}, none, 1000)
  assert.equal(many.filter(part => typeof part !== 'string').length, 24)
  assert.match(shown(many), /⟨a⟩ `\$a\$`/)
})

test('whatever the text, all of it is shown or cut, and no image is left', () => {
  const pieces = fc.constantFrom(
    '!',
    '[',
    ']',
    '(x)',
    '$',
    'a',
    ' ',
    '\n',
    '`',
    '\\',
    '<',
    '![',
    '[#a]',
    '[asy]',
    '\\(',
    '\\)',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), parts => {
      const markdown = illustrated(parts.join(''), {}, none, 30)
      for (const part of markdown) if (typeof part === 'string' && !part.includes('`')) assert.doesNotMatch(part, /!\[/)
    }),
  )
})

test('Markdown of ours reads well without its marks', () => {
  assert.equal(plainWords('`\\frac{…}{…}` \\<\n\nA **fraction**; `a`'), '\\frac{…}{…} <\n\nA fraction; a')
  assert.equal(
    plainWords('**Step 1**\n\n```limo\n$a$ **b**\n```\n\n---\n\nAnd `` a`b ``'),
    'Step 1\n\n$a$ **b**\n\nAnd a`b',
  )
})
