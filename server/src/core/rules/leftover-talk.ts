import { message } from '../message.ts'
import { span } from '../span.ts'
import { chainsOf, placeIn, proseIn } from './chain.ts'
import type { Rule } from './rule.ts'

export const leftoverTalk: Rule = {
  id: 'leftover-talk',
  title: 'Talk that belongs to no solution',
  severity: 'warning',
  docs: `
"As an AI", "I hope this helps", "the answer key says", "TODO", "[insert figure]": what is left of a conversation, of a
marked paper or of editing is no reasoning, and a model that is trained on it says so too. A solution that leans on an
answer key does not derive its answer; such records are among what s1 and OpenThoughts filter out. The evidence is strong that
models copy the manner of what they are trained on. The phrases are in the word list \`leftover\`, which a project can change.

Delete it, or write the reason that it stands for.
`,
  good: [
    '@problem\nA?\n@solution\nThe user of the machine has $5$ solutions, by the above.\n@answer: 5\n',
    '@problem\nThe answer key has 5 items. How many?\n@solution\n$\\text{TODO}$ and `TODO` are no words.\n@answer: 5\n',
    '@problem\n问？\n@solution\n由上面的结论，答案是 $5$。\n@answer: 5\n',
  ],
  bad: [
    {
      text: '@problem\nA?\n@solution\n«As an AI», I add them.\n\nIt is $5$. «Let me know if» it is not.\n@answer: 5\n',
    },
    {
      text: '@problem\nA?\n@solution\n@step\nBy the «answer key» it is $5$.\n@step\n«TODO» and «[insert» a figure].\n@answer: 5\n',
    },
    { text: '@problem\nA?\n@solution\n@step\n«<think>»\nIt is $5$.\n@step\n«Assistant:» It is.\n@answer: 5\n' },
    { text: '@problem\n问？\n@solution\n«作为一个AI»，我算出 $5$，与«参考答案»一致。\n@answer: 5\n' },
  ],
  *check({ region, words }) {
    for (const { links } of chainsOf(region)) {
      for (const link of links) {
        const prose = proseIn(link)
        const found = [...words.find('leftover', prose), ...marksIn(prose)].sort((a, b) => a.start - b.start)
        for (const { end, start } of found) {
          const place = span(link.within.start + start, link.within.start + end)
          yield {
            span: placeIn(link, place),
            message: message('"{phrase}" is talk about the solution; expected nothing but the solution', {
              phrase: prose.slice(start, end).replace(/\s+/g, ' '),
            }),
          }
        }
      }
    }
  },
}

/** What chats are written down with. */
const marks =
  /<\|[a-z_]{1,30}\|>|<\/?(?:think|thinking|answer|assistant|user|system)>|^(?:assistant|user|human|system)[:：]/gim

function* marksIn(prose: string): Generator<{ readonly start: number; readonly end: number }> {
  for (const { 0: text, index } of prose.matchAll(marks)) yield { start: index, end: index + text.length }
}
