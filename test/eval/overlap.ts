/** Measures the overlaps with evaluation sets and writes their tables into README.md: `npm run eval:overlap [FOLDER]`. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bareWords } from '../../server/src/core/dataset/bare-words.ts'
import { defaultLikeness, likeIndex, shareOf, signatureOf } from '../../server/src/core/dataset/duplicates.ts'
import { encodeFingerprints, type Fingerprint, fingerprints } from '../../server/src/core/dataset/fingerprints.ts'
import { benchmarks } from '../../server/src/core/dataset/overlap.ts'
import { questionSets, standardFolder } from './make-benchmarks.ts'
import { edits } from './overlap-edits.ts'
import { percent, report, writeSection } from './report.ts'

const { positionals, values } = parseArgs({
  options: { show: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const folder = resolve(positionals[0] ?? standardFolder)
if (!existsSync(folder)) throw new Error(`There is no folder ${folder}; name one with a file of questions for each set`)

interface Question {
  readonly set: string
  /** From 1. */
  readonly number: number
  readonly text: string
  readonly words: readonly string[]
  readonly fingerprint: Fingerprint
}

const sets = questionSets(folder)
const made = fingerprints(sets)
const index = benchmarks(made)
const all = sets.flatMap(({ name, questions }, i) =>
  questions.map((text, k): Question => {
    const fingerprint = made[i]!.questions[k]!
    return { set: name, number: k + 1, text, words: bareWords(text), fingerprint }
  }),
)
const out = report()

contents()
edited()
others()
samples()
alike()
times()
writeSection('overlap', out)
for (const line of out.lines) console.log(line)

function contents(): void {
  const size = encodeFingerprints(made).length
  out.line(
    `${all.length.toLocaleString('en')} questions of ${sets.length} sets; their fingerprints take ${Math.round(size / 1000)} kB (bar: 1 MB).`,
  )
  const runs = [13, 8, 5, 3, 2, 1]
  out.table(
    ['words in a run', ...runs.map(String)],
    [
      ['questions', ...runs.map(run => ofRun(run).length)],
      [
        'their words, median',
        ...runs.map(run => {
          const lengths = ofRun(run).map(({ words }) => words.length)
          return lengths.sort((a, b) => a - b)[lengths.length >> 1] ?? '-'
        }),
      ],
    ],
  )
}

function ofRun(run: number): Question[] {
  return all.filter(({ fingerprint }) => fingerprint.groups[0]!.size === run)
}

function edited(): void {
  out.line('### A question that is written differently is found (bar: all)')
  const rows = Object.entries(edits).map(([name, make]) => {
    const found = [0, 0]
    const tried = [0, 0]
    for (const question of all) {
      const half = isShort(question) ? 1 : 0
      for (const text of new Set(make(question.text))) {
        if (text === question.text) continue
        tried[half]!++
        if (index.overlaps(text).some(({ set }) => set === question.set)) found[half]!++
        else if (values.show) console.error(`${name}: ${question.set} ${question.number}`)
      }
    }
    return [
      name,
      ...[0, 1].map(half => `${percent(found[half]!, tried[half]!)} of ${tried[half]!.toLocaleString('en')}`),
    ]
  })
  out.table(['edit', 'questions with runs of 5 words or more', 'shorter questions'], rows)
}

function isShort({ fingerprint }: Question): boolean {
  return fingerprint.groups[0]!.size < 5
}

/** Each question against all others: itself is left out, and what reads the same. */
function others(): void {
  out.line('### A question is not taken for another one (bar: none but those that really are another version)')
  const alone = benchmarks(all.map(({ fingerprint }, i) => ({ name: String(i), questions: [fingerprint] })))
  const rows = new Map(sets.map(({ name }) => [name, { same: 0, repeated: 0, version: 0, other: 0 }]))
  for (const [i, question] of all.entries()) {
    const row = rows.get(question.set)!
    for (const { set } of alone.overlaps(question.text)) {
      const other = all[Number(set)]!
      if (other === all[i]) continue
      const kind = kindOf(question.words, other.words)
      row[kind]++
      if (values.show && kind === 'other')
        console.error(`${question.set} ${question.number}: ${other.set} ${other.number}`)
    }
  }
  out.table(
    ['set', 'questions', 'the same in all words', 'holds the other as a part', 'another version', 'another question'],
    sets.map(({ name, questions }) => {
      const { other, repeated, same, version } = rows.get(name)!
      return [name, questions.length, same, repeated, version, other]
    }),
  )
}

