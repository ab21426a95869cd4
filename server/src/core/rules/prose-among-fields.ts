import type { Region } from '../format/document.ts'
import { message } from '../message.ts'
import type { Span } from '../span.ts'
import { commentOut, insertion, newlineOf } from './edits.ts'
import { type Fix, flawsOf, type Rule } from './rule.ts'
import { nearMisses } from './stray-text.ts'

export const proseAmongFields: Rule = {
  id: 'prose-among-fields',
  title: 'Prose where fields are expected',
  severity: 'error',
  docs: `
Between \`@example\` and the first part stand fields, \`key: value\`. Prose there belongs to nothing and is exported by
nothing: mostly it is a problem whose \`@problem\` was forgotten, and a model cannot learn from a solution without one.

Write \`@problem\` above the text, or make a note to yourself a comment with \`%%\`.
`,
  good: ['@example a\ntitle: Sums\n%% A note\n@problem\nWhat is $1+1$?\n'],
  bad: [
    {
      text: '@example a\ntitle: Sums\n«What is $1+1$?\n\nGive a number.»\n\n@answer: 2\n',
      fixed: '@example a\ntitle: Sums\n@problem\nWhat is $1+1$?\n\nGive a number.\n\n@answer: 2\n',
    },
    {
      text: '@limo 1\n«Collected in May.»\ntitle: A\n',
      fixed: '@limo 1\n%% Collected in May.\ntitle: A\n',
    },
    { text: '@example a\n«Easy.»\n@problem\nWhat?\n', fixed: '@example a\n%% Easy.\n@problem\nWhat?\n' },
  ],
  *check({ region }) {
    const misses = nearMisses(region)
    for (const { span } of flawsOf(region, 'prose-among-fields')) {
      if (misses.has(span.start)) continue
      const asComment: Fix = { title: message('Make it a comment'), edits: commentOut(region, span) }
      yield {
        span,
        message: message('This text stands among the fields; expected "key: value" or a part such as @problem'),
        fixes: isProblem(region, span) ? [asProblem(region, span), asComment] : [asComment],
      }
    }
  },
}

/** Whether the text can become the problem: there is none, and no field follows that would become part of it. */
function isProblem({ example, text }: Region, { start, end }: Span): boolean {
  const directive = example?.directive
  if (!directive || example.problem) return false
  const { body } = directive
  return body.start <= start && end <= body.end && text.slice(end, body.end).trim() === ''
}

function asProblem(region: Region, { start }: Span): Fix {
  return { title: message('Write @problem above it'), edits: [insertion(start, `@problem${newlineOf(region)}`)] }
}
