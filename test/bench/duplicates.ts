/** Measures how problems are compared with each other, and writes its section of README.md: `node test/bench/duplicates.ts`. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bareWords, isNumber } from '../../server/src/core/dataset/bare-words.ts'
import { defaultLikeness, groupsOf, likeIndex, signatureOf } from '../../server/src/core/dataset/duplicates.ts'
import { seeded } from '../eval/faults.ts'
import { seeds } from '../seeds.ts'
import { writeSection } from './section.ts'

const count = Number(process.argv[2] ?? 100_000)
const planted = Math.min(2000, Math.floor(count / 20))
const random = seeded(20267)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!

const shared = join(import.meta.dirname, '../../../shared/data/gsm8k-sample.jsonl')
const real = existsSync(shared)
  ? readFileSync(shared, 'utf8')
      .trim()
      .split('\n')
      .map(line => String(JSON.parse(line).question))
  : seeds
const vocabulary = [...new Set(real.flatMap(text => text.match(/[A-Za-z]{3,}/g) ?? []))]

/** A problem as long and as repetitive as real ones: two halves of real ones in which one word in three is another. */
function problem(): string {
  const [a, b] = [pick(real), pick(real)]
  const half = `${a.slice(0, a.length / 2)} ${b.slice(b.length / 2)}`
  return half.replace(/[A-Za-z]{3,}|\d+/g, word => {
    if (/\d/.test(word)) return String(2 + Math.floor(random() * 98))
    return random() < 1 / 3 ? pick(vocabulary) : word
  })
}

/** The same with so many of its words replaced, removed or doubled; at least one. */
function edited(text: string, share: number): string {
  const words = text.split(' ')
  const edits = Math.max(1, Math.round(share * words.length))
  for (let i = 0; i < edits; ) {
    const at = Math.floor(random() * words.length)
    if (!/^[A-Za-z]+$/.test(words[at]!)) continue
    const kind = Math.floor(random() * 3)
    if (kind === 0) words[at] = pick(vocabulary)
    else if (kind === 1) words.splice(at, 1)
    else words.splice(at, 0, pick(vocabulary))
    i++
  }
  return words.join(' ')
}

const kinds = [
  { title: 'other case, blanks and delimiters', make: (text: string) => text.toUpperCase().replace(/ /g, '  ') },
  { title: 'one word in a hundred, at least one', make: (text: string) => edited(text, 0.01) },
  { title: 'one word in twenty', make: (text: string) => edited(text, 0.05) },
  { title: 'one word in ten', make: (text: string) => edited(text, 0.1) },
] as const

const problems = Array.from({ length: count - kinds.length * planted }, problem)
const plants = kinds.map(({ make }) =>
  Array.from({ length: planted }, () => {
    const original = Math.floor(random() * (count - kinds.length * planted))
    const copy = problems.push(make(problems[original]!)) - 1
    return { original, copy }
  }),
)
const words = problems.reduce((sum, text) => sum + bareWords(text).length, 0) / problems.length
const variants = problems.filter(text => bareWords(text).some(isNumber)).length

globalThis.gc?.()
const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
const [readIn, signatures] = timed(() => problems.map(text => signatureOf(text, defaultLikeness.ngram)))
const index = likeIndex(defaultLikeness)
const [addedIn, ids] = timed(() => signatures.map(signature => index.add(signature)))
globalThis.gc?.()
const memory = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers - before
const [groupedIn, groups] = timed(() => groupsOf(problems))
const keystrokes = Array.from({ length: 1000 }, () => {
  const at = Math.floor(random() * count)
  const text = `${problems[at]!} now`
  const [time] = timed(() => {
    index.remove(ids[at]!)
    ids[at] = index.add(signatureOf(text, defaultLikeness.ngram))
  })
  index.remove(ids[at]!)
  ids[at] = index.add(signatures[at]!)
  return time
}).sort((a, b) => a - b)

const known = new Set(plants.flat().map(({ copy, original }) => `${original} ${copy}`))
const families = new Map<number, Set<number>>()
for (const { copy, original } of plants.flat()) {
  const family = families.get(original) ?? new Set([original])
  families.set(original, family.add(copy))
}
const familyOf = new Map(
  [...families].flatMap(([original, members]) => [...members].map(one => [one, original] as const)),
)
const position = new Map(ids.map((id, at) => [id, at]))
let falsePairs = 0
let falseVariants = 0
for (const [at, id] of ids.entries()) {
  for (const like of index.like(id)) {
    const other = position.get(like.id)!
    if (other < at) continue
    const isPlanted = familyOf.has(at) && familyOf.get(at) === familyOf.get(other)
    if (like.sameNumbers && !isPlanted) falsePairs++
    if (!like.sameNumbers) falseVariants++
  }
}

const rows = kinds.map(({ title }, i) => {
  const found = plants[i]!.filter(({ copy, original }) =>
    index.like(ids[copy]!).some(({ id }) => position.get(id) === original),
  )
  const grouped = plants[i]!.filter(({ copy, original }) => groups[copy] === groups[original])
  return `| ${title} | ${planted.toLocaleString('en')} | ${share(found.length, planted)} | ${share(grouped.length, planted)} |`
})

const section = `## Problems that are nearly the same

\`node --expose-gc test/bench/duplicates.ts\`: ${count.toLocaleString('en')} problems of ${words.toFixed(0)} words, made of halves of ${existsSync(shared) ? 'GSM8K' : 'the samples'} in which one
word in three and each number is another, and among them copies that were changed. Node ${process.versions.node}.

| | processor time |
|:---|---:|
| read and hashed | ${seconds(readIn)} |
| compared with all others, one after the other | ${seconds(addedIn)} |
| put into groups, reading included | ${seconds(groupedIn)} |
| one of them changed (median, 90th percentile) | ${micro(keystrokes[500]!)}, ${micro(keystrokes[900]!)} |

Memory for what is kept: ${Math.round(memory / 1e6)} MB. Pairs found that were not planted: ${falsePairs}; of those of which only the numbers differ: ${falseVariants}.

| copies that differ in | planted | found | in one group |
|:---|---:|---:|---:|
${rows.join('\n')}
`
console.log(section)
if (count === 100_000) writeSection('duplicates', section)
if (known.size < planted) throw new Error('copies of copies only')
if (variants < count / 2) throw new Error('problems without numbers')

/** In processor time, so that other programs do not count. */
function timed<T>(run: () => T): [milliseconds: number, result: T] {
  const start = process.cpuUsage()
  const result = run()
  const { system, user } = process.cpuUsage(start)
  return [(system + user) / 1000, result]
}

function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(2)} %`
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

function micro(milliseconds: number): string {
  return `${(1000 * milliseconds).toFixed(0)} µs`
}
