import { parentPort, Worker } from 'node:worker_threads'
import { parse } from './core/format/parse.ts'
import { type MathFacts, mathFacts } from './core/math/facts.ts'
import type { Macros } from './core/text/latex.ts'
import { mathThread } from './math-thread.ts'

// The mathematics is worked out in a thread of its own, so that no formula can hold the server up.

interface Task {
  readonly text: string
  readonly macros: Macros
}

type Outcome = { readonly type: 'facts'; readonly facts: MathFacts } | { readonly type: 'none' }

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

/** The thread starts with the first task, from the file that the process was started with, and anew if it hangs. */
export function mathWorker(): MathWorker {
  const urgentOnes: Waiting[] = []
  const others: Waiting[] = []
  let lastUrgent = 0
  let resting: NodeJS.Timeout | undefined
  let worker: Worker | undefined
  let busy = false
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
    worker ??= new Worker(process.argv[1]!, { workerData: mathThread, resourceLimits: { maxOldGenerationSizeMb: 512 } })
    const current = worker
    current.ref()
    const timer = setTimeout(() => finish(undefined, true), limit)
    const onMessage = (outcome: Outcome): void => finish(outcome.type === 'facts' ? outcome.facts : undefined, false)
    const onEnd = (): void => finish(undefined, true)
    current.once('message', onMessage)
    current.once('error', onEnd)
    current.once('exit', onEnd)
    current.postMessage(entry.task)

    function finish(facts: MathFacts | undefined, broken: boolean): void {
      clearTimeout(timer)
      current.off('message', onMessage)
      current.off('error', onEnd)
      current.off('exit', onEnd)
      if (broken) {
        current.on('error', () => {})
        void current.terminate()
        worker = undefined
      } else current.unref()
      busy = false
      entry!.done(facts)
      next()
    }
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
    void worker?.terminate()
    worker = undefined
  }
}

/** Answers the tasks of the thread that started this one. */
export function serveMath(): void {
  const port = parentPort!
  port.on('message', ({ text, macros }: Task) => {
    const example = parse(text).regions.at(-1)?.example
    const outcome: Outcome = example ? { type: 'facts', facts: mathFacts(example, macros) } : { type: 'none' }
    port.postMessage(outcome)
  })
}
