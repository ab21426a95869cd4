import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { ForeignRecord } from './core/formats/records.ts'
import { type Message, message } from './core/message.ts'
import { failureOf } from './files.ts'

/** A longer record is not read, so that a file without line ends cannot fill the memory. */
const longest = 64 * 1024 * 1024

/** Records that are read together; each is made when it is asked for. */
export interface Batch {
  readonly records: Iterable<ForeignRecord>
  /** How much of the file has been read, from 0 to 1. */
  readonly share: number
}

/**
 * The records of a file of JSON lines, of a JSON list or of one JSON object alone, any of them compressed with gzip, or
 * of a Parquet file. No more than a piece of it is held at a time.
 */
export async function* readForeign(path: string): AsyncGenerator<Batch> {
  const { size } = await stat(path).catch(error => {
    throw failureOf(error, path)
  })
  const file = openForeign(path)
  try {
    const start = await startOf(file.chunks)
    if (!start) return
    if (start.isParquet) {
      // Loaded when first needed.
      const { readParquet } = await import('./parquet-file.ts')
      yield* readParquet(path)
      return
    }
    const rest = joined(start.rest, file.chunks)
    const read = start.rest[0] === openBracket ? items : start.bareBrace ? whole : lines
    for await (const records of read(rest, start.line)) yield { records, share: size ? file.read() / size : 1 }
    const unread = file.problem()
    if (unread) yield { records: [{ line: 1, unread }], share: 1 }
  } catch (error) {
    throw failureOf(error, path)
  } finally {
    await file.close()
  }
}

const newline = 10
const quote = 34
const comma = 44
const openBracket = 91
const backslash = 92
const closeBracket = 93
const openBrace = 123
const closeBrace = 125

type Chunks = AsyncIterator<Buffer>

interface OpenFile {
  readonly chunks: Chunks
  /** Bytes of the file so far. */
  read(): number
  /** Why there may be more than was given. */
  problem(): Message | undefined
  close(): Promise<void>
}

/** The content of a file, uncompressed; of compressed data that is broken, what comes before. */
function openForeign(path: string): OpenFile {
  const stream = createReadStream(path, { highWaterMark: 1 << 20 })
  const chunks = contents()
  let problem: Message | undefined
  return {
    chunks,
    problem: () => problem,
    read: () => stream.bytesRead,
    close: async () => {
      await chunks.return(undefined)
      stream.destroy()
    },
  }

  async function* contents(): AsyncGenerator<Buffer> {
    const source: Chunks = stream[Symbol.asyncIterator]()
    const first = await source.next()
    if (first.done) return
    const all = joined(first.value, source)
    if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) yield* all
    else {
      try {
        yield* unzipped(all)
      } catch (error) {
        if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error
        problem = message('its compressed data cannot be read to the end: {reason}', {
          reason: (error as Error).message,
        })
      }
    }
  }
}

async function* unzipped(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unzip = createGunzip({ chunkSize: 1 << 18 })
  const feeding = feed()
  try {
    yield* unzip
    await feeding
  } finally {
    unzip.destroy()
  }

  async function feed(): Promise<void> {
    try {
      for await (const chunk of chunks) {
        if (unzip.destroyed) return
        if (!unzip.write(chunk)) await new Promise(resolve => unzip.once('drain', resolve).once('close', resolve))
      }
      unzip.end()
    } catch (error) {
      unzip.destroy(error as Error)
    }
  }
}

/** What follows the byte-order mark and blanks at the start of a file. */
async function startOf(
  chunks: Chunks,
): Promise<{ rest: Buffer; line: number; bareBrace: boolean; isParquet: boolean } | undefined> {
  let rest = Buffer.alloc(0)
  let line = 1
  for (let read = await chunks.next(); !read.done; read = await chunks.next()) {
    rest = Buffer.concat([rest, read.value])
    let at = line === 1 && rest[0] === 0xef && rest[1] === 0xbb && rest[2] === 0xbf ? 3 : 0
    while (at < rest.length && isBlank(rest[at]!)) if (rest[at++] === newline) line++
    rest = rest.subarray(at)
    if (!rest.length) continue
    // An object that is alone on its line with its brace is one that goes on over many lines.
    const lineEnd = rest.indexOf(newline)
    const bareBrace = lineEnd > 0 && rest[0] === openBrace && rest.subarray(1, lineEnd).every(isBlank)
    return { rest, line, bareBrace, isParquet: rest.toString('latin1', 0, 4) === 'PAR1' }
  }
  return undefined
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13 || byte === newline
}

async function* joined(first: Buffer, chunks: Chunks): AsyncGenerator<Buffer> {
  yield first
  for (let read = await chunks.next(); !read.done; read = await chunks.next()) yield read.value
}

type Records = AsyncGenerator<Iterable<ForeignRecord>>

async function* whole(chunks: AsyncIterable<Buffer>, line: number): Records {
  const piece = gathered()
  for await (const chunk of chunks) piece.add(chunk)
  yield [{ line, ...piece.content() }]
}

