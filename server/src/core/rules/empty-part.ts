import { exampleParts, type Part, type Solution } from '../format/document.ts'
import { type Message, message } from '../message.ts'
import { exampleOf, type Rule } from './rule.ts'

export const emptyPart: Rule = {
  id: 'empty-part',
  title: 'A part without text',
  severity: 'error',
  docs: `
A problem, a solution or an answer without text makes an example that cannot be exported, and an empty step is a hole
in the reasoning: models trained on chains with steps left out lose far more than those trained on chains with wrong
numbers in them ([arXiv 2502.07374](https://arxiv.org/abs/2502.07374)). A title is for authors; it is not exported and
does not fill a step.

Write the text below the directive or after its colon. What opens a solution before its first step may be empty, and so
may an \`@error\` and the answer of a proof.
`,
  good: ['@example a\n@problem: What?\n@solution\n@step\nOne.\n@solution flawed\n@step\nTwo.\n@error\n@answer proof\n'],
  bad: [
    { text: '@example a\n«@problem»\n\n«@solution»\n«@solution»: By induction\n«@answer» number\n' },
    { text: '@example a\n@solution\n«@step» plan: Induction\n%% to do\n«@hint»\n«@check»:\n@step\nOne.\n' },
  ],
  *check({ region }) {
    for (const example of exampleOf(region)) {
      for (const part of exampleParts(example)) {
        const { directive, text } = part
        if (text.value.trim() !== '' || directive.name === 'error') continue
        if (directive.name === 'solution' && (part as Solution).steps.length) continue
        if (directive.name === 'answer' && example.answer!.kind === 'proof') continue
        yield { span: directive.nameSpan, message: whatIsExpected(part) }
      }
    }
  },
}

function whatIsExpected({ directive: { name } }: Part): Message {
  switch (name) {
    case 'answer':
      return message('The answer is empty; expected one, or @answer proof')
    case 'solution':
      return message('The solution is empty; expected text or steps below it')
    default:
      return message('The @{name} is empty; expected text below it', { name })
  }
}
