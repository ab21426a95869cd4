import type { Macros } from '../text/latex.ts'
import { type Relation, type Token, tokensOf } from './tokens.ts'
import { readUnit } from './units.ts'

/** One side of a relation. Offsets are in the formula. */
export interface Side {
  readonly tokens: readonly Token[]
  readonly start: number
  readonly end: number
  /** Where the side is nothing but a number: that number, its sign included. */
  readonly literal?: { readonly start: number; readonly end: number }
}

/** Two neighbours in a chain of relations. */
export interface Link {
  readonly left: Side
  readonly relation: Exclude<Relation, 'mod' | 'other'>
  readonly right: Side
  /** Of the relation sign; -1 where its place is not known. */
  readonly start: number
  readonly end: number
  readonly modulus?: readonly Token[]
  /** The number of the statement in the formula, and of the link in the statement. */
  readonly statement: number
  readonly index: number
  /** How many links the statement has. */
  readonly length: number
  /** Whether the statement is said to follow, to be one of several, or to be a condition. */
  readonly role: Role
  /** Whether a side may be part of a list that the reader sees and the reading does not. */
  readonly uncertain: boolean
}

export type Role = 'stated' | 'follows' | 'alternative' | 'condition'

/** The relations of a formula; undefined where the formula cannot be read at all. */
export function relationsOf(source: string, macros: Macros = {}): Link[] | undefined {
  const tokens = tokensOf(source, macros)
  return tokens && linksOf(tokens, source)
}

/** The relations among tokens, from LaTeX or from plain text. */
export function linksOf(tokens: readonly Token[], source: string): Link[] {
  const flat = unfolded(tokens)
  const links: Link[] = []
  for (const [i, statement] of statementsOf(flat).entries()) links.push(...linksIn(statement, i, source))
  return links
}

/** The rows of `align` and its like, one after the other. */
export function unfolded(tokens: readonly Token[]): readonly Token[] {
  const parts = tokens.filter(token => token.type !== 'gap' && token.type !== 'newline')
  const [only] = parts
  const layout = only?.type === 'matrix' && only.open === '' && only.aligned ? only : undefined
  const rest = parts.slice(1)
  if (!layout || rest.some(token => token.type !== 'comma' && !(token.type === 'opaque' && token.text === '.')))
    return tokens
  const result: Token[] = []
  const nowhere = { start: -1, end: -1 }
  for (const row of layout.rows) {
    const inner = row.flatMap((cell, i): readonly Token[] =>
      i > 0 && i % 2 === 0 && cell.length ? [{ type: 'gap', ...nowhere }, ...cell] : cell,
    )
    const first = inner.find(token => token.type !== 'gap' && !isEmptyGroup(token))
    if (!first) continue
    const last = result.findLast(token => token.type !== 'gap' && !isEmptyGroup(token))
    const goesOn =
      first.type === 'relation' ||
      (first.type === 'operator' && (first.name !== '-' || !row[0]?.length)) ||
      last?.type === 'relation' ||
      last?.type === 'operator'
    if (result.length && !goesOn) result.push({ type: 'newline', ...nowhere })
    result.push(...inner)
  }
  return result
}

function isEmptyGroup(token: Token): boolean {
  return token.type === 'group' && token.tokens.length === 0
}

interface Statement {
  readonly tokens: readonly Token[]
  readonly role: Role
  /** Whether it touches, across a comma, something without a relation. */
  readonly listBefore: boolean
  readonly listAfter: boolean
}

interface Segment {
  readonly tokens: Token[]
  readonly role: Role
  /** Whether a comma or a gap, and nothing stronger, parts it from the one before. */
  readonly weak: boolean
}

function statementsOf(tokens: readonly Token[]): Statement[] {
  const segments: Segment[] = [{ tokens: [], role: 'stated', weak: false }]
  let depth = 0
  for (const [i, token] of tokens.entries()) {
    if (token.type === 'open') depth++
    if (token.type === 'close') depth = Math.max(0, depth - 1)
    const current = segments.at(-1)!
    const next = depth === 0 ? separated(token, tokens, i, current.role) : undefined
    if (next) segments.push({ tokens: [], ...next })
    else current.tokens.push(token)
  }
  const kept = segments.filter(segment => segment.tokens.length)
  return kept.flatMap((segment, i): Statement[] => {
    if (!segment.tokens.some(token => token.type === 'relation')) return []
    const [before, after] = [kept[i - 1], kept[i + 1]]
    const listBefore = segment.weak && before !== undefined && !hasRelation(before)
    const listAfter = after?.weak === true && !hasRelation(after)
    return [{ tokens: segment.tokens, role: segment.role, listBefore, listAfter }]
  })
}

