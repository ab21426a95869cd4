import type { Macros } from '../text/latex.ts'
import { bareWords } from './bare-words.ts'
import { cut, type FingerprintedSet, type Group, type Reading, readingOf, sizes } from './fingerprints.ts'
import { gramsOf } from './grams.ts'

/** A problem that overlaps with a question that must not be trained on. */
export interface Overlap {
  /** The name of the set. */
  readonly set: string
  /** From 1, in the order of the set. */
  readonly question: number
  /** The share of the question's runs of words that the problem has, of those that are kept. */
  readonly share: number
}

/** Sets of questions, ready to be looked up in. */
export interface Benchmarks {
  /** The best overlap with each set, the highest share first. */
  overlaps(problem: string, macros?: Macros): readonly Overlap[]
}

export const noBenchmarks: Benchmarks = { overlaps: () => [] }

export function benchmarks(sets: readonly FingerprintedSet[]): Benchmarks {
  const questions = sets.flatMap(({ name, questions }) =>
    questions.map((fingerprint, i) => ({ ...fingerprint, set: name, question: i + 1 })),
  )
  const postings = postingsOf(questions.map(({ groups }) => groups[0]!))
  let round = 0
  return { overlaps }

  function overlaps(problem: string, macros?: Macros): readonly Overlap[] {
    if (!questions.length || problem.length > longestProblem) return []
    const read = readingOf(bareWords(problem, macros))
    const counts = new Map<number, number>()
    const add = (question: number): void => void counts.set(question, (counts.get(question) ?? 0) + 1)
    round++
    for (const size of sizes) {
      if (!postings.has(size) || read.words.length < size) continue
      for (const gram of gramsOf(read.words, size)) postings.each(size, cut(gram), round, add)
    }
    const best = new Map<string, Overlap>()
    for (const [i, count] of counts) {
      const { groups, longest, question, set } = questions[i]!
      const [first, ...more] = groups
      if (
        count < first!.need ||
        (longest && read.texts.length > longest) ||
        !more.every(group => hasEnough(read, group))
      )
        continue
      const share = count / first!.hashes.length
      if (share > (best.get(set)?.share ?? 0)) best.set(set, { set, question, share })
    }
    return [...best.values()].sort((a, b) => b.share - a.share)
  }
}

/** A problem longer than this, in UTF-16 units, is a document; it is not looked up. */
const longestProblem = 200_000

function hasEnough(read: Reading, { hashes, need, of, size }: Group): boolean {
  const theirs = new Set(gramsOf(read[of], size).map(cut))
  let count = 0
  for (const hash of hashes) if (theirs.has(hash)) count++
  return count >= need
}

interface Postings {
  has(size: number): boolean
  /** The questions that have a hash; each hash of a question once in a round. */
  each(size: number, hash: number, round: number, tell: (question: number) => void): void
}

/** For each hash the questions that have it, in arrays of numbers: there are hundreds of thousands. */
function postingsOf(groups: readonly Group[]): Postings {
  const count = groups.reduce((sum, { hashes }) => sum + hashes.length, 0)
  const bits = Math.max(4, Math.ceil(Math.log2(count + 1)) + 1)
  const heads = new Int32Array(2 ** bits).fill(-1)
  const next = new Int32Array(count)
  const keys = new Uint32Array(count)
  const owners = new Int32Array(count)
  const rounds = new Int32Array(count)
  const sizes = new Set<number>()
  let at = 0
  for (const [question, { hashes, size }] of groups.entries()) {
    sizes.add(size)
    for (const hash of hashes) {
      keys[at] = keyOf(size, hash)
      owners[at] = question
      const slot = slotOf(keys[at]!)
      next[at] = heads[slot]!
      heads[slot] = at++
    }
  }
  return { has: size => sizes.has(size), each }

  function each(size: number, hash: number, round: number, tell: (question: number) => void): void {
    const key = keyOf(size, hash)
    for (let entry = heads[slotOf(key)]!; entry >= 0; entry = next[entry]!) {
      if (keys[entry] !== key || rounds[entry] === round) continue
      rounds[entry] = round
      tell(owners[entry]!)
    }
  }

  function slotOf(key: number): number {
    return Math.imul(key, 0x9e3779b1) >>> (32 - bits)
  }
}

/** The 24 bits of a hash and the size of its runs in one number. */
function keyOf(size: number, hash: number): number {
  return hash * 256 + size
}
