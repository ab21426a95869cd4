import { type PlainToken, plainTokens } from './plain.ts'
import { type Link, linksOf, type Side } from './relations.ts'
import type { Token } from './tokens.ts'
import { readUnit } from './units.ts'

/** A relation between calculations in plain text, such as `48/2 = 24`. */
export interface ProseClaim {
  readonly link: Link
  /** The same with less of the text taken in: where one of these holds, nothing is called false. */
  readonly others: readonly Link[]
}

/** Longer stretches without any formula are no solution. */
const proseLimit = 100_000

/** The calculations in a stretch of prose. Offsets are in the text. */
export function proseClaims(
  text: string,
  from = 0,
  to = text.length,
  skip: readonly (readonly [number, number])[] = [],
): ProseClaim[] {
  if (to - from > proseLimit || !/[=≈≠≤≥<>]/.test(text.slice(from, to))) return []
  const tokens = plainTokens(text, from, to, skip)
  const claims: ProseClaim[] = []
  let at = 0
  while (at < tokens.length) {
    if (tokens[at]!.type !== 'relation') at++
    else at = chainAt(tokens, at, text, claims)
  }
  return claims
}

/** The calculations that stand between `<<` and `>>`, and where such marks are. */
export function markClaims(text: string): {
  readonly marks: readonly (readonly [number, number])[]
  readonly claims: readonly ProseClaim[]
} {
  const marks: [number, number][] = []
  const claims: ProseClaim[] = []
  for (const match of text.matchAll(/<<([^<>\n]*)>>/g)) {
    marks.push([match.index, match.index + match[0].length])
    const tokens = grammatical(plainTokens(text, match.index + 2, match.index + match[0].length - 2))
    if (tokens) for (const link of linksOf(tokens, text)) claims.push({ link, others: [] })
  }
  return { marks, claims }
}

/** A formula in plain text as a whole, such as the claim of a `@check` without any LaTeX. */
export function plainFormula(text: string): Token[] | undefined {
  return grammatical(plainTokens(text))
}

interface Member {
  /** The operand and operators, in order; undefined where something stands there that is no calculation. */
  readonly tokens: readonly Token[] | undefined
  /** Shorter ways to take it. */
  readonly shorter: readonly (readonly Token[])[]
}

function chainAt(tokens: readonly PlainToken[], first: number, text: string, claims: ProseClaim[]): number {
  const signs = [first]
  const members: Member[] = [leftMember(tokens, first)]
  let at = first
  for (;;) {
    const next = nextSign(tokens, at)
    const between = next === undefined ? undefined : wholeMember(tokens, at + 1, next)
    if (next === undefined || !between) break
    members.push(between)
    signs.push(next)
    at = next
  }
  members.push(rightMember(tokens, at))
  const end = at + 1
  for (const [i, sign] of signs.entries()) {
    const [left, right] = [members[i]!, members[i + 1]!]
    const token = tokens[sign]!
    if (!left.tokens || !right.tokens || token.type !== 'relation') continue
    const approximate = token.name === '=' && followedByAbout(tokens, sign)
    const link = (a: readonly Token[], b: readonly Token[]): Link => ({
      left: side(a),
      relation: approximate ? '≈' : (token.name as Link['relation']),
      right: side(b),
      start: token.start,
      end: token.end,
      statement: 0,
      index: i,
      length: signs.length,
      role: 'stated',
      uncertain:
        divides(a) && (remainderFollows(tokens, sign, text) || text.slice(a[0]!.start, token.start).includes('//')),
    })
    const others = [
      ...left.shorter.map(shorter => link(shorter, right.tokens!)),
      ...right.shorter.map(shorter => link(left.tokens!, shorter)),
    ]
    claims.push({ link: link(left.tokens, right.tokens), others })
  }
  return end
}

function nextSign(tokens: readonly PlainToken[], from: number): number | undefined {
  for (let at = from + 1; at < Math.min(tokens.length, from + 40); at++) {
    const token = tokens[at]!
    if (token.type === 'relation') return at
    if (token.type === 'newline' || token.type === 'comma' || token.type === 'arrow') return undefined
  }
  return undefined
}

