import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Document, Example } from '../../server/src/core/format/document.ts'
import { escapeText } from '../../server/src/core/format/lines.ts'
import { parse } from '../../server/src/core/format/parse.ts'
import { sourceSpan } from '../../server/src/core/format/text.ts'
import { importHeader } from '../../server/src/core/formats/header.ts'
import { importRecord } from '../../server/src/core/formats/records.ts'
import { render } from '../../server/src/core/message.ts'
import type { Span } from '../../server/src/core/span.ts'
import { type Source, sourceOf } from './reasoning-faults.ts'

// Solutions that are right, as examples of LIMO.

export interface Gold {
  readonly set: string
  /** As `known-errors.json` names it. */
  readonly id: string
  /** From 0; even ones were tuned on. */
  readonly index: number
  readonly source: Source
  /** The example around the solution, as import writes it. */
  readonly before: string
  readonly after: string
}

export interface GoldSet {
  readonly id: 'math' | 'gsm8k'
  readonly title: string
  readonly gold: readonly Gold[]
}

const shared = fileURLToPath(new URL('../../../shared/data/', import.meta.url))
export const samples = fileURLToPath(new URL('../../media/samples/', import.meta.url))

/** The two samples; those that are not there are named on standard error. */
export function goldSets(): GoldSet[] {
  return [
    ...setOf('math', 'MATH', 'math-sample.jsonl', mathRecord, 'sentence'),
    ...setOf('gsm8k', 'GSM8K', 'gsm8k-sample.jsonl', gsmRecord, 'line'),
  ]
}

/** The lines of a sample as they are; none where it is not there. */
export function sampleLines(name: string): string[] {
  return existsSync(shared + name)
    ? readFileSync(shared + name, 'utf8')
        .trim()
        .split('\n')
    : []
}

type Row = Readonly<Record<string, string>>

function mathRecord(row: Row): { id: string; record: object; parts: [string, string, string] } {
  return {
    id: row.unique_id!.replace(/\.json$/, ''),
    record: row,
    parts: [row.problem!, row.solution!, row.answer!],
  }
}

/** Without the marks of its calculations, as most people's data looks. */
function gsmRecord(row: Row, index: number): { id: string; record: object; parts: [string, string, string] } {
  const [solution, answer] = row.answer!.replace(/<<[^<>]*>>/g, '').split(/\n#### */) as [string, string]
  const record = { question: row.question!, solution, answer: answer.trim() }
  return { id: String(index), record, parts: [row.question!, solution, answer.trim()] }
}

function setOf(
  id: GoldSet['id'],
  title: string,
  file: string,
  read: (row: Row, index: number) => { id: string; record: object; parts: [string, string, string] },
  by: Source['by'],
): GoldSet[] {
  const lines = sampleLines(file)
  if (!lines.length) {
    process.stderr.write(`${title} is left out: there is no ${shared}${file}\n`)
    return []
  }
  const gold = lines.map((line, index): Gold => {
    const { id: name, record, parts } = read(JSON.parse(line) as Row, index)
    const text = importedText(record)
    const [problem, solution, answer] = parts
    const source = sourceOf(problem, solution.trim(), answer, by)
    const start = text.indexOf('\n@solution\n') + 1
    const end = text.lastIndexOf('\n@answer')
    if (text.slice(start + '@solution\n'.length, end).trim() !== escapeText(source.text)) {
      throw new Error(`${title} ${name}: its solution is not imported as it is`)
    }
    return {
      set: id,
      id: name,
      index,
      source,
      before: text.slice(0, start),
      after: text.slice(end),
    }
  })
  return [{ id, title, gold }]
}

/** What `limo import` makes of a file with one record. */
export function importedText(record: object): string {
  const read = importRecord({ line: 1, json: JSON.stringify(record) }, { stem: 'sample', map: {}, taken: new Map() })
  if (read.type === 'refused') throw new Error(render(read.reason))
  return `${importHeader}\n${read.text}`
}

/** The example with this solution, as it is or with each of its steps as an `@step`. */
export function exampleText(gold: Gold, solution: string, steps?: readonly Span[]): string {
  const body = steps
    ? steps.map(({ start, end }) => `\n@step\n${escapeText(solution.slice(start, end))}\n`).join('')
    : `${escapeText(solution)}\n`
  return `${gold.before}@solution\n${body}${gold.after}`
}

/** Where in the region of the example a stretch of its solution stands, where `steps` are its `@step`s. */
export function placesOf(example: Example, stretch: Span, steps?: readonly Span[]): Span[] {
  const solution = example.solutions[0]!
  if (!steps) return [sourceSpan(solution.text, stretch.start, stretch.end)]
  return steps.flatMap((step, i) => {
    const start = Math.max(stretch.start, step.start)
    const end = Math.min(stretch.end, step.end)
    return start <= end && (start < end || stretch.start === stretch.end)
      ? [sourceSpan(solution.steps[i]!.text, start - step.start, end - step.start)]
      : []
  })
}

/** The correct solutions of the samples that are shipped: each example, without its flawed solutions. */
export function sampleDocuments(): { readonly name: string; readonly document: Document }[] {
  return readdirSync(samples)
    .filter(name => name.endsWith('.limo'))
    .map(name => ({ name, document: parse(readFileSync(samples + name, 'utf8')) }))
}
