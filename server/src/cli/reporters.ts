import { relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import manifest from '../../../package.json' with { type: 'json' }
import { rules } from '../core/rules/index.ts'
import type { Severity } from '../core/settings.ts'
import { standardInput } from './data-set.ts'
import { invalidUtf8, type Report, type ReportedFinding } from './report.ts'
import { type Paint, visible } from './terminal.ts'

/** The ways in which a report can be written. */
export const reporters = { pretty, json, github, sarif } as const
export const reporterNames = Object.keys(reporters) as (keyof typeof reporters)[]

const colours = { error: 'red', warning: 'yellow', info: 'blue', hint: 'dim' } as const

function pretty({ files, summary }: Report, paint: Paint): string {
  let result = ''
  for (const { findings, path } of files) {
    if (!findings.length) continue
    const rows = findings.map(({ message, rule, severity, start }) => ({
      at: `${start.line}:${start.column}`,
      severity,
      message: visible(message),
      rule,
    }))
    const at = longest(rows.map(row => row.at))
    const severity = longest(rows.map(row => row.severity))
    result += `${paint('underline', visible(path))}\n`
    for (const row of rows) {
      const painted = paint(colours[row.severity], row.severity.padEnd(severity))
      result += `  ${row.at.padEnd(at)}  ${painted}  ${row.message}  ${paint('dim', row.rule)}\n`
    }
    result += '\n'
  }
  const where = `${counted(summary.examples, 'example')} in ${counted(summary.files, 'file')}`
  const found = (['error', 'warning', 'info', 'hint'] as const)
    .filter(severity => summary[severity] > 0)
    .map(severity => paint(colours[severity], counted(summary[severity], severity)))
  return `${result}${found.length ? `${found.join(', ')} in` : 'No findings in'} ${where}\n`
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, text.length), 0)
}

export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}

function json(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}

const commands = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' } as const

/** Workflow commands, which GitHub shows at the lines of a pull request. */
function github({ files }: Report): string {
  return files
    .flatMap(({ findings, path }) => findings.map(finding => workflowCommand(relativePath(path), finding)))
    .join('')
}

function workflowCommand(path: string, { end, message, rule, severity, start }: ReportedFinding): string {
  const properties: Record<string, string | number> = { file: path, line: start.line, endLine: end.line }
  // Columns of different lines are refused.
  if (start.line === end.line) Object.assign(properties, { col: start.column, endColumn: end.column })
  properties.title = rule
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
  return `::${commands[severity]} ${written.join(',')}::${escapeData(message)}\n`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

const levels = { error: 'error', warning: 'warning', info: 'note', hint: 'note' } as const satisfies Record<
  Severity,
  string
>

function sarif({ files }: Report): string {
  const described = [...rules, invalidUtf8]
  const indexes = new Map(described.map((rule, i) => [rule.id, i]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'LIMO',
            version: manifest.version,
            semanticVersion: manifest.version,
            rules: described.map(({ docs, id, severity, title }) => ({
              id,
              shortDescription: { text: title },
              fullDescription: { text: title },
              help: { text: docs.trim(), markdown: docs.trim() },
              defaultConfiguration: { level: severity === 'off' ? 'none' : levels[severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        artifacts: files.map(({ path }) => ({ location: { uri: uriOf(path) }, encoding: 'UTF-8' })),
        results: files.flatMap(({ findings, path }, index) =>
          findings.map(({ end, example, message, rule, severity, start }) => ({
            ruleId: rule,
            ruleIndex: indexes.get(rule),
            level: levels[severity],
            message: { text: message },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: uriOf(path), index },
                  region: {
                    startLine: start.line,
                    startColumn: start.column,
                    endLine: end.line,
                    endColumn: end.column,
                  },
                },
                ...(example !== null && { logicalLocations: [{ name: example, kind: 'object' }] }),
              },
            ],
          })),
        ),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

/** A path below the working folder, as the web writes it; others stay whole. */
function relativePath(path: string): string {
  if (path === standardInput) return path
  const below = relative(process.cwd(), path)
  return (below.startsWith('..') ? path : below).split(sep).join('/')
}

function uriOf(path: string): string {
  const below = relativePath(path)
  if (below.startsWith('/') || /^[A-Za-z]:/.test(below)) return pathToFileURL(path).href
  return below.split('/').map(encodeURIComponent).join('/')
}
