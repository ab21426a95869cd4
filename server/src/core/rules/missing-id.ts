import { idFrom } from '../dataset/ids.ts'
import type { Region } from '../format/document.ts'
import { message } from '../message.ts'
import { isId } from '../row.ts'
import { span } from '../span.ts'
import { insertion, newlineOf } from './edits.ts'
import { exampleOf, type Fix, type Rule } from './rule.ts'
import { restIsWord } from './unreadable-directive.ts'

export const missingId: Rule = {
  id: 'missing-id',
  title: 'An example without an id',
  severity: 'error',
  docs: `
The id is the name of an example wherever it goes: in the exported record, in what a model said of it, in the report of
an evaluation. Without one an example is checked but never exported, since nothing could lead from a record back to its
source. Parts that stand before the first \`@example\` are such an example.

Write a short id after \`@example\`, such as \`@example sum-of-cubes\`.
`,
  good: ['@limo 1\n\n@example sum-of-cubes\n'],
  bad: [
    { text: '«@example»\n@problem\nWhat?\n', fixed: '@example what\n@problem\nWhat?\n' },
    { text: '«@example»: sums\n', fixed: '@example sums\n' },
    { text: '«@example»\ntitle: Sums of cubes\n', fixed: '@example sums-of-cubes\ntitle: Sums of cubes\n' },
    {
      text: '@limo 1\n«@problem»\nWhat is a set?\n@answer proof\n',
      fixed: '@limo 1\n@example what-is-a-set\n@problem\nWhat is a set?\n@answer proof\n',
    },
    { text: '«@example»\n@problem\n求和\n' },
  ],
  *check({ region }) {
    for (const { directive, id } of exampleOf(region)) {
      if (id) continue
      const fix = fixOf(region)
      const fixes = fix && { fixes: [fix] }
      if (directive) {
        yield {
          span: directive.nameSpan,
          message: message('The example has no id; expected one after @example'),
          ...fixes,
        }
        continue
      }
      const first = region.directives.find(({ name }) => name !== 'limo')!
      yield { span: first.nameSpan, message: message('No @example stands above this part; expected one'), ...fixes }
    }
  },
}

function fixOf(region: Region): Fix | undefined {
  const example = region.example!
  const { directive } = example
  if (directive && restIsWord(directive) && isId(directive.rest!.text)) {
    const { nameSpan, rest } = directive
    return {
      title: message('Write the id as {id}', { id: rest!.text }),
      edits: [{ span: span(nameSpan.end, rest!.span.start), text: ' ' }],
    }
  }
  const named = example.fields.values.title ?? example.problem?.text.value ?? ''
  const id = idFrom(named.toLowerCase().trim().split(/\s+/, 6).join(' '))
  if (id === undefined) return undefined
  const first = region.directives.find(({ name }) => name !== 'limo')!
  return {
    title: message('Write the id as {id}', { id }),
    edits: [
      directive
        ? insertion(directive.nameSpan.end, ` ${id}`)
        : insertion(first.line.start, `@example ${id}${newlineOf(region)}`),
    ],
  }
}
