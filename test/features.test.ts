import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { contextOf } from '../server/src/core/context.ts'
import { type Completion, complete } from '../server/src/core/features/completion.ts'
import { definition } from '../server/src/core/features/definition.ts'
import { folding } from '../server/src/core/features/folding.ts'
import { hover } from '../server/src/core/features/hover.ts'
import { links } from '../server/src/core/features/links.ts'
import { type OutlineItem, outline } from '../server/src/core/features/outline.ts'
import { placeAt } from '../server/src/core/features/place.ts'
import { refactorings } from '../server/src/core/features/refactor.ts'
import { highlights, references } from '../server/src/core/features/references.ts'
import { renamable, rename } from '../server/src/core/features/rename.ts'
import { selection } from '../server/src/core/features/selection.ts'
import { exampleSkeletons, flawedSkeleton, headerSkeleton } from '../server/src/core/features/skeletons.ts'
import { escapeSnippet, plainText, snippetOf } from '../server/src/core/features/snippet.ts'
import type { Document } from '../server/src/core/format/document.ts'
import { parse, regionStarts } from '../server/src/core/format/parse.ts'
import { lint } from '../server/src/core/lint.ts'
import { defaultSettings } from '../server/src/core/settings.ts'
import { applyEdits, type Span, span } from '../server/src/core/span.ts'
import { defaultLexicon } from '../server/src/core/words/lexicon.ts'

const sample = `@limo 1
title: Counting: a set of seeds
license: CC-BY-4.0
macros:
  \\N: \\mathbb{N}
  \\half: \\frac{#1}{2}

%% by hand
@example handshakes-at-a-table
domain: combinatorics
topics: [counting, graphs]
difficulty: 2
source:
  name: A notebook
  url: https://example.org/notebook
status: draft

@problem
At a table of $n$ guests, $n \\in \\N$, everybody shakes hands once with everybody else. How many handshakes are there?

@solution {#double}: Counting twice

@step understand: What is counted
Pairs of guests, without order; a ticket for $5 has no part in it.

@step derive {#ends}: Both ends of a handshake
Each of the $n$ guests shakes $n - 1$ hands, and each handshake has two ends:
$$
  2h = n(n-1).
$$
@check: 2 \\cdot \\frac{4 \\cdot 3}{2} = 4 \\cdot 3
@hint: Draw it for $n = 4$.

@step conclude
By [#ends], $h = \\boxed{\\half{n(n-1)}}$.

@solution flawed

@step derive: Forgetting the ends
Each of the $n$ guests shakes $n - 1$ hands, unlike in [#double].
@error: Each handshake is counted twice.

@step conclude
So there are $\\boxed{n(n-1)}$, as \`n * (n - 1)\` says.

@answer expression: \\frac{n(n-1)}{2}
`

interface Cursor {
  readonly text: string
  readonly document: Document
  readonly region: number
  readonly offset: number
  readonly start: number
}

/** Where ▮ stands. */
function cursorIn(marked: string): Cursor {
  const at = marked.indexOf('▮')
  assert.ok(at >= 0, 'a ▮ is expected')
  const text = marked.replace('▮', '')
  return { text, ...locate(parse(text), at) }
}

function locate(document: Document, at: number): Omit<Cursor, 'text'> {
  const starts = regionStarts(document)
  const region = starts.findLastIndex(start => start <= at)
  return { document, region, offset: at - starts[region]!, start: starts[region]! }
}

function completionsAt(marked: string): Completion[] {
  const { document, region, offset } = cursorIn(marked)
  const found = complete(document, region, offset, contextOf(document, defaultSettings))
  for (const { edit } of found)
    assert.ok(edit.span.start <= offset && offset <= edit.span.end, 'the edit is at the cursor')
  return found.sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
}

function labelsAt(marked: string): string[] {
  return completionsAt(marked).map(completion => completion.label)
}

/** The text after a completion was taken. */
function taken(marked: string, label: string): string {
  const { text, start } = cursorIn(marked)
  const completion = completionsAt(marked).find(candidate => candidate.label === label)
  assert.ok(completion, `${label} is offered, of ${labelsAt(marked).slice(0, 20)}`)
  const { span: at, text: written } = completion.edit
  const edit = { span: moved(at, start), text: completion.snippet ? plainText(written) : written }
  return applyEdits(text, [edit])
}

function moved(at: Span, by: number): Span {
  return span(at.start + by, at.end + by)
}

function withMarks(text: string, spans: readonly Span[]): string {
  return applyEdits(
    text,
    spans.flatMap(({ start, end }) => [
      { span: span(start, start), text: '«' },
      { span: span(end, end), text: '»' },
    ]),
  )
}

/** Asserts that the place at ▮, before which « may stand, is what is between « and ». */
function assertPlace(type: string, marked: string): void {
  const { text, document, region, offset, start } = cursorIn(marked.replaceAll(/[«»]/g, ''))
  const place = placeAt(document.regions[region]!, offset)
  const found = withMarks(text, [moved(place.span, start)])
  assert.deepEqual([place.type, found], [type, marked.replace('▮', '')])
}

