import type { Answer } from '../format/document.ts'
import type { EquivalenceOptions } from './answers.ts'

/** By what two answers are compared: the kind that is given, tolerance and unit. */
export function answerOptions({ directive, kind }: Answer): EquivalenceOptions {
  const attribute = (name: string): string | undefined =>
    directive.attributes.find(({ key }) => key.text === name)?.value?.text
  const tolerance = attribute('tolerance')
  const unit = attribute('unit')
  return { ...(kind && { kind }), ...(tolerance && { tolerance }), ...(unit && { unit }) }
}
