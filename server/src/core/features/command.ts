import { span, type Word, word } from '../span.ts'

/** The LaTeX command at an offset, its backslash included. */
export function commandAround(source: string, offset: number): Word | undefined {
  const start = commandStart(source, offset)
  if (start !== undefined) {
    let end = start + 1
    while (isLetter(source, end)) end++
    return end > start + 1 ? word(source, start, end) : symbolAt(source, start)
  }
  return source[offset] === '\\' && !isEscaped(source, offset) ? commandAround(source, offset + 1) : undefined
}

/** Where the command starts that is being typed at an offset: a backslash, then only letters. */
export function commandStart(source: string, offset: number): number | undefined {
  let at = offset
  while (at > 0 && isLetter(source, at - 1)) at--
  return source[at - 1] === '\\' && !isEscaped(source, at - 1) ? at - 1 : undefined
}

function symbolAt(source: string, start: number): Word | undefined {
  const next = source[start + 1]
  if (next === undefined || /\s/.test(next)) return undefined
  return { text: source.slice(start, start + 2), span: span(start, start + 2) }
}

/** Whether the backslash at `at` is the second half of `\\`. */
function isEscaped(source: string, at: number): boolean {
  let count = 0
  while (source[at - 1 - count] === '\\') count++
  return count % 2 === 1
}

function isLetter(source: string, at: number): boolean {
  const code = source.charCodeAt(at)
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}
