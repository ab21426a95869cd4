import { message } from '../message.ts'
import { chainsOf, type Link, placeIn, proseIn } from './chain.ts'
import type { Rule, View } from './rule.ts'
import { isProof } from './solutions.ts'

export const emptyConclusion: Rule = {
  id: 'empty-conclusion',
  title: 'A conclusion that concludes nothing',
  severity: 'hint',
  docs: `
The last step is where a grader looks for the answer, and where a model learns how to finish. One that says only that the work is
done states no result. No study measures this by itself: a hint; that a final answer must be stated is well founded, and
the matter of [missing-box](#missing-box).

State the result in it: the value, with what it is the value of.
`,
  good: [
    '@problem\nA?\n@solution\nAdd them.\n\nSo it is $5$, and we are done.\n@answer: 5\n',
    '@problem\nWho?\n@solution\nAnn is the fastest.\n\nTherefore the answer is Ann, as required.\n@answer text: Ann\n',
    '@problem\nProve it.\n@solution\nIt is so.\n\nThis completes the proof.\n@answer proof\n',
    '@problem\n问？\n@solution\n相加。\n\n所以是 $5$，解毕。\n@answer: 5\n',
  ],
  bad: [
    { text: '@problem\nA?\n@solution\nAdd them: $5$.\n\n«We are done.»\n@answer: 5\n' },
    {
      text: '@problem\nA?\n@solution\n@step\nAdd them: $5$.\n@step conclude\n«The result follows from this.»\n@answer: 5\n',
    },
    { text: '@problem\n问？\n@solution\n@step\n相加得 $5$。\n@step conclude\n«解毕。»\n@answer: 5\n' },
  ],
  *check(view) {
    const { example } = view.region
    if (!example || isProof(example)) return
    for (const chain of chainsOf(view.region)) {
      const link = chain.links.at(-1)
      if (!chain.whole || !link || chain.links.length < 2 || !isEmpty(view, link)) continue
      yield {
        span: placeIn(link, link.within),
        message: message('The last step states no result; expected the final answer in it'),
      }
    }
  },
}

/** In words: more say something. */
const most = 15

function isEmpty({ region, words }: View, link: Link): boolean {
  if (link.size > most || link.signs.some(({ type }) => type !== 'word')) return false
  const prose = proseIn(link)
  const answer = region.example?.answer?.text.value
    .replace(/\\[a-z]+|[{}$]/gi, ' ')
    .trim()
    .toLowerCase()
  if (answer && prose.toLowerCase().includes(answer)) return false
  return words.has('nothing-said', prose)
}
