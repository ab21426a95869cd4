import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { escapeText } from '../../server/src/core/format/lines.ts'
import { parse } from '../../server/src/core/format/parse.ts'
import { toRows } from '../../server/src/core/row.ts'
import { seeds } from '../seeds.ts'

export interface Record {
  readonly question: string
  readonly solution: string
  readonly answer: string
}

/**
 * Real problems with solutions: a JSONL file with `problem` or `question`, `solution` and `answer`, named by
 * `LIMO_BENCH_DATA` or lying in `../shared/data`; else the sample set.
 */
export function realRecords(): { readonly source: string; readonly records: readonly Record[] } {
  const shared = join(import.meta.dirname, '../../../shared/data/math-sample.jsonl')
  const path = process.env.LIMO_BENCH_DATA ?? (existsSync(shared) ? shared : undefined)
  if (!path) return { source: 'the sample set', records: sampleRecords() }
  const records = readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line))
    .map(record => ({
      question: String(record.question ?? record.problem),
      solution: String(record.solution),
      answer: String(record.answer),
    }))
  return { source: `${records.length} records of a real data set`, records }
}

function sampleRecords(): Record[] {
  return seeds.flatMap(text => {
    const document = parse(text)
    return document.regions.flatMap(region => {
      const rows = toRows(document, region)
      return rows.type === 'rows' ? [...rows.rows] : []
    })
  })
}

/** So many records, taken round and round. */
export function take(records: readonly Record[], count: number): Record[] {
  return Array.from({ length: count }, (_, i) => records[i % records.length]!)
}

/** A file of so many examples, the first `faults` of which raise one finding each. */
export function limoText(records: readonly Record[], faults: number): string {
  const examples = records.map(
    ({ question, solution, answer }, i) =>
      `@example bench-${i}\nstatus: draft\n\n@problem\n${escapeText(question)}\n\n@solution\n${escapeText(solution)}\n\n${i < faults ? ' @hint: a near miss\n\n' : ''}@answer: ${answer.replaceAll('\n', ' ')}\n\n`,
  )
  return `@limo 1\n\n${examples.join('')}`
}

/** The same records as a JSON list, with as many findings: a key that stands twice raises two. */
export function jsonText(records: readonly Record[], faults: number): string {
  const lines = records.map(({ question, solution, answer }, i) => {
    const fields = [`"id": "bench-${i}"`, '"status": "draft"']
    if (i < faults / 2) fields.push('"status": "draft"')
    for (const [key, value] of Object.entries({ question, solution, answer }))
      fields.push(`"${key}": ${JSON.stringify(value)}`)
    return `  {\n    ${fields.join(',\n    ')}\n  }`
  })
  return `[\n${lines.join(',\n')}\n]\n`
}
