import type { Expr, UnitExpr } from './expression.ts'
import { parseDecimal, type Rational, rational } from './rational.ts'
import { type Token, textOf } from './tokens.ts'
import { readUnit } from './units.ts'
import { Unknown } from './unknown.ts'

/** How something is read that people write for two things. The first reading has all of them off. */
export interface Reading {
  /** `3\frac{1}{2}` is 3 times a half. */
  readonly product?: boolean
  /** `1/2x` has all of `2x` below. */
  readonly below?: boolean
  /** `\sin 2(x+1)` takes the parenthesis along, or `\sin x \cos x` does not. */
  readonly along?: boolean
  /** `1,234` is two numbers. */
  readonly apart?: boolean
  /** `\log` is the natural one. */
  readonly natural?: boolean
}

export interface Parsed {
  readonly expr: Expr
  /** What could have been read in another way. */
  readonly choices: ReadonlySet<keyof Reading>
}

/** Names that are read as variables although they usually are constants. */
export type Variables = ReadonlySet<string>

const none: Variables = new Set()

/** The expression that a run of tokens is; throws `Unknown` where it is none. */
export function parseTokens(tokens: readonly Token[], reading: Reading = {}, variables: Variables = none): Parsed {
  const choices = new Set<keyof Reading>()
  const shared = { reading, choices, variables: new Set(variables), nodes: 0, signs: 0 }
  const expr = whole({ tokens: prepared(tokens, shared), at: 0, depth: 0, bars: 0, shared })
  return { expr, choices }
}

/** All the ways to read a run of tokens, the likeliest first. */
export function parseReadings(tokens: readonly Token[], variables: Variables = none): Expr[] {
  const first = parseTokens(tokens, {}, variables)
  const readings = [first.expr]
  const choices = [...first.choices]
  for (let mask = 1; mask < 1 << Math.min(choices.length, 3); mask++) {
    const reading = Object.fromEntries(choices.filter((_, i) => mask & (1 << i)).map(choice => [choice, true]))
    try {
      readings.push(parseTokens(tokens, reading, variables).expr)
    } catch (error) {
      if (!(error instanceof Unknown)) throw error
    }
  }
  return readings
}

interface Shared {
  readonly reading: Reading
  readonly choices: Set<keyof Reading>
  readonly variables: Set<string>
  nodes: number
  /** How many `\pm` there are: each doubles what has to be looked at. */
  signs: number
}

interface Parser {
  readonly tokens: readonly Token[]
  at: number
  readonly depth: number
  /** How many bars are open. */
  bars: number
  readonly shared: Shared
}

const depthLimit = 60
const nodeLimit = 5_000

function prepared(tokens: readonly Token[], shared: Shared): readonly Token[] {
  let loose = false
  const kept = tokens.filter(token => token.type !== 'gap' && token.type !== 'newline')
  for (const token of kept) if (token.type === 'number' && token.loose) loose = true
  if (!loose) return kept
  shared.choices.add('apart')
  if (!shared.reading.apart) return kept
  return kept.flatMap(token => (token.type === 'number' && token.loose ? apart(token) : [token]))
}

/** The numbers of `1,234` when the comma separates them. */
function apart(token: Extract<Token, { type: 'number' }>): Token[] {
  const whole = token.digits.split('.')[0]!
  const parts: string[] = []
  for (let end = whole.length; end > 0; end -= 3) parts.unshift(whole.slice(Math.max(0, end - 3), end))
  parts[parts.length - 1] += token.digits.slice(whole.length)
  return parts.flatMap((digits, i): Token[] => {
    const number: Token = { type: 'number', digits, start: token.start, end: token.end }
    return i ? [{ type: 'comma', name: ',', start: -1, end: -1 }, number] : [number]
  })
}

function nested(parser: Parser, tokens: readonly Token[]): Expr {
  if (parser.depth >= depthLimit) throw new Unknown('it is nested too deeply')
  return whole({
    tokens: prepared(tokens, parser.shared),
    at: 0,
    depth: parser.depth + 1,
    bars: 0,
    shared: parser.shared,
  })
}

function whole(parser: Parser): Expr {
  const expr = list(parser, '', '')
  if (parser.at < parser.tokens.length) throw new Unknown(`"${textOf([parser.tokens[parser.at]!])}" is not expected`)
  return expr
}

