import katex from 'katex'
import { formulaLimit, formulaProblem, katexOptions, katexSource, type Macros } from '../text/latex.ts'
import { type Html, html, made } from './html.ts'

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
  | { readonly type: 'broken'; readonly reason: string; readonly rule: 'invalid-math' | 'long-formula' }

/** What KaTeX makes of a formula: HTML to look at and MathML to read. Never throws. */
export function drawFormula({ display, latex }: Pick<Formula, 'latex' | 'display'>, macros: Macros): Drawn {
  if (latex.length > formulaLimit) {
    return {
      type: 'broken',
      rule: 'long-formula',
      reason: `longer than ${formulaLimit.toLocaleString('en')} characters, so it is not rendered`,
    }
  }
  try {
    const markup = katex.renderToString(katexSource(latex), katexOptions(macros, display))
    return { type: 'drawn', markup: withRows(markup) }
  } catch {
    const reason = formulaProblem(latex, display, macros)?.reason ?? 'it cannot be rendered'
    return { type: 'broken', rule: 'invalid-math', reason }
  }
}

/**
 * KaTeX writes elements into some that are for text only, where a browser would take them for unknown HTML. Those
 * become rows.
 */
function withRows(markup: string): string {
  if (!/<(?:mi|mo|mn|ms|mtext)\b[^>]*><m/.test(markup)) return markup
  const rows: boolean[] = []
  return markup.replace(/<(\/?)(?:mi|mo|mn|ms|mtext)\b[^>]*>(?=(<m)?)/g, (tag, closes: string, inner?: string) => {
    if (closes) return rows.pop() ? '</mrow>' : tag
    if (!tag.endsWith('/>')) rows.push(inner !== undefined)
    return inner && !tag.endsWith('/>') ? '<mrow>' : tag
  })
}

/** Where a formula is to be drawn: its source as typed, and how long the delimiters at its two ends are. */
export function formulaPlace({ display, latex, typed }: Formula): Html {
  const open = typed.indexOf(latex)
  const close = typed.length - open - latex.length
  return html`<span class="${className(display)}" data-open="${open}" data-close="${close}">${typed}</span>`
}

function className(display: boolean): string {
  return display ? 'math display' : 'math'
}

/** A formula as it is to be seen; where KaTeX cannot read it, its source and the reason. */
export function formulaHtml(formula: Formula, macros: Macros): Html {
  const drawn = drawFormula(formula, macros)
  const inner = drawn.type === 'drawn' ? made(drawn.markup) : broken(formula.typed, drawn.reason, drawn.rule)
  return html`<span class="${className(formula.display)}">${inner}</span>`
}

/** The rules whose findings are seen where they stand, as what they find cannot be shown otherwise. */
export const shownInPlace = [
  'invalid-math',
  'long-formula',
  'unclosed-math',
  'unclosed-fence',
  'reference-to-nothing',
] as const

/** What cannot be shown as it is meant: as typed, with the reason, which leads to the docs of its rule. */
export function broken(typed: string, reason: string, rule: (typeof shownInPlace)[number]): Html {
  return html`<span class="broken"><code>${typed}</code> <button type="button" class="reason" data-rule="${rule}">${reason}</button></span>`
}
