import type { Region } from '../format/document.ts'
import type { Text } from '../format/text.ts'
import { type Span, span } from '../span.ts'
import type { MathPiece } from '../text/markup.ts'
import { proseOf } from '../text/prose.ts'
import { indexFrom, type Sign, signsOf, signsWithin } from '../text/signs.ts'
import type { Lexicon } from '../words/lexicon.ts'
import { type Chain, chainsOf, type Link, textIn } from './chain.ts'

// What a solution says twice.

export interface Repeat {
  readonly chain: Chain
  readonly link: Link
  /** The copy; offsets in the text of its link. */
  readonly copy: Span
  readonly first: { readonly link: Link; readonly place: Span }
  /** Whether the copy is all of its step, sentences of it, or a row of a formula. */
  readonly extent: 'step' | 'sentence' | 'row'
  /** Whether some words differ, though nothing that matters. */
  readonly nearly: boolean
}

const known = new WeakMap<Region, { readonly words: Lexicon; readonly repeats: readonly Repeat[] }>()

export function repeatsOf(region: Region, words: Lexicon): readonly Repeat[] {
  let found = known.get(region)
  if (found?.words !== words) {
    found = { words, repeats: chainsOf(region).flatMap(chain => [...repeatsIn(chain, words)]) }
    known.set(region, found)
  }
  return found.repeats
}

/** A stretch of a chain that can be said twice. */
interface Unit {
  readonly link: number
  readonly place: Span
  readonly type: 'step' | 'sentence' | 'line'
  /** Its part of the row of signs. */
  readonly from: number
  readonly to: number
}

interface Copy {
  readonly link: number
  readonly place: Span
  readonly first: { readonly link: number; readonly place: Span }
  readonly nearly: boolean
}

function* repeatsIn(chain: Chain, words: Lexicon): Generator<Repeat> {
  const row = rowOf(chain, words)
  const units = chain.links.flatMap((link, i) => [...unitsIn(link, i, row)])
  const copies = [...copiedUnits(chain, row, units, words), ...copiedRuns(chain, row, units)]
  copies.sort((a, b) => a.link - b.link || a.place.start - b.place.start || b.place.end - a.place.end)
  yield* merged(chain, copies)
  for (const link of chain.links) yield* repeatedRows(chain, link)
}

const contents = new WeakMap<Text, { readonly words: Lexicon; readonly signs: readonly Sign[] }>()

/** The signs of a text, or of a stretch of it, but for words that carry nothing of their own. */
export function contentOf(text: Text, words: Lexicon, within?: Span): readonly Sign[] {
  let content = contents.get(text)
  if (content?.words !== words) {
    const fillers = [...headsIn(proseOf(text), words), ...words.find('filler', proseOf(text))]
    fillers.sort((a, b) => a.start - b.start)
    let filler = 0
    const signs = signsOf(text).filter(sign => {
      while (filler < fillers.length && fillers[filler]!.end <= sign.start) filler++
      return filler === fillers.length || fillers[filler]!.start > sign.start
    })
    content = { words, signs }
    contents.set(text, content)
  }
  const { signs } = content
  return within ? signs.slice(indexFrom(signs, within.start), indexFrom(signs, within.end)) : signs
}

