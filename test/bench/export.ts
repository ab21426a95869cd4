import { spawn } from 'node:child_process'
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { escapeText } from '../../server/src/core/format/lines.ts'
import { type Record, realRecords } from './records.ts'
import { writeSection } from './section.ts'

// Measures an export on the command line, and a check, beside a program that reads and writes the same records as JSON
// Lines, each a process of its own, and writes the table into README.md.

const root = join(import.meta.dirname, '../..')
const limo = join(root, 'dist/limo.cjs')

interface Run {
  readonly seconds: number
  /** The most memory that the process had, in MB. */
  readonly memory: number
}

/** A process that says at its end how much memory it took. */
function run(args: readonly string[], cwd: string): Promise<Run> {
  const { promise, resolve, reject } = Promise.withResolvers<Run>()
  const told = 'process.on("exit",()=>process.stderr.write("\\npeak "+process.resourceUsage().maxRSS+"\\n"))'
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${told}`, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let err = ''
  child.stderr.setEncoding('utf8').on('data', chunk => (err = (err + chunk).slice(-10_000)))
  child.on('error', reject)
  child.on('close', code => {
    const peak = /\npeak (\d+)\n$/.exec(err)
    if (!peak || (code !== 0 && code !== 1)) reject(new Error(`${args.join(' ')}: ${code}: ${err}`))
    else resolve({ seconds: (performance.now() - started) / 1000, memory: Number(peak[1]) / 1024 })
  })
  return promise
}

const peer = `
import { createReadStream, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
const out = createWriteStream('peer.jsonl')
for await (const line of createInterface({ input: createReadStream('records.jsonl') })) {
  if (!out.write(JSON.stringify(JSON.parse(line)) + '\\n')) await once(out, 'drain')
}
out.end()
`

const short = gsm8k()
const long = chains(20_000)
const rows = [
  '| records | task | seconds | records a second | times the peer | peak memory |',
  '|---|---|---:|---:|---:|---:|',
]
await measure(`${(100_000).toLocaleString('en')} of ${size(short.records)}`, short.records, 100_000)
await measure(`817 of ${size(long)}`, long, 817)
await check(`${(10_000).toLocaleString('en')} of ${size(short.records)}`, short.records, 10_000)
await check(`817 of ${size(long)}`, long, 817)
writeSection(
  'export',
  `## Export and check

Each line is a process of its own, from its start to its end, on ${cpus().length} cores with Node ${process.versions.node}; an export the best
of three. The peer reads the same records line by line with \`JSON.parse\` and writes them with \`JSON.stringify\`. Records:
${short.source}; the long ones are put together of ${realRecords().source}.

${rows.join('\n')}
`,
)

async function measure(name: string, records: readonly Record[], count: number): Promise<void> {
  const at = mkdtempSync(join(tmpdir(), 'limo-bench-'))
  try {
    await write(at, records, count)
    const base = await best(['peer.mjs'], at)
    add(name, 'peer: `JSON.parse` and `JSON.stringify`', count, base, base)
    for (const format of ['jsonl', 'messages', 'parquet']) {
      const call = [limo, 'export', 'records.limo', '--to', format, '--out', 'out', '--force']
      add(name, `\`limo export --to ${format}\``, count, await best(call, at), base)
    }
  } finally {
    rmSync(at, { recursive: true, force: true })
  }
}

/** A check reads everything that the rules say, mathematics included; once, since it takes its time. */
async function check(name: string, records: readonly Record[], count: number): Promise<void> {
  const at = mkdtempSync(join(tmpdir(), 'limo-bench-'))
  try {
    await write(at, records, count)
    add(name, '`limo check`', count, await run([limo, 'check', 'records.limo'], at))
  } finally {
    rmSync(at, { recursive: true, force: true })
  }
}

async function best(call: readonly string[], at: string): Promise<Run> {
  const runs: Run[] = []
  for (let i = 0; i < 3; i++) runs.push(await run(call, at))
  return {
    seconds: Math.min(...runs.map(({ seconds }) => seconds)),
    memory: Math.max(...runs.map(({ memory }) => memory)),
  }
}

function add(name: string, task: string, count: number, { memory, seconds }: Run, base?: Run): void {
  const rate = Math.round(count / seconds).toLocaleString('en')
  const times = base ? (seconds / base.seconds).toFixed(1) : ''
  rows.push(`| ${name} | ${task} | ${seconds.toFixed(2)} | ${rate} | ${times} | ${memory.toFixed(0)} MB |`)
  console.log(rows.at(-1))
}

/** The same records as one `.limo` file and as JSON Lines. */
async function write(at: string, records: readonly Record[], count: number): Promise<void> {
  const text = createWriteStream(join(at, 'records.limo'))
  const lines = createWriteStream(join(at, 'records.jsonl'))
  text.write('@limo 1\n')
  for (let i = 0; i < count; i++) {
    const { answer, question, solution } = records[i % records.length]!
    const body = `@problem\n${escapeText(question)}\n@solution\n${escapeText(solution)}\n@answer: ${answer.replaceAll('\n', ' ')}\n`
    text.write(`\n@example e${i}\n${body}`)
    lines.write(`${JSON.stringify({ question, solution, answer })}\n`)
  }
  await Promise.all([text, lines].map(stream => new Promise(resolve => stream.end(resolve))))
  writeFileSync(join(at, 'peer.mjs'), peer)
}

/** GSM8K, where it is at hand; else the sample set. */
function gsm8k(): { readonly source: string; readonly records: readonly Record[] } {
  const path = join(root, '../shared/data/gsm8k-sample.jsonl')
  if (!existsSync(path)) return realRecords()
  const records = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { question: string; answer: string })
    .map(({ answer: text, question }) => {
      const [chain = '', answer = ''] = text.split('\n#### ')
      return { question, solution: `${chain}\nThe answer is $\\boxed{${answer}}$.`, answer }
    })
  return { source: `${records.length} of GSM8K, taken round and round`, records }
}

/** Records whose solutions are put together of others until they are long enough. */
function chains(length: number): Record[] {
  const { records } = realRecords()
  let at = 0
  return Array.from({ length: 20 }, (_, i) => {
    let solution = ''
    while (solution.length < length) solution += `${records[at++ % records.length]!.solution}\n\n`
    return { ...records[i % records.length]!, solution }
  })
}

function size(records: readonly Record[]): string {
  const bytes = records.reduce((sum, record) => sum + JSON.stringify(record).length, 0) / records.length
  return bytes < 1000 ? `${Math.round(bytes)} bytes` : `${Math.round(bytes / 1000)} kB`
}