function side(tokens: readonly Token[]): Side {
  const start = tokens[0]!.start
  const end = tokens.at(-1)!.end
  const numbers = tokens.filter(token => token.type !== 'currency' && token.type !== 'text')
  const [first, second] = numbers
  const literal =
    numbers.length === 1 && first!.type === 'number'
      ? first
      : numbers.length === 2 && first!.type === 'operator' && first!.name === '-' && second!.type === 'number'
        ? second
        : undefined
  return { tokens, start, end, ...(literal && { literal: { start: first!.start, end: literal.end } }) }
}

function followedByAbout(tokens: readonly PlainToken[], at: number): boolean {
  const next = tokens[at + 1]
  return (next?.type === 'text' && aboutWords.test(next.text)) || (next?.type === 'opaque' && next.text === '~')
}

const aboutWords = /^(?:about|approximately|approx\.?|roughly|around|almost|nearly|约|大约)$/i

/** `25 / 7 = 3 remainder 4` and `= 14 (rounded)`. */
function remainderFollows(tokens: readonly PlainToken[], at: number, text: string): boolean {
  const start = tokens[at]!.end
  const stop = text.slice(start, start + 60).search(/\n|[.!?](?:\s|$)/)
  const rest = text.slice(start, start + (stop < 0 ? 60 : stop))
  return /\d\s*(?:r|R)\s*\d|\bremainder|\brem\b|left ?over|\bround(?:ed|ing|s? (?:up|down))\b|\bwhole\b|余|四舍五入/.test(
    rest,
  )
}

function divides(tokens: readonly Token[]): boolean {
  return tokens.some(token => token.type === 'operator' && token.name === '/')
}

type End = { readonly at: number; readonly tokens: readonly Token[] }

/** Everything between two signs, if all of it is one calculation. */
function wholeMember(tokens: readonly PlainToken[], from: number, to: number): Member | undefined {
  const start = aboutAt(tokens, from)
  const found = calculation(tokens, start, to, false)
  if (!found) return undefined
  if ((found.at !== to && !onlyWords(tokens, found.at, to)) || beginsAnew(tokens, start, to)) return undefined
  return { tokens: found.tokens, shorter: found.shorter }
}

function onlyWords(tokens: readonly PlainToken[], from: number, to: number): boolean {
  return to - from <= 8 && tokens.slice(from, to).every(token => token.type === 'text' && !singleLetter(token))
}

/** Whether something new is said before the sign: `6 cm so area = …`, `30 miles. Total = …`. */
function beginsAnew(tokens: readonly PlainToken[], from: number, to: number): boolean {
  return tokens
    .slice(from, to)
    .some(
      (token, i) =>
        token.type === 'text' &&
        (/^(?:so|then|thus|hence|therefore|because|since|but|while|which|where|if|when|now)$/i.test(token.text) ||
          (from + i < to - 1 && /\p{L}{3}\.$/u.test(token.text))),
    )
}

function aboutAt(tokens: readonly PlainToken[], at: number): number {
  const token = tokens[at]
  return token &&
    ((token.type === 'text' && aboutWords.test(token.text)) || (token.type === 'opaque' && token.text === '~'))
    ? at + 1
    : at
}

function rightMember(tokens: readonly PlainToken[], sign: number): Member {
  const start = aboutAt(tokens, sign + 1)
  let to = start
  while (to < tokens.length && to < start + 60 && !/^(?:newline|relation|arrow)$/.test(tokens[to]!.type)) to++
  const found = calculation(tokens, start, to, true)
  if (!found || found.poisoned) return { tokens: undefined, shorter: [] }
  return found
}

/**
 * Walks back from the sign to where the calculation begins: from word or bracket to the number before, from number to the
 * sign before it.
 */
