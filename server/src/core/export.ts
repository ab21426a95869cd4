import { isSupported } from './context.ts'
import type { Document, Region } from './format/document.ts'
import type { Format } from './formats/format.ts'
import { render } from './message.ts'
import { type Row, toRows } from './row.ts'
import type { Finding } from './rules/rule.ts'

/** Which rows are held back: none, those with an error, or those with an error or a warning. */
export type Skip = 'none' | 'error' | 'warning'

export interface Exportable {
  readonly rows: readonly Row[]
  /** Why the example, or one of its solutions, is left out. */
  readonly left?: string
}

/** What of an example goes into a file of a format. `findings` are those of its region. */
export function exportable(
  document: Document,
  region: Region,
  format: Format,
  findings: readonly Finding[],
  skip: Skip,
): Exportable {
  if (!isSupported(document)) {
    return { rows: [], left: 'its file is of a version of the format that is not known here' }
  }
  const made = toRows(document, region)
  if (made.type === 'none') return { rows: [], left: made.reason }
  const held = holdingBack(findings, skip)
  if (held) return { rows: [], left: `${held.severity} ${held.rule}: ${render(held.message)}` }
  const lacking = made.rows.map(row => format.lacks?.(row))
  const lack = lacking.find(one => one !== undefined)
  const rows = made.rows.filter((_, i) => !lacking[i])
  return { rows, ...(lack && { left: render(lack) }) }
}

/** The gravest finding that holds an example back. */
function holdingBack(findings: readonly Finding[], skip: Skip): Finding | undefined {
  if (skip === 'none') return undefined
  return (
    findings.find(finding => finding.severity === 'error') ??
    (skip === 'warning' ? findings.find(finding => finding.severity === 'warning') : undefined)
  )
}
