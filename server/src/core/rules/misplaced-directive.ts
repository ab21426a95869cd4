import type { Directive, Flaw, Region } from '../format/document.ts'
import { type Message, message } from '../message.ts'
import { insertion, newlineOf } from './edits.ts'
import { openFences } from './fences.ts'
import { type Fix, flawsOf, type Rule } from './rule.ts'

export const misplacedDirective: Rule = {
  id: 'misplaced-directive',
  title: 'A directive where it belongs to nothing',
  severity: 'error',
  docs: `
A \`@step\` belongs to the solution above it, an \`@error\` to a step of a flawed solution, and \`@limo\` opens the file.
Anywhere else the directive and the text below it belong to nothing: they stay in the file, but no check reads them
and no export writes them. A step lost in this way leaves a gap in the reasoning, and training suffers more from
missing and shuffled steps than from wrong numbers ([arXiv 2502.07374](https://arxiv.org/abs/2502.07374)).

Write \`@solution\` before the first step, \`@solution flawed\` where an \`@error\` follows, and the header at the top.
`,
  good: [
    '@limo 1\n@example a\n@solution flawed\n@step\n$1 + 1 = 3$\n@error: It is $2$\n',
    '@example a\n@solution\n@step\nOne.\n@answer: 1\n@step\nTwo.\n',
    '@example a\n@problem\n```\n@step\n```\n',
  ],
  bad: [
    {
      text: '@example a\n@problem\nWhat?\n«@step»\nOne.\n«@step»\nTwo.\n',
      fixed: '@example a\n@problem\nWhat?\n@solution\n@step\nOne.\n@step\nTwo.\n',
    },
    {
      text: '@example a\n@solution correct\n@step\n$1 + 1 = 3$\n«@error»: It is $2$\n',
      fixed: '@example a\n@solution flawed\n@step\n$1 + 1 = 3$\n@error: It is $2$\n',
    },
    { text: '@example a\n@solution flawed\n«@error»: Nothing is shown\n' },
    { text: '@example a\n«@limo» 1\ntitle: Late\n' },
  ],
  *check({ region }) {
    const flaws = new Map([...flawsOf(region, 'misplaced-directive')].map(flaw => [flaw.span.start, flaw]))
    if (!flaws.size) return
    // A directive that cuts code is reported as that.
    const inCode = new Set([...openFences(region)].flatMap(fence => fence.cutBy))
    let solution: Directive | undefined
    let isFirstStep = true
    for (const directive of region.directives) {
      if (directive.name === 'solution') solution = directive
      const flaw = flaws.get(directive.nameSpan.start)
      if (!flaw || inCode.has(directive)) continue
      const fix = flaw.name === 'step' ? isFirstStep && putBelowSolution(region, flaw) : markFlawed(flaw, solution)
      if (flaw.name === 'step') isFirstStep = false
      yield { span: flaw.span, message: whyMisplaced(flaw), ...(fix && { fixes: [fix] }) }
    }
  },
}

type Misplaced = Extract<Flaw, { type: 'misplaced-directive' }>

function whyMisplaced({ name, expected }: Misplaced): Message {
  if (name === 'limo') return message('@limo opens the file; expected as its first directive, once')
  if (name === 'step') return message('No solution stands above this @step; expected @solution first')
  if (expected.includes('flawed')) return message('This solution is not marked as flawed; expected @solution flawed')
  return message('No step stands above this @error; expected the @step that is wrong')
}

function putBelowSolution(region: Region, { span }: Misplaced): Fix {
  return {
    title: message('Write @solution before it'),
    edits: [insertion(span.start, `@solution${newlineOf(region)}`)],
  }
}

function markFlawed({ expected }: Misplaced, solution: Directive | undefined): Fix | undefined {
  if (!expected.includes('flawed') || !solution) return undefined
  const { word, nameSpan } = solution
  return {
    title: message('Mark the solution as flawed'),
    edits: [word ? { span: word.span, text: 'flawed' } : insertion(nameSpan.end, ' flawed')],
  }
}
