import katex from 'katex'
import { katexOptions } from '../server/src/core/text/latex.ts'

export type Table = Readonly<Record<string, unknown>>

/** The tables that KaTeX looks in for a name while it reads `source`: it has no public list of what it knows. */
export function tablesAsked(name: string, source: string): Table[] {
  const tables = new Set<Table>()
  const own = Object.prototype.hasOwnProperty
  Object.prototype.hasOwnProperty = function (this: Table, key: PropertyKey) {
    if (key === name) tables.add(this)
    return own.call(this, key)
  }
  try {
    katex.renderToString(source, katexOptions({}, true))
  } catch {
    // There is no such environment; the table was asked all the same.
  } finally {
    Object.prototype.hasOwnProperty = own
  }
  return [...tables]
}

/** The tables of functions, symbols and macros. */
export function commandTables(): Table[] {
  return tablesAsked('\\probe', '\\providecommand{\\probe}{}').filter(table => !Object.hasOwn(table, '\\probe'))
}
