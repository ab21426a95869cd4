import type { Token, TokenKind } from './tokens.ts'

/** A token of plain text; `spaced` tells whether blanks stand before it. */
export type PlainToken = Token & { readonly spaced: boolean }

const pattern = new RegExp(
  [
    '(?<ordinal>\\d+(?:st|nd|rd|th)(?!\\p{L}))',
    '(?<number>(?:\\d{1,3}(?:,\\d{3})+(?![\\d,]\\d)|\\d+)(?:\\.\\d+)?|(?<![\\d.])\\.\\d+)',
    '(?<relation><=|>=|!=|==|=>|->|[=<>≤≥≠≈])',
    '(?<operator>\\*\\*|//|[+\\-−–*×⋅·÷/±∗])',
    '(?<power>\\^|\\*\\*)',
    '(?<supers>[²³])',
    '(?<currency>\\\\?\\$|[£€¥])',
    '(?<percent>\\\\?%)',
    '(?<degree>°)',
    '(?<open>[([])',
    '(?<close>[)\\]])',
    "(?<word>[\\p{L}](?:[\\p{L}'’]|-(?=\\p{L}))*\\.?(?=[\\s,;:)]|$)|[\\p{L}](?:[\\p{L}'’]|-(?=\\p{L}))*)",
    '(?<other>\\S)',
  ].join('|'),
  'gu',
)

/** The tokens of a stretch of plain text; offsets are in the text. */
export function plainTokens(
  text: string,
  from = 0,
  to = text.length,
  skip: readonly (readonly [number, number])[] = [],
): PlainToken[] {
  const tokens: PlainToken[] = []
  let end = from
  let hole = 0
  pattern.lastIndex = from
  for (let match = pattern.exec(text); match && match.index < to; match = pattern.exec(text)) {
    while (hole < skip.length && skip[hole]![1] <= match.index) hole++
    const inside = skip[hole]
    if (inside && inside[0] <= match.index) {
      pattern.lastIndex = inside[1]
      continue
    }
    const start = match.index
    const stop = Math.min(to, inside ? Math.min(inside[0], start + match[0].length) : start + match[0].length)
    const broken = text.slice(end, start).includes('\n')
    const spaced = start > end
    if (broken && tokens.length) tokens.push({ type: 'newline', start: end, end: start, spaced })
    tokens.push({ ...kindOf(match), start, end: stop, spaced })
    end = stop
  }
  return tokens
}

function kindOf(match: RegExpExecArray): TokenKind {
  const groups = match.groups!
  const text = match[0]
  if (groups.number !== undefined) return { type: 'number', digits: text.replaceAll(',', '') }
  if (groups.relation !== undefined) return relation(text)
  if (groups.operator !== undefined) return { type: 'operator', name: operator(text) }
  if (groups.power !== undefined) return { type: 'operator', name: '^' }
  if (groups.supers !== undefined)
    return { type: 'sup', tokens: [{ type: 'number', digits: text === '²' ? '2' : '3', start: -1, end: -1 }] }
  if (groups.currency !== undefined) return { type: 'currency', name: text.slice(-1) }
  if (groups.percent !== undefined) return { type: 'percent' }
  if (groups.degree !== undefined) return { type: 'degree' }
  if (groups.open !== undefined) return { type: 'open', name: text }
  if (groups.close !== undefined) return { type: 'close', name: text }
  if (groups.word !== undefined || groups.ordinal !== undefined) return { type: 'text', text }
  if (text === ',' || text === ';') return { type: 'comma', name: text }
  if (text === '!') return { type: 'factorial' }
  if (text === '^') return { type: 'operator', name: '^' }
  if (text === '√') return { type: 'opaque', text: '√' }
  if (text === 'π') return { type: 'symbol', name: 'π' }
  return { type: 'opaque', text }
}

function relation(text: string): TokenKind {
  switch (text) {
    case '=':
    case '==':
      return { type: 'relation', name: '=' }
    case '≈':
      return { type: 'relation', name: '≈' }
    case '<=':
    case '≤':
      return { type: 'relation', name: '≤' }
    case '>=':
    case '≥':
      return { type: 'relation', name: '≥' }
    case '!=':
    case '≠':
      return { type: 'relation', name: '≠' }
    case '<':
    case '>':
      return { type: 'relation', name: text }
    default:
      return { type: 'arrow' }
  }
}

function operator(text: string): string {
  switch (text) {
    case '−':
    case '–':
    case '-':
      return '-'
    case '×':
      return 'cross'
    case '⋅':
    case '·':
    case '∗':
    case '*':
      return '*'
    case '**':
      return '^'
    case '÷':
    case '//':
      return '/'
    default:
      return text
  }
}
