import * as z from 'zod'
import type { Bad, Rule } from './rule.ts'

/** The docs of all rules, as one page of Markdown; each rule's heading is its id, so that `#id` leads there. */
export function rulesPage(rules: readonly Rule[]): string {
  return [introduction, contents(rules), configuration, ...rules.map(section)].join('\n\n').concat('\n')
}

const introduction = `<!-- Generated from the rules by test/generated.test.ts; change the rules, not this page. -->

# Rules

What LIMO looks for in \`.limo\` files, why it matters for training, and what to write instead. The examples are held
against the rules by a test: what stands between \`«\` and \`»\` is what is reported.`

const configuration = `## Configuration

The severity of a rule is \`error\`, \`warning\`, \`info\`, \`hint\` or \`off\`. It is set for a data set in its
\`limo.config.json\`, which editor and command line both read:

\`\`\`json
{ "rules": { "lone-dollar": "off", "missing-header": "warning" } }
\`\`\`

and for yourself in the editor's setting \`limo.rules\`, which takes the same object; the file goes before it. A rule with
options takes an object, with \`severity\` beside them: \`{ "severity": "hint", "option": 3 }\`.

A comment silences rules in one place; without a rule's name it silences all of them:

\`\`\`limo
%% limo-disable-next-line lone-dollar
It costs $ 5 at most.
\`\`\`

\`%% limo-disable rule …\` holds from there to the end of the example, and in the header for the whole file. A comment that
silences nothing is [reported](#unused-suppression).`

function contents(rules: readonly Rule[]): string {
  const rows = rules.map(
    rule => `| [${rule.id}](#${rule.id}) | ${cell(rule.title)} | ${rule.severity} | ${fixOf(rule)} |`,
  )
  return ['| rule | what it reports | severity | fix |', '|---|---|---|---|', ...rows].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function fixOf(rule: Rule): string {
  const fixed = rule.bad.filter(bad => bad.fixed !== undefined).length
  return fixed === 0 ? '' : fixed === rule.bad.length ? 'yes' : 'sometimes'
}

function section(rule: Rule): string {
  return [
    `## ${rule.id}`,
    `**${rule.title}** (${rule.severity})`,
    rule.docs.trim(),
    ...optionsOf(rule),
    ...rule.bad.filter(isShort).map(example),
  ].join('\n\n')
}

interface OptionSchema {
  readonly description?: string
  readonly default?: unknown
}

function optionsOf(rule: Rule): string[] {
  if (!rule.options) return []
  const { properties = {} } = z.toJSONSchema(rule.options, { io: 'input' })
  const lines = Object.entries(properties as Record<string, OptionSchema>).map(([name, option]) => {
    const usual = option.default === undefined ? '' : ` (default \`${JSON.stringify(option.default)}\`)`
    return `- \`${name}\`${usual}: ${option.description ?? ''}`.trimEnd()
  })
  return [`Options:\n\n${lines.join('\n')}`]
}

/** Examples of what is too long are too long to show. */
function isShort({ text }: Bad): boolean {
  return text.length < 600
}

function example({ text, fixed }: Bad): string {
  return fixed === undefined ? code(text) : `${code(text)}\n\nfixed:\n\n${code(fixed)}`
}

/** A code block, fenced by more marks than the code has. */
function code(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(match => match[0].length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}limo\n${text.replaceAll(/\r\n?/g, '\n').replace(/\n*$/, '')}\n${fence}`
}
