import { copied } from '../text/copied.ts'
import type { Group } from './stats.ts'

/** Groups that grow, in the order in which their names came. */
export interface Groups {
  add(name: string, number: number): void
  list(): readonly Group[]
}

export function groups(): Groups {
  const all = new Map<string, number[]>()
  return {
    add(name, number) {
      const members = all.get(name)
      if (members) members.push(number)
      else all.set(copied(name), [number])
    },
    list: () => [...all].map(([name, members]) => ({ name, members })),
  }
}
