import { readFile, stat } from 'node:fs/promises'
import { Tokenizer as FileTokenizer } from '@huggingface/tokenizers'
import * as z from 'zod'
import { trainedTokens } from './core/cutoff.ts'
import { failureOf } from './files.ts'
import { serve } from './thread.ts'

// A thread of its own, and a file of its own: the vocabularies are megabytes that nothing else loads.

export interface CountTask {
  /** The name of a built-in tokenizer, or the path of a `tokenizer.json`. */
  readonly tokenizer: string
  readonly texts: readonly string[]
  /** Where training stops in the last text is wanted too. */
  readonly cutoff?: number
}

export type Counted =
  | { readonly type: 'counted'; readonly counts: readonly number[]; readonly cut?: number }
  /** Why nothing could be counted, in words. */
  | { readonly type: 'failed'; readonly reason: string }

/** Text to tokens, without the marks of a chat: what looks like one in a text is text. */
interface Tokenizer {
  count(text: string): number
  /** The beginning of a text that takes no more than so many tokens; undefined where that cannot be told. */
  beginning(text: string, tokens: number): string | undefined
}

serve(counted)

async function counted({ cutoff, texts, tokenizer: name }: CountTask): Promise<Counted> {
  try {
    const tokenizer = await tokenizerOf(name)
    const counts = texts.map(text => tokenizer.count(text))
    const cut = cutoff === undefined ? undefined : cutIn(texts.at(-1) ?? '', counts, cutoff, tokenizer)
    return { type: 'counted', counts, ...(cut !== undefined && { cut }) }
  } catch (error) {
    return { type: 'failed', reason: (error as Error).message }
  }
}

function cutIn(text: string, counts: readonly number[], cutoff: number, tokenizer: Tokenizer): number | undefined {
  const { kept, tokens } = trainedTokens(counts, cutoff)
  if (tokens <= cutoff || kept >= counts.at(-1)!) return undefined
  const beginning = tokenizer.beginning(text, kept)
  return beginning !== undefined && text.startsWith(beginning) ? beginning.length : undefined
}

const known = new Map<string, Promise<Tokenizer>>()

async function tokenizerOf(name: string): Promise<Tokenizer> {
  const { key, load } = await sourceOf(name)
  const before = known.get(key)
  if (before) return before
  const loading = load()
  known.set(key, loading)
  // It may be mended.
  loading.catch(() => known.delete(key))
  return loading
}

/** A file that has changed is another source. */
async function sourceOf(name: string): Promise<{ readonly key: string; load(): Promise<Tokenizer> }> {
  switch (name) {
    case 'o200k_base':
      return { key: name, load: async () => builtIn(await import('gpt-tokenizer/encoding/o200k_base')) }
    case 'cl100k_base':
      return { key: name, load: async () => builtIn(await import('gpt-tokenizer/encoding/cl100k_base')) }
    default: {
      const file = await stat(name).catch(error => {
        throw failureOf(error, name)
      })
      if (!file.isFile()) throw new Error(`${name}: it is no file`)
      if (file.size > largest) throw new Error(`${name}: larger than ${largest / 2 ** 20} MB`)
      return { key: JSON.stringify([name, file.mtimeMs, file.size]), load: () => fromFile(name) }
    }
  }
}

/** The largest in use have about 35 MB. */
const largest = 128 * 2 ** 20

const plain = { disallowedSpecial: new Set<string>() }

function builtIn({
  countTokens,
  decode,
  encodeGenerator,
}: Pick<typeof import('gpt-tokenizer/encoding/o200k_base'), 'countTokens' | 'decode' | 'encodeGenerator'>): Tokenizer {
  return {
    count: text => countTokens(text, plain),
    beginning(text, most) {
      const kept: number[] = []
      // Word by word: of half a character the decoder would keep a rest for the next text.
      for (const word of encodeGenerator(text, plain)) {
        if (kept.length + word.length > most) break
        kept.push(...word)
      }
      return decode(kept)
    },
  }
}

/** What a `tokenizer.json` must have for the library to read it; the rest it reads by itself. */
const TokenizerFile = z.looseObject({
  model: z.looseObject({}),
  added_tokens: z.array(z.looseObject({ id: z.number(), content: z.string() })).default([]),
  normalizer: z.unknown().default(null),
  pre_tokenizer: z.unknown().default(null),
  post_processor: z.unknown().default(null),
  decoder: z.unknown().default(null),
})
type TokenizerFile = z.infer<typeof TokenizerFile>

async function fromFile(path: string): Promise<Tokenizer> {
  const text = await readFile(path, 'utf8').catch(error => {
    throw failureOf(error, path)
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new Error(`${path}: it is not JSON`)
  }
  const read = TokenizerFile.safeParse(json)
  if (!read.success) throw new Error(`${path}: it is no tokenizer.json: ${z.prettifyError(read.error)}`)
  const unknown = misread(read.data)
  if (unknown !== undefined) throw new Error(`${path}: its pre-tokenizer ${unknown} is not known here`)
  let tokenizer: FileTokenizer
  try {
    tokenizer = new FileTokenizer(read.data, {})
  } catch (error) {
    throw new Error(`${path}: it cannot be used: ${(error as Error).message}`)
  }
  // The last text is asked for twice where it is cut.
  let last: { readonly text: string; readonly ids: number[] } = { text: '', ids: [] }
  const encode = (text: string): number[] => {
    if (last.text !== text) last = { text, ids: tokenizer.encode(text, { add_special_tokens: false }).ids }
    return last.ids
  }
  return {
    count: text => encode(text).length,
    beginning(text, most) {
      const kept = encode(text).slice(0, most)
      if (!kept.length) return ''
      // A character that is cut in two does not fit.
      return tokenizer.decode(kept, { clean_up_tokenization_spaces: false }).replace(/\uFFFD+$/, '')
    },
  }
}

const Part = z.looseObject({
  type: z.string(),
  behavior: z.string().optional(),
  invert: z.boolean().default(false),
  pattern: z.looseObject({ String: z.string().optional(), Regex: z.string().optional() }).optional(),
})

/** A part that the library takes for another, and so would count wrong. */
function misread({ normalizer, pre_tokenizer }: TokenizerFile): string | undefined {
  // What the normalizer has replaced cannot split any more.
  const replaced = [...inside(normalizer, Part)].map(part =>
    part.type === 'Replace' ? part.pattern?.String : undefined,
  )
  for (const part of inside(pre_tokenizer, Part)) {
    const { behavior = 'no behavior', invert, pattern, type } = part
    if (type === 'Whitespace') return type
    if (type === 'Punctuation' && behavior !== 'Contiguous') return `${type} (${behavior})`
    if (type !== 'Split' || (pattern?.String !== undefined && replaced.includes(pattern.String))) continue
    if (pattern?.String === undefined && pattern?.Regex === undefined) return `${type} (no pattern)`
    if (behavior === 'Removed' || (behavior === 'Isolated' && !invert)) continue
    return `${type} (${behavior}${invert ? ', inverted' : ''})`
  }
  return undefined
}

/** Everything of a shape in a part of the file. */
function* inside<T>(part: unknown, shape: z.ZodType<T>): Generator<T> {
  const read = shape.safeParse(part)
  if (read.success) yield read.data
  if (typeof part !== 'object' || part === null) return
  for (const value of Object.values(part)) yield* inside(value, shape)
}
