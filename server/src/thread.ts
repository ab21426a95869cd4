import { parentPort, Worker, type WorkerOptions } from 'node:worker_threads'

// A thread for what may take long or hang: it starts with the first task, and anew after it hung.

export type Outcome<A> =
  | { readonly type: 'answer'; readonly answer: A }
  /** It hung, or ended by itself. */
  | { readonly type: 'broken'; readonly reason: string }

export interface Thread<T, A> {
  /** One task at a time. */
  ask(task: T): Promise<Outcome<A>>
  /** What is being done is broken; another task starts it anew. */
  dispose(): void
}

/** What a thread says when it can take tasks, once. */
const ready = 'ready'

/** How long a thread may take to start, in milliseconds; on a busy machine it takes seconds. */
const startLimit = 60_000

/** `limit` is how long a task may take, in milliseconds, from when the thread has started. */
export function thread<T, A>(file: () => string, limit: number, options: WorkerOptions): Thread<T, A> {
  let worker: Worker | undefined
  return { ask, dispose }

  function ask(task: T): Promise<Outcome<A>> {
    const isStarting = !worker
    worker ??= new Worker(file(), options)
    const current = worker
    current.ref()
    return new Promise(resolve => {
      const breaks = (reason: string): void => finish({ type: 'broken', reason })
      const wait = (time: number): NodeJS.Timeout =>
        setTimeout(() => breaks(`it took longer than ${time / 1000} s`), time)
      const begin = (): void => {
        timer = wait(limit)
        current.postMessage(task)
      }
      const onMessage = (message: unknown): void => {
        clearTimeout(timer)
        if (message === ready) begin()
        else finish({ type: 'answer', answer: message as A })
      }
      const onError = (error: Error): void => breaks(error.message)
      const onExit = (): void => breaks('the thread has ended')
      current.on('message', onMessage)
      current.once('error', onError)
      current.once('exit', onExit)
      let timer = isStarting ? wait(startLimit) : undefined
      if (!isStarting) begin()

      function finish(outcome: Outcome<A>): void {
        clearTimeout(timer)
        current.off('message', onMessage)
        current.off('error', onError)
        current.off('exit', onExit)
        if (outcome.type === 'answer') current.unref()
        else {
          current.on('error', () => {})
          void current.terminate()
          if (worker === current) worker = undefined
        }
        resolve(outcome)
      }
    })
  }

  function dispose(): void {
    void worker?.terminate()
    worker = undefined
  }
}

/** In the thread: what answers the tasks. */
export function serve<T, A>(answer: (task: T) => A | Promise<A>): void {
  const port = parentPort!
  port.on('message', async (task: T) => port.postMessage(await answer(task)))
  port.postMessage(ready)
}
