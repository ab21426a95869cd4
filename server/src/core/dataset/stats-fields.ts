import type { ExampleFields } from '../format/fields.ts'
import { statuses } from '../format/fields.ts'
import { effectiveFields, licenseOf } from '../row.ts'
import { type Groups, groups } from './groups.ts'
import type { Group, Section } from './stats.ts'

/** What examples are counted by. */
export const fieldNames = [
  'status',
  'domain',
  'topics',
  'difficulty',
  'language',
  'source',
  'license',
  'split',
] as const
export type FieldName = (typeof fieldNames)[number]

/** The examples by the values of a field; one with several topics is in several groups. */
export interface FieldStats {
  /** Numbers from the smallest, states in their order, others from the most frequent. */
  readonly groups: readonly Group[]
  /** Those that do not say. */
  readonly without: readonly number[]
}

export function fieldSection(): Section<Readonly<Record<FieldName, FieldStats>>> {
  const all = byField(() => ({ groups: groups(), without: [] as number[] }))
  return {
    add({ document, region }, number) {
      const fields = effectiveFields(document, region.example!)
      for (const name of fieldNames) {
        const values = name === 'license' ? [licenseOf(document, region.example!)] : valuesOf(fields, name)
        const known = new Set(values.filter(value => value !== undefined))
        for (const value of known) all[name].groups.add(value, number)
        if (!known.size) all[name].without.push(number)
      }
    },
    end: () => byField(name => ({ groups: inOrder(name, all[name].groups), without: all[name].without })),
  }
}

function valuesOf(
  fields: Partial<ExampleFields>,
  name: Exclude<FieldName, 'license'>,
): readonly (string | undefined)[] {
  switch (name) {
    case 'topics':
      return fields.topics ?? []
    case 'source':
      return [sourceName(fields.source)]
    case 'difficulty':
      return [fields.difficulty === undefined ? undefined : `${Math.floor(fields.difficulty)}`]
    default:
      return [fields[name]]
  }
}

/** What is told of a source by which many examples can be counted. */
function sourceName(source: ExampleFields['source']): string | undefined {
  if (typeof source !== 'object') return source
  if (source.name !== undefined) return source.name
  // Of pages, the site.
  if (source.url !== undefined) return /^[a-z]+:\/\/([^/?#]+)/i.exec(source.url)?.[1] ?? source.url
  return undefined
}

function inOrder(name: FieldName, found: Groups): readonly Group[] {
  const list = found.list()
  if (name === 'difficulty') return list.toSorted((a, b) => Number(a.name) - Number(b.name))
  const place = (group: Group): number => (statuses as readonly string[]).indexOf(group.name)
  if (name === 'status') return list.toSorted((a, b) => place(a) - place(b))
  return list.toSorted((a, b) => b.members.length - a.members.length || (a.name < b.name ? -1 : 1))
}

function byField<T>(make: (name: FieldName) => T): Record<FieldName, T> {
  return Object.fromEntries(fieldNames.map(name => [name, make(name)])) as Record<FieldName, T>
}