function peek(parser: Parser, ahead = 0): Token | undefined {
  return parser.tokens[parser.at + ahead]
}

function count(parser: Parser): void {
  if (++parser.shared.nodes > nodeLimit) throw new Unknown('it is too long')
}

/** Expressions between commas; one alone is itself. */
function list(parser: Parser, open: string, close: string): Expr {
  const items = [sets(parser)]
  while (peek(parser)?.type === 'comma') {
    parser.at++
    items.push(sets(parser))
  }
  return items.length === 1 && open !== '{' ? items[0]! : { type: 'list', open, close, items }
}

function sets(parser: Parser): Expr {
  let left = ratio(parser)
  for (;;) {
    const token = peek(parser)
    if (token?.type !== 'operator' || !/^[∪∩∖]$/.test(token.name)) return left
    parser.at++
    const operation = token.name === '∪' ? 'union' : token.name === '∩' ? 'intersection' : 'difference'
    left = { type: 'sets', operation, left, right: ratio(parser) }
  }
}

function ratio(parser: Parser): Expr {
  const items = [sum(parser)]
  while (isOperator(peek(parser), ':')) {
    parser.at++
    items.push(sum(parser))
  }
  return items.length === 1 ? items[0]! : { type: 'ratio', items }
}

function isOperator(token: Token | undefined, name: string): boolean {
  return token?.type === 'operator' && token.name === name
}

function sum(parser: Parser): Expr {
  const terms: Expr[] = []
  const first = peek(parser)
  let total: Expr | undefined
  if (isOperator(first, '±') || isOperator(first, '∓')) {
    parser.at++
    total = either(parser, undefined, product(parser), isOperator(first, '±'))
  } else terms.push(product(parser))
  for (;;) {
    const token = peek(parser)
    if (token?.type !== 'operator') break
    if (token.name === '+' || token.name === '-') {
      parser.at++
      const term = product(parser)
      terms.push(token.name === '-' ? { type: 'negative', of: term } : term)
    } else if (token.name === '±' || token.name === '∓') {
      parser.at++
      total = either(parser, joined(total, terms.splice(0)), product(parser), token.name === '±')
    } else break
  }
  const result = joined(total, terms)
  if (!isOperator(peek(parser), 'mod')) return result
  parser.at++
  return { type: 'modulo', of: result, by: product(parser) }
}

function joined(total: Expr | undefined, terms: readonly Expr[]): Expr {
  const all = total ? [total, ...terms] : terms
  return all.length === 1 ? all[0]! : { type: 'add', terms: all }
}

const signLimit = 4

function either(parser: Parser, left: Expr | undefined, right: Expr, plusFirst: boolean): Expr {
  if (++parser.shared.signs > signLimit) throw new Unknown('too many signs are left open')
  const plus: Expr = left ? { type: 'add', terms: [left, right] } : right
  const negative: Expr = { type: 'negative', of: right }
  const minus: Expr = left ? { type: 'add', terms: [left, negative] } : negative
  return plusFirst ? { type: 'either', plus, minus } : { type: 'either', plus: minus, minus: plus }
}

function product(parser: Parser): Expr {
  count(parser)
  const token = peek(parser)
  if (isOperator(token, '-') || isOperator(token, '+')) {
    parser.at++
    const of = product(parser)
    return isOperator(token, '-') ? { type: 'negative', of } : of
  }
  let left = implicit(parser)
  for (;;) {
    const next = peek(parser)
    if (next?.type === 'dots' && left.type === 'multiply' && startsOperand(peek(parser, 1))) {
      parser.at++
      left = multiplied(left, { type: 'dots' })
      left = multiplied(left, implicit(parser))
      continue
    }
    if (next?.type !== 'operator') return left
    if (next.name === '*' || next.name === 'cross') {
      parser.at++
      const right = signedFactor(parser)
      left = multiplied(left, right, next.name === '*' ? 'dot' : 'cross')
    } else if (next.name === '/') {
      parser.at++
      left = { type: 'divide', over: left, by: divisor(parser) }
      if (startsFactor(parser, left)) left = multiplied(left, implicit(parser))
    } else return left
  }
}

