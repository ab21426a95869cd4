import { type Span, span } from '../span.ts'
import { type DirectiveName, directiveNames } from './directives.ts'
import { nearest } from './nearest.ts'

const candidate =
  /^([ \t\uFEFF\u200B\u3000]*)([@＠])([ \t\uFEFF\u200B]*)([A-Za-z][A-Za-z\uFEFF\u200B]*)(\u3000+|(?=[ \t:：{]|$))/

export interface NearMiss {
  /** What stands where the directive was meant, with the ideographic spaces after it. */
  readonly span: Span
  readonly found: string
  readonly name: DirectiveName
}

/** A text line that looks like a directive and is none: `@soluton`, `＠step`, `@Step`, ` @step`, `@ step`, `@step　plan`. */
export function nearMiss(source: string, start: number, end: number): NearMiss | undefined {
  // Cheap look first: nearly every line of a file ends here.
  let at = start
  for (; at < end; at++) {
    const code = source.charCodeAt(at)
    if (code === 64 || code === 0xff20) break
    if (code !== 32 && code !== 9 && code !== 0xfeff && code !== 0x200b && code !== 0x3000) return undefined
  }
  const match = candidate.exec(source.slice(start, end))
  if (!match) return undefined
  const [whole, , , gap, typed] = match as unknown as [string, string, string, string, string]
  const name = typed.replaceAll(/[\uFEFF\u200B]/g, '').toLowerCase()
  const exact = directiveNames.find(known => known === name)
  // With a gap, only an exact name: "@ hand" is prose.
  const meant = exact ?? (gap ? undefined : (nearest(name, directiveNames) as DirectiveName | undefined))
  return meant && { span: span(start, start + whole.length), found: whole.trim(), name: meant }
}
