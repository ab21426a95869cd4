import { axolotlChat } from './axolotl-chat.ts'
import { axolotlSegments } from './axolotl-segments.ts'
import type { Format } from './format.ts'
import { jsonl } from './jsonl.ts'
import { messages } from './messages.ts'
import { nemoRl } from './nemo-rl.ts'
import { openaiBatch } from './openai-batch.ts'
import { preference } from './preference.ts'
import { processbench } from './processbench.ts'
import { promptCompletion } from './prompt-completion.ts'
import { rft } from './rft.ts'
import { stepwise } from './stepwise.ts'

/** Every format there is; the docs list them in this order. */
export const formats: readonly Format[] = [
  jsonl,
  messages,
  promptCompletion,
  preference,
  stepwise,
  processbench,
  axolotlChat,
  axolotlSegments,
  rft,
  nemoRl,
  openaiBatch,
]

export const formatById: ReadonlyMap<string, Format> = new Map(formats.map(format => [format.id, format]))
