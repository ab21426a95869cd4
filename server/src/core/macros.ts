import type { Document } from './format/document.ts'
import type { Settings } from './settings.ts'
import { type Macros, macroProblem } from './text/latex.ts'

/** The macros that can be used in a document: those of the settings, then those of its header. */
export function macrosOf(document: Document, settings: Settings): Macros {
  const macros: Record<string, string> = {}
  for (const [name, replacement] of Object.entries(settings.macros)) {
    if (!macroProblem(name, replacement)) macros[name] = replacement
  }
  for (const { name, replacement } of document.regions[0]!.header?.macros ?? []) {
    if (!macroProblem(name.text, replacement.text)) macros[name.text] = replacement.text
  }
  return macros
}
