const base = 1000
const ceiling = 60_000

/** How long to wait before trying again, in milliseconds: anything up to a bound that doubles each time. */
export function backoff(attempt: number, random: () => number): number {
  return random() * Math.min(ceiling, base * 2 ** attempt)
}

/** How long a server asks to be left alone, in milliseconds, from its headers: in seconds, or until a date. */
export function retryAfter(headers: Pick<Headers, 'get'>, now: number): number | undefined {
  const milliseconds = headers.get('retry-after-ms')
  if (milliseconds !== null && /^\s*\d+(?:\.\d+)?\s*$/.test(milliseconds)) return Number(milliseconds)
  const value = headers.get('retry-after')?.trim()
  if (!value) return undefined
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000
  // Only dates begin with the name of a day: Date.parse takes much else for a date.
  const date = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
