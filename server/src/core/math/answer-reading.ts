import { answerSource, normalText } from './answer-source.ts'
import type { Expr } from './expression.ts'
import { freeSymbols, some } from './expression.ts'
import { parseReadings as allReadings, type Variables } from './grammar.ts'
import { type Link, linksOf, unfolded } from './relations.ts'
import { type Token, tokensOf } from './tokens.ts'
import { attempt, Unknown } from './unknown.ts'

/** What an answer says. */
export type ReadAnswer =
  /** The likeliest reading first; `name` is that of `x` in `x = 3`. */
  | { readonly type: 'value'; readonly exprs: readonly Expr[]; readonly name?: string }
  /** Several answers, in no order: `1, 2`, `x = 1 or x = 2`. */
  | { readonly type: 'several'; readonly items: readonly ReadAnswer[] }
  | { readonly type: 'equation'; readonly left: Expr; readonly right: Expr }
  | { readonly type: 'inequality'; readonly left: Expr; readonly right: Expr; readonly strict: boolean }
  /** A set of real numbers, as intervals; `name` is the variable of an inequality. */
  | { readonly type: 'region'; readonly intervals: readonly Interval[]; readonly name?: string }
  | { readonly type: 'residue'; readonly value: Expr; readonly modulus: Expr }
  | { readonly type: 'choice'; readonly letter: string; readonly rest: string }
  | { readonly type: 'text'; readonly text: string }

export interface Interval {
  readonly from: Expr
  readonly to: Expr
  readonly fromOpen: boolean
  readonly toOpen: boolean
}

/** In an answer `3\frac{1}{2}` is a mixed number and nothing else. */
function parseReadings(tokens: readonly Token[], variables: Variables | undefined): Expr[] {
  const readings = allReadings(tokens, variables)
  const mixed = (expr: Expr): boolean => some(expr, part => part.type === 'add' && part.mixed === true)
  return mixed(readings[0]!) ? readings.filter(mixed) : readings
}

const infinite: Expr = { type: 'constant', name: 'infinity' }
const minusInfinite: Expr = { type: 'negative', of: infinite }
export const everything: Interval = { from: minusInfinite, to: infinite, fromOpen: true, toOpen: true }

const choicePattern = /^(?:option|choice|answer|选项?|选择)?\s*[:：]?\s*[([（]?\s*([A-J])\s*[)\]）]?\s*[.:：]?$/i
const choiceWithContent = /^(?:[([（]\s*([A-J])\s*[)\]）]|([A-J])\s*[.):：])\s*(\S[\s\S]*)$/

/** The letter of a choice, if an answer is one. */
export function choiceOf(answer: string): { letter: string; rest: string; bare: boolean } | undefined {
  const text = answer
    .replace(/\\(?:text|textbf|textit|textrm|mathrm|mathbf|boxed|mbox)\s*\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:left|right)(?![a-zA-Z])|\\[,;:! ]|[{}$*]|~/g, '')
    .trim()
  const only = choicePattern.exec(text)
  if (only) {
    const bare = /^[a-jA-J]$/.test(text)
    if (/^[a-j]$/.test(text)) return undefined
    return { letter: only[1]!.toUpperCase(), rest: '', bare }
  }
  const content = choiceWithContent.exec(text)
  return content ? { letter: (content[1] ?? content[2])!, rest: content[3]!, bare: false } : undefined
}

/** Reads an answer; what cannot be read as mathematics is text. */
export function readAnswer(answer: string, variables?: Variables): ReadAnswer {
  const source = answerSource(answer)
  const text: ReadAnswer = { type: 'text', text: normalText(answer) }
  const special = known(text.text)
  if (special) return special
  if (/^\\(?:text|textbf|textit|textrm|mathrm|mbox)\s*\{[^{}]*\}$/.test(source) && !/\d/.test(source)) return text
  const tokens = tokensOf(source)
  if (!tokens) return text
  return attempt(() => readTokens(unfolded(ungrouped(tokens)), variables)) ?? text
}

/** Answers in words that are mathematics. */
function known(text: string): ReadAnswer | undefined {
  if (/^(?:all )?real numbers?$|^all reals?$|^all real values?$|^ℝ$|^mathbbr$/.test(text))
    return { type: 'region', intervals: [everything] }
  if (/^(?:positive )?infinity$/.test(text)) return { type: 'value', exprs: [infinite] }
  if (/^negative infinity$/.test(text)) return { type: 'value', exprs: [minusInfinite] }
  if (
    /^(?:no (?:real )?solutions?|none|empty set|emptyset|varnothing|no real roots?|no such (?:numbers?|integers?)|无解|空集)$/.test(
      text,
    )
  ) {
    return { type: 'region', intervals: [] }
  }
  return undefined
}

