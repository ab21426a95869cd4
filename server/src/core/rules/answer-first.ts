import { message } from '../message.ts'
import { type Span, span } from '../span.ts'
import { isVerbatim } from '../text/pieces.ts'
import { signsWithin, sizeOf } from '../text/signs.ts'
import { type Chain, chainsOf, type Link, placeIn, proseIn, textIn } from './chain.ts'
import type { Rule, View } from './rule.ts'

export const answerFirst: Rule = {
  id: 'answer-first',
  title: 'The answer before the reasoning',
  severity: 'info',
  docs: `
A model writes from left to right: an answer that stands before its reasoning is guessed, and the reasoning after it
only defends the guess. Reasoning after the answer brings about nothing over the answer alone (arXiv 2201.11903, in its
ablation of chains of thought that come after the answer); that was measured with examples in a prompt, not in training, so the
evidence is of medium strength. Solutions written for people often begin with their answer; for a model, turn them round.

State the answer, and box it, after what leads to it.
`,
  good: [
    '@problem\nA?\n@solution\nAdd two and three.\n\nThe answer is $\\boxed{5}$.\n@answer: 5\n',
    '@problem\nA?\n@solution\nThe answer is $\\boxed{5}$.\n@answer: 5\n',
    '@problem\nA?\n@solution\nSince the first of them is two, and the second is three, and we are asked how many there are of both, we add: $2 + 3 = \\boxed{5}$.\n\nNote that there is another way to see this, by counting all of them one after the other.\n@answer: 5\n',
    '@problem\n问？\n@solution\n先相加。\n\n答案是 $\\boxed{5}$。\n@answer: 5\n',
  ],
  bad: [
    {
      text: '@problem\nA?\n@solution\n«The answer is» five. To see this, take the two of them together, then add the three that are left, and count.\n@answer: 5\n',
    },
    {
      text: '@problem\nA?\n@solution\n@step\nIt is $«\\boxed{5}»$.\n@step\nTake the first two of them, and add the three that are left.\n@step\nThen count them all: there are $5$ of them.\n@answer: 5\n',
    },
    {
      text: '@problem\n问？\n@solution\n«答案是» $5$。\n\n先取前面两个，再加上剩下的三个，逐个数一遍，一共就有这么多个，于是得到 $5$ 个。\n@answer: 5\n',
    },
  ],
  *check(view) {
    for (const chain of chainsOf(view.region)) {
      if (!chain.whole) continue
      const [link] = chain.links
      const stated = link && statedIn(view, link)
      if (!stated) continue
      if (sizeOf(signsWithin(link.text, span(link.within.start, stated.start))) > lead) continue
      if (sizeAfter(chain, link, stated) < reasoning) continue
      yield {
        span: placeIn(link, stated),
        message: message('The answer is stated before the reasoning; expected it after what leads to it'),
      }
    }
  },
}

/** In words: so few lead to no answer. */
const lead = 12
/** In words: so many are more than a remark. */
const reasoning = 15

/** Where the first box, or the first words that announce the answer, stand. */
function statedIn({ words }: View, link: Link): Span | undefined {
  const value = textIn(link, link.within)
  const box = /\\boxed\s*(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})?/.exec(value)
  const said = words.find('answer-statement', proseIn(link))[0]
  const places = [
    ...(box ? [span(box.index, box.index + box[0].length)] : []),
    ...(said ? [span(said.start, said.end)] : []),
  ].map(({ start, end }) => span(link.within.start + start, link.within.start + end))
  const first = places.sort((a, b) => a.start - b.start)[0]
  const isCode =
    first &&
    isVerbatim(link.text, first.start) &&
    link.pieces.some(piece => piece.type !== 'math' && piece.start <= first.start && first.start < piece.end)
  return isCode ? undefined : first
}

function sizeAfter({ links }: Chain, first: Link, { end }: Span): number {
  const sentence = first.sentences.find(place => place.end >= end)
  const rest = span(sentence?.end ?? first.within.end, first.within.end)
  return links.slice(1).reduce((sum, link) => sum + link.size, sizeOf(signsWithin(first.text, rest)))
}
