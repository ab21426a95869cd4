import { splits, statuses } from '../format/fields.ts'
import { nearest } from '../format/nearest.ts'
import { message } from '../message.ts'
import type { Span } from '../span.ts'
import { type Fix, flawsOf, type Rule } from './rule.ts'

export const invalidFieldValue: Rule = {
  id: 'invalid-field-value',
  title: 'A field whose value is not what the field holds',
  severity: 'error',
  docs: `
Every field holds values of one kind: \`difficulty\` a number from 1 to 10, \`topics\` a list, \`status\` one of four
words. A value of another kind is left out of every export, and the filters that pick what is trained on do not see it.

Write a value of the kind that the message names.
`,
  good: [
    '@example a\ntitle: 2024\ntopics: [algebra]\ndifficulty: 7.5\nlanguage: zh-Hans\nstatus: accepted\n',
    '@example a\nsource:\n  name: Own work\n  id: 7\nmeta: {level: 3}\n',
  ],
  bad: [
    { text: '@example a\nstatus: «accpeted»\n', fixed: '@example a\nstatus: accepted\n' },
    { text: '@example a\ntopics: «algebra, sequences»\n', fixed: '@example a\ntopics: [algebra, sequences]\n' },
    { text: '@example a\ndifficulty: «12»\n@problem\nWhat?\n' },
    { text: '@example a\n«title»:\n' },
    { text: '@limo 1\ndefaults:\n  split: «Train»\n', fixed: '@limo 1\ndefaults:\n  split: train\n' },
  ],
  *check({ region }) {
    for (const { span, key, expected, found } of flawsOf(region, 'invalid-field-value')) {
      const fix = fixOf(key, found, span)
      yield {
        span,
        message: found
          ? message('"{key}" is "{found}"; expected {expected}', { key, found, expected })
          : message('"{key}" has no value; expected {expected}', { key, expected }),
        ...(fix && { fixes: [fix] }),
      }
    }
  },
}

const allowed: Readonly<Record<string, readonly string[]>> = { status: statuses, split: splits }
const lists = new Set(['topics', 'tags', 'authors'])

function fixOf(key: string, found: string, span: Span): Fix | undefined {
  const meant = nearest(found, allowed[key] ?? [])
  if (meant) return { title: message('Write {word}', { word: meant }), edits: [{ span, text: meant }], safe: true }
  const isPlain = found.length === span.end - span.start && /^[\p{L}\p{N}][\p{L}\p{N}\p{M} ,.'-]*$/u.test(found)
  if (!lists.has(key) || !isPlain) return undefined
  return { title: message('Make it a list'), edits: [{ span, text: `[${found}]` }], safe: true }
}