function hasRelation(segment: Segment): boolean {
  return segment.tokens.some(token => token.type === 'relation')
}

/** What a token begins, where it parts statements. */
function separated(
  token: Token,
  tokens: readonly Token[],
  at: number,
  role: Role,
): { role: Role; weak: boolean } | undefined {
  switch (token.type) {
    case 'comma':
      return { role: role === 'condition' ? role : 'stated', weak: true }
    case 'gap': {
      const [before, after] = [tokens[at - 1], tokens[at + 1]]
      const open = (side: Token | undefined): boolean =>
        side === undefined || side.type === 'relation' || side.type === 'operator' || side.type === 'gap'
      return open(before) || open(after) ? undefined : { role: 'stated', weak: true }
    }
    case 'newline': {
      const after = tokens.slice(at + 1).find(next => next.type !== 'gap')
      const goesOn = after?.type === 'relation' || (after?.type === 'operator' && after.name !== '-')
      return goesOn ? undefined : { role: 'stated', weak: false }
    }
    case 'arrow':
      return { role: 'follows', weak: false }
    case 'text':
      return words(token.text, tokens, at)
    default:
      return undefined
  }
}

function words(text: string, tokens: readonly Token[], at: number): { role: Role; weak: boolean } | undefined {
  const lower = text.toLowerCase()
  const before = tokens[at - 1]
  const operand =
    before &&
    before.type !== 'relation' &&
    before.type !== 'operator' &&
    before.type !== 'open' &&
    before.type !== 'arrow'
  if (/\b(?:or|either)\b|或/.test(lower)) return { role: 'alternative', weak: false }
  if (
    /\b(?:if|when|whenever|where|for|with|unless|assuming|suppose|let|since|because|given|as|otherwise)\b|当|若|如果|设/.test(
      lower,
    )
  ) {
    return { role: 'condition', weak: false }
  }
  if (/\b(?:so|thus|hence|therefore|implies|gives|then|means|which)\b|所以|因此|得|则|故/.test(lower))
    return { role: 'follows', weak: false }
  if (/\b(?:and|but|while)\b|且|和/.test(lower)) return { role: 'stated', weak: false }
  if (/^\s*mod/.test(lower)) return undefined
  return operand && !readUnit(text) ? { role: 'stated', weak: true } : undefined
}

function linksIn(statement: Statement, number: number, source: string): Link[] {
  const { tokens, modulus } = withoutModulus(statement.tokens)
  const members: Token[][] = [[]]
  const signs: Extract<Token, { type: 'relation' }>[] = []
  let depth = 0
  for (const token of tokens) {
    if (token.type === 'open') depth++
    if (token.type === 'close') depth = Math.max(0, depth - 1)
    if (token.type === 'relation' && depth === 0) {
      signs.push(token)
      members.push([])
    } else if (token.type !== 'newline') members.at(-1)!.push(token)
  }
  const kept = members.map(trimmed)
  const links: Link[] = []
  for (const [i, sign] of signs.entries()) {
    const [left, right] = [kept[i]!, kept[i + 1]!]
    if (sign.name === 'other' || sign.name === 'mod' || !left.length || !right.length) continue
    const uncertain = (statement.listBefore && i === 0) || (statement.listAfter && i === signs.length - 1)
    links.push({
      left: sideOf(left, signs[i - 1], sign, source),
      relation: sign.name,
      right: sideOf(right, sign, signs[i + 1], source),
      start: sign.start,
      end: sign.end,
      ...(modulus && { modulus }),
      statement: number,
      index: i,
      length: signs.length,
      role: statement.role,
      uncertain,
    })
  }
  return links
}

function trimmed(tokens: readonly Token[]): Token[] {
  let from = 0
  let to = tokens.length
  const idle = (token: Token | undefined): boolean =>
    token !== undefined &&
    (token.type === 'gap' ||
      isEmptyGroup(token) ||
      token.type === 'comma' ||
      (token.type === 'opaque' && /^[.:]$/.test(token.text)))
  while (idle(tokens[from])) from++
  while (to > from && idle(tokens[to - 1])) to--
  return tokens.slice(from, to)
}

