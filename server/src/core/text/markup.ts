/**
 * What a text consists of: math, code and drawings; everything between is prose. The leftmost opener wins and nothing
 * nests. Offsets are in the text that was scanned, whose lines end in LF.
 */
export type Piece =
  | {
      readonly type: 'math'
      readonly start: number
      readonly end: number
      /** The LaTeX between the delimiters; for a bare environment, the environment itself. */
      readonly innerStart: number
      readonly innerEnd: number
      readonly delimiter: Delimiter
      readonly display: boolean
    }
  | {
      readonly type: 'code' | 'fence' | 'asy'
      readonly start: number
      readonly end: number
      readonly innerStart: number
      readonly innerEnd: number
    }
  /** An opener without its end. It costs what is from `start` to `end`. */
  | {
      readonly type: 'unclosed'
      readonly start: number
      readonly end: number
      readonly opener: string
      readonly closer: string
    }
  /** A dollar that opens nothing because the next one cannot close it, and is no price. */
  | { readonly type: 'dollar'; readonly start: number; readonly end: number }

export type Delimiter = '$' | '$$' | '\\(' | '\\[' | 'environment'
export type MathPiece = Extract<Piece, { type: 'math' }>

/** Environments that stand for displayed math without any delimiter. */
export const displayEnvironments = ['align', 'alignat', 'gather', 'multline', 'flalign', 'equation', 'eqnarray']

