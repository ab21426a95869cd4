import { parse } from './core/format/parse.ts'
import { type MathFacts, mathFacts } from './core/math/facts.ts'
import type { Macros } from './core/text/latex.ts'
import { mathThread } from './math-thread.ts'
import { serve, thread } from './thread.ts'

// The mathematics is worked out in a thread of its own, so that no formula can hold the server up.

interface Task {
  readonly text: string
  readonly macros: Macros
}

export interface MathWorker {
  /**
   * What the mathematics of an example comes to, given the text of its region. Undefined where it has no example, or
   * took longer than the limit. What is urgent goes first, and of that what was asked last; the rest waits while there
   * is typing.
   */
  work(text: string, macros: Macros, urgent: boolean): Promise<MathFacts | undefined>
  dispose(): void
}

interface Waiting {
  readonly task: Task
  readonly done: (facts: MathFacts | undefined) => void
}

/** How long after the last urgent task the others go on, in milliseconds. */
const rest = 250

/** How long an example may take, in milliseconds; most take a few, and each formula has a budget of steps of its own. */
const limit = 3_000

/** The thread runs the file that the process was started with. */
export function mathWorker(): MathWorker {
  const urgentOnes: Waiting[] = []
  const others: Waiting[] = []
  let lastUrgent = 0
  let resting: NodeJS.Timeout | undefined
  let busy = false
  const runner = thread<Task, MathFacts | undefined>(() => process.argv[1]!, limit, {
    workerData: mathThread,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  return { work, dispose }

  function work(text: string, macros: Macros, urgent: boolean): Promise<MathFacts | undefined> {
    return new Promise(done => {
      if (urgent) lastUrgent = performance.now()
      ;(urgent ? urgentOnes : others).push({ task: { text, macros }, done })
      next()
    })
  }

  function next(): void {
    if (busy) return
    const entry = urgentOnes.pop() ?? otherAtRest()
    if (!entry) return
    busy = true
    void runner.ask(entry.task).then(outcome => {
      busy = false
      entry.done(outcome.type === 'answer' ? outcome.answer : undefined)
      next()
    })
  }

  function otherAtRest(): Waiting | undefined {
    const wait = lastUrgent + rest - performance.now()
    if (wait <= 0) return others.pop()
    if (others.length && !resting) {
      resting = setTimeout(() => {
        resting = undefined
        next()
      }, wait)
    }
    return undefined
  }

  function dispose(): void {
    clearTimeout(resting)
    runner.dispose()
  }
}

/** In that thread. */
export function serveMath(): void {
  serve(({ text, macros }: Task) => {
    const example = parse(text).regions.at(-1)?.example
    return example && mathFacts(example, macros)
  })
}
