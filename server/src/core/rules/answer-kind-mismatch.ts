import type { AnswerKind } from '../format/directives.ts'
import { kindOf } from '../math/answers.ts'
import { message } from '../message.ts'
import { exampleOf, type Rule } from './rule.ts'

export const answerKindMismatch: Rule = {
  id: 'answer-kind-mismatch',
  title: 'An answer of another kind than it says',
  severity: 'warning',
  docs: `
The kind says how answers are compared: a set in any order, a tuple in its own. With the wrong kind right answers count
as wrong, and wrong ones as right, in our checks and in rewards made from the data. Only what cannot be read otherwise
is reported: a number that is a pair, a matrix that is a number. How much it spoils training is not known.

Name the kind that the answer has, or none: then it is inferred.
`,
  good: [
    '@answer number: 1,000\n',
    '@answer set: 5\n',
    '@answer interval: (1, 2)\n',
    '@answer set: (1, 2)\n',
    '@answer choice: 12\n',
    '@answer expression: 2x + 1\n',
    '@answer tuple: \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}\n',
  ],
  bad: [
    { text: '@answer «number»: (1, 2)\n', fixed: '@answer tuple: (1, 2)\n' },
    { text: '@answer «matrix»: 5\n', fixed: '@answer number: 5\n' },
    { text: '@answer «number»: \\{1, 2\\}\n', fixed: '@answer set: \\{1, 2\\}\n' },
  ],
  *check({ region }) {
    for (const { answer } of exampleOf(region)) {
      const word = answer?.directive.word
      if (!answer?.kind || !word || answer.text.value.length > longest) continue
      const actual = kindOf(answer.text.value)
      if (!actual || !contradictions[answer.kind]?.includes(actual)) continue
      yield {
        span: word.span,
        message: message('The answer is no {kind}; expected the kind "{actual}"', { kind: answer.kind, actual }),
        fixes: [{ title: message('Write {word}', { word: actual }), edits: [{ span: word.span, text: actual }] }],
      }
    }
  },
}

const longest = 200

/** What an answer of each kind is certainly not. */
const contradictions: Readonly<Partial<Record<AnswerKind, readonly AnswerKind[]>>> = {
  number: ['tuple', 'set', 'interval', 'matrix'],
  tuple: ['number', 'set'],
  interval: ['number', 'matrix'],
  matrix: ['number', 'set', 'interval'],
  equation: ['number', 'tuple', 'matrix', 'interval'],
  set: ['matrix'],
}
