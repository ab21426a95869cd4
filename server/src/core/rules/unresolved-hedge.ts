import { message } from '../message.ts'
import { type Span, span } from '../span.ts'
import { signsWithin } from '../text/signs.ts'
import { type Chain, chainsOf, isRelation, type Link, placeIn, proseIn, textIn } from './chain.ts'
import type { Rule, View } from './rule.ts'

export const unresolvedHedge: Rule = {
  id: 'unresolved-hedge',
  title: 'A doubt that is never settled',
  severity: 'hint',
  docs: `
To doubt is a part of finding out, and LIMO counts words such as "perhaps" in favour of a chain. What spoils it is a doubt that
nothing comes of, and a final answer that is only thought to be right. No study measures this: a hint. A
doubt is settled where one of the next sentences draws a conclusion, calculates or checks. The words are in the lists
\`hedge\` and \`resolution\`.

Settle it: say what was decided and why; or leave the doubt out.
`,
  good: [
    '@problem\nA?\n@solution\nMaybe $n$ is even. Let us try: $n = 4$ works.\n\nThe answer is $\\boxed{4}$.\n@answer: 4\n',
    '@problem\nA?\n@solution\nWait, that is wrong: $2 + 3 = 5$.\n\nThe trains wait. The answer is $\\boxed{5}$.\n@answer: 5\n',
    '@problem\n问？\n@solution\n有 $1$、$2$、$3$ 等等。等等，$1$ 不对，因为 $1 < 2$。\n\n答案是 $\\boxed{5}$。\n@answer: 5\n',
  ],
  bad: [
    { text: '@problem\nA?\n@solution\nAdd them.\n\n«I think» the answer is $\\boxed{5}$.\n@answer: 5\n' },
    { text: '@problem\nA?\n@solution\n@step\nIt is $5$.\n@step\n«Wait,» one of them is missing.\n@answer: 5\n' },
    { text: '@problem\n问？\n@solution\n相加得 $5$。\n\n答案«大概»是 $\\boxed{5}$。\n@answer: 5\n' },
  ],
  *check(view) {
    for (const chain of chainsOf(view.region)) {
      for (const [i, link] of chain.links.entries()) {
        let sentence = 0
        for (const { end, start } of view.words.find('hedge', proseIn(link))) {
          const place = span(link.within.start + start, link.within.start + end)
          while (sentence < link.sentences.length - 1 && link.sentences[sentence]!.end <= place.start) sentence++
          if (isNoDoubt(link, place) || isSettled(view, chain, i, sentence, place)) continue
          yield {
            span: placeIn(link, place),
            message: message('The doubt in "{phrase}" is never settled; expected what was decided', {
              phrase: textIn(link, place).replace(/\s+/g, ' '),
            }),
          }
        }
      }
    }
  },
}

/** Both words say "wait" only where a sentence begins anew: "the trains wait", 等等 for "and so on". */
function isNoDoubt({ text }: Link, { end, start }: Span): boolean {
  if (!/^(?:wait|等等)/i.test(text.value.slice(start, end))) return false
  return !/(?:^|[.,;:!?。，；：！？…—-]|\n)\s*$/.test(text.value.slice(Math.max(0, start - 5), start))
}

/** So many sentences may pass until a doubt is settled. */
const reach = 4

function isSettled({ words }: View, chain: Chain, link: number, sentence: number, place: Span): boolean {
  const own = chain.links[link]!
  const doubted = own.sentences[sentence]
  if (!doubted) return true
  // An answer that is only thought to be right stays doubted.
  if (/\\boxed(?![a-zA-Z])/.test(textIn(own, span(place.end, doubted.end)))) return false
  const rest = proseIn(own, span(place.end, doubted.end))
  if (words.has('resolution', rest) || words.has('reason', rest)) return true
  let left = reach
  for (let i = link, from = sentence + 1; i < chain.links.length && left > 0; i++, from = 0) {
    const next = chain.links[i]!
    for (const place of next.sentences.slice(from, from + left)) {
      left--
      const prose = proseIn(next, place)
      if (words.has('resolution', prose) || words.has('connective', prose) || words.has('verification', prose))
        return true
      if (signsWithin(next.text, place).some(isRelation)) return true
    }
  }
  return false
}
