import { type DirectiveName, directiveAt, directiveNames } from './directives.ts'

/** A line of a region; every line is of one kind, decided by that line alone. */
export interface Line {
  readonly kind: 'directive' | 'comment' | 'text'
  readonly name?: DirectiveName
  readonly start: number
  /** Where the line end starts. */
  readonly end: number
  /** Where the next line starts. */
  readonly next: number
}

/** The lines of a text, ended by LF, CRLF or a lone CR. The last line may have no end; an empty text has no line. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = []
  let start = 0
  while (start < text.length) {
    const end = lineEnd(text, start)
    const next = afterLineEnd(text, end)
    const name = directiveAt(text, start)
    if (name) lines.push({ kind: 'directive', name, start, end, next })
    else lines.push({ kind: isComment(text, start) ? 'comment' : 'text', start, end, next })
    start = next
  }
  return lines
}

export function isComment(text: string, start: number): boolean {
  return text.charCodeAt(start) === 37 && text.charCodeAt(start + 1) === 37
}

export function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 13) return at
  }
  return text.length
}

export function afterLineEnd(text: string, end: number): number {
  if (end >= text.length) return text.length
  return text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1
}

/** How many lines of a text end in each way. */
export interface LineEnds {
  readonly lf: number
  readonly crlf: number
  readonly cr: number
}

export function countLineEnds(lines: readonly Line[], text: string): LineEnds {
  let lf = 0
  let crlf = 0
  let cr = 0
  for (const { end, next } of lines) {
    if (next - end === 2) crlf++
    else if (next > end) {
      if (text.charCodeAt(end) === 10) lf++
      else cr++
    }
  }
  return { lf, crlf, cr }
}

const escaped = new RegExp(`\\\\+(?=(?:@(?:${directiveNames.join('|')})(?:[ \\t:：{]|$))|%%)`, 'y')

/** Whether one backslash in front of the line is there to keep it from being a directive or a comment. */
export function isEscaped(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) !== 92) return false
  escaped.lastIndex = 0
  return escaped.test(text.slice(start, end))
}

/** Writes a text so that reading gives it back: a line that would read as a directive or comment gets a backslash. */
export function escapeText(text: string): string {
  return text
    .split('\n')
    .map(line => (directiveAt(line, 0) || isComment(line, 0) || isEscaped(line, 0, line.length) ? `\\${line}` : line))
    .join('\n')
}