function multiplied(left: Expr, right: Expr, sign?: 'dot' | 'cross'): Expr {
  if (left.type === 'multiply' && left.sign === sign) return { ...left, factors: [...left.factors, right] }
  if (left.type === 'multiply' && right.type === 'dots') return { ...left, factors: [...left.factors, right] }
  if (left.type === 'multiply' && left.factors.at(-1)?.type === 'dots')
    return { ...left, factors: [...left.factors, right] }
  return { type: 'multiply', factors: [left, right], ...(sign && { sign }) }
}

/** `3 \cdot -2` is written, and meant. */
function signedFactor(parser: Parser): Expr {
  const token = peek(parser)
  if (isOperator(token, '-') || isOperator(token, '+')) {
    parser.at++
    const of = signedFactor(parser)
    return isOperator(token, '-') ? { type: 'negative', of } : of
  }
  return implicit(parser)
}

function divisor(parser: Parser): Expr {
  const token = peek(parser)
  if (isOperator(token, '-')) {
    parser.at++
    return { type: 'negative', of: divisor(parser) }
  }
  const first = mixedFactor(parser)
  if (!startsFactor(parser, first)) return first
  parser.shared.choices.add('below')
  if (!parser.shared.reading.below) return first
  return implicitFrom(parser, first)
}

function implicit(parser: Parser): Expr {
  return implicitFrom(parser, mixedFactor(parser))
}

function implicitFrom(parser: Parser, first: Expr): Expr {
  const factors = [first]
  while (startsFactor(parser, factors.at(-1)!)) {
    const next = mixedFactor(parser)
    const last = factors.at(-1)!
    // `5 ft 3 in` is a sum.
    if (last.type === 'unit' && next.type === 'unit') factors[factors.length - 1] = { type: 'add', terms: [last, next] }
    else factors.push(next)
  }
  return factors.length === 1 ? (first.type === 'unit' ? factors[0]! : factors[0]!) : { type: 'multiply', factors }
}

/** Whether what follows is a factor without a sign before it. */
function startsFactor(parser: Parser, before: Expr): boolean {
  const token = peek(parser)
  if (!token || !startsOperand(token)) return false
  if (token.type === 'bar') {
    if (token.side === 'close') return false
    return token.side === 'open' || parser.bars === 0
  }
  if (token.type === 'dots') return false
  if (token.type === 'number') {
    if (before.type === 'unit') return compound(parser, before)
    return before.type !== 'number' && !endsInNumber(before)
  }
  if (token.type === 'text') return false
  return true
}

function endsInNumber(expr: Expr): boolean {
  if (expr.type === 'number') return true
  return expr.type === 'divide' && expr.by.type === 'number'
}

/** Whether `5 ft` goes on with `3 in`. */
function compound(parser: Parser, before: Expr): boolean {
  const unit = peek(parser, 1)
  return before.type === 'unit' && unit?.type === 'text' && readUnit(unit.text)?.unit !== undefined
}

function startsOperand(token: Token | undefined): boolean {
  switch (token?.type) {
    case 'number':
    case 'symbol':
    case 'open':
    case 'bar':
    case 'group':
    case 'delimited':
    case 'fraction':
    case 'root':
    case 'function':
    case 'series':
    case 'matrix':
    case 'text':
    case 'currency':
    case 'infinity':
    case 'empty':
    case 'opaque':
    case 'dots':
      return true
    default:
      return false
  }
}

/** A factor, or a mixed number such as `3\frac{1}{2}` and, in plain text, `3 1/2`. */
function mixedFactor(parser: Parser): Expr {
  const token = peek(parser)
  const next = peek(parser, 1)
  if (token?.type === 'number' && /^[0-9]+$/.test(token.digits)) {
    const part = next?.type === 'fraction' ? smallFraction(next.over, next.by) : undefined
    if (part) {
      const after = peek(parser, 2)
      if (after?.type !== 'sup') {
        parser.shared.choices.add('product')
        // What is one or more is hardly the rest of a mixed number.
        if (!parser.shared.reading.product === part.n < part.d) {
          parser.at += 2
          return postfix(parser, sumOf(number(token), part))
        }
      }
    }
    const plain = plainFraction(parser)
    if (plain) {
      parser.at += 4
      return postfix(parser, sumOf(number(token), plain))
    }
  }
  return factor(parser)
}

