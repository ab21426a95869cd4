import { type Language, type ListName, shippedWords, type WordChanges } from './lists.ts'

/**
 * The word lists of all languages, ready to be looked for. An entry is matched without regard to case, as whole words
 * where it is written in letters with blanks between, anywhere in a text where it is Chinese. A blank stands for any
 * blanks, `*` at the end of a word for any letters, `…` for up to five words or twelve Chinese characters.
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
    pattern.lastIndex = 0
    return pattern
  }
  return {
    find: (list, prose) =>
      [...prose.matchAll(patternOf(list))].map(({ 0: text, index }) => ({
        start: index,
        end: index + text.length,
        text,
      })),
    has: (list, prose) => patternOf(list).test(prose),
    isIn: (list, word) => setOf(list).has(word),
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
  // The longest first, so that it is taken where several begin at one place.
  const sources = [...new Set(entries)].sort((a, b) => b.length - a.length).map(sourceOf)
  return new RegExp(sources.length ? sources.join('|') : '(?!)', 'giu')
}

function sourceOf(entry: string): string {
  const isChinese = cjk.test(entry)
  const gap = isChinese ? '[^。！？；\\n]{0,12}?' : "(?:[\\p{L}\\p{N}'’-]+,?\\s+){0,5}?"
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
  if (isChinese) return source
  const first = /^[\p{L}\p{N}]/u.test(entry) ? '(?<![\\p{L}\\p{N}])' : ''
  const last = /[\p{L}\p{N}*]$/u.test(entry) ? '(?![\\p{L}\\p{N}])' : ''
  return `${first}${source}${last}`
}
