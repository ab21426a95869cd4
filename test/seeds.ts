import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const samples = join(import.meta.dirname, '../media/samples')

/** The sample files, which the property tests mutate. */
export const seeds: readonly string[] = readdirSync(samples)
  .filter(name => name.endsWith('.limo'))
  .map(name => readFileSync(join(samples, name), 'utf8'))
