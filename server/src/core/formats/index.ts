import type { Format } from './format.ts'
import { jsonl } from './jsonl.ts'

/** Every format there is; the docs list them in this order. */
export const formats: readonly Format[] = [jsonl]

export const formatById: ReadonlyMap<string, Format> = new Map(formats.map(format => [format.id, format]))
