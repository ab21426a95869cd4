import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { formulaProblem, katexSource } from '../server/src/core/text/latex.ts'
import { latexCommands, latexEnvironments } from '../server/src/core/text/latex-commands.ts'
import { commandSample, environmentSample } from '../server/src/core/text/latex-samples.ts'
import { knowsCommand, svgOf } from '../server/src/mathjax.ts'
import { macrosByHand, mathjaxOptionals } from '../server/src/mathjax-macros.ts'
import { holdsGenerated } from './generated.ts'
import { commandTables } from './katex-tables.ts'
import { assertSvg } from './svg.ts'

const path = 'server/src/mathjax-macros.ts'

/** Half of a pair, or nothing by itself. */
const unbalanced = new Set(['bgroup', 'egroup', 'tmspace'])

/** What a command stands for in the tables of KaTeX, in words that MathJax knows. */
function bodyOf(name: string, look: string, tables: readonly Readonly<Record<string, unknown>>[]): string | undefined {
  const known = tables.flatMap(table => (Object.hasOwn(table, `\\${name}`) ? [table[`\\${name}`]] : []))
  const macro = known.find(value => typeof value === 'string')
  if (unbalanced.has(name)) return undefined
  if (macro !== undefined) return translated(macro)
  const { type, group, replace } = Object.assign({}, ...known) as Readonly<Record<string, string | undefined>>
  if (type === 'op' && look) return `\\operatorname{${look}}`
  if (!replace || group === 'accent-token') return undefined
  return group === 'rel' ? `\\mathrel{${replace}}` : group === 'inner' ? `\\mathinner{${replace}}` : replace
}

function translated(macro: string): string {
  return macro
    .replace(/\\html@mathml\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}\{((?:[^{}]|\{[^{}]*\})*)\}/g, '$1')
    .replace(/\\TextOrMath\{[^{}]*\}\{(\\text\{[^{}]*\})\}/g, '$1')
    .replace(/\\char`/g, '')
    .replace(/\\(?:relax|DOTS[BIX])(?![A-Za-z])/g, '')
    .replace(/^`$/, '‘')
    .replace(/^'$/, '’')
}

test('MathJax knows what KaTeX knows by macros', () => {
  const tables = commandTables()
  const source = readFileSync(join(import.meta.dirname, '..', path), 'utf8')
  const lines = latexCommands.flatMap(({ name, look }) => {
    if (Object.hasOwn({ ...macrosByHand, ...mathjaxOptionals }, name) || knowsCommand(name)) return []
    const body = bodyOf(name, look, tables)
    return body ? [`${name} ${body}`] : []
  })
  holdsGenerated(
    path,
    source.replace(/(String\.raw`\n)[^`]*`/, (_, head: string) => `${head}${lines.join('\n')}\n\``),
  )
})

const set = (source: string, display = true, macros = {}): string | undefined =>
  svgOf({ source, kin: katexSource(source), display, macros })

/** KaTeX draws these; MathJax has nothing for them. */
const unset = new Set(['H', 'c', 'mathreflectbox', 'reflectbox', 'textcircled', 'u', 'v'])

test('every sample can be read, and set but for a few', () => {
  const samples = [
    ...latexCommands.map(({ name }) => [name, commandSample(name)] as const),
    ...latexEnvironments.map(({ name }) => [name, environmentSample(name)] as const),
  ]
  for (const [name, sample] of samples) {
    if (!sample) continue
    assert.equal(formulaProblem(sample, true, {}), undefined, sample)
    const svg = set(sample)
    assert.equal(svg === undefined, unset.has(name), sample)
    if (svg) assertSvg(svg)
  }
  const without = latexCommands.filter(({ name }) => !commandSample(name)).map(({ name }) => name)
  // Those that define, or only act on what stands beside them.
  assert.ok(without.length < 40, without.join(' '))
})

test('macros of the author count, and nothing is kept from one formula for the next', () => {
  assert.equal(set('\\half{x}', true, { '\\half': '\\frac{#1}{2}' }), set('\\frac{x}{2}'))
  assert.equal(set('\\half{x}'), undefined)
  assert.ok(set('\\def\\half{1}\\half'))
  assert.ok(set('\\def\\frac#1#2{1}\\frac{1}{2}'))
  assert.equal(set('\\half'), undefined)
  assert.equal(set('\\frac{1}{2}'), set('\\dfrac{1}{2}'))
  assert.notEqual(set('\\frac{1}{2}', false), set('\\frac{1}{2}', true))
})

test('what KaTeX reads in place of what it lacks is set as well', () => {
  for (const source of [
    '\\begin{array}{c|c}a&b\\\\\\cline{1-2}c&d\\end{array}',
    '\\begin{multline}a\\\\b\\end{multline}',
  ])
    assertSvg(set(source)!)
  assert.match(set('\\begin{array}{c|c}a&b\\end{array}')!, /<style>.*stroke-width/)
})

test('a long formula is broken into lines, and a picture that is too large is none', () => {
  const width = (svg: string | undefined): number => Number(/ width="(\d+)px"/.exec(svg!)![1])
  assert.ok(width(set(`${'x + y + '.repeat(100)}z`, false)) <= 650)
  assert.equal(set('\\rule{900em}{900em}'), undefined)
})

test('no formula brings anything from outside into its picture', () => {
  for (const source of [
    '\\href{https://example.org}{x}',
    '\\mmlToken{mi}[href="https://example.org"]{x}',
    '\\mmlToken{mi}[style="background:url(https://example.org)"]{x}',
    '\\color{url(https://example.org)}x',
    '\\require{html}\\href{a}{x}',
    '\\class{a}{x}',
    '\\cssId{a}{x}',
    '\\style{color:red}{x}',
    '\\includegraphics{a.png}',
    '\\unicode{x41}',
    '\ud800',
    'a\0b',
  ])
    assert.equal(set(source), undefined, source)
  assertSvg(set('\\text{<a href="x">\\&"\'}')!)
})
