import type { Macros } from '../text/latex.ts'
import { type Node, treeOf } from './tree.ts'
import { Unknown } from './unknown.ts'

/** What the grammar reads: from KaTeX's tree or from plain text. Offsets are in the formula, -1 where not known. */
export type Token = TokenKind & { readonly start: number; readonly end: number }

export type TokenKind =
  | { readonly type: 'number'; readonly digits: string; readonly repeating?: string; readonly loose?: boolean }
  | { readonly type: 'symbol'; readonly name: string }
  /** `+`, `-`, `*`, `cross`, `/`, `±`, `∓`, `mod`, `∪`, `∩`, `∖`, `:`. */
  | { readonly type: 'operator'; readonly name: string }
  | { readonly type: 'relation'; readonly name: Relation }
  | { readonly type: 'open' | 'close'; readonly name: string }
  | { readonly type: 'bar'; readonly double: boolean; readonly side?: 'open' | 'close' }
  | { readonly type: 'comma'; readonly name: ',' | ';' }
  | { readonly type: 'group'; readonly tokens: readonly Token[] }
  | { readonly type: 'delimited'; readonly open: string; readonly close: string; readonly tokens: readonly Token[] }
  | {
      readonly type: 'fraction'
      readonly over: readonly Token[]
      readonly by: readonly Token[]
      readonly binomial: boolean
    }
  | { readonly type: 'root'; readonly of: readonly Token[]; readonly degree?: readonly Token[] }
  | { readonly type: 'sup' | 'sub'; readonly tokens: readonly Token[] }
  | { readonly type: 'prime'; readonly count: number }
  | { readonly type: 'function'; readonly name: string }
  | { readonly type: 'series'; readonly name: string }
  | {
      readonly type: 'matrix'
      readonly open: string
      readonly aligned: boolean
      readonly rows: readonly (readonly (readonly Token[])[])[]
    }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'currency'; readonly name: string }
  | { readonly type: 'percent' | 'degree' | 'factorial' | 'dots' | 'infinity' | 'empty' }
  /** A gap that people leave between statements, or the end of a line. */
  | { readonly type: 'gap' | 'newline' }
  | { readonly type: 'arrow' }
  | { readonly type: 'opaque'; readonly text: string }

export type Relation = '=' | '≠' | '<' | '≤' | '>' | '≥' | '≈' | '≡' | '≢' | 'mod' | 'other'

const relations: Readonly<Record<string, Relation>> = {
  '=': '=',
  '<': '<',
  '\\lt': '<',
  '>': '>',
  '\\gt': '>',
  '\\le': '≤',
  '\\leq': '≤',
  '\\leqslant': '≤',
  '≤': '≤',
  '⩽': '≤',
  '\\ge': '≥',
  '\\geq': '≥',
  '\\geqslant': '≥',
  '≥': '≥',
  '⩾': '≥',
  '≠': '≠',
  '\\approx': '≈',
  '≈': '≈',
  '\\thickapprox': '≈',
  '\\doteq': '≈',
  '\\equiv': '≡',
  '≡': '≡',
}

const operators: Readonly<Record<string, string>> = {
  '+': '+',
  '-': '-',
  '−': '-',
  '–': '-',
  '*': '*',
  '\\ast': '*',
  '∗': '*',
  '\\cdot': '*',
  '⋅': '*',
  '·': '*',
  '\\centerdot': '*',
  '\\bullet': '*',
  '\\times': 'cross',
  '×': 'cross',
  '\\div': '/',
  '÷': '/',
  '/': '/',
  '\\pm': '±',
  '±': '±',
  '\\mp': '∓',
  '\\cup': '∪',
  '∪': '∪',
  '\\cap': '∩',
  '∩': '∩',
  '\\setminus': '∖',
  '\\backslash': '∖',
  ':': ':',
}

const brackets: Readonly<Record<string, string>> = {
  '(': '(',
  ')': ')',
  '[': '[',
  ']': ']',
  '\\{': '{',
  '\\}': '}',
  '\\lbrace': '{',
  '\\rbrace': '}',
  '\\lbrack': '[',
  '\\rbrack': ']',
  '\\lparen': '(',
  '\\rparen': ')',
  '\\lfloor': '⌊',
  '\\rfloor': '⌋',
  '⌊': '⌊',
  '⌋': '⌋',
  '\\lceil': '⌈',
  '\\rceil': '⌉',
  '⌈': '⌈',
  '⌉': '⌉',
  '\\langle': '⟨',
  '\\rangle': '⟩',
  '⟨': '⟨',
  '⟩': '⟩',
  '.': '',
}

