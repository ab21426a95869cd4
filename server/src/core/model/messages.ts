import * as z from 'zod'
import type { Question } from './ask.ts'
import { type Body, type Dialect, type Draft, type Fallback, isUnsupported, type Shape, type Taken } from './dialect.ts'
import type { Profile } from './profile.ts'
import { plainSchema } from './schema.ts'

// The messages of Anthropic: https://platform.claude.com/docs/en/api/messages, and others that answer them.

export const messages: Dialect = {
  headers: { 'anthropic-version': '2023-06-01' },
  keyHeader: key => ['x-api-key', key],
  body,
  fallbacks: fallbacks(),
  guesses: [{ schema: 'none' }],
  take,
  finishField: 'stop_reason',
}

function body({ messages, schema }: Question, profile: Profile, shape: Shape): Body {
  const { maxTokens = shape.defaultLimit, model, reasoningEffort, temperature } = profile
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content)
  const thinking = reasoningEffort === undefined ? undefined : thinkingOf(reasoningEffort, maxTokens, shape)
  const output = {
    ...(schema &&
      shape.schema === 'json_schema' && {
        format: { type: 'json_schema', schema: plainSchema(schema.schema, { bounded: false }) },
      }),
    ...(reasoningEffort !== undefined && shape.effort && { effort: reasoningEffort }),
  }
  return {
    model,
    max_tokens: maxTokens,
    messages: messages.filter(({ role }) => role !== 'system'),
    stream: shape.stream,
    ...(system.length > 0 && { system: system.join('\n\n') }),
    ...(temperature !== undefined && shape.temperature && { temperature }),
    ...(thinking && { thinking }),
    ...(Object.keys(output).length > 0 && { output_config: output }),
  }
}

const budgets: Readonly<Record<string, number>> = { minimal: 1024, low: 4096, medium: 10_000 }

/** Models decide by themselves how much they think; older ones get a budget, which is part of what a reply may have. */
function thinkingOf(effort: string, maxTokens: number, shape: Shape): object | undefined {
  if (shape.thinking === 'adaptive') return { type: 'adaptive' }
  if (shape.thinking === 'none') return undefined
  const budget = Math.min(budgets[effort] ?? 20_000, Math.floor(maxTokens * 0.75))
  return budget < 1024 ? undefined : { type: 'enabled', budget_tokens: budget }
}

function fallbacks(): Fallback[] {
  const output = (body: Body) => body.output_config as { format?: unknown; effort?: unknown } | undefined
  const tooMany = /max_tokens: \d+ > (\d+)/
  return [
    {
      feature: 'so many tokens',
      sent: () => true,
      named: reason => tooMany.test(reason),
      without: (shape, reason) => {
        const limit = Number(tooMany.exec(reason)![1])
        return limit < shape.defaultLimit ? { defaultLimit: limit } : {}
      },
    },
    {
      feature: 'adaptive thinking',
      sent: body => (body.thinking as { type: string } | undefined)?.type === 'adaptive',
      named: reason => /adaptive|thinking/i.test(reason) && !/temperature/i.test(reason),
      without: () => ({ thinking: 'budget' }),
    },
    {
      feature: 'thinking',
      sent: body => body.thinking !== undefined,
      named: reason => /thinking/i.test(reason) && !/temperature/i.test(reason),
      without: () => ({ thinking: 'none' }),
    },
    {
      feature: 'an effort',
      sent: body => output(body)?.effort !== undefined,
      named: reason => /effort/i.test(reason) && isUnsupported(reason),
      without: () => ({ effort: false }),
    },
    {
      feature: 'a JSON schema',
      sent: body => output(body)?.format !== undefined,
      named: reason => /output_config|output_format|json_schema|structured|grammar|\bschema\b/i.test(reason),
      without: () => ({ schema: 'none' }),
    },
    {
      feature: 'a temperature',
      sent: body => body.temperature !== undefined,
      named: reason => /temperature/i.test(reason) && isUnsupported(reason),
      without: () => ({ temperature: false }),
    },
  ]
}

const Usage = z.object({
  input_tokens: z.number().nullish(),
  output_tokens: z.number().nullish(),
  cache_creation_input_tokens: z.number().nullish(),
  cache_read_input_tokens: z.number().nullish(),
})
const Block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  thinking: z.string().optional(),
})
const Message = z.object({
  type: z.literal('message'),
  model: z.string().nullish(),
  content: z.array(Block).nullish(),
  stop_reason: z.string().nullish(),
  usage: Usage.nullish(),
})
const Event = z.discriminatedUnion('type', [
  Message,
  z.object({ type: z.literal('message_start'), message: Message }),
  z.object({ type: z.literal('content_block_start'), content_block: Block }),
  z.object({ type: z.literal('content_block_delta'), delta: Block }),
  z.object({
    type: z.literal('message_delta'),
    delta: z.object({ stop_reason: z.string().nullish() }).nullish(),
    usage: Usage.nullish(),
  }),
  z.object({ type: z.literal('message_stop') }),
])
const AnyEvent = z.looseObject({ type: z.string() })

function take(value: unknown, draft: Draft): Taken {
  const read = Event.safeParse(value)
  // Further kinds of events may come at any time, says the documentation.
  if (!read.success) {
    const isKnown = AnyEvent.safeParse(value)
    return isKnown.success && isKnown.data.type !== 'message' ? { type: 'said', said: [] } : { type: 'foreign' }
  }
  const event = read.data
  switch (event.type) {
    case 'message':
      start(event, draft)
      draft.done = true
      return { type: 'said', said: (event.content ?? []).flatMap(saidOf) }
    case 'message_start':
      start(event.message, draft)
      return { type: 'said', said: [] }
    case 'content_block_start':
      return { type: 'said', said: saidOf(event.content_block) }
    case 'content_block_delta':
      return { type: 'said', said: saidOf(event.delta) }
    case 'message_delta':
      draft.finish = event.delta?.stop_reason ?? draft.finish
      count(event.usage, draft)
      return { type: 'said', said: [] }
    case 'message_stop':
      draft.done = true
      return { type: 'said', said: [] }
  }
}

function start({ model, stop_reason, usage }: z.infer<typeof Message>, draft: Draft): void {
  draft.model ??= model || undefined
  draft.finish = stop_reason ?? draft.finish
  count(usage, draft)
}

/** Counts are of the whole reply each time. What was read from a cache of prompts counts as input. */
function count(usage: z.infer<typeof Usage> | null | undefined, draft: Draft): void {
  if (!usage) return
  const { cache_creation_input_tokens, cache_read_input_tokens, input_tokens, output_tokens } = usage
  draft.tokens = {
    input:
      input_tokens == null
        ? draft.tokens.input
        : input_tokens + (cache_creation_input_tokens ?? 0) + (cache_read_input_tokens ?? 0),
    output: output_tokens ?? draft.tokens.output,
  }
}

function saidOf({ text, thinking, type }: z.infer<typeof Block>): { type: 'thinking' | 'text'; text: string }[] {
  if (/^thinking/.test(type)) return thinking ? [{ type: 'thinking', text: thinking }] : []
  return /^text/.test(type) && text ? [{ type: 'text', text }] : []
}
