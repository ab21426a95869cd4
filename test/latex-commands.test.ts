import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import katex from 'katex'
import { katexOptions } from '../server/src/core/text/latex.ts'
import { latexCommand, latexCommands, latexEnvironments } from '../server/src/core/text/latex-commands.ts'
import { commonCommands, environmentNotes, latexNotes } from '../server/src/core/text/latex-notes.ts'
import { displayEnvironments } from '../server/src/core/text/markup.ts'
import { commandTables, type Table, tablesAsked } from './katex-tables.ts'

const file = join(import.meta.dirname, '../server/src/core/text/latex-commands.ts')

interface Signature {
  readonly numArgs?: number
  readonly numOptionalArgs?: number
  readonly type?: string
}

/** Links, pictures and HTML need trust, which no formula here has. */
const untrusted = new Set(['href', 'url', 'includegraphics', 'html'])

/** They write to the console. */
const noisy = new Set(['\\message', '\\errmessage', '\\show'])

function signaturesOf(tables: readonly Table[], name: string): Signature[] {
  return tables
    .filter(table => Object.hasOwn(table, name))
    .map(table => table[name])
    .map(value => {
      if (typeof value !== 'string') return (value ?? {}) as Signature
      return { numArgs: Math.max(0, ...[...value.matchAll(/(?<!#)#([1-9])/g)].map(match => Number(match[1]))) }
    })
}

function markOf(source: string, text: boolean): string | undefined {
  try {
    return katex.renderToString(text ? `\\text{${source}}` : source, {
      ...katexOptions({}, true),
      output: 'mathml',
    })
  } catch {
    return undefined
  }
}

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&#x27;': "'" }

const blackboard: Readonly<Record<string, string>> = { C: 'ℂ', H: 'ℍ', N: 'ℕ', P: 'ℙ', Q: 'ℚ', R: 'ℝ', Z: 'ℤ' }

/** What a command without arguments looks like, as plain characters; nothing where it only acts on others. */
function lookOf(mark: string): string {
  return mark
    .replace(/<mi mathvariant="double-struck">([A-Za-z])<\/mi>/g, (_, letter: string) => doubleStruck(letter))
    .replace(/<annotation[\s\S]*?<\/annotation>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|amp|#x27);/g, entity => entities[entity]!)
    .replace(/[\s\u00a0\u2000-\u200f\u2028-\u202f\u2060-\u206f\ue000-\uf8ff]/g, '')
}

function doubleStruck(letter: string): string {
  const code = letter.charCodeAt(0)
  return blackboard[letter] ?? String.fromCodePoint(code < 97 ? 0x1d538 + code - 65 : 0x1d552 + code - 97)
}

function commandLine(name: string, tables: readonly Table[]): string | undefined {
  const signatures = signaturesOf(tables, name)
  if (signatures.some(signature => untrusted.has(signature.type!))) return undefined
  const given = Math.max(0, ...signatures.map(signature => signature.numArgs ?? 0))
  const optional = Math.max(0, ...signatures.map(signature => signature.numOptionalArgs ?? 0))
  for (const text of [false, true]) {
    // A macro that is a program does not say how many arguments it takes; the fewest that it can be read with will do.
    for (const count of given ? [given] : [0, 1, 2]) {
      const mark = markOf(name + '{x}'.repeat(count), text)
      if (!mark) continue
      const shape = '[]'.repeat(optional) + '{}'.repeat(count)
      const look = count || optional ? '' : lookOf(mark)
      return `${name.slice(1)}${text ? '*' : ''} ${shape} ${look}`.trimEnd()
    }
  }
  // What only means something beside something else: `\left`, `\limits`, `\over`, `\hline`.
  return `${name.slice(1)} ${'{}'.repeat(given)}`.trimEnd()
}

function isOffered(name: string): boolean {
  return /^\\[A-Za-z]+$/.test(name) && !noisy.has(name)
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function generated(): string {
  const tables = commandTables()
  const names = new Set(tables.flatMap(table => Object.keys(table)).filter(isOffered))
  const commands = [...names].sort(byName).flatMap(name => commandLine(name, tables) ?? [])
  const environments = tablesAsked('probe', '\\begin{probe}\\end{probe}')
    .flatMap(table => Object.entries(table as Record<string, Signature>))
    .map(([name, { numArgs }]) => `${name} ${'{}'.repeat(numArgs ?? 0)}`.trimEnd())
  const source = readFileSync(file, 'utf8')
  return source
    .replace(/(const commandLines = String\.raw`)[^`]*`/, (_, head: string) => `${head}\n${commands.join('\n')}\n\``)
    .replace(/(const environmentLines = `)[^`]*`/, (_, head: string) => `${head}\n${environments.join('\n')}\n\``)
}

test('the list of LaTeX commands is what KaTeX knows', () => {
  const expected = generated()
  if (readFileSync(file, 'utf8') === expected) return
  writeFileSync(file, expected)
  assert.fail('latex-commands.ts was stale and has been written anew; look at the difference and run again')
})

test('every note is about something that KaTeX knows', () => {
  const environments = new Set([
    ...latexEnvironments.map(environment => environment.name),
    ...displayEnvironments.flatMap(name => [name, `${name}*`]),
  ])
  for (const name of [...Object.keys(latexNotes), ...commonCommands]) assert.ok(latexCommand(name), name)
  for (const name of Object.keys(environmentNotes)) assert.ok(environments.has(name), name)
})

test('the list says what commands take and look like', () => {
  assert.deepEqual(latexCommand('alpha'), { name: 'alpha', args: '', look: 'α', text: false })
  assert.deepEqual(latexCommand('sqrt'), { name: 'sqrt', args: '[]{}', look: '', text: false })
  assert.deepEqual(latexCommand('brace'), { name: 'brace', args: '', look: '{}', text: false })
  assert.equal(latexCommand('R')?.look, 'ℝ')
  assert.equal(latexCommand('ss')?.text, true)
  assert.ok(latexCommands.length > 900)
})
