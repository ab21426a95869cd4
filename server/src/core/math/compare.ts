import { sameDimensions, toRadians } from './evaluate.ts'
import * as n from './number.ts'
import type { Value } from './value.ts'

/** Whether two values are the same thing; undefined where they are of different kinds, or it cannot be told. */
export function sameValue(a: Value, b: Value): boolean | undefined {
  if (a.type === 'either' || b.type === 'either') return sameSet(branches(a), branches(b))
  if (a.type === 'number' && b.type === 'number') {
    if (sameDimensions(a.dimensions, b.dimensions)) return n.same(a.num, b.num)
    const [x, y] = [toRadians(a), toRadians(b)]
    return x && y ? n.same(x, y) : undefined
  }
  if (a.type === 'infinity' && b.type === 'infinity') return a.negative === b.negative
  if ((a.type === 'infinity' && b.type === 'number') || (a.type === 'number' && b.type === 'infinity')) return false
  if (a.type === 'list' && b.type === 'list') {
    const set = a.open === '{' && b.open === '{'
    if (set) return sameSet(a.items, b.items)
    if (a.open !== b.open || a.close !== b.close) return undefined
    return inOrder(a.items, b.items)
  }
  if (a.type === 'matrix' && b.type === 'matrix') {
    if (a.rows.length !== b.rows.length || a.rows[0]?.length !== b.rows[0]?.length) return undefined
    return inOrder(a.rows.flat(), b.rows.flat())
  }
  const [u, v] = [components(a), components(b)]
  return u && v ? inOrder(u, v) : undefined
}

function components(value: Value): readonly Value[] | undefined {
  if (value.type === 'list' && (value.open === '(' || value.open === '⟨')) return value.items
  if (value.type === 'matrix' && (value.rows.length === 1 || value.rows.every(row => row.length === 1)))
    return value.rows.flat()
  return undefined
}

function branches(value: Value): readonly Value[] {
  return value.type === 'either' ? value.values : [value]
}

function inOrder(a: readonly Value[], b: readonly Value[]): boolean | undefined {
  if (a.length !== b.length) return undefined
  let all: boolean | undefined = true
  for (const [i, item] of a.entries()) {
    const same = sameValue(item, b[i]!)
    if (same === false) return false
    if (same === undefined) all = undefined
  }
  return all
}

/** In any order, and however often each stands there. */
function sameSet(a: readonly Value[], b: readonly Value[]): boolean | undefined {
  if (a.length * b.length > 40_000) return undefined
  const [forward, backward] = [contained(a, b), contained(b, a)]
  if (forward === false || backward === false) return false
  return forward && backward
}

function contained(a: readonly Value[], b: readonly Value[]): boolean | undefined {
  let all: boolean | undefined = true
  for (const item of a) {
    const found = b.map(other => sameValue(item, other))
    if (found.includes(true)) continue
    if (found.every(same => same === false)) return false
    all = undefined
  }
  return all
}
