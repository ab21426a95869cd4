import { copied } from '../text/copied.ts'
import type { Directive, Document, Example, Region } from './document.ts'
import type { LineEnds } from './lines.ts'

/** The outline of a document whose regions are seen once, in their order. */
export interface Outliner {
  /** Returns what is kept of a region. */
  add(region: Region): Region
  /** All that was kept. */
  end(bom: boolean): Document
}

/**
 * Keeps no more of a document than rules look at that look at all of it: the head as it is, and of every other region where
 * its parts stand, its id, its licence and how its lines end.
 */
export function outliner(): Outliner {
  const regions: Region[] = []
  const seen = new Set<keyof LineEnds>()
  return {
    add(region) {
      // Where a line first ends in another way may have to be shown.
      const ways = (['lf', 'crlf', 'cr'] as const).filter(way => region.lineEnds[way] && !seen.has(way))
      for (const way of ways) seen.add(way)
      const kept = region.head ? region : outlineOf(region, ways.length > 0)
      regions.push(kept)
      return kept
    },
    end: bom => ({ bom, regions }),
  }
}

function outlineOf({ directives, example, head, lineEnds, text }: Region, withText: boolean): Region {
  return {
    text: withText ? copied(text) : '',
    lineEnds,
    head,
    directives: directives.slice(0, 1).map(bare),
    comments: nothing,
    flaws: nothing,
    ...(example && { example: outlineOfExample(example) }),
  }
}

function outlineOfExample({ directive, fields, id, problem }: Example): Example {
  const { source } = fields.values
  const license = typeof source === 'object' ? source.license : undefined
  return {
    fields: license === undefined ? noFields : { entries: nothing, values: { source: { license: copied(license) } } },
    solutions: nothing,
    hints: nothing,
    checks: nothing,
    ...(directive && { directive: bare(directive) }),
    ...(id && { id: { text: copied(id.text), span: id.span } }),
    ...(problem && {
      problem: { directive: bare(problem.directive), text: { value: '', span: problem.text.span, runs: nothing } },
    }),
  }
}

function bare({ body, line, name, nameSpan }: Directive): Directive {
  return { name, line, nameSpan, body, attributes: nothing, unread: nothing }
}

const nothing: readonly never[] = []
const noFields = { entries: nothing, values: {} }