function sumOf(whole: Expr, part: Rational): Expr {
  return {
    type: 'add',
    mixed: true,
    terms: [
      whole,
      {
        type: 'divide',
        over: { type: 'number', value: rational(part.n, 1n) },
        by: { type: 'number', value: rational(part.d, 1n) },
      },
    ],
  }
}

function smallFraction(
  over: readonly Token[],
  by: readonly Token[],
): { type: 'rational'; n: bigint; d: bigint } | undefined {
  const [a, b] = [over[0], by[0]]
  if (over.length !== 1 || by.length !== 1 || a?.type !== 'number' || b?.type !== 'number') return undefined
  if (!/^[0-9]{1,9}$/.test(a.digits) || !/^[0-9]{1,9}$/.test(b.digits) || Number(b.digits) === 0) return undefined
  return { type: 'rational', n: BigInt(a.digits), d: BigInt(b.digits) }
}

function plainFraction(parser: Parser): Rational | undefined {
  const [a, slash, b, after] = [peek(parser, 1), peek(parser, 2), peek(parser, 3), peek(parser, 4)]
  if (a?.type !== 'number' || !isOperator(slash, '/') || b?.type !== 'number') return undefined
  if (after?.type === 'number') return undefined
  const part = smallFraction([a], [b])
  return part && part.n < part.d ? part : undefined
}

function factor(parser: Parser): Expr {
  return postfix(parser, primary(parser))
}

function postfix(parser: Parser, start: Expr): Expr {
  let expr = start
  for (;;) {
    count(parser)
    const token = peek(parser)
    switch (token?.type) {
      case 'sup': {
        parser.at++
        // `A^*`, `x^+`: a mark.
        const exponent = exponentOf(parser, token.tokens)
        if (!exponent) expr = { type: 'opaque', text: `${describe(expr)}^${textOf(token.tokens)}` }
        else expr = { type: 'power', base: expr, exponent }
        continue
      }
      case 'sub':
        parser.at++
        expr = subscripted(expr, token.tokens)
        continue
      case 'prime':
        parser.at++
        expr = { type: 'opaque', text: `${describe(expr)}'` }
        continue
      case 'factorial': {
        const double = peek(parser, 1)?.type === 'factorial'
        parser.at += double ? 2 : 1
        expr = { type: 'factorial', of: expr, double }
        continue
      }
      case 'percent':
        parser.at++
        expr = united(expr, '%')
        continue
      case 'degree': {
        parser.at++
        const scale = peek(parser)
        const temperature =
          (scale?.type === 'text' || scale?.type === 'symbol') &&
          /^\s*[CF]\b/.exec(scale.type === 'text' ? scale.text : scale.name)
        if (temperature && scale) {
          parser.at++
          expr = united(expr, `°${temperature[0].trim()}`)
        } else expr = united(expr, '°')
        continue
      }
      case 'currency':
        if (peek(parser, 1)?.type === 'number') return expr
        parser.at++
        expr = united(expr, token.name)
        continue
      case 'text': {
        const unit = unitAfter(parser)
        if (!unit) return expr
        if (unit.size) expr = { type: 'unit', of: expr, unit }
        continue
      }
      default:
        return expr
    }
  }
}

/** A unit, or words that count something, after a quantity; it takes `/ hour` and `^2` along. */
function unitAfter(parser: Parser): UnitExpr | undefined {
  const found = new Map<string, number>()
  let sign = 1
  for (let first = true; ; first = false) {
    const token = peek(parser)
    if (token?.type !== 'text') break
    const read = readUnit(token.text)
    if (!read) return first ? undefined : found
    parser.at++
    let last = 1
    const power = peek(parser)
    if (power?.type === 'sup' && /^-?[1-4]$/.test(textOf(power.tokens))) {
      parser.at++
      last = Number(textOf(power.tokens))
    }
    for (const word of read.words) found.set(`~${word}`, 1)
    for (const [name, exponent] of read.unit ?? []) found.set(name, (found.get(name) ?? 0) + sign * exponent * last)
    const [slash, next] = [peek(parser), peek(parser, 1)]
    if (isOperator(slash, '/') && next?.type === 'text' && readUnit(next.text)) {
      parser.at++
      sign = -1
    } else if (!(isOperator(slash, '*') && next?.type === 'text' && readUnit(next.text)?.unit && read.unit)) break
    else parser.at++
  }
  return found
}

