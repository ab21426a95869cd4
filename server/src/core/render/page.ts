import { isSupported } from '../context.ts'
import { judgedClaims } from '../features/math-places.ts'
import type { Document, Region } from '../format/document.ts'
import type { MathFacts } from '../math/facts.ts'
import { render } from '../message.ts'
import { effectiveFields, isId, licenseOf } from '../row.ts'
import type { Finding } from '../rules/rule.ts'
import type { Macros } from '../text/latex.ts'
import { type Block, blocksOf, type View } from './example.ts'
import { formulaHtml } from './formula.ts'
import { attribute, type Content, type Html, html, made, readable } from './html.ts'
import { embedded, fontsIn } from './page-fonts.ts'

// Examples as a page that stands by itself: its styles and fonts are inside, it needs no script, and nothing is loaded.

/** The examples of one file that go into a page. */
export interface PageFile {
  /** What it is called where it has no title. */
  readonly name: string
  readonly document: Document
  readonly macros: Macros
  /** Which regions, by their index. */
  readonly regions: readonly number[]
  /** What stands at the example beside its text; asked when its turn comes. */
  readonly said: (index: number) => Said | Promise<Said>
}

/** Findings, and what became of its `@check`s. */
export type Said = Pick<View, 'findings' | 'claims'>

export const nothingSaid: Said = { findings: [], claims: new Map() }

export interface PageParts {
  /** The styles of the page, with those of KaTeX. */
  readonly styles: string
  /** The file of a font that they name, in base64. */
  readonly font: (file: string) => Promise<string>
}

/** Up to this size a page is held back until it is known which fonts it needs; in a larger one they weigh little. */
const heldBack = 8_000_000

/** The page, piece by piece. `title` is that of a page of several files. */
export async function* page(title: string, files: readonly PageFile[], parts: PageParts): AsyncGenerator<string> {
  const anchors = new Set<string>()
  const shown = files
    .filter(file => file.regions.length)
    .map(file => ({ ...file, examples: file.regions.map(index => shownExample(file, index, anchors)) }))
  const fonts = fontsIn(parts.styles)
  const head = readable(headOf(title, shown))
  let held: string[] | undefined = []
  let size = 0
  const classes = new Set<string>()
  for await (const made of bodyOf(title, shown)) {
    const piece = readable(made)
    if (!held) {
      yield piece
      continue
    }
    held.push(piece)
    size += piece.length
    for (const [, names] of piece.matchAll(/ class="([^"]*)"/g)) classes.add(names!)
    if (size < heldBack) continue
    yield* start(fonts.faces)
    yield* held
    held = undefined
  }
  if (held) {
    yield* start(fonts.usedBy(classes))
    yield* held
  }
  yield '</main>\n</body>\n</html>\n'

  async function* start(faces: typeof fonts.faces): AsyncGenerator<string> {
    yield `${head}<style>\n`
    for (const face of faces) yield `${embedded(face, await parts.font(face.file))}\n`
    yield `${fonts.rest}</style>\n</head>\n<body class="page">\n<main>\n`
  }
}

/** What goes into a page of a file, and why nothing does if so. */
export function shownRegions(document: Document): { readonly regions: readonly number[]; readonly left?: string } {
  if (!isSupported(document)) {
    return { regions: [], left: 'its file is of a version of the format that is not known here' }
  }
  return { regions: document.regions.flatMap(({ example }, index) => (example ? [index] : [])) }
}

/** What stands at an example, as the page shows it. */
export function saidOf(region: Region, findings: readonly Finding[], math: MathFacts | undefined): Said {
  return {
    findings: findings.map(({ message, rule, severity, span }) => ({
      start: span.start,
      severity,
      rule,
      message: render(message),
    })),
    claims: new Map(math ? judgedClaims(region, math).map(({ decision, part }) => [part.text.value, decision]) : []),
  }
}

interface Shown {
  readonly index: number
  readonly anchor: string
  readonly name: string
  readonly language: string | undefined
}

type ShownFile = PageFile & { readonly examples: readonly Shown[] }

function shownExample({ document }: PageFile, index: number, anchors: Set<string>): Shown {
  const example = document.regions[index]!.example!
  const id = example.id?.text ?? ''
  const { language, title } = effectiveFields(document, example)
  const wanted = isId(id) ? id : 'example'
  let anchor = wanted
  for (let n = 2; anchors.has(anchor); n++) anchor = `${wanted}~${n}`
  anchors.add(anchor)
  return { index, anchor, name: title ?? (id || 'Example without an id'), language }
}

