import { missingPart } from './missing-part.ts'
import type { Rule } from './rule.ts'
import { unknownDirective } from './unknown-directive.ts'
import { unusedSuppression } from './unused-suppression.ts'

/** Every rule there is; the docs list them in this order. */
export const rules: readonly Rule[] = [unknownDirective, missingPart, unusedSuppression] as readonly Rule[]

export const ruleById: ReadonlyMap<string, Rule> = new Map(rules.map(rule => [rule.id, rule]))
