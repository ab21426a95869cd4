import type { Macros } from './latex.ts'
import { outsideText } from './markup.ts'

// The symbols of one formula, by a scan of its letters: much quicker than a parse, and it reads what KaTeX does not.

/** A symbol where it stands in a formula. */
export interface FormulaSymbol {
  /** As it is told apart from others: with subscript and primes, without fonts and accents: `x`, `a_n`, `f'`, `\theta`. */
  readonly name: string
  /** The name without subscript and primes. */
  readonly letter: string
  /** The run of upper-case letters that it is one of: `ABC`. */
  readonly run?: string
  readonly start: number
  readonly end: number
  /** Bound by the formula itself (`\sum_k`, `\forall x`, `f(x) =`), or part of a subscript. */
  readonly role?: 'bound' | 'index'
  /** Where nothing else stands in the statement, or on the left side of its first relation. */
  readonly alone?: 'statement' | 'equation' | 'relation'
  /** Of the left side of an equation: whether the rest has no symbol, has this one, or has others. */
  readonly value?: 'number' | 'itself' | 'other'
  /** An argument bracket follows: `f(x)`. */
  readonly call?: true
  /** May as well be a constant (`e`, `i`) or a unit (`5m`). */
  readonly doubtful?: true
}

export interface FormulaScan {
  readonly symbols: readonly FormulaSymbol[]
  /** Whether the formula is a symbol, or a list of them, and nothing else. */
  readonly plain: boolean
  /** What `\text{…}` holds, and where. */
  readonly texts: readonly { readonly value: string; readonly start: number; readonly end: number }[]
}

interface Token {
  type:
    | 'symbol'
    | 'number'
    | 'relation'
    | 'open'
    | 'close'
    | 'comma'
    | 'bar'
    | 'colon'
    | 'break'
    | 'series'
    | 'function'
    | 'prefix'
    | 'text'
    | 'other'
  value: string
  start: number
  end: number
  letter?: string
  run?: string
  role?: 'bound' | 'index'
  alone?: FormulaSymbol['alone']
  held?: FormulaSymbol['value']
  call?: true
  doubtful?: true
}

/** Formulas nested deeper than this are not looked into. */
const depthLimit = 24

/** What stands between two prices, as in `$5 for the job and $`, is prose. */
const proseInside = /(?<![\\A-Za-z])[A-Za-z]{2,}\s+[a-z]{3,}(?![A-Za-z])/

export function scanFormula(source: string, macros: Macros = {}): FormulaScan {
  if (proseInside.test(source) && proseInside.test(outsideText(source))) return { symbols: [], plain: false, texts: [] }
  const scanner = new Scanner(source, macros)
  scanner.scan(0, source.length, undefined, 0)
  const { tokens } = scanner
  bindSets(tokens)
  const plain = markStatements(tokens)
  const symbols: FormulaSymbol[] = []
  const texts: { value: string; start: number; end: number }[] = []
  for (const token of tokens) {
    if (token.type === 'text') texts.push({ value: token.value, start: token.start, end: token.end })
    if (token.type !== 'symbol') continue
    const { value: name, letter, run, start, end, role, alone, held, call, doubtful } = token
    symbols.push({
      name,
      letter: letter!,
      ...(run && { run }),
      start,
      end,
      ...(role && { role }),
      ...(alone && { alone }),
      ...(held && { value: held }),
      ...(call && { call }),
      ...(doubtful && { doubtful }),
    })
  }
  return { symbols, plain, texts }
}

const greek = new Set(
  (
    'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi chi psi omega ' +
    'Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega ell'
  ).split(' '),
)
const variants: Readonly<Record<string, string>> = {
  varepsilon: 'epsilon',
  vartheta: 'theta',
  varrho: 'rho',
  varsigma: 'sigma',
  varphi: 'phi',
  varpi: 'pi',
}
const greekLetters: Readonly<Record<string, string>> = Object.fromEntries(
  [...'αβγδεζηθικλμνξρστυφχψω'].map((char, i) => [
    char,
    `\\${'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi chi psi omega'.split(' ')[i]}`,
  ]),
)

const inSet = (names: string): ReadonlySet<string> => new Set(names.split(' '))

