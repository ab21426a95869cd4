import { bareWords, fixedWords, isNumber } from './bare-words.ts'
import { gramsOf, hashWords, mix } from './grams.ts'

// Problems that are nearly the same. Of each problem only hashes of its runs of words are kept. Those that may be like it
// are found by MinHash: the smallest hash of each of 64 bins, three bins to a band; two problems that share a half of their
// runs have a band in common in 19 of 20 cases, two that share a fiftieth in 1 of 6,000. Then their runs are compared.

/** What is kept of a problem. */
export interface Signature {
  /** Hashes of its runs of words, every number read as the same word; from the smallest, each once. */
  readonly grams: Uint32Array
  /** Its numbers, whatever their order, as a hash. */
  readonly numbers: number
  /** How many words it has that are no numbers, signs or names of functions. */
  readonly told: number
}

/** How problems are compared. */
export interface Likeness {
  /** How many words make a run. */
  readonly ngram: number
  /** The share of the runs of both that two problems must have in common to be nearly the same. */
  readonly threshold: number
}

/** Those of GSM8K, MATH and OlympiadBench of which all numbers are the same have less than a third in common. */
export const defaultLikeness: Likeness = { ngram: 3, threshold: 0.5 }

export function signatureOf(problem: string, ngram: number, macros = {}): Signature {
  const words = bareWords(problem, macros)
  const numbers = words.filter(isNumber).sort()
  // So that a short problem has runs too, and where it begins and ends counts.
  const edge: string[] = Array(Math.max(0, ngram - 1)).fill('')
  const read = [...edge, ...words.map(word => (isNumber(word) ? '#' : word)), ...edge]
  const grams = Uint32Array.from(new Set(gramsOf(hashWords(read), ngram))).sort()
  const [hash = 0] = numbers.length ? gramsOf(hashWords(numbers), numbers.length) : []
  return {
    grams: words.length ? grams : new Uint32Array(),
    numbers: hash,
    told: words.length - fixedWords(words).length,
  }
}

/** The share of the runs of two problems that both have. */
export function shareOf(a: Signature, b: Signature): number {
  const [x, y] = [a.grams, b.grams]
  let both = 0
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    if (x[i] === y[j]) both++
    const step = x[i]! - y[j]!
    if (step <= 0) i++
    if (step >= 0) j++
  }
  const all = x.length + y.length - both
  return all ? both / all : 0
}

const bins = 64
const rows = 3
const bands = 21

/**
 * The smallest hash in each bin; an empty bin takes over what another one has, the same one for all problems where it is
 * filled (optimal densification, Shrivastava 2017). The share of equal bins of two problems is near the share of their runs.
 */
export function minHash({ grams }: Signature): Uint32Array {
  const least = new Uint32Array(bins).fill(empty)
  for (const gram of grams) {
    const bin = gram >>> 26
    const value = mix(gram ^ 0x5bd1e995) & 0x7fffffff
    if (value < least[bin]!) least[bin] = value
  }
  if (!grams.length) return least
  return least.map((value, bin) => {
    let from = bin
    for (let attempt = 1; value === empty && least[from] === empty; attempt++) from = mix(bin * 131 + attempt) >>> 26
    return least[from]!
  })
}
const empty = 0xffffffff

/** A problem that is like another one. */
export interface Like {
  readonly id: number
  /** Of their runs of words. */
  readonly share: number
  /** Whether their numbers are the same; if not, they differ in hardly anything else. */
  readonly sameNumbers: boolean
}

/** Problems that differ in their numbers must have so much in common to be said to differ in nothing else. */
const variantShare = 0.8
/** And so many words that are no numbers: two calculations are not variants of each other. */
const variantWords = 6
/** So many are kept of each kind for a problem; a set may hold thousands of copies. */
const mostKept = 8
/** And so many that may be like it are looked at. */
const mostTried = 20_000

/** Problems that may be added and taken away, and which of them are alike. */
export interface LikeIndex {
  /** Returns the number by which the problem goes, and tells which others have another like them now. */
  add(signature: Signature, touched?: Set<number>): number
  remove(id: number, touched?: Set<number>): void
  /** Whether any is like it. */
  isLike(id: number): boolean
  /** Those that are like it, the likest first: no more than a few of each kind. */
  like(id: number): readonly Like[]
}

