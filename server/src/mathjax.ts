import { MathJaxTexFont } from '@mathjax/mathjax-tex-font/js/svg.js'
import type { LiteElement } from '@mathjax/src/js/adaptors/lite/Element.js'
import { liteAdaptor } from '@mathjax/src/js/adaptors/liteAdaptor.js'
import { RegisterHTMLHandler } from '@mathjax/src/js/handlers/html.js'
import '@mathjax/src/js/input/tex/ams/AmsConfiguration.js'
import '@mathjax/src/js/input/tex/amscd/AmsCdConfiguration.js'
import '@mathjax/src/js/input/tex/base/BaseConfiguration.js'
import '@mathjax/src/js/input/tex/boldsymbol/BoldsymbolConfiguration.js'
import '@mathjax/src/js/input/tex/braket/BraketConfiguration.js'
import '@mathjax/src/js/input/tex/cancel/CancelConfiguration.js'
import '@mathjax/src/js/input/tex/color/ColorConfiguration.js'
import '@mathjax/src/js/input/tex/configmacros/ConfigMacrosConfiguration.js'
import '@mathjax/src/js/input/tex/enclose/EncloseConfiguration.js'
import '@mathjax/src/js/input/tex/extpfeil/ExtpfeilConfiguration.js'
import '@mathjax/src/js/input/tex/gensymb/GensymbConfiguration.js'
import { HandlerType } from '@mathjax/src/js/input/tex/HandlerTypes.js'
import '@mathjax/src/js/input/tex/mathtools/MathtoolsConfiguration.js'
import { MhchemReplacements } from '@mathjax/src/js/input/tex/mhchem/MhchemConfiguration.js'
import '@mathjax/src/js/input/tex/newcommand/NewcommandConfiguration.js'
import '@mathjax/src/js/input/tex/textcomp/TextcompConfiguration.js'
import '@mathjax/src/js/input/tex/textmacros/TextMacrosConfiguration.js'
import '@mathjax/src/js/input/tex/verb/VerbConfiguration.js'
import { TeX } from '@mathjax/src/js/input/tex.js'
import { mathjax } from '@mathjax/src/js/mathjax.js'
import { SVG } from '@mathjax/src/js/output/svg.js'
import type { Formula } from './core/features/illustrated.ts'
import type { Macros } from './core/text/latex.ts'
import { mathjaxMacros, mathjaxOptionals } from './mathjax-macros.ts'

// Sets formulas as SVG. Slow to load and large, so only the thread that needs it imports it.

/** Only what formulas are made of: nothing that loads, links, or writes HTML. */
const packages =
  'base ams amscd boldsymbol braket cancel color configmacros enclose extpfeil gensymb mathtools mhchem newcommand textcomp textmacros verb'.split(
    ' ',
  )

/** Of the text around it, in pixels. */
const em = 16
/** Where displayed formulas are broken, in pixels. */
const lineWidth = 40 * em
/** A picture that is larger, in pixels or in characters, is none. */
const sizeLimit = 3_000
const svgLimit = 60_000

const adaptor = liteAdaptor()
RegisterHTMLHandler(adaptor)
// These are for a font of its own.
MhchemReplacements.clear()

/** Reading its fonts takes longer than a formula. */
const output = new SVG({
  fontData: MathJaxTexFont,
  fontCache: 'local',
  displayOverflow: 'linebreak',
  linebreaks: { inline: false },
})

/** A formula, and its next of kin where it may be one that MathJax lacks. */
export interface Task extends Formula {
  readonly kin: string
}

/** An SVG in the colour of its context, as wide and high as the formula; undefined for what MathJax cannot set. */
export function svgOf({ source, kin, display, macros }: Task): string | undefined {
  if (!isText(source)) return undefined
  return attempt(source, display, macros) ?? (kin === source ? undefined : attempt(kin, display, macros))
}

/** Whether MathJax knows a command, without our macros. */
export function knowsCommand(name: string): boolean {
  const { handlers } = texOf({}).parseOptions
  return handlers.get(HandlerType.MACRO).contains(name) || handlers.get(HandlerType.DELIMITER).contains(`\\${name}`)
}

