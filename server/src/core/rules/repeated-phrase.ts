import { message } from '../message.ts'
import { type Span, span } from '../span.ts'
import type { Sign } from '../text/signs.ts'
import { type Chain, chainsOf, type Link, placeIn } from './chain.ts'
import { repeatsOf } from './repeats.ts'
import type { Rule } from './rule.ts'

export const repeatedPhrase: Rule = {
  id: 'repeated-phrase',
  title: 'The same words again and again',
  severity: 'warning',
  docs: `
A run of words that comes again directly behind itself, three times and more, is a loop: what is left when a chain was
written by a model that got stuck, or a slip of copying. A model that is trained on loops loops. The evidence is strong:
Open-R1 trains with a penalty on repeated n-grams, and ROSCOE measures repetition as an error. Enumerations are left alone
(even, odd, even, odd), and so are formulas, in which the same signs stand side by side for good reasons; whole sentences
that repeat are a matter of [repeated-step](#repeated-step).

Keep one of them.
`,
  good: [
    '@problem\nA?\n@solution\nThey are even, odd, even, odd, even, odd.\n@answer: 1\n',
    '@problem\nA?\n@solution\nSo $2 \\cdot 2 \\cdot 2 \\cdot 2 \\cdot 2 \\cdot 2 \\cdot 2 \\cdot 2 = 256$, very, very large.\n@answer: 1\n',
    '@problem\nA?\n@solution\nAdd two to it, add three to it, add four to it.\n@answer: 1\n',
    '@problem\n问？\n@solution\n依次为红、黄、红、黄、红、黄。\n@answer: 1\n',
  ],
  bad: [
    { text: '@problem\nA?\n@solution\nNow we get, «we get, we get, we get» five.\n@answer: 5\n' },
    {
      text: '@problem\nA?\n@solution\n@step\nSo we check again and «so we check again and so we check again and» so it is $5$.\n@answer: 5\n',
    },
    { text: '@problem\n问？\n@solution\n所以再算一次，«所以再算一次，所以再算一次»，得 $5$。\n@answer: 5\n' },
  ],
  *check({ region, words }) {
    for (const chain of chainsOf(region)) {
      const copies = repeatsOf(region, words).filter(repeat => repeat.chain === chain)
      for (const { link, place, times } of loopsIn(chain)) {
        const isSaid = copies.some(
          ({ copy, link: other }) => other === link && copy.start < place.end && place.start < copy.end,
        )
        if (isSaid) continue
        yield {
          span: placeIn(link, place),
          message: message('The same words stand here {times} times in a row; expected them once', { times }),
        }
      }
    }
  },
}

interface Loop {
  readonly link: Link
  /** All but the first time. */
  readonly place: Span
  readonly times: number
}

const longestPeriod = 40

function* loopsIn({ links }: Chain): Generator<Loop> {
  for (const link of links) {
    const { signs } = link
    const before = samesBefore(signs)
    let from = 0
    for (let at = 1; at < signs.length; at++) {
      const loop = at >= from ? loopAt(signs, before, at) : undefined
      if (!loop) continue
      const { end, period } = loop
      from = end
      yield {
        link,
        place: span(signs[at]!.start, signs[end - 1]!.end),
        times: (end - at) / period + 1,
      }
    }
  }
}

/** For each sign, where the same one stands before it, or -1. */
function samesBefore(signs: readonly Sign[]): readonly number[] {
  const last = new Map<string, number>()
  return signs.map(({ text }, i) => {
    const before = last.get(text) ?? -1
    last.set(text, i)
    return before
  })
}

/** The shortest period that a loop has whose second time starts at `at`. */
function loopAt(
  signs: readonly Sign[],
  before: readonly number[],
  at: number,
): { readonly period: number; readonly end: number } | undefined {
  for (let other = before[at]!; other >= 0 && at - other <= longestPeriod; other = before[other]!) {
    const period = at - other
    // A loop goes on.
    if (period < 2 || signs[at + 1]?.text !== signs[other + 1]!.text) continue
    const least = timesFor(signs, at - period, period)
    if (least === undefined) continue
    let end = at
    while (end < signs.length && signs[end]!.text === signs[end - period]!.text) end++
    const times = Math.floor((end - at) / period) + 1
    if (times >= least) return { period, end: at + (times - 1) * period }
  }
  return undefined
}

/** How many times make a loop: the shorter, the more, for lists of two or three that alternate. */
function timesFor(signs: readonly Sign[], from: number, period: number): number | undefined {
  let words = 0
  for (let i = from; i < from + period; i++) if (signs[i]!.type === 'word') words++
  if (words < 2 || words * 2 < period) return undefined
  return period <= 3 ? 4 : 3
}