function united(of: Expr, name: string): Expr {
  return { type: 'unit', of, unit: new Map([[name, 1]]) }
}

function exponentOf(parser: Parser, tokens: readonly Token[]): Expr | undefined {
  const [only] = tokens
  if (tokens.length === 1 && (only!.type === 'operator' || only!.type === 'opaque')) return undefined
  return nested(parser, tokens)
}

function subscripted(expr: Expr, tokens: readonly Token[]): Expr {
  const text = textOf(tokens)
  if (expr.type === 'symbol' || expr.type === 'constant') {
    const name = expr.type === 'symbol' ? expr.name : expr.name === 'pi' ? 'π' : expr.name
    return { type: 'symbol', name: `${name}_${text}` }
  }
  if (expr.type === 'number' && /^"?[0-9]{1,2}"?$/.test(text) && expr.decimals === undefined) {
    const base = Number(text.replaceAll('"', ''))
    return { type: 'number', value: inBase(expr.value.n.toString(), base), base }
  }
  if (expr.type === 'number' && /^"?(?:ten|two)"?$/.test(text)) {
    const base = text.includes('ten') ? 10 : 2
    return { type: 'number', value: inBase(expr.value.n.toString(), base), base }
  }
  return { type: 'opaque', text: `${describe(expr)}_${text}` }
}

/** The number that digits stand for. */
export function inBase(digits: string, base: number): Rational {
  if (base < 2 || base > 36) throw new Unknown('a base that is none')
  let value = 0n
  for (const digit of digits) {
    if (Number(digit) >= base) throw new Unknown(`a digit that base ${base} does not have`)
    value = value * BigInt(base) + BigInt(digit)
  }
  return rational(value, 1n)
}

/** How an expression reads, for things that are only told apart. */
export function describe(expr: Expr): string {
  return JSON.stringify(expr, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value instanceof Map ? [...value] : value,
  )
}

function number(token: Extract<Token, { type: 'number' }>): Expr {
  const point = token.digits.indexOf('.')
  const value = parseDecimal(token.digits, token.repeating)
  if (token.repeating !== undefined) return { type: 'number', value }
  return { type: 'number', value, ...(point >= 0 && { decimals: token.digits.length - point - 1 }) }
}

/** Letters that are functions where a parenthesis follows. */
const functionLetters = /^(?:[fghFGHPQpqTLND]|phi|varphi|psi|sigma|tau|mu|Phi|mathbb [PE]|mathcal .)(?:_.*)?$/

function primary(parser: Parser): Expr {
  count(parser)
  const token = peek(parser)
  if (!token) throw new Unknown('something is missing')
  parser.at++
  switch (token.type) {
    case 'number': {
      const value = number(token)
      if (
        peek(parser)?.type === 'dots' &&
        value.type === 'number' &&
        value.decimals !== undefined &&
        value.decimals > 0
      ) {
        const after = peek(parser, 1)
        if (!after || !startsOperand(after)) {
          parser.at++
          return { ...value, goesOn: true }
        }
      }
      return value
    }
    case 'symbol':
      return symbol(parser, token.name)
    case 'text':
      return wordSymbol(parser, token.text)
    case 'group':
      return nested(parser, token.tokens)
    case 'fraction': {
      const [over, by] = [nested(parser, token.over), nested(parser, token.by)]
      return token.binomial ? { type: 'binomial', n: over, k: by } : { type: 'divide', over, by }
    }
    case 'root': {
      const of = nested(parser, token.of)
      return token.degree ? { type: 'root', of, degree: nested(parser, token.degree) } : { type: 'root', of }
    }
    case 'open':
      return bracketed(parser, token.name)
    case 'delimited':
      return delimited(parser, token)
    case 'bar':
      return barred(parser, token.double)
    case 'matrix':
      return matrix(parser, token)
    case 'function':
      return call(parser, token.name)
    case 'series':
      return series(parser, token.name)
    case 'currency': {
      const amount = peek(parser)
      if (amount?.type === 'operator' && amount.name === '-') {
        parser.at++
        return { type: 'negative', of: united(primary(parser), token.name) }
      }
      if (amount?.type !== 'number' && amount?.type !== 'group' && amount?.type !== 'open')
        throw new Unknown('a currency without an amount')
      return united(amount.type === 'number' ? mixedAmount(parser) : primary(parser), token.name)
    }
    case 'infinity':
      return { type: 'constant', name: 'infinity' }
    case 'empty':
      return { type: 'constant', name: 'empty' }
    case 'dots':
      return { type: 'dots' }
    case 'opaque':
      return opaque(parser, token.text)
    default:
      throw new Unknown(`"${textOf([token])}" is not expected`)
  }
}

