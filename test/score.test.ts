import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  distributionOf,
  fewestCompared,
  type MarkedPart,
  type Measure,
  markersIn,
  measure,
  partNames,
  scoreIn,
  scoreParts,
  scoreSet,
} from '../server/src/core/dataset/score.ts'
import { asksForScore, scoreHover, scoreLines, scoreSpan, scoreTitle } from '../server/src/core/features/score.ts'
import type { Document } from '../server/src/core/format/document.ts'
import { parse } from '../server/src/core/format/parse.ts'
import { ordinal, signed } from '../server/src/core/numerals.ts'
import { defaultLexicon, lexicon } from '../server/src/core/words/lexicon.ts'

const example = (solutions: string, rest = '@answer: 2\n', id = 'a'): string =>
  `@example ${id}\n\n@problem\nWhat is $1+1$?\n\n${solutions}\n\n${rest}`
const measured = (text: string, words = defaultLexicon): Measure | undefined => {
  const document = parse(text)
  return measure(document, document.regions.at(-1)!, words)
}
const counts = (solution: string): (number | undefined)[] => {
  const found = measured(example(`@solution\n${solution}`))
  return [found?.words, found?.markers.verification, found?.markers.exploration, found?.markers.connective]
}

test('words and markers are counted in prose as it is exported', () => {
  assert.deepEqual(counts('Perhaps it is two. We check: it is, therefore $x = 2$.'), [11, 1, 1, 1])
  assert.deepEqual(counts('$\\text{check } x^2=\\frac{1}{2}$'), [7, 0, 0, 0])
  assert.deepEqual(counts('It’s 3.14\n%% perhaps\n`check`\n[asy]\ndraw(a--b);\n[/asy]'), [3, 0, 0, 0])
  // 也 许 是 二 检 验 因 此 x 2
  assert.deepEqual(counts('也许是二。检验；因此 $x = 2$。'), [10, 1, 1, 1])
  assert.deepEqual(counts('Plugging $x = 2$ back in, this is so.'), [8, 1, 0, 1])
})

test('what only looks like a marker is passed over, and a project has its say', () => {
  assert.deepEqual(counts('不可能有故事，规则如此。'), [10, 0, 0, 0])
  assert.deepEqual(counts('So many and so on; checkers, unverified.').slice(1), [0, 0, 0])
  const words = lexicon({ en: { verification: ['sanity test*', '!check', '~verified account'] } })
  const text = example('@solution\nA check, sanity tests, a verified account, verified.')
  assert.equal(measured(text, words)?.markers.verification, 2)
  assert.equal(measured(text)?.markers.verification, 3)
})

test('correct solutions count together, flawed ones and what is not exported do not', () => {
  const both = measured(
    example(
      '@solution\nOne two.\n\n@solution flawed\n@step: a title\nPerhaps.\n@error: check\n\n@solution\n@step verify: Check\nThree.\n@hint: check\n\n@step\nThen four five.',
    ),
  )
  assert.deepEqual(both, {
    solutions: 2,
    steps: 3,
    words: 6,
    characters: 8 + 6 + 2 + 15,
    markers: { verification: 0, exploration: 0, connective: 1 },
  })
  assert.equal(measured(example('@solution\n', '@answer: 2')), undefined)
  assert.equal(measured(example('@solution\nTwo.', ''))?.left, 'it has no answer')
  assert.equal(measured(`@limo 7\n${example('@solution\nTwo.')}`), undefined)
})

/** Nineteen with 10 words and no marker, one with 30 words and three of each kind. */
const plain: Measure = {
  solutions: 1,
  steps: 1,
  words: 10,
  characters: 50,
  markers: { verification: 0, exploration: 0, connective: 0 },
}
const rich: Measure = { ...plain, words: 30, markers: { verification: 3, exploration: 3, connective: 3 } }

