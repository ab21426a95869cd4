import { mathMark } from '../text/prose.ts'
import { type Language, type ListName, shippedWords, type WordChanges } from './lists.ts'

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
  /** Whether a word in lower case is an entry of a list, to the letter. */
  readonly isIn: (list: ListName, word: string) => boolean
}

export interface WordFound {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The lists as they ship with what a project changes about them. */
export function lexicon(changes: WordChanges = {}): Lexicon {
  const patterns = new Map<ListName, RegExp>()
  const sets = new Map<ListName, ReadonlySet<string>>()
  const entriesOf = (list: ListName): string[] =>
    (Object.keys(shippedWords) as Language[]).flatMap(language => [
      ...changed(shippedWords[language][list], changes[language]?.[list] ?? []),
    ])
  const setOf = (list: ListName): ReadonlySet<string> => {
    const known = sets.get(list) ?? new Set(entriesOf(list).map(entry => entry.toLowerCase()))
    sets.set(list, known)
    return known
  }
  const patternOf = (list: ListName): RegExp => {
    let pattern = patterns.get(list)
    if (!pattern) {
      pattern = patternFor(entriesOf(list))
      patterns.set(list, pattern)
    }
    return pattern
  }
  return {
    find: (list, prose) => [...found(patternOf(list), prose)],
    has: (list, prose) => !found(patternOf(list), prose).next().done,
    isIn: (list, word) => setOf(list).has(word),
  }
}

function* found(pattern: RegExp, prose: string): Generator<WordFound> {
  for (const { 0: text, groups, index } of prose.matchAll(pattern)) {
    if (groups?.passed === undefined) yield { start: index, end: index + text.length, text }
  }
}

/** The lists as they ship. */
export const defaultLexicon = lexicon()

function* changed(shipped: readonly string[], changes: readonly string[]): Generator<string> {
  const removed = new Set(changes.filter(entry => entry.startsWith('!')).map(entry => entry.slice(1).trim()))
  for (const entry of shipped) if (!removed.has(entry)) yield entry
  for (const entry of changes) if (!entry.startsWith('!') && entry.trim()) yield entry.trim()
}

const cjk = /[\u3400-\u9fff\uf900-\ufaff]/

function patternFor(entries: readonly string[]): RegExp {
  const all = [...new Set(entries)]
  const passed = all.filter(entry => entry.startsWith('~')).map(entry => entry.slice(1))
  const wanted = all.filter(entry => !entry.startsWith('~'))
  return new RegExp(`(?<passed>${oneOf(passed)})|${oneOf(wanted)}`, 'giu')
}

/** The longest first, so that it is taken where several begin at one place. */
function oneOf(entries: readonly string[]): string {
  const sorted = entries.toSorted((a, b) => b.length - a.length)
  const isWord = (entry: string): boolean => /^[\p{L}\p{N}]/u.test(entry) && !cjk.test(entry)
  const words = sorted.filter(isWord).map(sourceOf)
  const others = sorted.filter(entry => !isWord(entry)).map(sourceOf)
  // Whether a word may begin is asked once for all of them.
  const sources = words.length ? [`(?<![\\p{L}\\p{N}])(?:${words.join('|')})`, ...others] : others
  return sources.length ? sources.join('|') : '(?!)'
}

function sourceOf(entry: string): string {
  const isChinese = cjk.test(entry)
  // A formula is taken whole, or a long one would be tried in all its parts.
  const gap = isChinese
    ? `(?:${mathMark}+(?!${mathMark})|[^。！？；\\n${mathMark}]){0,12}?`
    : `(?:[\\p{L}\\p{N}${mathMark}'’-]+,?\\s+){0,5}?`
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
