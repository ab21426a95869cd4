import type { Document } from './format/document.ts'
import { lint } from './lint.ts'
import type { Settings } from './settings.ts'
import type { Edit } from './span.ts'

/** The edits of all safe fixes, for each region; of those that overlap, the first. What is left, another round fixes. */
export function fixAll(document: Document, settings: Settings): readonly (readonly Edit[])[] {
  return lint(document, settings).map(findings => {
    const edits: Edit[] = []
    let end = -1
    const fixes = findings.flatMap(finding => finding.fixes?.find(fix => fix.safe) ?? [])
    fixes.sort((a, b) => a.edits[0]!.span.start - b.edits[0]!.span.start)
    for (const fix of fixes) {
      if (!fix.edits.every(edit => edit.span.start > end)) continue
      edits.push(...fix.edits)
      end = Math.max(end, ...fix.edits.map(edit => edit.span.end))
    }
    return edits
  })
}
