import type { StepKind } from '../format/directives.ts'
import { type Message, message } from '../message.ts'
import { type Chain, chainsOf, isRelation, type Link, proseIn } from './chain.ts'
import type { Rule, View } from './rule.ts'

export const stepKindMismatch: Rule = {
  id: 'step-kind-mismatch',
  title: 'A step that is not what it is called',
  severity: 'hint',
  docs: `
The kinds of steps say what a solution is made of: the score counts them, exports carry them, and who reads by them expects a
check where one is announced. A \`verify\` that compares nothing is worse than none, for it teaches to say that all is well.
That wrong kinds hurt training was not measured: a hint.

A \`verify\` should calculate or compare something, a \`compute\` calculate, a \`case\` name its case, here or in its title, and a
\`conclude\` stand at the end; what comes after it may only check. Do that, or change the kind.
`,
  good: [
    '@problem\nA?\n@solution\n@step compute\n$2 + 3 = 5$.\n@step case: $n$ even\nIt is $5$.\n@step verify\n$5 - 3 = 2$.\n@step conclude\nIt is $5$.\n@answer: 5\n',
    '@problem\nA?\n@solution\n@step conclude\nIt is $5$.\n@step verify\nThis agrees with the first table.\n@answer: 5\n',
    '@problem\nA?\n@solution\n@step compute\nHe has 2 * 3 = 6 pens.\n@step compute\nAltogether that is twenty times seven, or 140 pens.\n@answer: 140\n',
    '@problem\nA?\n@solution\n@step compute\n`f(3)` prints `8`.\n@step case\nSuppose it is odd.\n@answer: 5\n',
    '@problem\n问？\n@solution\n@step compute\n$2 + 3 = 5$。\n@step case\n若为奇数，则无解。\n@step verify\n代入原式，成立。\n@step conclude\n答案是 $5$。\n@answer: 5\n',
  ],
  bad: [
    {
      text: '@problem\nA?\n@solution\n@step «compute»\nWe add all of them.\n@step «case»\nThis is simple.\n@step «conclude»\nIt is $5$.\n@step derive\nNow it is $5$.\n@step «verify»\nAll went well.\n@answer: 5\n',
    },
    {
      text: '@problem\n问？\n@solution\n@step «compute»\n把它们加起来。\n@step «case»\n这很简单。\n@step «verify»\n过程没有什么问题。\n@answer: 5\n',
    },
  ],
  *check(view) {
    for (const chain of chainsOf(view.region)) {
      for (const [i, link] of chain.links.entries()) {
        const { step } = link
        const said = step?.kind && mismatch(view, chain, i, link, step.kind)
        if (!said) continue
        yield { span: step.directive.word?.span ?? step.directive.nameSpan, message: said }
      }
    }
  },
}

function mismatch({ words }: View, chain: Chain, at: number, link: Link, kind: StepKind): Message | undefined {
  const prose = `${link.step?.title?.text ?? ''}\n${proseIn(link)}`
  const relations = link.signs.some(isRelation)
  const numbers = link.signs.filter(({ type }) => type === 'number').length
  const isCode = link.signs.some(({ type }) => type === 'code')
  switch (kind) {
    case 'verify':
      if (relations || numbers > 0 || isCode || words.has('comparison', prose)) return undefined
      return message('This step is called "verify" and compares nothing; expected a check, or another kind')
    case 'compute':
      if (relations || numbers > 0 || isCode || link.signs.some(({ type }) => type === 'math')) return undefined
      return message('This step is called "compute" and calculates nothing; expected a calculation, or another kind')
    case 'case':
      if (words.has('case-naming', prose) || words.has('case-work', prose) || link.step?.title) return undefined
      if (relations) return undefined
      return message('This step is called "case" and names none; expected the case it treats')
    case 'conclude': {
      const after = chain.links.slice(at + 1).find(({ step }) => step?.kind !== 'verify' && step?.kind !== 'reconsider')
      // Of a flawed solution the end is not judged.
      if (!after) return undefined
      if (after.step?.kind === 'conclude') return undefined
      return message('This step is called "conclude" and more steps follow; expected it at the end, or another kind')
    }
    default:
      return undefined
  }
}