const greek = new Set(
  (
    'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho varrho sigma tau ' +
    'upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega ell hbar'
  )
    .split(' ')
    .map(name => `\\${name}`),
)

const arrows = new Set(
  (
    'to rightarrow Rightarrow implies Longrightarrow longrightarrow iff Leftrightarrow Longleftrightarrow leftrightarrow ' +
    'impliedby Leftarrow leftarrow mapsto longmapsto leadsto rightsquigarrow therefore because hookrightarrow gets'
  )
    .split(' ')
    .map(name => `\\${name}`),
)

/** The tokens of a LaTeX formula; undefined where it cannot be read at all. */
export function tokensOf(source: string, macros: Macros = {}): Token[] | undefined {
  const tree = treeOf(source, macros)
  if (!tree) return undefined
  try {
    return flatten(tree, source)
  } catch (error) {
    if (error instanceof Unknown || error instanceof RangeError) return undefined
    throw error
  }
}

/** Positions count only where they are in the formula itself, not in what a macro stands for. */
function placeOf(node: Node, source: string): { start: number; end: number } {
  const { loc } = node
  return loc && loc.lexer.input === source ? { start: loc.start, end: loc.end } : { start: -1, end: -1 }
}

function nodesOf(body: unknown): readonly Node[] {
  if (Array.isArray(body)) return body as Node[]
  return body && typeof body === 'object' ? [body as Node] : []
}

function flatten(nodes: readonly Node[], source: string): Token[] {
  const tokens: Token[] = []
  for (const node of nodes) push(tokens, node, source)
  return joinNumbers(tokens)
}

function push(tokens: Token[], node: Node, source: string): void {
  const place = placeOf(node, source)
  const inner = (body: unknown): Token[] => flatten(nodesOf(body), source)
  switch (node.type) {
    case 'textord':
    case 'mathord':
    case 'atom':
      tokens.push({ ...atom(node.text ?? ''), ...place })
      return
    case 'ordgroup': {
      const body = nodesOf(node.body)
      // `{,}` stands between thousands.
      const only = body.length === 1 ? body[0]! : undefined
      if (only && only.type !== 'genfrac' && only.family !== 'punct') push(tokens, only, source)
      else if (body.length) tokens.push({ type: 'group', tokens: inner(body), ...place })
      return
    }
    case 'styling':
    case 'color':
    case 'sizing':
    case 'pmb':
    case 'vcenter':
    case 'raisebox':
    case 'hbox':
    case 'smash':
      for (const child of nodesOf(node.body)) push(tokens, child, source)
      return
    case 'underline':
      tokens.push({ type: 'group', tokens: inner(node.body), ...place })
      return
    case 'enclose':
      tokens.push({ type: 'group', tokens: inner(node.body), ...place })
      return
    case 'horizBrace':
      tokens.push({ type: 'group', tokens: inner(node.base), ...place })
      return
    case 'genfrac': {
      const [over, by] = [inner(node.numer), inner(node.denom)]
      if (node.hasBarLine) tokens.push({ type: 'fraction', over, by, binomial: false, ...place })
      else if (node.leftDelim === '(') tokens.push({ type: 'fraction', over, by, binomial: true, ...place })
      else tokens.push({ type: 'opaque', text: 'atop', ...place })
      return
    }
    case 'sqrt':
      tokens.push({ type: 'root', of: inner(node.body), ...(node.index && { degree: inner(node.index) }), ...place })
      return
    case 'supsub':
      pushScripts(tokens, node, source)
      return
    case 'op':
    case 'operatorname':
      tokens.push({ ...operatorToken(node, source), ...place })
      return
    case 'leftright':
      pushDelimited(tokens, node, source)
      return
    case 'delimsizing':
      tokens.push({ ...delimiter(node.delim ?? '', node), ...place })
      return
    case 'array':
      tokens.push({ type: 'matrix', open: '', aligned: node.addJot === true, rows: rowsOf(node, source), ...place })
      return
    case 'text':
      pushText(tokens, node, source, place)
      return
    case 'font':
      pushFont(tokens, node, source, place)
      return
    case 'overline': {
      const body = inner(node.body)
      const [only] = body
      if (body.length === 1 && only!.type === 'number' && !only!.digits.includes('.')) {
        tokens.push({ type: 'opaque', text: `overline ${only!.digits}`, ...place })
      } else tokens.push({ type: 'opaque', text: `overline ${textOf(body)}`, ...place })
      return
    }
    case 'accent':
    case 'accentUnder': {
      const body = inner(node.base)
      const [only] = body
      if (node.label === '\\dot' && body.length === 1 && only!.type === 'number') {
        tokens.push({ type: 'opaque', text: `dot ${only!.digits}`, ...place })
      } else tokens.push({ type: 'symbol', name: `${node.label}{${textOf(body)}}`, ...place })
      return
    }
    case 'mclass':
      tokens.push({ ...classToken(node, source), ...place })
      return
    case 'htmlmathml': {
      const text = (node.mathml ?? []).map(child => child.text ?? '').join('')
      tokens.push(text === '\u0338' ? { type: 'operator', name: 'not', ...place } : { type: 'opaque', text, ...place })
      return
    }
    case 'kern': {
      const { number, unit } = node.dimension ?? { number: 0, unit: 'mu' }
      if (unit === 'mu' && number < 0) tokens.push({ type: 'opaque', text: 'tight', ...place })
      else if (unit === 'mu' ? number >= 18 : unit === 'em' ? number >= 1 : number > 0.3)
        tokens.push({ type: 'gap', ...place })
      else if (unit === 'mu') tokens.push({ type: 'opaque', text: 'thin', ...place })
      return
    }
    case 'spacing':
      if (node.text === '\\ ' || node.text === ' ' || node.text === '\\nobreakspace' || node.text === '\\space') {
        tokens.push({ type: 'opaque', text: 'thin', ...place })
      }
      return
    case 'cr':
      tokens.push({ type: 'newline', ...place })
      return
    case 'xArrow':
      tokens.push({ type: 'arrow', ...place })
      return
    case 'phantom':
    case 'hphantom':
    case 'vphantom':
    case 'tag':
    case 'rule':
    case 'internal':
    case 'mathchoice':
      return
    default:
      tokens.push({ type: 'opaque', text: node.type, ...place })
  }
}

