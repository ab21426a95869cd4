import * as z from 'zod'
import { Verdict } from './verdict.ts'

// What client and server say to each other beyond the language server protocol. Whoever receives something parses it.

/** A request: its method, and the shapes of what is sent and of what comes back. */
export interface Request<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly method: string
  readonly params: P
  readonly result: R
}

function request<P extends z.ZodType, R extends z.ZodType>(method: string, params: P, result: R): Request<P, R> {
  return { method, params, result }
}

/** As in the language server protocol, in the encoding that client and server agreed on. */
export const Position = z.object({ line: z.number(), character: z.number() })

/**
 * What a client says of pictures in Markdown: in `images` of the initialization options, if it shows them at all, and
 * by notification when its theme changes.
 */
export const Images = z.object({
  /** The colour of text, for formulas; the default is legible on light and dark. */
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .default('#808080')
    .catch('#808080'),
})
export type Images = z.infer<typeof Images>

export const imagesNotification = { method: 'limo/images', params: Images } as const

/** Client to server: for each position of a document, whether LaTeX can stand there as it is, without delimiters. */
export const isLatexRequest = request(
  'limo/isLatex',
  z.object({ uri: z.string(), positions: z.array(Position) }),
  z.object({ isLatex: z.array(z.boolean()) }),
)

/** Which rows are held back: none, those with an error, or those with an error or a warning. */
export const Skip = z.enum(['none', 'error', 'warning'])
export type Skip = z.infer<typeof Skip>

export const ExportScope = z.discriminatedUnion('type', [
  z.object({ type: z.literal('file'), uri: z.string() }),
  z.object({ type: z.literal('workspace') }),
])
export type ExportScope = z.infer<typeof ExportScope>

/** An example that was not exported, and why: "it has no answer". `id` is empty where it has none. */
export const Skipped = z.object({ uri: z.string(), id: z.string(), reason: z.string() })
export type Skipped = z.infer<typeof Skipped>

/** Client to server: the rows of a file or of all files, as the text of a data set. Unsaved text counts. */
export const exportRequest = request(
  'limo/export',
  z.object({ scope: ExportScope, format: z.literal('jsonl'), skip: Skip }),
  z.object({ text: z.string(), written: z.number(), skipped: z.array(Skipped) }),
)

export const PageScope = z.discriminatedUnion('type', [
  z.object({ type: z.literal('example'), uri: z.string(), position: Position }),
  ...ExportScope.options,
])
export type PageScope = z.infer<typeof PageScope>

/**
 * Client to server: a page of an example, a file or all files, to be read or printed. Unsaved text counts. Its pieces
 * come as progress of `pieces` before the answer.
 */
export const pageRequest = request(
  'limo/page',
  z.object({ scope: PageScope, title: z.string(), findings: z.boolean(), pieces: z.string() }),
  z.object({ examples: z.number(), skipped: z.array(Skipped) }),
)
export const PagePiece = z.string()

/** Client to server: ask the model about the example at a position. The server asks back with `limo/ask`. */
export const judgeRequest = request(
  'limo/judge',
  z.object({ uri: z.string(), position: Position }),
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('done'), verdict: Verdict }),
    z.object({ type: z.literal('failed'), reason: z.string() }),
  ]),
)

/** Client to server: the macros that settings give to a document, those of its own header left out. */
export const macrosRequest = request(
  'limo/macros',
  z.object({ uri: z.string() }),
  z.object({ macros: z.record(z.string(), z.string()) }),
)

/** What became of a `@check`, and why. */
export const Claim = z.object({
  text: z.string(),
  verdict: z.enum(['true', 'false', 'approximate', 'undecided']),
  left: z.string().optional(),
  right: z.string().optional(),
  reason: z.string().optional(),
})
export type Claim = z.infer<typeof Claim>

/** Client to server: what becomes of the claims of the example at a position, as soon as that is known. */
export const claimsRequest = request(
  'limo/claims',
  z.object({ uri: z.string(), position: Position }),
  z.object({ claims: z.array(Claim) }),
)

export const ChatMessage = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })
export type ChatMessage = z.infer<typeof ChatMessage>

/** What became of asking a model. A reason is a sentence for people and never holds a key. */
export const Reply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reply'), text: z.string(), model: z.string(), origin: z.string() }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
])
export type Reply = z.infer<typeof Reply>

/** Server to client, which owns the keys and the network. Cancelled with the request that it serves. */
export const askRequest = request('limo/ask', z.object({ messages: z.array(ChatMessage) }), Reply)

/** Server to client: a file as the editor's file system has it, virtual and remote ones included. */
export const readFileRequest = request(
  'limo/readFile',
  z.object({ uri: z.string() }),
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string() }),
    z.object({ type: z.literal('missing') }),
    /** It is not UTF-8. */
    z.object({ type: z.literal('invalid') }),
  ]),
)

/** Server to client: the `.limo` files of the workspace. */
export const findFilesRequest = request('limo/findFiles', z.object({}), z.object({ uris: z.array(z.string()) }))

const ImportOptions = z.object({
  /** Reads every record; without it each is read by the reader that knows it. */
  reader: z.string().optional(),
  /** Which column holds what, by the names of roles. */
  map: z.record(z.string(), z.string()),
  source: z.string().optional(),
})

const Sampled = z.object({ column: z.string(), sample: z.string() })

/** How the records of a file are understood, shown on the first that makes an example, else on the first. */
export const ImportGuess = z.object({
  type: z.literal('guess'),
  /** Where the record stands. */
  place: z.string(),
  readers: z.array(z.object({ id: z.string(), title: z.string() })),
  reader: z.string(),
  roles: z.array(z.object({ role: z.string(), found: Sampled.optional() })),
  columns: z.array(Sampled),
  example: z.discriminatedUnion('type', [
    z.object({ type: z.literal('example'), text: z.string() }),
    z.object({ type: z.literal('refused'), reason: z.string() }),
  ]),
})
export type ImportGuess = z.infer<typeof ImportGuess>

const ImportFailed = z.object({ type: z.literal('failed'), reason: z.string() })

/** Client to server: what would become of a file on disk. */
export const importGuessRequest = request(
  'limo/importGuess',
  ImportOptions.extend({ uri: z.string() }),
  z.discriminatedUnion('type', [ImportGuess, ImportFailed]),
)

/**
 * Client to server: make examples of the records of files on disk, into one `.limo` file or a folder with one for each.
 * How far it is comes as progress of `progress` before the answer. Where files would be replaced and must not, nothing
 * is written.
 */
export const importRequest = request(
  'limo/import',
  ImportOptions.extend({
    uris: z.array(z.string()),
    license: z.string().optional(),
    target: z.string(),
    isFolder: z.boolean(),
    replace: z.boolean(),
    progress: z.string(),
  }),
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('done'),
      imported: z.number(),
      refused: z.number(),
      cancelled: z.boolean(),
      /** Why records were left out, and which ids had to change; the first of them. */
      notes: z.array(z.string()),
    }),
    z.object({ type: z.literal('exists'), count: z.number(), first: z.string() }),
    ImportFailed,
  ]),
)
export const ImportProgress = z.object({ records: z.number(), share: z.number() })
export type ImportProgress = z.infer<typeof ImportProgress>
