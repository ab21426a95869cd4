import { realpathSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import type { Formula } from './core/features/illustrated.ts'
import { formulaLimit, katexSource } from './core/text/latex.ts'
import type { Task } from './mathjax.ts'
import { thread } from './thread.ts'

// Formulas are set by MathJax in a thread of its own.

export interface Typesetter {
  /** The SVG of a formula in `currentColor`; undefined where it cannot be set, or not within the limit. */
  set(formula: Formula, isCancelled?: () => boolean): Promise<string | undefined>
  dispose(): void
}

interface Waiting {
  readonly formula: Formula
  readonly key: string
  readonly isCancelled: () => boolean
  readonly done: (svg: string | undefined) => void
}

/** How long a formula may take, in milliseconds; most take ten. */
const limit = 2_000
/** How many formulas are remembered, and for how many milliseconds those that took too long. */
const memory = 500
const grudge = 60_000

/** `file` is that of the thread; it stands beside the one that the process was started with. */
export function typesetter(file: () => string = threadFile): Typesetter {
  const known = new Map<string, string | undefined>()
  const waiting: Waiting[] = []
  let busy = false
  const runner = thread<Task, string | undefined>(file, limit, { resourceLimits: { maxOldGenerationSizeMb: 256 } })
  return { set, dispose: runner.dispose }

  function set(formula: Formula, isCancelled = () => false): Promise<string | undefined> {
    if (formula.source.length > formulaLimit || !formula.source.trim()) return Promise.resolve(undefined)
    const key = JSON.stringify([formula.source, formula.display, formula.macros])
    if (known.has(key)) return Promise.resolve(known.get(key))
    return new Promise(done => {
      waiting.push({ formula, key, isCancelled, done })
      next()
    })
  }

  function next(): void {
    if (busy) return
    let entry = waiting.shift()
    while (entry && (entry.isCancelled() || known.has(entry.key))) {
      entry.done(known.get(entry.key))
      entry = waiting.shift()
    }
    if (!entry) return
    const { done, formula, key } = entry
    const task: Task = { ...formula, kin: katexSource(formula.source) }
    busy = true
    void runner.ask(task).then(outcome => {
      const svg = outcome.type === 'answer' ? outcome.answer : undefined
      busy = false
      remember(key, svg)
      // It may have been the machine that was busy.
      if (outcome.type === 'broken') setTimeout(() => known.delete(key), grudge).unref()
      done(svg)
      next()
    })
  }

  function remember(key: string, svg: string | undefined): void {
    if (known.size >= memory) known.delete(known.keys().next().value!)
    known.set(key, svg)
  }
}

function threadFile(): string {
  const started = realpathSync(process.argv[1]!)
  return join(dirname(started), `formula-thread${extname(started)}`)
}
