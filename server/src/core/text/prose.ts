import type { Text } from '../format/text.ts'
import { type Span, span } from '../span.ts'
import type { Piece } from './markup.ts'
import { piecesOf } from './pieces.ts'

/** What stands in a prose for each character of a formula. Math is a noun there, never a hole. */
export const mathMark = '\ufffc'

const masked = new WeakMap<Text, string>()

/**
 * A text as prose, of the same length: formulas are runs of `mathMark`, but for the stop or comma that ends one; code and
 * drawings are blanks.
 */
export function proseOf(text: Text): string {
  let prose = masked.get(text)
  if (prose === undefined) {
    prose = mask(text)
    masked.set(text, prose)
  }
  return prose
}

function mask(text: Text): string {
  const { value } = text
  let result = ''
  let at = 0
  for (const piece of piecesOf(text)) {
    if (piece.type === 'dollar' || piece.type === 'unclosed') continue
    result += value.slice(at, piece.start)
    at = piece.end
    const length = piece.end - piece.start
    if (piece.type !== 'math') {
      result += ' '.repeat(length)
      continue
    }
    const inner = value.slice(piece.innerStart, piece.innerEnd)
    const stop = /([.,;。，；])(?:\s|\\end\{[a-z]+\*?\})*$/.exec(inner)
    if (!stop) result += mathMark.repeat(length)
    else {
      const before = piece.innerStart + stop.index - piece.start
      result += mathMark.repeat(before) + stop[1] + ' '.repeat(length - before - 1)
    }
  }
  return result + value.slice(at)
}

const sentences = new WeakMap<Text, readonly Span[]>()

/** The sentences of a text, without the blanks around them; offsets in the text. A blank line ends one too. */
export function sentencesOf(text: Text, within?: Span): readonly Span[] {
  let all = sentences.get(text)
  if (!all) {
    all = cutBehindDisplays(withWholeFormulas(split(proseOf(text)), piecesOf(text)), text)
    sentences.set(text, all)
  }
  if (!within) return all
  return all
    .filter(({ end, start }) => end > within.start && start < within.end)
    .map(({ end, start }) => span(Math.max(start, within.start), Math.min(end, within.end)))
}

/** A sentence that stops in a formula ends with that formula. */
function withWholeFormulas(all: readonly Span[], pieces: readonly Piece[]): Span[] {
  let at = 0
  return all.map(({ end, start }) => {
    while (at < pieces.length && pieces[at]!.end <= end) at++
    const piece = pieces[at]
    return span(start, piece?.type === 'math' && piece.start < end ? piece.end : end)
  })
}

/** A displayed formula often ends its sentence without a stop: a capital behind it begins the next one. */
function cutBehindDisplays(all: readonly Span[], text: Text): readonly Span[] {
  const cuts = piecesOf(text).filter(piece => piece.type === 'math' && piece.display && beginsSentence(text, piece.end))
  if (!cuts.length) return all
  let next = 0
  return all.flatMap(({ end, start }) => {
    const parts: Span[] = []
    let from = start
    for (; next < cuts.length && cuts[next]!.end < end; next++) {
      const at = cuts[next]!.end
      if (at <= from) continue
      parts.push(span(from, at))
      from = at + /^\s*/.exec(text.value.slice(at, end))![0].length
    }
    return [...parts, span(from, end)]
  })
}

const capital = /\s+\p{Lu}[\p{Ll}\s]/uy

function beginsSentence(text: Text, at: number): boolean {
  capital.lastIndex = at
  return capital.test(text.value)
}

/** A letter without case: behind a stop, what is no letter at all may go on with a sentence. */
const noun = 'ו'

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
/** What ends in a stop and ends no sentence. `Intl.Segmenter` does not know them. */
const abbreviation =
  /(?:^|[\s(])(?:e\.g|i\.e|eq|eqs|eqn|fig|figs|cf|vs|etc|approx|resp|no|nos|sec|thm|prop|def|dr|mr|mrs|ms|prof|st|jr|sr|w\.l\.o\.g|wlog|viz|p|pp|ch|vol|\p{Lu})\.\s*$/iu
/** A number or letter that counts an item: `1.`, `(a)`. */
const counter = /^\s*(?:\(?\d{1,2}[.)]|\(?[a-z]\))\s*$/i

function split(prose: string): Span[] {
  const result: Span[] = []
  let open: number | undefined
  // A line break in a paragraph is a blank; to the segmenter it would be the end of a sentence.
  const flowing = prose.replace(/\n(?![ \t]*(?:\n|[-*+>|#]|\d+[.)]\s))/g, ' ').replaceAll(mathMark, noun)
  for (const { index, segment } of segmenter.segment(flowing)) {
    const start: number = open ?? index
    const stretch = flowing.slice(start, index + segment.length)
    const goesOn = (abbreviation.test(segment) && !/\n\s*$/.test(segment)) || counter.test(stretch)
    if (goesOn && index + segment.length < prose.length) {
      open = start
      continue
    }
    open = undefined
    const from = start + stretch.length - stretch.trimStart().length
    const to = start + stretch.trimEnd().length
    if (to > from) result.push(span(from, to))
  }
  return result
}

const wordPattern = /[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*/gu
const cjk = /[\u3400-\u9fff\uf900-\ufaff]/g

/** The words of a prose: runs of letters; each Chinese character counts as one. */
export function* wordsIn(prose: string): Generator<{ readonly text: string; readonly start: number }> {
  for (const { 0: text, index } of prose.matchAll(wordPattern)) {
    if (!text.match(cjk)) yield { text, start: index }
    else
      for (const part of text.matchAll(/[\u3400-\u9fff\uf900-\ufaff]|[^\u3400-\u9fff\uf900-\ufaff]+/g))
        yield { text: part[0], start: index + part.index }
  }
}

const commonEnglish = new Set(
  'the a an of to and in is are we that it for this as with be by on so then at from has have which if there his her he she they not or can one'.split(
    ' ',
  ),
)

/** How much of a text is looked at to tell its language, in UTF-16 units. */
const enoughToTell = 4000

/** Chinese characters, words in Latin letters, and how many of those are the commonest of English. */
export function languageMarks(prose: string): {
  readonly chinese: number
  readonly latin: number
  readonly english: number
} {
  const some = prose.slice(0, enoughToTell)
  let latin = 0
  let english = 0
  for (const match of some.matchAll(/[A-Za-z]+/g)) {
    latin++
    if (commonEnglish.has(match[0].toLowerCase())) english++
  }
  return { chinese: some.match(cjk)?.length ?? 0, latin, english }
}

/** The language a prose is written in: Chinese by its characters, English by its common words; undefined where neither shows. */
export function languageOf(prose: string): 'en' | 'zh' | undefined {
  const { chinese, latin, english } = languageMarks(prose)
  if (chinese > 0 && chinese >= latin) return 'zh'
  // A share of a fifth told English from other languages in 442 of 446 texts when it was measured.
  return latin >= 4 && english / latin > 0.2 ? 'en' : undefined
}