const head = '@example a\n@problem\nP\n'
const steps = `${head}@solution {#first}\n@step derive {#one}: One\nA\n@step {#two}\n`

test('places on the line of a directive', () => {
  assertPlace('name', '«@st▮ep» derive')
  assertPlace('name', '«▮@step» derive')
  assertPlace('name', '«@step▮» derive')
  assertPlace('word', '@step «der▮ive» {#a}: T')
  assertPlace('word', '@step «▮»')
  assertPlace('word', '@step «▮»: title')
  assertPlace('word', '@step  «▮» {#a}: title')
  assertPlace('head', '@step derive «▮»')
  assertPlace('head', '@step derive {#a}«▮»: x')
  assertPlace('attribute', '@step derive {#«cy▮cle»}')
  assertPlace('attribute', '@step derive {#«▮»}')
  assertPlace('attribute', '@step derive {#«▮»')
  assertPlace('attribute', '@step derive {«▮»')
  assertPlace('attribute', '@step derive {«▮»}: x')
  assertPlace('attribute', '@answer number {tolerance=«0.▮1» unit="m"}: 5')
  assertPlace('attribute', '@answer number {tolerance=0.1 unit="«km ▮h»"}: 5')
  assertPlace('attribute', '@answer number {tolerance=0.1 «un▮it»="m"}: 5')
  assertPlace('prose', '@step derive: «A ▮title» ')
  assertPlace('math', '@step derive: With $«x▮»$')
  assertPlace('word', '@example «a▮b»')
})

test('places among the fields', () => {
  assertPlace('key', '@example a\n«dom▮ain»: algebra')
  assertPlace('key', '@example a\n«do▮»')
  assertPlace('key', '@example a\ntitle: x\n«▮»\n@problem\n')
  assertPlace('value', '@example a\ndomain: «alg▮ebra»')
  assertPlace('value', '@example a\ndomain:«▮»')
  assertPlace('value', '@example a\ndomain: «▮»')
  assertPlace('value', '@example a\ntopics: [one, «tw▮o», three]')
  assertPlace('value', '@example a\ntopics: [one, «▮»]')
  assertPlace('value', '@example a\ntopics:\n  - one\n  - «tw▮o»\n')
  assertPlace('value', '@example a\ntopics:\n- one\n- «tw▮o»\n')
  assertPlace('key', '@example a\nsource:\n  «ur▮l»: x\n')
  assertPlace('key', '@example a\nsource:\n  «▮»\n')
  assertPlace('value', '@example a\nsource: «[a, ▮b]»\n')
  assertPlace('value', '@limo 1\nmacros:\n  \\Z: «\\ma▮thbb{Z}»\n')
  assertPlace('key', '@limo 1\ndefaults:\n  «sta▮»\n')
  assertPlace('value', '@limo 1\ndefaults:\n  status: «dr▮»\n')
  assertPlace('value', '@limo 1\ndescription: |\n  «some ▮text»\n')
  assertPlace('name', '@example a\n«@pro▮»\n')
  assertPlace('comment', '@example a\n«%% do▮»\n')
})

test('places in a text', () => {
  assertPlace('prose', `${head}@solution\n«So ▮it is, $x$.»\n`)
  assertPlace('prose', '@example a\n@problem: «Wh▮at?»\n')
  assertPlace('math', `${head}@solution\nSo $«x + ▮y»$ is.`)
  assertPlace('math', `${head}@solution\nSo $$«\nx▮\n»$$ is.`)
  assertPlace('math', `${head}@solution\n«\\begin{align}\nx▮\n\\end{align}» is.`)
  assertPlace('verbatim', `${head}@solution\nSo «\`$x▮$\`» is.`)
  assertPlace('verbatim', `${head}@solution\n«\`\`\`\n@st▮\n\`\`\`»\n`)
  assertPlace('verbatim', `${head}@solution\n«[asy]\ndraw(▮);\n[/asy]»\n`)
  assertPlace('name', `${head}@solution\nText\n«@st▮»\n`)
  assertPlace('name', `${head}@solution\nText\n«▮»\n`)
  assertPlace('name', '«▮»')
  assertPlace('name', '«@▮»')
  assertPlace('name', '« @li▮»')
  assertPlace('math', '@example a\n@answer: «\\fr▮ac{1}{2}»\n')
  assertPlace('math', '@example a\n@answer: «▮»\n')
  assertPlace('prose', '@example a\n@answer text: «bl▮ue»\n')
  assertPlace('math', '@example a\n@check: «2 = ▮2»\n')
  assertPlace('between', 'Stray «▮»text\n@example a\n')
})

