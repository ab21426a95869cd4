import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const path = join(import.meta.dirname, 'README.md')

/** Puts what was measured where it stood before, from `<!-- name -->` to the next such mark; else at the end. */
export function writeSection(name: string, text: string): void {
  const page = readFileSync(path, 'utf8')
  const mark = `<!-- ${name} -->`
  const start = page.indexOf(mark)
  const next = start < 0 ? -1 : page.indexOf('<!-- ', start + mark.length)
  const before = start < 0 ? page : page.slice(0, start)
  const after = next < 0 ? '' : page.slice(next)
  writeFileSync(path, `${before.trimEnd()}\n\n${mark}\n\n${text.trim()}\n${after && `\n${after}`}`)
}