export function likeIndex({ threshold }: Likeness): LikeIndex {
  const signatures: (Signature | undefined)[] = []
  /** The numbers of those that are like each; how much is found out again when it is asked. */
  const found: (number[] | undefined)[] = []
  const free: number[] = []
  // Those with the same numbers are looked for by themselves: a template may have filled a set with thousands of variants.
  const [variants, twins] = [bandTable(), bandTable()]
  return { add, remove, like, isLike: id => (found[id] ?? []).length > 0 }

  function add(signature: Signature, touched?: Set<number>): number {
    const id = free.pop() ?? signatures.length
    signatures[id] = signature
    if (!signature.grams.length) return id
    const keys = bandKeys(signature)
    lookAround(id, keys, touched)
    variants.add(id, keys)
    twins.add(id, withNumbers(keys, signature))
    return id
  }

  function like(id: number): Like[] {
    const all = (found[id] ?? []).map(other => ({
      id: other,
      share: shareOf(signatures[id]!, signatures[other]!),
      sameNumbers: isOfKind(id, other, true),
    }))
    return all.sort((a, b) => b.share - a.share || a.id - b.id)
  }

  function isOfKind(id: number, other: number, sameNumbers: boolean): boolean {
    return (signatures[id]!.numbers === signatures[other]!.numbers) === sameNumbers
  }

  /** How many of those that are like it have the same numbers, or have not. */
  function count(id: number, sameNumbers: boolean): number {
    return (found[id] ?? []).reduce((sum, other) => (isOfKind(id, other, sameNumbers) ? sum + 1 : sum), 0)
  }

  function lookAround(id: number, keys: Uint32Array, touched?: Set<number>): void {
    lookFor(false, id, keys, touched)
    lookFor(true, id, withNumbers(keys, signatures[id]!), touched)
  }

  function lookFor(sameNumbers: boolean, id: number, keys: Uint32Array, touched?: Set<number>): void {
    const mine = found[id] ?? []
    const signature = signatures[id]!
    let kept = count(id, sameNumbers)
    if (kept >= mostKept) return
    let tried = 0
    const table = sameNumbers ? twins : variants
    table.each(id, keys, other => {
      if (isOfKind(id, other, sameNumbers) && !mine.includes(other)) {
        if (areAlike(signature, signatures[other]!, sameNumbers)) {
          kept++
          found[id] = mine
          mine.push(other)
          touched?.add(id)
          if (count(other, sameNumbers) < mostKept) {
            found[other] ??= []
            found[other].push(id)
            touched?.add(other)
          }
        }
      }
      return ++tried < mostTried && kept < mostKept
    })
  }

  function areAlike(a: Signature, b: Signature, sameNumbers: boolean): boolean {
    if (!sameNumbers && Math.min(a.told, b.told) < variantWords) return false
    const least = sameNumbers ? threshold : Math.max(threshold, variantShare)
    if (Math.min(a.grams.length, b.grams.length) < least * Math.max(a.grams.length, b.grams.length)) return false
    return shareOf(a, b) >= least
  }

  function remove(id: number, touched?: Set<number>): void {
    const signature = signatures[id]!
    const keys = bandKeys(signature)
    const short: number[] = []
    if (signature.grams.length) {
      variants.remove(id, keys)
      twins.remove(id, withNumbers(keys, signature))
      // Who has this one need not be one that it has.
      variants.each(id, keys, other => {
        const theirs = found[other]
        if (!theirs?.includes(id)) return true
        if (count(other, isOfKind(other, id, true)) >= mostKept) short.push(other)
        theirs.splice(theirs.indexOf(id), 1)
        touched?.add(other)
        return true
      })
    }
    signatures[id] = undefined
    found[id] = undefined
    free.push(id)
    for (const other of short) lookAround(other, bandKeys(signatures[other]!), touched)
  }
}

/** Problems that come one after the other, and in the end which of them belong together. */
export interface Grouping {
  add(problem: string): void
  /** For each problem the number of the first of its group. */
  end(): Int32Array
}

/**
 * Which problems belong together since they are nearly the same, themselves or by way of others. For splits: a group stays
 * on one side.
 */
