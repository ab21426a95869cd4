import { type Message, message } from '../message.ts'
import type { Span } from '../span.ts'
import { macroProblem } from '../text/latex.ts'
import type { Rule } from './rule.ts'

export const invalidMacro: Rule = {
  id: 'invalid-macro',
  title: 'A macro that cannot be used',
  severity: 'error',
  docs: `
A macro under \`macros\` in the header gives a LaTeX command a meaning in the whole file. One that cannot be read by itself
is left out, so that it spoils no formula but those that use it; they are reported as well. Exported text holds the
command and not its meaning, so keep macros few and well known.

Name a macro by a backslash and letters, and write a replacement that stands on its own: \`\\norm: \\lVert #1 \\rVert\`.
`,
  good: ['@limo 1\nmacros:\n  \\Z: \\mathbb{Z}\n  \\norm: \\lVert #1 \\rVert\n  \\open: \\left(\n'],
  bad: [
    { text: '@limo 1\nmacros:\n  \\Z: «\\mathbb{Z»\n  \\Q: \\mathbb{Q}\n' },
    { text: '@limo 1\nmacros:\n  «Z»: \\mathbb{Z}\n', fixed: '@limo 1\nmacros:\n  \\Z: \\mathbb{Z}\n' },
    { text: '@limo 1\nmacros:\n  \\Z: \\mathbb{Z}\n  «\\Z»: \\mathbf{Z}\n' },
  ],
  *check({ region: { header } }) {
    const seen = new Map<string, Span>()
    for (const { name, replacement } of header?.macros ?? []) {
      const first = seen.get(name.text)
      if (first) yield { span: name.span, ...twice(name.text, first) }
      else seen.set(name.text, name.span)
      const reason = macroProblem(name.text, replacement.text)
      if (reason === undefined) continue
      if (/^[A-Za-z]+$/.test(name.text)) {
        yield {
          span: name.span,
          message: message('"{name}" is no LaTeX command; expected "{command}"', {
            name: name.text,
            command: `\\${name.text}`,
          }),
          fixes: [
            {
              title: message('Write {command}', { command: `\\${name.text}` }),
              edits: [{ span: { start: name.span.start, end: name.span.start }, text: '\\' }],
              safe: true,
            },
          ],
        }
        continue
      }
      const isNamed = macroProblem(name.text, 'x') === undefined
      yield {
        span: isNamed && replacement.span.end > replacement.span.start ? replacement.span : name.span,
        message: message('The macro {name} cannot be used: {reason}', {
          name: name.text,
          reason: reason.replace(/\.$/, ''),
        }),
      }
    }
  },
}

function twice(name: string, first: Span): { message: Message; related: { span: Span; message: Message }[] } {
  return {
    message: message('The macro {name} stands twice; expected once', { name }),
    related: [{ span: first, message: message('The first {name}', { name }) }],
  }
}
