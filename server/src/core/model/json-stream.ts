import { createParser } from 'eventsource-parser'

/** What the body of a response holds, one after another. */
export type Received =
  | { readonly type: 'value'; readonly value: unknown }
  /** The stream says that it is complete. */
  | { readonly type: 'done' }
  /** JSON that is not complete: the end is missing. */
  | { readonly type: 'cut' }
  /** Neither JSON nor events, but a page for example. */
  | { readonly type: 'foreign' }

/** Reads one JSON value, or server-sent events with one each. Which of both is seen from the first character. */
export async function* jsonStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Received> {
  const decoder = new TextDecoder()
  let received: Received[] = []
  const parser = createParser({
    onEvent: ({ data }) => receive(data),
    // Servers of llama.cpp sent their errors as a field of this name until September 2025:
    // https://github.com/ggml-org/llama.cpp/pull/16109
    onError: error => {
      if (error.type === 'unknown-field' && error.field === 'error') receive(`{"error":${error.value}}`)
    },
  })
  let form: 'unknown' | 'json' | 'events' = 'unknown'
  let text = ''
  for await (const chunk of chunks) {
    const piece = decoder.decode(chunk, { stream: true })
    if (form === 'unknown') {
      text += piece
      const first = text.trimStart()[0]
      if (first === undefined) continue
      if (first === '{' || first === '[') form = 'json'
      else if (/[a-z:]/.test(first)) {
        form = 'events'
        parser.feed(text.trimStart())
      } else return void (yield { type: 'foreign' })
    } else if (form === 'json') text += piece
    else parser.feed(piece)
    yield* taken()
  }
  const rest = decoder.decode()
  if (form === 'unknown') return void (yield { type: 'foreign' })
  if (form === 'json') {
    const value = json(text + rest)
    return void (yield value === undefined ? { type: 'cut' } : { type: 'value', value })
  }
  // The last event may lack the empty line behind it.
  parser.feed(`${rest}\n\n`)
  yield* taken()

  function receive(data: string): void {
    if (data === '') return
    if (data.trim() === '[DONE]') return void received.push({ type: 'done' })
    const value = json(data)
    received.push(value === undefined ? { type: 'cut' } : { type: 'value', value })
  }

  function taken(): Received[] {
    const all = received
    received = []
    return all
  }
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
