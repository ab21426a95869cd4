import MarkdownIt from 'markdown-it'
import { sourceOffset, type Text } from '../format/text.ts'
import { type Span, span } from '../span.ts'
import type { Piece } from '../text/markup.ts'
import { piecesOf, type Reference, referencesIn } from '../text/pieces.ts'
import { codeBlock } from './code.ts'
import { broken, type Formula } from './formula.ts'
import { attribute, escapeHtml, type Html, html, made } from './html.ts'

/** What a text is shown with. */
export interface Surroundings {
  readonly formula: (formula: Formula) => Html
  /** What a reference names, in words and by the name of its block; undefined for one to nothing. */
  readonly refer: (label: string) => { readonly words: string; readonly target: string } | undefined
  /** From where in the region the places of paragraphs are counted. */
  readonly from: number
}

/**
 * A text, or a stretch of it, as HTML. Math, code, drawings and references are what `scan` says they are: Markdown meets
 * a placeholder for each, so that it cannot take them apart.
 */
export function renderText(text: Text, around: Surroundings, within?: Span): Html {
  const { start, end } = within ?? span(0, text.value.length)
  const replaced = withPlaceholders(text, around, start, end)
  const environment: Environment = {
    pieces: replaced.pieces,
    placeOf: line => sourceOffset(text, replaced.lines[line] ?? end) - around.from,
  }
  return made(markdown.render(replaced.source, environment))
}

/** A text that is one line, such as a title. */
export function renderLine(text: Text, around: Surroundings): Html {
  const { pieces, source } = withPlaceholders(text, around, 0, text.value.length)
  return made(markdown.renderInline(source, { pieces, placeOf: () => 0 } satisfies Environment))
}

interface Shown {
  readonly typed: string
  readonly shown: Html
}

type Environment = {
  readonly pieces: readonly Shown[]
  /** Where a line of what Markdown reads stands, for the attribute that says so. */
  readonly placeOf: (line: number) => number
}

interface Replaced {
  readonly source: string
  readonly pieces: readonly Shown[]
  /** Where in the text each line of `source` begins. */
  readonly lines: readonly number[]
}

// Noncharacters, which no text needs: around the number of a piece in a line, and of one that has lines to itself.
const inlineMarks = ['\uFDD0', '\uFDD1'] as const
const blockMarks = ['\uFDD2', '\uFDD3'] as const
const anyMark = /[\uFDD0-\uFDD3]/g
const inlinePlace = /\uFDD0(\d+)\uFDD1/g
const blockPlace = /^[ \t]*\uFDD2(\d+)\uFDD3[ \t]*$/
const encodedPlace = /%EF%B7%90(\d+)%EF%B7%91/g

function withPlaceholders(text: Text, around: Surroundings, start: number, end: number): Replaced {
  const value = text.value.toWellFormed()
  const pieces: Shown[] = []
  const lines = [start]
  let source = ''
  let at = start
  for (const mark of marksIn(text, start, end)) {
    if (mark.start < at) continue
    const stop = Math.min(mark.end, end)
    prose(mark.start)
    const alone = mark.type !== 'reference' && isBlock(mark) && standsAlone(value, mark.start, stop)
    const [open, close] = alone ? blockMarks : inlineMarks
    source += `${open}${pieces.length}${close}`
    pieces.push({ typed: value.slice(mark.start, stop), shown: shownAs(value, mark, stop, around, text) })
    at = stop
  }
  prose(end)
  return { source, pieces, lines }

  function prose(to: number): void {
    const piece = value.slice(at, to)
    for (let i = piece.indexOf('\n'); i >= 0; i = piece.indexOf('\n', i + 1)) lines.push(at + i + 1)
    source += piece.replace(anyMark, '\uFFFD')
    at = Math.max(at, to)
  }
}

type Mark = Piece | (Reference & { readonly type: 'reference' })

function marksIn(text: Text, start: number, end: number): Mark[] {
  const pieces: Mark[] = piecesOf(text).filter(piece => piece.type !== 'dollar')
  for (const reference of referencesIn(text)) pieces.push({ ...reference, type: 'reference' })
  return pieces.filter(mark => mark.end > start && mark.start < end).sort((a, b) => a.start - b.start)
}

function isBlock(piece: Piece): boolean {
  return piece.type === 'fence' || piece.type === 'asy'
}

function standsAlone(value: string, start: number, end: number): boolean {
  const before = value.slice(value.lastIndexOf('\n', start - 1) + 1, start)
  const stop = value.indexOf('\n', end)
  return /^[ \t]*$/.test(before) && /^[ \t]*$/.test(value.slice(end, stop < 0 ? undefined : stop))
}

