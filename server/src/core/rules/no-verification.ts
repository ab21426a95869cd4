import { message } from '../message.ts'
import { type Chain, chainsOf, demandOn, proseIn } from './chain.ts'
import { insertion, newlineOf } from './edits.ts'
import type { Fix, Rule, View } from './rule.ts'
import { isProof } from './solutions.ts'

export const noVerification: Rule = {
  id: 'no-verification',
  title: 'A long solution that checks nothing',
  severity: 'hint',
  docs: `
LIMO's first version asks for verification throughout, and a fifth of the score of its third is for words of
verification. The evidence is contested: taking such words out matters little (arXiv 2502.07374), and pruning
checks that are not needed even helps (arXiv 2505.19187). So this is a hint, and only for long solutions, of hard
problems sooner. A step of the kind \`verify\` or \`reconsider\` counts, and so do words such as "check" or 验证 (the word list
\`verification\`), and a \`@check\`. A proof needs none.

Where a mistake is likely, check the result in another way: put it back into the problem, try a small case, estimate.
`,
  good: [
    '@problem\nA?\n@solution\nAdd them: $2 + 3 = \\boxed{5}$.\n@answer: 5\n',
    `@problem\nA?\n@solution\n${filler('en')}\n\nWe check it: $5 - 3 = 2$.\n@answer: 5\n`,
    `@problem\nProve that it is so.\n@solution\n${filler('en')}\n@answer proof\n`,
    `@problem\n问？\n@solution\n${filler('zh')}\n\n验算：$5 - 3 = 2$。\n@answer: 5\n`,
  ],
  bad: [
    { text: `@problem\nA?\n«@solution»\n${filler('en')}\n@answer: 5\n` },
    {
      text: `@problem\nA?\n«@solution»\n@step\n${filler('en')}\n@step conclude\nIt is $5$.\n\n@answer: 5\n`,
      fixed: `@problem\nA?\n@solution\n@step\n${filler('en')}\n@step verify\nTODO\n\n@step conclude\nIt is $5$.\n\n@answer: 5\n`,
    },
    {
      text: `@problem\n问？\n«@solution»\n@step\n${filler('zh')}\n@answer: 5\n`,
      fixed: `@problem\n问？\n@solution\n@step\n${filler('zh')}\n\n@step verify\nTODO\n@answer: 5\n`,
    },
  ],
  *check(view) {
    const { region, words } = view
    const { example } = region
    if (!example || isProof(example) || example.checks.length) return
    for (const chain of chainsOf(region)) {
      if (!chain.whole || demandOn(view, chain) < long) continue
      const isVerified = chain.links.some(
        link =>
          link.step?.kind === 'verify' ||
          link.step?.kind === 'reconsider' ||
          link.step?.checks.length ||
          words.has('verification', proseIn(link)),
      )
      if (isVerified || chain.solution.checks.length) continue
      const fix = skeleton(view, chain)
      yield {
        span: chain.solution.directive.nameSpan,
        message: message('Nothing of this long solution is checked; expected a check of the result'),
        ...(fix && { fixes: [fix] }),
      }
    }
  },
}

/** In words. */
const long = 200

/** A step to be filled, before the conclusion; `leftover-talk` reports it until then. */
function skeleton({ region }: View, { links }: Chain): Fix | undefined {
  const last = links.at(-1)?.step
  if (!last) return undefined
  const newline = newlineOf(region)
  const title = message('Add a step that verifies')
  const step = `@step verify${newline}TODO${newline}`
  if (last.kind === 'conclude') return { title, edits: [insertion(last.directive.line.start, `${step}${newline}`)] }
  return { title, edits: [insertion(last.directive.body.end, `${newline}${step}`)] }
}

function filler(language: 'en' | 'zh'): string {
  return Array.from({ length: 20 }, (_, i) =>
    language === 'en'
      ? `Line ${i + 1} meets each of the other lines in one point or in none.`
      : `第 ${i + 1} 条直线与其余各条直线各有一个交点或者没有交点。`,
  ).join('\n')
}
