import { directiveNames } from '../format/directives.ts'
import type { Region } from '../format/document.ts'
import { exampleFieldNames, type Field, type Fields, headerFieldNames } from '../format/fields.ts'
import { nearest } from '../format/nearest.ts'
import { type Message, message } from '../message.ts'
import { span } from '../span.ts'
import { isOneLine, linesAround, newlineOf } from './edits.ts'
import { type Fix, flawsOf, type Rule } from './rule.ts'

export const unknownField: Rule = {
  id: 'unknown-field',
  title: 'A field that does not exist',
  severity: 'warning',
  docs: `
Fields say where a problem comes from, how hard it is and to which split it belongs; data sets are filtered and cut by
them. A field whose name is misspelled says nothing to anybody: the example is in the wrong split, or without licence,
and no export shows it.

Write the name as it is spelled. What is your own goes under \`meta\`, which is kept and exported as it is.
`,
  good: ['@limo 1\nlicense: MIT\nmacros:\n  \\R: \\mathbb{R}\n@example a\nstatus: draft\nmeta:\n  level: 3\n'],
  bad: [
    { text: '@example a\n«topcs»: [algebra]\n', fixed: '@example a\ntopics: [algebra]\n' },
    { text: '@example a\n«Title»: Sums\n', fixed: '@example a\ntitle: Sums\n' },
    { text: '@example a\n«score»: 3\ntitle: A\n', fixed: '@example a\nmeta:\n  score: 3\ntitle: A\n' },
    { text: '@example a\n«answer»: 3\n', fixed: '@example a\n@answer: 3\n' },
    { text: '@example a\n«license»: MIT\n', fixed: '@example a\nsource:\n  license: MIT\n' },
    { text: '@limo 1\n«status»: draft\n', fixed: '@limo 1\ndefaults:\n  status: draft\n' },
    { text: '@limo 1\ndefaults:\n  «titel»: A\n', fixed: '@limo 1\ndefaults:\n  title: A\n' },
    { text: '@example a\n«id»: b\nmeta:\n  id: c\n' },
  ],
  *check({ region }) {
    const flaws = [...flawsOf(region, 'unknown-field')]
    const fields = flaws.length ? fieldsOf(region) : []
    for (const place of fields) {
      const byStart = new Map(place.entries.map(field => [field.key.span.start, field]))
      for (const { span: at, key } of flaws) {
        const field = byStart.get(at.start)
        if (!field) continue
        const { said, fix } = explained(region, place, field, key)
        yield { span: at, message: said, ...(fix && { fixes: [fix] }) }
      }
    }
  },
}

/** The fields of one place, and the names that stand there or that a fix is about to put there. */
interface Place {
  readonly entries: readonly Field[]
  readonly names: readonly string[]
  readonly taken: Set<string>
  readonly header: boolean
}

function fieldsOf({ example, header }: Region): Place[] {
  return [
    ...(header ? [placeOf(header.fields, headerFieldNames, true)] : []),
    ...(header?.defaults ? [placeOf(header.defaults, exampleFieldNames, false)] : []),
    ...(example ? [placeOf(example.fields, exampleFieldNames, false)] : []),
  ]
}

function placeOf({ entries }: Fields<object>, names: readonly string[], header: boolean): Place {
  return { entries, names, header, taken: new Set(entries.map(entry => entry.key.text)) }
}

function explained(region: Region, place: Place, field: Field, key: string): { said: Message; fix: Fix | undefined } {
  const { names, header, taken } = place
  const meant = nearest(key, names)
  const part = directiveNames.find(name => name === key.toLowerCase())
  if (part && !header) {
    return {
      said: message('"{key}" is no field; expected the directive @{name}', { key, name: part }),
      fix: {
        title: message('Write @{name}', { name: part }),
        edits: [{ span: span(linesAround(region, field.key.span).start, field.key.span.end), text: `@${part}` }],
      },
    }
  }
  if (!header && key === 'id') {
    return { said: message('The id stands on the line of @example; expected no field for it'), fix: undefined }
  }
  if (!header && key === 'license') {
    return {
      said: message('An example has no field "license"; expected it in the header or below source'),
      fix: below('source'),
    }
  }
  if (header && (exampleFieldNames as readonly string[]).includes(key)) {
    return {
      said: message('"{key}" is a field of an example; in the header it stands below defaults', { key }),
      fix: below('defaults'),
    }
  }
  if (!header && (headerFieldNames as readonly string[]).includes(key)) {
    return { said: message('"{key}" is a field of the header; expected it below @limo', { key }), fix: undefined }
  }
  if (meant) {
    const others = names.filter(name => name !== meant)
    const isSure = !taken.has(meant) && !nearest(key, others)
    taken.add(meant)
    return {
      said: message('There is no field "{key}"; the nearest is "{name}"', { key, name: meant }),
      fix: {
        title: message('Write {word}', { word: meant }),
        edits: [{ span: field.key.span, text: meant }],
        ...(isSure && { safe: true }),
      },
    }
  }
  return header
    ? {
        said: message('There is no field "{key}" in the header; expected {names}', { key, names: names.join(', ') }),
        fix: undefined,
      }
    : {
        said: message('There is no field "{key}"; expected one of your own below meta', { key }),
        fix: below('meta'),
      }

  /** Puts the field below one that does not stand there yet. */
  function below(parent: string): Fix | undefined {
    if (taken.has(parent) || !isOneLine(region, field.span)) return undefined
    const { start } = linesAround(region, field.span)
    const indent = region.text.slice(start, field.span.start)
    return {
      title: message('Put it below {name}', { name: parent }),
      edits: [
        {
          span: span(field.span.start, field.span.start),
          text: `${parent}:${newlineOf(region)}${indent}  `,
        },
      ],
    }
  }
}
