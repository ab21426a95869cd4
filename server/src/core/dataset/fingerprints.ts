import { bareWords, fixedWords } from './bare-words.ts'
import { gramsOf, hashWords, mix } from './grams.ts'

// What is kept of questions that must not be trained on: hashes of runs of their words, cut to 24 bits and sorted, so that
// a problem can be held against a question that is not there. FINGERPRINTS.md says how they are chosen.

/** What is kept of one question: a problem overlaps with it if it has enough of each group, and is not too long. */
export interface Fingerprint {
  /** How many words the problem may have; 0 for any number. */
  readonly longest: number
  /** At least one; problems are looked up by the first. */
  readonly groups: readonly Group[]
}

export interface Group {
  /** Runs of all words, or of those only that no rewording changes. */
  readonly of: 'words' | 'fixed'
  /** How many words make a run. */
  readonly size: number
  /** How many of the hashes a problem must have. */
  readonly need: number
  /** From the smallest, each once. */
  readonly hashes: readonly number[]
}

export interface FingerprintedSet {
  readonly name: string
  readonly questions: readonly Fingerprint[]
}

export interface QuestionSet {
  readonly name: string
  readonly questions: readonly string[]
}

/** Runs are as long as one word may differ and half of them are left. */
export const sizes = [13, 8, 5, 3, 2, 1] as const
/** Runs of this many words or fewer say little: there, nearly all must be the same, and all that no rewording changes. */
const shortSize = 3
/** What stands in so many questions says nothing of one: instructions, and the words around the choices. */
const common = 3
/** Of so many neighbouring runs at least one is kept. */
const windows = [4, 3, 2, 1] as const

/** How a run of words is kept. */
export function cut(gram: number): number {
  return gram >>> 8
}

/** A question or a problem as it is looked at. */
export interface Reading {
  readonly texts: readonly string[]
  readonly words: Uint32Array
  readonly fixed: Uint32Array
}

export function readingOf(texts: readonly string[]): Reading {
  return { texts, words: hashWords(texts), fixed: hashWords(fixedWords(texts)) }
}

export function fingerprints(sets: readonly QuestionSet[]): FingerprintedSet[] {
  const all = sets.flatMap(({ questions }) => questions.map(text => readingOf(bareWords(text))))
  const counts = countGrams(all)
  const firsts = all.map(question => firstGroup(question, counts))
  const twins = twinsAmong(all, firsts)
  const made = all.map((question, i): Fingerprint => {
    const first = firsts[i]!
    const isShort = first.size <= shortSize
    const others = [...(twins.get(i) ?? [])].map(other => all[other]!)
    const more = [isShort ? fixedGroup(question) : undefined, ...tellingFrom(question, others, isShort)]
    return {
      longest: isShort ? Math.min(255, 2 * question.texts.length) : 0,
      groups: [first, ...more.filter(group => group !== undefined)],
    }
  })
  let at = 0
  return sets.map(({ name, questions }) => {
    const own = made.slice(at, at + questions.length)
    at += questions.length
    return { name, questions: own }
  })
}

type Counts = ReadonlyMap<number, ReadonlyMap<number, number>>

/** In how many questions that do not read the same each run of words stands, for each size. */
function countGrams(all: readonly Reading[]): Counts {
  const different = [...new Map(all.map(question => [question.texts.join(' '), question])).values()]
  return new Map(
    sizes
      .filter(size => size > shortSize)
      .map(size => {
        const counts = new Map<number, number>()
        for (const { words } of different) {
          for (const gram of new Set(gramsOf(words, size))) counts.set(gram, (counts.get(gram) ?? 0) + 1)
        }
        return [size, counts]
      }),
  )
}

function firstGroup(question: Reading, counts: Counts): Group {
  for (const size of sizes) {
    const grams = gramsOf(question.words, size)
    const places = [...new Map([...grams].map((gram, at) => [gram, at])).values()]
    const count = counts.get(size)
    // Of short runs all count: what is common there is most of the question.
    const telling = count && places.filter(at => count.get(grams[at]!)! < common)
    for (const some of telling ? [telling, places] : [places]) {
      const made = groupOf(question, size, grams, some)
      if (made) return made
    }
  }
  return { of: 'words', size: 1, need: 1, hashes: [] }
}