const opener = /[\\$`~[]/g
const environment = new RegExp(`\\\\begin\\{((?:${displayEnvironments.join('|')})\\*?)\\}`, 'y')
const blankLine = /\n(?=[ \t]*\n)/g
const fenceOpen = /(`{3,}(?=[^`\n]*$)|~{3,})/my
const cjk = /[\u3400-\u9fff\uf900-\ufaff]/

export function scan(text: string): Piece[] {
  const scanner: Scanner = { text, paragraph: { from: 0, end: -1, failures: 0 }, missing: new Set() }
  const pieces: Piece[] = []
  let at = 0
  while (at < text.length) {
    opener.lastIndex = at
    const found = opener.exec(text)
    if (!found) break
    at = found.index
    const piece = pieceAt(scanner, at)
    if (typeof piece === 'number') at = piece
    else {
      pieces.push(piece)
      at = Math.max(piece.end, at + 1)
    }
  }
  return pieces
}

/** What scanning remembers, so that no text costs more than a few looks at each character. */
interface Scanner {
  readonly text: string
  /** The paragraph looked at last, and how many dollars of it were found without an end. */
  paragraph: { from: number; end: number; failures: number }
  /** Closers that do not occur again. */
  readonly missing: Set<string>
}

/** Dollars without an end that are looked into in one paragraph; the ones after that are taken as plain. */
const failureLimit = 64

/** The piece that opens at `at`, or where to look on. */
function pieceAt(scanner: Scanner, at: number): Piece | number {
  const { text } = scanner
  switch (text[at]) {
    case '\\':
      return backslash(scanner, at)
    case '$':
      return dollar(scanner, at)
    case '[':
      return text.startsWith('[asy]', at) ? until(scanner, at, '[asy]', '[/asy]', 'asy') : at + 1
    default:
      return ticks(scanner, at)
  }
}

function backslash(scanner: Scanner, at: number): Piece | number {
  const { text } = scanner
  const next = text[at + 1]
  if (next === '[') return until(scanner, at, '\\[', '\\]', 'math')
  if (next === '(') return until(scanner, at, '\\(', '\\)', 'math')
  if (next === 'b') {
    environment.lastIndex = at
    const match = environment.exec(text)
    if (match) return until(scanner, at, match[0], `\\end{${match[1]}}`, 'environment')
  }
  return at + 2
}

function dollar(scanner: Scanner, at: number): Piece | number {
  const { text } = scanner
  if (text[at + 1] === '$') return until(scanner, at, '$$', '$$', 'math')
  // A dollar sign as a formula, whatever follows: `$\\$$1500`.
  if (text.startsWith('$\\$$', at)) return math(at, at + 4, 1, 1, '$', false)
  const next = text[at + 1]
  const price = isDigit(next) || (next === '.' && isDigit(text[at + 2]))
  const plain = (): Piece | number => (price ? at + 1 : { type: 'dollar', start: at, end: at + 1 })
  if (next === undefined || next === ' ' || next === '\t') return plain()
  const limit = paragraphEnd(scanner, at)
  const close = scanner.paragraph.failures < failureLimit ? closingDollar(text, at + 1, limit) : -1
  if (close < 0) {
    scanner.paragraph.failures++
    return price ? at + 1 : { type: 'unclosed', start: at, end: at + 1, opener: '$', closer: '$' }
  }
  const last = text[close - 1]!
  const after = text[close + 1]
  const closes = last !== ' ' && last !== '\t' && !isDigit(after)
  if (!closes) return plain()
  if (price && cjk.test(outsideText(text.slice(at + 1, close)))) return at + 1
  return math(at, close + 1, 1, 1, '$', false)
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9'
}

/** The first unescaped dollar outside braces. */
function closingDollar(text: string, from: number, limit: number): number {
  let depth = 0
  for (let i = from; i < limit; i++) {
    const char = text[i]
    if (char === '\\') i++
    else if (char === '{') depth++
    else if (char === '}') depth = Math.max(0, depth - 1)
    else if (char === '$' && depth === 0) return i
  }
  return -1
}

const textCommand = /\\(?:text|mbox|textbf|textit|textrm|mathrm|operatorname)\s*\{/g

/** A formula without what its `\text{…}` holds. */
export function outsideText(formula: string): string {
  let result = ''
  let at = 0
  textCommand.lastIndex = 0
  for (let match = textCommand.exec(formula); match; match = textCommand.exec(formula)) {
    result += formula.slice(at, match.index)
    let depth = 1
    at = textCommand.lastIndex
    while (at < formula.length && depth > 0) {
      if (formula[at] === '\\') at++
      else if (formula[at] === '{') depth++
      else if (formula[at] === '}') depth--
      at++
    }
    textCommand.lastIndex = at
  }
  return result + formula.slice(at)
}

function ticks(scanner: Scanner, at: number): Piece | number {
  const { text } = scanner
  let run = 1
  while (text[at + run] === text[at]) run++
  if (run >= 3) {
    fenceOpen.lastIndex = at
    const match = startsLine(text, at) ? fenceOpen.exec(text) : null
    if (match) return fence(scanner, at, match[1]!)
  }
  const mark = '`'.repeat(run)
  const limit = paragraphEnd(scanner, at)
  const known = `${run} ticks before ${limit}`
  if (text[at] === '~' || scanner.missing.has(known)) return at + run
  for (let close = text.indexOf(mark, at + run); close >= 0 && close < limit; close = text.indexOf(mark, close)) {
    let length = run
    while (text[close + length] === '`') length++
    if (length === run) {
      return { type: 'code', start: at, end: close + run, innerStart: at + run, innerEnd: close }
    }
    close += length
  }
  scanner.missing.add(known)
  return at + run
}

function startsLine(text: string, at: number): boolean {
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--
  return at === 0 || text[at - 1] === '\n'
}

function fence(scanner: Scanner, at: number, mark: string): Piece {
  const { text } = scanner
  const lineStop = text.indexOf('\n', at)
  const innerStart = lineStop < 0 ? text.length : lineStop + 1
  const close = new RegExp(`^[ \\t]*${mark[0]}{${mark.length},}[ \\t]*$`, 'gm')
  close.lastIndex = innerStart
  const match = innerStart < text.length ? close.exec(text) : null
  if (!match) return { type: 'unclosed', start: at, end: text.length, opener: mark, closer: mark }
  return { type: 'fence', start: at, end: match.index + match[0].length, innerStart, innerEnd: match.index }
}

function until(scanner: Scanner, at: number, open: string, close: string, type: 'math' | 'asy' | 'environment'): Piece {
  const { text } = scanner
  const from = at + open.length
  const inline = open === '\\('
  const limit = inline ? paragraphEnd(scanner, at) : text.length
  const known = inline ? `${close} before ${limit}` : close
  let end = -1
  if (!scanner.missing.has(known)) {
    end = type === 'asy' ? text.indexOf(close, from) : closing(text, from, limit, close)
    if (end < 0) scanner.missing.add(known)
  }
  if (end < 0) {
    const stop = inline ? from : paragraphEnd(scanner, at)
    return { type: 'unclosed', start: at, end: stop, opener: open, closer: close }
  }
  const whole = end + close.length
  if (type === 'asy') return { type, start: at, end: whole, innerStart: from, innerEnd: end }
  if (type === 'environment') return math(at, whole, 0, 0, 'environment', true)
  return math(at, whole, open.length, close.length, open as Delimiter, !inline)
}

function closing(text: string, from: number, limit: number, close: string): number {
  for (let i = from; i < limit; i++) {
    if (text[i] === close[0] && text.startsWith(close, i)) return i
    if (text[i] === '\\') i++
  }
  return -1
}

function paragraphEnd(scanner: Scanner, from: number): number {
  const { paragraph, text } = scanner
  if (from < paragraph.from || from >= paragraph.end) {
    blankLine.lastIndex = from
    scanner.paragraph = { from, end: blankLine.exec(text)?.index ?? text.length, failures: 0 }
  }
  return scanner.paragraph.end
}

function math(
  start: number,
  end: number,
  openLength: number,
  closeLength: number,
  delimiter: Delimiter,
  display: boolean,
): MathPiece {
  return { type: 'math', start, end, innerStart: start + openLength, innerEnd: end - closeLength, delimiter, display }
}