test('places in what is not closed yet', () => {
  assertPlace('math', `${head}@solution\nSo $«\\al▮»`)
  assertPlace('math', `${head}@solution\nSo $«\\al▮» and then $y$ is`)
  assertPlace('math', `${head}@solution\nIt is $x$, so $«2 \\cd▮»\n\nand $y$`)
  assertPlace('math', `${head}@solution\nSo $$«\n\\al▮»\n\nmore`)
  assertPlace('math', `${head}@solution\nSo \\(«\\al▮» is`)
  assertPlace('math', `${head}@solution\nSo \\[«\n\\al▮»`)
  assertPlace('math', `${head}@solution\n«\\begin{align}\nx &= \\al▮»`)
  assertPlace('verbatim', `${head}@solution\n«\`\`\`python\nx\n\ny▮»`)
  assertPlace('prose', `${head}@solution\n«It costs $5 and ▮more.»`)
  assertPlace('prose', `${head}@solution\n«So $x\n\nand ▮more.»`)
  assertPlace('prose', `${head}@solution\n«By [#▮»`)
  // A repeated part is an error and kept; typing in it goes on all the same.
  assertPlace('math', `${head}@problem\nAgain $«x▮»$\n`)
})

test('directives are offered at the start of a line, the fitting ones first', () => {
  assert.deepEqual(labelsAt('▮').slice(0, 2), ['@limo header', '@limo'])
  assert.deepEqual(labelsAt('@▮').slice(0, 2), ['@limo header', '@limo'])
  assert.equal(labelsAt('@limo 1\n\n@▮')[0], '@example')
  assert.equal(labelsAt('@example a\n@▮\n')[0], '@problem')
  assert.equal(labelsAt(`${head}▮\n`)[0], '@solution')
  assert.deepEqual(labelsAt(`${head}@solution\n▮`).slice(0, 2), ['@step', '@answer'])
  assert.deepEqual(labelsAt(`${steps}x\n@▮`).slice(0, 2), ['@step', '@answer'])
  assert.equal(labelsAt(`${head}@solution flawed\n@step\nx\n@▮`)[0], '@error')
  assert.deepEqual(labelsAt(`${head}@solution flawed\n@step\nx\n@error\ny\n@▮`).slice(0, 2), ['@step', '@answer'])
  assert.equal(labelsAt(`${steps}x\n@check: 1 = 1\n▮\n`)[0], '@step')
  assert.equal(labelsAt(`${steps}x\n@answer: 5\n▮`)[0], '@hint')
  assert.deepEqual(labelsAt(`${head}$$\nx\n▮\n$$\n`), [])
  assert.ok(!labelsAt(`${head}@solution\n▮`).includes('@limo'))
  assert.deepEqual(labelsAt(`${head}A▮`), [])
  assert.deepEqual(labelsAt(`${head}A mail to a@▮`), [])
  assert.deepEqual(labelsAt(`${head}\\@▮`), [])
  assert.deepEqual(labelsAt(`${head}\`\`\`\n@▮\n\`\`\`\n`), [])
})

test('a directive is written whole, or only named where more is there', () => {
  assert.equal(taken(`${head}@▮`, '@solution'), `${head}@solution`)
  assert.equal(taken(`${head}@solution\n@st▮\n`, '@step'), `${head}@solution\n@step \n`)
  assert.equal(taken(`${head}@solution\n@st▮ derive`, '@step'), `${head}@solution\n@step derive`)
  assert.equal(taken(`${head}@st▮ep derive`, '@hint'), `${head}@hint derive`)
  assert.equal(taken(`${head} @an▮`, '@answer'), `${head}@answer: `)
  assert.equal(taken(`${head}＠an▮`, '@answer'), `${head}@answer: `)
})

test('kinds, braces and labels are offered after the name', () => {
  assert.deepEqual(labelsAt(`${head}@solution\n@step ▮`).slice(0, 3), ['understand', 'plan', 'derive'])
  assert.equal(taken(`${head}@solution\n@step ver▮ {#a}: T`, 'verify'), `${head}@solution\n@step verify {#a}: T`)
  assert.deepEqual(labelsAt(`${head}@solution ▮`), ['correct', 'flawed', '{#label}'])
  assert.ok(labelsAt(`${head}@answer ▮`).includes('proof'))
  assert.deepEqual(labelsAt('@limo ▮'), ['1'])
  assert.deepEqual(labelsAt('@example ▮'), [])
  assert.equal(taken(`${head}@solution\n@step derive ▮: T`, '{#label}'), `${head}@solution\n@step derive {#label}: T`)
  assert.deepEqual(labelsAt(`${head}@answer number {▮}: 5`), ['tolerance=', 'unit='])
  assert.deepEqual(labelsAt(`${head}@answer number {unit=m ▮}: 5`), ['tolerance='])
  assert.deepEqual(labelsAt(`${head}@answer number {unit=▮}: 5`), [])
  assert.deepEqual(labelsAt(`${head}@solution\n@step {▮}\nBy [#later].`), ['#later', '#label'])
  assert.equal(
    taken(`${head}@solution\n@step {#▮}\nBy [#later].`, '#later'),
    `${head}@solution\n@step {#later}\nBy [#later].`,
  )
  assert.deepEqual(labelsAt(`${head}@solution\n@step derive: ▮`), [])
})