/**
 * How a question goes with one that it was taken for: whether most of the pairs of words of the other stand in it, and
 * whether it is much longer.
 */
function kindOf(words: readonly string[], other: readonly string[]): 'same' | 'repeated' | 'version' | 'other' {
  if (words.join(' ') === other.join(' ')) return 'same'
  const pairs = new Set(pairsOf(words))
  const theirs = pairsOf(other)
  const share = theirs.filter(pair => pairs.has(pair)).length / theirs.length
  const isLonger = words.length > 1.25 * other.length
  if (isLonger && share >= 0.75) return 'repeated'
  return share >= 0.75 ? 'version' : 'other'
}

function pairsOf(words: readonly string[]): string[] {
  return words.slice(1).map((word, i) => `${words[i]} ${word}`)
}

function samples(): void {
  const files = [
    ['math-sample.jsonl', 'problem', 'MATH: 250 problems, all of them of MATH-500'],
    ['gsm8k-sample.jsonl', 'question', 'GSM8K: 400 problems of its training set'],
  ] as const
  out.line('### Samples that should overlap with one set, and with none')
  const rows = files.flatMap(([file, column, title]) => {
    const path = fileURLToPath(new URL(`../../../shared/data/${file}`, import.meta.url))
    if (!existsSync(path)) return []
    const problems = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map(line => String(JSON.parse(line)[column]))
    const counts = new Map<string, number>()
    for (const problem of problems) {
      for (const { set } of index.overlaps(problem)) counts.set(set, (counts.get(set) ?? 0) + 1)
    }
    const named = [...counts].map(([set, count]) => `${count} with ${set}`)
    return [[title, problems.length, named.join(', ') || 'none']]
  })
  out.table(['problems', 'count', 'overlaps'], rows)
}

/** The questions of each set as if they were a data set. */
function alike(): void {
  out.line('### Questions of one set, compared with each other as problems of a data set are')
  const rows = sets.map(({ name, questions }) => {
    const signatures = questions.map(text => signatureOf(text, defaultLikeness.ngram))
    let most = 0
    for (const [i, one] of signatures.entries()) {
      for (const other of signatures.slice(0, i)) {
        if (one.numbers !== other.numbers) continue
        const share = shareOf(one, other)
        if (share < defaultLikeness.threshold && share > most) most = share
      }
    }
    const index = likeIndex(defaultLikeness)
    const ids = signatures.map(signature => index.add(signature))
    const having = (sameNumbers: boolean): number =>
      ids.filter(id => index.like(id).some(like => like.sameNumbers === sameNumbers)).length
    return [name, questions.length, having(true), percent(most, 1), having(false)]
  })
  out.table(
    ['set', 'questions', 'near-duplicate', 'most in common of the others with the same numbers', 'number-variant'],
    rows,
  )
}

function times(): void {
  const each = (problems: readonly Question[]): string => {
    const runs = Array.from({ length: 5 }, () => {
      const from = process.cpuUsage()
      for (const { text } of problems) index.overlaps(text)
      const { system, user } = process.cpuUsage(from)
      return (system + user) / problems.length
    })
    return `${Math.min(...runs).toFixed(0)} µs`
  }
  const rows = sets.map(({ name }) => {
    const own = all.filter(({ set }) => set === name)
    const words = own.reduce((sum, question) => sum + question.words.length, 0) / own.length
    return [name, words.toFixed(0), each(own)]
  })
  out.line('### Time for one problem (processor time, best of five rounds)')
  out.table(['problems of', 'words, mean', 'time'], rows)
}
