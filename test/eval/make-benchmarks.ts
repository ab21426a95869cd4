/** Makes media/benchmarks.bin of a folder with a file of questions for each set: `npm run make:benchmarks [FOLDER]`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeFingerprints, fingerprints } from '../../server/src/core/dataset/fingerprints.ts'

/** What the sets are called in findings, by the names of their files. */
const titles: Readonly<Record<string, string>> = {
  aime24: 'AIME 2024',
  amc23: 'AMC 2023',
  cn_math_2024: 'Chinese competitions of 2024',
  gaokao: 'Gaokao',
  gpqa_diamond: 'GPQA Diamond',
  grade_school_math: 'Chinese grade school',
  gsm8k: 'GSM8K (test)',
  kaoyan: 'Kaoyan',
  math: 'MATH-500',
  minerva: 'Minerva Math',
  olympiadbench: 'OlympiadBench',
}

export const standardFolder = fileURLToPath(new URL('../../../shared/data/benchmarks', import.meta.url))

/** The questions of each file of a folder, by the name of the set. */
export function questionSets(folder: string): { name: string; questions: string[] }[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.jsonl'))
    .sort()
    .map(name => {
      const stem = basename(name, '.jsonl')
      const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n')
      return { name: titles[stem] ?? stem, questions: lines.map(line => String(JSON.parse(line).question)) }
    })
}

if (import.meta.main) {
  const sets = questionSets(resolve(process.argv[2] ?? standardFolder))
  const bytes = encodeFingerprints(fingerprints(sets))
  writeFileSync(fileURLToPath(new URL('../../media/benchmarks.bin', import.meta.url)), bytes)
  const count = sets.reduce((sum, { questions }) => sum + questions.length, 0)
  console.log(`${count} questions of ${sets.length} sets in ${bytes.length} bytes`)
}