test('fields are offered with their values', () => {
  const keys = labelsAt('@example a\ntitle: x\n▮\n@problem\n')
  assert.ok(keys.includes('domain') && !keys.includes('title') && !keys.includes('license'))
  assert.equal(keys[0], 'domain')
  assert.ok(keys.includes('@problem'), 'a directive may stand there as well')
  assert.equal(taken('@example a\ndo▮\n', 'domain'), '@example a\ndomain: \n')
  assert.equal(taken('@example a\nto▮\n', 'topics'), '@example a\ntopics: []\n')
  assert.equal(taken('@example a\ndo▮main: x\n', 'difficulty'), '@example a\ndifficulty: x\n')
  assert.ok(labelsAt('@limo 1\n▮').includes('macros'))
  assert.deepEqual(labelsAt('@example a\nsource:\n  url: x\n  ▮\n'), ['name', 'license', 'id'])
  assert.deepEqual(labelsAt('@limo 1\ndefaults:\n  status: draft\n  st▮\n').includes('status'), false)
  assert.deepEqual(labelsAt('@example a\nstatus: ▮'), ['draft', 'review', 'accepted', 'rejected'])
  assert.deepEqual(labelsAt('@example a\nsplit: te▮'), ['train', 'validation', 'test'])
  assert.equal(taken('@example a\nstatus: dr▮aft\n', 'review'), '@example a\nstatus: review\n')
  assert.deepEqual(labelsAt('@example a\nlanguage: ▮').slice(0, 2), ['en', 'zh'])
  assert.ok(labelsAt('@limo 1\nlicense: ▮').includes('CC-BY-4.0'))
  assert.ok(labelsAt('@example a\nsource:\n  license: ▮').includes('MIT'))
  assert.deepEqual(labelsAt('@example a\ntitle: ▮'), [])
  assert.deepEqual(labelsAt('@example a\nmeta:\n  status: ▮'), [])
  assert.deepEqual(labelsAt('@example a\nmeta:\n  ▮'), [])
})

test('every field has its words', () => {
  for (const text of ['@limo 1\n▮', '@example a\n▮', '@example a\nsource:\n  ▮']) {
    const fields = completionsAt(text).filter(completion => completion.kind === 'property')
    assert.ok(fields.length >= 4)
    for (const { label, detail } of fields) assert.ok(detail, `${label} is described`)
  }
})

test('domains and topics that are used elsewhere are offered, the most frequent first', () => {
  const others =
    '@example b\ndomain: algebra\n@example c\ndomain: logic\ntopics: [sets, "a, b"]\n@example d\ndomain: logic\n'
  assert.deepEqual(labelsAt(`@example a\ndomain: ▮\n${others}`), ['logic', 'algebra'])
  assert.equal(taken(`@example a\ntopics: ▮\n${others}`, 'sets'), `@example a\ntopics: [sets]\n${others}`)
  assert.equal(taken(`@example a\ntopics: [x, ▮]\n${others}`, 'a, b'), `@example a\ntopics: [x, "a, b"]\n${others}`)
  assert.equal(taken(`@example a\ntopics:\n- s▮\n${others}`, 'sets'), `@example a\ntopics:\n- sets\n${others}`)
})

test('labels are offered in references, earlier steps first', () => {
  assert.deepEqual(labelsAt(`${steps}By [#▮\n@step {#three}\nC\n@solution {#second}\nD`), ['one', 'second', 'three'])
  assert.deepEqual(labelsAt(`@example a\n@problem\nSee [#▮]\n@solution {#s}\n@step {#one}\n`), ['s'])
  assert.equal(taken(`${steps}By [#▮ it is`, 'one'), `${steps}By [#one] it is`)
  assert.equal(taken(`${steps}By [#o▮] it is`, 'one'), `${steps}By [#one] it is`)
  assert.equal(completionsAt(`${steps}By [#▮`)[0]?.detail, 'Step 1 (derive): One')
  assert.deepEqual(labelsAt(`${steps}By \`[#▮\``), [])
  assert.deepEqual(labelsAt(`${steps}By $[#▮$`), [])
  assert.deepEqual(labelsAt(`${steps}In $x and [#▮`), ['one'])
})

