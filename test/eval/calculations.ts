import type { Edit } from '../../server/src/core/span.ts'
import type { Piece } from '../../server/src/core/text/markup.ts'

// Numbers and calculations in texts, found by plain patterns: nothing of the mathematics that is measured is used here.

export interface NumberAt {
  readonly start: number
  readonly end: number
  readonly value: number
  /** Whether it is an exponent or an index. */
  readonly raised: boolean
}

/** `48 / 2 = 24`: a closed expression whose value is the number behind the sign. */
export interface Calculation {
  readonly start: number
  /** Where the expression ends. */
  readonly end: number
  readonly result: NumberAt
  /** Whether it is one of several in a row: `a = b = c`. */
  readonly chained: boolean
  readonly percent: boolean
}

const numberPattern = /\d+(?:(?:,|\{,\}|,\\!)\d{3}(?!\d))*(?:\.\d+)?|(?<!\d)\.\d+/g

export function numbersIn(text: string, pieces: readonly Piece[]): NumberAt[] {
  const found: NumberAt[] = []
  for (const match of text.matchAll(numberPattern)) {
    const start = match.index
    const before = text.slice(Math.max(0, start - 12), start)
    if (/[\p{L}_\\#.\d]$/u.test(before) && !/(?:\d|\s)x$/.test(before)) continue
    if (/\b(?:step|case|figure|part|equation)\s*\(?$/i.test(before)) continue
    if (pieces.some(piece => isVerbatim(piece) && piece.start <= start && start < piece.end)) continue
    found.push({
      start,
      end: start + match[0].length,
      value: numberValue(match[0]),
      raised: /[\^_]\{?\s*-?\s*$/.test(before),
    })
  }
  return found
}

function isVerbatim({ type }: Piece): boolean {
  return type === 'asy' || type === 'code' || type === 'fence'
}

export function numberValue(number: string): number {
  return Number(number.replace(/,\\!|\{,\}|,/g, ''))
}

/** The calculations of a text that are right, as far as the patterns see them. */
export function calculationsIn(text: string, pieces: readonly Piece[], numbers: readonly NumberAt[]): Calculation[] {
  const found: Calculation[] = []
  const signs = [...text.matchAll(/(?<![<>!=\\:])=(?!=)/g)].map(match => match.index)
  for (const at of signs) {
    const piece = pieces.find(one => one.start <= at && at < one.end && one.type !== 'dollar')
    if (piece && piece.type !== 'math') continue
    const result = resultAt(text, at + 1, numbers)
    if (!result) continue
    const percent = /^\s*\\?%/.test(text.slice(result.end))
    const value = percent ? result.value / 100 : result.value
    const start = piece ? sideStart(text, piece.innerStart, at, value) : suffixStart(text, at, value)
    if (start === undefined) continue
    found.push({
      start,
      end: at,
      result,
      percent,
      chained: isRelation(text.slice(0, start).trimEnd()) || /^[\s}$.]*(?:=|\\approx)/.test(text.slice(result.end)),
    })
  }
  return found
}

function isRelation(before: string): boolean {
  return /(?:[=<>≈]|\\(?:approx|equiv|le|ge|leq|geq|ne))\s*&?$/.test(before)
}

function resultAt(text: string, from: number, numbers: readonly NumberAt[]): NumberAt | undefined {
  const lead = /^(?:\s|&|\\boxed\s*\{|\\?[$£€])*/.exec(text.slice(from, from + 40))![0].length
  const number = numbers.find(({ start }) => start === from + lead)
  if (!number) return undefined
  const behind = text.slice(number.end, number.end + 20)
  // `= 3 \cdot 4`, `= 5x`, `= 2^3`, `= 1/2`, `= 2(3)`
  if (
    /^\s*(?:[-+*/×÷^_(!:]\s*[\d$\\({a-z]|\\(?:cdot|times|div|frac|sqrt|pi|binom|circ|left|pm)|[a-zA-Z]\b(?<!x)|\{)/.test(
      behind,
    )
  ) {
    return undefined
  }
  if (/^\s+x\s+\$?\d/.test(behind)) return undefined
  return number
}

/** In a formula the whole side counts. */
function sideStart(text: string, from: number, sign: number, value: number): number | undefined {
  const side = text.slice(from, sign)
  const cut = Math.max(
    ...[
      ...side.matchAll(
        /[=<>]|\\(?:approx|equiv|leq?|geq?|neq?|Rightarrow|implies|to|quad|text)\b|\\\\|&|,\s|;|\\begin\{[a-z*]+\}/g,
      ),
    ].map(match => match.index + match[0].length),
    0,
  )
  const start = from + cut + (side.slice(cut).length - side.slice(cut).trimStart().length)
  return agrees(text.slice(start, sign), value) ? start : undefined
}

/** In prose it is the longest stretch before the sign that comes to the value. */
function suffixStart(text: string, sign: number, value: number): number | undefined {
  const from = Math.max(text.lastIndexOf('\n', sign - 1), text.lastIndexOf('=', sign - 1), sign - 160) + 1
  const lead = text.slice(from, sign)
  for (const match of lead.matchAll(/(?<![\w.,])(?:\\?[$£€(]|[\d.])/g)) {
    if (agrees(lead.slice(match.index), value)) return from + match.index
  }
  return undefined
}

function agrees(expression: string, value: number): boolean {
  const found = evaluate(expression)
  return (
    found !== undefined && /\d\D+\d/.test(expression) && Math.abs(found - value) <= 1e-9 * Math.max(1, Math.abs(value))
  )
}

/** The value of a closed expression, units in words passed over; undefined where it cannot be read. */
export function evaluate(expression: string): number | undefined {
  const plain = expression
    .replace(/\\[,;:! ]|\\left|\\right|~/g, '')
    .replace(/\\(?:text|mbox)\{[^{}]*\}/g, ' ')
    .replace(/(?<=\d)(?:,|\{,\})(?=\d{3}(?!\d))/g, '')
    .replace(/\\?[$£€]/g, '')
    .replace(/\\(?:cdot|times)(?![a-z])|×|(?<=[\d\s)])x(?=[\s\d(.])/g, '*')
    .replace(/\\div(?![a-z])|÷/g, '/')
    .replace(/[–−]/g, '-')
  const fractions = withoutFractions(plain)
  if (fractions === undefined) return undefined
  const bare = fractions
    .replace(/\\?%/g, '#')
    .replace(/\/\s*(?:per\s+)?[A-Za-z]+/g, ' ')
    .replace(/(?<![\\A-Za-z])[A-Za-z]{2,}(?![A-Za-z{])/g, ' ')
  if (/[^\d.+\-*/()^#{}\s]/.test(bare) || /\d\s+[\d.]/.test(bare)) return undefined
  return readSum(bare.replace(/\s+/g, ''))
}

function withoutFractions(text: string): string | undefined {
  let plain = text
  for (let i = 0; i < 8 && plain.includes('frac'); i++) {
    plain = plain.replace(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '(($1)/($2))')
  }
  return plain.includes('\\') ? undefined : plain
}

function readSum(text: string): number | undefined {
  let at = 0
  const value = sum()
  return at === text.length && value !== undefined && Number.isFinite(value) ? value : undefined

  function sum(): number | undefined {
    let value = product()
    while (value !== undefined && (text[at] === '+' || text[at] === '-')) {
      const sign = text[at++] === '+' ? 1 : -1
      const next = product()
      value = next === undefined ? undefined : value + sign * next
    }
    return value
  }

  function product(): number | undefined {
    let value = power()
    while (value !== undefined && (text[at] === '*' || text[at] === '/' || text[at] === '(')) {
      const divides = text[at] === '/'
      if (text[at] !== '(') at++
      const next = power()
      value = next === undefined ? undefined : divides ? value / next : value * next
    }
    return value
  }

  function power(): number | undefined {
    const base = atom()
    if (base === undefined || text[at] !== '^') return base
    at++
    const braced = text[at] === '{'
    if (braced) at++
    const exponent = braced ? sum() : atom()
    if (braced && text[at++] !== '}') return undefined
    return exponent === undefined ? undefined : base ** exponent
  }

  function atom(): number | undefined {
    if (text[at] === '-') {
      at++
      const value = power()
      return value === undefined ? undefined : -value
    }
    if (text[at] === '(') {
      at++
      const value = sum()
      return text[at++] === ')' ? percent(value) : undefined
    }
    const number = /^(?:\d+(?:\.\d+)?|\.\d+)/.exec(text.slice(at))
    if (!number) return undefined
    at += number[0].length
    return percent(Number(number[0]))
  }

  function percent(value: number | undefined): number | undefined {
    if (text[at] !== '#') return value
    at++
    return value === undefined ? undefined : value / 100
  }
}

/** A value in the way a number is written; undefined where it has no short decimal form or is negative. */
export function written(value: number, like: string): string | undefined {
  const rounded = Number(value.toFixed(4))
  if (!(value >= 0) || Math.abs(rounded - value) > 1e-9 * Math.max(1, value) || value > 1e12) return undefined
  const [whole, decimals] = String(rounded).split('.')
  const separator = /,\\!|\{,\}|,/.exec(like)?.[0] ?? ''
  const grouped = separator ? whole!.replace(/(?<=\d)(?=(?:\d{3})+$)/g, separator) : whole!
  return decimals === undefined ? grouped : `${grouped}.${decimals}`
}

/** The text's own numbers and calculations, and the numbers of the problem. */
export interface Arithmetic {
  readonly text: string
  readonly numbers: readonly NumberAt[]
  readonly calculations: readonly Calculation[]
  readonly given: ReadonlySet<number>
}

/**
 * What has to be changed beside `edit`, which changes one calculation, so that the arithmetic is consistent again: its
 * result, the later uses of that result, their results, and so on. Undefined where one of them cannot be told apart
 * from another number, or has no short decimal form.
 */
export function carriedOn({ text, numbers, calculations, given }: Arithmetic, edit: Edit): Edit[] | undefined {
  const edits: Edit[] = [edit]
  const results = new Set(calculations.map(({ result }) => result.start))
  const introduced = new Set<number>()
  for (const calculation of calculations) {
    const { start, end, result, chained, percent } = calculation
    const inside = edits.filter(one => one.span.start >= start && one.span.end <= end)
    if (!inside.length) {
      introduced.add(result.value)
      continue
    }
    if (chained) return undefined
    const source = text.slice(start, end)
    const value = evaluate(apply(source, inside, start))
    if (value === undefined) return undefined
    const was = text.slice(result.start, result.end)
    const now = written(percent ? value * 100 : value, was)
    if (now === undefined || (Number.isInteger(result.value) && !Number.isInteger(numberValue(now)))) return undefined
    if (numberValue(now) === result.value) continue
    edits.push({ span: { start: result.start, end: result.end }, text: now })
    // `He eats 32 because 2 * 16 = 32`
    const line = text.lastIndexOf('\n', start) + 1
    const uses = numbers.filter(
      number =>
        number.value === result.value &&
        !results.has(number.start) &&
        (number.start >= result.end || (line <= number.start && number.start < start)),
    )
    if (uses.length && (given.has(result.value) || introduced.has(result.value))) return undefined
    for (const use of uses) {
      if (use.raised) return undefined
      if (edits.some(one => one.span.start === use.start)) continue
      const copy = written(numberValue(now), text.slice(use.start, use.end))
      if (copy === undefined) return undefined
      edits.push({ span: { start: use.start, end: use.end }, text: copy })
    }
  }
  return edits
}

function apply(source: string, edits: readonly Edit[], offset: number): string {
  let result = source
  for (const { span, text } of [...edits].sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, span.start - offset) + text + result.slice(span.end - offset)
  }
  return result
}
