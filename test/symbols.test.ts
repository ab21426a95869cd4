import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { unicodeName } from 'unicode-name'
import { takesLatex } from '../server/src/core/features/place.ts'
import { plainText } from '../server/src/core/features/snippet.ts'
import { insertionOf, latexSymbols, searchSymbols } from '../server/src/core/features/symbols.ts'
import { parse } from '../server/src/core/format/parse.ts'
import { formulaProblem } from '../server/src/core/text/latex.ts'
import { latexCommands, latexEnvironments } from '../server/src/core/text/latex-commands.ts'
import { commandSample } from '../server/src/core/text/latex-samples.ts'
import { holdsGenerated } from './generated.ts'

const path = 'server/src/core/text/symbol-names.ts'

test('the names of characters are those of Unicode', () => {
  const chars = new Set(latexCommands.flatMap(({ look }) => [...look]).filter(char => !/[A-Za-z0-9]/.test(char)))
  const lines = [...chars].sort().flatMap(char => {
    const name: string | undefined = unicodeName(char)
    return name ? [`${char} ${name.toLowerCase()}`] : []
  })
  const source = readFileSync(join(import.meta.dirname, '..', path), 'utf8')
  const written = lines.join('\n').replace(/[\\`]|\$(?=\{)/g, '\\$&')
  holdsGenerated(
    path,
    source.replace(/(const nameLines = `)[\s\S]*?\n`(?=\n)/, (_, head: string) => `${head}\n${written}\n\``),
  )
})

const found = (typed: string, recent?: readonly string[]): string[] =>
  searchSymbols(typed, recent).map(({ command }) => command)

test('symbols are found by name', () => {
  assert.equal(found('alpha')[0], '\\alpha')
  assert.equal(found('\\alpha')[0], '\\alpha')
  assert.equal(found('subset')[0], '\\subset')
  assert.ok(found('subset').includes('\\nsubseteq'))
  assert.ok(found('arrow').length > 40)
  assert.equal(found('Gamma')[0], '\\Gamma')
  assert.equal(found('gamma')[0], '\\gamma')
  assert.equal(found('pmatrix')[0], '\\begin{pmatrix}')
  assert.deepEqual(found('no such thing'), [])
})

test('symbols are found by look, as a character or as a keyboard has it', () => {
  assert.deepEqual(found('≤').slice(0, 2), ['\\le', '\\leq'])
  assert.equal(found('∑')[0], '\\sum')
  assert.equal(found('<=')[0], '\\le')
  assert.deepEqual(found('->').slice(0, 2), ['\\to', '\\rightarrow'])
  assert.equal(found('=>')[0], '\\implies')
  assert.equal(found('+-')[0], '\\pm')
  assert.equal(found('!=')[0], '\\ne')
  assert.equal(found('|->')[0], '\\mapsto')
  assert.ok(found('<').includes('\\le'))
})

test('symbols are found by words', () => {
  assert.ok(found('less equal').slice(0, 10).includes('\\le'))
  assert.ok(found('for all').slice(0, 5).includes('\\forall'))
  assert.equal(found('perpendicular')[0], '\\perp')
  assert.ok(found('binomial').includes('\\binom'))
  assert.ok(found('vector').slice(0, 3).includes('\\vec'))
})

test('without a query all are there, those used lately first, then those used much', () => {
  const all = found('', ['\\zeta', '\\Vdash'])
  assert.deepEqual(all.slice(0, 3), ['\\zeta', '\\Vdash', '\\frac'])
  assert.equal(all.length, latexSymbols().length)
  assert.equal(new Set(all).size, all.length)
  const missing = [
    ...latexCommands.map(({ name }) => `\\${name}`),
    ...latexEnvironments.map(({ name }) => `\\begin{${name}}`),
  ]
  assert.deepEqual(
    missing.filter(command => !all.includes(command)),
    ['\\begin', '\\end'],
  )
})

test('every symbol is found first by its name, and by its look', () => {
  const looks = new Map<string, string[]>()
  for (const { command, look } of latexSymbols()) {
    assert.equal(found(command)[0], command)
    if (look) looks.set(look, [...(looks.get(look) ?? []), command])
  }
  for (const [look, commands] of looks) {
    const first = new Set(found(look).slice(0, commands.length + 1))
    for (const command of commands) assert.ok(first.has(command), `${look} finds ${command}`)
  }
})

test('what is typed for a symbol can be read where it is typed', () => {
  for (const symbol of latexSymbols()) {
    const { command } = symbol
    const sample = commandSample(command.slice(1))
    const typed = plainText(insertionOf(symbol, true))
    // What takes arguments is typed without them.
    if (!sample || /[{[]/.test(typed.replace(/^\\text\{(.*)\}$/, '$1'))) continue
    if (sample === command || sample === typed) assert.equal(formulaProblem(typed, true, {}), undefined, typed)
    assert.equal(plainText(insertionOf(symbol, false)), `$${typed}$`)
  }
  const snippets = new Map(latexSymbols().map(symbol => [symbol.command, symbol]))
  assert.equal(insertionOf(snippets.get('\\frac')!, false), '\\$\\\\frac{$1\\}{$2\\}\\$')
  assert.equal(plainText(insertionOf(snippets.get('\\ss')!, true)), '\\text{\\ss}')
  assert.equal(plainText(insertionOf(snippets.get('\\$')!, true)), '\\$')
  assert.match(plainText(insertionOf(snippets.get('\\begin{align}')!, false)), /^\\begin\{align\}/)
})

test('dollars are needed where there is no formula', () => {
  const takes = (marked: string): boolean => {
    const document = parse(marked.replace('▮', ''))
    const [first] = document.regions
    const at = marked.indexOf('▮')
    const inFirst = at <= first!.text.length && document.regions.length === 1
    return takesLatex(inFirst ? first! : document.regions.at(-1)!, inFirst ? at : at - first!.text.length)
  }
  for (const inside of ['$a▮$', '\\(▮a\\)', '\\begin{align}a▮\\end{align}', '`x▮`'])
    assert.equal(takes(`@example a\n@problem\nSo ${inside}.`), true, inside)
  assert.equal(takes('@example a\n@answer: ▮2'), true)
  assert.equal(takes('@limo 1\nmacros:\n  \\R: ▮x\n'), true)
  for (const outside of ['a ▮ b', '$a$▮', '▮$a$', '\n▮\n'])
    assert.equal(takes(`@example a\n@problem\nSo ${outside}.`), false, outside)
  assert.equal(takes('@example a\ntitle: ▮x\n'), false)
  assert.equal(takes('@example a\n@answer text: ▮x'), false)
})
