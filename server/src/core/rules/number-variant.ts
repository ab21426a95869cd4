import { message } from '../message.ts'
import { likesIn } from './near-duplicate.ts'
import type { Rule } from './rule.ts'

export const numberVariant: Rule = {
  id: 'number-variant',
  title: 'Two problems that differ in their numbers only',
  severity: 'hint',
  asksFor: 'likes',
  docs: `
Two problems have at least four fifths of their runs of words in common, and their numbers differ. They are different problems, and
templates filled with numbers are a way to make data. But the second teaches little that the first does not: GSM-Symbolic
(arXiv 2410.05229) filled templates of GSM8K to test what models had only memorised. Whether variants harm a small set is not
known; so this is a hint. Problems of fewer than six words beside numbers and signs are calculations, and nothing is said of them.

Keep the one with the better solution, or make the other ask something else.
`,
  good: [
    '@example a\n@problem\nCompute $3 + 4$.\n@example b\n@problem\nCompute $5 + 6$.\n',
    '@example a\n@problem\nTom has $3$ bags of $4$ apples. How many apples has he?\n@example b\n@problem\nTom has $3$ bags of $4$ apples. How many apples has he?\n',
  ],
  bad: [
    {
      text: '@example a\n@problem\n«Tom has $3$ bags of $4$ apples. How many apples has he?»\n@example b\n@problem\n«Tom has $5$ bags of $12$ apples. How many apples has he?»\n',
    },
  ],
  checkDocument: view =>
    likesIn(view, false, ({ place }) =>
      message('Only the numbers differ from "{id}"; expected a problem that teaches something else', {
        id: place.region.example?.id?.text ?? 'an example without id',
      }),
    ),
}
