import { splitStep } from '../features/split-steps.ts'
import { message } from '../message.ts'
import { chainsOf, difficultyOf, nameOf } from './chain.ts'
import { oversized } from './oversized-step.ts'
import type { Rule } from './rule.ts'

export const unevenGranularity: Rule = {
  id: 'uneven-granularity',
  title: 'A step that is far larger than the others',
  severity: 'hint',
  docs: `
Where most steps hold a sentence or two and one holds most of the solution, the reasoning is fine where it is easy and coarse
where it is hard. LIMO asks for steps as fine as the difficulty asks, more so for hard problems; its score has a part for
it. What uneven steps cost in training was not measured: the evidence is weak. A step is reported from several times
the size of a middling one, the sooner the harder the problem is.

Cut the large step, or draw the small ones together.
`,
  good: [
    '@problem\nA?\n@solution\n@step\nAdd them.\n@step\nIt is more.\n@step\nIt is less.\n@step\nIt is $\\boxed{5}$.\n@answer: 5\n',
  ],
  bad: [
    {
      text: `@problem\nA?\n@solution\nAdd all of them.\n\nThat is two and three.\n\n${many(18)}\n\nIt is $\\boxed{5}$.\n@answer: 5\n`.replace(
        '@solution',
        '«@solution»',
      ),
    },
    {
      text: `@problem\nA?\n@solution\n@step\nAdd all of them.\n@step\nThat is two and three.\n«@step»\n${many(10)}\n\n${many(8)}\n@step\nIt is $\\boxed{5}$.\n@answer: 5\n`,
      fixed: `@problem\nA?\n@solution\n@step\nAdd all of them.\n@step\nThat is two and three.\n@step\n${many(10)}\n\n@step conclude\n${many(8)}\n@step\nIt is $\\boxed{5}$.\n@answer: 5\n`,
    },
  ],
  *check(view) {
    const { region, words } = view
    const times = 8 - (difficultyOf(view) ?? 5) * 0.4
    for (const chain of chainsOf(region)) {
      const steps = chain.links.filter(link => link.number > 0)
      if (!chain.whole || steps.length < 4) continue
      const sizes = steps.map(step => step.size).sort((a, b) => a - b)
      const middle = sizes[sizes.length >> 1]!
      for (const link of steps) {
        if (link.size >= oversized || link.size < Math.max(least, times * Math.max(middle, small))) continue
        const edits = splitStep(region, link, words)
        yield {
          span: nameOf(chain, link),
          message: message('Step {step} is {times} times as long as a middling one; expected steps of a similar size', {
            step: link.number,
            times: Math.round(link.size / Math.max(middle, 1)),
          }),
          ...(edits.length && { fixes: [{ title: message('Cut it into steps'), edits }] }),
        }
      }
    }
  },
}

/** In words: less is no large step, and less than `small` is no size to compare with. */
const least = 80
const small = 10

function many(count: number): string {
  return Array.from({ length: count }, (_, i) => `The next number is line ${i}.`).join(' ')
}
