import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  defaultLikeness,
  groupsOf,
  type Like,
  likeIndex,
  minHash,
  type Signature,
  shareOf,
  signatureOf,
} from '../server/src/core/dataset/duplicates.ts'
import { type Problems, problemIndex, problemsOf } from '../server/src/core/dataset/problems.ts'
import type { Document, Region } from '../server/src/core/format/document.ts'
import { parse } from '../server/src/core/format/parse.ts'
import { lint } from '../server/src/core/lint.ts'
import { defaultSettings, mergeSettings } from '../server/src/core/settings.ts'

const { ngram, threshold } = defaultLikeness
const share = (a: string, b: string): number => shareOf(signatureOf(a, ngram), signatureOf(b, ngram))

/** Random hashes, of which two sets have some in common. */
const overlapping = fc
  .record({ both: fc.nat(300), one: fc.nat(150), other: fc.nat(150), seed: fc.integer() })
  .map(({ both, one, other, seed }): [Signature, Signature] => {
    let state = seed | 0
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0
      return (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) ^ state) >>> 0
    }
    const list = (count: number): number[] => Array.from({ length: count }, random)
    const common = list(both)
    const signature = (own: number[]): Signature => ({
      grams: Uint32Array.from(new Set([...common, ...own])).sort(),
      numbers: 0,
      told: 9,
    })
    return [signature(list(one)), signature(list(other))]
  })

test('the share of runs is exact, and symmetric', () => {
  fc.assert(
    fc.property(overlapping, ([a, b]) => {
      const both = [...a.grams].filter(gram => b.grams.includes(gram)).length
      const all = new Set([...a.grams, ...b.grams]).size
      assert.equal(shareOf(a, b), all ? both / all : 0)
      assert.equal(shareOf(b, a), shareOf(a, b))
    }),
  )
})

test('the share of equal bins of MinHash is near the share of runs', () => {
  const errors: number[] = []
  fc.assert(
    fc.property(overlapping, ([a, b]) => {
      if (!a.grams.length || !b.grams.length) return
      const [x, y] = [minHash(a), minHash(b)]
      const estimate = x.filter((value, bin) => value === y[bin]).length / x.length
      errors.push(estimate - shareOf(a, b))
    }),
    { numRuns: 1000, seed: 7 },
  )
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
  const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)
  // 64 bins leave a deviation of at most 1 / 16; fewer runs than bins some more.
  assert.ok(Math.abs(mean) < 0.01 && deviation < 0.08, `${mean} ${deviation}`)
})

test('case, blanks, punctuation and spelling of LaTeX do not count, numbers do', () => {
  assert.equal(share('Find $\\dfrac12 x$, if $x\\le 3$.', 'find \\(\\frac{1}{2}x\\) IF $x \\leq 3$'), 1)
  assert.equal(share('求 $x^{2}$ 的值。', '求$x^2$的值'), 1)
  assert.equal(signatureOf('Add 3 and 4', 3).numbers, signatureOf('Add 4 and 3', 3).numbers)
  assert.notEqual(signatureOf('Add 3 and 4', 3).numbers, signatureOf('Add 3 and 5', 3).numbers)
  assert.equal(share('', ''), 0)
  assert.ok(share('In how many ways can six people queue?', 'In how many ways can six letters be sent?') < threshold)
})

const topics = ['badgers', 'toads', 'letters', 'coins']
const sentence = fc
  .record({
    topic: fc.constantFrom(...topics),
    number: fc.constantFrom('3', '5'),
    end: fc.constantFrom('', ' now', ' at once'),
  })
  .map(({ end, number, topic }) => `In how many ways can the ${topic} of ${number} old houses be put into rows${end}?`)

function likesOf(index: { like(id: number): readonly Like[] }, ids: ReadonlyMap<number, string>): string[] {
  return [...ids.keys()]
    .flatMap(id =>
      index.like(id).map(like => `${ids.get(id)} | ${ids.get(like.id)} | ${like.share} ${like.sameNumbers}`),
    )
    .sort()
}

test('an index that is kept up to date says the same as one that is made anew', () => {
  const step = fc.record({ text: sentence, removes: fc.nat(9) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 9 }), steps => {
      const kept = likeIndex(defaultLikeness)
      const known = new Map<number, string>()
      for (const { removes, text } of steps) {
        const gone = [...known.keys()][removes]
        if (gone !== undefined) {
          kept.remove(gone)
          known.delete(gone)
        }
        known.set(kept.add(signatureOf(text, ngram)), text)
      }
      const anew = likeIndex(defaultLikeness)
      const fresh = new Map([...known.values()].reverse().map(text => [anew.add(signatureOf(text, ngram)), text]))
      assert.deepEqual(likesOf(kept, known), likesOf(anew, fresh))
    }),
    { numRuns: 300 },
  )
})