test('LaTeX commands are offered in math, the common and the own first', () => {
  assert.equal(labelsAt(`${steps}So $\\al▮$`)[0], '\\alpha')
  assert.equal(labelsAt(`${steps}So $\\al▮`)[0], '\\alpha')
  assert.equal(taken(`${steps}So $\\fr▮$`, '\\frac'), `${steps}So $\\frac{}{}$`)
  assert.equal(taken(`${steps}So $\\tfr▮ac{1}{2}$`, '\\tfrac'), `${steps}So $\\tfrac{1}{2}$`)
  assert.equal(taken(`${steps}So $\\sq▮$`, '\\sqrt'), `${steps}So $\\sqrt{}$`)
  assert.equal(taken(`${steps}So $\\le▮$`, '\\left'), `${steps}So $\\left(\\right)$`)
  assert.equal(taken(`${head}@answer: \\bo▮`, '\\boxed'), `${head}@answer: \\boxed{}`)
  assert.equal(taken('@limo 1\nmacros:\n  \\Z: \\mathb▮', '\\mathbb'), '@limo 1\nmacros:\n  \\Z: \\mathbb{}')
  const own = '@limo 1\nmacros:\n  \\half: \\frac{#1}{2}\n@example a\n@problem\n'
  assert.equal(labelsAt(`${own}$\\ha▮$`)[0], '\\half')
  assert.equal(taken(`${own}$\\ha▮$`, '\\half'), `${own}$\\half{}$`)
  assert.ok(completionsAt(`${steps}So $\\▮$`).length > 900)
  assert.equal(completionsAt(`${steps}So $\\al▮$`)[0]?.detail, 'α')
  assert.deepEqual(labelsAt(`${steps}So $al▮$`), [])
  assert.deepEqual(labelsAt(`${steps}So \\\\al▮`), [])
  assert.deepEqual(labelsAt(`${steps}So \`\\al▮\``), [])
  assert.deepEqual(labelsAt(`${steps}\`\`\`\n\\al▮`), [])
})

test('environments are offered with their ends', () => {
  assert.equal(taken(`${steps}$$\n\\begin{cas▮\n$$`, 'cases'), `${steps}$$\n\\begin{cases}\n  \n\\end{cases}\n$$`)
  assert.equal(taken(`${steps}$\\begin{pm▮}$`, 'pmatrix'), `${steps}$\\begin{pmatrix}\n  \n\\end{pmatrix}$`)
  assert.equal(
    taken(`${steps}$\\begin{pm▮} x \\end{bmatrix}$`, 'bmatrix'),
    `${steps}$\\begin{bmatrix} x \\end{bmatrix}$`,
  )
  assert.equal(taken(`${steps}$\\begin{cases} x \\end{▮$`, 'cases'), `${steps}$\\begin{cases} x \\end{cases}$`)
  assert.equal(
    taken(`${steps}$\\arr▮$`, '\\begin{array}'),
    `${steps}$\\begin{array}{cc}\n  \n\\end{array}$`.replace('\\arr', ''),
  )
  assert.equal(taken(`${steps}\\beg▮`, '\\begin{align*}'), `${steps}\\begin{align*}\n  \n\\end{align*}`)
  assert.deepEqual(labelsAt(`${steps}It costs \\▮$5`), [])
  assert.ok(!labelsAt(`${steps}\\beg▮`).includes('\\begin{pmatrix}'))
})

test('skeletons are examples without a finding', () => {
  for (const { label, snippet } of exampleSkeletons) {
    const text = plainText(headerSkeleton.snippet) + plainText(snippet)
    assert.deepEqual(lint(parse(text), defaultSettings).flat(), [], `${label}: ${text}`)
    assert.equal(taken('@limo 1\n@▮', label), `@limo 1\n${plainText(snippet)}`)
  }
  const text = `${plainText(exampleSkeletons[0]!.snippet)}${plainText(flawedSkeleton.snippet)}`
  assert.deepEqual(lint(parse(`@limo 1\n${text}`), defaultSettings).flat(), [])
  assert.ok(!labelsAt(`${head}@st▮ep x`).includes(exampleSkeletons[0]!.label))
})

test('a snippet gives back its text', () => {
  fc.assert(fc.property(fc.string(), text => plainText(escapeSnippet(text)) === text))
  assert.equal(snippetOf('a {$} «2»'), 'a {\\$\\} $' + '{2}')
  assert.equal(plainText(snippetOf('\\boxed{«1:a}»} «2»')), '\\boxed{a}} ')
})

/** The text with what the hover is about between « and », and what it says. */
function hoverAt(marked: string): [string, string] | undefined {
  const { text, document, region, offset, start } = cursorIn(marked)
  const found = hover(document, region, offset, contextOf(document, defaultSettings))
  return found && [withMarks(text, [moved(found.span, start)]), found.markdown]
}

function assertHover(marked: string, says: RegExp): void {
  const found = hoverAt(marked.replaceAll(/[«»]/g, ''))
  assert.ok(found, `a hover is expected in ${marked}`)
  assert.equal(found[0], marked.replace('▮', ''))
  assert.match(found[1], says)
}

