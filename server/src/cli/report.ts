import type { Region } from '../core/format/document.ts'
import { type Position, positionsIn } from '../core/format/position.ts'
import { render } from '../core/message.ts'
import type { Finding } from '../core/rules/rule.ts'
import type { Severity } from '../core/settings.ts'
import { copied } from '../core/text/copied.ts'
import { stepNumberAt } from '../core/text/pieces.ts'
import type { InvalidFile } from './data-set.ts'
import type { LintedPart } from './lint-files.ts'

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

export async function reportOf(linted: AsyncIterable<LintedPart>): Promise<Report> {
  const files: Report['files'][number][] = []
  const summary = { files: 0, examples: 0, error: 0, warning: 0, info: 0, hint: 0 }
  let open: OpenFile | undefined
  for await (const { file, findings } of linted) {
    if (open?.path !== file.path) {
      close()
      open = { path: file.path, head: [], others: [] }
    }
    if (file.type === 'invalid-utf8') {
      open.others.push(invalidFinding(file))
      continue
    }
    const { document, linesBefore } = file
    const position = positionsIn(document, linesBefore)
    for (const [i, region] of document.regions.entries()) {
      const found = findings[i]!.map(finding => ({
        at: finding.span.start,
        told: reported(finding, i, region, position),
      }))
      if (region.head) open.head.push(...found)
      else for (const { told } of found.sort(inOrder)) open.others.push(told)
      if (isExample(region)) summary.examples++
    }
  }
  close()
  return { files, summary }

  function close(): void {
    if (!open) return
    const { head, others, path } = open
    const findings = [...head.sort(inOrder).map(({ told }) => told), ...others]
    for (const { severity } of findings) summary[severity]++
    summary.files++
    files.push({ path, findings })
  }
}

/** A file of which not all parts are seen yet. */
interface OpenFile {
  readonly path: string
  /** What is found in its head, which comes with the first part and with the last. */
  readonly head: { readonly at: number; readonly told: ReportedFinding }[]
  readonly others: ReportedFinding[]
}

function inOrder(a: { readonly at: number }, b: { readonly at: number }): number {
  return a.at - b.at
}

function isExample(region: Region): boolean {
  return region.example?.directive !== undefined
}

function reported(
  { message, rule, severity, span }: Finding,
  index: number,
  region: Region,
  position: (region: number, offset: number) => Position,
): ReportedFinding {
  const id = region.example?.id?.text
  return {
    rule,
    severity,
    message: render(message),
    example: id === undefined ? null : copied(id),
    step: stepAt(region, span.start),
    start: position(index, span.start),
    end: position(index, span.end),
  }
}

function stepAt({ example }: Region, offset: number): number | null {
  for (const solution of example?.solutions ?? []) {
    const number = stepNumberAt(solution, offset)
    if (number !== undefined) return number
  }
  return null
}

function invalidFinding({ read }: InvalidFile): ReportedFinding {
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
