import { sourceSpan } from '../format/text.ts'
import { type JudgedPart, judgedParts } from '../math/facts.ts'
import { message } from '../message.ts'
import { piecesOf } from '../text/pieces.ts'
import { proseOf, sentencesOf } from '../text/prose.ts'
import type { WordFound } from '../words/lexicon.ts'
import type { ListName } from '../words/lists.ts'
import { exampleOf, type Rule, type View } from './rule.ts'

export const claimFromExamples: Rule = {
  id: 'claim-from-examples',
  title: 'A general claim from a few values',
  severity: 'info',
  docs: `
Some values are tried, and what they show is claimed for all. Such toy cases are a kind of error that IneqMath (arXiv
2506.07927) counts, and proofs by example are among those that graders of Olympiad proofs find; a model that is trained on them
learns to stop where the reasoning should start. The evidence is medium: where only a value is asked for, a pattern may do.

Prove that the pattern goes on, by induction or by what brings it about, or say that it is a guess and test it.
`,
  good: [
    '@solution\nFor $n = 1, 2, 3$ the sum is odd. In general it is odd by induction: adding $2$ changes nothing.\n',
    '@solution\nThe powers end in $2, 4, 8, 6$ for $n = 1, 2, 3, 4$, and this pattern repeats with period $4$.\n',
    '@solution\nIn general, a sum of odd numbers may be even. Here $n = 3$.\n',
    '@solution\nFor $x = 1$ and $y = 2$ it holds. In general we need not ask.\n',
    '@solution\n当 $n = 1, 2, 3$ 时成立。由数学归纳法，对任意 $n$ 都成立。\n',
  ],
  bad: [
    {
      text: '@solution\nFor $n = 1, 2, 3$ the value $n^2 + n + 41$ is prime. «The pattern continues», so it always is.\n',
    },
    { text: '@solution\n@step\nWe have $a_1 = 1$, $a_2 = 3$ and $a_3 = 5$.\n@step\n«In general», $a_n = 2n - 1$.\n' },
    { text: '@solution\n$n = 1$ gives an odd sum, and $n = 2$ does.\n\n«So it is true for all» $n$.\n' },
    { text: '@solution\n$1 = 1^2$, $1 + 3 = 2^2$, and «the pattern continues».\n' },
    { text: '@solution\n当 $n = 1$ 时和为 $1$，当 $n = 2$ 时和为 $4$，«由此猜想»，和为 $n^2$。\n' },
    { text: '@solution\n$f(1) = 1$，$f(2) = 3$，$f(3) = 5$，«以此类推»，$f(n) = 2n - 1$。\n' },
  ],
  *check(view) {
    for (const example of exampleOf(view.region)) {
      for (const solution of example.solutions) {
        const parts = judgedParts(solution)
        const found = generalization(parts, view.words)
        if (!found || parts.some(part => wordsIn(part, 'pattern-proof', view.words).length)) continue
        const { part, start, end } = found
        yield {
          span: sourceSpan(part.text, start, end),
          message: message(
            'A few values are checked, and all are claimed; expected a proof, or the reason why it goes on',
          ),
        }
      }
    }
  },
}

/** The entries of a list in a part; offsets in the part. */
function wordsIn({ text, within }: JudgedPart, list: ListName, words: View['words']): WordFound[] {
  return words
    .find(list, proseOf(text))
    .filter(({ end, start }) => start >= within.start && end <= within.end)
    .map(found => ({ ...found, start: found.start - within.start, end: found.end - within.start }))
}

/** The first general claim behind values of one symbol or of a sequence, or that names a pattern. */
function generalization(
  parts: readonly JudgedPart[],
  words: View['words'],
): { readonly part: JudgedPart; readonly start: number; readonly end: number } | undefined {
  const seen = new Map<string, Set<string>>()
  for (const part of parts) {
    const patterns = wordsIn(part, 'pattern', words)
    const claims = [...patterns, ...wordsIn(part, 'generalization', words)].sort((a, b) => a.start - b.start)
    let at = part.within.start
    for (const said of claims) {
      const { start, end } = said
      const claim = { part, start: part.within.start + start, end: part.within.start + end }
      collect(part, at, claim.start, seen)
      at = claim.start
      if (patterns.includes(said) || [...seen.values()].some(values => values.size >= 2)) return claim
      // `In general, for n = 1, 2, 3`
      const sentence = sentencesOf(part.text, part.within).find(
        one => one.start <= claim.start && claim.start < one.end,
      )
      collect(part, at, sentence?.end ?? claim.end, seen)
    }
    collect(part, at, part.within.end, seen)
  }
  return undefined
}

const values = /(?<![A-Za-z\\])([a-zA-Z])\s*=\s*(\d{1,2}(?:\s*(?:,|、|，)\s*(?:\\ldots|\\dots|\d{1,2}))*)(?![\d.])/g
const terms = /(?<![A-Za-z\\])([a-zA-Z])(?:_\{?|\()(\d{1,2})(?:\}|\))?\s*&?=/g

/** Adds the values that symbols are given in formulas, and the terms of sequences that are worked out. */
function collect({ text }: JudgedPart, from: number, to: number, seen: Map<string, Set<string>>): void {
  for (const piece of piecesOf(text)) {
    if (piece.type !== 'math' || piece.start < from || piece.end > to) continue
    const source = text.value.slice(piece.innerStart, piece.innerEnd)
    for (const [, name, list] of source.matchAll(values)) add(seen, name!, list!.match(/\d+/g) ?? [])
    for (const [, name, index] of source.matchAll(terms)) add(seen, `${name}_`, [index!])
  }
}

function add(seen: Map<string, Set<string>>, name: string, found: readonly string[]): void {
  const values = seen.get(name) ?? new Set()
  seen.set(name, values)
  for (const value of found) values.add(value)
}
