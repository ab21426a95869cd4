import { idFrom } from '../dataset/ids.ts'

const longest = 128

/** An id for a record that has none: the same whenever the same question is imported from a file of the same name. */
export function idOf(question: string, stem: string): string {
  if (lastStem?.stem !== stem) lastStem = { stem, name: idFrom(stem)?.slice(0, 100) ?? 'record' }
  return `${lastStem.name}-${hash(question).toString(16).padStart(8, '0')}`
}

/** Asked for with every record of a file. */
let lastStem: { readonly stem: string; readonly name: string } | undefined

/** The id itself, or with the first of `-2`, `-3`, … that is free. `taken` holds ids in lower case and is added to. */
export function uniqueId(wanted: string, taken: Map<string, number>): string {
  const key = wanted.toLowerCase()
  const before = taken.get(key)
  if (before === undefined) {
    taken.set(key, 1)
    return wanted
  }
  for (let n = before + 1; ; n++) {
    const id = `${wanted.slice(0, longest - 1 - String(n).length)}-${n}`
    if (taken.has(id.toLowerCase())) continue
    taken.set(key, n)
    taken.set(id.toLowerCase(), 1)
    return id
  }
}

/** FNV-1a over UTF-16 units, its bits mixed once more at the end. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
