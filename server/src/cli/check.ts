import { ruleById } from '../core/rules/index.ts'
import { type SeveritySetting, severities } from '../core/settings.ts'
import { command, exits, meant, WrongUse } from './command.ts'
import { filesUnder, type Overrides } from './data-set.ts'
import { lintFiles } from './lint-files.ts'
import { reportOf } from './report.ts'
import { reporterNames, reporters } from './reporters.ts'
import { painter, writeOut } from './terminal.ts'

export const check = command({
  name: 'check',
  summary: 'Report what is wrong in .limo files.',
  usage: 'PATH… [options]',
  docs: `
Checks .limo files, and all below folders; "-" is standard input. The files of one call are one data set: no id and no
problem may stand twice in it. Problems are held against public evaluation sets too, and against the held-out files that
the nearest limo.config.json names; severities and macros come from there.

Exit code: 0 clean, 1 an error or too many warnings, 2 wrong use.
`,
  options: {
    format: {
      value: 'FORMAT',
      values: reporterNames,
      docs: 'pretty (default), json, github (workflow commands) or sarif (2.1.0).',
    },
    rule: {
      value: 'RULE=SEVERITY',
      multiple: true,
      docs: `Report a rule as ${severities.join(', ')}. May be repeated.`,
    },
    'no-math': { docs: 'Leave the mathematics out: no equality, claim or answer is checked.' },
    'max-warnings': { value: 'N', docs: 'Exit with 1 if there are more warnings.' },
  },
  async run({ format = 'pretty', 'max-warnings': limit, 'no-math': noMath, rule }, paths) {
    if (!paths.length) throw new WrongUse('limo check needs files, folders or "-"')
    const overrides = overridesOf(rule)
    const maxWarnings = limit === undefined ? Number.POSITIVE_INFINITY : countOf('--max-warnings', limit)
    const report = await reportOf(lintFiles(filesUnder(paths, overrides), { math: !noMath }))
    await writeOut(reporters[format as keyof typeof reporters](report, painter(process.stdout)))
    const { error, warning } = report.summary
    return error > 0 || warning > maxWarnings ? exits.findings : exits.clean
  },
})

function overridesOf(settings: readonly string[]): Overrides {
  const overrides = new Map<string, SeveritySetting>()
  for (const setting of settings) {
    const [id, severity, ...more] = setting.split('=')
    if (!id || !severity || more.length) throw new WrongUse(`--rule ${setting}: expected RULE=SEVERITY`)
    if (!ruleById.has(id)) throw new WrongUse(`--rule ${setting}: no rule "${id}"${meant(id, [...ruleById.keys()])}`)
    const known = severities.find(one => one === severity)
    if (!known) {
      throw new WrongUse(`--rule ${setting}: expected ${severities.join(', ')}${meant(severity, severities)}`)
    }
    overrides.set(id, known)
  }
  return overrides
}

function countOf(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new WrongUse(`${option} ${text}: expected a whole number from 0 on`)
  return Number(text)
}
