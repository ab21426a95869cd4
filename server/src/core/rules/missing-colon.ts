import { type DirectiveLine, directives, trimmedWord } from '../format/directives.ts'
import { nearest } from '../format/nearest.ts'
import type { Word } from '../span.ts'

/** What was meant to stand after a colon, where the colon was left out: `@step The cycle`, `@answer \frac{1}{2}`. */
export function missingColon(source: string, directive: DirectiveLine): Word | undefined {
  const shape = directives[directive.name]
  if (directive.colon || shape.rest === 'nothing') return undefined
  const { word, braces } = directive
  const values = shape.word?.values ?? []
  if (word && !values.includes(word.text) && !nearest(word.text, values)) return rest(word.span.start)
  const outside = directive.unread.find(({ start }) => !braces || start < braces.start || braces.end <= start)
  // A brace that does not close was meant for a label.
  if (!outside || source[outside.start] === '{') return undefined
  return values.includes(source.slice(outside.start, outside.end)) ? undefined : rest(outside.start)

  function rest(start: number): Word {
    return trimmedWord(source, start, directive.line.end)
  }
}