function headOf(title: string, files: readonly ShownFile[]): string {
  const languages = new Set(files.flatMap(({ examples }) => examples.map(({ language }) => language ?? 'en')))
  const [language = 'en'] = languages
  return html`<!DOCTYPE html>
<html${attribute('lang', languages.size === 1 ? language : 'en')}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="LIMO">
<title>${titleOf(title, files)}</title>
`.html
}

function titleOf(title: string, files: readonly ShownFile[]): string {
  const [first, ...others] = files
  if (!first || others.length) return title
  return first.examples.length === 1 ? first.examples[0]!.name : fileTitle(first)
}

function fileTitle({ document, name }: PageFile): string {
  return document.regions[0]?.header?.fields.values.title ?? name
}

async function* bodyOf(title: string, files: readonly ShownFile[]): AsyncGenerator<string> {
  const examples = files.flatMap(file => file.examples)
  const several = files.length > 1
  if (several) yield html`<header class="set"><h1>${title}</h1>${quiet([counted(examples.length)])}</header>\n`.html
  else if (examples.length > 1) yield fileHead(files[0]!, 1)
  if (examples.length > 1) yield contents(files)
  for (const file of files) {
    if (several) yield fileHead(file, 2)
    for (const shown of file.examples) yield await article(file, shown, several ? 2 : examples.length > 1 ? 1 : 0)
  }
  if (examples.length === 1) yield origin(files[0]!)
}

/** The title of a file, and what is said of it. */
function fileHead(file: ShownFile, level: number): string {
  const { description, language, license } = file.document.regions[0]?.header?.fields.values ?? {}
  const facts = [counted(file.examples.length), license, language]
  return html`<header class="${level > 1 ? 'file' : 'set'}"${attribute('lang', language)}><h1${levelOf(level)}>${fileTitle(file)}</h1>${description && html`<p>${description}</p>`}${quiet(facts)}</header>\n`
    .html
}

/** Where the one example of a page comes from. */
function origin({ document, examples }: ShownFile): string {
  const { title } = document.regions[0]?.header?.fields.values ?? {}
  const facts = [title, licenseOf(document, document.regions[examples[0]!.index]!.example!)]
  return facts.some(Boolean) ? html`<footer>${quiet(facts)}</footer>\n`.html : ''
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'example' : 'examples'}`
}

function quiet(facts: readonly (Content | undefined)[]): Html {
  return html`<p class="quiet">${facts.filter(Boolean).map(fact => html`<span>${fact}</span>`)}</p>`
}

function contents(files: readonly ShownFile[]): string {
  const entries = (examples: readonly Shown[]) =>
    html`<ol>${examples.map(
      ({ anchor, language, name }) => html`<li><a href="#${anchor}"${attribute('lang', language)}>${name}</a></li>\n`,
    )}</ol>`
  const lists = files.map(file =>
    files.length > 1 ? html`<p class="name">${fileTitle(file)}</p>${entries(file.examples)}` : entries(file.examples),
  )
  return html`<nav class="contents" aria-label="Contents">${lists}</nav>\n`.html
}

/** `deeper`: how many headings stand above those of the example. */
async function article(file: ShownFile, { anchor, index, language }: Shown, deeper: number): Promise<string> {
  const { document, macros } = file
  const { claims, findings } = await file.said(index)
  const blocks = blocksOf(document, document.regions[index]!, {
    formula: formula => formulaHtml(formula, macros),
    formulaKey: '',
    findings,
    claims,
    prefix: `${anchor}/`,
  })
  const inner = made(blocks.map(block => still(rendered(block), deeper)).join('\n'))
  return html`<article id="${anchor}"${attribute('lang', language)}>\n${inner}\n</article>\n`.html
}

/** A step of so many characters may not fit on a page of paper, and so may be cut. */
const longStep = 2_500

function rendered(block: Block): string {
  const { html } = block.render()
  return block.markdown().length > longStep ? html.replace('class="block step', 'class="block long step') : html
}

/**
 * A block for a page that nobody works in: what a script would act on is left out, and headings have their rank among
 * those of the page. Only tags hold `<` and only their attributes hold `="`, as everything that was text is escaped.
 */
function still(block: string, deeper: number): string {
  return block
    .replace(/<button [^>]*?class="(\w+)"[^>]*>/g, '<span class="$1">')
    .replaceAll('</button>', '</span>')
    .replace(/ data-at="\d+"/g, '')
    .replace(/<h([1-4])/g, (tag, level: string) => (deeper ? `${tag}${levelOf(Number(level) + deeper).html}` : tag))
}

function levelOf(level: number): Html {
  return level > 1 ? attribute('aria-level', level) : made('')
}