function ungrouped(tokens: readonly Token[]): readonly Token[] {
  const [only] = tokens
  return tokens.length === 1 && only!.type === 'group' ? ungrouped(only!.tokens) : tokens
}

const separatorWords = /^\s*(?:,\s*)?(?:or|and|和|或|或者|and\/or|, and|, or)\s*,?\s*$/i

function readTokens(tokens: readonly Token[], variables: Variables | undefined): ReadAnswer {
  const stripped = withoutIdle(rowsOf(tokens))
  const region = regionOf(stripped, variables)
  if (region) return region
  const items = separated(stripped)
  if (items.length > 1) return several(items, variables)
  return readItem(items[0] ?? [], variables)
}

/** The rows of `cases`, one after the other. */
function rowsOf(tokens: readonly Token[]): readonly Token[] {
  const [only] = tokens
  if (tokens.length !== 1 || only!.type !== 'matrix' || only!.open !== '{') return tokens
  return only!.rows.flatMap((row, i): Token[] => [
    ...(i ? [{ type: 'newline', start: -1, end: -1 } as const] : []),
    ...row.flat(),
  ])
}

/** Words before the answer, such as `\text{Area: }`, and a full stop behind it. */
function withoutIdle(tokens: readonly Token[]): readonly Token[] {
  let from = 0
  let to = tokens.length
  const idle = (token: Token | undefined): boolean =>
    token?.type === 'gap' || token?.type === 'newline' || (token?.type === 'opaque' && token.text === '.')
  while (idle(tokens[from])) from++
  while (to > from && (idle(tokens[to - 1]) || tokens[to - 1]!.type === 'comma')) to--
  const first = tokens[from]
  if (first?.type === 'text' && /(?:[:：]|\b(?:is|are|equals))\s*$/.test(first.text)) from++
  return tokens.slice(from, to)
}

/** Items between commas, `or`, `and`, gaps and line ends. */
function separated(tokens: readonly Token[]): Token[][] {
  const items: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.type === 'open') depth++
    if (token.type === 'close') depth = Math.max(0, depth - 1)
    const parts =
      depth === 0 &&
      (token.type === 'comma' ||
        token.type === 'newline' ||
        token.type === 'gap' ||
        (token.type === 'text' && separatorWords.test(token.text)))
    if (parts) items.push([])
    else items.at(-1)!.push(token)
  }
  return items.filter(item => item.length)
}

function several(items: readonly (readonly Token[])[], variables: Variables | undefined): ReadAnswer {
  // `5 hours and 30 minutes` is one quantity.
  const read = items.map(item => readItem(item, variables))
  const quantities = read.map(item =>
    item.type === 'value' && item.exprs[0]!.type === 'unit' ? item.exprs[0]! : undefined,
  )
  const [first, second] = quantities
  if (
    items.length === 2 &&
    first?.type === 'unit' &&
    second?.type === 'unit' &&
    compoundUnits(first.unit, second.unit)
  ) {
    return { type: 'value', exprs: [{ type: 'add', terms: [first, second] }] }
  }
  return { type: 'several', items: read }
}

function compoundUnits(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  const [x, y] = [[...a.keys()][0] ?? '', [...b.keys()][0] ?? '']
  return (
    /^(?:h|hr|hours?|days?|ft|feet|foot|pounds?|lbs?|min|minutes?|dollars?|years?)$/.test(x) &&
    /^(?:min|minutes?|hours?|s|sec|seconds?|in\.|inch(?:es)?|oz|ounces?|cents?|months?)$/.test(y) &&
    x !== y
  )
}

