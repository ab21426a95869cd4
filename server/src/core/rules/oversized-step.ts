import { splitStep } from '../features/split-steps.ts'
import { message } from '../message.ts'
import { chainsOf, nameOf } from './chain.ts'
import type { Rule } from './rule.ts'

/** In words. */
export const oversized = 220

export const oversizedStep: Rule = {
  id: 'oversized-step',
  title: 'A step that holds too much',
  severity: 'hint',
  docs: `
A step of several hundred words is many steps under one name: a reader cannot say which of its claims fails, and a label for
the step says little. LIMO asks for steps as fine as the difficulty asks; the steps of the solutions in MATH have about 40
words, and one in a hundred has more than 200. What an oversized step costs in training was not measured: the evidence
is weak.

Cut it, at its paragraphs if it has several. The fix guesses the kinds of the new steps; look at them.
`,
  good: ['@problem\nA?\n@solution\n@step\nAdd them.\n@step\nIt is $\\boxed{5}$.\n@answer: 5\n'],
  bad: [
    {
      text: `@problem\nA?\n@solution\n«@step»\n${paragraph('first', 30)}\n\n${paragraph('next', 20)}\n@step\nIt is $5$.\n@answer: 5\n`,
      fixed: `@problem\nA?\n@solution\n@step\n${paragraph('first', 30)}\n\n@step conclude\n${paragraph('next', 20)}\n@step\nIt is $5$.\n@answer: 5\n`,
    },
  ],
  *check({ region, words }) {
    for (const chain of chainsOf(region)) {
      if (chain.links.length < 2) continue
      for (const link of chain.links) {
        if (link.size < oversized) continue
        const edits = splitStep(region, link, words)
        yield {
          span: nameOf(chain, link),
          message: message('Step {step} holds about {size} words; expected a step for each thought', {
            step: link.number,
            size: Math.round(link.size / 10) * 10,
          }),
          ...(edits.length && { fixes: [{ title: message('Cut it into steps'), edits }] }),
        }
      }
    }
  },
}

function paragraph(word: string, count: number): string {
  return Array.from({ length: count }, (_, i) => `The ${word} number is line ${i}.`).join(' ')
}
