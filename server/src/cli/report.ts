import type { Region } from '../core/format/document.ts'
import { type Position, positionsIn } from '../core/format/position.ts'
import { render } from '../core/message.ts'
import type { Finding } from '../core/rules/rule.ts'
import type { Severity } from '../core/settings.ts'
import { stepNumberAt } from '../core/text/pieces.ts'
import type { LoadedFile } from './data-set.ts'

/** Everything a check found, as it is told; the shape of its JSON. */
export interface Report {
  readonly files: readonly { readonly path: string; readonly findings: readonly ReportedFinding[] }[]
  readonly summary: Summary
}

export type Summary = Readonly<Record<'files' | 'examples' | Severity, number>>

export interface ReportedFinding {
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  /** The id of the example. */
  readonly example: string | null
  /** The number of the step in its solution. */
  readonly step: number | null
  readonly start: Position
  readonly end: Position
}

/** The rule of the one finding of a file that cannot be read as text. */
export const invalidUtf8 = {
  id: 'invalid-utf8',
  severity: 'error',
  title: 'A file that is not valid UTF-8',
  docs: 'A `.limo` file is UTF-8. Nothing of a file in another encoding is read, and it is never written. Save it as UTF-8.',
} as const

export function reportOf(
  checked: Iterable<{ readonly file: LoadedFile; readonly findings: readonly (readonly Finding[])[] }>,
): Report {
  const files: Report['files'][number][] = []
  const summary = { files: 0, examples: 0, error: 0, warning: 0, info: 0, hint: 0 }
  for (const { file, findings } of checked) {
    const reported = file.type === 'document' ? reportedOf(file, findings) : [invalidFinding(file)]
    if (file.type === 'document') summary.examples += file.document.regions.filter(isExample).length
    for (const finding of reported) summary[finding.severity]++
    summary.files++
    files.push({ path: file.path, findings: reported })
  }
  return { files, summary }
}

function isExample(region: Region): boolean {
  return region.example?.directive !== undefined
}

function reportedOf(
  { document }: Extract<LoadedFile, { type: 'document' }>,
  findings: readonly (readonly Finding[])[],
): ReportedFinding[] {
  const position = positionsIn(document)
  const all = findings.flatMap((list, i) => list.map(finding => ({ region: i, at: finding.span.start, finding })))
  all.sort((a, b) => a.region - b.region || a.at - b.at)
  return all.map(({ region, finding: { message, rule, severity, span } }) => ({
    rule,
    severity,
    message: render(message),
    example: document.regions[region]!.example?.id?.text ?? null,
    step: stepAt(document.regions[region]!, span.start),
    start: position(region, span.start),
    end: position(region, span.end),
  }))
}

function stepAt({ example }: Region, offset: number): number | null {
  for (const solution of example?.solutions ?? []) {
    const number = stepNumberAt(solution, offset)
    if (number !== undefined) return number
  }
  return null
}

function invalidFinding({ read }: Extract<LoadedFile, { type: 'invalid-utf8' }>): ReportedFinding {
  const lines = read.before.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const start = { line: lines.length, column: lines.at(-1)!.length + 1 }
  return {
    rule: invalidUtf8.id,
    severity: invalidUtf8.severity,
    message: invalidMessage(read),
    example: null,
    step: null,
    start,
    end: start,
  }
}

export function invalidMessage({ looksLikeUtf16 }: { readonly looksLikeUtf16: boolean }): string {
  const guess = looksLikeUtf16 ? '; it looks like UTF-16' : ''
  return `The file is not valid UTF-8${guess}, so nothing of it is read or written`
}
