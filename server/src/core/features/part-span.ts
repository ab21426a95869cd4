import type { Directive } from '../format/document.ts'
import { type Span, span } from '../span.ts'

/** Where the last line of a directive ends that is not blank. */
export function trimmedEnd(source: string, directive: Directive): number {
  let end = Math.max(directive.body.end, directive.line.end)
  while (end > directive.line.end && /\s/.test(source[end - 1]!)) end--
  return end
}

/** From the first directive to the end of what belongs to it and the others. */
export function spanOfParts(source: string, first: Directive, ...others: readonly Directive[]): Span {
  let end = trimmedEnd(source, first)
  for (const directive of others) end = Math.max(end, trimmedEnd(source, directive))
  return span(first.line.start, end)
}