function leftMember(tokens: readonly PlainToken[], sign: number): Member {
  const starts: number[] = []
  let at = sign
  for (let round = 0; round < 40; round++) {
    const start = operandBack(tokens, at)
    if (start === undefined) {
      // `p + 600 = …`: a calculation with something unknown.
      if (round > 0 && !isDash(tokens, at)) return { tokens: undefined, shorter: [] }
      break
    }
    starts.push(start)
    const before = tokens[start - 1]
    if (before?.type !== 'operator' && !(before?.type === 'text' && joins(tokens, start - 1))) break
    at = start - 1
  }
  const first = starts.at(-1)
  if (first === undefined) return { tokens: undefined, shorter: [] }
  const before = tokens[first - 1]
  if (
    before &&
    !before.spaced &&
    first > 0 &&
    !tokens[first]!.spaced &&
    before.type === 'opaque' &&
    /^[:.]$/.test(before.text) &&
    tokens[first - 2]?.type === 'number'
  )
    return { tokens: undefined, shorter: [] }
  const found = calculation(tokens, first, sign, false)
  if (beginsAnew(tokens, first, sign)) return { tokens: undefined, shorter: [] }
  if (isRange(tokens, first, sign)) return { tokens: undefined, shorter: [] }
  // `3 times Darcy = 3*15`: a number and words are no calculation, unless the words are a unit.
  if (
    starts.length === 1 &&
    tokens
      .slice(first, sign)
      .some(
        (token, i) => token.type === 'text' && !functionWord.test(token.text) && !knownUnit(tokens, first + i, sign),
      )
  ) {
    return { tokens: undefined, shorter: [] }
  }
  if (!found || found.poisoned || (found.at !== sign && !onlyWords(tokens, found.at, sign)))
    return { tokens: undefined, shorter: [] }
  // A dash behind a number may be no minus: `Day 1 - 5 x 3 = 15`.
  const second = starts.at(-2)
  const numbered =
    before?.type === 'text' && heading.test(before.text) && second !== undefined && isDash(tokens, second - 1)
  const part = numbered ? calculation(tokens, second, sign, false) : undefined
  const shorter = part ? [part.tokens] : []
  return { tokens: found.tokens, shorter }
}

const ranged =
  /^(?:pages?|pp?\.?|lines?|ages?|aged|chapters?|days?|weeks?|years?|numbers?|questions?|problems?|rows?|seats?|games?|from|between|grades?|levels?|score|won|lost)$/i

/** `pages 10-20` */
function isRange(tokens: readonly PlainToken[], first: number, to: number): boolean {
  const [before, low, dash, high] = [tokens[first - 1], tokens[first], tokens[first + 1], tokens[first + 2]]
  if (
    to - first !== 3 ||
    before?.type !== 'text' ||
    !ranged.test(before.text) ||
    low?.type !== 'number' ||
    high?.type !== 'number'
  )
    return false
  return (
    dash?.type === 'operator' &&
    dash.name === '-' &&
    !dash.spaced &&
    !high.spaced &&
    Number(low.digits) < Number(high.digits)
  )
}

const heading =
  /^(?:step|day|week|month|year|case|part|question|problem|exercise|example|method|stage|round|item|option|figure|trip|no\.?)$/i

function knownUnit(tokens: readonly PlainToken[], at: number, to: number): boolean {
  if (joins(tokens, at)) return true
  let from = at
  while (
    tokens[from - 1]?.type === 'text' ||
    (tokens[from - 1]?.type === 'operator' && tokens[from - 2]?.type === 'text')
  )
    from--
  return to - from <= 4 && readUnit(wordText(tokens.slice(from, to)))?.unit !== undefined
}

function isDash(tokens: readonly PlainToken[], at: number): boolean {
  const token = tokens[at]
  return token?.type === 'operator' && token.name === '-' && (token.spaced || tokens[at + 1]?.spaced === true)
}

function singleLetter(token: Token): boolean {
  return token.type === 'text' && /^[A-Za-z]\.?$/.test(token.text) && !/^[aI]$/.test(token.text)
}

/** Whether a word at `at` joins two numbers: `x` between them, or `of` after a share. */
function joins(tokens: readonly PlainToken[], at: number): boolean {
  const [before, token, after] = [tokens[at - 1], tokens[at], tokens[at + 1]]
  if (token?.type !== 'text' || !before || !after) return false
  const startsNumber = after.type === 'number' || after.type === 'open' || after.type === 'currency'
  if (/^[xX]$/.test(token.text))
    return (
      startsNumber &&
      before.type !== 'operator' &&
      before.type !== 'relation' &&
      before.type !== 'comma' &&
      token.spaced === after.spaced
    )
  return (
    token.text === 'of' &&
    startsNumber &&
    (before.type === 'percent' || (before.type === 'number' && fractionBefore(tokens, at)))
  )
}

function fractionBefore(tokens: readonly PlainToken[], at: number): boolean {
  const slash = tokens[at - 2]
  return slash?.type === 'operator' && slash.name === '/'
}