function mixedAmount(parser: Parser): Expr {
  const token = peek(parser)
  if (token?.type !== 'number') return primary(parser)
  parser.at++
  return number(token)
}

function opaque(parser: Parser, text: string): Expr {
  if (/^\\(?:angle|measuredangle|triangle|square|odot|overarc)/.test(text)) {
    let name = text
    for (let token = peek(parser); token?.type === 'symbol'; token = peek(parser)) {
      name += token.name
      parser.at++
    }
    return { type: 'symbol', name }
  }
  return { type: 'opaque', text }
}

function symbol(parser: Parser, name: string): Expr {
  const { variables } = parser.shared
  if (name === 'π' && !variables.has('π')) return { type: 'constant', name: 'pi' }
  const next = peek(parser)
  if ((name === 'e' || name === 'i') && !variables.has(name) && next?.type !== 'sub' && next?.type !== 'prime') {
    return { type: 'constant', name }
  }
  let at = 0
  if (peek(parser, at)?.type === 'sub') at++
  while (peek(parser, at)?.type === 'prime' || peek(parser, at)?.type === 'sup') at++
  const after = peek(parser, at)
  const parenthesis =
    (after?.type === 'open' && after.name === '(') || (after?.type === 'delimited' && after.open === '(')
  if (parenthesis && (functionLetters.test(name) || peek(parser)?.type === 'prime')) return opaqueCall(parser, name, at)
  return { type: 'symbol', name }
}

/** `f(3)`, `f^{-1}(x)`, `f'(x)`: a value that is not known. */
function opaqueCall(parser: Parser, name: string, skip: number): Expr {
  const from = parser.at
  parser.at += skip
  const token = peek(parser)!
  parser.at++
  if (token.type === 'open') bracketed(parser, token.name)
  return { type: 'opaque', text: name + textOf(parser.tokens.slice(from, parser.at)) }
}

function wordSymbol(parser: Parser, text: string): Expr {
  const name = text.trim().replace(/\s+/g, ' ')
  const known = knownWord(name)
  if (known) return call(parser, known)
  return { type: 'symbol', name: `"${name}"` }
}

function knownWord(name: string): string | undefined {
  return /^(?:lcm|gcd|LCM|GCD|lcd|sin|cos|tan|log|ln|min|max|cis|sqrt|arcsin|arccos|arctan|floor|ceil|abs|exp|det|sgn)$/.test(
    name,
  )
    ? name.toLowerCase()
    : undefined
}

function bracketed(parser: Parser, open: string): Expr {
  if (parser.depth >= depthLimit) throw new Unknown('it is nested too deeply')
  const inner: Parser = { ...parser, depth: parser.depth + 1, bars: 0 }
  const next = peek(inner)
  if (next?.type === 'close') {
    parser.at = inner.at + 1
    if (open === '{' && next.name === '}') return { type: 'constant', name: 'empty' }
    throw new Unknown('empty brackets')
  }
  const expr = list(inner, open, '')
  const close = peek(inner)
  if (close?.type !== 'close') throw new Unknown('a bracket is not closed')
  parser.at = inner.at + 1
  return brackets(expr, open, close.name)
}

function brackets(expr: Expr, open: string, close: string): Expr {
  if (open === '⌊' && close === '⌋') return { type: 'call', name: 'floor', args: [expr] }
  if (open === '⌈' && close === '⌉') return { type: 'call', name: 'ceil', args: [expr] }
  if (expr.type === 'list' && expr.close === '' && (expr.open === open || expr.open === ''))
    return { ...expr, open, close }
  const pair = open + close
  if (pair === '()' || pair === '[]') return expr
  if (pair === '{}') return { type: 'list', open, close, items: [expr] }
  throw new Unknown('brackets that do not match')
}

