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

const fileScope = z.object({ type: z.literal('file'), uri: z.string() })
const exampleScope = z.object({ type: z.literal('example'), uri: z.string(), position: Position })
const workspaceScope = z.object({ type: z.literal('workspace') })

export const ExportScope = z.discriminatedUnion('type', [
  exampleScope,
  fileScope,
  /** Files, and folders with all that is below them. */
  z.object({ type: z.literal('selection'), uris: z.array(z.string()) }),
  workspaceScope,
])
export type ExportScope = z.infer<typeof ExportScope>

/** An example that was not exported, and why: "it has no answer". `id` is empty where it has none. */
export const Skipped = z.object({ uri: z.string(), id: z.string(), reason: z.string() })
export type Skipped = z.infer<typeof Skipped>

const FormatOption = z.object({
  name: z.string(),
  description: z.string(),
  type: z.enum(['choice', 'choices', 'switch', 'number', 'text']),
  values: z.array(z.string()).readonly().optional(),
  valueDescriptions: z.array(z.string()).readonly().optional(),
  default: z.unknown().optional(),
  value: z.string().optional(),
})

/** What there is to know of a format before it is chosen; see `DescribedFormat`. */
export const ExportFormat = z.object({
  id: z.string(),
  title: z.string(),
  type: z.enum(['file', 'folder']),
  extension: z.string().optional(),
  docs: z.string(),
  options: z.array(FormatOption).readonly(),
  needs: z.array(z.string()).readonly(),
})
export type ExportFormat = z.infer<typeof ExportFormat>

/** Client to server: the formats that there are. */
export const formatsRequest = request(
  'limo/formats',
  z.object({}),
  z.object({ formats: z.array(ExportFormat).readonly() }),
)

/** What was chosen of an export, by the names of `ExportOptions`; what is left out has the defaults of the format. */
const GivenOptions = z.record(z.string(), z.unknown())

const refusal = z.object({ type: z.literal('refused'), reason: z.string() })

/**
 * Client to server: what the rows of an example, of files or of all files become in a format. Unsaved text counts. The
 * pieces of what is written come as progress of `pieces` before the answer; those of one file are in order.
 */
export const exportRequest = request(
  'limo/export',
  z.object({ scope: ExportScope, format: z.string(), options: GivenOptions, pieces: z.string() }),
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('done'),
      records: z.number(),
      skipped: z.array(Skipped),
      /** What the readers of the format will not like. */
      warnings: z.array(z.string()),
    }),
    /** The format is not known, or an option is wrong. */
    refusal,
  ]),
)

/** `file` is empty where the format writes one file; else its name below the folder, with slashes. */
export const ExportPiece = z.union([
  z.object({ file: z.string(), text: z.string() }),
  z.object({ file: z.string(), base64: z.string() }),
])
export type ExportPiece = z.infer<typeof ExportPiece>

/** Client to server: what a model sees of the example at a position in a format, and what of it is trained. */
export const trainedRequest = request(
  'limo/trained',
  z.object({ uri: z.string(), position: Position, format: z.string(), options: GivenOptions }),
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('rows'),
      rows: z.array(
        z.object({
          id: z.string(),
          segments: z.array(z.object({ text: z.string(), trained: z.boolean(), note: z.string().optional() })),
        }),
      ),
      /** Why the example, or one of its solutions, is left out. */
      left: z.string().optional(),
    }),
    refusal,
  ]),
)

export const PageScope = z.discriminatedUnion('type', [exampleScope, fileScope, workspaceScope])
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
