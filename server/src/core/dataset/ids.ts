import { isId } from '../row.ts'

/** The id that a text comes closest to, if it has anything that an id can keep. */
export function idFrom(text: string): string | undefined {
  const kept = text
    .normalize('NFKD')
    .replaceAll(/['’]|\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 128)
    .replace(/[._-]+$/, '')
  if (isId(kept)) return kept
  const spared = kept.replace(/^[^.]*/, '$&-1')
  return isId(spared) ? spared : undefined
}
