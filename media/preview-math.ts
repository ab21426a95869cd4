import katex from 'katex'
import { formulaLimit, formulaProblem, katexOptions, katexSource, type Macros } from '../server/src/core/text/latex.ts'
import { element } from './preview-element.ts'

/** A formula; where KaTeX cannot read it, its source as typed and the reason. */
export function renderMath(latex: string, display: boolean, macros: Macros, typed: string = latex): HTMLElement {
  if (latex.length > formulaLimit) {
    return broken(typed, `longer than ${formulaLimit.toLocaleString('en')} characters, so it is not rendered`)
  }
  const host = element('span', display ? 'math display' : 'math')
  try {
    katex.render(katexSource(latex), host, katexOptions(macros, display))
    return host
  } catch {
    return broken(typed, formulaProblem(latex, display, macros)?.reason ?? 'it cannot be rendered')
  }
}

/** What cannot be shown as it is meant: as typed, with the reason. */
export function broken(typed: string, reason: string): HTMLElement {
  return element('span', 'broken', element('code', '', typed), element('span', 'reason', reason))
}