/** `\pmod 7`, `(\bmod 7)`, `(mod 7)` at the end of a statement. */
function withoutModulus(tokens: readonly Token[]): { tokens: readonly Token[]; modulus?: readonly Token[] } {
  const at = tokens.findIndex(token => token.type === 'relation' && token.name === 'mod')
  if (at >= 0) {
    const wrapped = tokens[at - 1]?.type === 'open' ? 1 : 0
    return { tokens: tokens.slice(0, at - wrapped), modulus: trimmed(tokens.slice(at + 1, wrapped ? -1 : undefined)) }
  }
  const last = tokens.findLast(token => token.type !== 'gap' && !(token.type === 'opaque' && token.text === '.'))
  const end = last ? tokens.lastIndexOf(last) : -1
  if (last?.type === 'delimited' && last.open === '(') {
    const inner = modulusIn(last.tokens)
    if (inner) return { tokens: tokens.slice(0, end), modulus: inner }
  }
  if (last?.type === 'close' && last.name === ')') {
    const open = tokens.findLastIndex((token, i) => i < end && token.type === 'open')
    const inner = open >= 0 ? modulusIn(tokens.slice(open + 1, end)) : undefined
    if (inner) return { tokens: tokens.slice(0, open), modulus: inner }
  }
  return { tokens }
}

function modulusIn(tokens: readonly Token[]): readonly Token[] | undefined {
  const [first] = tokens
  if (first?.type === 'operator' && first.name === 'mod') return tokens.slice(1)
  if (first?.type === 'relation' && first.name === 'mod') return tokens.slice(1)
  if (first?.type === 'text' && /^\s*mod(?:ulo)?\s*$/.test(first.text)) return tokens.slice(1)
  const letters = tokens.slice(0, 3).map(token => (token.type === 'symbol' ? token.name : ''))
  return letters.join('') === 'mod' ? tokens.slice(3) : undefined
}

function sideOf(tokens: readonly Token[], before: Token | undefined, after: Token | undefined, source: string): Side {
  const known = extent(tokens)
  // The relation signs tell where a side ends even where it is a fraction, whose place is not known.
  let start = before && before.end >= 0 ? before.end : startOf(tokens, source, known)
  let end = after && after.start >= 0 ? after.start : endOf(source, start, known.end)
  ;[start, end] = trimmedSpan(source, start, Math.max(start, end))
  const literal = literalOf(tokens)
  return { tokens, start, end, ...(literal && { literal }) }
}

function startOf(tokens: readonly Token[], source: string, known: { start: number; end: number }): number {
  const first = tokens[0]!
  if (first.start >= 0) return first.start
  // Back over the command that opens here, such as `\frac{`.
  const back = /(?:\\[a-zA-Z]+\*?[\s{([|]*)+$/.exec(source.slice(0, Math.max(0, known.start)))
  return back ? back.index : Math.max(0, known.start)
}

function endOf(source: string, start: number, known: number): number {
  if (known < 0) return source.length
  let end = known
  let depth = balance(source.slice(start, end))
  while (depth > 0 && source[end] === '}') {
    end++
    depth--
  }
  return end
}

function balance(text: string): number {
  let depth = 0
  for (const char of text) depth += char === '{' ? 1 : char === '}' ? -1 : 0
  return depth
}

/** From the first to the last character that is known to belong to the tokens. */
export function extent(tokens: readonly Token[]): { start: number; end: number } {
  let start = -1
  let end = -1
  const look = (list: readonly Token[]): void => {
    for (const token of list) {
      if (token.start >= 0 && (start < 0 || token.start < start)) start = token.start
      end = Math.max(end, token.end)
      for (const inner of insideOf(token)) look(inner)
    }
  }
  look(tokens)
  return { start, end }
}

function insideOf(token: Token): readonly (readonly Token[])[] {
  switch (token.type) {
    case 'group':
    case 'delimited':
    case 'sup':
    case 'sub':
      return [token.tokens]
    case 'fraction':
      return [token.over, token.by]
    case 'root':
      return token.degree ? [token.of, token.degree] : [token.of]
    case 'matrix':
      return token.rows.flat()
    default:
      return []
  }
}

function trimmedSpan(source: string, start: number, end: number): [number, number] {
  const text = source.slice(start, end)
  const lead = /^(?:\s|&|~|\\[\s,;:!]|\\\\|\\q?quad(?![a-z])|\\begin\{[a-z]+\*?\})*/.exec(text)![0].length
  const tail = /(?:\s|&|~|[.,;]|\\[\s,;:!]|\\\\(?:\[[^\]]*\])?|\\q?quad(?![a-z])|\\end\{[a-z]+\*?\})*$/.exec(text)![0]
    .length
  return lead + tail >= text.length ? [start, end] : [start + lead, end - tail]
}

function literalOf(tokens: readonly Token[]): { start: number; end: number } | undefined {
  const [first, second] = tokens
  if (tokens.length === 1 && first!.type === 'group') return literalOf(first!.tokens)
  const number =
    tokens.length === 1
      ? first
      : tokens.length === 2 && first!.type === 'operator' && first!.name === '-'
        ? second
        : undefined
  if (number?.type !== 'number' || number.start < 0 || number.end < 0) return undefined
  return { start: first!.start, end: number.end }
}