function delimited(parser: Parser, token: Extract<Token, { type: 'delimited' }>): Expr {
  if (token.open === '|' || token.open === '‖') return absolute(nested(parser, token.tokens))
  if (!token.tokens.length) {
    if (token.open === '{' && token.close === '}') return { type: 'constant', name: 'empty' }
    throw new Unknown('empty brackets')
  }
  const inner = nested(parser, token.tokens)
  return brackets(inner, token.open, token.close)
}

function absolute(of: Expr): Expr {
  return { type: 'call', name: 'abs', args: [of] }
}

function barred(parser: Parser, double: boolean): Expr {
  if (parser.depth + parser.bars >= depthLimit) throw new Unknown('it is nested too deeply')
  parser.bars++
  const of = sum(parser)
  const close = peek(parser)
  if (close?.type !== 'bar' || close.double !== double || close.side === 'open')
    throw new Unknown('a bar is not closed')
  parser.at++
  parser.bars--
  return absolute(of)
}

function matrix(parser: Parser, token: Extract<Token, { type: 'matrix' }>): Expr {
  const filled = token.rows.filter(row => row.some(cell => cell.length))
  if (token.open === '{' || token.open === '' || !filled.length) throw new Unknown('a layout')
  const rows = filled.map(row => row.map(cell => nested(parser, cell)))
  if (rows.some(row => row.length !== rows[0]!.length)) throw new Unknown('rows of different lengths')
  const expr: Expr = { type: 'matrix', rows, open: token.open }
  return token.open === '|' ? { type: 'call', name: 'det', args: [expr] } : expr
}

const unary = new Set(
  (
    'sin cos tan cot sec csc arcsin arccos arctan arccot arcsec arccsc sinh cosh tanh coth sech csch arsinh arcosh artanh ' +
    'ln log lg exp cis det sgn sign sqrt abs floor ceil arg Re Im'
  ).split(' '),
)
const listed = new Set(['gcd', 'lcm', 'min', 'max', 'lcd'])
const aliases: Readonly<Record<string, string>> = {
  tg: 'tan',
  ctg: 'cot',
  cotg: 'cot',
  cosec: 'csc',
  arctg: 'arctan',
  LCM: 'lcm',
  GCD: 'gcd',
  lcd: 'lcm',
  Arcsin: 'arcsin',
  Arctan: 'arctan',
  Arccos: 'arccos',
  asin: 'arcsin',
  acos: 'arccos',
  atan: 'arctan',
  sign: 'sgn',
}

function call(parser: Parser, written: string): Expr {
  const name = aliases[written] ?? written
  if (!unary.has(name) && !listed.has(name)) return unknownFunction(parser, written)
  let sub: Expr | undefined
  let exponent: Expr | undefined
  for (;;) {
    const token = peek(parser)
    if (token?.type === 'sub' && !sub) {
      parser.at++
      sub = nested(parser, token.tokens)
    } else if (token?.type === 'sup' && !exponent) {
      parser.at++
      exponent = nested(parser, token.tokens)
    } else break
  }
  if (name === 'log' && !sub) {
    parser.shared.choices.add('natural')
    if (parser.shared.reading.natural) return called('ln', argument(parser), undefined, exponent)
  }
  const args = listed.has(name) ? listArguments(parser) : argument(parser)
  return called(name, args, sub, exponent)
}

function called(name: string, args: readonly Expr[], sub: Expr | undefined, exponent: Expr | undefined): Expr {
  const inverse =
    exponent?.type === 'negative' &&
    exponent.of.type === 'number' &&
    exponent.of.value.n === 1n &&
    exponent.of.value.d === 1n
  if (inverse && /^(?:sin|cos|tan|cot|sec|csc)$/.test(name)) return { type: 'call', name: `arc${name}`, args }
  const expr: Expr = { type: 'call', name, args, ...(sub && { sub }) }
  return exponent ? { type: 'power', base: expr, exponent } : expr
}

