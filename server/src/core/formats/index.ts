import { alpaca } from './alpaca.ts'
import { axolotlChat } from './axolotl-chat.ts'
import { axolotlSegments } from './axolotl-segments.ts'
import { chatMessages } from './chat-messages.ts'
import type { Format } from './format.ts'
import { huggingface } from './huggingface.ts'
import { jsonl } from './jsonl.ts'
import { nemoRl } from './nemo-rl.ts'
import { openaiBatch } from './openai-batch.ts'
import { parquet } from './parquet.ts'
import { preference } from './preference.ts'
import { processbench } from './processbench.ts'
import { promptCompletion } from './prompt-completion.ts'
import { rft } from './rft.ts'
import { sharegpt } from './sharegpt.ts'
import { stepwise } from './stepwise.ts'
import { verl } from './verl.ts'

/** Every format there is; the docs list them in this order. */
export const formats: readonly Format[] = [
  jsonl,
  parquet,
  huggingface,
  chatMessages,
  promptCompletion,
  preference,
  stepwise,
  processbench,
  axolotlChat,
  axolotlSegments,
  alpaca,
  sharegpt,
  verl,
  rft,
  nemoRl,
  openaiBatch,
]

export const formatById: ReadonlyMap<string, Format> = new Map(formats.map(format => [format.id, format]))
