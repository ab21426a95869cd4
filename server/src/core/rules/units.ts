import type { Solution } from '../format/document.ts'
import type { Text } from '../format/text.ts'
import { type JudgedPart, judgedParts } from '../math/facts.ts'
import { type Span, span } from '../span.ts'
import { piecesOf } from '../text/pieces.ts'
import { proseOf, sentencesOf } from '../text/prose.ts'
import type { Lexicon, WordFound } from '../words/lexicon.ts'
import type { ListName } from '../words/lists.ts'

/** The least that can stand in the wrong place: a sentence of what is judged of a solution. */
export interface Unit extends Span {
  readonly text: Text
  readonly part: JudgedPart
}

const known = new WeakMap<Solution, readonly Unit[]>()

/** The sentences of a solution, in order; one that opens behind a displayed formula without a stop counts too. */
export function unitsOf(solution: Solution): readonly Unit[] {
  let units = known.get(solution)
  if (!units) {
    units = [...unitsIn(judgedParts(solution))]
    known.set(solution, units)
  }
  return units
}

function* unitsIn(parts: readonly JudgedPart[]): Generator<Unit> {
  let text: Text | undefined
  let sentences: readonly Span[] = []
  let at = 0
  for (const part of parts) {
    if (part.text !== text) {
      text = part.text
      sentences = cutBehindDisplays(text)
      at = 0
    }
    const { within } = part
    while (at < sentences.length && sentences[at]!.end <= within.start) at++
    // A sentence that goes on in the next part is one in each.
    for (let i = at; i < sentences.length && sentences[i]!.start < within.end; i++) {
      const { end, start } = sentences[i]!
      yield { ...span(Math.max(start, within.start), Math.min(end, within.end)), text, part }
    }
  }
}

function cutBehindDisplays(text: Text): Span[] {
  const cuts = piecesOf(text).flatMap(piece => {
    if (piece.type !== 'asy' && !(piece.type === 'math' && piece.display)) return []
    const next = piece.end + /^\s*/.exec(text.value.slice(piece.end, piece.end + 40))![0].length
    return /[A-Z]/.test(text.value[next] ?? '') ? [next] : []
  })
  const sentences: Span[] = []
  let cut = 0
  for (const { end, start } of sentencesOf(text)) {
    let from = start
    for (; cut < cuts.length && cuts[cut]! < end; cut++) {
      if (cuts[cut]! <= from) continue
      sentences.push(span(from, cuts[cut]!))
      from = cuts[cut]!
    }
    sentences.push(span(from, end))
  }
  return sentences
}

const ranges = new WeakMap<readonly Unit[], ReadonlyMap<Text, Span>>()

/** The number of the sentence that stands at an offset of a text; undefined where none does. */
export function unitAt(units: readonly Unit[], text: Text, offset: number): number | undefined {
  const range = rangesOf(units).get(text)
  if (!range) return undefined
  let low = range.start
  let high = range.end - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (units[middle]!.start <= offset) low = middle
    else high = middle - 1
  }
  const { end, start } = units[low]!
  return start <= offset && offset < end ? low : undefined
}

/** Which sentences each text has. */
function rangesOf(units: readonly Unit[]): ReadonlyMap<Text, Span> {
  let known = ranges.get(units)
  if (!known) {
    const found = new Map<Text, Span>()
    for (const [i, { text }] of units.entries()) found.set(text, span(found.get(text)?.start ?? i, i + 1))
    known = found
    ranges.set(units, known)
  }
  return known
}

/** Words of a list in a sentence; offsets in its text. */
export function wordsOf(words: Lexicon, list: ListName, { end, start, text }: Unit): readonly WordFound[] {
  const all = words.find(list, proseOf(text))
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (all[middle]!.start < start) low = middle + 1
    else high = middle
  }
  let stop = low
  while (stop < all.length && all[stop]!.start < end) stop++
  return all.slice(low, stop)
}