test('hovers say what stands there', () => {
  assertHover(`${head}@solution\n«@st▮ep» derive\n`, /One step of the latest solution[\s\S]*`derive`/)
  assertHover(`${head}@solution\n@step «der▮ive»\n`, /Draws a conclusion/)
  assertHover(`${head}@solution\n@step «der▮ivation»\n`, /One of `understand`/)
  assertHover(`${head}@solution «fla▮wed»\n`, /never exported/)
  assertHover(`${head}@answer «pro▮of»\n`, /no boxed answer/)
  assertHover(`${head}@answer {«tol▮erance»=1}: 2\n`, /How far a number/)
  assertHover(
    '@example «a▮b»\n@solution\nx\n@solution\ny\n@solution flawed\n',
    /2 correct solutions, 1 flawed one[\s\S]*`ab~2`/,
  )
  assertHover('@example a\n«dom▮ain»: algebra', /field of knowledge/)
  assertHover('@example a\n«stat▮us»: draft', /- `draft`: Still/)
  assertHover('@example a\nstatus: «dra▮ft»', /Still being written/)
  assertHover('@example a\nlanguage: «z▮h»', /Chinese/)
  assertHover('@example a\nsource:\n  «ur▮l»: x', /address/)
  assertHover(`${steps}By «[#o▮ne]».`, /\*\*Step 1 \(derive\): One\*\*[\s\S]*A\n```/)
  assertHover(`${steps}By «[#fir▮st]».`, /\*\*Solution 1\*\*/)
  assertHover(`${steps}By «[#n▮o]».`, /no step of this solution/)
  assertHover(`${head}@solution\n@step {«#o▮ne»}: T\nA\n@step\n[#one]`, /Step 1: T[\s\S]*once/)
  assertHover(`${steps}So $«\\al▮pha» + 1$`, /α/)
  assertHover(`${steps}So $«▮\\frac»{1}{2}$`, /`\\frac\{…\}\{…\}`[\s\S]*A fraction/)
  assertHover(`${steps}So $a«▮\\,»b$`, /thin space/)
  assertHover(`${steps}So $\\begin{«pma▮trix»}\\end{pmatrix}$`, /round brackets/)
  assertHover(
    '@limo 1\nmacros:\n  \\Z: \\mathbb{Z}\n@example a\n@problem\n$«\\Z▮»$',
    /`\\Z → \\mathbb\{Z\}`[\s\S]*header/,
  )
  for (const none of [
    `${head}@solution\nWo▮rds`,
    `${steps}\`\\al▮pha\``,
    '%% com▮ment\n@example a\n',
    '@example a\nmeta:\n  sta▮tus: draft',
    `${steps}So $x + ▮1$`,
    `${steps}So $\\zz▮z$`,
    '@st▮eep\n',
  ]) {
    assert.equal(hoverAt(none), undefined, none)
  }
})

function drawn(items: readonly OutlineItem[], depth = 0): string[] {
  return items.flatMap(({ name, detail, kind, children }) => [
    `${'  '.repeat(depth)}${kind}: ${name}${detail && ` (${detail})`}`,
    ...drawn(children, depth + 1),
  ])
}

test('the outline names every part', () => {
  assert.deepEqual(drawn(outline(parse(sample)).flat()), [
    'header: Header (Counting: a set of seeds)',
    'example: handshakes-at-a-table (combinatorics)',
    '  problem: Problem (At a table of $n$ guests, $n \\in \\N$, everybody shakes hands once with everybod…)',
    '  solution: Solution 1 (Counting twice)',
    '    step: Step 1 · understand · What is counted',
    '    step: Step 2 · derive · Both ends of a handshake',
    '      check: Check (2 \\cdot \\frac{4 \\cdot 3}{2} = 4 \\cdot 3)',
    '      hint: Hint (Draw it for $n = 4$.)',
    '    step: Step 3 · conclude',
    '  solution: Solution 2 (flawed)',
    '    step: Step 1 · derive · Forgetting the ends',
    '      error: Error (Each handshake is counted twice.)',
    '    step: Step 2 · conclude',
    '  answer: Answer (\\frac{n(n-1)}{2})',
  ])
  assert.equal(outline(parse('@problem\nx'))[0]?.[0]?.name, '(no id)')
})

test('parts, comments and blocks of several lines fold', () => {
  const folds = (marked: string): void => {
    const text = marked.replaceAll(/[«»]/g, '')
    const document = parse(text)
    const starts = regionStarts(document)
    const found = folding(document).flatMap((list, i) => list.map(fold => moved(fold.span, starts[i]!)))
    assert.equal(foldMarks(text, found), marked)
  }
  folds('«%% a\n%% b»\n«@example a\ntitle: x\n\n«@problem\nP»»\n\n«@example b\n«@answer\n2»»\n')
  folds('«@example a\n«@solution\n«@step\nx»\n\n«@step\n«$$\nx\n$$»\n«```\n@\n```»\n$x$»»\n@answer: 2»\n\n')
})

/** Closing marks before opening ones at the same place. */
function foldMarks(text: string, spans: readonly Span[]): string {
  const marks = spans.flatMap(({ start, end }) => [
    { at: end, text: '»', rank: 0 },
    { at: start, text: '«', rank: 1 },
  ])
  marks.sort((a, b) => a.at - b.at || a.rank - b.rank)
  return applyEdits(
    text,
    marks.map(mark => ({ span: span(mark.at, mark.at), text: mark.text })),
  )
}

const two =
  '@example a\n@solution flawed {#s}\n@step {#one}\nA\n@step\n[#one] [#s]\n@error\n[#one]\n@solution\n@step {#one}\n[#one]\n'

test('labels lead to what they name', () => {
  const defined = (marked: string): string | undefined => {
    const { text, document, region, offset } = cursorIn(marked)
    const found = definition(document, region, offset)
    return found && withMarks(text, [moved(found.name, regionStarts(document)[found.region]!)])
  }
  assert.equal(defined(two.replace('[#one]', '[#on▮e]')), two.replace('{#one}', '{#«one»}'))
  assert.equal(defined(two.replace('[#s]', '[#s▮]')), two.replace('{#s}', '{#«s»}'))
  assert.equal(defined(two.replace('[#s]', '[#x▮]')), undefined)
  assert.equal(defined('@example a▮\n'), undefined)
  const macro = '@limo 1\nmacros:\n  \\Z: \\mathbb{Z}\n@example a\n@problem\n$\\Z▮$\n'
  assert.equal(defined(macro), '@limo 1\nmacros:\n  «\\Z»: \\mathbb{Z}\n@example a\n@problem\n$\\Z$\n')
})

test('the references of a label stay in its scope', () => {
  const { text, document, region, offset } = cursorIn(two.replace('{#one}', '{#on▮e}'))
  const marked = two.replace('[#one] [#s]\n@error\n[#one]', '[#«one»] [#s]\n@error\n[#«one»]')
  assert.equal(withMarks(text, references(document, region, offset, { definition: false })), marked)
  assert.equal(
    withMarks(text, references(document, region, offset, { definition: true })),
    marked.replace('{#one}', '{#«one»}'),
  )
  assert.deepEqual(
    highlights(document, region, offset).map(highlight => highlight.role),
    ['definition', 'reference', 'reference'],
  )
  assert.deepEqual(highlights(document, region, 0), [])
})

test('a label is renamed wherever it is referred to', () => {
  const renamed = (marked: string, name: string): string => {
    const { text, document, region, offset } = cursorIn(marked)
    const result = rename(document, region, offset, name)
    return result.type === 'edits' ? applyEdits(text, result.edits) : result.reason.template
  }
  const second = two.lastIndexOf('[#one]')
  const expected = two.slice(0, second).replaceAll('one', 'x').replace('@step {#x}\n', '@step {#x}\n')
  const tail = expected.slice(0, expected.lastIndexOf('{#x}'))
  assert.equal(renamed(two.replace('[#one]', '[#on▮e]'), 'x'), `${tail}{#one}\n[#one]\n`)
  assert.equal(renamed(two.replace('{#s}', '{#▮s}'), '第一'), two.replace('{#s}', '{#第一}').replace('[#s]', '[#第一]'))
  assert.match(renamed(two.replace('{#s}', '{#▮s}'), 'a b'), /is no label/)
  assert.match(renamed(two.replace('{#s}', '{#▮s}'), ''), /is no label/)
  assert.match(renamed(two.replace('{#s}', '{#▮s}'), 'one'), /another label/)
  const { document, region, offset } = cursorIn(two.replace('{#s}', '{#▮s}'))
  assert.equal(renamable(document, region, offset)?.text, 's')
  assert.equal(renamable(document, region, 0), undefined)
})

test('a selection grows from the word to the example', () => {
  const { document, region, offset, start, text } = cursorIn(sample.replace('\\boxed{\\half', '\\boxed{\\ha▮lf'))
  const grown = selection(document, region, offset).map(at => text.slice(at.start + start, at.end + start))
  const formula = 'h = \\boxed{\\half{n(n-1)}}'
  const line = `By [#ends], $${formula}$.`
  assert.deepEqual(grown.slice(0, 7), [
    '\\half',
    '\\half{n(n-1)}',
    '{\\half{n(n-1)}}',
    formula,
    `$${formula}$`,
    line,
    `@step conclude\n${line}`,
  ])
  assert.match(grown[7]!, /^@solution \{#double\}[\s\S]*\$\.$/)
  assert.match(grown[8]!, /^@example[\s\S]*\{2\}$/)
})

test('the address of a source is a link', () => {
  const linked = (marked: string): void => {
    const text = marked.replaceAll(/[«»]/g, '')
    const document = parse(text)
    const starts = regionStarts(document)
    const found = links(document).flatMap((list, i) => list.map(link => moved(link.span, starts[i]!)))
    assert.equal(withMarks(text, found), marked)
  }
  linked('@example a\nsource:\n  name: x\n  url: «https://example.org/a?b=c#d»\n')
  linked('@example a\nsource:\n  url: "«http://example.org»"\n')
  linked('@example a\nsource: «https://example.org/»\n')
  linked('@limo 1\ndefaults:\n  source:\n    url: «https://example.org/»\n')
  linked('@example a\nsource:\n  url: ftp://example.org/\n')
  linked('@example a\nsource: javascript:alert(1)\n')
})

function everything(text: string, at: number): void {
  // No editor asks between the two halves of a line end.
  if (text[at - 1] === '\r' && text[at] === '\n') return
  const { document, region, offset } = locate(parse(text), at)
  const context = contextOf(document, defaultSettings)
  const { length } = document.regions[region]!.text
  const within = ({ start, end }: Span): boolean => 0 <= start && start <= end && end <= length
  assert.ok(within(placeAt(document.regions[region]!, offset).span))
  for (const { edit } of complete(document, region, offset, context)) {
    assert.ok(within(edit.span) && edit.span.start <= offset && offset <= edit.span.end)
    assert.doesNotMatch(document.regions[region]!.text.slice(edit.span.start, edit.span.end), /[\r\n]/)
  }
  const found = hover(document, region, offset, context)
  if (found) assert.ok(within(found.span) && found.markdown !== '')
  definition(document, region, offset)
  highlights(document, region, offset)
  const result = rename(document, region, offset, 'renamed')
  if (result.type === 'edits') applyEdits(text, result.edits)
  let inner: Span | undefined
  for (const outer of selection(document, region, offset)) {
    assert.ok(within(outer))
    if (inner)
      assert.ok(
        outer.start <= inner.start && inner.end <= outer.end && outer.end - outer.start > inner.end - inner.start,
      )
    inner = outer
  }
}

function assertNested(items: readonly OutlineItem[], within: Span): void {
  for (const item of items) {
    assert.ok(within.start <= item.span.start && item.span.end <= within.end)
    assert.ok(item.span.start <= item.selection.start && item.selection.end <= item.span.end)
    assertNested(item.children, item.span)
  }
}

test('nothing throws at any offset of the sample', () => {
  for (const text of [sample, sample.replaceAll('\n', '\r\n')]) {
    for (let at = 0; at <= text.length; at++) everything(text, at)
  }
})

test('nothing throws in texts with pieces lost, doubled and swapped', () => {
  const change = fc.record({
    at: fc.nat(sample.length),
    length: fc.nat(40),
    text: fc.constantFrom(
      '',
      '$',
      '$$',
      '{',
      '}',
      '\\',
      '[#',
      '@',
      '@step ',
      '\n',
      '\n\n',
      '\r',
      '```\n',
      ': ',
      '- ',
      '😀',
      '%%',
    ),
  })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(sample.length + 50), (changes, at) => {
      let text = sample
      for (const { at, length, text: put } of changes) text = text.slice(0, at) + put + text.slice(at + length)
      everything(text, Math.min(at, text.length))
      const document = parse(text)
      for (const [i, items] of outline(document).entries())
        assertNested(items, span(0, document.regions[i]!.text.length))
      folding(document)
      links(document)
    }),
    { numRuns: 1000 },
  )
})

test('nothing throws in arbitrary text', () => {
  const parts = [
    '@',
    '@example ',
    '@step',
    '@answer: ',
    '{#',
    '}',
    '=',
    '"',
    'a',
    ': ',
    '[',
    '$',
    '\\be',
    '\n',
    '\r\n',
    ' ',
    '-',
    '`',
    '＠',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 30 }), fc.nat(100), (words, at) => {
      const text = words.join('')
      everything(text, Math.min(at, text.length))
    }),
    { numRuns: 1000 },
  )
})

