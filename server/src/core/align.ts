// Which parts of two texts stand for each other, and which of their words differ.

/** A part of the one text and the part of the other that stands beside it; either may be missing, not both. */
export interface Pair {
  readonly left?: number
  readonly right?: number
  /** How much of their words they share: 1 where both are the same, 0 where one is missing. */
  readonly likeness: number
}

/** From here on two parts are taken for versions of each other, rather than for two that happen to stand side by side. */
export const alike = 0.4

/** Comparing every part with every other, word by word, takes too long for more pairs than this. */
const likenessLimit = 250_000
/** So does comparing them as a whole. */
const pairLimit = 10_000_000

/**
 * Puts parts side by side. Each appears once, and both lists keep their order. Those that share most words stand for each
 * other; what is left between two such pairs stands side by side as far as it goes.
 */
export function align(left: readonly string[], right: readonly string[]): readonly Pair[] {
  const start = sharedStart(left, right)
  const end = sharedEnd(left, right, start)
  const middle = (parts: readonly string[]) => parts.slice(start, parts.length - end)
  const pairs: Pair[] = []
  for (let i = 0; i < start; i++) pairs.push({ left: i, right: i, likeness: 1 })
  for (const { left: l, likeness, right: r } of alignMiddle(middle(left), middle(right))) {
    pairs.push({ ...(l !== undefined && { left: l + start }), ...(r !== undefined && { right: r + start }), likeness })
  }
  for (let i = end; i > 0; i--) pairs.push({ left: left.length - i, right: right.length - i, likeness: 1 })
  return pairs
}

/** Whether each word of the left and each of the right is missing on the other side. */
export function differences(
  left: readonly string[],
  right: readonly string[],
): { readonly left: readonly boolean[]; readonly right: readonly boolean[] } {
  const marks = { left: left.map(() => false), right: right.map(() => false) }
  const start = sharedStart(left, right)
  const end = sharedEnd(left, right, start)
  const [l, r] = [left.slice(start, left.length - end), right.slice(start, right.length - end)]
  marks.left.fill(true, start, left.length - end)
  marks.right.fill(true, start, right.length - end)
  if (l.length * r.length > pairLimit) return marks
  for (const [i, j] of heaviest(l.length, r.length, (i, j) => (l[i] === r[j] ? 1 : 0))) {
    marks.left[i + start] = false
    marks.right[j + start] = false
  }
  return marks
}

/** The words of a text, signs one by one, and Chinese by characters; blanks are none. */
export function wordsOf(text: string): readonly string[] {
  return text.match(/\p{Script=Han}|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? []
}

function alignMiddle(left: readonly string[], right: readonly string[]): Pair[] {
  const size = left.length * right.length
  const like = size > likenessLimit ? exactly(left, right) : likenessOf(left, right)
  const matched =
    size > pairLimit ? [] : heaviest(left.length, right.length, (i, j) => (like(i, j) >= alike ? like(i, j) : 0))
  const pairs: Pair[] = []
  let [l, r] = [0, 0]
  for (const [i, j] of [...matched, [left.length, right.length] as const]) {
    for (; l < i && r < j; l++, r++) pairs.push({ left: l, right: r, likeness: like(l, r) })
    for (; l < i; l++) pairs.push({ left: l, likeness: 0 })
    for (; r < j; r++) pairs.push({ right: r, likeness: 0 })
    if (i < left.length) pairs.push({ left: l++, right: r++, likeness: like(i, j) })
  }
  return pairs
}

/** Pairs in the order of both lists whose weights come to the most; those of no weight are left out. */
function heaviest(
  rows: number,
  columns: number,
  weight: (row: number, column: number) => number,
): readonly (readonly [number, number])[] {
  // The best that can be made of what stands from a row and a column on.
  const width = columns + 1
  const best = new Float64Array((rows + 1) * width)
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const here = weight(i, j)
      const paired = here > 0 ? here + best[(i + 1) * width + j + 1]! : 0
      best[i * width + j] = Math.max(paired, best[(i + 1) * width + j]!, best[i * width + j + 1]!)
    }
  }
  const pairs: [number, number][] = []
  let [i, j] = [0, 0]
  while (i < rows && j < columns) {
    const now = best[i * width + j]!
    const here = weight(i, j)
    if (here > 0 && now === here + best[(i + 1) * width + j + 1]!) pairs.push([i++, j++])
    else if (now === best[(i + 1) * width + j]!) i++
    else j++
  }
  return pairs
}

function exactly(left: readonly string[], right: readonly string[]): (i: number, j: number) => number {
  return (i, j) => (left[i] === right[j] ? 1 : 0)
}

/** The share of the words of two parts that they have in common, however often each stands there. */
function likenessOf(left: readonly string[], right: readonly string[]): (i: number, j: number) => number {
  const numbers = new Map<string, number>()
  const bag = (text: string): Uint32Array =>
    Uint32Array.from(wordsOf(text), word => {
      const number = numbers.get(word) ?? numbers.size
      numbers.set(word, number)
      return number
    }).sort()
  const [lefts, rights] = [left.map(bag), right.map(bag)]
  const known = new Float64Array(left.length * right.length).fill(-1)
  return (i, j) => {
    const place = i * right.length + j
    if (known[place]! < 0) known[place] = left[i] === right[j] ? 1 : Math.min(shared(lefts[i]!, rights[j]!), 0.999)
    return known[place]!
  }
}

function shared(a: Uint32Array, b: Uint32Array): number {
  if (!a.length || !b.length) return 0
  let common = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      common++
      i++
      j++
    } else if (a[i]! < b[j]!) i++
    else j++
  }
  return (2 * common) / (a.length + b.length)
}

function sharedStart(left: readonly string[], right: readonly string[]): number {
  let count = 0
  while (count < left.length && count < right.length && left[count] === right[count]) count++
  return count
}

function sharedEnd(left: readonly string[], right: readonly string[], start: number): number {
  let count = 0
  const limit = Math.min(left.length, right.length) - start
  while (count < limit && left.at(-1 - count) === right.at(-1 - count)) count++
  return count
}