/** Where the operand begins that ends before `to`. */
function operandBack(tokens: readonly PlainToken[], to: number): number | undefined {
  let at = to - 1
  for (let words = 0; words < 8; words++) {
    const token = tokens[at]
    if (token?.type !== 'text' || joins(tokens, at)) {
      if (token?.type === 'operator' && token.name === '/' && tokens[at + 1]?.type === 'text' && words > 0) {
        at--
        continue
      }
      break
    }
    at--
  }
  const token = tokens[at]
  if (token?.type === 'percent' || token?.type === 'factorial' || token?.type === 'degree' || token?.type === 'sup')
    at--
  return numberBack(tokens, at)
}

function numberBack(tokens: readonly PlainToken[], end: number): number | undefined {
  let at = end
  const token = tokens[at]
  if (token?.type === 'close') {
    let depth = 0
    while (at >= 0) {
      const inner = tokens[at]!
      if (inner.type === 'close') depth++
      if (inner.type === 'open' && --depth === 0) break
      if (inner.type === 'relation' || inner.type === 'newline') return undefined
      at--
    }
    if (at < 0) return undefined
    const before = tokens[at - 1]
    // `13(2)`, `(3)(4)`, `sqrt(49)`.
    if (before && !tokens[at]!.spaced) {
      if (before.type === 'number' || before.type === 'close') return numberBack(tokens, at - 1)
      if (before.type === 'text' && functionWord.test(before.text)) return at - 1
      if (before.type === 'text') return undefined
    }
    return at
  }
  if (token?.type === 'symbol') return at
  if (token?.type !== 'number') return undefined
  // `2 1/2`
  const before = tokens[at - 1]
  if (before?.type === 'operator' && before.name === '^') return numberBack(tokens, at - 2)
  if (before?.type === 'currency') at--
  return signBack(tokens, mixedBack(tokens, at))
}

/** Over the whole part of a mixed number whose fraction ends at `at`: `2 1/2`. */
function mixedBack(tokens: readonly PlainToken[], at: number): number {
  const [whole, numerator, slash] = [tokens[at - 3], tokens[at - 2], tokens[at - 1]]
  const mixed =
    slash?.type === 'operator' &&
    slash.name === '/' &&
    numerator?.type === 'number' &&
    whole?.type === 'number' &&
    numerator.spaced &&
    !slash.spaced
  return mixed ? at - 3 : at
}

/** A minus belongs to the number where no operand stands before it. */
function signBack(tokens: readonly PlainToken[], at: number): number {
  const [before, minus] = [tokens[at - 2], tokens[at - 1]]
  if (minus?.type !== 'operator' || minus.name !== '-' || tokens[at]!.spaced) return at
  const operand =
    before &&
    (before.type === 'number' || before.type === 'close' || before.type === 'percent' || before.type === 'text')
  return operand && !(before.type === 'text' && minus.spaced) ? at : before?.type === 'text' || !operand ? at - 1 : at
}

interface Calculation extends End {
  readonly shorter: readonly (readonly Token[])[]
  /** Whether what follows makes it part of something else. */
  readonly poisoned: boolean
}

/** The longest calculation that starts at `from`, as the grammar reads it. */
function calculation(tokens: readonly PlainToken[], from: number, to: number, ends: boolean): Calculation | undefined {
  const result: Token[] = []
  const shorter: Token[][] = []
  let at = from
  for (;;) {
    const operand = operandAt(tokens, at, to, ends)
    if (!operand) {
      if (!result.length) return undefined
      // A sign without an operand behind it is no part of the calculation.
      const sign = result.pop()!
      at = tokens.indexOf(tokens.find(token => token.start === sign.start)!)
      if (sign.type === 'operator' && sign.name !== '-')
        return {
          at,
          tokens: result,
          shorter,
          poisoned: singleLetter(tokens[at + 1] ?? sign) || tokens[at + 1]?.type === 'symbol',
        }
      break
    }
    result.push(...operand.tokens)
    at = operand.at
    if (at >= to) break
    const token = tokens[at]!
    if (token.type === 'operator' && token.name !== '^') {
      shorter.push([...result])
      result.push(token)
      at++
    } else if (token.type === 'text' && joins(tokens, at)) {
      shorter.push([...result])
      result.push({
        type: 'operator',
        name: /^x$/i.test(token.text) ? 'cross' : '*',
        start: token.start,
        end: token.end,
      })
      at++
    } else break
  }
  const next = tokens[at]
  // A clock time, or `5x`.
  const time =
    next?.type === 'opaque' && next.text === ':' && tokens[at + 1]?.type === 'number' && !tokens[at + 1]!.spaced
  const letter = next !== undefined && at < to && singleLetter(next) && (!next.spaced || ends)
  const bracket = next?.type === 'open' && at < to && !next.spaced
  return { at, tokens: result, shorter: ends ? shorter : [], poisoned: time || letter || bracket }
}

