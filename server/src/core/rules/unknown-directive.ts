import { exampleParts } from '../format/document.ts'
import { textOffset } from '../format/text.ts'
import { message } from '../message.ts'
import { isVerbatim } from '../text/pieces.ts'
import { flawsOf, type Rule } from './rule.ts'

export const unknownDirective: Rule = {
  id: 'unknown-directive',
  title: 'A line that looks like a directive and is none',
  severity: 'error',
  docs: `
A directive is \`@\` at the very start of a line and one of nine names in small letters. A near miss such as
\`@soluton\`, \`@Step\` or \` @step\` is read as text: what follows lands in the part above, and in the training record.

Write the directive as it is spelled, at the start of the line. Inside code and math such a line is left alone.
`,
  good: ['@example a\n@problem\nMail alice @ example.org, or @alice.\n', '@example a\n@problem\n```\n @step\n```\n'],
  bad: [
    {
      text: '@example a\n@problem\nWhat?\n«@soluton»\nThis.\n',
      fixed: '@example a\n@problem\nWhat?\n@solution\nThis.\n',
    },
    { text: '@example a\n«  @Step» verify: Check\n', fixed: '@example a\n@step verify: Check\n' },
    { text: '@example a\n«＠answer»: 2\n', fixed: '@example a\n@answer: 2\n' },
    { text: '@example a\n«@step　»derive：推导\n', fixed: '@example a\n@step derive：推导\n' },
    { text: '@example a\n@problem\nA\n«@ step» one\n', fixed: '@example a\n@problem\nA\n@step one\n' },
  ],
  *check({ region }) {
    for (const flaw of flawsOf(region, 'unknown-directive')) {
      if (region.example && isInVerbatim(region.example, flaw.span.start)) continue
      yield {
        span: flaw.span,
        message: message('"{found}" is read as text; the directive is @{name}, at the start of its line', {
          found: flaw.found,
          name: flaw.name,
        }),
        fixes: [
          {
            title: message('Write @{name}', { name: flaw.name }),
            edits: [
              {
                span: flaw.span,
                text: isWideBlank(region.text[flaw.span.end - 1]) ? `@${flaw.name} ` : `@${flaw.name}`,
              },
            ],
            safe: true,
          },
        ],
      }
    }
  },
}

function isWideBlank(char: string | undefined): boolean {
  return char === '\u3000'
}

function isInVerbatim(example: Parameters<typeof exampleParts>[0], offset: number): boolean {
  for (const part of exampleParts(example)) {
    const at = textOffset(part.text, offset)
    if (at !== undefined) return isVerbatim(part.text, at)
  }
  return false
}
