import { message } from '../message.ts'
import { chainsOf, demandOn, proseIn } from './chain.ts'
import type { Rule } from './rule.ts'

export const noPlan: Rule = {
  id: 'no-plan',
  title: 'A long solution without a plan',
  severity: 'hint',
  docs: `
Long solutions are easier to follow, and to imitate, if they say where they are going before they go: LIMO asks for
scaffolding that builds understanding. No study measures what a missing plan costs, so this is a hint, and only for long
solutions, of hard problems sooner. A step of the kind \`plan\` or \`understand\` is a plan, and so are words such as "we want",
"it suffices" or 思路 (the word list \`planning\`).

Say in a sentence or two which way is taken and why it should lead to the goal.
`,
  good: [
    '@problem\nA?\n@solution\nAdd them: $2 + 3 = \\boxed{5}$.\n@answer: 5\n',
    `@problem\nA?\n@solution\nThe idea is to count.\n\n${filler('en')}\n@answer: 5\n`,
    `@problem\nA?\n@solution\n@step plan\nBy counting.\n@step\n${filler('en')}\n@answer: 5\n`,
    `@problem\n问？\n@solution\n思路：逐条计算。\n\n${filler('zh')}\n@answer: 5\n`,
  ],
  bad: [
    { text: `@problem\nA?\n«@solution»\n${filler('en')}\n@answer: 5\n` },
    { text: `@problem\n问？\n«@solution»\n@step\n${filler('zh')}\n@answer: 5\n` },
  ],
  *check(view) {
    for (const chain of chainsOf(view.region)) {
      if (!chain.whole || demandOn(view, chain) < long) continue
      const isPlanned = chain.links.some(
        link =>
          link.step?.kind === 'plan' || link.step?.kind === 'understand' || view.words.has('planning', proseIn(link)),
      )
      if (isPlanned) continue
      yield {
        span: chain.solution.directive.nameSpan,
        message: message('The solution nowhere says how it goes about the problem; expected a plan'),
      }
    }
  },
}

/** In words. */
const long = 180

function filler(language: 'en' | 'zh'): string {
  return Array.from({ length: 20 }, (_, i) =>
    language === 'en'
      ? `Line ${i + 1} meets each of the other lines in one point or in none.`
      : `第 ${i + 1} 条直线与其余各条直线各有一个交点或者没有交点。`,
  ).join('\n')
}
