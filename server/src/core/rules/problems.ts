import type { Example } from '../format/document.ts'
import type { Text } from '../format/text.ts'
import { optionsOf } from '../text/options.ts'
import { piecesOf } from '../text/pieces.ts'
import { languageMarks, mathMark, proseOf } from '../text/prose.ts'
import type { View } from './rule.ts'

// What the rules about the problem share.

export interface Problem {
  readonly example: Example
  readonly text: Text
  readonly prose: string
}

/** The problem of a region, where it says anything. */
export function* problemOf({ region }: View): Generator<Problem> {
  const { example } = region
  const text = example?.problem?.text
  if (example && text?.value.trim()) yield { example, text, prose: proseOf(text) }
}

const blank =
  /_{2,}|(?:\\_){2,}|[(（][\s$]*(?:\\q?quad[\s$]*)*[)）]|\\qquad|\\underline\s*\{|\\boxed\s*\{\s*\}|□|\\square|[=≈]\s*\$*\s*[.．。]?\s*$/

/** Offsets in the text of the problem. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

/**
 * Where a problem asks for something: question marks, words that ask, and words that tell what to do where a clause
 * begins. A blank to be filled in counts, and so does the first of several options.
 */
export function requestsIn({ text, prose }: Problem, words: View['words']): Stretch[] {
  const silent = words.find('not-a-question', prose)
  const openings = new Set(words.find('request-opening', prose).map(({ end }) => end))
  for (const { end } of silent) openings.delete(end)
  const covers = covering(silent)
  const found: Stretch[] = [
    ...words.find('question', prose).filter(at => !covers(at)),
    ...words.find('request', prose).filter(at => !covers(at) && opensClause(prose, at, openings)),
  ]
  const outside = withoutCode(text)
  for (const match of outside.matchAll(/[?？]/g)) found.push({ start: match.index, end: match.index + 1 })
  const [option] = optionsOf(text)
  if (option) found.push(option)
  const gap = blank.exec(outside) ?? openEnd(prose, words)
  if (gap) found.push({ start: gap.index, end: gap.index + gap[0].length })
  return found.sort((a, b) => a.start - b.start)
}

/** `The area is` with nothing behind it. */
function openEnd(prose: string, words: View['words']): { readonly index: number; readonly 0: string } | undefined {
  const end = prose.trimEnd().length
  const last = words.find('open-end', prose.slice(Math.max(0, end - 20), end)).at(-1)
  return last && last.end === Math.min(20, end) ? { index: end - last.text.length, 0: last.text } : undefined
}

const clauseStart = new RegExp(`(?:^|\\n|[.,;:!?()。，；：！？、（）＂”」\\]*#>${mathMark}-])\\s*$`)

function opensClause(prose: string, { start, end }: Stretch, openings: ReadonlySet<number>): boolean {
  if (prose[end] === ':' || prose[end] === '：') return true
  const before = prose.slice(Math.max(0, start - 20), start)
  return clauseStart.test(before) || openings.has(start - before.length + before.trimEnd().length)
}

/** Whether one of several stretches, given in order, holds another one. */
export function covering(stretches: readonly Stretch[]): (at: Stretch) => boolean {
  const ends = new Map(stretches.map(({ start, end }) => [start, end]))
  return at => {
    for (let start = at.start; start >= 0 && start > at.start - reach; start--) {
      if ((ends.get(start) ?? 0) >= at.end) return true
    }
    return false
  }
}

const reach = 40

/** A text of the same length in which code and drawings are blanks. */
export function withoutCode(text: Text): string {
  let result = ''
  let at = 0
  for (const { type, start, end } of piecesOf(text)) {
    if (type !== 'code' && type !== 'fence' && type !== 'asy') continue
    result += text.value.slice(at, start) + ' '.repeat(end - start)
    at = end
  }
  return result + text.value.slice(at)
}

const otherScripts =
  /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Devanagari}]{2}/u

/** Whether a prose is written in letters that are neither Latin nor Chinese. */
export function isOtherScript(prose: string): boolean {
  return otherScripts.test(prose)
}

/** Whether a prose is in a language of which we have no words: then nothing is known of what it says. */
export function isForeign(prose: string, declared: string | undefined): boolean {
  if (declared !== undefined && !/^(?:en|zh)(?:-|$)/i.test(declared)) return true
  const { chinese, latin, english } = languageMarks(prose)
  return isOtherScript(prose) || (latin > 12 && chinese === 0 && english / latin < 0.08)
}

/** The language that an example says it is in, by itself or from the header. */
export function declaredLanguage({ example }: Problem, { inherited }: View): string | undefined {
  return example.fields.values.language ?? inherited.language
}
