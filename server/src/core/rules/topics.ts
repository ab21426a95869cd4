import type { Region, Solution } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import { judgedParts } from '../math/facts.ts'
import { type Span, span } from '../span.ts'
import { numbersWithin } from '../text/numbers.ts'
import { piecesOf } from '../text/pieces.ts'
import { proseOf, sentencesOf, wordsIn } from '../text/prose.ts'
import type { Lexicon } from '../words/lexicon.ts'
import { isBetweenSteps, linksOf } from './links.ts'

// What the parts of an example are about, and how much a step has in common with the rest.

/** What a stretch of text speaks of. Each kind of evidence is a set of what can be met again elsewhere. */
export type Topics = Readonly<Record<Kind, ReadonlySet<string>>>

export const kinds = ['words', 'terms', 'symbols', 'numbers', 'formulas'] as const
/** Words of its story, mathematical terms, letters of formulas, numbers, and three signs in a row of formulas. */
export type Kind = (typeof kinds)[number]

/** A step, or a sentence where there is only one step, and what it shares with the rest of the example. */
export interface Unit {
  readonly solution: Solution
  readonly text: Text
  /** In the text. */
  readonly within: Span
  /** In the region. */
  readonly span: Span
  readonly step: number
  /** Whether something of its solution stands before and after it. */
  readonly inner: boolean
  /** Whether it refers to another step, or another one to it. */
  readonly linked: boolean
  readonly shared: Readonly<Record<Kind, number>>
  readonly own: Readonly<Record<Kind, number>>
}

/** Every unit of the judged solutions, each set against the problem and the other units of its solution. */
export function* unitsIn(region: Region, words: Lexicon): Generator<Unit> {
  const { example } = region
  if (!example?.problem?.text.value) return
  const problem = topicsOf(example.problem.text, 0, example.problem.text.value.length, words)
  const links = linksOf(region).filter(isBetweenSteps)
  for (const solution of example.solutions) {
    const linked = new Set(links.flatMap(link => (link.solution === solution ? [link.from, link.to.number] : [])))
    yield* unitsOf(solution, problem, linked, words)
  }
}

function* unitsOf(solution: Solution, problem: Topics, linked: ReadonlySet<number>, words: Lexicon): Generator<Unit> {
  const parts = judgedParts(solution)
  const places =
    parts.length > 1
      ? parts
      : parts.flatMap(({ step, text, within }) => sentencesOf(text, within).map(one => ({ step, text, within: one })))
  const topics = places.map(({ text, within }) => topicsOf(text, within.start, within.end, words))
  const counts = occurrences([problem, ...topics])
  for (const [i, { step, text, within }] of places.entries()) {
    const shared = {} as Record<Kind, number>
    const own = {} as Record<Kind, number>
    for (const kind of kinds) {
      shared[kind] = 0
      own[kind] = 0
      for (const one of topics[i]![kind])
        if (counts[kind].get(one)! > 1) shared[kind]++
        else own[kind]++
    }
    yield {
      solution,
      text,
      within,
      span: sourceSpan(text, within.start, within.end),
      step,
      inner: i > 0 && i < places.length - 1,
      linked: linked.has(step),
      shared,
      own,
    }
  }
}

function occurrences(all: readonly Topics[]): Record<Kind, Map<string, number>> {
  const counts = Object.fromEntries(kinds.map(kind => [kind, new Map<string, number>()])) as Record<
    Kind,
    Map<string, number>
  >
  for (const topics of all) {
    for (const kind of kinds) for (const one of topics[kind]) counts[kind].set(one, (counts[kind].get(one) ?? 0) + 1)
  }
  return counts
}

interface Topic {
  readonly kind: 'words' | 'terms' | undefined
  readonly stem: string
}

const remembered = new WeakMap<Lexicon, Map<string, Topic>>()
const rememberedWords = 20_000

/** What a word speaks of; most words come again and again. */
function topicOf(word: string, lexicon: Lexicon): Topic {
  const known = remembered.get(lexicon) ?? new Map<string, Topic>()
  remembered.set(lexicon, known)
  let topic = known.get(word)
  if (!topic) {
    const kind = lexicon.isIn('common', word) ? undefined : lexicon.isIn('mathematical', word) ? 'terms' : 'words'
    topic = { kind, stem: stemOf(word) }
    if (known.size >= rememberedWords) known.clear()
    known.set(word, topic)
  }
  return topic
}

