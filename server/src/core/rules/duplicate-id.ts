import type { Document, Region } from '../format/document.ts'
import { message } from '../message.ts'
import type { Word } from '../span.ts'
import type { Facts, Fix, Place, Related, Rule } from './rule.ts'

export const duplicateId: Rule = {
  id: 'duplicate-id',
  title: 'Two examples with the same id',
  severity: 'error',
  docs: `
An id stands for one example in the whole data set, all files under the nearest \`limo.config.json\` together. If two
have the same, a record no longer says which one it was made from, one overwrites the other wherever records are kept by
id, and the same example may stand in training and in test. Case does not tell ids apart, since file systems do not.

Give one of them another id. If the two examples are the same, delete one.
`,
  good: ['@example a\n@example b\n@example c\n'],
  bad: [{ text: '@example «sum»\n@example b\n@example «Sum»\n', fixed: '@example sum\n@example b\n@example Sum-2\n' }],
  *checkDocument({ document, facts }) {
    if (!facts.twins.size) return
    const seen = new Map<string, number>()
    let taken: Set<string> | undefined
    for (const [i, region] of document.regions.entries()) {
      const id = region.example?.id
      const key = id?.text.toLowerCase() ?? ''
      const places = id && facts.twins.get(key)
      if (!places) continue
      const count = (seen.get(key) ?? 0) + 1
      seen.set(key, count)
      const isFirst = count === 1 && places[0]!.path === facts.path
      taken ??= idsOf(document)
      yield {
        region: i,
        span: id.span,
        message: message('The id "{id}" stands {count} times in the data set; expected once', {
          id: id.text,
          count: places.length,
        }),
        related: relatedTo(region, places, facts),
        ...(!isFirst && { fixes: [renaming(id, count === 1 ? 2 : count, taken)] }),
      }
    }
  },
}

const relatedLimit = 5

function relatedTo(region: Region, places: readonly Place[], facts: Facts): Related[] {
  return places
    .slice(0, relatedLimit + 1)
    .filter(place => place.path !== facts.path || place.region !== region)
    .slice(0, relatedLimit)
    .map(place => ({ span: place.region.example!.id!.span, message: message('The same id'), place }))
}

function idsOf(document: Document): Set<string> {
  return new Set(document.regions.map(region => region.example?.id?.text.toLowerCase() ?? ''))
}

function renaming({ span, text }: Word, from: number, taken: Set<string>): Fix {
  let number = from
  while (taken.has(`${text}-${number}`.toLowerCase())) number++
  const id = `${text}-${number}`
  taken.add(id.toLowerCase())
  return { title: message('Write the id as {id}', { id }), edits: [{ span, text: id }] }
}
