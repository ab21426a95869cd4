import type { Num } from './number.ts'

/** What an expression comes to. */
export type Value =
  | { readonly type: 'number'; readonly num: Num; readonly dimensions?: ReadonlyMap<string, number> }
  | { readonly type: 'infinity'; readonly negative: boolean }
  /** `open` and `close` tell tuples, intervals and sets apart. */
  | { readonly type: 'list'; readonly open: string; readonly close: string; readonly items: readonly Value[] }
  | { readonly type: 'matrix'; readonly rows: readonly (readonly Value[])[] }
  /** One of several: what `\pm` leaves open. */
  | { readonly type: 'either'; readonly values: readonly Value[] }

export function ofNum(num: Num): Value {
  return { type: 'number', num }
}