test('of many copies a few are kept for each, and each has one as long as there is one', () => {
  const index = likeIndex(defaultLikeness)
  const text = 'In how many ways can six badgers queue for a pond?'
  const ids = Array.from({ length: 40 }, () => index.add(signatureOf(text, ngram)))
  for (let left = ids.length; left > 0; left--) {
    for (const id of ids.slice(-left)) {
      const { length } = index.like(id)
      assert.ok(left === 1 ? length === 0 : length > 0 && length <= 8, `${length} of ${left}`)
    }
    index.remove(ids.at(-left)!)
  }
})

const example = (id: string, problem: string): string => `@example ${id}\n@problem\n${problem}\n\n`
const fileText = fc
  .array(fc.record({ id: fc.constantFrom('a', 'b'), text: sentence }), { maxLength: 4 })
  .map(examples => `@limo 1\n\n${examples.map(({ id, text }) => example(id, text)).join('')}`)

function told({ likes, overlaps }: Problems): string[] {
  const name = (region: Region): string => region.text
  return [
    ...[...likes].flatMap(([region, twins]) =>
      twins.map(
        ({ place, share, sameNumbers }) =>
          `${name(region)} | ${place.path} ${name(place.region)} | ${share} ${sameNumbers}`,
      ),
    ),
    ...[...overlaps].map(([region, found]) => `${name(region)} | ${JSON.stringify(found)}`),
  ].sort()
}

test('the problems of a data set are kept up to date at the cost of what changes', () => {
  const step = fc.record({ path: fc.constantFrom('a', 'b'), text: fc.option(fileText, { nil: undefined }) })
  const benchmarks = {
    overlaps: (problem: string) => (problem.includes('coins') ? [{ set: 'S', question: 1, share: 1 }] : []),
  }
  const options = { likeness: defaultLikeness, benchmarks }
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), steps => {
      const index = problemIndex(options)
      const now = new Map<string, Document>()
      for (const { path, text } of steps) {
        const before = now.get(path)
        const document = text === undefined ? undefined : parse(text, before)
        const old = told(index)
        const changed = index.replace(path, before, document)
        if (!changed) assert.deepEqual(told(index), old)
        if (document) now.set(path, document)
        else now.delete(path)
      }
      const anew = [...now].reverse().map(([path, document]) => ({ path, document }))
      const fresh = problemsOf(anew, options)
      // Of a large cluster not all are kept.
      if ([...index.likes, ...fresh.likes].every(([, twins]) => twins.length < 8)) {
        assert.deepEqual(told(index), told(fresh))
      }
    }),
    { numRuns: 200 },
  )
})

test('groups are what is nearly the same, also by way of others', () => {
  const text =
    'Tom and five friends of his walk around the old lake of the town in two hours; how far do they walk in one hour'
  const words = text.split(' ')
  // Each differs from the one before in a word, and the last from the first in five.
  const chain = [0, 1, 2, 3, 4, 5].map(count =>
    words.map((word, i) => (i % 4 === 1 && i < 4 * count ? `zz${word}` : word)).join(' '),
  )
  assert.ok(share(chain[0]!, chain[5]!) < threshold)
  const groups = groupsOf([
    chain[5]!,
    'Something else is asked here of everybody',
    ...chain.slice(0, 5),
    chain[0]!,
    '',
    '',
  ])
  assert.deepEqual([...groups], [0, 1, 0, 0, 0, 0, 0, 0, 8, 9])
})

test('a comment silences it where it stands, and is left over only where problems are compared', () => {
  const text = 'In how many ways can six badgers queue for a pond?'
  const said = (problem: string, enabled: boolean): string[][] => {
    const document = parse(`@limo 1\n\n%% limo-disable near-duplicate\n${example('a', text)}${example('b', problem)}`)
    const settings = mergeSettings(defaultSettings, { rules: { 'missing-part': 'off' }, dedup: { enabled } })
    return lint(document, settings).map(found => found.map(({ rule }) => rule))
  }
  assert.deepEqual(said(text.toUpperCase(), true), [[], [], ['near-duplicate']])
  assert.deepEqual(said('How old is Ann, if Tom is old?', true), [[], ['unused-suppression'], []])
  assert.deepEqual(said(text, false), [[], [], []])
})