/** The runs at these places, no more of them than needed; none where one word that differs could leave less than half. */
function groupOf({ texts }: Reading, size: number, grams: Uint32Array, places: readonly number[]): Group | undefined {
  for (const window of size > shortSize ? windows : [1]) {
    const kept = window > 1 ? winnowed(grams, places, window) : places
    const half = Math.ceil(kept.length / 2)
    const left = kept.length - mostUnderOneWord(kept, size, texts)
    if (!kept.length || (left < half && size > 1)) continue
    const need = Math.max(1, size > shortSize ? half : Math.max(half, left))
    return { of: 'words', size, need, hashes: sorted(kept.map(at => cut(grams[at]!))) }
  }
  return undefined
}

/** Of each so many neighbours the one that comes first by chance, which is the same one wherever they stand. */
function winnowed(grams: Uint32Array, places: readonly number[], window: number): number[] {
  const kept = new Set<number>()
  for (let from = 0; from < places.length && from <= Math.max(0, places.length - window); from++) {
    const some = places.slice(from, from + window)
    kept.add(some.reduce((least, at) => (mix(grams[at]! + 1) < mix(grams[least]! + 1) ? at : least)))
  }
  return [...kept]
}

/** How many of the runs at most are lost when one word differs, or two Chinese characters. */
function mostUnderOneWord(places: readonly number[], size: number, texts: readonly string[]): number {
  // How many begin before each word.
  const before = new Uint32Array(texts.length + 2)
  for (const at of places) before[at + 1]!++
  for (let i = 1; i < before.length; i++) before[i]! += before[i - 1]!
  let most = 0
  for (let i = 0; i < texts.length; i++) {
    const last = han.test(texts[i]!) && han.test(texts[i + 1] ?? '') ? i + 1 : i
    // Without the word between them, two runs of single letters are one.
    const merges = isLetters(texts[i - 1]) && isLetters(texts[last + 1])
    const from = merges ? i - 1 : i
    const to = merges ? last + 1 : last
    const lost = before[Math.min(to, texts.length) + 1]! - before[Math.max(0, from - size + 1)]!
    if (lost > most) most = lost
  }
  return most
}

const han = /^\p{sc=Han}$/u

function isLetters(word: string | undefined): boolean {
  return word !== undefined && /^[a-z\u0370-\u03ff]{1,4}$/.test(word)
}

/** The questions that one would be taken for by its first group alone. */
function twinsAmong(all: readonly Reading[], firsts: readonly Group[]): Map<number, Set<number>> {
  const postings = new Map<number, number[]>()
  for (const [i, { hashes, size }] of firsts.entries()) {
    for (const hash of hashes) {
      const key = hash * 16 + size
      const list = postings.get(key)
      if (list) list.push(i)
      else postings.set(key, [i])
    }
  }
  const twins = new Map<number, Set<number>>()
  for (const [other, question] of all.entries()) {
    const matched = new Map<number, number>()
    for (const size of sizes) {
      for (const hash of new Set(gramsOf(question.words, size).map(cut))) {
        for (const i of postings.get(hash * 16 + size) ?? []) matched.set(i, (matched.get(i) ?? 0) + 1)
      }
    }
    const reads = question.texts.join(' ')
    for (const [i, count] of matched) {
      if (count < firsts[i]!.need || all[i]!.texts.join(' ') === reads) continue
      const known = twins.get(i) ?? new Set()
      twins.set(i, known.add(other))
    }
  }
  return twins
}

function fixedGroup({ fixed }: Reading): Group | undefined {
  if (!fixed.length || fixed.length > 255) return undefined
  return { of: 'fixed', size: fixed.length, need: 1, hashes: [cut(gramsOf(fixed, fixed.length)[0]!)] }
}

/**
 * What the question has and its twins do not: runs of words, else its numbers and signs in their order. A twin that has it
 * all, as a later part that repeats the question, is none; of the rest, as few as can be are left out, the likest first.
 */
