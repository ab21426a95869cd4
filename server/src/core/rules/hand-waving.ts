import { message } from '../message.ts'
import { type Span, span } from '../span.ts'
import { type Sign, signsWithin } from '../text/signs.ts'
import { type Chain, chainsOf, isRelation, type Link, placeIn, proseIn } from './chain.ts'
import type { Rule, View } from './rule.ts'

export const handWaving: Rule = {
  id: 'hand-waving',
  title: 'A word in place of a reason',
  severity: 'hint',
  docs: `
"Clearly", "it is easy to see" and 显然 often stand where a reason is missing, and a model that learns from them learns to
skip what it should show. No study measures this: a hint. What is then shown is not reported: where the sentence gives a
reason or refers to a step, is a calculation that speaks for itself, or the next begins with the reason. The words are
in the list \`hand-waving\`.

Give the reason, in half a sentence if it is as easy as that; or leave the word out.
`,
  good: [
    '@problem\nA?\n@solution\nClearly $n$ is even, because $n = 2k$. It is not clear that it is prime.\n@answer: 5\n',
    '@problem\nA?\n@solution\nIt is easy to see that $n$ is even. Indeed, $n = 2k$.\n@answer: 5\n',
    '@problem\nA?\n@solution\n@step {#a}\n$n = 2k$.\n@step\nObviously $n$ is even by [#a], and clearly $2 + 3 = 5$.\n@answer: 5\n',
    '@problem\n问？\n@solution\n显然 $n$ 为偶数，因为 $n = 2k$。并不显然的是它是否为素数。\n@answer: 5\n',
  ],
  bad: [
    { text: '@problem\nA?\n@solution\n«It is easy to see» that $n$ is even. Then $n + 1$ is odd.\n@answer: 5\n' },
    { text: '@problem\nA?\n@solution\n@step\n«Clearly», the sequence converges.\n@answer: 5\n' },
    { text: '@problem\n问？\n@solution\n«易知» $f$ 在区间上单调递增。于是 $f$ 有最大值。\n@answer: 5\n' },
  ],
  *check(view) {
    for (const chain of chainsOf(view.region)) {
      for (const link of chain.links) {
        const found = view.words.find('hand-waving', proseIn(link))
        let sentence = 0
        for (const { end, start } of found) {
          const place = span(link.within.start + start, link.within.start + end)
          while (sentence < link.sentences.length - 1 && link.sentences[sentence]!.end <= place.start) sentence++
          if (isDenied(link, place) || isShown(view, chain, link, sentence)) continue
          yield {
            span: placeIn(link, place),
            message: message('"{phrase}" stands in place of a reason; expected the reason', {
              phrase: link.text.value.slice(place.start, place.end).replace(/\s+/g, ' '),
            }),
          }
        }
      }
    }
  },
}

/** "not obviously", 不显然 */
function isDenied({ text }: Link, { start }: Span): boolean {
  return /(?:\bnot|n['’]t|\bno|不|非|未必)\s*(?:so |at all |that |very )?$/i.test(
    text.value.slice(Math.max(0, start - 20), start),
  )
}

function isShown({ words }: View, chain: Chain, link: Link, at: number): boolean {
  if (link.step?.checks.length) return true
  const sentence = link.sentences[at]
  if (!sentence) return true
  const prose = proseIn(link, sentence)
  if (words.has('reason', prose) || /\[#[^\]\s]+\]/.test(prose)) return true
  if (isCalculation(signsWithin(link.text, sentence))) return true
  const nextLink = chain.links[chain.links.indexOf(link) + 1]
  const next = link.sentences[at + 1]
  const then = next ? proseIn(link, next) : nextLink?.sentences[0] && proseIn(nextLink, nextLink.sentences[0])
  return then !== undefined && words.find('explanation', then)[0]?.start === 0
}

/** A relation between numbers, with no letter in it, can be seen to hold. */
function isCalculation(signs: readonly Sign[]): boolean {
  return signs.some((sign, i) => isRelation(sign) && signs[i - 1]?.type === 'number' && signs[i + 1]?.type === 'number')
}