function atom(text: string): TokenKind {
  if (/^[0-9.]$/.test(text)) return { type: 'number', digits: text }
  const relation = relations[text]
  if (relation) return { type: 'relation', name: relation }
  const operator = operators[text]
  if (operator) return { type: 'operator', name: operator }
  if (text === '|' || text === '\\vert' || text === '\\mid') return { type: 'bar', double: false }
  if (text === '\\lvert' || text === '\\rvert')
    return { type: 'bar', double: false, side: text === '\\lvert' ? 'open' : 'close' }
  if (text === '\\lVert' || text === '\\rVert')
    return { type: 'bar', double: true, side: text === '\\lVert' ? 'open' : 'close' }
  if (text === '\\|' || text === '\\Vert' || text === '∥') return { type: 'bar', double: true }
  if (text in brackets && text !== '.') {
    const name = brackets[text]!
    return { type: '([{⌊⌈⟨'.includes(name) ? 'open' : 'close', name }
  }
  switch (text) {
    case ',':
    case '，':
      return { type: 'comma', name: ',' }
    case ';':
      return { type: 'comma', name: ';' }
    case '!':
      return { type: 'factorial' }
    case '\\%':
      return { type: 'percent' }
    case '\\$':
    case '£':
    case '\\pounds':
    case '¥':
    case '€':
      return { type: 'currency', name: text === '\\$' ? '$' : text === '\\pounds' ? '£' : text }
    case '°':
      return { type: 'degree' }
    case '\\ldots':
    case '\\cdots':
    case '\\dots':
    case '\\vdots':
    case '…':
    case '⋯':
    case '\\@cdots':
      return { type: 'dots' }
    case '\\infty':
    case '∞':
      return { type: 'infinity' }
    case '\\emptyset':
    case '\\varnothing':
    case '∅':
      return { type: 'empty' }
    case '\\pi':
    case 'π':
      return { type: 'symbol', name: 'π' }
  }
  if (arrows.has(text) || /^[→⇒⟹⇔⟺↔←⇐↦∴∵]$/.test(text)) return { type: 'arrow' }
  if (greek.has(text)) return { type: 'symbol', name: text.slice(1) }
  if (/^\p{L}$/u.test(text)) return { type: 'symbol', name: text }
  if (text === '\\imath') return { type: 'symbol', name: 'i' }
  if (
    /^\\(?:in|subset|subseteq|sim|cong|simeq|propto|perp|parallel|ll|gg|prec|succ|mid|to|ni|supset|supseteq|vdash|models|nmid|not)/.test(
      text,
    ) ||
    /^[∈∉⊂⊆≅∼≪≫∝⊥∣∤]$/.test(text)
  ) {
    return { type: 'relation', name: 'other' }
  }
  return { type: 'opaque', text }
}