function shownAs(value: string, mark: Mark, end: number, around: Surroundings, text: Text): Html {
  const typed = value.slice(mark.start, end)
  switch (mark.type) {
    case 'math':
      return around.formula({ latex: value.slice(mark.innerStart, mark.innerEnd), display: mark.display, typed })
    case 'code':
      return html`<code>${value.slice(mark.innerStart, mark.innerEnd)}</code>`
    case 'fence': {
      const { code, language } = fenced(value, mark)
      return codeBlock(code, language, sourceOffset(text, mark.start) - around.from)
    }
    case 'asy':
      return placeholder('Drawing in Asymptote', value.slice(mark.innerStart, mark.innerEnd).trim())
    case 'reference': {
      const found = around.refer(mark.label)
      return found
        ? html`<a class="reference" href="#${found.target}">${found.words}</a>`
        : broken(typed, 'there is no step or solution of this label', 'reference-to-nothing')
    }
    case 'unclosed':
      return broken(
        typed,
        `there is no closing ${mark.closer}`,
        /^(?:`|~|\[asy)/.test(mark.opener) ? 'unclosed-fence' : 'unclosed-math',
      )
    case 'dollar':
      return html`${typed}`
  }
}

/** The lines of a fence without the blanks by which the fence is indented. */
function fenced(
  value: string,
  fence: Extract<Piece, { innerStart: number; type: 'code' | 'fence' | 'asy' }>,
): { code: string; language: string } {
  const info = value.slice(fence.start, fence.innerStart)
  const indent = fence.start - (value.lastIndexOf('\n', fence.start - 1) + 1)
  const code = value.slice(fence.innerStart, fence.innerEnd).replace(/\n$/, '')
  const outdented = indent ? code.replace(new RegExp(`^[ \\t]{1,${indent}}`, 'gm'), '') : code
  return { code: outdented, language: /^[`~]+[ \t]*([\w+#-]*)/.exec(info)?.[1]?.toLowerCase() ?? '' }
}

/** What is not drawn here: its name, and its source. */
function placeholder(name: string, source: string): Html {
  return html`<span class="figure" role="group" aria-label="${name}"><span class="caption">${name}</span><code>${source}</code></span>`
}

const markdown = makeMarkdown()

function makeMarkdown() {
  const md = new MarkdownIt({ html: false, linkify: false, typographer: false, breaks: false })
  md.disable(['code', 'fence', 'backticks'])
  // What may be followed is decided where a link is rendered; here it only has to be one.
  md.validateLink = () => true
  md.block.ruler.before(
    'blockquote',
    'piece',
    (state, startLine, _endLine, silent) => {
      const line = state.src.slice(state.bMarks[startLine]! + state.tShift[startLine]!, state.eMarks[startLine])
      const number = blockPlace.exec(line)?.[1]
      if (number === undefined) return false
      if (silent) return true
      const token = state.push('piece', '', 0)
      token.map = [startLine, startLine + 1]
      token.info = number
      state.line = startLine + 1
      return true
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  )
  const { rules } = md.renderer
  rules.piece = (tokens, i, _options, env) => pieceOf(known(env), tokens[i]!.info)?.shown.html ?? ''
  rules.text = (tokens, i, _options, env) =>
    tokens[i]!.content.split(inlinePlace)
      .map((part, n) => (n % 2 ? (pieceOf(known(env), part)?.shown.html ?? '') : escapeHtml(part)))
      .join('')
  rules.image = (tokens, i, _options, env) => {
    const token = tokens[i]!
    const name = asTyped(token.content, known(env))
    const where = asTyped(`${token.attrGet('src') ?? ''}`, known(env))
    return placeholder(name ? `Image: ${name}` : 'Image', where).html
  }
  rules.link_open = (tokens, i, _options, env) => {
    const where = asTyped(`${tokens[i]!.attrGet('href') ?? ''}`, known(env))
    if (isFollowed(where)) return html`<a href="${where}" rel="noreferrer"${attribute('title', where)}>`.html
    // Links do not nest, so the next end is that of this one.
    let close = i + 1
    while (close < tokens.length && tokens[close]!.type !== 'link_close') close++
    if (tokens[close]) tokens[close]!.info = 'unfollowed'
    return html`<span class="unfollowed"${attribute('title', where)}>`.html
  }
  rules.link_close = (tokens, i) => (tokens[i]!.info === 'unfollowed' ? '</span>' : '</a>')
  // The headings of the page are those of the parts.
  rules.heading_open = (tokens, i, _options, env) => html`<h4${place(tokens[i]!.map, known(env))}>`.html
  rules.heading_close = () => '</h4>'
  for (const [name, tag] of [
    ['paragraph_open', 'p'],
    ['list_item_open', 'li'],
    ['tr_open', 'tr'],
  ] as const) {
    rules[name] = (tokens, i, _options, env) =>
      tokens[i]!.hidden ? '' : html`<${made(tag)}${place(tokens[i]!.map, known(env))}>`.html
  }
  return md
}

/** Only these are opened, by the editor and after a click. */
export function isFollowed(link: string): boolean {
  return /^(?:https:\/\/|mailto:)/i.test(link)
}

/** What `renderText` handed over, which comes back from the library untouched. */
function known(env: unknown): Environment {
  return env as Environment
}

function place(map: readonly [number, number] | null, environment: Environment): Html {
  return attribute('data-at', map ? environment.placeOf(map[0]) : undefined)
}

function pieceOf({ pieces }: Environment, number: string): Shown | undefined {
  return pieces[Number(number)]
}

/** What stands in an attribute is never rendered. */
function asTyped(value: string, environment: Environment): string {
  const typed = (_: string, number: string): string => pieceOf(environment, number)?.typed ?? ''
  return value
    .replace(encodedPlace, (whole, number: string) => encodeURI(typed(whole, number).toWellFormed()))
    .replace(inlinePlace, typed)
}