function readItem(tokens: readonly Token[], variables: Variables | undefined): ReadAnswer {
  if (!tokens.some(token => token.type === 'relation'))
    return { type: 'value', exprs: parseReadings(tokens, variables) }
  const links = linksOf(tokens, '')
  const [first] = links
  const member = membership(tokens)
  if (member) return readItem(member, variables)
  const residue = residueOf(tokens, links, variables)
  if (residue) return residue
  if (!first) throw new Unknown('it cannot be read')
  const one = (side: readonly Token[]): Expr => parseReadings(side, variables)[0]!
  if (links.every(link => link.relation === '=' || link.relation === '≈')) {
    const left = one(first.left.tokens)
    const last = links.at(-1)!
    // `\frac{5}{6} \approx 0.833`: the exact value, and how it is rounded.
    if (last.relation === '≈') {
      const exprs = [...parseReadings(last.left.tokens, variables), ...parseReadings(last.right.tokens, variables)]
      return { type: 'value', exprs: isName(exprs[0]!) ? exprs.slice(1) : exprs }
    }
    const right = one(last.right.tokens)
    if (isName(left) && !freeSymbols(right).has(nameOf(left))) {
      const name = nameOf(left)
      // Words only say what the value is of.
      return {
        type: 'value',
        exprs: parseReadings(last.right.tokens, variables),
        ...(!name.startsWith('"') && { name }),
      }
    }
    if (links.length === 1 && isName(right) && !freeSymbols(left).has(nameOf(right)) && right.type === 'symbol') {
      return { type: 'value', exprs: parseReadings(first.left.tokens, variables), name: nameOf(right) }
    }
    // `(x, y) = (1, 2)`
    if (left.type === 'list' && right.type === 'list' && left.items.every(item => item.type === 'symbol')) {
      return { type: 'value', exprs: parseReadings(last.right.tokens, variables) }
    }
    // `\frac{6}{8} = 0.75`
    if (freeSymbols(left).size === 0 && freeSymbols(right).size === 0)
      return { type: 'value', exprs: parseReadings(last.right.tokens, variables) }
    return { type: 'equation', left, right }
  }
  if (links.length === 1 && /^[<>≤≥]$/.test(first.relation)) {
    const [a, b] = [one(first.left.tokens), one(first.right.tokens)]
    const less = first.relation === '<' || first.relation === '≤'
    return {
      type: 'inequality',
      left: less ? a : b,
      right: less ? b : a,
      strict: first.relation === '<' || first.relation === '>',
    }
  }
  throw new Unknown('it cannot be read')
}