/** Commands whose argument is words, or no part of the formula. */
const wordy = inSet('text mbox textrm textbf textit textsf texttt textup hbox operatorname operatorname* mathop')
const skipped = inSet(
  'label tag tag* ref eqref color hspace hspace* vspace phantom hphantom vphantom rule begin end hskip kern cline ' +
    'includegraphics href url style htmlClass',
)
/** Commands with a first argument that is no part of the formula. */
const skippedFirst = inSet('textcolor colorbox fcolorbox raisebox cancelto stackrel overset underset')
/** Fonts in which letters are symbols as usual. */
const transparent = inSet(
  'mathbf boldsymbol bm bf mathit it mathcal cal mathscr mathfrak mathsf pmb vec hat bar tilde dot ddot overline ' +
    'underline widehat widetilde overrightarrow overleftarrow overleftrightarrow boxed fbox displaystyle textstyle ' +
    'scriptstyle scriptscriptstyle left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm ' +
    'middle limits nolimits mathrm rm mathopen mathclose mathrel mathbin mathord mathstrut strut enspace thinspace ' +
    'negthinspace medspace thickspace nobreak allowbreak hline hfill underbrace overbrace cancel bcancel xcancel ' +
    'overarc wideparen mathring acute grave check breve',
)
/** What may stand before a symbol that is alone all the same. */
const prefixes = inSet('angle measuredangle triangle square parallelogram Box odot bigtriangleup')
const equations = inSet('= := \\coloneqq \\triangleq \\doteq \\eqqcolon')
const relationCommands = inSet(
  'in notin ni le leq leqslant lt ge geq geqslant gt ne neq approx equiv sim simeq cong propto subset subseteq ' +
    'subsetneq supset supseteq parallel perp ll gg prec succ preceq succeq nmid asymp thickapprox coloneqq triangleq ' +
    'doteq not vdash models',
)
const arrowCommands = inSet(
  'to rightarrow Rightarrow implies Longrightarrow longrightarrow iff Leftrightarrow Longleftrightarrow leftrightarrow ' +
    'impliedby Leftarrow leftarrow therefore because land lor wedge vee quad qquad cr newline',
)
const seriesCommands = inSet(
  'sum prod coprod bigcup bigcap bigsqcup bigoplus bigotimes bigvee bigwedge lim limsup liminf max min sup inf argmax ' +
    'argmin int iint iiint oint idotsint',
)
const functionCommands = inSet(
  'sin cos tan cot sec csc arcsin arccos arctan arccot sinh cosh tanh coth log ln lg exp det dim ker deg gcd hom arg Pr',
)
/** Runs of letters that are no symbols even without a backslash. */
const functionRuns = inSet(
  'sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp det dim ker deg gcd lcm mod max min lim ' +
    'cis sgn Re Im Arg Var Cov Pr Tr GCD LCM GCF nCr nPr rad sup inf arg',
)
const wordRuns = inSet('and for the all or if is not are but with when where let so then ways way')
const unitRuns = inSet(
  'cm mm km dm nm kg mg lb lbs oz ft in yd mi mph kph ml mL hr hrs min sec ms kJ kW kN kPa Pa Hz MHz GHz eV mol cal kcal',
)
const unitLetters = inSet('m g s h L N J K V W A C F T')

/** Reads a formula from left to right into tokens; braces are left out. */
class Scanner {
  readonly tokens: Token[] = []
  readonly source: string
  readonly macros: Macros
  private readonly differential: boolean
  private readonly integral: boolean
  private readonly expanded = new Map<string, Expansion>()