test('the score is the weighted sum of deviations, worked out by hand', () => {
  const distribution = distributionOf([...Array(19).fill(plain), rich])
  // Of 19 equal values and one other, the other is √19 deviations above the mean, and the rest 1/√19 below it.
  assert.equal(distribution.parts.length.mean, 11)
  assert.ok(Math.abs(distribution.parts.length.deviation - Math.sqrt(19)) < 1e-12)
  assert.ok(Math.abs(distribution.parts.exploration.mean - 0.005) < 1e-15)
  const top = scoreIn(distribution, rich)
  assert.ok(Math.abs(top.total!.value - Math.sqrt(19)) < 1e-12)
  assert.deepEqual(top.total!.rank, { place: 1, of: 20, shared: 0 })
  const rest = scoreIn(distribution, plain)
  assert.ok(Math.abs(rest.total!.value + 1 / Math.sqrt(19)) < 1e-12)
  assert.deepEqual(rest.parts.verification.rank, { place: 2, of: 20, shared: 18 })
  // With z of 1, 2, 3 and 4: 0.3 + 0.4 + 0.75 + 1.
  const one = { mean: 0, deviation: 1, sorted: Float64Array.of(0) }
  const by = (deviation: number) => ({ ...one, deviation })
  const parts = { length: by(30), verification: by(1 / 20), exploration: by(1 / 30), connective: by(1 / 40) }
  const { total } = scoreIn({ examples: 20, parts, scores: one }, rich)
  assert.ok(Math.abs(total!.value - 2.45) < 1e-12)
})

test('equal values share the best of their places, and a part that never differs has none', () => {
  const words = [...Array(10).fill(10), 20, 20, ...Array(8).fill(30)]
  const distribution = distributionOf(words.map(count => ({ ...plain, words: count })))
  const ranks = [10, 20, 30].map(count => scoreIn(distribution, { ...plain, words: count }).parts.length.rank)
  assert.deepEqual(ranks, [
    { place: 11, of: 20, shared: 9 },
    { place: 9, of: 20, shared: 1 },
    { place: 1, of: 20, shared: 7 },
  ])
  const { exploration } = scoreIn(distribution, plain).parts
  assert.deepEqual(exploration, { count: 0, value: 0 })
})

test('too few examples, or such as do not differ, are not compared; nor is one that is not exported', () => {
  const few = distributionOf([...Array(fewestCompared - 2).fill(plain), rich])
  assert.equal(scoreIn(few, rich).total, undefined)
  assert.match(scoreLines(scoreIn(few, rich)).at(-1)!, /has 19 complete examples; from 20 on/)
  const equal = distributionOf(Array(30).fill(plain))
  assert.equal(scoreIn(equal, plain).total, undefined)
  assert.match(scoreLines(scoreIn(equal, plain)).at(-1)!, /All 30 examples/)
  const left = { ...rich, left: 'it has no answer' }
  const enough = distributionOf([...Array(19).fill(plain), rich, left])
  assert.equal(enough.examples, 20)
  assert.equal(scoreIn(enough, left).total, undefined)
  assert.match(scoreTitle(scoreIn(enough, left)), /^LIMO score: 30 words, 3 verifying, 3 exploring, 3 connecting$/)
})

const part = fc.constantFrom(
  'Two.',
  'Perhaps, so it is two.',
  'We check $1+1=2$.',
  '因此，也许是二。',
  'Hence\n\n@solution\nBecause it is.',
)
const exampleText = fc
  .record({ text: fc.array(part, { maxLength: 3 }), isWhole: fc.boolean() })
  .map(({ isWhole, text }) => example(`@solution\n${text.join(' ')}`, isWhole ? '@answer: 2\n\n' : ''))
const fileText = fc
  .record({ head: fc.constantFrom('', '@limo 1\n\n', '@limo 1\nlanguage: zh\n\n'), examples: fc.array(exampleText) })
  .map(({ examples, head }) => head + examples.join(''))
const step = fc.record({
  path: fc.constantFrom('a', 'b', 'c'),
  text: fc.option(fileText, { nil: undefined }),
  project: fc.boolean(),
})

