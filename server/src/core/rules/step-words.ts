import type { Solution } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import { judgedParts } from '../math/facts.ts'
import type { Span } from '../span.ts'
import { mathMark, proseOf, sentencesOf } from '../text/prose.ts'
import type { Lexicon } from '../words/lexicon.ts'
import { isBetweenSteps, linksOf } from './links.ts'
import type { View } from './rule.ts'

/** A step that is referred to in words: "by step 2", `由第2步`. */
export interface StepNamed extends Span {
  readonly number: number
}

const chinese = '一二三四五六七八九十'
const roman = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x']
const ordinal =
  /[^\S\n]*(?:#|\(|（)?(\d{1,3}(?![\d.]*\d)|[IVX]{1,5}(?![A-Za-z])|[ivx]{1,5}(?![A-Za-z])|[一二三四五六七八九十](?![一二三四五六七八九十]))/y

/** The number that stands at a place, in digits, Roman or Chinese; the end is behind it. */
export function numberAt(prose: string, at: number): { readonly number: number; readonly end: number } | undefined {
  ordinal.lastIndex = at
  const written = ordinal.exec(prose)?.[1]
  if (written === undefined) return undefined
  const { lastIndex: end } = ordinal
  if (/\d/.test(written)) return { number: Number(written), end }
  const index = chinese.includes(written) ? chinese.indexOf(written) : roman.indexOf(written.toLowerCase())
  return index < 0 ? undefined : { number: index + 1, end }
}

/** The steps that a text names by their numbers; numbers in formulas count: `step $2$`. */
export function* stepsNamed({ words }: View, text: Text): Generator<StepNamed> {
  const prose = proseOf(text)
  for (const { end: from, start, text: word } of words.find('step-naming', prose)) {
    const formula = /^\s*\$(\d{1,2})\$/.exec(text.value.slice(from, from + 12))
    const found =
      prose.startsWith(mathMark, from + 1) && formula
        ? { number: Number(formula[1]), end: from + formula[0].length }
        : numberAt(prose, from)
    if (!found) continue
    // `第2步`, and not `第2个`.
    const suffix = word === '第' ? /^\s*步/.exec(prose.slice(found.end, found.end + 3)) : undefined
    if (word === '第' && !suffix) continue
    yield { start, end: found.end + (suffix?.[0].length ?? 0), number: found.number }
  }
}

/** A step that another one cites by its number. */
export interface Citation {
  readonly from: number
  readonly to: number
  readonly span: Span
}

const known = new WeakMap<Solution, { readonly words: Lexicon; readonly citations: readonly Citation[] }>()

/** Citations of other steps by their numbers, of authored steps that are judged. */
export function citationsOf(view: View, solution: Solution): readonly Citation[] {
  const before = known.get(solution)
  if (before?.words === view.words) return before.citations
  const citations = solution.steps.length ? findCitations(view, solution) : []
  known.set(solution, { words: view.words, citations })
  return citations
}

function findCitations(view: View, solution: Solution): readonly Citation[] {
  const found: Citation[] = []
  for (const { step: from, text } of judgedParts(solution)) {
    if (from === 0) continue
    for (const { end, number, start } of stepsNamed(view, text)) {
      if (number < 1 || number > solution.steps.length || number === from) continue
      const sentence = sentenceAt(text, start)
      // A heading names the step itself, and what is announced is not used yet.
      if (sentence?.start === start) continue
      if (sentence && view.words.has('announcing', text.value.slice(sentence.start, sentence.end))) continue
      found.push({ from, to: number, span: sourceSpan(text, start, end) })
    }
  }
  return found
}

function sentenceAt(text: Text, offset: number): Span | undefined {
  const sentences = sentencesOf(text)
  let low = 0
  let high = sentences.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (sentences[middle]!.start <= offset) low = middle
    else high = middle - 1
  }
  return sentences[low]
}

/** Citations of a later step that leads back. */
export function circlesInWords(view: View, solution: Solution): readonly Citation[] {
  const cited = citationsOf(view, solution)
  const forward = cited.filter(({ from, to }) => to > from)
  if (!forward.length) return forward
  const out = new Map<number, Set<number>>()
  const add = (from: number, to: number): void => {
    const known = out.get(from)
    if (known) known.add(to)
    else out.set(from, new Set([to]))
  }
  for (const { from, to } of cited) add(from, to)
  for (const link of linksOf(view.region)) {
    if (link.solution === solution && isBetweenSteps(link)) add(link.from, link.to.number)
  }
  return forward.slice(0, circleLimit).filter(({ from, to }) => leadsTo(out, to, from))
}

/** Citations that are looked into; each costs a walk through the solution. */
const circleLimit = 50

function leadsTo(out: ReadonlyMap<number, ReadonlySet<number>>, from: number, goal: number): boolean {
  const seen = new Set([from])
  for (const stack = [from]; stack.length; ) {
    for (const next of out.get(stack.pop()!) ?? []) {
      if (next === goal) return true
      if (seen.has(next)) continue
      seen.add(next)
      stack.push(next)
    }
  }
  return false
}
