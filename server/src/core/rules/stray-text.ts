import type { Region } from '../format/document.ts'
import { message } from '../message.ts'
import { commentOut } from './edits.ts'
import { flawsOf, type Rule } from './rule.ts'

export const strayText: Rule = {
  id: 'stray-text',
  title: 'Text that belongs to no part',
  severity: 'error',
  docs: `
Text before the first directive, and text below an answer or a claim that already stands after its colon, belongs to
no part of an example. It stays in the file, but it is never checked and never exported, so a reader of the data set
does not get to see it.

Move the text into the part that it is about, or make it a comment with \`%%\`.
`,
  good: [
    '%% Collected in May.\n\n@limo 1\n',
    '@example a\n@answer: 5\n%% or 5.0\n@check\n1 + 1 = 2\n',
    '@example a\n@answer\n5\n',
  ],
  bad: [
    { text: '«Collected in May.»\n@limo 1\n', fixed: '%% Collected in May.\n@limo 1\n' },
    {
      text: '@example a\n@answer: 5\n«The unit is metres.\n\nMore.»\n\n@check: 1 + 1 = 2\n',
      fixed: '@example a\n@answer: 5\n%% The unit is metres.\n\n%% More.\n\n@check: 1 + 1 = 2\n',
    },
  ],
  *check({ region }) {
    const misses = nearMisses(region)
    for (const flaw of flawsOf(region, 'stray-text')) {
      if (misses.has(flaw.span.start)) continue
      yield {
        span: flaw.span,
        message:
          flaw.where === 'before'
            ? message('This text stands before the first directive; expected a part such as @problem above it')
            : message('@{name} holds what is after its colon; the text below it is never exported', {
                name: flaw.name ?? '',
              }),
        fixes: [{ title: message('Make it a comment'), edits: commentOut(region, flaw.span) }],
      }
    }
  },
}

/** Where misspelled directives start: a text below one is stray only because of it, which is reported by itself. */
export function nearMisses(region: Region): ReadonlySet<number> {
  return new Set([...flawsOf(region, 'unknown-directive')].map(flaw => flaw.line.start))
}