export function grouping({ ngram, threshold }: Likeness = defaultLikeness): Grouping {
  const signatures: Signature[] = []
  const firsts: number[] = []
  const table = bandTable()
  const known = new Map<string, number>()
  return { add, end: () => Int32Array.from(firsts, (_, id) => rootOf(id)) }

  function add(problem: string): void {
    const id = signatures.length
    const signature = signatureOf(problem, ngram)
    signatures.push(signature)
    firsts.push(id)
    if (!signature.grams.length) return
    // What reads the same need not be looked for.
    const key = `${signature.numbers} ${signature.grams.length} ${signature.grams.reduce((hash, gram) => mix(hash ^ gram))}`
    const same = known.get(key)
    if (same !== undefined && shareOf(signatures[same]!, signature) === 1) {
      join(same, id)
      return
    }
    known.set(key, id)
    const keys = withNumbers(bandKeys(signature), signature)
    let tried = 0
    table.each(id, keys, other => {
      const isLike =
        signatures[other]!.numbers === signature.numbers &&
        rootOf(other) !== rootOf(id) &&
        shareOf(signatures[other]!, signature) >= threshold
      if (isLike) join(other, id)
      return ++tried < mostTried
    })
    table.add(id, keys)
  }

  function rootOf(id: number): number {
    let root = id
    while (firsts[root] !== root) root = firsts[root]!
    for (let at = id; at !== root; ) {
      const next = firsts[at]!
      firsts[at] = root
      at = next
    }
    return root
  }

  function join(a: number, b: number): void {
    const [x, y] = [rootOf(a), rootOf(b)]
    firsts[Math.max(x, y)] = Math.min(x, y)
  }
}

/** The same for problems that are there: for each the number of the first of its group. */
export function groupsOf(problems: Iterable<string>, likeness?: Likeness): Int32Array {
  const groups = grouping(likeness)
  for (const problem of problems) groups.add(problem)
  return groups.end()
}

/** The keys under which those that have the same numbers too are found. */
function withNumbers(keys: Uint32Array, { numbers }: Signature): Uint32Array {
  return keys.map(key => mix(key ^ numbers))
}

/** One number for each band. */
function bandKeys(signature: Signature): Uint32Array {
  const least = minHash(signature)
  const keys = new Uint32Array(bands)
  for (let band = 0; band < bands; band++) {
    let key = mix(band + 1)
    for (let row = 0; row < rows; row++) key = mix(key ^ least[band * rows + row]!)
    keys[band] = key
  }
  return keys
}

interface BandTable {
  add(id: number, keys: Uint32Array): void
  remove(id: number, keys: Uint32Array): void
  /** Each other one with an equal band, once, until it is told to stop. */
  each(id: number, keys: Uint32Array, tell: (other: number) => boolean): void
}

/** Lists of problems by band, in arrays of numbers: there may be millions of entries. */
function bandTable(): BandTable {
  let bits = 12
  let heads = new Int32Array(2 ** bits).fill(-1)
  let keysOf = new Uint32Array(2 ** bits)
  let next = new Int32Array(2 ** bits)
  let seen = new Int32Array(2 ** 8)
  let round = 0
  return { add, each, remove }

  function add(id: number, keys: Uint32Array): void {
    while ((id + 1) * bands > next.length) grow()
    for (let band = 0; band < bands; band++) link(id * bands + band, keys[band]!)
  }

  function link(entry: number, key: number): void {
    const slot = slotOf(key)
    keysOf[entry] = key
    next[entry] = heads[slot]!
    heads[slot] = entry
  }

  function remove(id: number, keys: Uint32Array): void {
    for (let band = 0; band < bands; band++) {
      const entry = id * bands + band
      const slot = slotOf(keys[band]!)
      if (heads[slot] === entry) heads[slot] = next[entry]!
      else {
        let at = heads[slot]!
        while (next[at] !== entry) at = next[at]!
        next[at] = next[entry]!
      }
      keysOf[entry] = 0
    }
  }

  function each(id: number, keys: Uint32Array, tell: (other: number) => boolean): void {
    round++
    for (const key of keys) {
      for (let entry = heads[slotOf(key)]!; entry >= 0; entry = next[entry]!) {
        if (keysOf[entry] !== key) continue
        const other = (entry / bands) | 0
        if (other === id || seen[other] === round) continue
        seen[other] = round
        if (!tell(other)) return
      }
    }
  }

  function slotOf(key: number): number {
    return Math.imul(key, 0x9e3779b1) >>> (32 - bits)
  }

  function grow(): void {
    const old = { heads, keysOf, next }
    bits++
    keysOf = new Uint32Array(2 ** bits)
    keysOf.set(old.keysOf)
    next = new Int32Array(2 ** bits)
    heads = new Int32Array(2 ** bits).fill(-1)
    const larger = new Int32Array(Math.ceil(2 ** bits / bands) + 1)
    larger.set(seen.subarray(0, larger.length))
    seen = larger
    for (let entry of old.heads) {
      while (entry >= 0) {
        const after = old.next[entry]!
        link(entry, keysOf[entry]!)
        entry = after
      }
    }
  }
}