function listArguments(parser: Parser): readonly Expr[] {
  const [only] = argument(parser)
  return only?.type === 'list' ? only.items : [only!]
}

/** What a function is applied to: a parenthesis, or factors up to the next sign or function. */
function argument(parser: Parser): readonly Expr[] {
  const token = peek(parser)
  if (!token) throw new Unknown('a function of nothing')
  if (isOperator(token, '-')) {
    parser.at++
    return [{ type: 'negative', of: argument(parser)[0]! }]
  }
  const bracket = token.type === 'open' || token.type === 'delimited' || token.type === 'bar'
  if (bracket) {
    const start = parser.at
    const expr = primary(parser)
    const after = peek(parser)
    // `\sin (x)^2` squares x, or the sine.
    if (after?.type === 'sup' && (token.type === 'open' || token.type === 'delimited')) {
      parser.shared.choices.add('along')
      if (parser.shared.reading.along) return [postfix(parser, expr)]
      return [expr]
    }
    if (token.type === 'bar' && parser.at > start) return [postfix(parser, expr)]
    if (after?.type === 'degree' || after?.type === 'factorial' || after?.type === 'percent')
      return [postfix(parser, expr)]
    return [expr]
  }
  if (!startsOperand(token) || token.type === 'dots') throw new Unknown('a function of nothing')
  const factors = [mixedFactor(parser)]
  while (startsFactor(parser, factors.at(-1)!)) {
    const next = peek(parser)!
    if (next.type === 'function' || next.type === 'series' || next.type === 'text' || next.type === 'matrix') break
    if (
      next.type === 'open' ||
      next.type === 'delimited' ||
      next.type === 'bar' ||
      next.type === 'root' ||
      next.type === 'fraction'
    ) {
      parser.shared.choices.add('along')
      if (!parser.shared.reading.along) break
    }
    factors.push(mixedFactor(parser))
  }
  // `\sin 2 \cdot 45^\circ` may have the whole product below it.
  while (isOperator(peek(parser), '*') && factors.every(simple)) {
    parser.shared.choices.add('along')
    if (!parser.shared.reading.along) break
    parser.at++
    factors.push(mixedFactor(parser))
  }
  // `\frac{x}{2\pi}` and the like follow with a slash: `\sin \pi/6`.
  if (isOperator(peek(parser), '/')) {
    parser.shared.choices.add('below')
    if (!parser.shared.reading.below && factors.every(simple)) {
      parser.at++
      const by = mixedFactor(parser)
      return [{ type: 'divide', over: factors.length === 1 ? factors[0]! : { type: 'multiply', factors }, by }]
    }
  }
  return [factors.length === 1 ? factors[0]! : { type: 'multiply', factors }]
}

function simple(expr: Expr): boolean {
  return expr.type === 'number' || expr.type === 'symbol' || expr.type === 'constant'
}

function unknownFunction(parser: Parser, name: string): Expr {
  const from = parser.at
  while (peek(parser)?.type === 'sub' || peek(parser)?.type === 'sup' || peek(parser)?.type === 'prime') parser.at++
  const token = peek(parser)
  if (token && startsOperand(token) && token.type !== 'dots') factor(parser)
  return { type: 'opaque', text: name + textOf(parser.tokens.slice(from, parser.at)) }
}

function series(parser: Parser, name: string): Expr {
  if (name === 'opaque') throw new Unknown('a limit or an integral')
  let from: readonly Token[] | undefined
  let to: readonly Token[] | undefined
  for (;;) {
    const token = peek(parser)
    if (token?.type === 'sub') from = token.tokens
    else if (token?.type === 'sup') to = token.tokens
    else break
    parser.at++
  }
  const [index, equals, ...start] = from ?? []
  if (!to || index?.type !== 'symbol' || equals?.type !== 'relation' || equals.name !== '=' || !start.length) {
    throw new Unknown('a series without plain bounds')
  }
  const [first, last] = [nested(parser, start), nested(parser, to)]
  const { variables } = parser.shared
  const known = variables.has(index.name)
  variables.add(index.name)
  const body = product(parser)
  if (!known) variables.delete(index.name)
  return { type: 'series', product: name === 'product', name: index.name, from: first, to: last, body }
}
