import type * as z from 'zod'
import type { examplesRequest, ListedExample } from './core/protocol.ts'
import { effectiveFields } from './core/row.ts'
import type { Entry } from './workspace.ts'

type ListedFile = z.infer<(typeof examplesRequest)['result']>['files'][number]

/** The examples of a file, unless they are known by this key already. */
export function listed({ invalid, text, textGeneration, uri }: Entry, knownKey: string | undefined): ListedFile {
  const key = `${textGeneration}`
  if (key === knownKey) return { uri, key }
  const { document, firstLines } = text
  const examples = document.regions.flatMap((region, i): ListedExample[] => {
    const { example } = region
    if (!example?.directive) return []
    const { difficulty, domain, status, title, topics } = effectiveFields(document, example)
    const above = region.text.slice(0, example.directive.line.start)
    const line = firstLines[i]! + (above.match(/\r\n|\n|\r/g)?.length ?? 0)
    return [{ id: example.id?.text ?? '', line, title, domain, status, difficulty, topics }]
  })
  return { uri, key, examples: invalid ? [] : examples }
}
