/** Single faults for solutions that are right: always the same ones for the same seed. */
export interface Fault {
  readonly kind: 'result' | 'digit' | 'operator' | 'sign' | 'exponent'
  readonly text: string
  /** Where the text was changed. */
  readonly start: number
  readonly end: number
}

export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Every calculation of the text whose result is a number, as far as plain patterns see them. */
function results(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  const pattern =
    /(?:&\s*)?=\s*(?:&\s*)?((?:\\\$|\$)?(?:<<[^<>]*>>)?(?:\\boxed\{)?)(-?\d[\d,]*(?:\.\d+)?)(?![\d.]*\s*(?:[-+*/^(!_:]|x\b|\\(?!\)|\]|\\|end|text|%|,|;|quad|Right|implies)|[a-zA-Z]\b|\{|%))/g
  for (const match of text.matchAll(pattern)) {
    if (!isCalculation(leftOf(text, match.index))) continue
    const start = match.index + match[0].length - match[2]!.length
    found.push({ start, end: start + match[2]!.replace(/,$/, '').length })
  }
  return found
}

function leftOf(text: string, at: number): string {
  const lead = text.slice(Math.max(0, at - 120), at)
  const stop = Math.max(
    ...['=', '$$', '\\[', '\n', '>>', '\\approx', '\\Rightarrow', '\\implies'].map(sign => lead.lastIndexOf(sign)),
  )
  return lead.slice(stop + 1)
}

/** Numbers and signs between them, and no letters but those of commands. */
function isCalculation(left: string): boolean {
  const plain = /[-\d\s.,+*/x×÷−–()$%]*$/.exec(left)![0]
  if (
    !left.includes('\\') &&
    !/[a-zA-Z}]\s*[\^_+*/-][^a-zA-Z]*$/.test(left) &&
    !/\dx(?!\s*\d)/.test(plain) &&
    /\d\s*[-+*/x×÷−–]\s*\(?\$?[\d.]/.test(plain)
  )
    return true
  const formula = left.includes('$') ? left.slice(left.lastIndexOf('$') + 1) : left
  const bare = formula
    .replace(
      /\\text\{[^}]*\}|\\(?:d?frac|cdot|times|div|left|right|sqrt|binom|dbinom|tfrac|pm)(?![a-z])|\\[,!;: ]|\\\\/g,
      ' ',
    )
    .trim()
  if (!/\d/.test(bare) || /[a-zA-Z\\]/.test(bare)) return false
  return (
    /\d[^\d]*[-+*/^]|\d\s*\\?(?:cdot|times)|\d\s*[×x]\s*\d|\}\s*\{|\)\s*\(/.test(bare) ||
    /\\(?:cdot|times|frac|binom|sqrt|div)/.test(formula)
  )
}

/** One fault of each kind that the text has a place for. */
export function faultsIn(text: string, random: () => number): Fault[] {
  const faults: Fault[] = []
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const change = (kind: Fault['kind'], start: number, end: number, by: string): void => {
    faults.push({ kind, text: text.slice(0, start) + by + text.slice(end), start, end: start + by.length })
  }
  const places = results(text)
  const result = pick(places)
  if (result) change('result', result.start, result.end, otherNumber(text.slice(result.start, result.end), random))
  // Faults on the left of a result: in the same calculation.
  const calculation = pick(places)
  if (!calculation) return faults
  const equals = text.lastIndexOf('=', calculation.start)
  const from = equals - leftOf(text, equals).length
  const left = text.slice(from, equals)
  const plain =
    left.includes('$') && !left.includes('\\$') && text.includes('\\')
      ? left.lastIndexOf('$') + 1
      : /(?:[-\d\s.,+*/×÷−–()$%]|\bx\b)*$/.exec(left)!.index
  const within = (pattern: RegExp): RegExpExecArray | undefined =>
    pick([...left.matchAll(pattern)].filter(match => match.index >= plain))
  const digit = within(/(?<![\^_\d{])\d(?!\})|\d(?=\d)/g)
  if (digit) change('digit', from + digit.index, from + digit.index + 1, otherDigit(digit[0], random))
  const operator = within(/\s\+\s|\s-\s|\\cdot|\\times|\s\*\s|\sx\s(?=\d)|(?<=\d)[*+](?=\d)/g)
  if (operator)
    change('operator', from + operator.index, from + operator.index + operator[0].length, otherOperator(operator[0]))
  const sign = within(/(?<=[({=]\s*)-\s*(?=\d)/g)
  if (sign) change('sign', from + sign.index, from + sign.index + sign[0].length, '')
  const exponent = within(/(?<=\^\{?)\d/g)
  if (exponent) change('exponent', from + exponent.index, from + exponent.index + 1, otherDigit(exponent[0], random))
  return faults
}

function otherDigit(digit: string, random: () => number): string {
  const others = [...'123456789'].filter(other => other !== digit)
  return others[Math.floor(random() * others.length)]!
}

function otherNumber(number: string, random: () => number): string {
  const digits = [...number].flatMap((char, i) => (/\d/.test(char) ? [i] : []))
  const at = digits[Math.floor(random() * digits.length)]!
  return number.slice(0, at) + otherDigit(number[at]!, random) + number.slice(at + 1)
}

function otherOperator(operator: string): string {
  if (operator.includes('+')) return operator.replace('+', '-')
  if (operator.includes('-')) return operator.replace('-', '+')
  return operator.startsWith('\\') ? '+' : ' + '
}
