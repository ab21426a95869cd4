import katex from 'katex'
import { formulaLimit, formulaProblem, katexOptions, katexSource, type Macros } from '../text/latex.ts'
import { attribute, type Html, html, made } from './html.ts'

export interface Formula {
  /** The LaTeX between the delimiters. */
  readonly latex: string
  readonly display: boolean
  /** With the delimiters, as it stands in the source. */
  readonly typed: string
}

export type Drawn =
  | { readonly type: 'drawn'; readonly markup: string }
  /** Why it cannot be shown. */
  | { readonly type: 'broken'; readonly reason: string }

/** What KaTeX makes of a formula: HTML to look at and MathML to read. Never throws. */
export function drawFormula({ display, latex }: Pick<Formula, 'latex' | 'display'>, macros: Macros): Drawn {
  if (latex.length > formulaLimit) {
    return {
      type: 'broken',
      reason: `longer than ${formulaLimit.toLocaleString('en')} characters, so it is not rendered`,
    }
  }
  try {
    return { type: 'drawn', markup: katex.renderToString(katexSource(latex), katexOptions(macros, display)) }
  } catch {
    return { type: 'broken', reason: formulaProblem(latex, display, macros)?.reason ?? 'it cannot be rendered' }
  }
}

/** The place of a formula in a page, with what is known of it; `inner` is what is shown there. */
export function formulaPlace({ display, latex }: Formula, inner: Html): Html {
  return html`<span class="${display ? 'math display' : 'math'}"${attribute('data-latex', latex)}>${inner}</span>`
}

/** A formula as it is to be seen; where KaTeX cannot read it, its source and the reason. */
export function formulaHtml(formula: Formula, macros: Macros): Html {
  const drawn = drawFormula(formula, macros)
  return formulaPlace(formula, drawn.type === 'drawn' ? made(drawn.markup) : broken(formula.typed, drawn.reason))
}

/** What cannot be shown as it is meant: as typed, with the reason. */
export function broken(typed: string, reason: string): Html {
  return html`<span class="broken"><code>${typed}</code><span class="reason">${reason}</span></span>`
}