  constructor(source: string, macros: Macros) {
    this.source = source
    this.macros = macros
    this.integral = /\\(?:[io]+|idots)int\b/.test(source) || source.includes('\\int')
    this.differential = this.integral || /\\[dt]?frac\s*\{\s*d|\\mathrm\s*\{?\s*d\b|\bd[a-z]\s*\/\s*d[a-z]/.test(source)
  }

  scan(from: number, to: number, role: Token['role'], depth: number): void {
    const { source } = this
    let at = from
    while (at < to) {
      const char = source[at]!
      if (char === '\\') at = this.command(at, to, role)
      else if (isLetter(char)) at = this.run(at, to, role)
      else if (char >= '0' && char <= '9') {
        let end = at + 1
        while (end < to && /[0-9.,]/.test(source[end]!) && (source[end]! >= '0' || isDigit(source[end + 1]))) end++
        this.push('number', source.slice(at, end), at, end)
        at = end
      } else if (char === '_') at = this.subscript(at, to, role, depth)
      else if (char === "'" || char === '’' || char === '′') {
        this.prime(at, at + 1)
        at++
      } else if (char === '%' && source[at - 1] !== '\\') {
        const stop = source.indexOf('\n', at)
        at = stop < 0 || stop > to ? to : stop + 1
      } else {
        this.sign(char, at)
        at++
      }
    }
  }

  private push(type: Token['type'], value: string, start: number, end: number): Token {
    const token: Token = { type, value, start, end }
    this.tokens.push(token)
    return token
  }

  private symbol(letter: string, start: number, end: number, role: Token['role'], run?: string): Token {
    const token = this.push('symbol', letter, start, end)
    token.letter = letter
    if (role) token.role = role
    if (run) token.run = run
    if (letter === 'e' || letter === 'i') token.doubtful = true
    return token
  }

  private sign(char: string, at: number): void {
    if (/[\s{}&~]/.test(char)) return
    const letter = greekLetters[char]
    if (letter) this.symbol(letter, at, at + 1, undefined)
    else if (char === '(' || char === '[') this.push('open', char, at, at + 1)
    else if (char === ')' || char === ']') this.push('close', char, at, at + 1)
    else if (char === ',' || char === ';' || char === '，' || char === '、') this.push('comma', char, at, at + 1)
    else if (char === '|' || char === '∣') this.push('bar', char, at, at + 1)
    else if (char === ':') this.push('colon', char, at, at + 1)
    else if (char === '=' && this.tokens.at(-1)?.type === 'colon' && this.tokens.at(-1)!.end === at) {
      const token = this.tokens.at(-1)!
      token.type = 'relation'
      token.value = ':='
      token.end = at + 1
    } else if (/[=<>≤≥≠≈≡∈⊂⊆≅∼⩽⩾]/.test(char)) this.push('relation', char, at, at + 1)
    else if (/[⇒→⟹⇔⟺↔]/.test(char)) this.push('break', char, at, at + 1)
    else if (char === '.' && /^[\s.}]*$/.test(this.source.slice(at, at + 12))) return
    else if (/[\u3400-\u9fff]/.test(char)) this.push('text', char, at, at + 1)
    else this.push('other', char, at, at + 1)
  }

  private prime(start: number, end: number): void {
    const last = this.tokens.at(-1)
    if (last?.type === 'symbol' && last.end === start) {
      last.value += "'"
      last.end = end
    } else this.push('other', "'", start, end)
  }

  private command(at: number, to: number, role: Token['role']): number {
    const { source } = this
    const match = commandName(source, at + 1)
    if (!match) {
      const char = source[at + 1]
      if (char === '\\') this.push('break', '\\\\', at, at + 2)
      else if (char === '{') this.push('open', '{', at, at + 2)
      else if (char === '}') this.push('close', '}', at, at + 2)
      else if (char === '|') this.push('bar', '|', at, at + 2)
      else if (char !== undefined && /[%$#&]/.test(char)) this.push('other', char, at, at + 2)
      // `\\[2pt]`
      if (char === '\\' && source[at + 2] === '[') {
        const close = source.indexOf(']', at)
        if (close > 0 && /^\[-?[\d.]+\s*[a-z]{2}\]$/.test(source.slice(at + 2, close + 1))) return close + 1
      }
      return at + 2
    }
    const name = match
    let end = at + 1 + name.length
    const macro = this.macros[`\\${name}`]
    if (macro !== undefined) return this.macro(name, at, end, role)
    if (name === 'mathrm' || name === 'rm' || name === 'mathsf') return this.upright(end, to, role)
    if (name === 'mathbb' || name === 'Bbb' || name === 'mathds') {
      const group = this.group(end, to)
      this.push('other', 'set', at, group.end)
      return group.end
    }
    if (wordy.has(name)) {
      if (source[end] === '*') end++
      const group = this.group(end, to)
      const operator = name.startsWith('operatorname') || name === 'mathop'
      this.push(operator ? 'function' : 'text', source.slice(group.start, group.stop), group.start, group.stop)
      return group.end
    }
    if (skipped.has(name)) {
      if (source[end] === '*') end++
      const group = this.group(end, to)
      const spec = /^\s*(?:\[[^\]]*\]\s*)?\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/.exec(source.slice(group.end, group.end + 80))
      const what = source.slice(group.start, group.stop)
      if (name === 'begin' && /^(?:array|tabular|alignat|alignedat)/.test(what) && spec)
        return group.end + spec[0].length
      if (name === 'begin' || name === 'end') this.push('break', name, at, group.end)
      return group.end
    }
    if (skippedFirst.has(name)) {
      const { end: stop } = this.group(end, to)
      return stop
    }
    if (greek.has(name) || variants[name]) {
      const letter = `\\${variants[name] ?? name}`
      const next = /^\s*\{?\s*(?=[A-Za-z\\])/.test(source.slice(end, end + 8))
      if (letter === '\\Delta' && next) this.push('prefix', letter, at, end)
      else if (letter === '\\pi') this.push('number', letter, at, end)
      else this.symbol(letter, at, end, role)
      return end
    }
    if (name === 'pi' || name === 'infty' || name === 'hbar' || name === 'emptyset' || name === 'varnothing')
      this.push('number', name, at, end)
    else if (transparent.has(name)) return end
    else if (prefixes.has(name)) this.push('prefix', name, at, end)
    else if (seriesCommands.has(name)) this.push('series', name, at, end)
    else if (functionCommands.has(name)) this.push('function', name, at, end)
    else if (name === 'mid' || name === 'vert' || name === 'lvert' || name === 'rvert') this.push('bar', name, at, end)
    else if (name === 'colon') this.push('colon', ':', at, end)
    else if (name === 'lbrace') this.push('open', '{', at, end)
    else if (name === 'rbrace') this.push('close', '}', at, end)
    else if (name === 'prime') this.prime(at, end)
    else if (name === 'forall' || name === 'exists' || name === 'nexists') return this.quantifier(at, end, to, role)
    else if (name === 'mapsto') {
      const last = this.tokens.at(-1)
      if (last?.type === 'symbol') last.role = 'bound'
      this.push('break', name, at, end)
    } else if (relationCommands.has(name)) {
      if (name !== 'not') this.push('relation', `\\${name}`, at, end)
    } else if (arrowCommands.has(name)) this.push('break', name, at, end)
    else this.push('other', `\\${name}`, at, end)
    return end
  }

  /** An upright letter is a unit, a function or a name; upright upper-case runs are points. */
  private upright(at: number, to: number, role: Token['role']): number {
    const group = this.group(at, to)
    const inside = this.source.slice(group.start, group.stop)
    const start = group.start + inside.length - inside.trimStart().length
    const word = inside.trim()
    if (word === 'd') {
      const next = /^\s*\{?\s*([A-Za-z])(?![A-Za-z])/.exec(this.source.slice(group.end, group.end + 12))
      if (!next || !this.integral) return group.end
      const place = group.end + next[0].length - 1
      this.symbol(next[1]!, place, place + 1, 'bound')
      return place + 1
    }
    if (/^[A-Z]{1,8}$/.test(word) && !functionRuns.has(word) && !this.afterNumber(start)) {
      for (let i = 0; i < word.length; i++)
        this.symbol(word[i]!, start + i, start + i + 1, role, word.length > 1 ? word : undefined)
    } else if (/^[a-zA-Z]/.test(word) && this.afterNumber(start)) this.push('other', word, start, group.stop)
    else if (word === 'e' || word === 'i') this.push('number', word, start, group.stop)
    else if (word) this.push('text', inside, group.start, group.stop)
    return group.end
  }

  private afterNumber(at: number): boolean {
    const last = this.tokens.at(-1)
    return (last?.type === 'number' && at - last.end < 24) || (last?.type === 'other' && last.value === '\\circ')
  }

  /** `\forall x, y \in S` */
  private quantifier(at: number, end: number, to: number, role: Token['role']): number {
    this.push('text', this.source.slice(at, end), at, end)
    const match = /^[\s{]*[A-Za-z](?:_\{?\w+\}?)?(?:\s*,\s*[A-Za-z](?![A-Za-z]))*/.exec(
      this.source.slice(end, Math.min(to, end + 60)),
    )
    if (!match) return end
    const from = this.tokens.length
    this.scan(end, end + match[0].length, role, depthLimit)
    for (const token of this.tokens.slice(from)) if (token.type === 'symbol') token.role ??= 'bound'
    return end + match[0].length
  }

  private macro(name: string, at: number, end: number, role: Token['role']): number {
    const expansion = this.expand(name, 0)
    for (const letter of expansion.letters) this.symbol(letter, at, end, role)
    if (!expansion.letters.length) this.push('other', name, at, end)
    if (!expansion.wordy) return end
    const group = this.group(end, this.source.length)
    this.push('text', this.source.slice(group.start, group.stop), group.start, group.stop)
    return group.end
  }

  /** The symbols that a macro brings with it, and whether its first argument is words. */
  private expand(name: string, depth: number): Expansion {
    const known = this.expanded.get(name)
    if (known) return known
    this.expanded.set(name, { letters: [], wordy: false })
    const body = this.macros[`\\${name}`]!.slice(0, 500)
    const wordyBody = /\\(?:text\w*|mathrm|mbox|operatorname\*?)\s*\{?\s*#1/.test(body)
    const plain: Record<string, string> = {}
    for (const match of body.matchAll(/\\([A-Za-z]+)/g)) {
      const inner = `\\${match[1]}`
      if (this.macros[inner] !== undefined && match[1] !== name && depth < 8) plain[inner] = this.macros[inner]!
    }
    const { symbols } = scanFormula(body.replace(/#\d/g, ' '), plain)
    const expansion = { letters: symbols.map(symbol => symbol.letter), wordy: wordyBody }
    this.expanded.set(name, expansion)
    return expansion
  }

  private subscript(at: number, to: number, role: Token['role'], depth: number): number {
    const group = this.group(at + 1, to)
    const owner = this.tokens.at(-1)
    const inside = this.source.slice(group.start, group.stop)
    if (owner?.type === 'symbol') {
      owner.value += `_${plainSubscript(inside)}`
      owner.end = group.end
    }
    if (depth >= depthLimit) return group.end
    const from = this.tokens.length
    this.scan(group.start, group.stop, 'index', depth + 1)
    const inner = this.tokens.splice(from)
    if (owner?.type === 'series' && !/int$/.test(owner.value)) bindUnder(inner)
    else if (owner?.type !== 'symbol' && role !== 'index') for (const token of inner) delete token.role
    for (const token of inner) if (token.type === 'symbol') this.tokens.push(token)
    return group.end
  }

  /** The group, command or character at `at`: `start` and `stop` without braces, `end` behind them. */
  private group(at: number, to: number): { start: number; stop: number; end: number } {
    const { source } = this
    while (at < to && /\s/.test(source[at]!)) at++
    if (at >= to) return { start: to, stop: to, end: to }
    if (source[at] === '\\') {
      const name = commandName(source, at + 1)
      let end = Math.min(to, at + (name ? name.length + 1 : 2))
      // `_\text{max}`
      if (
        name &&
        (wordy.has(name) || transparent.has(name) || name === 'mathrm') &&
        /^\s*\{/.test(source.slice(end, end + 4))
      )
        end = this.group(end, to).end
      return { start: at, stop: end, end }
    }
    if (source[at] !== '{') return { start: at, stop: at + 1, end: at + 1 }
    let depth = 0
    for (let i = at; i < to; i++) {
      const char = source[i]
      if (char === '\\') i++
      else if (char === '{') depth++
      else if (char === '}' && --depth === 0) return { start: at + 1, stop: i, end: i + 1 }
    }
    return { start: at + 1, stop: to, end: to }
  }

  /** Letters that stand together. */
  private run(at: number, to: number, role: Token['role']): number {
    const { source } = this
    let end = at + 1
    while (end < to && isLetter(source[end]!)) end++
    const run = source.slice(at, end)
    if (run.length > 1 && functionRuns.has(run)) {
      this.push('function', run, at, end)
      return end
    }
    if (run.length > 1 && ((unitRuns.has(run) && this.afterNumber(at)) || isWord(run))) {
      this.push('text', run, at, end)
      return end
    }
    if (this.tokens.at(-1)?.value === '\\circ' && /^[CFK]$/.test(run)) return end
    for (let i = at; i < end; ) {
      const char = source[i]!
      if (this.differential && char === 'd' && this.isDifferential(i, end)) {
        const next = source[i + 1]
        if (next !== undefined && i + 1 < end && this.integral) {
          this.symbol(next, i + 1, i + 2, 'bound')
          i += 2
        } else i++
        continue
      }
      let stop = i + 1
      while (stop < end && isUpper(char) && isUpper(source[stop]!)) stop++
      if (stop - i > 1) {
        const points = source.slice(i, stop)
        for (let k = i; k < stop; k++) this.symbol(source[k]!, k, k + 1, role, points)
      } else {
        const last = this.tokens.at(-1)
        const token = this.symbol(char, i, i + 1, role)
        const isUnit =
          end - at === 1 &&
          unitLetters.has(char) &&
          last?.type === 'number' &&
          /^[\s}]*(?:$|\/|\^)/.test(source.slice(end, end + 12))
        const isPower = source[i - 1] === '^' || (source[i - 1] === '{' && source[i - 2] === '^' && source[end] === '}')
        if (isUnit || (isPower && /^[TcC]$/.test(run))) token.doubtful = true
      }
      i = stop
    }
    return end
  }

  private isDifferential(at: number, end: number): boolean {
    const { source } = this
    if (at + 1 < end) return at + 2 === end || !isLetter(source[at + 2]!)
    return /^\s*(?:\\[a-zA-Z]|\}|\^)/.test(source.slice(at + 1, at + 6)) || source[at - 1] === '{'
  }
}

interface Expansion {
  readonly letters: readonly string[]
  readonly wordy: boolean
}

function isLetter(char: string): boolean {
  return (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z')
}

function isUpper(char: string): boolean {
  return char >= 'A' && char <= 'Z'
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9'
}

function commandName(source: string, at: number): string {
  let end = at
  while (end < source.length && isLetter(source[end]!)) end++
  return source.slice(at, end)
}

/** Words that stand in a formula without `\text`. Products of symbols are mostly in the order of the alphabet. */
function isWord(run: string): boolean {
  if (wordRuns.has(run)) return true
  if (/^[A-Z][a-z]{2,}$/.test(run)) return true
  return run.length >= 4 && /^[a-z]+$/.test(run) && /[aeiou]/.test(run) && [...run].sort().join('') !== run
}

function plainSubscript(inside: string): string {
  return inside.replace(/\\(?:text\w*|mathrm|operatorname|mathbf|mbox)\b/g, '').replace(/[\s{}$]/g, '')
}

/** Under a sum or limit: what stands before the first relation, or alone between two, is bound. */
function bindUnder(tokens: readonly Token[]): void {
  const first = tokens.findIndex(
    token => token.type === 'relation' || token.value === 'to' || token.value === 'rightarrow',
  )
  for (const [i, token] of tokens.entries()) {
    if (token.type !== 'symbol') continue
    const before = tokens[i - 1]?.type
    const after = tokens[i + 1]?.type
    const between = before === 'relation' && after === 'relation'
    const dividing = after === 'bar' && i === 0
    if (first < 0 ? i === 0 || before === 'comma' || dividing : i < first || between) token.role = 'bound'
    else delete token.role
  }
}

/** `\{ x \mid … \}` and `\{ x : … \}` */
function bindSets(tokens: readonly Token[]): void {
  const open: { readonly set: boolean; readonly at: number }[] = []
  for (const [i, token] of tokens.entries()) {
    if (token.type === 'open') open.push({ set: token.value === '{', at: i })
    else if (token.type === 'close') open.pop()
    else if ((token.type === 'bar' || token.type === 'colon') && open.at(-1)?.set) {
      for (const inner of tokens.slice(open.at(-1)!.at, i)) if (inner.type === 'symbol') inner.role ??= 'bound'
      open.pop()
      open.push({ set: false, at: i })
    }
  }
}

/** Finds what stands alone in its statement or on a left side; says whether all that is there are symbols. */
function markStatements(tokens: readonly Token[]): boolean {
  let plain = tokens.some(token => token.type === 'symbol')
  let depth = 0
  let start = 0
  for (let i = 0; i <= tokens.length; i++) {
    const token = tokens[i]
    if (token?.type === 'open') depth++
    else if (token?.type === 'close') depth = Math.max(0, depth - 1)
    const ends = !token || token.type === 'break' || token.type === 'text' || (token.type === 'comma' && depth === 0)
    if (!ends) continue
    if (i > start) plain = markStatement(tokens.slice(start, i)) && plain
    if (token?.type === 'break' || token?.type === 'text') {
      depth = 0
      if (token.type === 'text' && !/^[\s,]*(?:and|or|和|与|或)?[\s,]*$/i.test(token.value)) plain = false
    }
    start = i + 1
  }
  return plain
}

function markStatement(all: Token[]): boolean {
  const tokens = all.filter(token => token.role !== 'index')
  const first = tokens.findIndex(token => token.type === 'relation')
  const side = first < 0 ? tokens : tokens.slice(0, first)
  const owners = lone(side)
  if (!owners)
    return side.every(token => token.value === '\\ldots' || token.value === '\\dots' || token.value === '\\cdots')
  const relation = tokens[first]
  const alone = !relation ? 'statement' : equations.has(relation.value) ? 'equation' : 'relation'
  const rest = relation ? tokens.slice(first + 1).filter(token => token.type === 'symbol' && !token.doubtful) : []
  // `x^2 = 4` is an equation to solve.
  if (side.some(token => token.value === '^') && !rest.length) return false
  for (const owner of owners) {
    owner.alone = alone
    if (alone !== 'equation') continue
    owner.held = !rest.length ? 'number' : rest.some(token => token.value === owner.value) ? 'itself' : 'other'
  }
  return !relation
}

/** The symbols that a stretch consists of: one, a run of points, a list in brackets, a function with its arguments. */
function lone(tokens: readonly Token[]): Token[] | undefined {
  const side = tokens[0]?.type === 'prefix' ? tokens.slice(1) : tokens
  const [first, second] = side
  if (!first) return undefined
  if (first.type === 'symbol' && second?.type === 'open' && second.value === '(') {
    if (side.at(-1)!.type !== 'close' || side.at(-1)!.start - second.start > 60) return undefined
    const inner = side.slice(2, -1)
    if (!inner.length || inner.some(token => token.type !== 'symbol' && token.type !== 'comma')) {
      if (inner.length === 1 && inner[0]!.type === 'number') first.call = true
      return undefined
    }
    if (inner.some((token, i) => token.type === 'symbol' && inner[i + 1]?.type === 'symbol')) return undefined
    first.call = true
    for (const token of inner) if (token.type === 'symbol') token.role ??= 'bound'
    return [first]
  }
  // `d^2 = …` tells `d` as well.
  if (first.type === 'symbol' && side.length === 3 && second?.value === '^' && side[2]!.type === 'number')
    return [first]
  // `f : A \to B`
  if (
    first.type === 'symbol' &&
    second?.type === 'colon' &&
    side.length > 2 &&
    !side.slice(2).some(token => token.type === 'number')
  ) {
    return [first]
  }
  const symbols = side.filter(token => token.type === 'symbol')
  if (first.type === 'symbol' && symbols.length === side.length) {
    return symbols.length === 1 || symbols.every(token => token.run !== undefined && token.run === first.run)
      ? symbols
      : undefined
  }
  if (first.type !== 'open' || side.at(-1)!.type !== 'close' || first.value === '[') return undefined
  const inner = side.slice(1, -1)
  const isList =
    inner.length > 1 && inner.every((token, i) => (i % 2 ? token.type === 'comma' : token.type === 'symbol'))
  return isList ? symbols : undefined
}
