import { nearest } from '../format/nearest.ts'
import { type Message, message } from '../message.ts'
import { formulaProblem, type Macros } from '../text/latex.ts'
import { latexCommands } from '../text/latex-commands.ts'
import type { Rule } from './rule.ts'
import { delimitedAt, formulaSource, formulaSpan, formulasOf } from './texts.ts'

export const invalidMath: Rule = {
  id: 'invalid-math',
  title: 'A formula that cannot be read',
  severity: 'error',
  docs: `
Every formula is read by KaTeX, with the macros of the header and the settings. One that it cannot read is a slip of
the keyboard nearly always: a brace that is missing, a command that is misspelled. A page shows it as an error, graders
such as Math-Verify skip it, and a model trained on it learns LaTeX that does not compile. Code and drawings are not read.

Write LaTeX that KaTeX [supports](https://katex.org/docs/supported), or define the command under \`macros\` in the header.
`,
  good: [
    '@problem\n$\\frac{1}{2}$, \\[\\mbox{a} \\tag{1}\\] and `$\\frac$`\n@answer: 10\\%\n@check: \\text{$x$} = x\n',
    '@limo 1\nmacros:\n  \\R: \\mathbb{R}\n@example a\n@problem\n$x \\in \\R$\n@answer choice: B\n@hint: \\frac\n',
    '@problem\n\\begin{multline*}a\\\\b\\end{multline*}\\begin{eqnarray}a&=&b\\end{eqnarray}\n\\[\\begin{array}{c@{\\;}c}a&b\\end{array}\\]\n',
  ],
  bad: [
    { text: '@problem\nSo $\\frac{1}«}»2$ is it.\n@solution\n@step: Find $«\\zzz»$\nIt is $x^2«^»3$.\n' },
    { text: '@problem\n$«\\farc»{1}{2}$\n', fixed: '@problem\n$\\frac{1}{2}$\n' },
    { text: '@problem\n\\[ a\n%% a comment\n  «&» b \\]\n@answer: \\sqrt{«2»\n@check: $2«#»$\n' },
  ],
  *check({ region, macros }) {
    for (const formula of formulasOf(region)) {
      const problem = formulaProblem(formulaSource(formula), formula.display, macros)
      if (!problem || (formula.bare && delimitedAt(formula, problem.start))) continue
      if (formula.bare && formulaSource(formula)[problem.start] === '$') continue
      const meant = misspelled(problem.reason, macros)
      yield {
        span: formulaSpan(formula, problem.start, problem.end),
        message: whyUnreadable(problem.reason),
        ...(meant !== undefined && {
          fixes: [
            {
              title: message('Write {command}', { command: `\\${meant}` }),
              edits: [{ span: formulaSpan(formula, problem.start + 1, problem.end), text: meant }],
            },
          ],
        }),
      }
    }
  },
}

const unknownCommand = /^undefined control sequence: \\([A-Za-z]+)$/

/** The command that an unknown one is most likely a slip of; letters keep their case at least at the start. */
function misspelled(reason: string, macros: Macros): string | undefined {
  const typed = unknownCommand.exec(reason)?.[1]
  if (!typed) return undefined
  const names = [...Object.keys(macros).map(name => name.slice(1)), ...latexCommands.map(({ name }) => name)]
  return nearest(
    typed,
    names.filter(name => name[0] === typed[0]),
  )
}

/** KaTeX's reason, in words for who writes formulas. */
function whyUnreadable(reason: string): Message {
  const said = (pattern: RegExp): string | undefined => pattern.exec(reason)?.[1]
  const command = said(/^undefined control sequence: (\S+)/)
  if (command) {
    return message('KaTeX has no command {command}; expected one that it knows, or a macro in the header', { command })
  }
  const environment = said(/^no such environment: (.+)/)
  if (environment) {
    return message('KaTeX has no environment "{environment}"; expected one that it knows', { environment })
  }
  const found = said(/^expected 'EOF', got '(.+)'$/)
  if (found) return message('"{found}" has no place here; expected the end of the formula or more of it', { found })
  const end =
    said(/^expected '(.+)', got 'EOF'$/) ?? said(/^unexpected end of input in a macro argument, expected '(.)'/)
  if (end) return message('The formula ends too early; expected "{expected}"', { expected: end })
  const empty = said(/^expected group after '(.+)'$/)
  if (empty) return message('Nothing stands after "{found}"; expected what it belongs to', { found: empty })
  const twice = said(/^double (superscript|subscript)$/)
  if (twice)
    return message('A second {script} follows the first; expected braces around one of them', { script: twice })
  return message('KaTeX cannot read the formula: {reason}', { reason: reason.replace(/\.$/, '') })
}
