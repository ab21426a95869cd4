import { createReadStream } from 'node:fs'
import type { ForeignRecord } from '../core/formats/records.ts'
import { type Message, message } from '../core/message.ts'
import { failureOf } from '../files.ts'

/** A longer record is not read, so that a file without line ends cannot fill the memory. */
const longest = 64 * 1024 * 1024

/** The records of a file of JSON lines, of a JSON list, or of one JSON object alone; no more than one is held at a time. */
export async function* readForeign(path: string): AsyncGenerator<ForeignRecord> {
  const chunks = createReadStream(path, { highWaterMark: 1 << 20 })[Symbol.asyncIterator]()
  try {
    const start = await startOf(chunks)
    if (!start) return
    const rest = joined(start.rest, chunks)
    if (start.rest[0] === openBracket) yield* items(rest, start.line)
    else if (start.bareBrace) yield* whole(rest, start.line)
    else yield* lines(rest, start.line)
  } catch (error) {
    throw failureOf(error, path)
  } finally {
    await chunks.return?.()
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

/** What follows the byte-order mark and blanks at the start of a file. */
async function startOf(chunks: Chunks): Promise<{ rest: Buffer; line: number; bareBrace: boolean } | undefined> {
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
    return { rest, line, bareBrace }
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

async function* whole(chunks: AsyncIterable<Buffer>, line: number): AsyncGenerator<ForeignRecord> {
  const piece = gathered()
  for await (const chunk of chunks) piece.add(chunk)
  yield { line, json: piece.json() }
}

async function* lines(chunks: AsyncIterable<Buffer>, firstLine: number): AsyncGenerator<ForeignRecord> {
  let line = firstLine
  let piece = gathered()
  for await (const chunk of chunks) {
    let at = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, at)) {
      piece.add(chunk.subarray(at, end))
      if (!piece.isBlank()) yield { line, json: piece.json() }
      piece = gathered()
      line++
      at = end + 1
    }
    piece.add(chunk.subarray(at))
  }
  if (!piece.isBlank()) yield { line, json: piece.json() }
}

/** The items of a list, whose bracket is the first byte. */
async function* items(chunks: AsyncIterable<Buffer>, firstLine: number): AsyncGenerator<ForeignRecord> {
  let line = firstLine
  let startLine = 0
  let index = 0
  let depth = 0
  let inString = false
  let escaped = false
  let closed = false
  let piece = gathered()
  for await (const chunk of chunks) {
    // Where what is not yet gathered starts.
    let from = 0
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (byte === newline) line++
      if (inString) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) inString = false
        continue
      }
      if (isBlank(byte)) continue
      if (closed) {
        yield { line, index, json: message('it stands after the end of the list') }
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
      if (!closed || !piece.isBlank()) yield { line: startLine || line, index: index++, json: piece.json() }
      piece = gathered()
      startLine = 0
    }
    piece.add(chunk.subarray(from))
  }
  if (closed) return
  if (!piece.isBlank()) yield { line: startLine || line, index: index++, json: piece.json() }
  yield { line, index, json: message('the file ends before its list does') }
}

interface Gathered {
  add(bytes: Buffer): void
  isBlank(): boolean
  /** The text, or why there is none. */
  json(): string | Message
}

/** Puts the pieces of a record together. */
function gathered(): Gathered {
  let pieces: Buffer[] = []
  let length = 0
  return { add, isBlank: () => length <= longest && pieces.every(piece => piece.every(isBlank)), json }

  function add(bytes: Buffer): void {
    length += bytes.length
    if (length > longest) pieces = []
    else if (bytes.length) pieces.push(bytes)
  }

  function json(): string | Message {
    if (length > longest) return message('it is longer than {limit} MB', { limit: longest / 1024 / 1024 })
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces))
    } catch {
      return message('it is not valid UTF-8')
    }
  }
}
