import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judgeHome } from '../judge-home.ts'
import { startModelServer } from '../model-server.ts'
import { writeSection } from './section.ts'

// How fast a data set is judged by a server that takes a while for each reply, and what memory that takes. Writes the
// table into README.md.

const delay = 200
const atOnce = 32
const samples = 8
const sizes = [100, 400, 817]
/** With so many at once, the server answers no more in a second; nine tenths of that are to be reached. */
const most = (1000 / delay) * atOnce

const program = join(import.meta.dirname, '../../dist/limo.cjs')
const rows = [
  '| examples | requests | of those in a second | of what the server can do | memory after a fifth | memory at most |',
  '|---:|---:|---:|---:|---:|---:|',
]
for (const size of sizes) {
  const { memory, most: highest, rate } = await judged(size)
  rows.push(
    `| ${size} | ${(size * samples).toLocaleString('en')} | ${rate.toFixed(0)} | ${((100 * rate) / most).toFixed(0)} % | ${mb(memory)} | ${mb(highest)} |`,
  )
  console.log(rows.at(-1))
}
writeSection(
  'judge',
  `## Judging

\`limo judge\` with ${samples} samples of each problem, ${atOnce} requests at once, against a server on the same machine that answers each
after ${delay} ms: it can answer ${most} in a second. Streamed replies, each kept on the disk when it has come; verdicts of all examples
in one file. Memory is that of the whole process, whose heap may have 64 MB, so that what is not collected yet does not hide what
grows.

${rows.join('\n')}
`,
)

async function judged(size: number): Promise<{ rate: number; memory: number; most: number }> {
  const home = mkdtempSync(join(tmpdir(), 'limo-bench-'))
  let first = 0
  let last = 0
  let count = 0
  const server = await startModelServer(({ prompt }) => {
    first ||= performance.now()
    count++
    last = performance.now() + delay
    return { type: 'say', text: `${prompt}\n\n\\boxed{${Number(/\d+/.exec(prompt)![0]) + 1}}`, delay, piece: 40 }
  })
  try {
    const { env, folder } = judgeHome(home, server.baseUrl, atOnce, dataSet(size))
    const args = [
      '--max-old-space-size=64',
      '--max-semi-space-size=4',
      program,
      'judge',
      '.',
      '--samples',
      `${samples}`,
    ]
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
    let memory = 0
    let most = 0
    const watching = setInterval(() => {
      const now = memoryOf(child.pid!)
      if (count >= (size * samples) / 5) memory ||= now
      most = Math.max(most, now)
    }, 100)
    const code = await new Promise(resolve => child.on('close', resolve))
    clearInterval(watching)
    if (code !== 0 || count !== size * samples) throw new Error(`exit code ${code} after ${count} requests`)
    return { rate: count / ((last - first) / 1000), memory, most }
  } finally {
    await server.close()
    rmSync(home, { recursive: true, force: true })
  }
}

function dataSet(size: number): string {
  const all = Array.from(
    { length: size },
    (_, i) => `@example e${i}\n@problem\nWhat is $${i}+1$?\n@solution\nIt is $\\boxed{${i + 1}}$.\n@answer: ${i + 1}\n`,
  )
  return `@limo 1\n\n${all.join('\n')}`
}

/** Of a process, in bytes; 0 where the system does not tell. */
function memoryOf(pid: number): number {
  try {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')
    return Number(pages) * 4096
  } catch {
    return 0
  }
}

function mb(bytes: number): string {
  return bytes ? `${(bytes / 1e6).toFixed(0)} MB` : '?'
}
