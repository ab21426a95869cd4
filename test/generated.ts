import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Holds a committed file against what it is generated from: a stale one is rewritten, and the test fails once. */
export function holdsGenerated(path: string, expected: string): void {
  const file = join(import.meta.dirname, '..', path)
  const found = existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : undefined
  if (found === expected) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, expected)
  assert.fail(`${path} was ${found === undefined ? 'missing' : 'stale'} and has been written anew; look at the change`)
}
