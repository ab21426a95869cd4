import { inspect } from 'node:util'

// Runs inside the extension host, where node:test would wait for the end of a process that is not its own.

type Body = () => Promise<void> | void

const tests: { name: string; body: Body; seconds: number }[] = []

export function test(name: string, body: Body, seconds = 30): void {
  tests.push({ name, body, seconds })
}

/** What VS Code calls. */
export async function run(): Promise<void> {
  const start = Date.now()
  let failed = 0
  for (const { name, body, seconds } of tests) {
    const begin = Date.now()
    try {
      await within(seconds, body)
      console.log(`✔ ${name} (${Date.now() - begin} ms)`)
    } catch (error) {
      failed++
      console.log(`✖ ${name} (${Date.now() - begin} ms)\n${inspect(error).replace(/^/gm, '    ')}`)
    }
  }
  console.log(`${tests.length - failed} passed, ${failed} failed (extension host, ${Date.now() - start} ms)`)
  if (!tests.length) throw new Error('No tests were found')
  if (failed) throw new Error(`${failed} of ${tests.length} tests failed`)
}

async function within(seconds: number, body: Body): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not done after ${seconds} s`)), seconds * 1000)
  })
  try {
    await Promise.race([Promise.resolve().then(body), late])
  } finally {
    clearTimeout(timer)
  }
}