/** `Step 3:` at the start of a line: the number of a step makes it no other step. */
function* headsIn(prose: string, words: Lexicon): Generator<Span> {
  for (const { end, start } of words.find('step-head', prose)) {
    if (!/(?:^|\n)[ \t*#>-]*$/.test(prose.slice(Math.max(0, start - 10), start))) continue
    const number = /^\s*\d{0,3}/.exec(prose.slice(end, end + 10))![0]
    yield span(start, end + number.length)
  }
}

/** The signs of all steps without fillers, one behind the other. */
interface Row {
  readonly signs: readonly Sign[]
  /** One number for each sign: the same for the same text. */
  readonly ids: readonly number[]
  /** Where each step starts in it, and at the end how long it is. */
  readonly starts: readonly number[]
  /** A number that is the same for the same signs in a row, and hardly ever for others. */
  readonly hash: (from: number, to: number) => number
}

function rowOf({ links }: Chain, words: Lexicon): Row {
  const signs: Sign[] = []
  const starts: number[] = []
  for (const link of links) {
    starts.push(signs.length)
    const content = contentOf(link.text, words, link.within)
    // A step of nothing but fillers is not nothing.
    for (const sign of content.length ? content : link.signs.slice(0, 20)) signs.push(sign)
  }
  starts.push(signs.length)
  const numbers = new Map<string, number>()
  const ids = signs.map(({ text }) => {
    const id = numbers.get(text) ?? numbers.size + 1
    numbers.set(text, id)
    return id
  })
  return { signs, ids, starts, hash: hashing(ids) }
}

const base = 0x01000193

function hashing(ids: readonly number[]): Row['hash'] {
  const before = new Int32Array(ids.length + 1)
  const powers = new Int32Array(ids.length + 1)
  powers[0] = 1
  for (const [i, id] of ids.entries()) {
    before[i + 1] = (Math.imul(before[i]!, base) + Math.imul(id, 0x9e3779b1)) | 0
    powers[i + 1] = Math.imul(powers[i]!, base)
  }
  return (from, to) => (before[to]! - Math.imul(before[from]!, powers[to - from]!)) | 0
}

/** In the order of the text; of what starts at one place the longest first. */
function unitsIn(link: Link, i: number, { signs, starts }: Row): Unit[] {
  const at = (offset: number): number => indexFrom(signs, offset, starts[i]!, starts[i + 1]!)
  const units: Unit[] = []
  const add = (type: Unit['type'], place: Span): void => {
    const [from, to] = [at(place.start), at(place.end)]
    if (to > from) units.push({ link: i, place, type, from, to })
  }
  add('step', link.within)
  for (const sentence of link.sentences) add('sentence', sentence)
  for (const line of linesOf(link)) add('line', line)
  return units.sort((a, b) => a.place.start - b.place.start || b.place.end - a.place.end)
}

/** The lines of a step that has several, but for those inside formulas and code. */
function* linesOf(link: Link): Generator<Span> {
  const { within } = link
  const value = textIn(link, within)
  if (!value.includes('\n')) return
  const pieces = link.pieces
  let piece = 0
  let start = within.start
  for (const match of value.matchAll(/\n\s*|$/g)) {
    const at = within.start + match.index
    while (piece < pieces.length && pieces[piece]!.end <= at) piece++
    if (piece < pieces.length && pieces[piece]!.start < at && pieces[piece]!.type !== 'unclosed') continue
    if (at > start) yield span(start, at)
    start = at + match[0].length
  }
}

function* copiedUnits(chain: Chain, row: Row, units: readonly Unit[], words: Lexicon): Generator<Copy> {
  const isCaseWork = chain.links.some(
    ({ step, text }, i) =>
      step?.kind === 'case' || (text !== chain.links[i - 1]?.text && words.has('case-work', proseOf(text))),
  )
  const same = new Map<number, Unit>()
  const alike = new Map<number, Unit[]>()
  for (const unit of units) {
    const key = row.hash(unit.from, unit.to)
    const known = same.get(key)
    if (!known) same.set(key, unit)
    const exact = known && isSame(row, known, unit) ? known : undefined
    const first = exact ?? alikeBefore(unit, alike, row, words)
    if (first && isApart(first, unit) && matters(chain, row, first, unit, isCaseWork))
      yield { ...unit, first, nearly: !exact }
  }
}

function isSame({ ids }: Row, a: Unit, b: Unit): boolean {
  if (a.to - a.from !== b.to - b.from) return false
  for (let i = 0; i < a.to - a.from; i++) if (ids[a.from + i] !== ids[b.from + i]) return false
  return true
}

function isApart(first: Unit, { link, place }: Unit): boolean {
  return first.link < link || first.place.end <= place.start
}

/** Few signs in a row may stand again by chance, if not directly after. */
function matters(chain: Chain, row: Row, first: Unit, unit: Unit, isCaseWork: boolean): boolean {
  let weight = 0
  for (let i = unit.from; i < unit.to && weight < 10; i++) weight += isChinese(row.signs[i]!.text) ? 0.5 : 1
  if (isNext(chain, first, unit)) return weight >= (unit.type === 'step' ? 1 : 2)
  if (unit.type === 'step') return weight >= (isCaseWork ? 5 : 2)
  if (unit.type === 'line') return weight >= 8
  return weight >= (isCaseWork ? 7 : 4)
}

const isChinese = (text: string): boolean => /^[\u3400-\u9fff\uf900-\ufaff]/.test(text)

function isNext({ links }: Chain, first: Unit, unit: Unit): boolean {
  const [a, b] = [links[first.link]!, links[unit.link]!]
  if (first.link === unit.link) return isBlank(a, first.place.end, unit.place.start)
  return first.link + 1 === unit.link && first.place.end === a.within.end && unit.place.start === b.within.start
}

function isBlank({ text }: Link, start: number, end: number): boolean {
  return end - start < 100 && !text.value.slice(start, end).trim()
}

const nearEnough = 0.85
/** More signs than that are no sentence that a reader would take for another. */
const longestAlike = 400

/** A unit before with the same numbers and formulas, and nearly the same words. */
function alikeBefore(unit: Unit, alike: Map<number, Unit[]>, row: Row, words: Lexicon): Unit | undefined {
  if (unit.type === 'line' || unit.to - unit.from > longestAlike) return undefined
  let exact = 0
  let key = 0
  for (let i = unit.from; i < unit.to; i++) {
    if (row.signs[i]!.type === 'word') continue
    exact++
    key = (Math.imul(key, base) + row.ids[i]!) | 0
  }
  if (exact < 6 || unit.to - unit.from - exact < 4) return undefined
  const before = alike.get(key) ?? []
  // Where there are more, they are many that run alike.
  if (before.length < 4) alike.set(key, [...before, unit])
  const own = wordsOf(row, unit)
  return before.find(other => {
    if (!isApart(other, unit)) return false
    const others = wordsOf(row, other)
    const differing = [...difference(own, others), ...difference(others, own)]
    const shared = (own.length + others.length - differing.length) / 2
    if (shared / Math.max(own.length, others.length) < nearEnough) return false
    return !words.has('contrast', differing.join(isChinese(differing[0] ?? '') ? '' : ' '))
  })
}

function wordsOf({ signs }: Row, { from, to }: Pick<Unit, 'from' | 'to'>): string[] {
  return signs.slice(from, to).flatMap(({ text, type }) => (type === 'word' ? [text] : []))
}

/** What the first list has more than the second. */
function difference(of: readonly string[], from: readonly string[]): string[] {
  const count = new Map<string, number>()
  for (const word of from) count.set(word, (count.get(word) ?? 0) + 1)
  return of.filter(word => {
    const left = count.get(word) ?? 0
    count.set(word, left - 1)
    return left <= 0
  })
}

/** So many signs in a row are looked for. */
const gram = 5
/** So many in a row say something, if at least this many of them are words. */
const telling = { signs: 10, words: 4 }

/**
 * Units that stand again in the midst of what is no unit, and runs of signs that stand twice in a row: the copy of a
 * sentence without a stop, or behind one.
 */
function* copiedRuns({ links }: Chain, row: Row, all: readonly Unit[]): Generator<Copy> {
  const { signs, starts } = row
  const isTelling = (from: number, to: number): boolean => {
    if (to - from < telling.signs) return false
    let words = 0
    for (let i = from; i < to && words < telling.words; i++) if (signs[i]!.type === 'word') words++
    return words >= telling.words
  }
  const units = all.filter(({ from, to, type }) => type !== 'line' && isTelling(from, to))
  let link = 0
  const placeOf = (from: number, to: number): Omit<Copy, 'first' | 'nearly'> | undefined => {
    while (starts[link + 1]! <= from) link++
    while (starts[link]! > from) link--
    const place = span(signs[from]!.start, withStop(links[link]!, signs[to - 1]!.end))
    return to <= starts[link + 1]! ? { link, place } : undefined
  }
  for (const { start, end, back } of runsAgain(row)) {
    let unit = 0
    for (let high = units.length; unit < high; ) {
      const middle = (unit + high) >> 1
      if (units[middle]!.from < start - back) unit = middle + 1
      else high = middle
    }
    for (; unit < units.length && units[unit]!.from < end - back; unit++) {
      const first = units[unit]!
      if (first.to > end - back || back < first.to - first.from) continue
      const copy = placeOf(first.from + back, first.to + back)
      if (copy) yield { ...copy, first, nearly: false }
    }
    if (end - start < back || !isTelling(start, start + back)) continue
    const first = placeOf(start - back, start)
    const copy = placeOf(start, start + back)
    if (first && copy) yield { ...copy, first, nearly: false }
  }
}

interface Run {
  readonly start: number
  end: number
  /** So far before it stands the same. */
  readonly back: number
}

/** Runs of signs that stood there before, each as long as can be. */
function* runsAgain({ hash, ids }: Row): Generator<Run> {
  const last = new Map<number, number>()
  let run: Run | undefined
  for (let i = 0; i + gram <= ids.length; i++) {
    const next = i + gram - 1
    if (run && ids[next] === ids[next - run.back]) run.end = next + 1
    else {
      if (run) yield run
      run = undefined
    }
    const key = hash(i, i + gram)
    const before = last.get(key)
    if (!run && before !== undefined && sameAt(ids, before, i)) run = { start: i, end: i + gram, back: i - before }
    last.set(key, i)
  }
  if (run) yield run
}

function sameAt(ids: readonly number[], a: number, b: number): boolean {
  for (let i = 0; i < gram; i++) if (ids[a + i] !== ids[b + i]) return false
  return true
}

function withStop({ text }: Link, end: number): number {
  return end + /^[)\\\]}$]*[.。!！?？]?/.exec(text.value.slice(end, end + 10))![0].length
}