function isName(expr: Expr): boolean {
  return (
    expr.type === 'symbol' ||
    (expr.type === 'opaque' && /^[A-Za-z](?:_\w+)?(?:'*|\^\{?-1\}?)\([A-Za-z](?:,[A-Za-z])*\)$/.test(expr.text))
  )
}

function nameOf(expr: Expr): string {
  return expr.type === 'symbol' ? expr.name : expr.type === 'opaque' ? 'y' : ''
}

/** What `x` is said to be an element of. */
function membership(tokens: readonly Token[]): readonly Token[] | undefined {
  const at = tokens.findIndex(token => token.type === 'relation' && token.name === 'other')
  if (at !== 1 || tokens[0]!.type !== 'symbol') return undefined
  return tokens.slice(at + 1)
}

function residueOf(
  tokens: readonly Token[],
  links: readonly Link[],
  variables: Variables | undefined,
): ReadAnswer | undefined {
  const [link] = links
  if (link?.modulus && link.relation === '≡' && links.length === 1) {
    return {
      type: 'residue',
      value: parseReadings(link.right.tokens, variables)[0]!,
      modulus: parseReadings(link.modulus, variables)[0]!,
    }
  }
  const at = tokens.findIndex(token => token.type === 'relation' && token.name === 'mod')
  if (links.length || at < 1) return undefined
  return {
    type: 'residue',
    value: parseReadings(tokens.slice(0, at), variables)[0]!,
    modulus: parseReadings(tokens.slice(at + 1), variables)[0]!,
  }
}

/** Unions of intervals and inequalities in one variable. */
function regionOf(
  tokens: readonly Token[],
  variables: Variables | undefined,
): Extract<ReadAnswer, { type: 'region' }> | undefined {
  const sides = split(tokens, token => token.type === 'operator' && token.name === '∪')
  if (sides.length > 1) {
    const parts = sides.map(side => intervalOf(membership(side) ?? side, variables))
    return parts.every(part => part !== undefined) ? { type: 'region', intervals: parts.flat() } : undefined
  }
  const condition = conditionOf(tokens)
  if (condition) return regionOf(condition, variables)
  const member = membership(tokens)
  // `x \in \{1, 2\}` lists two values.
  if (member && opensSet(member)) return undefined
  if (member) return regionOf(member, variables) ?? boxedRegion(member, variables)
  const without = split(tokens, token => token.type === 'operator' && token.name === '∖')
  if (without.length === 2 && isReals(without[0]!)) {
    const removed = attempt(() => parseReadings(without[1]!, variables)[0]!)
    return removed?.type === 'list' && removed.open === '{' ? punctured(removed.items) : undefined
  }
  if (isReals(tokens)) return { type: 'region', intervals: [everything] }
  const [first, only] = [tokens[0], attempt(() => parseReadings(tokens, variables)[0]!)]
  if (first?.type === 'empty' || (only?.type === 'constant' && only.name === 'empty'))
    return { type: 'region', intervals: [] }
  // A half-open interval, or one with infinity, is no tuple.
  if (only?.type === 'list' && only.items.length === 2 && isInterval(only))
    return { type: 'region', intervals: [asInterval(only)] }
  return inequalities(tokens, variables)
}

function opensSet(tokens: readonly Token[]): boolean {
  const [first] = tokens
  if (first?.type === 'delimited') return tokens.length === 1 && first.open === '{' && !conditionOf(tokens)
  return (
    first?.type === 'open' &&
    first.name === '{' &&
    tokens.findIndex(token => token.type === 'close') === tokens.length - 1 &&
    !conditionOf(tokens)
  )
}

/** What stands behind the bar of `\{x \mid x > 2\}`. */
function conditionOf(tokens: readonly Token[]): readonly Token[] | undefined {
  const [only] = tokens
  const inner =
    only?.type === 'delimited' && only.open === '{' && tokens.length === 1
      ? only.tokens
      : only?.type === 'open' && only.name === '{' && tokens.at(-1)?.type === 'close'
        ? tokens.slice(1, -1)
        : undefined
  const bar = inner?.findIndex(token => token.type === 'bar' || (token.type === 'operator' && token.name === ':')) ?? -1
  return inner && bar > 0 && inner[0]!.type === 'symbol' ? inner.slice(bar + 1) : undefined
}

function boxedRegion(
  tokens: readonly Token[],
  variables: Variables | undefined,
): Extract<ReadAnswer, { type: 'region' }> | undefined {
  const parts = intervalOf(tokens, variables)
  return parts && { type: 'region', intervals: parts }
}

type ListExpr = Extract<Expr, { type: 'list' }>

function isInterval(list: ListExpr): boolean {
  const mixed = list.open + list.close === '[)' || list.open + list.close === '(]'
  return (
    mixed ||
    list.items.some(item =>
      item.type === 'constant'
        ? item.name === 'infinity'
        : item.type === 'negative' && item.of.type === 'constant' && item.of.name === 'infinity',
    )
  )
}

export function asInterval(list: ListExpr): Interval {
  return { from: list.items[0]!, to: list.items[1]!, fromOpen: list.open !== '[', toOpen: list.close !== ']' }
}

function intervalOf(tokens: readonly Token[], variables: Variables | undefined): readonly Interval[] | undefined {
  if (isReals(tokens)) return [everything]
  const expr = attempt(() => parseReadings(tokens, variables)[0]!)
  if (expr?.type !== 'list') return undefined
  if (expr.open === '{') return expr.items.map(item => ({ from: item, to: item, fromOpen: false, toOpen: false }))
  return expr.items.length === 2 && /^[([][)\]]$/.test(expr.open + expr.close) ? [asInterval(expr)] : undefined
}

function isReals(tokens: readonly Token[]): boolean {
  const [only] = tokens
  return tokens.length === 1 && only!.type === 'symbol' && /^(?:mathbb |mathbf )R$/.test(only!.name)
}

function punctured(points: readonly Expr[]): Extract<ReadAnswer, { type: 'region' }> | undefined {
  if (points.length !== 1) return undefined
  const [point] = points
  return {
    type: 'region',
    intervals: [
      { ...everything, to: point! },
      { ...everything, from: point! },
    ],
  }
}

function split(tokens: readonly Token[], test: (token: Token) => boolean): Token[][] {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.type === 'open') depth++
    if (token.type === 'close') depth--
    if (depth === 0 && test(token)) parts.push([])
    else parts.at(-1)!.push(token)
  }
  return parts
}

/** `1 < x \le 2`, `x < 1 or x > 2`, `x \ne 3`. */
function inequalities(
  tokens: readonly Token[],
  variables: Variables | undefined,
): Extract<ReadAnswer, { type: 'region' }> | undefined {
  if (!tokens.some(token => token.type === 'relation' && /^[<>≤≥≠]$/.test(token.name))) return undefined
  const parts = split(
    tokens,
    token => token.type === 'comma' || (token.type === 'text' && separatorWords.test(token.text)),
  )
  const both = tokens.some(token => token.type === 'text' && /and|和/i.test(token.text))
  const intervals: Interval[] = []
  let name: string | undefined
  for (const part of parts) {
    const links = linksOf(part, '')
    const found = links.length && links.length <= 2 ? bounded(links, variables) : undefined
    if (!found || (name !== undefined && found.name !== name)) return undefined
    name = found.name
    intervals.push(...found.intervals)
  }
  if (both && parts.length === 2 && intervals.length === 2) {
    const met = intersected(intervals[0]!, intervals[1]!)
    return met && { type: 'region', intervals: [met], ...(name !== undefined && { name }) }
  }
  if (parts.length > 1 && both) return undefined
  return { type: 'region', intervals, ...(name !== undefined && { name }) }
}

