import { message } from '../message.ts'
import { chainsOf, demandOn, proseIn } from './chain.ts'
import type { Rule } from './rule.ts'

export const noAlternative: Rule = {
  id: 'no-alternative',
  title: 'A very long solution that weighs nothing',
  severity: 'hint',
  docs: `
A quarter of the score of LIMO's third version is for words of exploration: a chain that tries, doubts and turns back shows how
a way is found, where a finished solution shows only the way. The evidence is contested: the score's levels are
defined by itself, and taking keywords out of chains matters little (arXiv 2502.07374). So this is a hint, and only for
very long solutions. Cases, a second solution, a step of the kind \`reconsider\` and words such as "perhaps" or 或许 (the word list
\`exploration\`) count.

Where another way lies near, say why it was not taken, or give it as a second solution.
`,
  good: [
    `@problem\nA?\n@solution\n${filler('en', 20)}\n@answer: 5\n`,
    `@problem\nA?\n@solution\nWe might count them.\n\n${filler('en', 40)}\n@answer: 5\n`,
    `@problem\nA?\n@solution\n${filler('en', 40)}\n@solution\nBy symmetry, $5$.\n@answer: 5\n`,
    `@problem\n问？\n@solution\n或许可以逐条计算。\n\n${filler('zh', 40)}\n@answer: 5\n`,
  ],
  bad: [
    { text: `@problem\nA?\n«@solution»\n${filler('en', 40)}\n@answer: 5\n` },
    { text: `@problem\n问？\n«@solution»\n@step\n${filler('zh', 40)}\n@answer: 5\n` },
  ],
  *check(view) {
    const chains = chainsOf(view.region)
    const [chain, ...others] = chains
    if (!chain?.whole || others.length || demandOn(view, chain) < veryLong) return
    const isWeighed = chain.links.some(link => {
      if (link.step?.kind === 'case' || link.step?.kind === 'reconsider') return true
      const prose = proseIn(link)
      return view.words.has('exploration', prose) || view.words.has('case-work', prose)
    })
    if (isWeighed) return
    yield {
      span: chain.solution.directive.nameSpan,
      message: message('This very long solution weighs no other way; expected a word on what else was tried'),
    }
  },
}

/** In words. */
const veryLong = 350

function filler(language: 'en' | 'zh', count: number): string {
  return Array.from({ length: count }, (_, i) =>
    language === 'en'
      ? `Line ${i + 1} meets each of the other lines in one point or in none.`
      : `第 ${i + 1} 条直线与其余各条直线各有一个交点或者没有交点。`,
  ).join('\n')
}
