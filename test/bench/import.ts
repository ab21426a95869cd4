import { execFileSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { openPending } from '../../server/src/files.ts'
import { importFiles } from '../../server/src/import-files.ts'
import { writeSection } from './section.ts'

// Measures the import of a data set beside JSON.parse and JSON.stringify of the same file, each in a process of its own,
// by turns, and writes its section of README.md. Called with a name and files, it is one of those processes.

const words = `JSON lines to one \`.limo\` file: made-up records of the size and the marks of GSM8K, and long chains of 20 kB. Beside it
\`JSON.parse\` and \`JSON.stringify\` of every line, the file read and written at once. Each in a process of its own, by turns;
the best of five. An import holds one piece of the file at a time, so its memory does not grow with the file but for the
ids.`

const [, , role, from, to] = process.argv
if (role === 'limo') await limo(from!, to!)
else if (role === 'json') json(from!, to!)
else await compare()

interface Run {
  readonly ms: number
  readonly mb: number
}

async function limo(path: string, target: string): Promise<void> {
  const start = performance.now()
  const { refused } = await importFiles({
    paths: [path],
    map: {},
    target: await openPending(target),
    onNote: note => console.error(note),
  })
  if (refused) throw new Error(`${refused} records left out`)
  done(start)
}

/** What a program that only passes records on has to do: it reads the file at once, and writes it at once. */
function json(path: string, target: string): void {
  const start = performance.now()
  let out = ''
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line !== '') out += `${JSON.stringify(JSON.parse(line))}\n`
  }
  writeFileSync(target, out)
  done(start)
}

function done(start: number): void {
  console.log(JSON.stringify({ ms: performance.now() - start, mb: process.resourceUsage().maxRSS / 1024 }))
}

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'limo-bench-'))
  try {
    const rows = [
      '| records | file | LIMO: import | records/s | peak memory | `JSON.parse` and `JSON.stringify` | peak memory | times |',
      '|---:|---:|---:|---:|---:|---:|---:|---:|',
    ]
    for (const [count, make] of [
      [100_000, shortRecord],
      [817, longRecord],
    ] as const) {
      const path = join(folder, `${count}.jsonl`)
      await write(path, count, make)
      const runs = Array.from({ length: 5 }, () => ({ limo: measured('limo', path), json: measured('json', path) }))
      const ours = best(runs.map(run => run.limo))
      const theirs = best(runs.map(run => run.json))
      const size = `${(statSync(path).size / 1e6).toFixed(0)} MB`
      const persecond = Math.round((1000 * count) / ours.ms).toLocaleString('en')
      rows.push(
        `| ${count.toLocaleString('en')} | ${size} | ${ours.ms.toFixed(0)} ms | ${persecond} | ${ours.mb.toFixed(0)} MB | ${theirs.ms.toFixed(0)} ms | ${theirs.mb.toFixed(0)} MB | ${(ours.ms / theirs.ms).toFixed(1)} |`,
      )
      console.log(rows.at(-1))
    }
    writeSection('import', `## Import\n\n${words}\n\n${rows.join('\n')}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function measured(name: string, path: string): Run {
  const out = execFileSync(process.execPath, [import.meta.filename, name, path, `${path}.${name}`], {
    encoding: 'utf8',
  })
  return JSON.parse(out)
}

function best(runs: readonly Run[]): Run {
  return { ms: Math.min(...runs.map(run => run.ms)), mb: Math.max(...runs.map(run => run.mb)) }
}

async function write(path: string, count: number, make: (n: number) => object): Promise<void> {
  const file = createWriteStream(path)
  for (let n = 0; n < count; n++) file.write(`${JSON.stringify(make(n))}\n`)
  file.end()
  await finished(file)
}

/** Any number below a limit, the same in every run. */
function pick(n: number, limit: number): number {
  return (Math.imul(n + 1, 2654435761) >>> 8) % limit
}

function shortRecord(n: number): object {
  const [boxes, each, found] = [2 + pick(n, 90), 2 + pick(n * 7, 9), 1 + pick(n * 13, 50)]
  const all = boxes * each
  const name = ['Mia', 'Tom', 'Zoë', 'Ravi'][pick(n * 3, 4)]
  return {
    question: `${name} has ${boxes} boxes with ${each} pencils in each of them, and finds ${found} more pencils under the desk. A friend takes half a dozen of them away in the evening and promises to bring them back by the end of the week. How many pencils does ${name} have on the next morning, day ${n}?`,
    answer: `There are ${boxes}*${each} = <<${boxes}*${each}=${all}>>${all} pencils in the boxes.\nWith those under the desk there are ${all}+${found} = <<${all}+${found}=${all + found}>>${all + found} pencils.\nHalf a dozen are 12/2 = <<12/2=6>>6 pencils, so ${all + found}-6 = <<${all + found}-6=${all + found - 6}>>${all + found - 6} are left.\n#### ${all + found - 6}`,
  }
}

function longRecord(n: number): object {
  let chain = ''
  for (let k = 1; chain.length < 19_500; k++) {
    chain += `Wait, I should check "step ${k}" again: with $x_{${k}} = \\frac{${k * 7 + n}}{${k + 3}}$ the sum is\n\\[ \\sum_{j=1}^{${k}} j = \\frac{${k}(${k}+1)}{2} = ${(k * (k + 1)) / 2}. \\]\n${k % 4 ? '' : '\n'}`
  }
  return {
    question: `Find the sum of $1, \\dots, m$ for $m = ${n}$.`,
    solution: `${chain}\n**Final answer**\n\n$\\boxed{${(n * (n + 1)) / 2}}$`,
    answer: String((n * (n + 1)) / 2),
  }
}
