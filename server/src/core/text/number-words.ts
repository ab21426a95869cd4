import * as en from '../words/en-numbers.ts'
import * as zh from '../words/zh-numbers.ts'

// Numbers that are said in words: what a text gives without writing a digit.

const word = /[A-Za-z]+/g

/**
 * What the words of a text say about numbers: "twenty-five", "half", "a dozen", 三百, and what a word brings along, as
 * minutes bring 60. Everything that may be meant, since it only serves to say where a number may come from.
 */
export function saidNumbers(prose: string): Set<number> {
  const numbers = new Set<number>()
  let group: number | undefined
  let total = 0
  let end = -1
  const close = (): void => {
    if (group !== undefined) numbers.add(total + group)
    group = undefined
    total = 0
  }
  for (const { 0: match, index } of prose.matchAll(word)) {
    const name = match.toLowerCase()
    const joined = end >= 0 && /^(?:[\s-]|\s+and\s+)$/.test(prose.slice(end, index))
    if (!joined) close()
    const unit = en.units.get(name)
    const scale = en.scales.get(name) ?? en.scales.get(name.replace(/s$/, ''))
    if (unit !== undefined) {
      // "twenty five" is one number, "five twenty" are two.
      if (group && !(group % 10 === 0 && group % 100 >= 20 && unit < 10) && group % 100 !== 0) close()
      group = (group ?? 0) + unit
      numbers.add(unit)
      end = index + match.length
    } else if (scale !== undefined) {
      if (scale === 100) group = (group ?? 1) * 100
      else {
        total += (group ?? 1) * scale
        group = 0
      }
      numbers.add(scale)
      end = index + match.length
    } else if (name === 'and' && group !== undefined) {
      // It may join.
    } else {
      close()
      end = -1
    }
    for (const value of en.said.get(name) ?? []) numbers.add(value)
    const part = partOf(name)
    if (part !== undefined) {
      numbers.add(part)
      numbers.add(1 / part)
      numbers.add(1 - 1 / part)
      const over = /([A-Za-z]+)[\s-]+$/.exec(prose.slice(Math.max(0, index - 12), index))?.[1]?.toLowerCase()
      const count = over === undefined ? undefined : en.units.get(over)
      if (count !== undefined) numbers.add(count / part)
    }
  }
  close()
  for (const value of chineseNumbers(prose)) numbers.add(value)
  return numbers
}

function partOf(name: string): number | undefined {
  const singular = name === 'halves' ? 'half' : name.replace(/(?<=[a-z]{3})s$/, '')
  return en.parts.get(singular)
}

const numeral =
  /(\d+(?:\.\d+)?)?\s?([〇零一二两三四五六七八九十百千万亿]+)(?:分之([〇零一二两三四五六七八九十百千]+))?/g

function* chineseNumbers(prose: string): Generator<number> {
  if (!/[\u4e00-\u9fff]/.test(prose)) return
  for (const [, arabic, first, second] of prose.matchAll(numeral)) {
    const value = chineseValue(first!)
    yield value
    if (arabic !== undefined) yield Number(arabic) * value
    if (second !== undefined && value) {
      const over = chineseValue(second)
      yield over
      yield over / value
      yield 1 - over / value
    }
  }
  for (const [name, values] of zh.said) if (prose.includes(name)) yield* values
}

function chineseValue(text: string): number {
  let total = 0
  let section = 0
  let digit: number | undefined
  for (const char of text) {
    const place = zh.places.get(char)
    if (zh.digits.has(char)) digit = zh.digits.get(char)!
    else if (place !== undefined) {
      section += (digit ?? 1) * place
      digit = undefined
    } else {
      const scale = char === '万' ? 1e4 : 1e8
      total = (total + section + (digit ?? 0) || 1) * scale
      section = 0
      digit = undefined
    }
  }
  return total + section + (digit ?? 0)
}
