import * as z from 'zod'

/** What a server says went wrong. */
export interface Problem {
  readonly message: string
  /** A status, or a word. */
  readonly code: number | string | undefined
  /** Everything that may name a cause. */
  readonly reason: string
}

const code = z.union([z.number(), z.string()]).nullish().catch(undefined)
const Detail = z.object({ msg: z.string(), loc: z.array(z.union([z.string(), z.number()])).default([]) })
const Detailed = z.union([z.string(), z.array(Detail).min(1)])

const Message = z.union([z.string(), z.object({ detail: Detailed })])

/** OpenAI, Anthropic and most others. */
const Nested = z.object({
  error: z.object({
    message: Message,
    code,
    type: z.string().nullish().catch(undefined),
    param: z.string().nullish().catch(undefined),
    /** OpenRouter quotes there what the provider said. */
    metadata: z.object({ raw: z.string() }).nullish().catch(undefined),
  }),
})
/** LM Studio, Ollama. */
const Flat = z.object({ error: z.string().min(1) })
/** FastAPI, with places where it does not take the body. */
const Fast = z.object({ detail: Detailed })
/** vLLM, Mistral. */
const Bare = z.object({ message: Message, code })

const names = ['error', 'detail', 'message']

/** Reads what servers answer instead of a reply, in all the ways that are around. */
export function problemIn(value: unknown): Problem | undefined {
  // Google wraps its errors into a list.
  if (Array.isArray(value)) return value.length === 1 ? problemIn(value[0]) : undefined
  // Most of what is asked about is a piece of a reply, and there are many.
  if (typeof value !== 'object' || value === null || !names.some(name => name in value)) return undefined
  const nested = Nested.safeParse(value)
  if (nested.success) {
    const { code, message, metadata, param, type } = nested.data.error
    const text = words(message)
    const raw = metadata?.raw
    return {
      message: raw && !text.includes(raw) ? `${text}: ${raw}` : text,
      code: code ?? type ?? undefined,
      reason: [text, raw, param, code, type].filter(part => part != null).join(' '),
    }
  }
  const flat = Flat.safeParse(value)
  if (flat.success) return plain(flat.data.error)
  const fast = Fast.safeParse(value)
  if (fast.success) return plain(detailed(fast.data.detail))
  const bare = Bare.safeParse(value)
  return bare.success ? { ...plain(words(bare.data.message)), code: bare.data.code ?? undefined } : undefined
}

function words(message: z.infer<typeof Message>): string {
  return typeof message === 'string' ? message : detailed(message.detail)
}

function plain(message: string): Problem {
  return { message, code: undefined, reason: message }
}

function detailed(detail: z.infer<typeof Detailed>): string {
  return typeof detail === 'string' ? detail : detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ')
}
