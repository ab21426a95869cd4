import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** The SHA-256 of a value as JSON, in hexadecimal. The order of keys does not count, nor what is undefined. */
export function hashOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(value, sorted) ?? '')))
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  // Without a prototype, so that `__proto__` is a key like any other.
  const result: Record<string, unknown> = Object.create(null)
  for (const [key, part] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) result[key] = part
  return result
}
