import type { Region } from './format/document.ts'
import { type Span, span } from './span.ts'

/** `%% limo-disable-next-line rule …` or `%% limo-disable rule …`; without a rule, all of them. */
export interface Suppression {
  readonly comment: Span
  readonly rules: readonly string[]
  /** Where it holds, unless it holds for the whole file. */
  readonly reach: Span
  readonly fileWide: boolean
}

const pattern = /^%%[ \t]*limo-disable(-next-line)?(?=[ \t]|$)(.*)$/

const known = new WeakMap<Region, readonly Suppression[]>()

const none: readonly Suppression[] = []

export function suppressionsOf(region: Region): readonly Suppression[] {
  if (!region.comments.length) return none
  let suppressions = known.get(region)
  if (!suppressions) {
    suppressions = region.comments.flatMap(comment => readSuppression(region, comment))
    known.set(region, suppressions)
  }
  return suppressions
}

export function suppresses(suppression: Suppression, rule: string, at: number): boolean {
  const { fileWide, reach, rules } = suppression
  return (fileWide || (reach.start <= at && at <= reach.end)) && (rules.length === 0 || rules.includes(rule))
}

function readSuppression(region: Region, comment: Span): Suppression[] {
  const match = pattern.exec(region.text.slice(comment.start, comment.end))
  if (!match) return []
  const rules = match[2]!.split(/[\s,，、]+/).filter(name => name !== '')
  const reach = match[1] ? nextLine(region, comment.end) : span(comment.start, region.text.length)
  return [{ comment, rules, reach, fileWide: region.head && !match[1] }]
}

/** The next line that is no comment. */
function nextLine(region: Region, from: number): Span {
  const { text } = region
  const lines = /[^\r\n]*(?:\r\n|\n|\r|$)/y
  lines.lastIndex = from
  lines.exec(text)
  for (;;) {
    const start = lines.lastIndex
    const line = lines.exec(text)?.[0] ?? ''
    if (line === '') return span(start, start)
    if (!line.startsWith('%%')) return span(start, start + line.trimEnd().length)
  }
}
