import { idFrom } from '../dataset/ids.ts'
import { type Message, message } from '../message.ts'
import { isId } from '../row.ts'
import { exampleOf, type Rule } from './rule.ts'

export const invalidId: Rule = {
  id: 'invalid-id',
  title: 'An id with characters that no id has',
  severity: 'error',
  docs: `
Ids become file names, keys and column values in programs that nobody has chosen yet, so they are made of what all of
them take: letters from A to Z, digits, \`.\`, \`_\` and \`-\`, with a letter or digit first, at most 128 in all, and no
name that Windows keeps for a device, such as \`con\`. An example with another id is never exported.

Write the id within these bounds. A name in another script goes into \`title\`.
`,
  good: ['@example a\n', '@example 2024-aime_I.15\n', '@example console\n'],
  bad: [
    { text: '@example «café/1»\n', fixed: '@example cafe-1\n' },
    { text: '@example «-sum»\n', fixed: '@example sum\n' },
    { text: '@example «con»\n', fixed: '@example con-1\n' },
    { text: '@example «求和»\n' },
    { text: `@example «${'a'.repeat(129)}»\n`, fixed: `@example ${'a'.repeat(128)}\n` },
  ],
  *check({ region }) {
    for (const { id } of exampleOf(region)) {
      if (!id || isId(id.text)) continue
      const meant = idFrom(id.text)
      yield {
        span: id.span,
        message: whyInvalid(id.text),
        ...(meant !== undefined && {
          fixes: [{ title: message('Write the id as {id}', { id: meant }), edits: [{ span: id.span, text: meant }] }],
        }),
      }
    }
  },
}

function whyInvalid(id: string): Message {
  const foreign = [...new Set(id.match(/[^A-Za-z0-9._-]/gu))].map(char => `"${char}"`)
  if (foreign.length) {
    return message('The id holds {characters}; expected only letters from A to Z, digits, ".", "_" and "-"', {
      characters: foreign.length > 5 ? `${foreign.slice(0, 5).join(', ')} …` : foreign.join(', '),
    })
  }
  if (!/^[A-Za-z0-9]/.test(id)) {
    return message('The id starts with "{character}"; expected a letter or a digit', { character: id[0]! })
  }
  if (id.length > 128) {
    return message('The id has {count} characters; expected at most {limit}', { count: id.length, limit: 128 })
  }
  return message('"{id}" is the name of a device on Windows; expected another id', { id })
}