/** No lone surrogates and no control characters, which no SVG may hold. */
function isText(source: string): boolean {
  return source.isWellFormed() && !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(source)
}

function attempt(source: string, display: boolean, macros: Macros): string | undefined {
  try {
    return set(display ? source : `\\textstyle ${source}`, macros)
  } catch {
    // Whatever it is that MathJax does not take: an unknown command, too many macros, too many braces.
    return undefined
  }
}

/** Reading is set up anew for each formula, so that none defines anything for the next. */
function set(source: string, macros: Macros): string | undefined {
  const input = texOf({ ...ours, ...mathjaxOptionals, ...definitions(macros) })
  const document = mathjax.document('', { InputJax: input, OutputJax: output })
  // All are set as displayed ones, because only those are broken into lines.
  const container = document.convert(source, { display: true, em, ex: em / 2, containerWidth: lineWidth })
  const svg = adaptor.firstChild(container as LiteElement) as LiteElement
  const size = sizeOf(svg)
  if (!size) return undefined
  adaptor.setAttribute(svg, 'width', `${size.width}px`)
  adaptor.setAttribute(svg, 'height', `${size.height}px`)
  const text = adaptor
    .outerHTML(svg)
    .replace(/ (?:data-latex|data-mml-node|data-c|data-mjx-[a-z]+)="[^"]*"/g, '')
    .replace(/(id="|href="#)MJX-\d+-TEX-/g, '$1')
  const ruled = /<(?:line data-line|rect data-frame)/.test(text) ? text.replace('<defs>', `${ruledStyle}<defs>`) : text
  return ruled.length <= svgLimit && isClosed(ruled) ? ruled : undefined
}

function texOf(macros: Readonly<Record<string, unknown>>) {
  return new TeX<LiteElement, unknown, unknown>({
    packages,
    macros,
    textmacros: { packages: ['text-base', 'configmacros'] },
    maxMacros: 1_000,
    maxBuffer: 20_000,
    formatError: (_: unknown, error: Error) => {
      throw error
    },
  })
}

/** Macros of the author, as MathJax wants them. */
function definitions(macros: Macros): Record<string, unknown> {
  return Object.fromEntries(Object.entries(macros).map(([name, body]) => [name.slice(1), definition(body)]))
}

/** Those that only MathJax needs. */
const ours = Object.fromEntries(Object.entries(mathjaxMacros).map(([name, body]) => [name, definition(body)]))

function definition(body: string): unknown {
  const count = Math.max(0, ...[...body.matchAll(/(?<!#)#([1-9])/g)].map(match => Number(match[1])))
  return count ? [body, count] : body
}

interface Size {
  readonly width: number
  readonly height: number
}

/** In whole pixels. What is as wide as the page, such as lines with a tag, has no width of its own. */
function sizeOf(svg: LiteElement): Size | undefined {
  const box = adaptor.getAttribute(svg, 'viewBox') as string | undefined
  const [, , boxWidth, boxHeight] = (box ?? '').split(' ').map(Number)
  const width = box ? Math.ceil((boxWidth! * em) / 1000) : lineWidth
  const height = Math.ceil(
    box ? (boxHeight! * em) / 1000 : (Number.parseFloat(adaptor.getAttribute(svg, 'height') as string) * em) / 2,
  )
  return width > 0 && height > 0 && width <= sizeLimit && height <= sizeLimit ? { width, height } : undefined
}

/** The lines of tables, which have their width from the style sheet of a page otherwise. */
const ruledStyle =
  '<style>line[data-line],rect[data-frame]{stroke-width:70px;fill:none}.mjx-dashed{stroke-dasharray:140}.mjx-dotted{stroke-linecap:round;stroke-dasharray:0,140}</style>'

/** Whether a picture names nothing outside itself, whatever was in the formula. */
function isClosed(svg: string): boolean {
  const tags = svg.match(/<[^/][^>]*>/g) ?? []
  return tags.every(
    tag =>
      /^<(?:svg|defs|path|g|use|line|rect|text|style|ellipse|polygon|polyline)[\s>]/.test(tag) &&
      !/url\(/i.test(tag) &&
      [...tag.matchAll(/href="([^"]*)"/g)].every(([, target]) => target!.startsWith('#')),
  )
}
