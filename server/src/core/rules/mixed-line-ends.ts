import type { Document } from '../format/document.ts'
import { linesOf } from '../format/lines.ts'
import { lineEndOf } from '../format/print.ts'
import { message } from '../message.ts'
import { span } from '../span.ts'
import type { FoundInDocument, Rule } from './rule.ts'

export const mixedLineEnds: Rule = {
  id: 'mixed-line-ends',
  title: 'Lines that end in different ways',
  severity: 'warning',
  docs: `
Lines end in LF, in CRLF on Windows, rarely in a lone CR. All three are read alike and exported as LF, but a file that
mixes them shows changes in its history that nobody made, and other programs that read it may see one line where there
are two.

Format the file: it then ends every line as most of them end already.
`,
  good: ['@limo 1\r\n\r\n@example a\r\n', '@limo 1\n\n@example a\n'],
  bad: [
    { text: '@limo 1\n\n@example a\n@problem\n«What?»\r\n' },
    { text: '@limo 1\r\n«title: A»\n\r\n@example a\r\n' },
  ],
  *checkDocument({ document }) {
    let [lf, crlf, cr] = [0, 0, 0]
    for (const { lineEnds } of document.regions) {
      lf += lineEnds.lf
      crlf += lineEnds.crlf
      cr += lineEnds.cr
    }
    if (lf + crlf + cr === Math.max(lf, crlf, cr)) return
    const counts = [lf && `${lf} in LF`, crlf && `${crlf} in CRLF`, cr && `${cr} in CR`].filter(Boolean)
    const found = firstOther(document)
    if (!found) return
    yield {
      ...found,
      message: message('Lines end in different ways, {counts}; expected one, which formatting the file gives them', {
        counts: counts.join(', '),
      }),
    }
  },
}

/** The first line that does not end as most do. */
function firstOther(document: Document): Omit<FoundInDocument, 'message'> | undefined {
  const usual = lineEndOf(document)
  for (const [i, { text, lineEnds }] of document.regions.entries()) {
    const { lf, crlf, cr } = lineEnds
    if (lf + crlf + cr === (usual === '\n' ? lf : usual === '\r\n' ? crlf : cr)) continue
    const line = linesOf(text).find(({ end, next }) => next > end && text.slice(end, next) !== usual)
    if (line) return { region: i, span: span(line.start, line.end) }
  }
  return undefined
}
