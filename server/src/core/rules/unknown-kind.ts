import { directives } from '../format/directives.ts'
import type { Directive, Region } from '../format/document.ts'
import { nearest } from '../format/nearest.ts'
import { type Message, message } from '../message.ts'
import { insertion } from './edits.ts'
import { missingColon } from './missing-colon.ts'
import type { Fix, Rule } from './rule.ts'

export const unknownKind: Rule = {
  id: 'unknown-kind',
  title: 'A kind of solution, step or answer that does not exist',
  severity: 'error',
  docs: `
The word after \`@solution\` says whether it is to be imitated: one that is not exactly \`flawed\` counts as correct and
would be trained on as such. The word after \`@step\` says what the step does, the word after \`@answer\` how answers are
compared, so that \`(1, 2)\` is a point or an interval. A word that is not known says nothing.

Write one of the kinds that the message names, or a colon before what is meant as a title or as the answer itself.
`,
  good: ['@solution flawed\n@step compute: Add\n@step: Then\n@answer set: \\{1\\}\n', '@solution correct\n@step\n'],
  bad: [
    { text: '@solution «Flawed»\n@step «dervie»: The cycle\n', fixed: '@solution flawed\n@step derive: The cycle\n' },
    { text: '@answer «42»\n', fixed: '@answer: 42\n' },
    { text: '@solution «wrong»: Guess\n@step «prove»: Induction\n@answer «integer»: 5\n' },
  ],
  *check({ region }) {
    for (const directive of region.directives) {
      const { name, word } = directive
      const values = directives[name].word?.values
      if (!word || !values || values.includes(word.text) || name === 'limo') continue
      const text = missingColon(region.text, directive)
      // With more words behind it, it is the start of a text, which unreadable-directive reports.
      if (text && text.span.end > word.span.end && directive.unread.length + directive.attributes.length) continue
      const fix = fixOf(directive, values, region)
      yield {
        span: word.span,
        message: whatIsExpected(name, word.text, values),
        ...(fix && { fixes: [fix] }),
      }
    }
  },
}

function whatIsExpected(name: string, found: string, values: readonly string[]): Message {
  const args = { found, kinds: values.join(', ') }
  if (name === 'solution') return message('"{found}" is no kind of solution; expected correct or flawed', args)
  if (name === 'step') return message('"{found}" is no kind of step; expected one of {kinds}', args)
  return message('"{found}" is no kind of answer; expected one of {kinds}', args)
}

function fixOf({ word, nameSpan }: Directive, values: readonly string[], region: Region): Fix | undefined {
  const meant = nearest(word!.text, values)
  if (meant) return { title: message('Write {word}', { word: meant }), edits: [{ span: word!.span, text: meant }] }
  const isLast = /^[ \t]*(?:[\r\n]|$)/.test(region.text.slice(word!.span.end, word!.span.end + 200))
  return isLast ? { title: message('Write the colon'), edits: [insertion(nameSpan.end, ':')] } : undefined
}
