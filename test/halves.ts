import { statSync } from 'node:fs'
import { spawnTied } from './host/process.ts'

/**
 * Runs test files in two processes at a time, in each one after the other, so that they can share what is dear to begin.
 * What a file takes is guessed by its size. True if none failed.
 */
export async function runInHalves(files: readonly string[], flags: readonly string[] = []): Promise<boolean> {
  const halves = [0, 1].map(() => ({ files: [] as string[], size: 0 }))
  const sized = files.map(file => ({ file, size: statSync(file).size })).sort((a, b) => b.size - a.size)
  for (const { file, size } of sized) {
    const half = halves.reduce((least, other) => (other.size < least.size ? other : least))
    half.files.push(file)
    half.size += size
  }
  const codes = await Promise.all(halves.filter(half => half.files.length).map(half => run(half.files, flags)))
  return codes.every(code => code === 0)
}

function run(files: readonly string[], flags: readonly string[]): Promise<number | null> {
  const all = ['--test', '--experimental-test-isolation=none', ...flags, ...files]
  const child = spawnTied(process.execPath, all, { stdio: 'inherit', detached: false })
  return new Promise(resolve => child.once('exit', resolve))
}