function pushScripts(tokens: Token[], node: Node, source: string): void {
  const { base, sup, sub } = node
  if (base) push(tokens, base, source)
  const place = { start: -1, end: -1 }
  if (sub)
    tokens.push({ type: 'sub', tokens: flatten(sub.type === 'ordgroup' ? nodesOf(sub.body) : [sub], source), ...place })
  if (!sup) return
  const primes = nodesOf(sup.type === 'ordgroup' ? sup.body : sup)
  if (primes.length && primes.every(prime => prime.text === '\\prime')) {
    tokens.push({ type: 'prime', count: primes.length, ...place })
    return
  }
  const leading = primes.findIndex(prime => prime.text !== '\\prime')
  if (leading > 0) tokens.push({ type: 'prime', count: leading, ...place })
  const only = primes[0]
  if (primes.length === 1 && (only?.text === '\\circ' || only?.text === '°')) {
    tokens.push({ type: 'degree', ...placeOf(only, source) })
    return
  }
  tokens.push({ type: 'sup', tokens: flatten(primes.slice(Math.max(0, leading)), source), ...place })
}

const series: Readonly<Record<string, string>> = {
  '\\sum': 'sum',
  '\\prod': 'product',
  '\\bigcup': 'opaque',
  '\\bigcap': 'opaque',
}

function operatorToken(node: Node, source: string): TokenKind {
  if (node.type === 'op' && node.name) {
    const known = series[node.name]
    if (known) return { type: 'series', name: known }
    if (/^\\(?:i*int|oint|lim)/.test(node.name)) return { type: 'series', name: 'opaque' }
    return { type: 'function', name: node.name.slice(1) }
  }
  const body = nodesOf(node.body)
  if (node.type === 'op') {
    const tokens = flatten(body, source)
    return tokens.length === 1 ? tokens[0]! : { type: 'group', tokens }
  }
  return { type: 'function', name: textOf(flatten(body, source)).replace(/\s+/g, '') }
}

function delimiter(name: string, node: Node & { readonly mclass?: string }): TokenKind {
  const side = node.mclass === 'mopen' ? 'open' : node.mclass === 'mclose' ? 'close' : undefined
  const found = atom(name)
  return found.type === 'bar' && side ? { ...found, side } : found
}

function pushDelimited(tokens: Token[], node: Node, source: string): void {
  const body = nodesOf(node.body)
  const [open, close] = [node.left ?? '.', node.right ?? '.']
  const only = body.length === 1 ? body[0]! : undefined
  if (only?.type === 'array') {
    tokens.push({
      type: 'matrix',
      aligned: false,
      open: open === '|' || open === '\\vert' ? '|' : (brackets[open] ?? open),
      rows: rowsOf(only, source),
      start: -1,
      end: -1,
    })
    return
  }
  const inside = flatten(body, source)
  const bar = (name: string): boolean => /^(?:\||\\[lr]?vert|\\[lr]?Vert|\\\||∣)$/.test(name)
  if (bar(open) && bar(close)) {
    tokens.push({
      type: 'delimited',
      open: /V|\\\|/.test(open) ? '‖' : '|',
      close: '|',
      tokens: inside,
      start: -1,
      end: -1,
    })
    return
  }
  tokens.push({
    type: 'delimited',
    open: brackets[open] ?? open,
    close: brackets[close] ?? close,
    tokens: inside,
    start: -1,
    end: -1,
  })
}

function rowsOf(node: Node, source: string): Token[][][] {
  return (node.body as Node[][]).map(row => row.map(cell => flatten([cell], source).flatMap(unwrapped)))
}

/** A cell is a group of its own in the tree. */
function unwrapped(token: Token): readonly Token[] {
  return token.type === 'group' ? token.tokens : [token]
}

