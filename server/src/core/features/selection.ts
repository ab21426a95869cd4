import { directives } from '../format/directives.ts'
import type { Document, Region } from '../format/document.ts'
import { contains, type Span, span } from '../span.ts'
import { commandAround } from './command.ts'
import { lineStart } from './field-place.ts'
import { type OutlineItem, outline } from './outline.ts'
import { spanOfParts } from './part-span.ts'
import { directiveBefore, type Place, placeAt } from './place.ts'

/** What a growing selection holds at an offset: each span holds the one before it, and is larger. */
export function selection(document: Document, regionIndex: number, offset: number): Span[] {
  const region = document.regions[regionIndex]
  if (!region) return []
  const place = placeAt(region, offset)
  const candidates = [
    ...words(region.text, place, offset),
    ...(place.type === 'math' ? [...groups(region.text, place.span, offset), place.whole] : []),
    ...(place.type === 'prose' ? [] : [place.span]),
    ...paragraphs(region, place, offset),
    ...parts(region, outline(document)[regionIndex]!, offset),
    span(0, region.text.length),
  ]
  candidates.sort((a, b) => a.end - a.start - (b.end - b.start))
  const chain: Span[] = []
  for (const candidate of candidates) {
    const inner = chain.at(-1)
    if (candidate.start === candidate.end || !contains(candidate, offset)) continue
    const grows = !inner || candidate.start < inner.start || candidate.end > inner.end
    if (grows && (!inner || (candidate.start <= inner.start && inner.end <= candidate.end))) chain.push(candidate)
  }
  return chain
}

function words(source: string, place: Place, offset: number): Span[] {
  const command = place.type === 'math' ? commandAround(source, offset) : undefined
  let start = offset
  let end = offset
  while (start > 0 && isWord(source[start - 1]!)) start--
  while (end < source.length && isWord(source[end]!)) end++
  return command ? [command.span] : [span(start, end)]
}

function isWord(char: string): boolean {
  return /[\p{L}\p{M}\p{N}_]|[\ud800-\udfff]/u.test(char)
}

/** The braces around the offset, without and with the braces themselves. */
function groups(source: string, formula: Span, offset: number): Span[] {
  const open: number[] = []
  const found: Span[] = []
  for (let at = formula.start; at < formula.end; at++) {
    const char = source[at]
    if (char === '\\') at++
    else if (char === '{') open.push(at)
    else if (char === '}') {
      const start = open.pop()
      if (start === undefined || start >= offset || at < offset) continue
      found.push(span(start + 1, at), span(start, at + 1))
    }
  }
  return found
}

/** The lines around the offset up to the next blank ones, then all the text that the directive holds. */
function* paragraphs({ text: source }: Region, place: Place, offset: number): Generator<Span> {
  if (place.type !== 'prose' && place.type !== 'math' && place.type !== 'verbatim') return
  const { rest, body, name } = place.directive
  if (rest) yield rest.span
  const isText = rest?.text && directives[name].rest === 'first line'
  const within = trimmed(source, span(isText ? rest.span.start : body.start, body.end))
  let { start, end } = within
  for (const match of source.slice(start, end).matchAll(/(?:\r\n?|\n)(?:[ \t]*(?:\r\n?|\n))+/g)) {
    const at = within.start + match.index
    if (at + match[0].length <= offset) start = at + match[0].length
    else {
      end = at
      break
    }
  }
  yield trimmed(source, span(start, end))
  yield within
}

function trimmed(source: string, { start, end }: Span): Span {
  let from = start
  let to = end
  while (from < to && /\s/.test(source[from]!)) from++
  while (to > from && /\s/.test(source[to - 1]!)) to--
  return span(from, to)
}

function* parts(region: Region, items: readonly OutlineItem[], offset: number): Generator<Span> {
  const directive = directiveBefore(region, lineStart(region.text, offset))
  if (directive) yield spanOfParts(region.text, directive)
  for (const item of items) {
    if (!contains(item.span, offset)) continue
    yield item.span
    yield* parts(region, item.children, offset)
  }
}