/** Of a ray down and a ray up. */
function intersected(a: Interval, b: Interval): Interval | undefined {
  const [down, up] = a.from === minusInfinite ? [a, b] : [b, a]
  if (down.from !== minusInfinite || up.to !== infinite) return undefined
  return { from: up.from, fromOpen: up.fromOpen, to: down.to, toOpen: down.toOpen }
}

function bounded(
  links: readonly Link[],
  variables: Variables | undefined,
): { intervals: Interval[]; name: string } | undefined {
  const side = (tokens: readonly Token[]): Expr | undefined => attempt(() => parseReadings(tokens, variables)[0]!)
  const [first, second] = links
  const [a, b] = [side(first!.left.tokens), side(first!.right.tokens)]
  if (!a || !b) return undefined
  if (second) {
    const c = side(second.right.tokens)
    if (!c || b.type !== 'symbol') return undefined
    const up = /^[<≤]$/.test(first!.relation) && /^[<≤]$/.test(second.relation)
    const down = /^[>≥]$/.test(first!.relation) && /^[>≥]$/.test(second.relation)
    if (!up && !down) return undefined
    const strict = (link: Link): boolean => link.relation === '<' || link.relation === '>'
    const interval = up
      ? { from: a, to: c, fromOpen: strict(first!), toOpen: strict(second) }
      : { from: c, to: a, fromOpen: strict(second), toOpen: strict(first!) }
    return { intervals: [interval], name: b.name }
  }
  const size = absoluteBound(a, b, first!.relation) ?? absoluteBound(b, a, turned(first!.relation))
  if (size) return size
  const named =
    a.type === 'symbol'
      ? { name: a.name, bound: b, relation: first!.relation }
      : b.type === 'symbol'
        ? { name: b.name, bound: a, relation: turned(first!.relation) }
        : undefined
  if (!named || freeSymbols(named.bound).size) return undefined
  const { name, bound, relation } = named
  switch (relation) {
    case '<':
    case '≤':
      return { intervals: [{ from: minusInfinite, to: bound, fromOpen: true, toOpen: relation === '<' }], name }
    case '>':
    case '≥':
      return { intervals: [{ from: bound, to: infinite, fromOpen: relation === '>', toOpen: true }], name }
    case '≠':
      return {
        intervals: [
          { ...everything, to: bound },
          { ...everything, from: bound },
        ],
        name,
      }
    default:
      return undefined
  }
}

/** `|x| < 2`, `|x| \ge 2`. */
function absoluteBound(
  a: Expr,
  b: Expr,
  relation: Link['relation'],
): { intervals: Interval[]; name: string } | undefined {
  const [of] = a.type === 'call' && a.name === 'abs' ? a.args : []
  if (!of || b.type !== 'number' || b.value.n <= 0n) return undefined
  if (of.type === 'add' && of.terms.length === 2 && of.terms[0]!.type === 'symbol') {
    // `|x - 1| < 2` is shifted by 1.
    const [name, shift] = of.terms
    const plain = absoluteBound({ ...a, args: [name!] } as Expr, b, relation)
    if (!plain || freeSymbols(shift!).size) return undefined
    const moved = (end: Expr): Expr =>
      end === infinite || end === minusInfinite ? end : { type: 'add', terms: [end, { type: 'negative', of: shift! }] }
    return {
      ...plain,
      intervals: plain.intervals.map(interval => ({ ...interval, from: moved(interval.from), to: moved(interval.to) })),
    }
  }
  if (of.type !== 'symbol') return undefined
  const minus: Expr = { type: 'negative', of: b }
  const open = relation === '<' || relation === '>'
  if (relation === '<' || relation === '≤')
    return { intervals: [{ from: minus, to: b, fromOpen: open, toOpen: open }], name: of.name }
  if (relation !== '>' && relation !== '≥') return undefined
  return {
    intervals: [
      { ...everything, to: minus, toOpen: open },
      { ...everything, from: b, fromOpen: open },
    ],
    name: of.name,
  }
}

function turned(relation: Link['relation']): Link['relation'] {
  return relation === '<' ? '>' : relation === '>' ? '<' : relation === '≤' ? '≥' : relation === '≥' ? '≤' : relation
}