async function* lines(chunks: AsyncIterable<Buffer>, firstLine: number): Records {
  let line = firstLine
  let piece = gathered()
  for await (const chunk of chunks) {
    yield linesIn(chunk)
  }
  if (!piece.isBlank()) yield [{ line, ...piece.content() }]

  function* linesIn(chunk: Buffer): Generator<ForeignRecord> {
    let at = 0
    let end = chunk.indexOf(newline)
    if (end >= 0 && !piece.isEmpty()) {
      piece.add(chunk.subarray(0, end))
      if (!piece.isBlank()) yield { line, ...piece.content() }
      piece = gathered()
      line++
      at = end + 1
      end = chunk.indexOf(newline, at)
    }
    const last = chunk.lastIndexOf(newline)
    const isValid = last > at && isUtf8(chunk.subarray(at, last))
    for (; end >= 0; end = chunk.indexOf(newline, at)) {
      if (isValid) {
        if (!isBlankIn(chunk, at, end)) yield { line, json: withoutBom(chunk.toString('utf8', at, end)) }
      } else {
        const alone = gathered()
        alone.add(chunk.subarray(at, end))
        if (!alone.isBlank()) yield { line, ...alone.content() }
      }
      line++
      at = end + 1
    }
    piece.add(chunk.subarray(at))
  }
}

function isBlankIn(chunk: Buffer, start: number, end: number): boolean {
  let at = start
  while (at < end && isBlank(chunk[at]!)) at++
  return at === end
}

function withoutBom(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** The items of a list, whose bracket is the first byte. */
async function* items(chunks: AsyncIterable<Buffer>, firstLine: number): Records {
  let line = firstLine
  let startLine = 0
  let index = 0
  let depth = 0
  let inString = false
  let escaped = false
  let closed = false
  let trailing = false
  let piece = gathered()
  for await (const chunk of chunks) {
    yield itemsIn(chunk)
    if (trailing) return
  }
  if (closed) return
  if (!piece.isBlank()) yield [{ line: startLine || line, index: index++, ...piece.content() }]
  yield [{ line, index, unread: message('the file ends before its list does') }]

  function* itemsIn(chunk: Buffer): Generator<ForeignRecord> {
    // Where what is not yet gathered starts.
    let from = 0
    let next = -1
    for (let at = 0; at < chunk.length; at++) {
      if (inString) {
        const end = stringEnd(chunk, at, escaped)
        // A line end in a string is a fault; the lines below it keep their numbers all the same.
        if (next < at) next = newlineFrom(chunk, at)
        for (; next < end.at; next = newlineFrom(chunk, next + 1)) line++
        at = end.at
        escaped = end.escaped
        inString = !end.closed
        continue
      }
      const byte = chunk[at]!
      if (byte === newline) line++
      if (isBlank(byte)) continue
      if (closed) {
        trailing = true
        yield { line, index, unread: message('it stands after the end of the list') }
        return
      }
      if (byte === quote) inString = true
      else if (byte === openBrace || byte === openBracket) {
        if (++depth === 1) {
          from = at + 1
          continue
        }
      } else if (byte === closeBrace || byte === closeBracket) {
        closed = --depth === 0
      }
      if (!closed && !(byte === comma && depth === 1)) {
        startLine ||= line
        continue
      }
      piece.add(chunk.subarray(from, at))
      from = at + 1
      if (!closed || !piece.isBlank()) yield { line: startLine || line, index: index++, ...piece.content() }
      piece = gathered()
      startLine = 0
    }
    piece.add(chunk.subarray(from))
  }
}

function newlineFrom(chunk: Buffer, from: number): number {
  const at = chunk.indexOf(newline, from)
  return at < 0 ? chunk.length : at
}

/** The quote that ends a string, from somewhere inside it, or the end of the chunk. */
function stringEnd(
  chunk: Buffer,
  from: number,
  escaped: boolean,
): { readonly at: number; readonly closed: boolean; readonly escaped: boolean } {
  for (let start = from; ; ) {
    const at = chunk.indexOf(quote, start)
    const end = at < 0 ? chunk.length : at
    let before = end
    while (before > from && chunk[before - 1] === backslash) before--
    const isEscaped = ((end - before) % 2 === 1) !== (before === from && escaped)
    if (at < 0) return { at: end, closed: false, escaped: isEscaped }
    if (!isEscaped) return { at, closed: true, escaped: false }
    start = at + 1
  }
}

interface Gathered {
  add(bytes: Buffer): void
  isEmpty(): boolean
  isBlank(): boolean
  /** The text, or why there is none. */
  content(): Pick<ForeignRecord, 'json' | 'unread'>
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Puts the pieces of a record together. */
function gathered(): Gathered {
  let pieces: Buffer[] = []
  let length = 0
  return {
    add,
    isEmpty: () => length === 0,
    isBlank: () => length <= longest && pieces.every(piece => piece.every(isBlank)),
    content,
  }

  function add(bytes: Buffer): void {
    length += bytes.length
    if (length > longest) pieces = []
    else if (bytes.length) pieces.push(bytes)
  }

  function content(): Pick<ForeignRecord, 'json' | 'unread'> {
    if (length > longest) return { unread: message('it is longer than {limit} MB', { limit: longest / 1024 / 1024 }) }
    try {
      return { json: decoder.decode(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces)) }
    } catch {
      return { unread: message('it is not valid UTF-8') }
    }
  }
}
