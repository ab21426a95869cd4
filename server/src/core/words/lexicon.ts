import { type ListName, languages, listNames, vocabularies, type WordChanges } from './lists.ts'
import { shippedWords } from './shipped.ts'

/**
 * The word lists of all languages, ready to be looked for. An entry is matched without regard to case, as whole words
 * where it is written in letters with blanks between, anywhere in a text where it is Chinese. A blank stands for any
 * blanks, `*` at the end of a word for any letters, `…` for up to five words or twelve Chinese characters, a formula
 * being one. What an entry with `~` in front matches is passed over: with `故` and `~故事`, the first is not found in the
 * second.
 */
export interface Lexicon {
  /** Where entries of a list stand in a prose (see `proseOf`): the first at each place, in order. */
  readonly find: (list: ListName, prose: string) => readonly WordFound[]
  readonly has: (list: ListName, prose: string) => boolean
  /** Whether a word in lower case is an entry of a list, to the letter. The only question for `vocabularies`. */
  readonly isIn: (list: ListName, word: string) => boolean
}

export interface WordFound {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The lists as they ship with what a project changes about them. */
export function lexicon(changes: WordChanges = {}): Lexicon {
  let index: Index | undefined
  const known = new Map<string, Found>()
  let length = 0
  const sets = new Map<ListName, ReadonlySet<string>>()
  const setOf = (list: ListName): ReadonlySet<string> => {
    const set = sets.get(list) ?? new Set([...entriesOf(list, changes)].map(entry => entry.toLowerCase()))
    sets.set(list, set)
    return set
  }
  const all = (prose: string): Found => {
    let found = known.get(prose)
    if (!found) {
      index ??= indexOf(changes)
      found = findAll(prose, index)
      // The oldest go first; the last one is always kept, however long it is.
      for (const old of known.keys()) {
        if (known.size < rememberedProses && length + prose.length <= rememberedLength) break
        known.delete(old)
        length -= old.length
      }
      known.set(prose, found)
      length += prose.length
    }
    return found
  }
  return {
    find: (list, prose) => all(prose).get(list) ?? [],
    has: (list, prose) => all(prose).has(list),
    isIn: (list, word) => setOf(list).has(word),
  }
}

/** Rules look for many lists in the texts of one example after another. */
const rememberedProses = 256
const rememberedWords = 20_000
const rememberedLength = 1_000_000

type Found = ReadonlyMap<ListName, readonly WordFound[]>

/** The lists as they ship. */
export const defaultLexicon = lexicon()

function* entriesOf(list: ListName, changes: WordChanges): Generator<string> {
  for (const language of languages) {
    yield* new Set(changed(shippedWords[language][list], changes[language]?.[list] ?? []))
  }
}

function* changed(shipped: readonly string[], changes: readonly string[]): Generator<string> {
  const removed = new Set(changes.filter(entry => entry.startsWith('!')).map(entry => entry.slice(1).trim()))
  for (const entry of shipped) if (!removed.has(entry)) yield entry
  for (const entry of changes) if (!entry.startsWith('!') && entry.trim()) yield entry.trim()
}

const cjk = /[\u3400-\u9fff\uf900-\ufaff]/

interface Entry {
  readonly list: ListName
  readonly text: string
  readonly passed: boolean
  /** Of an entry that is more than plain words: what it looks like from its beginning on. */
  readonly pattern?: RegExp
  /** Of an entry of several plain words: those behind the first, in lower case. */
  readonly rest?: readonly string[]
  /** The second word in lower case, where there is one and no gap before it: looked at before the pattern. */
  readonly second?: string
}

/** The entries of all lists by how they begin, the longest first. One pass over a prose finds what is in any of them. */
interface Index {
  /** What begins with a word that was met before: by the word that must follow it, '' where any may. */
  readonly begun: Map<string, ReadonlyMap<string, readonly Entry[]>>
  /** By the word that they begin with. */
  readonly words: ReadonlyMap<string, readonly Entry[]>
  /** By the letters before the `*` that they begin with, at most `prefixLength` of them. */
  readonly prefixes: ReadonlyMap<string, readonly Entry[]>
  /** By the Chinese character or the sign that they begin with. */
  readonly signs: ReadonlyMap<string, readonly Entry[]>
}

const prefixLength = 3
const plainWords =
  /^(?:(?![\u3400-\u9fff\uf900-\ufaff])[\p{L}\p{N}])+(?:\s+(?:(?![\u3400-\u9fff\uf900-\ufaff])[\p{L}\p{N}])+)+$/u

function restOf(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/).slice(1)
}

/** Where the words end that must follow, with nothing but blanks between; -1 where others do. */
function restEnd(prose: string, from: number, rest: readonly string[]): number {
  let end = from
  for (const word of rest) {
    let start = end
    while (start < prose.length && /\s/.test(prose[start]!)) start++
    end = start === end ? start : runEnd(prose, start)
    if (end - start !== word.length || prose.slice(start, end).toLowerCase() !== word) return -1
  }
  return end
}