/** Numbers that stand everywhere. */
const usual = new Set([0, 1, 2, 10, 100])
const named =
  /\\(?:alpha|beta|gamma|delta|theta|phi|omega|lambda|mu|sigma|rho|tau|epsilon|varepsilon|triangle|angle|sin|cos|tan|log|ln|d?binom|sqrt|p?b?mod|equiv|circ|int|sum|lim|vec|overline)(?![a-zA-Z])/g
const spelled = /\\(?:text|mbox|mathrm|textrm|operatorname|begin|end)\*?\s*\{[^{}]*\}/g
const layout = /\\(?:left|right|quad|qquad|displaystyle|boxed|[,;:! ])(?![a-zA-Z])|[&{}\s.,]|\\\\/g
const sign = /\\[a-zA-Z]+|[a-zA-Z]|\d+(?:\.\d+)?|\S/g

function topicsOf(text: Text, start: number, end: number, lexicon: Lexicon): Topics {
  const words = new Set<string>()
  const terms = new Set<string>()
  for (const word of topicWords(proseOf(text).slice(start, end))) {
    const { kind, stem } = topicOf(word, lexicon)
    if (kind) (kind === 'terms' ? terms : words).add(stem)
  }
  const symbols = new Set<string>()
  const formulas = new Set<string>()
  const numbers = new Set<string>()
  for (const piece of piecesOf(text)) {
    if (piece.end <= start || piece.start >= end || piece.type === 'dollar' || piece.type === 'unclosed') continue
    if (piece.type !== 'math') {
      const code = text.value.slice(piece.innerStart, piece.innerEnd)
      for (const [word] of code.matchAll(/[a-zA-Z]{2,}/g)) words.add(stemOf(word.toLowerCase()))
      for (const [digits] of code.matchAll(/\d+(?:\.\d+)?/g))
        if (!usual.has(Number(digits))) numbers.add(`${Number(digits)}`)
      continue
    }
    const formula = text.value.slice(piece.innerStart, piece.innerEnd).replace(spelled, ' ')
    for (const [name] of formula.matchAll(named)) symbols.add(name)
    for (const [letter] of formula.replace(/\\[a-zA-Z]+/g, ' ').matchAll(/[a-zA-Z]/g)) symbols.add(letter)
    const signs = formula.replace(layout, ' ').match(sign) ?? []
    for (let i = 0; i + 2 < signs.length; i++) {
      const three = `${signs[i]} ${signs[i + 1]} ${signs[i + 2]}`
      if (/[a-zA-Z\d]/.test(three)) formulas.add(three)
    }
  }
  for (const number of numbersWithin(text, span(start, end))) {
    if (usual.has(number.value)) continue
    if (number.role === 'value' || number.role === 'coefficient' || number.role === 'result')
      numbers.add(`${number.value}`)
  }
  return { words, terms, symbols, numbers, formulas }
}

const functional =
  /[的了是在有和与为则得可以所因此故由设又即且但若如果那么就都也不这该其之它他她们个把被从到对于而或及]/

/** Words in lower case; of Chinese each two neighbouring characters, but those that only hold a sentence together. */
function* topicWords(prose: string): Generator<string> {
  let before: { text: string; start: number } | undefined
  for (const word of wordsIn(prose)) {
    if (/^[\u3400-\u9fff\uf900-\ufaff]$/.test(word.text)) {
      const joined = before && before.start + 1 === word.start ? before.text + word.text : ''
      if (joined && !functional.test(joined)) yield joined
      before = word
    } else {
      before = undefined
      if (word.text.length > 1) yield word.text.toLowerCase()
    }
  }
}

/** The same for `boxes` and `box`, `walked` and `walks`: rough, since it only serves to find a word again. */
function stemOf(word: string): string {
  return word
    .replace(/['’]s$/, '')
    .replace(/ies$/, 'y')
    .replace(/(?<=.{3})(?:es|s|ed|ing|ly)$/, '')
    .replace(/(?<=.{3})e$/, '')
}

export function firstLine({ within, text }: Unit): Span {
  const stop = text.value.indexOf('\n', within.start)
  return span(within.start, stop < 0 || stop > within.end ? within.end : stop)
}
