import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// The tables of README.md: each program rewrites its own section and leaves the rest as it is.

export interface Report {
  readonly lines: string[]
  line(text: string): void
  table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void
}

export function report(): Report {
  const lines: string[] = []
  return {
    lines,
    line: text => lines.push(text, ''),
    table(head, rows) {
      lines.push(`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`)
      for (const row of rows) lines.push(`| ${row.join(' | ')} |`)
      lines.push('')
    },
  }
}

export function percent(part: number, whole: number): string {
  return whole ? `${((100 * part) / whole).toFixed(1)} %` : '-'
}

/** Rewrites the section of README.md. */
export function writeSection(section: string, { lines }: Report): void {
  const path = fileURLToPath(new URL('README.md', import.meta.url))
  writeFileSync(path, withSection(readFileSync(path, 'utf8'), section, lines))
}

/** The text with these lines between the marks of the section. */
export function withSection(text: string, section: string, lines: readonly string[]): string {
  const open = `<!-- measured: ${section} -->`
  const start = text.indexOf(open)
  const end = text.indexOf('<!-- end -->', start)
  if (start < 0 || end < 0) throw new Error(`README.md has no section ${open} … <!-- end -->`)
  return `${text.slice(0, start)}${open}\n\n${lines.join('\n')}\n${text.slice(end)}`
}
