import type { Json } from '../format/fields.ts'

/** Reads JSON as `JSON.parse` does, but for numbers that a double would change: those come back as the text they are. */
export function parseJson(text: string): Json {
  return JSON.parse(mayLoseDigits.test(text) ? quoteLongNumbers(text) : text)
}

/** Whether all that a value holds can be written as UTF-8 text: no NUL, no half of a surrogate pair. */
export function unwritable(value: Json): 'NUL' | 'surrogate' | undefined {
  if (typeof value === 'string') {
    if (value.includes('\0')) return 'NUL'
    return value.isWellFormed() ? undefined : 'surrogate'
  }
  if (value === null || typeof value !== 'object') return undefined
  for (const [key, item] of Object.entries(value)) {
    const found = unwritable(key) ?? unwritable(item)
    if (found) return found
  }
  return undefined
}

/** How deep lists and mappings nest in a value; it looks no deeper than `limit`. */
export function depthOf(value: Json, limit: number): number {
  if (value === null || typeof value !== 'object') return 0
  if (limit <= 0) return 1
  let deepest = 0
  for (const item of Object.values(value)) deepest = Math.max(deepest, depthOf(item, limit - 1))
  return deepest + 1
}

const mayLoseDigits = /\d{16}|\d[eE][+-]?\d{3}|\d\.\d{16}/
const number = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y
const stringOrNumber = /["\d-]/g

function quoteLongNumbers(text: string): string {
  let result = ''
  let copied = 0
  let at = 0
  for (;;) {
    stringOrNumber.lastIndex = at
    const found = stringOrNumber.exec(text)
    if (!found) return result + text.slice(copied)
    at = found.index
    if (found[0] === '"') {
      at = stringEnd(text, at)
      continue
    }
    number.lastIndex = at
    const match = number.exec(text)
    if (match && losesDigits(match)) {
      result += `${text.slice(copied, at)}"${match[0]}"`
      copied = at + match[0].length
    }
    at += match?.[0].length ?? 1
  }
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) return at + 1
    if (code === 92) at++
  }
  return text.length
}

function losesDigits([token, fraction, exponent]: RegExpExecArray): boolean {
  const value = Number(token)
  if (!Number.isFinite(value)) return true
  if (fraction === undefined && exponent === undefined) return !Number.isSafeInteger(value)
  const digits = token!
    .replace(/[eE].*/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '')
  return digits.length > 17 || (value === 0 && digits !== '')
}
