import type { Document } from '../format/document.ts'
import { type Span, span } from '../span.ts'
import { commandAround } from './command.ts'
import { mentionAt } from './labels.ts'
import { spanOfParts } from './part-span.ts'
import { placeAt } from './place.ts'

export interface Definition {
  /** What the definition was asked of. */
  readonly origin: Span
  /** Of the place that defines it: its region, all of it, and its name. */
  readonly region: number
  readonly span: Span
  readonly name: Span
}

/** Where a label is given, or a macro of the header. */
export function definition(document: Document, regionIndex: number, offset: number): Definition | undefined {
  const region = document.regions[regionIndex]
  if (!region) return undefined
  const mention = mentionAt(region, offset)
  if (mention) {
    const { target, label } = mention
    if (!target) return undefined
    const part = target.step ?? target.solution
    return {
      origin: label.span,
      region: regionIndex,
      span: spanOfParts(region.text, part.directive),
      name: target.label.span,
    }
  }
  if (placeAt(region, offset).type !== 'math') return undefined
  const command = commandAround(region.text, offset)
  const macro = command && document.regions[0]?.header?.macros.find(({ name }) => name.text === command.text)
  if (!command || !macro) return undefined
  const whole = span(macro.name.span.start, Math.max(macro.name.span.end, macro.replacement.span.end))
  return { origin: command.span, region: 0, span: whole, name: macro.name.span }
}