function pushText(tokens: Token[], node: Node, source: string, place: { start: number; end: number }): void {
  let text = ''
  const collect = (nodes: readonly Node[]): void => {
    for (const child of nodes) {
      if (child.type === 'spacing' || child.type === 'kern') text += ' '
      else if (child.text !== undefined) text += child.text.replace(/^\\(?=[%$#&_{}])/, '')
      else if (child.body) collect(nodesOf(child.body))
      else if (child.base) collect([child.base])
    }
  }
  collect(nodesOf(node.body))
  const last = nodesOf(node.body).at(-1)
  const end = place.end < 0 && last ? placeOf(last, source).end : place.end
  if (text.trim()) tokens.push({ type: 'text', text, start: place.start, end })
  else if (text.length > 2) tokens.push({ type: 'gap', ...place })
}

function pushFont(tokens: Token[], node: Node, source: string, place: { start: number; end: number }): void {
  const body = nodesOf(node.body)
  const inner = flatten(body.length === 1 && body[0]!.type === 'ordgroup' ? nodesOf(body[0]!.body) : body, source)
  const word = inner.every(token => token.type === 'symbol' || (token.type === 'opaque' && token.text === 'thin'))
  if (word && inner.length > 1) {
    const text = inner.map(token => (token.type === 'symbol' ? token.name : ' ')).join('')
    tokens.push({ type: 'text', text, ...place })
    return
  }
  const [only] = inner
  if (inner.length === 1 && only!.type === 'symbol' && node.font !== 'mathit' && node.font !== 'mathnormal') {
    // An upright d, e, i means what the plain letter means.
    const plain = node.font === 'mathrm' || node.font === 'mathsf'
    if (plain && !/^[ei]$/.test(only!.name)) tokens.push({ type: 'text', text: only!.name, ...place })
    else tokens.push({ type: 'symbol', name: plain ? only!.name : `${node.font} ${only!.name}`, ...place })
    return
  }
  tokens.push(...inner)
}

function classToken(node: Node & { readonly mclass?: string }, source: string): TokenKind {
  const tokens = flatten(nodesOf(node.body), source)
  const [only] = tokens
  if (tokens.length === 1 && only!.type === 'text') {
    const text = only!.text
    if (text === 'mod')
      return node.mclass === 'mrel' ? { type: 'relation', name: 'mod' } : { type: 'operator', name: 'mod' }
    if (text === 'ne') return { type: 'relation', name: '≠' }
    if (text === 'notin') return { type: 'relation', name: 'other' }
  }
  if (tokens.length === 1) return only!
  // `\stackrel{?}{=}` asks, and `:=` defines.
  if (node.mclass === 'mrel') return { type: 'relation', name: 'other' }
  return { type: 'group', tokens }
}

/** Digits, points and the separators between thousands become numbers; `\not` goes into its relation. */
function joinNumbers(tokens: readonly Token[]): Token[] {
  const result: Token[] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.type === 'operator' && token.name === 'not') {
      const next = tokens[at + 1]
      if (next?.type === 'relation') {
        result.push({ ...next, name: next.name === '=' ? '≠' : next.name === '≡' ? '≢' : 'other' })
        at++
      } else result.push({ ...token, type: 'opaque', text: 'not' })
      continue
    }
    // `...`
    if ([0, 1, 2].every(ahead => isPoint(tokens[at + ahead]))) {
      result.push({ type: 'dots', start: token.start, end: tokens[at + 2]!.end })
      at += 2
      continue
    }
    if (token.type === 'number' && token.digits.length === 1) {
      const [number, next] = numberAt(tokens, at)
      result.push(number)
      at = next - 1
      continue
    }
    if (token.type === 'opaque' && (token.text === 'tight' || token.text === 'thin')) continue
    result.push(token)
  }
  return result
}

function isPoint(token: Token | undefined): boolean {
  return token?.type === 'number' && token.digits === '.'
}

function numberAt(tokens: readonly Token[], from: number): [Token, number] {
  const start = tokens[from]!.start
  let end = tokens[from]!.end
  let digits = ''
  let loose = false
  let at = from
  const digit = (i: number): string | undefined => {
    const token = tokens[i]
    return token?.type === 'number' && token.digits.length === 1 && token.digits !== '.' ? token.digits : undefined
  }
  const skip = (i: number, text: string): number => {
    const token = tokens[i]
    return token?.type === 'opaque' && token.text === text ? i + 1 : i
  }
  const threeDigits = (i: number): boolean =>
    digit(i) !== undefined && digit(i + 1) !== undefined && digit(i + 2) !== undefined && digit(i + 3) === undefined
  for (;;) {
    const token = tokens[at]
    if (token?.type === 'number' && token.digits.length === 1) {
      // Digits with a gap between them are two numbers.
      if (digits && end >= 0 && token.start > end) break
      if (token.digits === '.' && (digits.includes('.') || (digit(at + 1) === undefined && !repeats(tokens[at + 1]))))
        break
      digits += token.digits
      end = token.end
      at++
      continue
    }
    // `1{,}234`, `1,\!234`, `1\,234`, and `1,234` without any gap.
    const braced = token?.type === 'group' ? token.tokens : undefined
    const comma = token?.type === 'comma' && token.name === ',' ? 'comma' : undefined
    const group = digits && /^[0-9]{1,3}$/.test(digits.slice(-3)) && !digits.includes('.') ? true : undefined
    if (
      group &&
      token?.type === 'opaque' &&
      token.text === 'thin' &&
      threeDigits(at + 1) &&
      tokens[at + 1]!.start - end <= 2 &&
      end >= 0
    ) {
      at++
      end = -1
      continue
    }
    if (group && (comma || isComma(braced))) {
      const after = skip(skip(at + 1, 'tight'), 'thin')
      const firm = after > at + 1 || isComma(braced) || token!.start < 0
      const near = firm || (tokens[after]?.start ?? -1) === token!.end
      const before = end < 0 || token!.start < 0 || firm || token!.start === end
      if (threeDigits(after) && near && before && !/^0/.test(digits)) {
        if (!firm) loose = true
        at = after
        end = -1
        continue
      }
    }
    // A thousands separator written as `10 , \!080`.
    if (
      group &&
      token?.type === 'opaque' &&
      token.text === 'tight' &&
      isPlainComma(tokens[at + 1]) &&
      threeDigits(at + 2)
    ) {
      at += 2
      end = -1
      continue
    }
    break
  }
  if (!digits) return [{ type: 'opaque', text: '.', start, end }, from + 1]
  const repeat = tokens[at]
  const repeating = repeat?.type === 'opaque' ? /^(?:overline|dot) ([0-9]+)$/.exec(repeat.text)?.[1] : undefined
  if (digits.includes('.') && repeating !== undefined) {
    return [{ type: 'number', digits, repeating, start, end: repeat!.end }, at + 1]
  }
  if (end < 0) end = lastEnd(tokens, from, at)
  return [{ type: 'number', digits, ...(loose && { loose }), start, end }, at]
}

function repeats(token: Token | undefined): boolean {
  return token?.type === 'opaque' && /^(?:overline|dot) [0-9]+$/.test(token.text)
}

function isComma(tokens: readonly Token[] | undefined): boolean {
  return tokens?.length === 1 && isPlainComma(tokens[0])
}

function isPlainComma(token: Token | undefined): boolean {
  return token?.type === 'comma' && token.name === ','
}

function lastEnd(tokens: readonly Token[], from: number, to: number): number {
  for (let at = to - 1; at >= from; at--) if (tokens[at]!.end >= 0) return tokens[at]!.end
  return -1
}

/** Tokens as text, to tell things apart by how they read. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map(tokenText).join('')
}

function tokenText(token: Token): string {
  switch (token.type) {
    case 'number':
      return token.repeating ? `${token.digits}(${token.repeating})` : token.digits
    case 'symbol':
    case 'operator':
    case 'relation':
    case 'open':
    case 'close':
    case 'comma':
    case 'currency':
    case 'function':
    case 'series':
      return token.name
    case 'bar':
      return token.double ? '‖' : '|'
    case 'group':
      return token.tokens.length > 1 ? `{${textOf(token.tokens)}}` : textOf(token.tokens)
    case 'delimited':
      return `${token.open}${textOf(token.tokens)}${token.close}`
    case 'fraction':
      return `${token.binomial ? 'C' : ''}(${textOf(token.over)})/(${textOf(token.by)})`
    case 'root':
      return `√${token.degree ? `[${textOf(token.degree)}]` : ''}(${textOf(token.of)})`
    case 'sup':
      return `^{${textOf(token.tokens)}}`
    case 'sub':
      return `_{${textOf(token.tokens)}}`
    case 'prime':
      return "'".repeat(token.count)
    case 'matrix':
      return `[${token.rows.map(row => row.map(textOf).join('&')).join(';')}]`
    case 'text':
      return `"${token.text.trim()}"`
    case 'opaque':
      return token.text === 'thin' || token.text === 'tight' ? '' : token.text
    case 'percent':
      return '%'
    case 'degree':
      return '°'
    case 'factorial':
      return '!'
    case 'dots':
      return '…'
    case 'infinity':
      return '∞'
    case 'empty':
      return '∅'
    case 'gap':
    case 'newline':
      return ' '
    case 'arrow':
      return '→'
  }
}