function indexOf(changes: WordChanges): Index {
  const words = new Map<string, Entry[]>()
  const prefixes = new Map<string, Entry[]>()
  const signs = new Map<string, Entry[]>()
  for (const list of listNames) {
    if (vocabularies.has(list)) continue
    for (const written of entriesOf(list, changes)) {
      const passed = written.startsWith('~')
      const text = passed ? written.slice(1) : written
      const first = /^[\p{L}\p{N}]+/u.exec(text)?.[0]
      const second = /^[\p{L}\p{N}]+\s+([\p{L}\p{N}]+)(?=\s|$)/u.exec(text)?.[1]?.toLowerCase()
      const entry = {
        list,
        text,
        passed,
        ...(first !== text && (plainWords.test(text) ? { rest: restOf(text) } : { pattern: patternOf(text) })),
        ...(second !== undefined && { second }),
      }
      if (first === undefined || cjk.test(first)) push(signs, text[0]!, { ...entry, pattern: patternOf(text) })
      else if (text[first.length] === '*') push(prefixes, first.slice(0, prefixLength).toLowerCase(), entry)
      else push(words, first.toLowerCase(), entry)
    }
  }
  for (const entries of [...words.values(), ...prefixes.values(), ...signs.values()]) {
    entries.sort((a, b) => Number(b.passed) - Number(a.passed) || b.text.length - a.text.length)
  }
  return { begun: new Map(), words, prefixes, signs }
}

function push(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const entries = map.get(key)
  if (entries) entries.push(entry)
  else map.set(key, [entry])
}

/** What a UTF-16 unit is: 1 a letter or a digit, 2 a blank or a formula, 3 any other sign; 0 where not asked yet. */
const kinds = new Uint8Array(0x10000)

function kindAt(prose: string, at: number): number {
  const code = prose.charCodeAt(at)
  let kind = kinds[code]!
  if (kind) return kind
  const isSurrogate = code >= 0xd800 && code <= 0xdfff
  const char = isSurrogate ? String.fromCodePoint(prose.codePointAt(at)!) : prose[at]!
  kind = /[\p{L}\p{N}]/u.test(char) ? 1 : /[\s\ufffc]/.test(char) ? 2 : 3
  if (!isSurrogate) kinds[code] = kind
  return kind
}

/** Where the word ends that begins at an offset, or the sign; the offset itself where neither does. */
function runEnd(prose: string, at: number): number {
  const width = prose.codePointAt(at)! > 0xffff ? 2 : 1
  const kind = kindAt(prose, at)
  if (kind === 2) return at
  if (kind === 3) return at + width
  let end = at + width
  while (end < prose.length && kindAt(prose, end) === 1) end += prose.codePointAt(end)! > 0xffff ? 2 : 1
  return end
}

function findAll(prose: string, { begun, words, prefixes, signs }: Index): Found {
  /** What begins with a word, by itself or as its first letters. */
  const beginning = (word: string): ReadonlyMap<string, readonly Entry[]> => {
    let entries = begun.get(word)
    if (!entries) {
      const lengths = Array.from({ length: prefixLength }, (_, i) => i + 1).filter(few => few <= word.length)
      const all = [...(words.get(word) ?? []), ...lengths.flatMap(few => prefixes.get(word.slice(0, few)) ?? [])]
      const nexts = new Set(all.map(entry => entry.second ?? ''))
      // Those of any word are among those of each, so that the order stays.
      entries = new Map([...nexts].map(next => [next, all.filter(({ second }) => !second || second === next)]))
      if (begun.size >= rememberedWords) begun.clear()
      begun.set(word, entries)
    }
    return entries
  }
  const found = new Map<ListName, WordFound[]>()
  const ends = new Map<ListName, number>()
  const take = (entries: readonly Entry[], start: number, length: number): void => {
    for (const { list, passed, pattern, rest, text } of entries) {
      if (start < (ends.get(list) ?? 0)) continue
      let end = start + length
      if (rest) {
        end = restEnd(prose, end, rest)
        if (end < 0) continue
      } else if (pattern) {
        pattern.lastIndex = start
        if (!pattern.test(prose)) continue
        end = pattern.lastIndex
      } else if (text.length !== length) continue
      ends.set(list, end)
      if (passed) continue
      const one = { start, end, text: prose.slice(start, end) }
      const before = found.get(list)
      if (before) before.push(one)
      else found.set(list, [one])
    }
  }
  let [word, at, length]: [string, number, number] = ['', 0, 0]
  const look = (next: string): void => {
    const entries = beginning(word)
    const those = entries.get(next) ?? entries.get('')
    if (those) take(those, at, length)
    if (signs.size && (word.length === 1 || cjk.test(word))) {
      for (let i = 0; i < word.length; i++) {
        const entries = signs.get(word[i]!)
        if (entries) take(entries, at + i, length)
      }
    }
  }
  let index = 0
  while (index < prose.length) {
    const end = runEnd(prose, index)
    if (end > index) {
      const next = prose.slice(index, end).toLowerCase()
      if (word) look(next)
      word = next
      at = index
      length = end - index
    }
    index = Math.max(end, index + 1)
  }
  if (word) look('')
  return found
}

function patternOf(entry: string): RegExp {
  return new RegExp(sourceOf(entry), 'iuy')
}

function sourceOf(entry: string): string {
  const isChinese = cjk.test(entry)
  // A formula is taken whole, or a long one would be tried in all its parts.
  const gap = isChinese
    ? '(?:\\ufffc+(?!\\ufffc)|[^。！？；\\n\\ufffc]){0,12}?'
    : "(?:[\\p{L}\\p{N}\\ufffc'’-]+,?\\s+){0,5}?"
  const source = entry
    .split(/(\s*…\s*)/)
    .map((part, i) => {
      if (i % 2) return isChinese ? gap : `\\s+${gap}`
      return part
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replace(/['’]/g, "['’]")
        .replace(/\*/g, "[\\p{L}'’-]*")
        .replace(/\s+/g, '\\s+')
    })
    .join('')
  return !isChinese && /[\p{L}\p{N}*]$/u.test(entry) ? `${source}(?![\\p{L}\\p{N}])` : source
}
