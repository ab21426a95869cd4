import * as z from 'zod'
import type { ChatMessage, Question } from './ask.ts'
import { type Body, type Dialect, type Draft, type Fallback, isUnsupported, type Shape, type Taken } from './dialect.ts'
import type { Profile } from './profile.ts'
import { plainSchema } from './schema.ts'
import type { Said } from './thinking.ts'

// Chat completions as OpenAI published them, and as DeepSeek, OpenRouter, vLLM, SGLang, llama.cpp, Ollama, LM Studio and
// others answer them. What none of it needs is not read, so that a server that says it otherwise is understood.

export const chatCompletions: Dialect = {
  headers: {},
  keyHeader: key => ['authorization', `Bearer ${key}`],
  body,
  fallbacks: fallbacks(),
  guesses: [
    { usage: false },
    { schema: 'json_object' },
    { schema: 'none' },
    { usage: false, schema: 'json_object' },
    { usage: false, schema: 'none' },
  ],
  take,
  finishField: 'finish_reason',
}

/** Streamed, so that a model that thinks for minutes is not taken for a dead connection. */
function body({ messages, schema }: Question, profile: Profile, shape: Shape): Body {
  const { maxTokens, model, reasoningEffort, temperature } = profile
  return {
    model,
    messages: shape.system ? messages : withoutSystem(messages),
    stream: shape.stream,
    ...(shape.stream && shape.usage && { stream_options: { include_usage: true } }),
    ...(temperature !== undefined && shape.temperature && { temperature }),
    ...(maxTokens !== undefined && { [shape.limit]: maxTokens }),
    ...(reasoningEffort !== undefined && shape.effort && { reasoning_effort: reasoningEffort }),
    ...(schema && shape.schema !== 'none' && { response_format: responseFormat(schema, shape.schema) }),
  }
}

function responseFormat({ name, schema }: NonNullable<Question['schema']>, form: Exclude<Shape['schema'], 'none'>) {
  if (form === 'json_object') return { type: form }
  const named = name.replace(/[^\w-]/g, '_').slice(0, 64) || 'reply'
  return { type: form, json_schema: { name: named, strict: true, schema: plainSchema(schema, { bounded: true }) } }
}

/** For models whose template has no place for a system message: what it says goes before what is asked. */
function withoutSystem(messages: readonly ChatMessage[]): ChatMessage[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content)
  const others = messages.filter(({ role }) => role !== 'system')
  const first = others.findIndex(({ role }) => role === 'user')
  return others.map((message, i) =>
    i === first ? { ...message, content: [...system, message.content].join('\n\n') } : message,
  )
}

function fallbacks(): Fallback[] {
  const formatOf = (body: Body) => (body.response_format as { type: string } | undefined)?.type
  return [
    {
      feature: 'stream_options',
      sent: body => body.stream_options !== undefined,
      named: reason => /stream_options|include_usage/i.test(reason),
      without: () => ({ usage: false }),
    },
    {
      feature: 'stream',
      sent: body => body.stream === true,
      // OpenAI streams some models to verified organizations only.
      named: reason => /\bstream(?:ing)?\b/i.test(reason) && isUnsupported(reason),
      without: () => ({ stream: false }),
    },
    {
      feature: 'a JSON schema',
      sent: body => formatOf(body) === 'json_schema',
      named: reason => /response_?format|json_?schema|structured|grammar|\bschema\b/i.test(reason),
      without: () => ({ schema: 'json_object' }),
    },
    {
      feature: 'JSON only',
      sent: body => formatOf(body) === 'json_object',
      // Where the messages do not speak of JSON, only this one request is refused.
      named: reason => /response_?format|json_?object|json mode/i.test(reason) && !/must contain/i.test(reason),
      without: () => ({ schema: 'none' }),
    },
    {
      feature: 'max_tokens',
      sent: body => body.max_tokens !== undefined,
      named: reason => /max_completion_tokens/.test(reason),
      without: () => ({ limit: 'max_completion_tokens' }),
    },
    {
      feature: 'a temperature',
      sent: body => body.temperature !== undefined,
      named: reason => /temperature/i.test(reason) && isUnsupported(reason),
      without: () => ({ temperature: false }),
    },
    {
      feature: 'a reasoning effort',
      sent: body => body.reasoning_effort !== undefined,
      // Ollama: "…" does not support thinking.
      named: reason => /reasoning_?\s?effort|\beffort\b|thinking/i.test(reason) && isUnsupported(reason),
      without: () => ({ effort: false }),
    },
    {
      feature: 'system messages',
      sent: body => (body.messages as readonly ChatMessage[]).some(({ role }) => role === 'system'),
      named: reason => /system\W*(?:role|message|prompt)|role\W.*\bsystem/i.test(reason) && isUnsupported(reason),
      without: () => ({ system: false }),
    },
  ]
}

/** Mistral sends thoughts and text as parts. */
const Content = z.union([
  z.string(),
  z.array(
    z.looseObject({
      type: z.string().optional(),
      text: z.string().nullish(),
      thinking: z.union([z.string(), z.array(z.looseObject({ text: z.string().nullish() }))]).nullish(),
    }),
  ),
])
const Words = z.object({
  content: Content.nullish(),
  /** DeepSeek, vLLM, SGLang, llama.cpp. */
  reasoning_content: z.string().nullish(),
  /** OpenRouter, Ollama, newer vLLM. */
  reasoning: z.string().nullish(),
  refusal: z.string().nullish(),
})
type Words = z.infer<typeof Words>
const Usage = z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() })
const Chunk = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        message: Words.nullish(),
        delta: Words.nullish(),
        finish_reason: z.string().nullish(),
        /** OpenRouter tells there what kept the provider from ending. */
        error: z.object({ message: z.string() }).nullish().catch(undefined),
      }),
    )
    .nullable(),
  usage: Usage.nullish().catch(undefined),
})
function take(value: unknown, draft: Draft): Taken {
  const read = Chunk.safeParse(value)
  if (!read.success) return { type: 'foreign' }
  const { choices, model, usage } = read.data
  draft.model ??= model || undefined
  if (usage) {
    draft.tokens = {
      input: usage.prompt_tokens ?? draft.tokens.input,
      output: usage.completion_tokens ?? draft.tokens.output,
    }
  }
  const choice = choices?.[0]
  if (!choice) return { type: 'said', said: [] }
  draft.finish = choice.finish_reason ?? draft.finish
  // A whole message is complete even where it does not say why it ended.
  if (choice.message) draft.done = true
  const words = choice.message ?? choice.delta
  draft.refusal += words?.refusal ?? choice.error?.message ?? ''
  return { type: 'said', said: words ? said(words) : [] }
}

function said({ content, reasoning, reasoning_content }: Words): Said[] {
  const result: Said[] = []
  const add = (type: Said['type'], text: string | null | undefined) => {
    if (text) result.push({ type, text })
  }
  // Some send the same under both names.
  add('thinking', reasoning_content || reasoning)
  if (typeof content === 'string') add('text', content)
  else {
    for (const part of content ?? []) {
      const { thinking } = part
      add('thinking', typeof thinking === 'string' ? thinking : thinking?.map(({ text }) => text ?? '').join(''))
      if (part.type === undefined || part.type === 'text') add('text', part.text)
    }
  }
  return result
}
