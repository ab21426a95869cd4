import type { Document, Example, Region } from '../format/document.ts'
import { type Message, message } from '../message.ts'
import type { Edit, Word } from '../span.ts'
import { type Labelled, labelsOf, mentionAt, mentionsOfSame } from './labels.ts'

/** The label at the offset, if it can be renamed. */
export function renamable(document: Document, regionIndex: number, offset: number): Word | undefined {
  const region = document.regions[regionIndex]
  return region && mentionAt(region, offset)?.label
}

export type Rename =
  | { readonly type: 'edits'; readonly edits: readonly Edit[] }
  | { readonly type: 'refused'; readonly reason: Message }

/** The edits, all in the same region, that give a label another name everywhere. */
export function rename(document: Document, regionIndex: number, offset: number, name: string): Rename {
  const region = document.regions[regionIndex]
  const mention = region && mentionAt(region, offset)
  if (!region?.example || !mention) return { type: 'refused', reason: message('There is no label here') }
  const bare = name.trim().replace(/^#/, '')
  if (!/^[\p{L}\p{M}\p{N}._-]+$/u.test(bare)) {
    return {
      type: 'refused',
      reason: message('"{name}" is no label; letters, digits, ".", "_" and "-" are expected', { name }),
    }
  }
  const twin = mention.target && clash(region.example, mention.target, bare)
  if (twin) return { type: 'refused', reason: message('There is another label "{name}" here', { name: bare }) }
  return { type: 'edits', edits: editsFor(region, mention, bare) }
}

function editsFor(region: Region, mention: Parameters<typeof mentionsOfSame>[1], text: string): Edit[] {
  return mentionsOfSame(region, mention).map(({ label }) => ({ span: label.span, text }))
}

/** Another label by which a reference could no longer be told from this one. */
function clash(example: Example, target: Labelled, name: string): Labelled | undefined {
  return labelsOf(example).find(
    other =>
      other.label !== target.label &&
      other.label.text === name &&
      (!other.step || !target.step || other.solution === target.solution),
  )
}
