// Runs of n words as numbers. Two runs that read the same have the same number; two that differ have it by chance only.

/** A number for each word. */
export function hashWords(words: readonly string[]): Uint32Array {
  return Uint32Array.from(words, hashWord)
}

function hashWord(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  return mix(hash ^ word.length)
}

/** A number for each run of `size` words, by the place of its first. */
export function gramsOf(hashes: Uint32Array, size: number): Uint32Array {
  const count = Math.max(0, hashes.length - size + 1)
  const grams = new Uint32Array(count)
  let rolling = 0
  let oldest = 1
  for (let i = 1; i < size; i++) oldest = Math.imul(oldest, base)
  for (let at = 0; at < hashes.length; at++) {
    if (at >= size) rolling = (rolling - Math.imul(hashes[at - size]!, oldest)) | 0
    rolling = (Math.imul(rolling, base) + hashes[at]!) | 0
    if (at >= size - 1) grams[at - size + 1] = mix(rolling ^ Math.imul(size, 0x9e3779b1))
  }
  return grams
}

const base = 0x01000197

/** Spreads what differs in any bit over all bits; different numbers stay different. (The last step of MurmurHash3.) */
export function mix(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
