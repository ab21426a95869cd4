#!/usr/bin/env node
import { isMainThread, workerData } from 'node:worker_threads'
import { exits, WrongUse } from './cli/command.ts'
import { interrupt } from './cli/interrupt.ts'
import { main } from './cli/main.ts'
import { tell } from './cli/terminal.ts'
import { Failure, failureOf, removePendingFiles } from './files.ts'
import { mathThread } from './math-thread.ts'

// The same file is the thread of the mathematics.
if (!isMainThread && workerData === mathThread) import('./math-worker.ts').then(({ serveMath }) => serveMath())
else run()

function run(): void {
  /** What is read through a pipe may stop being read. */
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    removePendingFiles()
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? exits.clean)
    tell(`limo: ${failureOf(error, 'standard output').message}`)
    process.exit(exits.wrongUse)
  })
  // Nobody listens to what is told; the work goes on.
  process.stderr.on('error', () => undefined)
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      // What was begun may still be kept; who does not wait for that asks twice.
      if (interrupt(code)) return
      removePendingFiles()
      process.exit(code)
    })
  }

  main(process.argv.slice(2)).then(
    code => {
      process.exitCode = code
    },
    (error: unknown) => {
      removePendingFiles()
      if (error instanceof Failure) {
        tell(`limo: ${error.message}`)
        if (error instanceof WrongUse) tell('"limo --help" shows how it is used.')
        process.exitCode = exits.wrongUse
      } else {
        tell(`limo: this is a fault of limo, not of yours: ${error instanceof Error ? error.stack : String(error)}`)
        process.exitCode = exits.broken
      }
    },
  )
}