function tellingFrom(question: Reading, twins: readonly Reading[], isShort: boolean): Group[] {
  const pairs = [...new Set(gramsOf(question.words, 2))]
  const shares = new Map(
    twins.map(twin => {
      const theirs = new Set(gramsOf(twin.words, 2))
      return [twin, pairs.filter(pair => theirs.has(pair)).length]
    }),
  )
  const others = twins.filter(twin => shares.get(twin)! < pairs.length).sort((a, b) => shares.get(a)! - shares.get(b)!)
  for (let count = others.length; count > 0; count--) {
    const telling = tellingFromAll(question, others.slice(0, count), isShort)
    if (telling) return [telling]
  }
  return []
}

function tellingFromAll(question: Reading, twins: readonly Reading[], isShort: boolean): Group | undefined {
  for (const size of sizes.slice(1)) {
    const theirs = new Set(twins.flatMap(twin => [...gramsOf(twin.words, size)]))
    const grams = gramsOf(question.words, size)
    const places = [...new Map([...grams].map((gram, at) => [gram, at])).values()].filter(at => !theirs.has(grams[at]!))
    const left = places.length - mostUnderOneWord(places, size, question.texts)
    if (left < 1) continue
    const need = Math.min(left, Math.ceil(places.length / 2))
    return { of: 'words', size, need, hashes: sorted(places.map(at => cut(grams[at]!))) }
  }
  const fixed = isShort ? undefined : fixedGroup(question)
  const isOwn =
    fixed && twins.every(twin => !gramsOf(twin.fixed, fixed.size).some(gram => cut(gram) === fixed.hashes[0]))
  return isOwn ? fixed : undefined
}

function sorted(hashes: readonly number[]): number[] {
  return [...new Set(hashes)].sort((a, b) => a - b)
}

// The file: all in bytes, numbers of more than one from the smallest byte. "LIMO", the version, the number of sets; of each
// set the length of its name, its name, and in two bytes the number of questions; of each question how long a problem
// may be and the number of groups; of each group 1 for `fixed`, else 0, the size, what is needed and the number of hashes in
// two bytes each, and the hashes in three each.

const magic = [0x4c, 0x49, 0x4d, 0x4f, 1]

export function encodeFingerprints(sets: readonly FingerprintedSet[]): Uint8Array {
  const bytes: number[] = [...magic, sets.length]
  for (const { name, questions } of sets) {
    const title = new TextEncoder().encode(name)
    bytes.push(title.length, ...title, ...little(questions.length, 2))
    for (const { groups, longest } of questions) {
      bytes.push(longest, groups.length)
      for (const { hashes, need, of, size } of groups) {
        bytes.push(of === 'fixed' ? 1 : 0, size, ...little(need, 2), ...little(hashes.length, 2))
        for (const hash of hashes) bytes.push(...little(hash, 3))
      }
    }
  }
  return Uint8Array.from(bytes)
}

/** Undefined where these are no fingerprints. */
export function decodeFingerprints(bytes: Uint8Array): FingerprintedSet[] | undefined {
  let at = 0
  const number = (size: number): number => {
    let value = 0
    for (let i = 0; i < size; i++) value += (bytes[at + i] ?? Number.NaN) * 2 ** (8 * i)
    at += size
    return value
  }
  const list = <T>(count: number, make: () => T): T[] => {
    // A list that cannot fit is no list.
    if (!(at + count <= bytes.length)) throw new RangeError('cut off')
    return Array.from({ length: count }, make)
  }
  try {
    if (magic.some(byte => number(1) !== byte)) return undefined
    const sets = list(number(1), () => {
      const name = new TextDecoder().decode(Uint8Array.from(list(number(1), () => number(1))))
      const questions = list(number(2), () => ({ longest: number(1), groups: list(number(1), groupAt) }))
      return { name, questions }
    })
    return at === bytes.length ? sets : undefined
  } catch {
    return undefined
  }

  function groupAt(): Group {
    const of = number(1) === 1 ? 'fixed' : 'words'
    const [size, need] = [number(1), number(2)]
    return { of, size, need, hashes: list(number(2), () => number(3)) }
  }
}

function little(value: number, size: number): number[] {
  return Array.from({ length: size }, (_, i) => (value >>> (8 * i)) & 0xff)
}