test('a set that is kept up to date says the same as one that is made anew', () => {
  const own = lexicon({ en: { exploration: ['two'] } })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), steps => {
      const kept = scoreSet()
      const now = new Map<string, { document: Document; project: boolean }>()
      for (const { path, project, text } of steps) {
        const before = now.get(path)?.document
        const document = text === undefined ? undefined : parse(text, before)
        const { edition } = kept
        const words = project ? own : defaultLexicon
        const old = JSON.stringify(kept.distribution())
        kept.replace(path, document, words)
        if (document) now.set(path, { document, project })
        else now.delete(path)
        if (kept.edition === edition) assert.equal(JSON.stringify(kept.distribution()), old)
      }
      const anew = [...now].reverse().flatMap(([, { document, project }]) => {
        const fresh = parse(document.regions.map(region => region.text).join(''))
        return fresh.regions.flatMap(region => measure(fresh, region, project ? own : defaultLexicon) ?? [])
      })
      assert.deepEqual(kept.distribution(), distributionOf(anew))
    }),
    { numRuns: 300 },
  )
})

test('the hover on @example says each part with its count, rank and words', () => {
  const document = parse(example('@solution\nPerhaps we might; perhaps not. So we check $x$.'))
  const region = document.regions[1]!
  const at = (text: string): number => region.text.indexOf(text)
  assert.ok(
    asksForScore(region, at('@example')) && asksForScore(region, at('a\n')) && !asksForScore(region, at('What')),
  )
  assert.deepEqual(scoreSpan(region), region.example!.id!.span)
  assert.equal(scoreSpan(parse(example('@solution flawed\nNo.')).regions[1]!), undefined)
  const own = measure(document, region, defaultLexicon)!
  const score = scoreIn(distributionOf([...Array(24).fill(plain), own]), own)
  const markers = (name: MarkedPart) => markersIn(document, region, defaultLexicon, name)
  const { markdown } = scoreHover(region, score, markers, 'docs:')
  assert.match(markdown, /^\*\*LIMO score \+\d\.\d\d\*\*, 1st of 25\n/)
  assert.match(
    markdown,
    /exploration: 3 markers in 9 words, 1st of 25 \(25 % of the score\) — \*perhaps\*, \*might\*\n/,
  )
  assert.match(markdown, /elaborated reasoning: 9 words, 25th of 25 \(30 % of the score\)\n/)
  assert.match(markdown, /\]\(docs:\)$/)
})

test('numbers read as English', () => {
  assert.deepEqual([1, 2, 3, 4, 11, 12, 13, 21, 102, 1111, 1123].map(ordinal), [
    ...['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '102nd', '1,111th', '1,123rd'],
  ])
  assert.deepEqual([0.424, -1.3, -0.001, 0].map(signed), ['+0.42', '−1.30', '0.00', '0.00'])
})

test('the docs of the score say what the code does', () => {
  const docs = readFileSync(join(import.meta.dirname, '../server/src/core/dataset/SCORE.md'), 'utf8')
  for (const name of partNames) {
    const { title, weight } = scoreParts[name]
    assert.ok(
      docs.includes(`| ${title} | ${weight * 100} % | ${name === 'length' ? 'words' : 'markers'} for each`),
      name,
    )
    assert.ok(docs.includes(`${weight} z(${name})`), name)
  }
  assert.ok(docs.includes(`With fewer than ${fewestCompared} complete examples`))
  assert.equal(
    partNames.reduce((sum, name) => sum + scoreParts[name].weight, 0),
    1,
  )
  // Every word that the docs give as an example is found.
  for (const [, name, words] of docs.matchAll(/the list `(\w+)`: ([^|]+) \|/g)) {
    for (const word of words!.trim().split(/[,;] /)) {
      assert.ok(defaultLexicon.has(name as MarkedPart, word.replace('…', 'it')), word)
    }
  }
  for (const [list, words] of [
    ['verification', ['check', 'verify']],
    ['exploration', ['perhaps', 'might']],
    ['connective', ['therefore', 'since']],
  ] as const)
    for (const word of words) assert.ok(defaultLexicon.has(list, word))
})
