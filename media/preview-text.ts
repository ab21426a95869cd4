import type { Text } from '../server/src/core/format/text.ts'
import { type Span, span } from '../server/src/core/span.ts'
import type { Macros } from '../server/src/core/text/latex.ts'
import type { Piece } from '../server/src/core/text/markup.ts'
import { piecesOf, referencesIn } from '../server/src/core/text/pieces.ts'
import { element } from './preview-element.ts'
import { inline, type Token } from './preview-inline.ts'
import { broken, renderMath } from './preview-math.ts'
import { table } from './preview-table.ts'

/** What a text is shown with. */
export interface Surroundings {
  readonly macros: Macros
  /** A reference in words, "Step 2"; undefined for one to nothing. */
  readonly refer: (label: string) => string | undefined
}

/** A text, or a stretch of it, as paragraphs, lists, tables, displayed formulas and code. */
export function renderText(text: Text, around: Surroundings, within?: Span): Node[] {
  const { start, end } = within ?? span(0, text.value.length)
  const nodes: Node[] = []
  let lines: Token[][] = [[]]
  for (const token of tokens(text, around, start, end)) {
    if (typeof token === 'string') addProse(token)
    else if (token.block) {
      flush()
      nodes.push(token.node)
    } else lines.at(-1)!.push(token)
  }
  flush()
  return nodes

  function addProse(prose: string): void {
    for (const [i, paragraph] of prose.split(/\n[ \t]*\n\s*/).entries()) {
      if (i) flush()
      for (const [j, line] of paragraph.split('\n').entries()) {
        if (j) lines.push([])
        if (line) lines.at(-1)!.push(line)
      }
    }
  }

  function flush(): void {
    nodes.push(...paragraphs(lines.filter(line => line.some(token => typeof token !== 'string' || token.trim()))))
    lines = [[]]
  }
}

/** A text that is one line, such as a title. */
export function renderLine(text: Text, around: Surroundings): Node[] {
  return inline([...tokens(text, around, 0, text.value.length)])
}

function* tokens(text: Text, around: Surroundings, start: number, end: number): Generator<Token> {
  const { value } = text
  const pieces = piecesOf(text).filter(piece => piece.type !== 'dollar' && piece.end > start && piece.start < end)
  const references = [...referencesIn(text)].filter(reference => reference.start >= start && reference.end <= end)
  const marks = [...pieces, ...references].sort((a, b) => a.start - b.start)
  let at = start
  for (const mark of marks) {
    if (mark.start < at) continue
    if (mark.start > at) yield value.slice(at, mark.start)
    yield 'label' in mark ? reference(mark.label, around) : piece(value, mark, around.macros)
    at = Math.min(mark.end, end)
  }
  if (at < end) yield value.slice(at, end)
}

function reference(label: string, around: Surroundings): Token {
  const words = around.refer(label)
  return {
    node: words
      ? element('span', 'reference', words)
      : broken(`[#${label}]`, 'there is no step or solution of this label'),
    block: false,
  }
}

function piece(value: string, part: Piece, macros: Macros): Token {
  const typed = value.slice(part.start, part.end)
  switch (part.type) {
    case 'math': {
      const latex = value.slice(part.innerStart, part.innerEnd)
      return { node: renderMath(latex, part.display, macros, typed), block: part.display }
    }
    case 'code':
      return { node: element('code', '', value.slice(part.innerStart, part.innerEnd)), block: false }
    case 'fence': {
      const code = value.slice(part.innerStart, part.innerEnd).replace(/\n$/, '')
      return { node: element('pre', '', element('code', '', code)), block: true }
    }
    case 'asy': {
      const drawing = value.slice(part.innerStart, part.innerEnd).trim()
      const figure = element('figure', 'drawing', element('figcaption', '', 'Drawing in Asymptote'))
      figure.append(element('pre', '', element('code', '', drawing)))
      return { node: figure, block: true }
    }
    case 'unclosed':
      return { node: broken(typed, `there is no closing ${part.closer}`), block: false }
    default:
      return typed
  }
}

const item = /^[ \t]*(?:[-*+]|(\d{1,9})[.)])[ \t]+(?=\S|$)/
const heading = /^#{1,6}[ \t]+/
const quote = /^>[ \t]?/

/** What the lines of one paragraph make up. */
function paragraphs(lines: readonly Token[][]): Node[] {
  const nodes: Node[] = []
  for (let i = 0; i < lines.length; ) {
    const first = start(lines[i]!)
    const kind = item.test(first) ? 'item' : heading.test(first) ? 'heading' : quote.test(first) ? 'quote' : 'plain'
    let end = i + 1
    if (kind === 'item') while (end < lines.length && !heading.test(start(lines[end]!))) end++
    else if (kind !== 'heading') while (end < lines.length && !opens(start(lines[end]!), kind)) end++
    const group = lines.slice(i, end)
    if (kind === 'item') nodes.push(list(group))
    else if (kind === 'heading') nodes.push(element('p', 'heading', ...inline(without(group[0]!, heading))))
    else if (kind === 'quote') nodes.push(element('blockquote', '', ...joined(group.map(line => without(line, quote)))))
    else nodes.push(table(group) ?? element('p', '', ...joined(group)))
    i = end
  }
  return nodes
}

/** Whether a line begins something other than the paragraph that is open. */
function opens(line: string, open: 'quote' | 'plain'): boolean {
  return (
    heading.test(line) ||
    (item.test(line) && !/^[ \t]*(?!1[.)])\d/.test(line)) ||
    (open === 'plain' && quote.test(line))
  )
}

function list(lines: readonly Token[][]): HTMLElement {
  const number = item.exec(start(lines[0]!))?.[1]
  const made = number === undefined ? element('ul', '') : element('ol', '')
  if (number !== undefined) (made as HTMLOListElement).start = Number(number)
  let open: Token[][] = []
  for (const line of lines) {
    if (item.test(start(line)) && open.length) close()
    open.push(open.length ? line : without(line, item))
  }
  close()
  return made

  function close(): void {
    made.append(element('li', '', ...joined(open)))
    open = []
  }
}

function joined(lines: readonly Token[][]): Node[] {
  return inline(lines.flatMap((line, i) => (i ? ['\n', ...line] : line)))
}

function start(line: readonly Token[]): string {
  return typeof line[0] === 'string' ? line[0] : ''
}

function without(line: readonly Token[], mark: RegExp): Token[] {
  return [start(line).replace(mark, ''), ...line.slice(1)]
}
