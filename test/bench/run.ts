import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parse } from '../../server/src/core/format/parse.ts'
import { lint } from '../../server/src/core/lint.ts'
import { defaultSettings } from '../../server/src/core/settings.ts'
import { keystrokes } from './keystroke.ts'
import { jsonText, limoText, realRecords, take } from './records.ts'
import { writeSection } from './section.ts'

// Measures what a user waits for, beside a peer in the same run, and writes the tables into README.md.

const root = join(import.meta.dirname, '../..')
const sizes = [10, 100, 1000, 5000]
const faults = 10
/** Keystrokes in each file; the first fifth warms the compiler up and does not count. */
const keys = 200

const { source, records: all } = realRecords()
// Findings per file are held equal, so only records that raise none of their own.
const records = all.filter(record => lint(parse(limoText([record], 0)), defaultSettings).every(list => !list.length))
const jsonServer = peer()
const limoServer = [process.execPath, join(root, 'dist/limo.cjs'), 'serve', '--stdio']

const typing = [
  '| examples | size | LIMO: keystroke, median (p90) | JSON server: keystroke, median (p90) | LIMO: open to first findings | JSON server: the same | findings LIMO / JSON | memory LIMO / JSON |',
  '|---:|---:|---:|---:|---:|---:|---:|---:|',
]
for (const size of sizes) {
  const some = take(records, size)
  const middle = Math.floor(size / 2)
  // The same record is typed into in each file: what an example costs depends on what is in it.
  some[middle] = records[0]!
  const limo = limoText(some, faults)
  const json = jsonText(some, faults)
  const ours = await keystrokes(
    limoServer,
    'file:///bench.limo',
    'limo',
    limo,
    `@example bench-${middle}\nstatus: draft\n\n@problem\n`,
    keys,
  )
  const theirs = await keystrokes(
    jsonServer,
    'file:///bench.json',
    'json',
    json,
    `"id": "bench-${middle}",\n    "status": "draft",\n    "question": "`,
    keys,
  )
  // LIMO finds what the JSON server does, and what it has to say of the reasoning.
  if (ours.findings < theirs.findings) throw new Error(`findings missing: ${ours.findings} of ${theirs.findings}`)
  typing.push(
    `| ${size.toLocaleString('en')} | ${megabytes(limo.length)} | ${ms(ours.median)} (${ms(ours.p90)}) | ${ms(theirs.median)} (${ms(theirs.p90)}) | ${ms(ours.opened)} | ${ms(theirs.opened)} | ${ours.findings} / ${theirs.findings} | ${mb(ours.memory)} / ${mb(theirs.memory)} |`,
  )
  console.log(typing.at(-1))
}

const whole = [
  '| examples | parse | parse and lint, cold | lint again, nothing changed | `JSON.parse` of the same records |',
  '|---:|---:|---:|---:|---:|',
]
for (const size of sizes) {
  const some = take(records, size)
  const limo = limoText(some, faults)
  const json = jsonText(some, faults)
  const parsing = best(() => parse(limo))
  const document = parse(limo)
  const cold = once(() => lint(document, { ...defaultSettings }))
  const settings = { ...defaultSettings }
  lint(document, settings)
  const again = best(() => lint(document, settings))
  const jsonParsing = best(() => JSON.parse(json))
  whole.push(`| ${size.toLocaleString('en')} | ${ms(parsing)} | ${ms(cold)} | ${ms(again)} | ${ms(jsonParsing)} |`)
  console.log(whole.at(-1))
}

writeSection(
  'measured',
  `Measured with Node ${process.versions.node} on ${cpus().length} cores; text: ${source}.

## Typing

Milliseconds from a change in the middle of the file to its diagnostics, over stdio, as an editor sees it: the language
server of LIMO beside the JSON language server of VS Code on the same records, one after the other in one run. Both
answer with at least as many findings in LIMO, which also judges the reasoning.

${typing.join('\n')}

## A whole file, in one process

${whole.join('\n')}
`,
)

/** The JSON language server, from the npm registry when first needed. */
function peer(): string[] {
  const folder = join(root, '.vscode-test/json-server')
  const program = join(folder, 'node_modules/vscode-langservers-extracted/bin/vscode-json-language-server')
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', 'vscode-langservers-extracted@4.10.0'], {
      cwd: folder,
      stdio: 'inherit',
    })
  }
  return [process.execPath, program, '--stdio']
}

function once(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

function best(run: () => unknown): number {
  return Math.min(...Array.from({ length: 5 }, () => once(run)))
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`
}

function megabytes(characters: number): string {
  return `${(characters / 1e6).toFixed(2)} MB`
}

function mb(value: number | undefined): string {
  return value === undefined ? '?' : `${value.toFixed(0)} MB`
}