/** Copies that follow one another in one step are one. */
function* merged(chain: Chain, copies: readonly Copy[]): Generator<Repeat> {
  const { links } = chain
  let open: Copy | undefined
  const closed = function* (): Generator<Repeat> {
    if (!open) return
    const link = links[open.link]!
    const { within } = link
    const isStep = open.place.start === within.start && open.place.end === within.end
    yield {
      chain,
      link,
      copy: open.place,
      first: { link: links[open.first.link]!, place: open.first.place },
      extent: isStep ? 'step' : 'sentence',
      nearly: open.nearly,
    }
  }
  for (const copy of copies) {
    const link = links[copy.link]!
    const goesOn =
      open?.link === copy.link && (copy.place.start < open.place.end || isBlank(link, open.place.end, copy.place.start))
    if (open && goesOn) {
      const place = span(open.place.start, Math.max(open.place.end, copy.place.end))
      open = { ...open, place, nearly: open.nearly && copy.nearly }
      continue
    }
    yield* closed()
    open = copy
  }
  yield* closed()
}

/** Rows of a displayed environment that stand in it twice. */
function* repeatedRows(chain: Chain, link: Link): Generator<Repeat> {
  for (const piece of link.pieces) {
    if (piece.type !== 'math') continue
    const rows = new Map<string, Span>()
    for (const place of rowsOf(link.text.value, piece)) {
      const signs = signsWithin(link.text, place)
      if (signs.length < 3 || !signs.some(sign => relations.has(sign.text))) continue
      const key = signs.map(sign => sign.text).join(' ')
      const first = rows.get(key)
      if (!first) rows.set(key, place)
      else yield { chain, link, copy: place, first: { link, place: first }, extent: 'row', nearly: false }
    }
  }
}

const relations = new Set(['=', '<', '>', '≤', '≥', '≡', '≈', '⇒'])

function* rowsOf(value: string, { display, innerEnd, innerStart }: MathPiece): Generator<Span> {
  if (!display) return
  const inner = value.slice(innerStart, innerEnd)
  const outer = /^\s*\\begin\{((?:align|gather|eqnarray|flalign|split)(?:at|ed)?\*?)\}/.exec(inner)
  if (!outer) return
  let start = outer[0].length
  let depth = 0
  for (const match of inner.slice(start).matchAll(/\\\\(?:\[[^\]\n]{0,40}\])?|\\begin\{|\\end\{|\\./gs)) {
    const at = outer[0].length + match.index
    if (match[0] === '\\begin{') depth++
    else if (match[0] === '\\end{') depth--
    if (depth > 0 || (depth === 0 && !match[0].startsWith('\\\\'))) continue
    const row = inner.slice(start, at)
    const from = start + row.length - row.trimStart().length
    const to = start + row.trimEnd().length
    if (to > from) yield span(innerStart + from, innerStart + to)
    if (depth < 0) return
    start = at + match[0].length
  }
}
