import { globSync } from 'node:fs'
import { join } from 'node:path'
import { runInHalves } from './halves.ts'

// `node test/run.ts FOLDER [PART]`: the tests of a folder of this one, those whose names have such a part.

const [folder = '', part = ''] = process.argv.slice(2)
const files = globSync('*.test.ts', { cwd: join(import.meta.dirname, folder) }).filter(file => file.includes(part))
if (!files.length) throw new Error(`No test file in test/${folder} has "${part}" in its name`)
const passed = await runInHalves(files.map(file => join(import.meta.dirname, folder, file)))
process.exit(passed ? 0 : 1)