function refactored(marked: string): string[] {
  const at = marked.indexOf('‸')
  const text = marked.replace('‸', '')
  const region = parse(text).regions[0]!
  return [...refactorings(region, at, defaultLexicon)].map(({ edits }) => applyEdits(text, edits))
}

test('paragraphs or lines become steps of the kinds that they seem to be', () => {
  assert.deepEqual(
    refactored(
      '@problem\nA?\n@solution\nThe idea is to add‸ them.\n\n\\[3 = 1\n\n+ 2\\]\n\nCase 1: it is odd.\n\nWe check: $3 - 2 = 1$.\n\n\\@step So $\\boxed{3}$.\n@answer: 3\n',
    ),
    [
      '@problem\nA?\n@solution\n@step plan\nThe idea is to add them.\n\n@step compute\n\\[3 = 1\n\n+ 2\\]\n\n@step case\nCase 1: it is odd.\n\n@step verify\nWe check: $3 - 2 = 1$.\n\n@step conclude\n\\@step So $\\boxed{3}$.\n@answer: 3\n',
    ],
  )
  assert.deepEqual(refactored('@problem\r\n问？\r\n@solution\r\n先求和‸。\r\n共 $1 + 2 = 3$ 个。\r\n@answer: 3\r\n'), [
    '@problem\r\n问？\r\n@solution\r\n@step plan\r\n先求和。\r\n\r\n@step conclude\r\n共 $1 + 2 = 3$ 个。\r\n@answer: 3\r\n',
  ])
  assert.deepEqual(refactored('@problem\nA?\n@solution\nOnly one‸.\n@answer: 3\n'), [])
})

test('a step is cut at its paragraphs, and only the one at the cursor', () => {
  assert.deepEqual(
    refactored('@problem\nA?\n@solution\n@step\nOne.\n\nTwo.\n@step {#b}: B\nThree‸.\n\nSo four.\n\n@answer: 3\n'),
    ['@problem\nA?\n@solution\n@step\nOne.\n\nTwo.\n@step {#b}: B\nThree.\n\n@step conclude\nSo four.\n\n@answer: 3\n'],
  )
  assert.deepEqual(refactored('@problem\nA‸?\n@solution\n@step\nOne.\n\nTwo.\n@answer: 3\n'), [])
})
