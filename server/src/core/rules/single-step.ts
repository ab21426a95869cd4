import { authoredSteps, splitStep } from '../features/split-steps.ts'
import { message } from '../message.ts'
import { chainsOf, demandOn, nameOf } from './chain.ts'
import type { Rule } from './rule.ts'

export const singleStep: Rule = {
  id: 'single-step',
  title: 'A long solution in one step',
  severity: 'hint',
  docs: `
LIMO asks for solutions that are well organised, in steps as fine as the difficulty asks, and step by step is how its
prompt begins; labels of steps, too, need steps. That one long step trains worse than the same text in several was not
measured: the evidence is weak. A short solution may well be one step, so only those of eight sentences and more are
reported, of hard problems sooner.

Cut it where one thought ends and the next begins: what is asked, the plan, each conclusion, the check, the result.
`,
  good: [
    '@problem\nA?\n@solution\nIt is $2 + 3 = \\boxed{5}$.\n@answer: 5\n',
    `@problem\nA?\n@solution\n${'Now we add the next of the numbers to all of those that we had before.\n\n'.repeat(12)}@answer: 5\n`,
  ],
  bad: [
    {
      text: `@problem\nA?\n«@solution»\n${long('en')}\n@answer: 5\n`,
      fixed: `@problem\nA?\n@solution\n@step understand\n${long('en', 5)}\n\n@step derive\n${long('en', 5, 5)}\n\n@step conclude\n${long('en', 4, 10)}\n@answer: 5\n`,
    },
    {
      text: `@problem\n问？\n@solution\n«@step»\n${long('zh')}\n@answer: 5\n`,
      fixed: `@problem\n问？\n@solution\n@step\n${long('zh', 3)}\n\n@step derive\n${long('zh', 3, 3)}\n\n@step derive\n${long('zh', 3, 6)}\n\n@step derive\n${long('zh', 3, 9)}\n\n@step conclude\n${long('zh', 2, 12)}\n@answer: 5\n`,
    },
  ],
  *check(view) {
    const { region, words } = view
    for (const chain of chainsOf(region)) {
      const [link, ...others] = chain.links
      if (!chain.whole || !link || others.length || link.sentences.length < 8) continue
      if (demandOn(view, chain) < most) continue
      const edits = link.step ? splitStep(region, link, words) : authoredSteps(region, chain, words)
      yield {
        span: nameOf(chain, link),
        message: message('The solution is one step of {count} sentences; expected a step for each thought', {
          count: link.sentences.length,
        }),
        ...(edits.length && { fixes: [{ title: message('Cut it into steps'), edits }] }),
      }
    }
  },
}

/** In words. */
const most = 150

/** Sentences for the examples. */
function long(language: 'en' | 'zh', count = 14, from = 0): string {
  return Array.from({ length: count }, (_, i) =>
    language === 'en'
      ? `We look for the number of ways in which line ${from + i + 1} meets the others.`
      : `考察第 ${from + i + 1} 条直线与其余各条直线的所有交点的个数有何规律。`,
  ).join(language === 'en' ? ' ' : '')
}
