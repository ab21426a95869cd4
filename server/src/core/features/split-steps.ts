import type { StepKind } from '../format/directives.ts'
import type { Region } from '../format/document.ts'
import { sourceOffset } from '../format/text.ts'
import { type Chain, isRelation, type Link, proseIn, textIn } from '../rules/chain.ts'
import { newlineOf } from '../rules/edits.ts'
import { type Edit, type Span, span } from '../span.ts'
import { implicitSteps } from '../text/paragraphs.ts'
import { piecesOf } from '../text/pieces.ts'
import { signsWithin } from '../text/signs.ts'
import type { Lexicon } from '../words/lexicon.ts'

/** Makes authored steps of the paragraphs or lines that count as steps; of a single one, steps of a few sentences. */
export function authoredSteps(region: Region, chain: Chain, words: Lexicon): readonly Edit[] {
  const { links } = chain
  const first = links[0]
  if (!first || chain.solution.steps.length) return []
  const stretches = links.length > 1 ? links.map(({ within }) => within) : cut(first)
  if (links.length === 1 && stretches.length < 2) return []
  return opened(region, first, stretches, words, true)
}

/** Cuts a step into several: at its paragraphs, or between sentences where there is only one. */
export function splitStep(region: Region, link: Link, words: Lexicon): readonly Edit[] {
  if (!link.step) return []
  const stretches = cut(link)
  return stretches.length < 2 ? [] : opened(region, link, stretches, words, false)
}

/** The directives of new steps in front of stretches of a text, in front of the first of them too or not. */
function opened(
  region: Region,
  link: Link,
  stretches: readonly Span[],
  words: Lexicon,
  withFirst: boolean,
): readonly Edit[] {
  const { text } = link
  const newline = newlineOf(region)
  const edits: Edit[] = []
  for (const [i, stretch] of stretches.entries()) {
    if (i === 0 && !withFirst) continue
    const start = sourceOffset(text, stretch.start)
    const kind = guessKind(link, stretch, words, { isFirst: i === 0, isLast: i === stretches.length - 1 })
    const line = lineStart(region, start)
    const before = region.text.slice(line, start)
    if (!/[^ \t\\]/.test(before)) {
      const isBelowText = i > 0 && !isBlankLineBefore(region, line)
      edits.push({ span: span(line, line), text: `${isBelowText ? newline : ''}@step ${kind}${newline}` })
      continue
    }
    const end = sourceOffset(text, text.value.slice(0, stretch.start).trimEnd().length - 1) + 1
    edits.push({ span: span(end, start), text: `${newline}${newline}@step ${kind}${newline}` })
  }
  return edits
}

function lineStart({ text }: Region, at: number): number {
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at--
  return at
}

function isBlankLineBefore({ text }: Region, line: number): boolean {
  const before = text.slice(Math.max(0, line - 200), line).replace(/\r\n?/g, '\n')
  return /\n[ \t]*\n$/.test(before)
}

/** The paragraphs of a step, or its sentences in groups. */
function cut(link: Link): readonly Span[] {
  const { text, within } = link
  if (link.step) {
    const paragraphs = implicitSteps(text.value, piecesOf(text))
    const [first, second] = paragraphs
    if (first && second && /\n[ \t]*\n/.test(text.value.slice(first.end, second.start))) return paragraphs
  }
  const target = Math.max(shortest, link.signs.length / most)
  const groups: Span[] = []
  let open: Span | undefined
  for (const sentence of link.sentences) {
    if (open && !mayOpen(textIn(link, sentence))) open = span(open.start, sentence.end)
    else {
      const size: number = open ? signsWithin(text, open).length : 0
      if (open && size >= target) {
        groups.push(open)
        open = sentence
      } else open = span(open?.start ?? sentence.start, sentence.end)
    }
  }
  if (open) groups.push(open)
  const last = groups.at(-1)
  if (groups.length > 1 && last && signsWithin(text, last).length < shortest / 3) {
    groups.splice(-2, 2, span(groups.at(-2)!.start, last.end))
  }
  return groups.map((group, i) => (i === groups.length - 1 ? span(group.start, within.end) : group))
}

/** A new step holds about so many signs at least; a step is cut into so many at most. */
const shortest = 60
const most = 8

/** What would be read as a directive or a comment at the start of a line opens no step. */
function mayOpen(sentence: string): boolean {
  return !/^(?:\\*@|\\*%%)/.test(sentence)
}

/** What a step probably does, by its words and by where it stands. */
export function guessKind(
  link: Link,
  stretch: Span,
  words: Lexicon,
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): StepKind {
  const prose = proseIn(link, stretch)
  const isBoxed = /\\boxed(?![a-zA-Z])/.test(textIn(link, stretch))
  if (isLast && (isBoxed || !words.has('verification', prose))) return 'conclude'
  if (words.find('case-work', prose)[0]?.start === opening(prose)) return 'case'
  if (words.has('verification', prose)) return 'verify'
  if (words.find('hedge', prose)[0]?.start === opening(prose)) return 'reconsider'
  const signs = signsWithin(link.text, stretch)
  const relations = signs.filter(isRelation).length
  if (isFirst && !relations) return words.has('planning', prose) ? 'plan' : 'understand'
  if (words.has('planning', prose) && relations < 2) return 'plan'
  const numbers = signs.filter(({ type }) => type === 'number').length
  const names = signs.filter(({ text, type }) => type === 'math' && /^[a-zA-Z]$/.test(text)).length
  return relations > 0 && numbers > 2 * names ? 'compute' : 'derive'
}

/** Where the words of a prose begin, behind what only dresses them. */
function opening(prose: string): number {
  return /^[\s*_#>-]*/.exec(prose)![0].length
}