function operandAt(tokens: readonly PlainToken[], from: number, to: number, ends: boolean): End | undefined {
  const result: Token[] = []
  let at = from
  let token = tokens[at]
  if (at < to && token?.type === 'operator' && (token.name === '-' || token.name === '+' || token.name === '±')) {
    result.push(token)
    token = tokens[++at]
  }
  if (at < to && token?.type === 'currency') {
    result.push(token)
    token = tokens[++at]
  }
  if (at >= to || !token) return undefined
  if (token.type === 'text' && functionWord.test(token.text) && tokens[at + 1]?.type === 'open') {
    result.push({ type: 'function', name: token.text, start: token.start, end: token.end })
    token = tokens[++at]!
  }
  if (token.type === 'opaque' && token.text === '√' && tokens[at + 1]?.type === 'number') {
    result.push({ type: 'root', of: [tokens[at + 1]!], start: token.start, end: tokens[at + 1]!.end })
    return { at: at + 2, tokens: result }
  }
  if (token.type === 'number' || token.type === 'symbol') {
    result.push(token)
    at++
    // `2 1/2`
    const [numerator, slash, denominator] = [tokens[at], tokens[at + 1], tokens[at + 2]]
    if (
      numerator?.type === 'number' &&
      slash?.type === 'operator' &&
      slash.name === '/' &&
      denominator?.type === 'number' &&
      at + 2 < to &&
      !slash.spaced
    ) {
      result.push(numerator, slash, denominator)
      at += 3
    }
  } else if (token.type === 'open') {
    const group = groupAt(tokens, at, to)
    if (!group) return undefined
    result.push(...group.tokens)
    at = group.at
  } else return undefined
  while (at < to && tokens[at]!.type === 'open' && !tokens[at]!.spaced) {
    const group = groupAt(tokens, at, to)
    if (!group) break
    result.push(...group.tokens)
    at = group.at
  }
  return suffixes(tokens, at, to, result, ends)
}

function groupAt(tokens: readonly PlainToken[], from: number, to: number): End | undefined {
  let depth = 0
  let close = from
  for (; close < to; close++) {
    if (tokens[close]!.type === 'open') depth++
    if (tokens[close]!.type === 'close' && --depth === 0) break
  }
  if (close >= to) return undefined
  const items: Token[] = []
  let at = from + 1
  for (;;) {
    const inner = calculation(tokens, at, close, false)
    if (!inner || inner.poisoned) return undefined
    items.push(...inner.tokens)
    at = inner.at
    if (at < close && tokens[at]!.type === 'comma') items.push(tokens[at++]!)
    else break
  }
  if (at !== close && !onlyWords(tokens, at, close)) return undefined
  return { at: close + 1, tokens: [tokens[from]!, ...items, tokens[close]!] }
}

/** Powers, `%`, `!` and units behind an operand. */
function suffixes(tokens: readonly PlainToken[], from: number, to: number, result: Token[], ends: boolean): End {
  let at = from
  for (;;) {
    const token = tokens[at]
    if (at >= to || !token) break
    if (token.type === 'operator' && token.name === '^') {
      const exponent = operandAt(tokens, at + 1, to, false)
      if (!exponent) break
      result.push({ type: 'sup', tokens: exponent.tokens, start: token.start, end: exponent.tokens.at(-1)!.end })
      at = exponent.at
    } else if (token.type === 'percent' || token.type === 'degree' || token.type === 'sup') {
      result.push(token)
      at++
    } else if (
      token.type === 'factorial' &&
      !token.spaced &&
      (at + 1 >= to ||
        /^(?:operator|relation|close)$/.test(tokens[at + 1]!.type) ||
        tokens[at + 1]!.type === 'factorial')
    ) {
      result.push(token)
      at++
    } else break
  }
  const words = wordsAt(tokens, at, to, ends)
  if (words) {
    result.push(...words.tokens)
    at = words.at
  }
  return { at, tokens: result }
}

