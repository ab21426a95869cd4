import type { Region } from '../format/document.ts'
import { afterLineEnd, lineEnd } from '../format/lines.ts'
import { type Edit, type Span, span } from '../span.ts'

// Edits that several rules offer.

/** How the lines of a region end, for the lines that a fix adds. */
export function newlineOf({ lineEnds: { lf, crlf, cr } }: Region): '\n' | '\r\n' | '\r' {
  if (crlf > lf && crlf >= cr) return '\r\n'
  return cr > lf ? '\r' : '\n'
}

export function insertion(at: number, text: string): Edit {
  return { span: span(at, at), text }
}

/** Makes comments of the lines that a span touches. */
export function commentOut({ text }: Region, { start, end }: Span): Edit[] {
  const edits: Edit[] = []
  for (let at = start; at < end; ) {
    const stop = lineEnd(text, at)
    if (/[^ \t]/.test(text.slice(at, stop)) && !text.startsWith('%%', at)) edits.push(insertion(at, '%% '))
    at = afterLineEnd(text, stop)
  }
  return edits
}

/** The lines that a span stands on, with the end of the last. */
export function linesAround({ text }: Region, { start, end }: Span): Span {
  let from = start
  while (from > 0 && text[from - 1] !== '\n' && text[from - 1] !== '\r') from--
  return span(from, afterLineEnd(text, lineEnd(text, end)))
}

export function isOneLine({ text }: Region, { start, end }: Span): boolean {
  return !/[\r\n]/.test(text.slice(start, end))
}