/** The words behind a number: all of them where a sign follows, else only a unit. */
function wordsAt(tokens: readonly PlainToken[], from: number, to: number, ends: boolean): End | undefined {
  let at = from
  while (at < to && at - from < 9) {
    const token = tokens[at]!
    if (token.type === 'text' && !joins(tokens, at)) at++
    else if (
      token.type === 'operator' &&
      token.name === '/' &&
      tokens[at + 1]?.type === 'text' &&
      at + 1 < to &&
      !singleLetter(tokens[at + 1]!)
    )
      at++
    else break
  }
  if (at === from) return undefined
  const words = tokens.slice(from, at)
  if (words.some((word, i) => singleLetter(word) && !(i === 0 && word.spaced && unitLetter(word)))) return undefined
  const stop = tokens[at]
  const inner =
    at >= to
      ? !ends
      : stop?.type === 'operator' || stop?.type === 'relation' || (stop?.type === 'text' && joins(tokens, at))
  const followed = stop?.type === 'operator' && at < to && ends ? nextIsNumber(tokens, at + 1) : inner
  if (followed) {
    const text = wordText(words)
    // Words that calculate are kept, so that nothing is concluded from what they stand in.
    const counts = readUnit(text) === undefined && !calculating.test(text)
    return { at, tokens: counts ? [] : [unitToken(words)] }
  }
  // At the end of a calculation, only as many words as a unit has.
  for (const length of [4, 3, 2, 1]) {
    if (length > words.length) continue
    const part = words.slice(0, length)
    if (!part.every(word => word.type === 'text' || word.type === 'operator')) continue
    if (part.at(-1)!.type === 'operator' || /^in\.?$/.test(wordText(part))) continue
    const read = readUnit(wordText(part))
    if (read?.unit && unitWords(part, length)) return { at: from + length, tokens: [unitToken(part)] }
  }
  return undefined
}

const functionWord = /^(?:sqrt|abs|floor|ceil|gcd|lcm|max|min)$/

const calculating =
  /\b(?:times|more|less|fewer|half|twice|thrice|double|triple|than|plus|minus|divided|multiplied|percent|dozen|is|are|was|were|equals?|equal)\b/i

function unitLetter(token: PlainToken): boolean {
  return token.type === 'text' && /^[mgLhs]$/.test(token.text)
}

function nextIsNumber(tokens: readonly PlainToken[], at: number): boolean {
  const token = tokens[at]
  return token?.type === 'number' || token?.type === 'open' || token?.type === 'currency'
}

/** Whether each of the words belongs to the unit: `miles per hour`, not `hours with his`. */
function unitWords(words: readonly PlainToken[], length: number): boolean {
  if (length === 1) return true
  const text = wordText(words)
  return /(?:\/|\bper\b)/.test(text) || /^(?:square|sq\.?|cubic|cu\.?)\s/i.test(text)
    ? length <= (/^(?:square|cubic)/.test(text) && !/\/|\bper\b/.test(text) ? 2 : 4)
    : false
}

function wordText(words: readonly PlainToken[]): string {
  return words.map(word => (word.type === 'text' ? word.text : '/')).join(' ')
}

function unitToken(words: readonly PlainToken[]): Token {
  const text = wordText(words)
  const bare = text.replace(/[.,]$/, '')
  return { type: 'text', text: bare, start: words[0]!.start, end: words.at(-1)!.end - (text.length - bare.length) }
}

/** Plain tokens as the grammar reads them, if all of them are one formula. */
function grammatical(tokens: readonly PlainToken[]): Token[] | undefined {
  const result: Token[] = []
  let at = 0
  while (at < tokens.length) {
    const token = tokens[at]!
    if (token.type === 'relation') {
      result.push(token)
      at++
      continue
    }
    let to = at
    while (to < tokens.length && tokens[to]!.type !== 'relation') to++
    const member = calculation(tokens, at, to, false)
    if (!member || member.at !== to) return undefined
    result.push(...member.tokens)
    at = to
  }
  return result
}
